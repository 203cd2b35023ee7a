"""All acts together, made ready for both readings: rules, lines, lists, members, what was read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from monazite.errors import DefinitionError, Fault, listed, unknown_name
from monazite.kept_readings import not_collecting, read_once
from monazite.labels import Label
from monazite.policy.act_file import ActFile
from monazite.policy.answer import NO, UNKNOWN, YES, Answer, some
from monazite.policy.cases import Branch
from monazite.policy.event import Event
from monazite.policy.goods_matching import Line, NameIndex
from monazite.policy.jurisdiction import Jurisdiction, ReadFamily
from monazite.policy.legal_calendar import LegalCalendar, Status, with_inherited
from monazite.policy.party import bare_party, same_party
from monazite.policy.places import Places
from monazite.policy.ready_rule import EXPORTING, ReadyRule
from monazite.policy.record import Act, Entity, EntityList
from monazite.policy.rule import Rule
from monazite.policy.scope import GoodsItem, Scope

_Family = tuple[Jurisdiction, ReadFamily, tuple[Line, ...]]


_REMEMBERED = frozenset(
    (
        *("_act_of", "_of_act", "_held", "_kept", "_members", "_eras", "_jurisdictions"),
        *("_families", "_names"),
    )
)
"""What a library remembers of questions, by the identity of its records."""


class Library:
    """Which acts are there, and what do they say together?

    files         : acts as read, ids unique
    jurisdictions : what of whose law was read
    """

    def __init__(
        self, files: Iterable[ActFile], jurisdictions: Iterable[Jurisdiction] = ()
    ) -> None:
        self.files: Mapping[str, ActFile] = {one.act.id: one for one in sorted(files, key=_by_id)}
        self.acts: Mapping[str, Act] = {name: one.act for name, one in self.files.items()}
        self.jurisdictions = tuple(jurisdictions)
        self._calendars: dict[tuple[Event, ...], LegalCalendar] = {}
        self.names = NameIndex()
        self._lines: dict[tuple[str, str], Line] = {}
        for act in self.acts.values():
            for rule in act.rules:
                for item in rule.scope.goods.items:
                    self._take_up(act.id, item)
        self.rules: tuple[ReadyRule, ...] = tuple(
            self._ready(act, rule) for act in self.acts.values() for rule in act.rules
        )
        self.rule: Mapping[str, ReadyRule] = {one.id: one for one in self.rules}
        self.unread: tuple[tuple[ReadyRule, Label], ...] = tuple(
            (self._unread(act, part.may_touch, f"unread_{position}", part.says), part.says)
            for act in self.acts.values()
            for position, part in enumerate(act.coverage.missing)
            if part.may_touch is not None
        )
        self._turns = sorted(
            {
                day
                for act in self.acts.values()
                for member in act.members
                for when in (member.since, member.until)
                if when is not None
                for day in when.turns
            }
        )
        self._on_register: dict[str, list[ReadyRule]] = {}
        self._lists: dict[str, list[str]] = {}
        for act in self.acts.values():
            if act.entity_list is not None:
                self._lists.setdefault(act.entity_list.adds_to, []).append(act.id)
        for one in self.rules:
            if one.act.adds_to is not None and one.lines:
                self._on_register.setdefault(one.act.adds_to, []).append(one)
        self.families = tuple(
            (jurisdiction, family, tuple(Line.of(item, "") for item in family.goods))
            for jurisdiction in self.jurisdictions
            for family in jurisdiction.read
        )
        self._set_out()

    def _set_out(self) -> None:
        """Begin with nothing remembered of what was asked."""
        self._act_of = {
            id(form.rule): form.act.id for one in self.rules for form in (one, *one.alternatives)
        }
        self._of_act: dict[int, tuple[Act, LegalCalendar]] = {}
        self._held: dict[tuple[int, str, int, int], Answer] = {}
        self._kept: dict[int, tuple[Places, bool, bool]] = {}
        self._members: dict[tuple[str, str, int], Answer] = {}
        self._eras: dict[date, int] = {}
        self._jurisdictions: dict[tuple[str, int, int], tuple[Jurisdiction, ...]] = {}
        self._families: dict[tuple[str, int, int], tuple[_Family, ...]] = {}
        self._names: dict[str, tuple[dict[str, list[Entity]], tuple[str, ...]]] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Return what was made ready; what is remembered goes by places in memory and stays."""
        return {name: value for name, value in self.__dict__.items() if name not in _REMEMBERED}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._set_out()

    def act(self, name: str) -> Act:
        """Return an act by its id; raise UnknownNameError with the nearest ids otherwise."""
        if name not in self.acts:
            raise unknown_name("policy library", name, self.acts, "act")
        return self.acts[name]

    def calendar(self, act: Act) -> LegalCalendar:
        """Return the calendar of a whole act."""
        found = self._of_act.get(id(act))
        if found is None:
            found = self._of_act[id(act)] = act, self._calendar(act.calendar)
        return found[1]

    def status(self, act: str, day: date, branches: Mapping[str, Branch] = {}) -> Status:
        """How does a whole act stand on a day?"""
        return self.calendar(self.acts[act]).on(day, branches.get(act))

    def act_of(self, rule: Rule) -> str:
        """Return the id of the act that a rule of this library stands in."""
        return self._act_of[id(rule)]

    def lines(self, act: str, items: Iterable[str]) -> tuple[Line, ...]:
        """Return lines of an act by the ids of its items."""
        return tuple(self._lines[act, item] for item in items)

    def line(self, name: str) -> Line | None:
        """Return a line by `act#item`; None for lines of exceptions and exemptions."""
        act, _, item = name.partition("#")
        return self._lines.get((act, item))

    def goods_on(self, register: str) -> list[ReadyRule]:
        """Which rules add lines to a register of goods?"""
        return self._on_register.get(register, [])

    @property
    def registers_of_goods(self) -> tuple[str, ...]:
        """Return the registers to which rules add lines."""
        return tuple(self._on_register)

    def lists_of(self, register: str) -> list[str]:
        """Which acts add names to a register of parties?"""
        return self._lists.get(register, [])

    def holds(self, places: Places, economy: str | None, day: date) -> Answer:
        """Is an economy among places of this library's rules on a day? Remembered."""
        if economy is None:
            return places.hold(economy, day, self.member)
        known = self._kept.get(id(places))
        if known is None:
            known = self._kept[id(places)] = (places, places.fixed, bool(places.acts))
        _, fixed, of_acts = known
        month = day.year * 12 + day.month
        key = (id(places), economy, 0 if fixed else month, self.era(day) if of_acts else 0)
        answer = self._held.get(key)
        if answer is None:
            answer = self._held[key] = places.hold(economy, day, self.member)
        return answer

    def jurisdictions_of(self, economy: str, day: date) -> tuple[Jurisdiction, ...]:
        """Which files say what of an economy's law was read? Remembered by the month."""
        key = (economy, day.year, day.month)
        found = self._jurisdictions.get(key)
        if found is None:
            found = self._jurisdictions[key] = tuple(
                one
                for one in self.jurisdictions
                if Places((one.economy,)).hold(economy, day, self.member) == YES
            )
        return found

    def families_in(self, economy: str, day: date) -> tuple[_Family, ...]:
        """Which families of goods was an economy's export law read for, and by which lines?"""
        key = (economy, day.year, day.month)
        found = self._families.get(key)
        if found is None:
            own = [id(one) for one in self.jurisdictions_of(economy, day)]
            found = self._families[key] = tuple(one for one in self.families if id(one[0]) in own)
        return found

    def era(self, day: date) -> int:
        """Which number has the time between two changes of any act's members that a day lies in?"""
        found = self._eras.get(day)
        if found is None:
            found = self._eras[day] = bisect_right(self._turns, day)
        return found

    def member(self, act: str, iso3: str, day: date) -> Answer:
        """Does an economy belong to an act's area on a day?"""
        key = (act, iso3, self.era(day))
        known = self._members.get(key)
        if known is None:
            known = self._members[key] = self._member(act, iso3, day)
        return known

    def _member(self, act: str, iso3: str, day: date) -> Answer:
        found: list[Answer] = []
        for member in self.acts[act].members if act in self.acts else ():
            inside = Places((member.economy,)).hold(iso3, day, self.member)
            if inside == NO:
                continue
            begun = member.since.reached(day)
            over = NO if member.until is None else member.until.passed(day)
            if begun == NO or over == YES:
                continue
            sure = inside == begun == YES and over == NO
            found.append(YES if sure else UNKNOWN)
        return some(found)

    def seats(self, act: str) -> Places | None:
        """Return where the parties on an act's list sit, None if it has no list."""
        parties = self.acts[act].entity_list if act in self.acts else None
        return None if parties is None else parties.economies

    def turns_of_list(self, act: str) -> set[date]:
        """On which days may a party join or leave an act's list, or the act change its state?"""
        parties = self.acts[act].entity_list if act in self.acts else None
        if parties is None:
            return set()
        found = set(self.calendar(self.acts[act]).turns)
        for entity in parties.entities:
            for when in (entity.since, entity.until):
                if when is not None:
                    found.update(when.turns)
        return found

    def listed(
        self,
        act: str,
        name: str | None,
        economy: str | None,
        day: date,
        branches: Mapping[str, Branch] = {},
    ) -> Answer:
        """Is a party on an act's list on a day?

        economy : where it sits, None if not known. A party that is not found stays undecided if
        the list is not complete and has parties of its economy.
        """
        parties = self.acts[act].entity_list if act in self.acts else None
        if parties is None:
            return UNKNOWN
        status = self.status(act, day, branches)
        if status.applies == NO:
            return NO
        there = YES if economy is None else parties.economies.hold(economy, day, self.member)
        if name is None:
            return NO if there == NO else UNKNOWN
        found = self._find(act, parties, name, day)
        if found == NO and not parties.complete and there != NO:
            return UNKNOWN
        return UNKNOWN if found == YES and status.applies == UNKNOWN else found

    def _find(self, act: str, parties: EntityList, name: str, day: date) -> Answer:
        exact, others = self._names_of(act, parties)
        answers: list[Answer] = []
        for entity in exact.get(bare_party(name), ()):
            begun = YES if entity.since is None else entity.since.reached(day)
            over = NO if entity.until is None else entity.until.passed(day)
            if begun == NO or over == YES:
                continue
            answers.append(YES if begun == YES and over == NO else UNKNOWN)
        if YES in answers:
            return YES
        answers += [UNKNOWN for one in others if same_party(name, one) == UNKNOWN]
        return some(answers)

    def _names_of(
        self, act: str, parties: EntityList
    ) -> tuple[dict[str, list[Entity]], tuple[str, ...]]:
        """Return bare name -> entities, and all names, of a list; worked out once per list."""
        if act not in self._names:
            exact: dict[str, list[Entity]] = {}
            for entity in parties.entities:
                for name in entity.names:
                    exact.setdefault(bare_party(name), []).append(entity)
            names = tuple(name for entity in parties.entities for name in entity.names)
            self._names[act] = exact, names
        return self._names[act]

    def _ready(self, act: Act, rule: Rule) -> ReadyRule:
        alternatives = tuple(
            self._one(act, other, reading)
            for reading, other in self.files[act.id].alternatives.get(rule.id, ())
        )
        own = self._one(act, rule, None)
        return ReadyRule(
            own.id,
            act,
            rule,
            own.calendar,
            own.crossing,
            self,
            own.lines,
            own.except_lines,
            None,
            alternatives,
        )

    def _one(self, act: Act, rule: Rule, reading: str | None) -> ReadyRule:
        goods = rule.scope.goods
        if reading is None:
            lines = [self._lines[act.id, item.id] for item in goods.items]
        else:
            lines = [Line.of(item, act.id) for item in goods.items]
        for borrowed in goods.borrowed:
            for (source, item_id), line in self._lines.items():
                if source != borrowed.act or (borrowed.items and item_id not in borrowed.items):
                    continue
                if borrowed.elements and not set(borrowed.elements) & set(line.item.elements):
                    continue
                lines.append(line)
        crossing = rule.scope.crossing
        if crossing is None:
            crossing = "export" if rule.instrument in EXPORTING else "any"
            crossing = "import" if rule.instrument == "import_tariff" else crossing
        return ReadyRule(
            f"{act.id}#{rule.id}",
            act,
            rule,
            self._calendar(with_inherited(rule.calendar, act.calendar)),
            crossing,
            self,
            tuple(lines),
            tuple(Line.of(item, act.id) for item in goods.except_items),
            reading,
        )

    def _take_up(self, act: str, item: GoodsItem) -> None:
        line = Line.of(item, act, self.names)
        if self._lines.setdefault((act, item.id), line) is line:
            self.names.add(line)

    def _unread(self, act: Act, scope: Scope, name: str, says: Label) -> ReadyRule:
        """Return a part of an act that nobody encoded, as far as its reach is known."""
        rule = Rule(
            id=name,
            article="",
            says=says,
            instrument="standard",
            scope=scope,
            terms=None,
            citations=(),
        )
        for item in scope.goods.items:
            self._take_up(act.id, item)
        return self._one(act, rule, None)

    def _calendar(self, events: tuple[Event, ...]) -> LegalCalendar:
        key = events
        if key not in self._calendars:
            self._calendars[key] = LegalCalendar(events)
        return self._calendars[key]


def _by_id(one: ActFile) -> str:
    return one.act.id


def read_library(folder: Path | None = None) -> Library:
    """Read all acts below a folder, the shipped ones if none is given.

    Raises DefinitionError with the faults of all files and of all references between them.
    """
    from monazite.policy.read import LIBRARY, read_library_files, reference_faults

    with not_collecting():
        files, jurisdictions, faults = read_library_files(LIBRARY if folder is None else folder)
        acts: dict[str, tuple[Act, Path]] = {}
        for one in files:
            if one.act.id in acts:
                faults.append(Fault(one.act.id, f"act {one.act.id} twice", "every act once"))
            acts[one.act.id] = (one.act, one.path)
        faults += reference_faults(acts)
        if faults:
            raise DefinitionError(listed(faults, "policy library"))
        return Library(files, jurisdictions)


@lru_cache(maxsize=1)
def library() -> Library:
    """Return the acts that come with the package, read once; see :mod:`monazite.kept_readings`."""
    return read_once("library", read_library)
