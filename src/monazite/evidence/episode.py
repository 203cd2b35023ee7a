"""Which episode does a folder describe, and may everything in it have been known then?"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from monazite.definition import read_definition
from monazite.errors import DefinitionError, Fault, UnknownNameError, quoted, unknown_name
from monazite.evidence.episode_text import ID
from monazite.evidence.written_episode import KnownPolicy, ScoredQuantity, WrittenEpisode
from monazite.labels import Label
from monazite.months import Month, span
from monazite.scenario.scenario import Scenario
from monazite.text_file import shown_path

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.record import Act


@dataclass(frozen=True)
class Episode:
    """A stretch of history to hold the model against: its definition and its folder."""

    written: WrittenEpisode
    folder: Path

    @property
    def id(self) -> str:
        """What is it called?"""
        return self.written.id

    @property
    def chain(self) -> str:
        """By what is its chain loaded? A shipped id, or the path of a chain of one's own."""
        own = self.written.chain.endswith(".yaml")
        return os.fspath(self.folder / self.written.chain) if own else self.written.chain

    @property
    def event(self) -> Month:
        """Which month is the first that a forecast has to meet?"""
        return self.written.event

    @property
    def calendar(self) -> tuple[Month, ...]:
        """Which months are simulated?"""
        return span(self.written.start, self.written.months)

    @property
    def scored(self) -> tuple[ScoredQuantity, ...]:
        """Which quantities are scored?"""
        return self.written.scored

    @property
    def effects(self) -> tuple[Effect, ...]:
        """What do the policies and facts known then do to the market?

        Holders of stocks reckon with each from the month in which it was known.
        """
        return tuple(
            _announced(one.effect.effect(), one.known)
            for one in (*self.written.policies, *self.written.facts)
        )

    def without_rules(self) -> Scenario:
        """Which scenario has the facts and the demand of this episode, and none of its policies?"""
        facts = tuple(_announced(one.effect.effect(), one.known) for one in self.written.facts)
        return replace(self.scenario(), effects=facts)

    def scenario(self, demand: str | None = None) -> Scenario:
        """Which scenario asks the model the question of this episode?"""
        written = self.written
        return Scenario(
            id=written.id,
            label=written.label,
            description=written.description,
            chain=written.chain,
            as_known=written.event,
            start=written.start,
            months=written.months,
            demand=demand or written.demand,
            effects=self.effects,
            sources=written.sources,
        )


def _announced(effect: Effect, known: Month) -> Effect:
    """Say from which month on holders reckon with an effect."""
    span = replace(effect.span, announced=min(known, effect.span.start))
    return replace(effect, span=span)


def shipped_episodes() -> tuple[str, ...]:
    """Which episodes come with the package? Their ids in alphabetical order."""
    folder = files("monazite.evidence").joinpath("library", "episodes")
    return tuple(
        sorted(entry.name for entry in folder.iterdir() if entry.joinpath("episode.yaml").is_file())
    )


def label_of(name: str) -> Label:
    """What is a shipped episode called? Read without checking the rest of its file."""
    written = _unchecked(name)["label"]
    return Label(written["en"], written["zh"])


def quantity_labels(name: str) -> Mapping[str, Label]:
    """What are the scored quantities of a shipped episode called? Id -> good and place, as there.

    Read without checking the rest of its file.
    """
    return {
        one["id"]: Label(one["label"]["en"], one["label"]["zh"])
        for one in _unchecked(name)["scored"]
    }


@lru_cache(maxsize=256)
def _unchecked(name: str) -> Any:
    place = files("monazite.evidence").joinpath("library", "episodes", name, "episode.yaml")
    return yaml.load(place.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def read_episode(name_or_path: str | os.PathLike[str]) -> Episode:
    """Which episode is meant by a shipped name, a folder, or the path of an `episode.yaml`?

    Raises UnknownNameError for a name that is not shipped, DefinitionError with all faults of the
    file otherwise, each with its line: texts of the template that nobody replaced, an unknown
    chain, a policy announced after the event, policies that are all over by then, an effect whose
    numbers were chosen by looking at the event's year or a later one, an act that the library does
    not have, or goods that the act does not name.
    """
    text = os.fspath(name_or_path)
    path = Path(text)
    if os.sep in text or path.exists():
        folder = path.parent if path.name == "episode.yaml" else path
    elif text in shipped_episodes():
        with as_file(files("monazite.evidence").joinpath("library", "episodes", text)) as place:
            folder = Path(place)
    else:
        raise _no_episode(text, None)
    named = folder.resolve().name if folder.name in ("", "..") else folder.name
    if not (folder / "episode.yaml").exists():
        raise _no_episode(text, folder)
    written = read_definition(
        folder / "episode.yaml", WrittenEpisode, further=lambda one: _faults_of(one, named)
    )
    return Episode(written, folder)


def _no_episode(text: str, folder: Path | None) -> UnknownNameError:
    """Return the error of what is neither a shipped episode nor the folder of one."""
    fault = unknown_name("episode", text, shipped_episodes(), "episode").faults[0]
    if folder is None:
        advice = "an episode of your own is named by the path of its folder, such as ./NAME"
        meant = f"{fault.advice} {advice}" if fault.advice else advice
        return UnknownNameError([replace(fault, advice=meant)])
    inside = sorted(place.parent.name for place in folder.glob("*/episode.yaml"))[:12]
    return UnknownNameError.one(
        where=shown_path(folder / "episode.yaml"),
        found="no such file" if folder.is_dir() else "no such folder",
        expected="a folder that holds episode.yaml",
        advice=f"name one of the episodes in it ({', '.join(inside)}), or say --all"
        if inside
        else "begin an episode with monazite hindcast new NAME",
    )


def telling_the_same(episode: Episode) -> tuple[str, ...]:
    """Which shipped episodes hold a record of the same market in months of this one?

    The same chain, and goods that are the same or contain an element in common: the oxide and the
    metal of dysprosium rise together, and what the record of one teaches is no forecast of the
    other. A new episode on a stretch of history that is shipped already is not out of sample if
    that record weighs its draws. Read without checking the rest of the shipped files.
    """
    from monazite.chains.world import load_world

    last, chain = episode.calendar[-1], load_world(episode.chain).chain
    content = defaultdict[str, set[str]](set)
    content |= {good.id: {good.id, *good.composition} for good in chain.goods.values()}
    found = []
    for name in shipped_episodes():
        other = _unchecked(name)
        begin, end = Month.parse(other["event"]), Month.parse(other["start"]) + other["months"] - 1
        if other["chain"] != chain.id or begin > last or episode.event > end:
            continue
        told = {one for told in other["scored"] for good in told["goods"] for one in content[good]}
        ours = {one for told in episode.scored for good in told.goods for one in content[good]}
        found += [name] if told & ours else []
    return tuple(found)


def _faults_of(written: WrittenEpisode, folder: str) -> Iterator[Fault]:
    """Yield what is wrong with an episode whose fields are sound, each with its key path."""
    from monazite.chains.read import chain_names

    if re.fullmatch(ID, folder) and written.id != folder:
        yield Fault(
            "id",
            quoted(written.id),
            f"the name of its folder, {folder}",
            because="an episode copied under another name would pass as the old one",
            advice=f"write id: {folder}, or rename the folder",
        )
    if not written.chain.endswith(".yaml") and written.chain not in chain_names():
        yield from unknown_name("chain", written.chain, chain_names(), "chain").faults
    for key, known in _with_keys(written):
        yield from _known_later(written, key, known)
    yield from _without_a_policy(written)
    yield from _beside_their_acts(written)


def _with_keys(written: WrittenEpisode) -> Iterator[tuple[str, KnownPolicy]]:
    """Yield each policy and fact with the key path that leads to it."""
    for name in ("policies", "facts"):
        for place, known in enumerate(getattr(written, name)):
            yield f"{name}[{place}]", known


def _known_later(written: WrittenEpisode, key: str, known: KnownPolicy) -> Iterator[Fault]:
    """Yield where a policy was not yet known, or its numbers were fitted on what was to come."""
    if known.known > written.event:
        yield Fault(
            f"{key}.known",
            str(known.known),
            f"no later than the event, {written.event}",
            because="a hindcast may use only what was announced or in force then",
        )
    announced = known.effect.span.announced
    if announced not in (None, known.known):
        yield Fault(
            f"{key}.effect.span.announced",
            str(announced),
            f"nothing, or the month under known, {known.known}",
            because="holders reckon with a rule of an episode from the month under known on",
        )
    looked_at = known.effect.evidence.fitted_on
    if not looked_at:
        return
    place = f"{key}.effect.evidence.fitted_on"
    try:
        late = fitted_year(looked_at, place) >= written.event.year
    except DefinitionError as error:
        yield from error.faults
        return
    if late:
        yield Fault(
            place,
            looked_at,
            f"numbers chosen without looking at {written.event.year} or later",
            because="a number fitted on the record cannot be tested against it",
            advice="take the number from the text, from earlier practice or as a guess",
        )


def _without_a_policy(written: WrittenEpisode) -> Iterator[Fault]:
    """Yield a fault where every policy of an episode about policies was over by its event."""
    over = [known.effect.span.end for known in written.policies]
    if written.kind == "policy" and all(end is not None and end <= written.event for end in over):
        yield Fault(
            "policies",
            f"spans that end by {written.event}",
            f"a policy in force or announced at the event, {written.event}, or later",
            because="a window without a policy says nothing about what policies do",
            advice="check the months of the spans; what was over before goes under facts",
        )


def _beside_their_acts(written: WrittenEpisode) -> Iterator[Fault]:
    """Yield which policies cite an act that the library lacks, or gate a good it does not name."""
    cited = [(key, known, known.act) for key, known in _with_keys(written) if known.act]
    if not cited:
        return
    from monazite.policy.library import library
    from monazite.policy.named_goods import named_goods

    for key, known, act in cited:
        if act not in library().acts:
            yield from unknown_name(f"{key}.act", act, library().acts, "act").faults
            continue
        yield from _before_its_act(key, known, library().act(act))
        named = named_goods(library(), act)
        goods = _goods_of(known.effect.effect())
        beyond = [] if named is None else [good for good in goods if good not in named]
        if named is not None and beyond:
            yield Fault(
                f"{key}.effect.{'goods' if hasattr(known.effect, 'goods') else 'good'}",
                ", ".join(beyond),
                f"goods that {act} names: {', '.join(sorted(named)) or 'none'}",
                because="an effect that stands for an act holds what its text holds",
                advice="take the goods out; what customs held beyond the text goes under a "
                "policy of its own without act, with its source",
            )


def _before_its_act(key: str, known: KnownPolicy, act: Act) -> Iterator[Fault]:
    """Yield a fault where a policy is known before the act that it cites was announced."""
    days = [one.date.earliest for one in act.calendar if one.event == "announced"]
    if not days or None in days:
        return
    first = min(day for day in days if day is not None)
    if known.known < Month(first.year, first.month):
        yield Fault(
            f"{key}.known",
            str(known.known),
            f"no earlier than {act.id} was announced, {first}",
            because="what stands in an act was not known before it was announced",
            advice="take the month of the announcement, or leave out act where rumours are meant",
        )


def _goods_of(effect: Effect) -> tuple[str, ...]:
    """Which goods does an effect name? None where it acts on regions, plants or uses."""
    named = getattr(effect, "goods", None) or (getattr(effect, "good", None),)
    return tuple(getattr(one, "good", one) for one in named if one is not None)


def fitted_year(text: str, where: str) -> int:
    """Which year does `fitted_on` name? Raises DefinitionError where it does not begin with one."""
    head = text[:4]
    if not (head.isascii() and head.isdigit()):
        raise DefinitionError.one(
            where=where, found=text, expected="a text that begins with a year"
        )
    return int(head)
