"""One act: who decided what, when, with which rules, according to whom.

An act is one file, ``library/<issuer>/<slug>.yaml``; its worked cases lie beside it as
``<slug>.cases.yaml``. The record holds the law (rules, scope, terms, calendar) and, apart from it,
how the rules bite in practice (market blocks). Where sources read the law differently, the rule
keeps every reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from monazite.errors import DefinitionError, Fault
from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.citation import Citation, Name, Sentence
from monazite.policy.event import Event, calendar_faults
from monazite.policy.places import Places
from monazite.policy.register import RegisterName
from monazite.policy.rule import AnyRule, twice
from monazite.policy.scope import (
    MOST_NAMES,
    ActId,
    Element,
    Scope,
)
from monazite.policy.when import When

Lane = Literal["west", "resource_states", "china", "other"]
"""Party lane of the timeline."""

MOST_ENTITIES = 1000
"""How many names one entity list may hold."""

SHARED_SIGNS = 6
"""Chinese signs in a row by which two titles tell the same twice."""


class Title(LightDefinition):
    """What is the act called in its original language, in English and in Chinese?

    language : of the original, ISO 639-1
    """

    original: Sentence
    language: Annotated[str, Bounds(pattern=r"^[a-z]{2}$")]
    en: Sentence
    zh: Sentence

    def text(self, lang: str) -> str:
        """Return the name in `lang`, with the original beside it where that says something more.

        Where one of both holds the other, the longer one says it all; so it mostly does where both
        are Chinese and share their number.
        """
        shown = self.zh if lang == "zh" else self.en
        if self.original in shown:
            return shown
        if shown in self.original:
            return self.original
        if lang != "zh":
            return f"{shown} ({self.original})"
        if self.language == "zh" and _share_words(shown, self.original):
            return _told_once(shown, self.original)
        return f"{shown}（{self.original}）"


def _share_words(one: str, other: str) -> bool:
    """Return whether two Chinese titles have so many signs in a row in common."""
    return any(one[at : at + SHARED_SIGNS] in other for at in range(len(one) - SHARED_SIGNS + 1))


def _told_once(shown: str, original: str) -> str:
    """Return one title for two that tell the same: the fuller one, with the other's remark."""
    if "：" in shown:
        return shown
    if original.endswith("）"):
        return max(shown, original, key=len)
    remark = shown.partition("（")[2].removesuffix("）")
    return original if remark in original else f"{original}（{remark}）"


class Member(LightDefinition, written_as={"since": "from"}):
    """Who belongs to an agreement or area since when? `economy` is an ISO3 code or a group id."""

    economy: Annotated[str, Bounds(pattern=r"^[A-Za-z0-9_]{2,20}$")]
    since: When
    until: When | None = None
    role: Label | None = None
    citations: Annotated[tuple[Name, ...], Bounds(max_length=20)] = ()


class Entity(LightDefinition, written_as={"since": "from"}):
    """Which firm or body is listed?

    names   : the first is shown; others are spellings in any language
    economy : where it sits, ISO3
    from, until : first and last day on the list, where they differ from the act's
    """

    names: Annotated[tuple[Sentence, ...], Bounds(min_length=1, max_length=20)]
    economy: Annotated[str, Bounds(pattern=r"^[A-Z]{3}$")]
    since: When | None = None
    until: When | None = None
    note: Sentence | None = None


class EntityList(LightDefinition):
    """Which parties does the act list?

    adds_to   : register of parties that the names belong to (`cn_control_list`)
    complete  : every name is here; if not, a party of the economies named that is not here stays
                undecided
    count     : how many the act lists
    economies : where its parties sit
    """

    adds_to: RegisterName
    complete: bool
    count: Annotated[int, Bounds(ge=0, le=100000)] | None = None
    economies: Places
    entities: Annotated[tuple[Entity, ...], Bounds(max_length=MOST_ENTITIES)] = ()


class Related(LightDefinition):
    """How is another act connected?"""

    act: ActId
    relation: Literal[
        "replaces",
        "replaced_by",
        "amends",
        "amended_by",
        "suspends",
        "suspended_by",
        "repeals",
        "repealed_by",
        "implements",
        "basis",
        "answers",
        "extends",
        "see",
    ]
    note: Label | None = None


class MissingPart(LightDefinition):
    """What of the act is not encoded?

    may_touch : which transactions the missing part could reach; left out: it could reach none that
                the rules encoded here do not reach (a detail, a figure)
    """

    says: Label
    may_touch: Scope | None = None


LeftOutReason = Literal[
    "no_reading", "as_reported", "not_public", "asked", "later_act", "other_act"
]
"""Why neither reading depends on a part that stands in no rule.

no_reading  : it could change no answer about a shipment and no number of the market (penalties,
              procedure of an office, land use)
as_reported : the text itself was not seen; all that reliable reports say of it is encoded, and the
              grades of the citations say how it is known
not_public  : the issuer has not published it, so that nobody could encode it
asked       : it is a fact of the single shipment, and the answer asks for it
later_act   : it would be decided by a later act, which would have a file of its own
other_act   : it belongs to another act, which has, or would have, a file of its own
"""


class LeftOut(LightDefinition):
    """Which part of the act stands in no rule although the act is not missing it, and why?"""

    says: Label
    because: LeftOutReason


class Coverage(LightDefinition):
    """How much of the act is encoded? `encoded`, `partial` (missing says what), `listed` only.

    encoded  : every provision on record that could change an answer about a shipment or a number
               of the market stands in a rule, and nothing known to be unread could
    left_out : parts on which neither reading depends, each with the reason
    """

    state: Literal["encoded", "partial", "listed"]
    missing: Annotated[tuple[MissingPart, ...], Bounds(max_length=40)] = ()
    left_out: Annotated[tuple[LeftOut, ...], Bounds(max_length=40)] = ()

    def __post_init__(self) -> None:
        if (self.state == "encoded") == bool(self.missing):
            raise DefinitionError.one(
                where="missing",
                found=f"{len(self.missing)} entries at the state {self.state}",
                expected="nothing missing where encoded, and what is missing otherwise",
            )


class Act(LightDefinition):
    """One legal act, plan, agreement, list or programme.

    id       : `issuer/slug`, as folder and file are called
    kind     : `act` (binds), `plan` (announced or proposed), `agreement`, `list`, `programme`
    lane     : where it stands on the timeline
    economy  : whose law it is: ISO3 code or group id
    number   : as the issuer numbers it; left out: none
    summary  : own words
    elements : minerals it is about; left out: those of its items
    calendar : events of the whole act
    adds_to  : control list that its items belong to (`cn_dual_use`)
    refs     : ids in the tables of facts that this act answers to (seed_systems, alliances)
    open_points : what is disputed or not known
    """

    id: ActId
    kind: Literal["act", "plan", "agreement", "list", "programme"]
    lane: Lane
    economy: Annotated[str, Bounds(pattern=r"^[A-Za-z0-9_]{2,20}$")]
    title: Title
    issuer: Label
    number: Sentence | None = None
    summary: Label
    elements: Annotated[tuple[Element, ...], Bounds(max_length=MOST_NAMES)] = ()
    citations: Annotated[tuple[Citation, ...], Bounds(min_length=1, max_length=60)]
    calendar: Annotated[tuple[Event, ...], Bounds(min_length=1, max_length=60)]
    adds_to: RegisterName | None = None
    related: Annotated[tuple[Related, ...], Bounds(max_length=60)] = ()
    members: Annotated[tuple[Member, ...], Bounds(max_length=200)] = ()
    entity_list: EntityList | None = None
    rules: Annotated[tuple[AnyRule, ...], Bounds(max_length=60)] = ()
    coverage: Coverage
    open_points: Annotated[tuple[Label, ...], Bounds(max_length=40)] = ()
    refs: Annotated[tuple[Sentence, ...], Bounds(max_length=60)] = ()

    def __post_init__(self) -> None:
        faults = [*calendar_faults(self.calendar, "calendar"), *self._reference_faults()]
        faults += twice([one.id for one in self.citations], "citations")
        faults += twice([one.id for one in self.rules], "rules")
        faults += twice(
            [
                item.id
                for rule in self.rules
                for item in (*rule.scope.goods.items, *rule.scope.goods.except_items)
            ],
            "rules, scope.goods",
        )
        for rule in self.rules:
            if rule.instrument == "entity_list" and self.entity_list is None:
                faults.append(
                    Fault(
                        f"rules.{rule.id}",
                        "an entity list rule",
                        "the key `entity_list` with the names, in the same act",
                    )
                )
            if rule.instrument == "preferential_area" and not self.members:
                faults.append(
                    Fault(f"rules.{rule.id}", "an area", "the key `members`, in the same act")
                )
        if self.coverage.state != "listed" and not self.rules:
            faults.append(Fault("rules", "no rule", "at least one, or the coverage `listed`"))
        if self.coverage.state == "encoded":
            faults += self._faults_of_an_encoded_act()
        if faults:
            raise DefinitionError(faults)

    def named_citations(self) -> Iterator[tuple[str, str]]:
        """Which citation is named where? (place, id)"""
        for position, event in enumerate(self.calendar):
            yield from ((f"calendar[{position}]", one) for one in event.citations)
        for rule in self.rules:
            yield from ((f"rules.{rule.id}.citations", one) for one in rule.citations)
            for event in rule.calendar or ():
                yield from ((f"rules.{rule.id}.calendar", one) for one in event.citations)
            for reading in rule.readings:
                yield from ((f"rules.{rule.id}.readings", one) for one in reading.held_by)
        for member in self.members:
            yield from ((f"members.{member.economy}", one) for one in member.citations)

    def _faults_of_an_encoded_act(self) -> Iterator[Fault]:
        """What keeps the act from being called encoded?"""
        secret = any(part.because == "not_public" for part in self.coverage.left_out)
        if self.entity_list is not None and not self.entity_list.complete and not secret:
            yield Fault(
                "coverage.state",
                "encoded, with a list of parties that is not complete",
                "`complete: true`; or partial, with the missing names under `missing`; or the "
                "names under `left_out`, because they are `not_public`",
            )

    def _reference_faults(self) -> Iterator[Fault]:
        known = [citation.id for citation in self.citations]
        for where, name in self.named_citations():
            if name not in known:
                yield Fault(
                    where,
                    f'citation "{name}"',
                    f"one of {', '.join(known)}",
                    because="a date or rule without a source cannot be checked",
                )
