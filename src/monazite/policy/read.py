"""From files to acts: one act a file, every fault of a file at once, references across files.

``library/<issuer>/<slug>.yaml`` holds an act, ``<slug>.cases.yaml`` its worked cases,
``jurisdiction.yaml`` says what of an issuer's law was read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from monazite.errors import DefinitionError, Fault, listed, quoted, suggestion
from monazite.policy.act_file import ActFile, alternatives_of
from monazite.policy.cases import Case, CaseFile
from monazite.policy.condition import Condition
from monazite.policy.jurisdiction import Jurisdiction
from monazite.policy.parameters import parameters
from monazite.policy.record import Act
from monazite.policy.rule import Rule
from monazite.policy.scope import Scope
from monazite.policy.transaction_fields import ELEMENTS
from monazite.text_file import shown_path

LIBRARY = Path(__file__).parent / "library"
"""Where the acts that come with the package stand."""

CASES = ".cases.yaml"
JURISDICTION = "jurisdiction.yaml"


def act_files(folder: Path = LIBRARY) -> tuple[Path, ...]:
    """Which files hold acts? In alphabetical order of issuer and slug."""
    return tuple(
        sorted(
            path
            for path in folder.glob("*/*.yaml")
            if not path.name.endswith(CASES) and path.name != JURISDICTION
        )
    )


def cases_file(act_file: Path) -> Path:
    """Where do the worked cases of an act stand?"""
    return act_file.with_name(act_file.name.removesuffix(".yaml") + CASES)


def read_act(path: str | os.PathLike[str]) -> Act:
    """Which act does a file hold? As :func:`read_act_file`, without the readings."""
    return read_act_file(path).act


def read_act_file(path: str | os.PathLike[str]) -> ActFile:
    """Which act does a file hold, and how else may its rules be read?

    Raises DefinitionError with every fault inside the file. References to other acts are checked by
    :func:`reference_faults`, over the whole library.
    """
    from monazite.policy.quick_yaml import read_record_and_values

    file = Path(path)
    act, written = read_record_and_values(file, Act)
    faults = list(_own_faults(act, file))
    if faults:
        raise DefinitionError(listed(faults, shown_path(file)))
    if not any(rule.readings for rule in act.rules):
        return ActFile(act, file)
    return ActFile(act, file, alternatives_of(act, written, shown_path(file)))


def read_library_files(
    folder: Path = LIBRARY,
) -> tuple[list[ActFile], list[Jurisdiction], list[Fault]]:
    """Which acts and jurisdictions stand below a folder, and what is wrong with the files?"""
    from monazite.policy.quick_yaml import read_record

    files: list[ActFile] = []
    jurisdictions: list[Jurisdiction] = []
    faults: list[Fault] = []
    for path in act_files(folder):
        try:
            files.append(read_act_file(path))
        except DefinitionError as error:
            faults += error.faults
    for path in sorted(folder.glob(f"*/{JURISDICTION}")):
        try:
            jurisdictions.append(read_record(path, Jurisdiction))
        except DefinitionError as error:
            faults += error.faults
    return files, jurisdictions, faults


def read_cases(path: str | os.PathLike[str]) -> tuple[Case, ...]:
    """Which worked cases does a file hold? Raises DefinitionError with every fault of its form."""
    from monazite.policy.quick_yaml import read_record

    return read_record(Path(path), CaseFile).cases


def reference_faults(
    acts: Mapping[str, tuple[Act, Path]], of: Iterable[str] | None = None
) -> Iterator[Fault]:
    """Which names of other acts, items and rules lead nowhere?

    acts : id -> (act, file), all that may be named; of: ids of those that are looked at (all)
    """
    for act, path in acts.values() if of is None else (acts[name] for name in of):
        where = shown_path(path)
        for place, name in act_references(act):
            if name not in acts:
                yield Fault(
                    f"{where}, key `{place}`",
                    f"act {quoted(name)}",
                    "the id of an act of the library",
                    because="a reference that leads nowhere would catch nothing, without a word",
                    advice=suggestion(name, acts),
                )
        for rule in act.rules:
            for borrowed in rule.scope.goods.borrowed:
                if borrowed.act in acts:
                    known = {item.id for item in items_of(acts[borrowed.act][0])}
                    for item in borrowed.items:
                        if item not in known:
                            yield Fault(
                                f"{where}, key `rules.{rule.id}.scope.goods.borrowed`",
                                f"item {quoted(item)}",
                                f"an item of {borrowed.act}",
                                advice=suggestion(item, known),
                            )


def items_of(act: Act) -> tuple:  # type: ignore[type-arg]
    """Which goods items does an act list, over all its rules, each id once?"""
    found = {}
    for rule in act.rules:
        for item in rule.scope.goods.items:
            found[item.id] = item
    return tuple(found.values())


def act_references(act: Act) -> Iterator[tuple[str, str]]:
    """Which other acts does an act name, and where? (key, id)"""
    for one in act.related:
        yield "related", one.act
    for event in act.calendar:
        if event.by is not None:
            yield "calendar", event.by
    for part in act.coverage.missing:
        if part.may_touch is not None:
            yield from _scope_references(part.may_touch, "coverage.missing")
    for rule in act.rules:
        yield from _rule_references(rule)


def _rule_references(rule: Rule) -> Iterator[tuple[str, str]]:
    where = f"rules.{rule.id}"
    yield from _scope_references(rule.scope, where)
    for event in rule.calendar or ():
        if event.by is not None:
            yield where, event.by
    for place, one in _exits(rule):
        for places in one.when.places():
            yield from ((place, name) for name in places.acts)
        for parties in one.when.parties():
            yield from ((place, name) for name in (*parties.listed_in, *parties.not_listed_in))
    for name in (getattr(rule.terms, key, None) for key in ("general_licence", "holders")):
        if name is not None:
            yield f"{where}.terms", name


def _scope_references(scope: Scope, where: str) -> Iterator[tuple[str, str]]:
    for borrowed in scope.goods.borrowed:
        yield f"{where}.scope.goods.borrowed", borrowed.act
    for places in scope.places():
        yield from ((f"{where}.scope", name) for name in places.acts)
    for parties in scope.parties():
        yield from (
            (f"{where}.scope", name) for name in (*parties.listed_in, *parties.not_listed_in)
        )


def _own_faults(act: Act, path: Path) -> Iterator[Fault]:
    where = shown_path(path)
    wanted = f"{path.parent.name}/{path.name.removesuffix('.yaml')}"
    if act.id != wanted:
        yield Fault(
            f"{where}, key `id`",
            quoted(act.id),
            f'"{wanted}", as folder and file are called',
            because="an act is found by its id",
        )
    for place, symbols in _symbols(act):
        for symbol in symbols:
            if symbol not in ELEMENTS:
                yield Fault(
                    f"{where}, key `{place}`",
                    f"element {quoted(symbol)}",
                    "a chemical symbol, such as Dy",
                    because="goods could never be recognised by it",
                    advice=suggestion(symbol, ELEMENTS),
                )
    for place, name in parameter_names(act):
        base = name.partition(".")[0]
        known = parameters()
        step = name.partition(".")[2]
        if base not in known:
            yield Fault(
                f"{where}, key `{place}`",
                f"parameter {quoted(name)}",
                "a parameter of policy/parameters/*.yaml",
                because="a question that is not in the register could never be answered",
                advice=suggestion(base, known) or "define it in the file of your group",
            )
        elif step and step not in known[base].values:
            yield Fault(
                f"{where}, key `{place}`",
                f"step {quoted(step)}",
                f"one of {', '.join(known[base].values)}",
                advice=suggestion(step, known[base].values),
            )


def _symbols(act: Act) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Which chemical symbols does an act write, and where?"""
    yield "elements", act.elements
    for rule in act.rules:
        goods, where = rule.scope.goods, f"rules.{rule.id}.scope.goods"
        for item in goods.items:
            yield f"{where}.items.{item.id}.elements", item.elements
        for item in goods.except_items:
            yield f"{where}.except_items.{item.id}.elements", item.elements
        for borrowed in goods.borrowed:
            yield f"{where}.borrowed", borrowed.elements


def parameter_names(act: Act) -> Iterator[tuple[str, str]]:
    """Which parameters do thresholds and conditions of an act ask for? (key, name)"""
    for rule in act.rules:
        where = f"rules.{rule.id}"
        goods = rule.scope.goods
        for item in goods.items:
            yield from _names(item.thresholds, f"{where}.scope.goods.items.{item.id}.thresholds")
        for item in goods.except_items:
            yield from _names(
                item.thresholds, f"{where}.scope.goods.except_items.{item.id}.thresholds"
            )
        yield from _names(rule.scope.conditions, f"{where}.scope.conditions")
        for place, one in _exits(rule):
            yield from _names(one.when.conditions, place)


def _exits(rule: Rule) -> Iterator[tuple[str, Any]]:
    """Which exemptions and ways of review has a rule, and where do they stand?"""
    for one in rule.exemptions:
        yield f"rules.{rule.id}.exemptions.{one.id}", one
    for one in getattr(rule.terms, "review", ()):
        yield f"rules.{rule.id}.terms.review.{one.id}", one


def _names(conditions: Iterable[Condition], where: str) -> Iterator[tuple[str, str]]:
    for condition in conditions:
        yield from ((where, name) for name in condition.parameters())
