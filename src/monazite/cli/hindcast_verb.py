"""`monazite hindcast EPISODE`: how well would the model have forecast it, from what was known?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from monazite.cli.command import Argument, Option
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, OverwriteOption, TongueOption
from monazite.cli.output import not_written, note, number, print_json, print_table, progress_bar
from monazite.cli.words import help_text, words

if TYPE_CHECKING:
    from monazite.evidence.episode import Episode
    from monazite.evidence.hindcast import Hindcast, Scored, Simulated
    from monazite.present.catalogue import Catalogue

NAME = "hindcast"
_NAMED = 4
"""Most behavioural numbers that a note names; JSON has all."""
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
    """Score one episode, all shipped ones or all of a folder, or write the template of a new one.

    Without an episode the shipped ones are listed. Returns 0, or 1 where an episode of ``--all``
    could not be scored although its records are at hand.
    """
    from monazite.evidence.episode import shipped_episodes

    say = words(lang.value)
    if episode == "new":
        return _new(name, form, say)
    _require_one_meaning(episode, name, every, chart, overwrite)
    if not every and episode is None:
        return _list(shipped_episodes(), form)
    place = _tables(observed)
    if every:
        return _score_all(_named(episode), members, place, form, say)
    told = _score(str(episode), members, place, form, say)
    if form is Form.JSON:
        print_json(told.as_dict())
    if chart is not None:
        _draw(told, chart, say)
    return 0


@dataclass(frozen=True)
class _Told:
    """An episode with its scores and what there is to say beside them."""

    episode: Episode
    result: Hindcast
    later_sources: tuple[str, ...]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        beside = {"later_sources": list(self.later_sources), "notes": list(self.notes)}
        return {**self.result.as_dict(), **beside}


def _new(name: str | None, form: Form, say: Catalogue) -> int:
    """Write the template of a new episode into the working folder."""
    from monazite.errors import DefinitionError
    from monazite.evidence.template import new_episode

    if name is None:
        raise DefinitionError.one(
            where="monazite hindcast new",
            found="no name",
            expected="a name",
            advice="monazite hindcast new my_episode",
        )
    folder = new_episode(name, Path.cwd())
    if form is Form.JSON:
        print_json({"episode": name, "folder": str(folder)})
    else:
        print(say.say("hindcast.written", path=folder))
    return 0


def _require_one_meaning(
    episode: str | None, name: str | None, every: bool, chart: Path | None, overwrite: bool
) -> None:
    """Refuse words and options that would go unread."""
    from monazite.errors import DefinitionError, StorageError

    if name is not None:
        raise DefinitionError.one(
            where="monazite hindcast",
            found=f"{episode} and {name}",
            expected="one episode; a NAME stands after `new` only",
            advice="monazite hindcast FOLDER --all scores all episodes in a folder",
        )
    if chart is None:
        return
    if chart.suffix != ".svg" or every or episode is None:
        raise DefinitionError.one(
            where="--chart", found=str(chart), expected="a file that ends in .svg, for one episode"
        )
    if chart.exists() and not overwrite:
        raise StorageError.one(
            where=str(chart), found="a file", expected="no file yet", advice="say --overwrite"
        )


def _tables(observed: Path | None) -> Path | None:
    """In which folder do observed tables lie that are not shipped?"""
    from monazite.errors import DefinitionError

    named = os.environ.get(OBSERVED) if observed is None else str(observed)
    if not named:
        return None
    if not Path(named).is_dir():
        raise DefinitionError.one(
            where="--observed" if observed is not None else OBSERVED,
            found=named,
            expected="a folder that exists",
            because="without it series would go unscored as if they were not at hand",
        )
    return Path(named)


def _named(folder: str | None) -> tuple[str, ...]:
    """Which episodes does ``--all`` mean: the shipped ones, or those in a folder?"""
    from monazite.errors import DefinitionError
    from monazite.evidence.episode import shipped_episodes

    if folder is None:
        return shipped_episodes()
    found = tuple(str(place.parent) for place in sorted(Path(folder).glob("*/episode.yaml")))
    if not found:
        raise DefinitionError.one(
            where="--all",
            found=folder,
            expected="a folder with folders of episodes in it",
            advice="leave out --all for one episode, and the folder for all shipped ones",
        )
    return found


def _list(names: tuple[str, ...], form: Form) -> int:
    if form is Form.JSON:
        print_json(list(names))
    else:
        print("\n".join(names))
    return 0


def _score_all(
    names: tuple[str, ...], members: int, place: Path | None, form: Form, say: Catalogue
) -> int:
    """Score several episodes; what cannot be scored is told and does not stop the others."""
    from monazite.errors import MonaziteError
    from monazite.evidence.hindcast import NothingAtHand
    from monazite.present.fault_text import faults_in

    results: list[dict[str, Any]] = []
    failed = False
    seen: set[str] = set()
    for one in names:
        try:
            told = _score(one, members, place, form, say, seen)
        except MonaziteError as error:
            failed = failed or not isinstance(error, NothingAtHand)
            shown = faults_in(error.faults, say.language)
            note(f"\n{one}\n{MonaziteError(shown).text(say.language)}")
            results.append({"episode": one, "faults": [f.as_dict() for f in error.faults]})
            continue
        results.append(told.as_dict())
    if form is Form.JSON:
        print_json(results)
    return 1 if failed else 0


def _score(
    name: str,
    members: int,
    observed: Path | None,
    form: Form,
    say: Catalogue,
    seen: set[str] | None = None,
) -> _Told:
    """Simulate and score one episode with what all other shipped episodes taught; print it.

    seen : ids scored before in the same call; one of them a second time is refused
    """
    from monazite.evidence.episode import read_episode, telling_the_same
    from monazite.evidence.hindcast import score_episode, simulate_episode
    from monazite.evidence.record import shipped_profiles, training_for

    episode = read_episode(name)
    if seen is not None:
        _require_new(episode, seen)
    quiet = form is Form.JSON
    with progress_bar(say, say.say("hindcast.running", name=episode.id), quiet=quiet) as show:
        simulated = simulate_episode(episode, members, observed, progress=show)
    same = telling_the_same(episode)
    training = training_for(episode.id, members)
    training = {name: taught for name, taught in training.items() if name not in same}
    result = score_episode(simulated, training, shipped_profiles(episode.id, episode.event))
    notes = tuple(_notes(name, simulated, same, bool(training), say))
    told = _Told(episode, result, simulated.known.later_sources, notes)
    if form is Form.TEXT:
        _print(told, say)
        sys.stdout.flush()
    for text in notes:
        note(text)
    return told


def _require_new(episode: Episode, seen: set[str]) -> None:
    from monazite.errors import DefinitionError, Fault
    from monazite.evidence.in_chain import in_file

    if episode.id in seen:
        fault = Fault(
            "id",
            f"{episode.id} a second time",
            "each episode once",
            because="it would count twice",
            advice="give one of the two another id, or take it out of the folder",
        )
        raise DefinitionError(in_file(episode, (fault,)))
    seen.add(episode.id)


def _notes(
    name: str, simulated: Simulated, same: tuple[str, ...], weighed: bool, say: Catalogue
) -> Iterator[str]:
    """Yield what a reader has to know beside the scores."""
    from monazite.evidence.effect_targets import on_idle_routes
    from monazite.evidence.episode import shipped_episodes
    from monazite.evidence.level import strange_levels
    from monazite.present.fault_text import fault_text

    episode = simulated.episode
    if name in shipped_episodes() and Path(name).exists():
        yield say.say("hindcast.own_folder", name=name)
    for other in same:
        if other != episode.id:
            yield say.say("hindcast.same_history", name=other)
    if not weighed:
        yield say.say("hindcast.unweighed")
    for missed, why in simulated.missing.items():
        reason = fault_text(why, say.language)
        yield say.say("hindcast.not_scored", quantity=missed, reason=reason)
    for quantity, seen in simulated.observed.items():
        for point in seen.unread:
            yield say.say("hindcast.unread_span", quantity=quantity, place=point.place)
    for known in (*episode.written.policies, *episode.written.facts):
        if known.effect.kind == "cover_shift":
            yield say.say("hindcast.hoarding", effect=known.effect.id)
    for quantity, ratio in strange_levels(simulated).items():
        yield say.say("hindcast.strange_level", quantity=quantity, ratio=number(ratio, 2))
    for effect in on_idle_routes(episode, simulated.known.world.chain):
        yield say.say("hindcast.idle_routes", effect=effect)
    later = simulated.known.later_sources
    if later:
        names = ", ".join(later[:_NAMED]) + (", ..." if len(later) > _NAMED else "")
        yield say.say(
            "hindcast.later_sources", count=len(later), year=episode.event.year, names=names
        )


def _draw(told: _Told, chart: Path, say: Catalogue) -> None:
    from monazite.present.hindcast_chart import hindcast_svg
    from monazite.present.report import write_whole

    labels = {q.id: q.label.text(say.language) for q in told.episode.scored}
    title = told.episode.written.label.text(say.language)
    svg = hindcast_svg(told.result, title, labels, say.language)
    try:
        write_whole(chart, svg.encode("utf-8"))
    except OSError as error:
        raise not_written(chart, error) from None
    note(say.say("hindcast.written", path=chart))


def _print(told: _Told, say: Catalogue) -> None:
    """Print the scores of one episode as a table."""
    result, episode = told.result, told.episode
    print(f"\n{episode.written.label.text(say.language)} ({episode.event})")
    print(
        say.say(
            "hindcast.how",
            members=result.members,
            failed=result.failed,
            effective=number(result.effective, 3),
            training=len(result.training),
        )
    )
    heads = ("quantity", "records", "gaps", "direction", "error", "nothing", "trend", "previous")
    labels = {q.id: q.label.text(say.language) for q in episode.scored}
    print_table(
        [say.say(f"hindcast.{head}") for head in (*heads, "crps", "band")],
        [_row(one, labels[one.quantity]) for one in result.scored],
        right="lrrlrrrrrr",
    )


def _row(one: Scored, label: str) -> list[str]:
    sign = {1: "+", 0: "0", -1: "−"}
    mark = "✓" if one.direction_hit else "✗"
    errors = one.errors
    return [
        label,
        str(one.points),
        str(one.gaps),
        f"{sign[one.direction_recorded]} {sign[one.direction_forecast]} {mark}",
        *(number(errors[n], 3) for n in ("model", "no_change", "last_trend", "previous_episode")),
        number(one.crps, 3),
        f"{one.coverage:.0%}",
    ]
