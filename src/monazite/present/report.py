"""How is a run told to a reader: one HTML file, in zh or en, that asks nothing of the network?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from monazite.effects import ProjectOutlook
from monazite.errors import Fault, MonaziteError
from monazite.market.run import Run
from monazite.present.catalogue import Language, catalogue
from monazite.present.context import Context
from monazite.present.drawing import inside_page
from monazite.present.focus import words_for
from monazite.present.lettering import hold
from monazite.present.page_style import style_sheet
from monazite.present.run_bands import RunBands

BASELINE = "baseline"
"""The scenario that others are compared with when a report is given more than one run."""

Runs = Mapping[str, Run] | Sequence[Run]


def context_of(runs: Runs, lang: Language, world: Any = None) -> Context:
    """Which runs, world and words does a report of ``runs`` have?

    runs  : name -> run, or the runs in order; the one called "baseline" (else the first of two) is
            the baseline, the last of the others is described
    world : the world they were made from; read from the package by the run's own stamp if None

    Raises MonaziteError for no run at all or for runs of different chains, and ValueError for
    a language without a catalogue.
    """
    words = catalogue(lang)
    named = dict(runs) if isinstance(runs, Mapping) else {str(i): run for i, run in enumerate(runs)}
    if not named:
        raise MonaziteError((Fault("report", "no run", "one run, or a baseline and a scenario"),))
    base_name = next(
        (n for n, run in named.items() if BASELINE in (n, run.attributes.get("scenario"))), None
    )
    if base_name is None and len(named) > 1:
        base_name = next(iter(named))
    made_on = {str(run.attributes.get("world", "")) for run in named.values()}
    if len(made_on) > 1:
        raise MonaziteError(
            (
                Fault(
                    "report",
                    f"runs of {', '.join(sorted(made_on))}",
                    "runs of one chain",
                    because="goods of different chains cannot stand in one figure",
                    advice="give the folders of all chains, or one report a chain",
                ),
            )
        )
    others = [run for name, run in named.items() if name != base_name]
    scenario = others[-1] if others else named[str(base_name)]
    baseline = named[base_name] if base_name is not None and others else None
    if world is None:
        from monazite.scenario.run_world import world_of

        world = world_of(scenario)
    words = words_for(words, world.chain)
    labels, fitted = _told_by_scenarios(
        (scenario,) if baseline is None else (baseline, scenario), lang
    )
    return Context(words, scenario, baseline, world, fitted, labels)


def _told_by_scenarios(
    runs: Sequence[Run], lang: Language
) -> tuple[dict[str, str], dict[str, str]]:
    """Return scenario id -> label, and effect id -> note for effects fitted on an episode.

    Only scenarios that come with the package can be asked; of others the id is printed.
    """
    from monazite.scenario.read import load_scenario, shipped_scenarios

    labels: dict[str, str] = {}
    fitted: dict[str, str] = {}
    for run in runs:
        name = str(run.attributes.get("scenario", ""))
        if name in shipped_scenarios():
            scenario = load_scenario(name)
            labels[name] = scenario.label.text(lang)
            for effect in scenario.effects:
                if effect.evidence.fitted_on:
                    fitted[effect.id] = effect.evidence.noted(lang) or effect.evidence.source
    return labels, fitted


def page_of(context: Context) -> str:
    """Which HTML page tells the runs of ``context``?"""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from monazite.present.contents import contents

    environment = Environment(
        loader=PackageLoader("monazite.present", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["hold"] = hold
    words = context.words
    template = environment.get_template("report.html.j2")
    return template.render(
        language=words.language,
        say=words.say,
        style=Markup(style_sheet(words.language)),
        inline=lambda drawing: Markup(inside_page(drawing)),
        grades={letter: words.say(f"grade.{letter}") for letter in "ABCDM"},
        **contents(context),
    )


def write_report(
    runs: Runs,
    path: str | os.PathLike[str],
    lang: Language = "en",
    world: Any = None,
    bands: Mapping[str, RunBands | None] | None = None,
    outlooks: Mapping[str, tuple[ProjectOutlook, ...] | None] | None = None,
) -> Path:
    """Write the report of one run, or of a scenario beside its baseline, as one HTML file.

    runs  : as for :func:`context_of`; lang : "en" or "zh"
    path  : file to write; its folder is made if need be. It is replaced in one step, so that no
            half-written report is ever there under this name
    bands : name of a run -> bands of its prices; those of the described run are drawn
    outlooks : name of a run -> effects on projects that made it; the described run's are told
    returns the path written.

    Months that did not clear are named at the head of the page. Raises ValueError for another
    language, OSError if the file cannot be written.
    """
    context = context_of(runs, lang, world)
    if isinstance(runs, Mapping):
        name = next((name for name, run in runs.items() if run is context.scenario), "")
        context = replace(
            context, bands=(bands or {}).get(name), outlooks=(outlooks or {}).get(name)
        )
    page = page_of(context)
    return write_whole(Path(path), page.encode("utf-8"))


def write_whole(path: Path, content: bytes) -> Path:
    """Put ``content`` under ``path`` in one step: the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path
