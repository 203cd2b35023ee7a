"""What is changed about a shipped scenario: acts off or moved, a branch, numbers, purchases?

A variation is small enough to stand in an address, and becomes an ordinary scenario: its YAML file
runs to the same numbers from the command line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from monazite.effects import Evidence, Path, Span, Step, StrategicStock
from monazite.errors import DefinitionError, Fault, quoted, suggestion, unknown_name
from monazite.labels import Label
from monazite.months import Month
from monazite.scenario.law import Branch, LawChoice
from monazite.scenario.read import open_scenario, shipped_scenarios
from monazite.scenario.scenario import Scenario

if TYPE_CHECKING:
    from monazite.chains.chain import Chain
    from monazite.policy.library import Library

VERSION = "1"
"""Of the form in which a variation stands in an address."""

SINGLE = ("base", "chain", "branch", "since", "months", "demand")
PAIRS = ("shift", "from", "until", "set")
"""Keys of an address whose value is NAME~VALUE."""
REPEATED = ("off", "buy")
LONGEST = 480


SINCE = Month(2026, 12)
"""First month in which changed numbers hold, where none is named."""


@dataclass(frozen=True)
class Purchase:
    """What does a state buy for its stock, t of the good a month, from when until before when?"""

    region: str
    good: str
    tonnes: float
    start: Month
    end: Month


@dataclass(frozen=True)
class Variation:
    """One shipped scenario with changes.

    base   : id of a shipped scenario
    chain  : another chain on which it acts, as `monazite run --chain` has it; None: the base's own
    branch : what follows passed stated ends, where it is not the base's
    off    : acts or rules left out
    shift_months, in_force_from, until : act or rule -> months moved, first month,
             first month without
    numbers : `act#rule.block.field` -> value that holds from ``since`` on (the past stays as it
              was; a field without steps has the value throughout)
    purchases : for strategic stocks, assumed
    demand, months : another demand path set, another length; None: the base's
    """

    base: str = "truce_prolonged"
    branch: Branch | None = None
    off: tuple[str, ...] = ()
    shift_months: Mapping[str, int] = field(default_factory=dict)
    in_force_from: Mapping[str, Month] = field(default_factory=dict)
    until: Mapping[str, Month] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    since: Month = SINCE
    purchases: tuple[Purchase, ...] = ()
    demand: str | None = None
    months: int | None = None
    chain: str | None = None

    def __post_init__(self) -> None:
        if self.base not in shipped_scenarios():
            raise unknown_name("variation, base", self.base, shipped_scenarios(), "scenario")
        if self.chain is not None:
            from monazite.chains.read import chain_names

            if self.chain not in chain_names():
                raise unknown_name("variation, chain", self.chain, chain_names(), "chain")

    @property
    def changed(self) -> bool:
        """Is anything changed about the base?"""
        return self != Variation(base=self.base, since=self.since)

    def query(self) -> tuple[tuple[str, str], ...]:
        """How does it stand in an address? Pairs in a fixed order; what is usual is left out."""
        pairs = [("v", VERSION), ("base", self.base)]
        if self.chain is not None:
            pairs.append(("chain", self.chain))
        if self.branch is not None:
            pairs.append(("branch", self.branch))
        pairs += [("off", name) for name in self.off]
        for key, given in (
            ("shift", self.shift_months),
            ("from", self.in_force_from),
            ("until", self.until),
            ("set", self.numbers),
        ):
            pairs += [(key, f"{name}~{_short(value)}") for name, value in sorted(given.items())]
        if self.numbers:
            pairs.append(("since", str(self.since)))
        pairs += [
            ("buy", f"{one.region}~{one.good}~{one.tonnes:g}~{one.start}~{one.end}")
            for one in self.purchases
        ]
        if self.demand is not None:
            pairs.append(("demand", self.demand))
        if self.months is not None:
            pairs.append(("months", str(self.months)))
        return tuple(pairs)

    def scenario(self, acts: Library, chain: Chain | None = None) -> Scenario:
        """Which scenario is it? Acts are chosen, not yet turned into effects.

        chain : the chain it acts on, where it is at hand; read if it is not

        Raises UnknownNameError for an act, rule, block or field that does not exist; what a region
        or good of the chain is called is checked when the scenario meets its world.
        """
        opened = open_scenario(self.base).scenario
        if self.chain is not None and self.chain != opened.chain:
            from monazite.chains.world import load_world
            from monazite.scenario.other_chain import moved_to

            opened = moved_to(opened, chain or load_world(self.chain).chain).scenario
        if not replace(self, chain=None).changed:
            return opened
        law = opened.policies
        if law is None and (self.off or self.shift_months or self.in_force_from or self.until):
            raise DefinitionError.one(
                where=f"variation of {self.base}",
                found="changes of acts",
                expected="a base that takes acts",
                because="this scenario follows no act, so there is nothing to move",
            )
        if law is not None:
            law = self._law(law, acts)
        bought = tuple(self._stock(one, at) for at, one in enumerate(self.purchases))
        name = hashlib.sha256(repr(self.query()).encode()).hexdigest()[:8]
        return replace(
            opened,
            id=f"sandbox_{name}",
            label=Label(f"{opened.label.en}, changed", f"{opened.label.zh}（有改动）"),
            policies=law,
            effects=(*opened.effects, *bought),
            demand=self.demand or opened.demand,
            months=self.months or opened.months,
        )

    def _law(self, law: LawChoice, acts: Library) -> LawChoice:
        known = {*acts.acts, *acts.rule}
        for name in (*self.off, *self.shift_months, *self.in_force_from, *self.until):
            if name not in known:
                raise unknown_name(f"variation of {self.base}", name, known, "act or rule")
        return replace(
            law,
            branch=self.branch or law.branch,
            exclude=(*law.exclude, *self.off),
            shift_months={**law.shift_months, **self.shift_months},
            in_force_from={**law.in_force_from, **_days(self.in_force_from)},
            until={**law.until, **_days(self.until)},
            numbers={
                **law.numbers,
                **{name: self._steps(name, value, acts) for name, value in self.numbers.items()},
            },
        )

    def _steps(self, name: str, value: float, acts: Library) -> Any:
        """Return the value as written: steps that keep the past, where the field has steps."""
        known = market_numbers(acts)
        if name not in known:
            raise unknown_name(f"variation of {self.base}", name, known, "act#rule.block.field")
        before = known[name]
        steps = getattr(before, "steps", None)
        if steps is None or any(not isinstance(start, Month) for start, _ in steps):
            return value
        kept = [
            {"from": str(start), "value": number} for start, number in steps if start < self.since
        ]
        if before.always is not None:
            kept = [{"from": "2000-01", "value": before.always}]
        return [*kept, {"from": str(self.since), "value": value}]

    def _stock(self, one: Purchase, at: int) -> StrategicStock:
        return StrategicStock(
            id=f"sandbox_purchase_{at + 1}",
            region=one.region,
            good=one.good,
            span=Span(one.start, one.end),
            purchase_tonnes=Path(0.0, (Step(one.start, one.tonnes),)),
            evidence=Evidence("assumed in the sandbox", "D", "hypothetical", "假想"),
        )


def market_numbers(acts: Library) -> dict[str, Any]:
    """Which numbers of market blocks are there? `act#rule.block.field` -> value as encoded."""
    return {
        f"{ready.id}.{block.id}.{name}": getattr(block, name)
        for ready in acts.rules
        for block in ready.rule.market
        for name in block.field_names()
    }


def variation_of(pairs: Iterable[tuple[str, str]]) -> Variation:
    """Which variation stands in an address? The reverse of :meth:`Variation.query`.

    Raises DefinitionError, with every fault, for a form of another version, an unknown key, or a
    value that cannot be read: a link that cannot be honoured is refused, never half followed.
    """
    faults: list[Fault] = []
    single: dict[str, str] = {}
    paired: dict[str, dict[str, str]] = {key: {} for key in PAIRS}
    many: dict[str, list[str]] = {key: [] for key in REPEATED}
    for key, value in pairs:
        if key == "v":
            if value != VERSION:
                faults.append(
                    Fault(
                        "address, v",
                        quoted(value),
                        f"version {VERSION}",
                        "the link was made by another version of Monazite",
                        "make the changes again, or open the scenario's YAML file",
                    )
                )
        elif key in SINGLE:
            single[key] = value
        elif key in PAIRS:
            name, tilde, text = value.rpartition("~")
            if not tilde or not name:
                faults.append(Fault(f"address, {key}", quoted(value), "NAME~VALUE"))
            paired[key][name] = text
        elif key in REPEATED:
            many[key].append(value)
        else:
            known = (*SINGLE, *PAIRS, *REPEATED)
            faults.append(
                Fault(
                    f"address, {key}",
                    "a key that is not known",
                    f"one of {', '.join(known)}",
                    "a change that is passed over would make another scenario",
                    suggestion(key, known),
                )
            )
    read = _Reader(faults)
    branch = single.get("branch")
    if branch is not None and branch not in get_args(Branch):
        faults.append(Fault("address, branch", quoted(branch), ", ".join(get_args(Branch))))
    values = {
        "base": single.get("base", Variation.base),
        "branch": branch,
        "off": tuple(sorted(dict.fromkeys(many["off"]))),
        "shift_months": {n: read.whole("shift", t, -240, 240) for n, t in paired["shift"].items()},
        "in_force_from": {n: read.month("from", t) for n, t in paired["from"].items()},
        "until": {n: read.month("until", t) for n, t in paired["until"].items()},
        "numbers": {n: read.number("set", t) for n, t in paired["set"].items()},
        "since": read.month("since", single.get("since", str(Variation.since))),
        "purchases": tuple(read.purchase(text) for text in many["buy"]),
        "demand": single.get("demand"),
        "chain": single.get("chain"),
        "months": read.whole("months", single["months"], 1, LONGEST)
        if "months" in single
        else None,
    }
    if faults:
        raise DefinitionError(faults)
    return Variation(**values)  # type: ignore[arg-type]


class _Reader:
    """Reads values of an address; what cannot be read becomes a fault and a stand-in."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults

    def whole(self, key: str, text: str, low: int, high: int) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            expected = f"a whole number from {low} to {high}"
            self.faults.append(Fault(f"address, {key}", quoted(text), expected))
        return value

    def number(self, key: str, text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if value != value or value in (float("inf"), float("-inf")):
            self.faults.append(Fault(f"address, {key}", quoted(text), "a number"))
        return value

    def month(self, key: str, text: str) -> Month:
        try:
            return Month.parse(text)
        except DefinitionError:
            self.faults.append(Fault(f"address, {key}", quoted(text), "a month such as 2027-02"))
            return Variation.since

    def purchase(self, text: str) -> Purchase:
        parts = text.split("~")
        if len(parts) != 5:
            self.faults.append(
                Fault("address, buy", quoted(text), "REGION~GOOD~TONNES A MONTH~FROM~BEFORE")
            )
            return Purchase("", "", 0.0, Variation.since, Variation.since)
        start, end = self.month("buy", parts[3]), self.month("buy", parts[4])
        if end <= start:
            self.faults.append(Fault("address, buy", quoted(text), "an end after the beginning"))
        return Purchase(parts[0], parts[1], self.number("buy", parts[2]), start, end)


def _days(given: Mapping[str, Month]) -> dict[str, date]:
    return {name: date(month.year, month.month, 1) for name, month in given.items()}


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
