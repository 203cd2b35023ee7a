"""What of the founding list and of each act is encoded, and what is not?

``tables/seed_coverage.csv`` judges each measure, alliance, mechanism and project of the founding
list: where it is, or why it is not there. Each act says itself how much of it is encoded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from monazite.definition import Definition, read_table
from monazite.errors import DefinitionError, Fault, listed, suggestion
from monazite.labels import Label
from monazite.policy.library import Library, library
from monazite.policy.record import LeftOut
from monazite.regions import groups

FOLDER = Path(__file__).parent / "tables"

Outcome = Literal["policy", "alliance", "project", "target", "analysis", "not_encoded"]
"""Where a row of the founding list ended.

`policy`, `alliance`, `target` are rules or agreements of the library; `project` is a plant or mine
of the table of projects; `analysis` is a statement, a judgement or a question that no rule can
hold; `not_encoded` is a measure that the library does not have, with the reason.
"""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
STATES = ("encoded", "partial", "listed")
"""How much of an act is encoded: all of it, part of it, or its name only."""

SeedId = Annotated[str, Field(pattern=r"^S00[0-3]-[0-9]{2}$")]
Grade = Literal["A", "B", "C", "D"]


class SeedRow(Definition):
    """Where did one row of the founding list end?

    id        : as in the founding list
    reference : ids separated by spaces: acts (`cn/mofcom-2025-61`), rules (`act#rule`), groups
                (`MSP`) and projects (`MP-10X`); with `not_encoded` and `analysis` the nearest ones
    reason    : why it is not encoded, or in what the record differs from what the row says
    grade     : how well the record knows it
    """

    id: SeedId
    name_en: str
    name_zh: str
    outcome: Outcome
    reference: str | None
    reason_en: str | None
    reason_zh: str | None
    grade: Grade
    source: str
    licence: str
    vintage: str

    @property
    def name(self) -> Label:
        """Return the name of the row in both languages."""
        return Label(self.name_en, self.name_zh)

    @property
    def reason(self) -> Label | None:
        """Return the reason in both languages, None where there is nothing to say."""
        if self.reason_en is None or self.reason_zh is None:
            return None
        return Label(self.reason_en, self.reason_zh)

    @property
    def references(self) -> tuple[str, ...]:
        """Return the ids that the row refers to, in their order."""
        return tuple((self.reference or "").split())


class Project(Definition):
    """Which plant, mine or line does a row refer to?

    economy : ISO3 codes separated by spaces
    status  : as last seen, `as_of` says when
    """

    id: Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$")]
    name: str
    operator: str
    economy: str
    minerals: str
    stage: str
    status: str
    as_of: str
    grade: Grade
    source: str
    licence: str
    vintage: str


@dataclass(frozen=True)
class ActCoverage:
    """How much of one act is encoded?

    issuer  : its folder in the library
    state   : one of STATES
    missing : what is not encoded; empty exactly where the state is `encoded`
    left_out : parts in no rule on which neither reading depends, with the reason
    """

    act: str
    issuer: str
    title: Label
    state: str
    missing: tuple[Label, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class Coverage:
    """What of the founding list and of the acts is encoded?

    rows     : of the founding list, in its order
    named_by : row id -> further acts that say themselves that they answer to it
    acts     : in the order of their ids
    projects : those that rows refer to, by id
    """

    rows: tuple[SeedRow, ...]
    named_by: Mapping[str, tuple[str, ...]]
    acts: tuple[ActCoverage, ...]
    projects: Mapping[str, Project]

    @cached_property
    def by_outcome(self) -> dict[str, int]:
        """Return outcome -> number of rows; every outcome is there, also with 0."""
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in OUTCOMES}

    @cached_property
    def by_state(self) -> dict[str, int]:
        """Return state -> number of acts."""
        return _states(self.acts)

    @cached_property
    def by_issuer(self) -> dict[str, dict[str, int]]:
        """Return issuer -> {total, encoded, partial, listed}, in alphabetical order."""
        issuers = sorted({act.issuer for act in self.acts})
        found = {name: [act for act in self.acts if act.issuer == name] for name in issuers}
        return {name: {"total": len(acts), **_states(acts)} for name, acts in found.items()}

    def as_json(self) -> dict[str, Any]:
        """Return the JSON form: rows, by_outcome, acts (with counts and list), list of rows."""
        return {
            "rows": len(self.rows),
            "by_outcome": self.by_outcome,
            "acts": {
                "total": len(self.acts),
                **self.by_state,
                "by_issuer": self.by_issuer,
                "list": [
                    {
                        "id": act.act,
                        "title": _both(act.title),
                        "state": act.state,
                        "missing": [_both(part) for part in act.missing],
                        "left_out": [
                            {**_both(part.says), "because": part.because} for part in act.left_out
                        ],
                    }
                    for act in self.acts
                ],
            },
            "list": [
                {
                    "id": row.id,
                    "name": _both(row.name),
                    "outcome": row.outcome,
                    "reference": list(row.references),
                    "named_by": list(self.named_by.get(row.id, ())),
                    "reason": None if row.reason is None else _both(row.reason),
                    "grade": row.grade,
                }
                for row in self.rows
            ],
        }


def coverage(acts: Library | None = None, folder: Path = FOLDER) -> Coverage:
    """What is encoded of the founding list and of each act?

    acts   : the library; None takes the one that comes with the package
    folder : where seed_coverage.csv and projects.csv are

    Raises DefinitionError with every fault of the tables: a row twice, a reference to an act, rule,
    group or project that is not there, a reason that is missing, an act that answers to a row
    that is not there.
    """
    known = library() if acts is None else acts
    rows = read_table(folder / "seed_coverage.csv", SeedRow)
    projects = read_table(folder / "projects.csv", Project)
    faults = [*_table_faults(rows, projects, known), *_answer_faults(rows, known)]
    if faults:
        raise DefinitionError(listed(faults, "coverage"))
    named: dict[str, list[str]] = {}
    referred = {row.id: {one.split("#")[0] for one in row.references} for row in rows}
    for act in known.acts.values():
        for name in act.refs:
            if name in referred and act.id not in referred[name]:
                named.setdefault(name, []).append(act.id)
    return Coverage(
        rows,
        {name: tuple(found) for name, found in named.items()},
        tuple(
            ActCoverage(
                act.id,
                act.id.split("/")[0],
                Label(act.title.en, act.title.zh),
                act.coverage.state,
                tuple(part.says for part in act.coverage.missing),
                act.coverage.left_out,
            )
            for act in known.acts.values()
        ),
        {one.id: one for one in projects},
    )


def _both(label: Label) -> dict[str, str]:
    return {"en": label.en, "zh": label.zh}


def _states(acts: Sequence[ActCoverage]) -> dict[str, int]:
    counted = Counter(act.state for act in acts)
    return {state: counted[state] for state in STATES}


def _table_faults(
    rows: Sequence[SeedRow], projects: Sequence[Project], known: Library
) -> Iterator[Fault]:
    """Which rows are there twice, lack what their outcome asks for, or refer to nothing?"""
    kinds: dict[str, str] = {group.id: "group" for group in groups()}
    kinds |= {one.id: "project" for one in projects} | dict.fromkeys(known.acts, "act")
    kinds |= dict.fromkeys(known.rule, "act")
    wanted = {"policy": ("act",), "target": ("act",), "alliance": ("act", "group")}
    wanted["project"] = ("project",)
    for name in _twice(row.id for row in rows):
        yield Fault(f"seed_coverage.csv, {name}", "a row twice", "every row once")
    for name in _twice(one.id for one in projects):
        yield Fault(f"projects.csv, {name}", "a project twice", "every project once")
    for row in rows:
        where = f"seed_coverage.csv, {row.id}"
        for one in row.references:
            if one not in kinds:
                yield Fault(
                    f"{where}, reference",
                    f'"{one}"',
                    "an act, a rule, a group or a project that is there",
                    advice=suggestion(one, kinds),
                )
        asked = wanted.get(row.outcome)
        if asked and not any(kinds.get(one) in asked for one in row.references):
            yield Fault(
                f"{where}, reference",
                f"no {' or '.join(asked)} at the outcome {row.outcome}",
                "at least one",
            )
        if (row.reason_en is None) != (row.reason_zh is None):
            yield Fault(f"{where}, reason", "one language", "English and Chinese")
        if row.reason is None and row.outcome in ("not_encoded", "analysis"):
            yield Fault(f"{where}, reason", "none", f"why the outcome is {row.outcome}")


def _answer_faults(rows: Sequence[SeedRow], known: Library) -> Iterator[Fault]:
    """Which acts say that they answer to a row that is not in the table?"""
    ids = {row.id for row in rows}
    for act in known.acts.values():
        for name in act.refs:
            if name[:4] in ("S000", "S001", "S002", "S003") and name not in ids:
                yield Fault(f"{act.id}, refs", f'"{name}"', "a row of seed_coverage.csv")


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
