"""What must hold of any rule, whatever it says: refused flows are zero, suspended rules change
nothing, and the order of files changes nothing. In the market itself, not only in its effects."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from monazite.chains.world import World, load_world
from monazite.definition import parse_definition
from monazite.market.run import Run
from monazite.market.schedule import calm_schedule
from monazite.market.simulate import model_of, simulate
from monazite.policy.act_file import ActFile
from monazite.policy.library import Library, library
from monazite.policy.read_transaction import transaction_of
from monazite.policy.record import Act
from monazite.policy.screen import screen
from monazite.scenario.law import LawChoice
from monazite.scenario.other_chain import on_chain
from monazite.scenario.read import open_scenario
from monazite.scenario.scenario import Scenario

MONTHS = 24
BEFORE, FROM = slice(0, 15), slice(16, None)
"""Full months before and after 2025-04-01; the month between still ships what was on its way."""

ZERO = 1e-12
"""Share of a normal month below which a flow is zero: the solver nears a closed gate."""

REFUSAL = """
id: xx/refusal
kind: act
lane: other
economy: EXPORTER
title: {original: Refusal, language: en, en: Refusal, zh: 拒绝}
issuer: {en: Nobody, zh: 无}
summary: {en: An invented act that refuses everything., zh: 拒绝一切的虚构法令。}
citations:
  - {id: text, title: Invented, publisher: Nobody, date: 2025-01-01, address: none,
     language: en, grade: D}
calendar:
  - {event: announced, date: 2025-04-01, citations: [text]}
  - {event: in_force, date: 2025-04-01, citations: [text]}
SUSPENDED
rules:
  - id: ban
    article: "1"
    says: {en: Nothing leaves., zh: 一律不得出口。}
    instrument: export_ban
    citations: [text]
    scope:
      exporting: [EXPORTER]
      goods:
        items:
          - {id: good, says: {en: the good, zh: 该货物}, elements: [ELEMENT], forms: [FORM],
             chain_goods: [{good: GOOD}]}
    terms: {refusal: prohibited}
coverage: {state: encoded}
"""
PAUSE = "  - {event: suspended, date: 2025-04-01, until: 2030-12-31, citations: [text]}"

CASES = {
    "rare_earths": ("CHN", "Dy", "oxide", "dysprosium_oxide"),
    "nickel_cobalt": ("COD", "Co", "hydroxide", "cobalt_hydroxide"),
}


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    return {name: load_world(name) for name in CASES}


def refusal(chain: str, *, suspended: bool = False) -> ActFile:
    exporter, element, form, good = CASES[chain]
    text = REFUSAL.replace("SUSPENDED", PAUSE if suspended else "")
    for word, value in (
        ("EXPORTER", exporter),
        ("ELEMENT", element),
        ("FORM", form),
        ("GOOD", good),
    ):
        text = text.replace(word, value)
    return ActFile(parse_definition(text, Act), Path("xx/refusal.yaml"))


def plain(world: World) -> Scenario:
    own = on_chain(open_scenario("baseline").scenario, world).scenario
    return replace(own, months=MONTHS)


def under(world: World, acts: Library) -> Run:
    scenario = plain(world)
    found = LawChoice().compiled(acts, world.chain, scenario.calendar).effects
    assert not {one.id for one in found} & {one.id for one in scenario.effects}
    return simulate(world, replace(scenario, effects=(*scenario.effects, *found)))


def exports(run: Run, exporter: str, good: str) -> np.ndarray:
    """Tonnes a month that leave the exporter, over all routes; axis month."""
    ships = (
        (run["activity_kind"] == "ship")
        & (run["activity_good"] == good)
        & (run["activity_region"] == exporter)
        & (run["activity_region_to"] != exporter)
    )
    assert ships.any(), "the chain has no route for this good"
    return np.asarray(run["level"])[:, ships].sum(axis=1)


@pytest.mark.slow
@pytest.mark.parametrize("chain", CASES)
def test_a_rule_that_refuses_everything_drives_the_flow_it_covers_to_zero(
    worlds: dict[str, World], chain: str
) -> None:
    exporter, *_, good = CASES[chain]
    run = under(worlds[chain], Library([refusal(chain)]))
    assert run.status.cleared, run.status.sentence()
    tonnes = exports(run, exporter, good)
    assert (tonnes[BEFORE] > 0).all()
    assert tonnes[FROM].max() < ZERO * tonnes[BEFORE].min()
    without = exports(simulate(worlds[chain], plain(worlds[chain])), exporter, good)
    assert (without[FROM] > 0).all(), "the flow would have gone on without the rule"


@pytest.mark.slow
@pytest.mark.parametrize("chain", CASES)
def test_a_suspended_rule_changes_no_number_of_a_run(worlds: dict[str, World], chain: str) -> None:
    suspended = under(worlds[chain], Library([refusal(chain, suspended=True)]))
    assert suspended.identical(simulate(worlds[chain], plain(worlds[chain])))


@pytest.mark.parametrize("chain", CASES)
def test_the_order_of_files_changes_nothing(worlds: dict[str, World], chain: str) -> None:
    shipped = library()
    files = list(shipped.files.values())
    choice = LawChoice(branch="prolonged")
    months = plain(worlds[chain]).calendar
    own = choice.compiled(shipped, worlds[chain].chain, months)
    for order in (files[::-1], files[1::2] + files[::2]):
        other = Library(order, shipped.jurisdictions)
        assert choice.compiled(other, worlds[chain].chain, months) == own
    assert own.effects


TO_ONE_COUNTRY = """    market:
      - kind: route_limit
        id: few_licences
        goods: [{good: GOOD}]
        exporters: [EXPORTER]
        importers: [BUYER]
        share: 0.3
        evidence: {source: invented, grade: D}
coverage:"""


@pytest.mark.slow
def test_both_readings_of_a_rule_towards_one_country_agree(worlds: dict[str, World]) -> None:
    """Who needs a licence from a day on is who gets at most three tenths of usual trade then."""
    chain, buyer = "rare_earths", "JPN"
    exporter, element, form, good = CASES[chain]
    text = (
        REFUSAL.replace("SUSPENDED", "")
        .replace("instrument: export_ban", "instrument: export_licence")
        .replace("terms: {refusal: prohibited}", "terms: {}")
        .replace("exporting: [EXPORTER]", "exporting: [EXPORTER]\n      destinations: [BUYER]")
        .replace("coverage:", TO_ONE_COUNTRY)
    )
    words = {"EXPORTER": exporter, "ELEMENT": element, "FORM": form, "GOOD": good, "BUYER": buyer}
    for word, value in words.items():
        text = text.replace(word, value)
    shelf = Library([ActFile(parse_definition(text, Act), Path("xx/refusal.yaml"))])

    def verdict(day: str, to: str) -> str:
        shipment = {"date": day, "good": f"{element} {form}", "from": exporter, "to": to}
        return screen(transaction_of(shipment), acts=shelf).verdict

    world, months = worlds[chain], plain(worlds[chain]).calendar[:MONTHS]
    run = under(world, shelf)
    assert run.status.cleared, run.status.sentence()
    model = model_of(world)
    growth = calm_schedule(model, plain(world).demand, months).growth[:, model.goods.index(good)]
    allowed = 0.3 * world.chain.base.shipments[exporter, buyer, good] / 12 * growth
    held = flow(run, exporter, buyer, good) <= allowed
    asked = [verdict(str(month) + "-15", buyer).startswith("licence_required") for month in months]
    assert held[BEFORE].tolist() == asked[BEFORE] == [False] * 15
    assert held[FROM].tolist() == asked[FROM] == [True] * 8
    for other in ("DEU", "KOR"):
        assert not verdict("2025-05-15", other).startswith("licence_required")


def flow(run: Run, exporter: str, importer: str, good: str) -> np.ndarray:
    """Tonnes a month on one route; axis month."""
    ships = (
        (run["activity_kind"] == "ship")
        & (run["activity_good"] == good)
        & (run["activity_region"] == exporter)
        & (run["activity_region_to"] == importer)
    )
    assert ships.any(), "the chain has no such route"
    return np.asarray(run["level"])[:, ships].sum(axis=1)
