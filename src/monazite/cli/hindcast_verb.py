"""`monazite hindcast EPISODE`: how well would the model have forecast it, from what was known?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from monazite.cli.command import Argument, Option
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, OverwriteOption, TongueOption
from monazite.cli.output import note, number, print_json, print_table, progress_bar
from monazite.cli.words import help_text, words

if TYPE_CHECKING:
    from monazite.evidence.hindcast import Hindcast, Scored

NAME = "hindcast"
OBSERVED = "MONAZITE_OBSERVED"
"""Environment variable that names the folder of tables that may not be shipped."""


def answer(
    episode: Annotated[
        str | None, Argument(metavar="EPISODE|PATH|new", help=help_text("episode"))
    ] = None,
    name: Annotated[str | None, Argument(metavar="NAME", help=help_text("new_name"))] = None,
    every: Annotated[bool, Option("--all", help=help_text("all_episodes"))] = False,
    members: Annotated[int, Option("--members", min=1, max=1024, help=help_text("members"))] = 256,
    observed: Annotated[
        Path | None, Option("--observed", metavar="FOLDER", help=help_text("observed"))
    ] = None,
    chart: Annotated[
        Path | None, Option("--chart", metavar="FILE.svg", help=help_text("hindcast_chart"))
    ] = None,
    overwrite: OverwriteOption = False,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Score one episode, all of them, or write the template of a new one.

    Without an episode the shipped ones are listed. Returns 0, or 1 where an episode of ``--all``
    could not be scored.
    """
    from monazite.errors import DefinitionError, MonaziteError, StorageError
    from monazite.evidence.episode import shipped_episodes

    say = words(lang.value)
    if episode == "new":
        from monazite.evidence.template import new_episode

        if name is None:
            raise DefinitionError.one(
                where="monazite hindcast new", found="no name", expected="a name"
            )
        folder = new_episode(name, Path.cwd())
        print(say.say("hindcast.written", path=folder))
        return 0
    if chart is not None and (chart.suffix != ".svg" or every):
        raise DefinitionError.one(
            where="--chart", found=str(chart), expected="a file that ends in .svg, for one episode"
        )
    if chart is not None and chart.exists() and not overwrite:
        raise StorageError.one(
            where=str(chart), found="a file", expected="no file yet", advice="say --overwrite"
        )
    if not every and episode is None:
        return _list(shipped_episodes(), form)
    place = observed or (Path(os.environ[OBSERVED]) if OBSERVED in os.environ else None)
    results: list[dict[str, Any]] = []
    failed = False
    for one in shipped_episodes() if every else (str(episode),):
        try:
            result = _score(one, members, place, form, lang.value, chart)
        except MonaziteError as error:
            if not every:
                raise
            failed = True
            note(error.text(lang.value))
            results.append({"episode": one, "faults": [f.as_dict() for f in error.faults]})
            continue
        results.append(result.as_dict())
    if form is Form.JSON:
        print_json(results if every else results[0])
    return 1 if failed else 0


def _list(names: tuple[str, ...], form: Form) -> int:
    if form is Form.JSON:
        print_json(list(names))
    else:
        print("\n".join(names))
    return 0


def _score(
    name: str, members: int, observed: Path | None, form: Form, lang: str, chart: Path | None
) -> Hindcast:
    """Simulate and score one episode with what all other shipped episodes taught; print it."""
    from monazite.evidence.episode import read_episode, telling_the_same
    from monazite.evidence.hindcast import score_episode, simulate_episode
    from monazite.evidence.record import shipped_profiles, training_for

    say = words("zh" if lang == "zh" else "en")
    episode = read_episode(name)
    quiet = form is Form.JSON
    with progress_bar(say, say.say("hindcast.running", name=episode.id), quiet=quiet) as show:
        simulated = simulate_episode(episode, members, observed, progress=show)
    same = telling_the_same(episode)
    training = training_for(episode.id, members)
    training = {name: taught for name, taught in training.items() if name not in same}
    for name in same:
        if name != episode.id:
            note(say.say("hindcast.same_history", name=name))
    if not training:
        note(say.say("hindcast.unweighed"))
    result = score_episode(simulated, training, shipped_profiles(episode.id, episode.event))
    for missed, why in result.missing.items():
        note(say.say("hindcast.not_scored", quantity=missed, reason=why))
    if chart is not None:
        from monazite.present.hindcast_chart import hindcast_svg
        from monazite.present.report import write_whole

        labels = {q.id: q.label.text(lang) for q in episode.scored}
        title = episode.written.label.text(lang)
        svg = hindcast_svg(result, title, labels, say.language)
        write_whole(chart, svg.encode("utf-8"))
        note(say.say("hindcast.written", path=chart))
    if form is Form.TEXT:
        print(f"\n{episode.written.label.text(lang)} ({episode.event})")
        print(
            say.say(
                "hindcast.how",
                members=result.members,
                failed=result.failed,
                effective=number(result.effective, 3),
                training=len(result.training),
            )
        )
        heads = ("quantity", "direction", "error", "nothing", "trend", "previous", "crps", "band")
        labels = {q.id: q.label.text(lang) for q in episode.scored}
        print_table(
            [say.say(f"hindcast.{head}") for head in heads],
            [_row(one, labels[one.quantity]) for one in result.scored],
            right="llrrrrrr",
        )
    return result


def _row(one: Scored, label: str) -> list[str]:
    sign = {1: "+", 0: "0", -1: "−"}
    mark = "✓" if one.direction_hit else "✗"
    errors = one.errors
    return [
        label,
        f"{sign[one.direction_recorded]} {sign[one.direction_forecast]} {mark}",
        *(number(errors[n], 3) for n in ("model", "no_change", "last_trend", "previous_episode")),
        number(one.crps, 3),
        f"{one.coverage:.0%}",
    ]
