"""Reading one: acts as effects, and what must never happen between the two readings."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from monazite import effects as fx
from monazite.definition import parse_definition
from monazite.errors import DefinitionError
from monazite.months import Month, span
from monazite.policy.act_file import ActFile
from monazite.policy.compile import Changes, Compiled, compile_policies
from monazite.policy.library import Library, library
from monazite.policy.market_place import MarketPlace
from monazite.policy.read_transaction import transaction_of
from monazite.policy.record import Act
from monazite.policy.screen import screen

PLACE = MarketPlace(
    {"CHN": ("CHN",), "USA": ("USA",), "DEU": ("DEU",), "ROW": ("*",)},
    frozenset({"dysprosium_oxide", "holmium_oxide"}),
    frozenset({"dysprosium_oxide"}),
    frozenset(),
    frozenset(),
    frozenset({"CHN"}),
)
MONTHS = span(Month(2024, 1), 48)
ACT = """
id: xx/example
kind: act
lane: other
economy: CHN
title: {original: Example, language: en, en: Example, zh: 示例}
issuer: {en: Nobody, zh: 无}
summary: {en: An invented act., zh: 虚构法令。}
citations:
  - {id: text, title: Invented, publisher: Nobody, date: 2025-01-01, address: none,
     language: en, grade: D}
calendar:
  - {event: announced, date: 2025-01-10, citations: [text]}
  - {event: in_force, date: 2025-04-16, citations: [text]}
SUSPENDED
rules:
  - id: rule
    article: "1"
    says: {en: A rule., zh: 规则。}
    instrument: INSTRUMENT
    citations: [text]
    scope:
      SCOPE
      goods:
        items:
          - {id: dy, says: {en: dysprosium oxide, zh: 氧化镝}, elements: [Dy], forms: [oxide],
             chain_goods: [{good: dysprosium_oxide}]}
    terms: TERMS
coverage: {state: encoded}
"""


def act(
    instrument: str = "export_ban",
    terms: str = "{}",
    scope: str = "exporting: [CHN]",
    suspended: str = "",
    name: str = "xx/example",
) -> ActFile:
    text = ACT.replace("INSTRUMENT", instrument).replace("TERMS", terms)
    text = text.replace("SCOPE", scope).replace("SUSPENDED", suspended).replace("xx/example", name)
    return ActFile(parse_definition(text, Act), Path("example.yaml"))


def compiled(*files: ActFile, changes: Changes | None = None) -> Compiled:
    return compile_policies(Library(files), PLACE, MONTHS, changes)


def only(found: Compiled) -> Any:
    (effect,) = found.effects
    return effect


def test_a_ban_lets_nothing_out_and_its_first_month_counts_by_days() -> None:
    effect = only(compiled(act()))
    assert isinstance(effect, fx.ExportLimit)
    assert effect.share_of_normal.at(Month(2025, 4)) == pytest.approx(0.5)
    assert effect.share_of_normal.at(Month(2025, 5)) == 0.0
    assert (effect.span.start, effect.span.end) == (Month(2025, 4), None)


@pytest.mark.parametrize(
    ("day", "known"), [("2025-01-10", "2025-01"), ("2025-01-20", "2025-02"), ("2025-04-16", None)]
)
def test_an_effect_says_since_when_its_rule_was_known(day: str, known: str | None) -> None:
    text = ACT.replace("INSTRUMENT", "export_ban").replace("TERMS", "{}").replace("SUSPENDED", "")
    text = text.replace("SCOPE", "exporting: [CHN]").replace("2025-01-10", day)
    file = ActFile(parse_definition(text, Act), Path("example.yaml"))
    announced = only(compiled(file)).span.announced
    assert (None if announced is None else str(announced)) == known


BLOCKS = """    market:
      - {kind: demand_change, id: more, regions: [CHN, MARS], uses: [magnets], factor: 1.3,
         evidence: {source: a standard, grade: D}}
      - {kind: cover_shift, id: fear, factor: 1.5, evidence: {source: nobody, grade: D}}
"""


@pytest.mark.parametrize("own_cover", [False, True])
def test_a_standard_may_raise_demand_and_a_written_cover_is_not_counted_twice(
    own_cover: bool,
) -> None:
    text = ACT.replace("INSTRUMENT", "export_ban").replace("TERMS", "{}").replace("SUSPENDED", "")
    blocks = BLOCKS if own_cover else "".join(BLOCKS.splitlines(keepends=True)[:3])
    text = text.replace("SCOPE", "exporting: [CHN]").replace("coverage:", blocks + "coverage:")
    file = ActFile(parse_definition(text, Act), Path("example.yaml"))
    place = replace(PLACE, uses=frozenset({"magnets"}))
    found = compile_policies(Library([file]), place, MONTHS).effects
    (demand,) = [one for one in found if isinstance(one, fx.DemandChange)]
    assert (demand.regions, demand.uses) == (("CHN",), ("magnets",))
    assert demand.factor.at(Month(2025, 4)) == pytest.approx(1.15), "half of April is in force"
    assert demand.factor.at(Month(2025, 5)) == pytest.approx(1.3)
    assert demand.span.announced == (None if own_cover else Month(2025, 1))


def test_both_readings_of_a_ban_agree() -> None:
    shelf = Library([act()])
    shipment = {"good": "dysprosium oxide", "from": "CHN", "to": "DEU"}
    before = screen(transaction_of({"date": "2025-04-15", **shipment}), acts=shelf)
    after = screen(transaction_of({"date": "2025-04-16", **shipment}), acts=shelf)
    assert (before.verdict, after.verdict) == ("not_decided", "prohibited")


def test_a_ban_towards_one_country_closes_its_routes_only() -> None:
    effect = only(compiled(act(scope="exporting: [CHN]\n      destinations: [USA]")))
    assert isinstance(effect, fx.RouteLimit)
    assert (effect.exporters, effect.importers) == (("CHN",), ("USA",))


def test_a_ban_for_some_users_has_no_effect_by_itself() -> None:
    found = compiled(act(scope="exporting: [CHN]\n      end_uses: [military]"))
    assert found.effects == ()
    assert "some users" in found.rules[0].why[0]


def test_a_suspended_rule_changes_nothing() -> None:
    paused = "  - {event: suspended, date: 2025-04-01, until: 2029-01-01, citations: [text]}"
    assert compiled(act(suspended=paused)).effects == ()


PAUSED = "  - {event: suspended, date: 2025-06-01, until: 2025-12-31, citations: [text]}"


def test_a_passed_end_asks_for_a_branch() -> None:
    with pytest.raises(DefinitionError) as error:
        compiled(act(suspended=PAUSED))
    assert "branch" in str(error.value)


@pytest.mark.parametrize(("branch", "count"), [("revived", 2), ("prolonged", 1), ("repealed", 1)])
def test_branches_settle_a_passed_end(branch: Any, count: int) -> None:
    found = compiled(act(suspended=PAUSED), changes=Changes(branches={"*": branch}))
    assert len(found.effects) == count
    if branch == "revived":
        assert found.effects[1].span == fx.Span(Month(2026, 1))


def test_a_zero_tariff_is_no_tariff() -> None:
    tariff = {"instrument": "import_tariff", "scope": "origins: [CHN]\n      destinations: [USA]"}
    assert compiled(act(terms="{kind: ad_valorem, rate: 0}", **tariff)).effects == ()
    effect = only(compiled(act(terms="{kind: ad_valorem, rate: 0.2}", **tariff)))
    assert effect.rate.at(Month(2025, 3)) == 0.0
    assert effect.rate.at(Month(2025, 4)) == pytest.approx(0.1)
    assert effect.rate.at(Month(2025, 5)) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("day", "known"), [("2025-01-10", "2025-01"), ("2025-01-20", "2025-02"), ("2025-04-16", None)]
)
def test_a_charge_says_since_when_it_was_known(day: str, known: str | None) -> None:
    text = ACT.replace("INSTRUMENT", "import_tariff").replace("SUSPENDED", "")
    text = text.replace("TERMS", "{kind: ad_valorem, rate: 0.2}").replace("2025-01-10", day)
    text = text.replace("SCOPE", "origins: [CHN]\n      destinations: [USA]")
    effect = only(compiled(ActFile(parse_definition(text, Act), Path("example.yaml"))))
    assert isinstance(effect, fx.TradeCost)
    announced = effect.span.announced
    assert (None if announced is None else str(announced)) == known
    assert effect.span.covers(Month(2025, 4)) and effect.rate.at(Month(2025, 4)) > 0
    assert effect.rate.at(Month(2025, 3)) == 0.0, "buyers know it, nobody pays it yet"


def test_what_was_charged_in_the_base_year_is_taken_off() -> None:
    tariff = {"instrument": "import_tariff", "scope": "origins: [CHN]\n      destinations: [USA]"}
    terms = (
        "{kind: ad_valorem, rate: [{from: 2020-01-01, value: 0.2}, {from: 2026-01-01, value: 0.5}]}"
    )
    early = {"xx/example": date(2020, 1, 1)}
    for base_year, before, after in ((2023, 0.0, 0.3), (2019, 0.2, 0.5)):
        changes = Changes(in_force_from=early)
        found = compile_policies(
            Library([act(terms=terms, **tariff)]), PLACE, MONTHS, changes, base_year=base_year
        ).effects
        charged = [
            sum(one.rate.at(month) for one in found if isinstance(one, fx.TradeCost))
            for month in (Month(2025, 12), Month(2026, 1))
        ]
        assert charged == pytest.approx([before, after])
    steady = Changes(in_force_from=early)
    flat = act(terms="{kind: ad_valorem, rate: 0.2}", **tariff)
    assert compile_policies(Library([flat]), PLACE, MONTHS, steady, base_year=2023).effects == ()


CREDIT = """    market:
      - {kind: production_credit, id: refiners, regions: [USA, MARS], recipes: [refine],
         evidence: {source: an act, grade: D}}
"""


def test_a_credit_counts_beside_what_the_base_year_had() -> None:
    text = ACT.replace("INSTRUMENT", "tax_credit").replace("SUSPENDED", "")
    text = text.replace("SCOPE", "origins: [USA]").replace("coverage:", CREDIT + "coverage:")
    steps = "[{from: 2020-01-01, value: 0.1}, {from: 2026-01-01, value: 0.04}]"
    text = text.replace("TERMS", f"{{kind: share_of_cost, rate: {steps}}}")
    place = replace(PLACE, recipes=frozenset({"refine"}))
    files = [ActFile(parse_definition(text, Act), Path("example.yaml"))]
    (new,) = compile_policies(Library(files), place, MONTHS, base_year=2024).effects
    assert isinstance(new, fx.ProductionCredit)
    assert (new.regions, new.recipes) == (("USA",), ("refine",))
    assert [new.rate.at(Month(2025, month)) for month in (3, 4, 5)] == pytest.approx([0, 0.05, 0.1])
    early = Changes(in_force_from={"xx/example": date(2020, 1, 1)})
    (old,) = compile_policies(Library(files), place, MONTHS, early, base_year=2024).effects
    assert isinstance(old, fx.ProductionCredit)
    assert old.rate.at(Month(2025, 5)) == 0.0
    assert old.rate.at(Month(2026, 1)) == pytest.approx(-0.06)


def test_order_of_acts_changes_nothing() -> None:
    files = [act(name=f"xx/example-{number}") for number in range(4)]
    assert compiled(*files).effects == compiled(*reversed(files)).effects


def test_switching_off_and_on_again_restores_everything() -> None:
    whole = compiled(act())
    assert compiled(act(), changes=Changes(off=frozenset({"xx/example"}))).effects == ()
    assert compiled(act(), changes=Changes()).effects == whole.effects


def test_dates_can_be_moved_and_plans_put_in_force() -> None:
    moved = only(compiled(act(), changes=Changes(shift_months={"xx/example": 6})))
    assert moved.span.start == Month(2025, 10)
    put = only(compiled(act(), changes=Changes(in_force_from={"xx/example": date(2024, 7, 1)})))
    assert put.span.start == Month(2024, 7)


@pytest.mark.parametrize(
    "changes",
    [
        Changes(off=frozenset({"xx/exampel"})),
        Changes(branches={"xx/none": "revived"}),
        Changes(numbers={"xx/example#rule.block.share": 1}),
        Changes(readings={"xx/example#rule": "other"}),
    ],
)
def test_misspelt_changes_are_refused(changes: Changes) -> None:
    with pytest.raises(DefinitionError):
        compiled(act(), changes=changes)


def _ids(effects: Iterable[fx.Effect]) -> list[str]:
    return [one.id for one in effects]


@pytest.mark.parametrize("branch", ["revived", "prolonged", "repealed"])
def test_the_shipped_acts_compile_with_ids_of_their_own(branch: Any) -> None:
    place = MarketPlace(
        {"CHN": ("CHN",), "USA": ("USA",), "JPN": ("JPN",), "ROW": ("*",)},
        frozenset({"dysprosium_oxide", "other_heavy_oxide", "ndfeb_magnet_heavy"}),
        frozenset({"dysprosium_oxide", "ndfeb_magnet_heavy"}),
        gates=frozenset({"CHN"}),
    )
    found = compile_policies(library(), place, MONTHS, Changes(branches={"*": branch}))
    ids = _ids(found.effects)
    assert len(set(ids)) == len(ids) > 0
    gated: set[tuple[str, Month]] = set()
    for effect in found.effects:
        if isinstance(effect, fx.ExportLicence):
            for month in MONTHS:
                if effect.span.covers(month):
                    for good in effect.goods:
                        assert (good.good, month) not in gated
                        gated.add((good.good, month))


def test_the_two_cuts_of_the_battery_rebate_add_up() -> None:
    place = MarketPlace({"CHN": ("CHN",), "ROW": ("*",)}, frozenset({"lithium_ion_battery"}))
    months = span(Month(2024, 1), 48)
    found = compile_policies(library(), place, months, base_year=2023)
    charges = [one for one in found.effects if "vat_rebate" in one.id]
    assert {one.id.split("_")[3] for one in charges} == {"2024", "2026"}

    def lost(month: Month) -> float:
        return sum(one.rate.at(month) for one in charges)  # type: ignore[union-attr]

    assert lost(Month(2024, 11)) == pytest.approx(0.0)
    assert lost(Month(2025, 6)) == pytest.approx(0.13 - 0.09)
    assert lost(Month(2026, 6)) == pytest.approx(0.13 - 0.06)
    assert lost(Month(2027, 3)) == pytest.approx(0.13)
