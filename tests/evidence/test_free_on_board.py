"""The price free on board of one exporter: its own duty is in it, a tariff of others is not."""

from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pytest

from monazite import effects as fx
from monazite.chains.world import load_world
from monazite.errors import DefinitionError, NetworkError
from monazite.evidence.ensemble import run_members
from monazite.evidence.episode import read_episode
from monazite.evidence.free_on_board import levied_on_leaving, port_of, price_free_on_board
from monazite.evidence.known_world import known_world
from monazite.evidence.quantities import reading
from monazite.evidence.written_episode import ScoredQuantity
from monazite.labels import Label
from monazite.market.calibration import calibrate
from monazite.market.model import build_model
from monazite.market.network import build_network
from monazite.market.simulate import model_of
from monazite.months import Month, span
from monazite.scenario.scenario import Scenario
from tests.evidence.episodes import change, new

START, EVENT, MONTHS = Month(2025, 1), Month(2025, 4), 12
GOOD = "bismuth_metal"
CALENDAR = span(START, MONTHS)


@lru_cache
def bismuth():
    return load_world("bismuth")


def charge(rate, importers=fx.EVERYWHERE, exporters=("CHN",), id="charge"):
    return fx.TradeCost(
        id=id,
        exporters=exporters,
        importers=importers,
        goods=(GOOD,),
        span=fx.Span(EVENT),
        rate=fx.Path(rate),
        evidence=fx.Evidence("invented for a test", "D"),
    )


def quantity(measure="price_free_on_board", **fields):
    told = {"exporter": "CHN"} if measure == "price_free_on_board" else {"regions": ("USA",)}
    return ScoredQuantity.model_validate(
        {
            "id": measure,
            "label": {"en": "bismuth", "zh": "铋"},
            "measure": measure,
            "role": "price_abroad",
            "goods": (GOOD,),
            "unit": "USD/kg",
            "moved": True,
            "file": "invented.csv",
            **told,
            **fields,
        }
    )


def levied(*effects, exporter="CHN"):
    return levied_on_leaving(bismuth().chain, exporter, GOOD, effects, CALENDAR)


def record_of(model, price, level):
    """A record of two months: node -> price, ship -> tonnes; nothing else is read."""
    prices = np.full((2, len(model.network.node_index)), np.nan)
    levels = np.zeros((2, len(model.network.activities)))
    for name, values in price.items():
        prices[:, model.network.node_index[name]] = values
    for number, one in enumerate(model.network.activities):
        levels[:, number] = level.get(one.id, 0.0)
    return SimpleNamespace(price=prices, level=levels)


def test_a_duty_on_every_route_is_levied_on_leaving_in_its_months():
    everyone = tuple(region for region in bismuth().chain.regions if region != "CHN")
    for effect in (charge(-0.13), charge(-0.13, everyone), charge(-0.13, exporters=fx.EVERYWHERE)):
        assert levied(effect) == pytest.approx([0.0] * 3 + [-0.13] * 9)
    both = levied(charge(-0.13), charge(0.05, id="another"))
    assert both == pytest.approx([0.0] * 3 + [-0.08] * 9)
    other_good = replace(charge(-0.13), goods=("another_good",))
    assert not levied(charge(-0.13, exporters=("KOR",)), other_good).any()
    assert levied(charge(-0.13, exporters=("KOR",)), exporter="KOR").any()


def test_what_some_destinations_ask_is_not_levied_on_leaving():
    """Nor is a tariff that one of them cuts, which a sum of rates takes for a duty that ended."""
    some = tuple(region for region in bismuth().chain.regions if region not in ("CHN", "USA"))
    assert not levied(charge(0.25, ("USA",)), charge(-0.1, ("USA",)), charge(0.1, some)).any()
    assert levied(charge(-0.13), charge(0.25, ("USA",), id="tariff"))[-1] == pytest.approx(-0.13)


def test_the_price_at_the_hub_with_the_charge_by_hand():
    model = model_of(bismuth())
    port = port_of(model, "CHN", GOOD, (charge(-0.13),), (START, EVENT))
    hub = f"CHN/{GOOD}/free/export"
    found = price_free_on_board(port, record_of(model, {hub: (10_000.0, 9_000.0)}, {}), model)
    assert found == pytest.approx([10_000.0, 0.87 * 9_000.0], rel=1e-12)
    ceiling = float(np.max(model.arrays.charge_cap))
    above = record_of(model, {hub: (2 * ceiling, 2 * ceiling)}, {})
    assert price_free_on_board(port, above, model)[1] == pytest.approx(1.87 * ceiling)


def test_an_exporter_without_a_gate_ships_from_its_market():
    model = model_of(bismuth())
    port = port_of(model, "KOR", GOOD, (), (START, EVENT))
    market = record_of(model, {f"KOR/{GOOD}/free": (8_000.0, 9_000.0)}, {})
    assert price_free_on_board(port, market, model) == pytest.approx([8_000.0, 9_000.0])


def test_of_two_gates_each_counts_by_what_leaves_through_it():
    """Behind a shut gate nothing is sold: its price is in no quote; with all shut it is usual."""
    chain = bismuth().chain
    parted = replace(chain, export_gates={"CHN": {"america": ("USA",), "others": ("*",)}})
    network = build_network(parted)
    calibrate(network)
    model = build_model(network)
    port = port_of(model, "CHN", GOOD, (), (START, EVENT))
    america, others = (f"CHN/{GOOD}/free/export:{group}" for group in ("america", "others"))
    price = {america: (90_000.0, 12_000.0), others: (10_000.0, 10_000.0)}
    level = {f"ship/{america}->USA": (0.0, 30.0), f"ship/{others}->EU": (50.0, 50.0)}
    level[f"ship/{others}->JPN"] = (10.0, 10.0)
    found = price_free_on_board(port, record_of(model, price, level), model)
    assert found == pytest.approx([10_000.0, (30 * 12_000 + 60 * 10_000) / 90])
    shipped = {to: t for (by, to, _), t in chain.base.shipments.items() if by == "CHN"}
    usual = shipped["USA"] / sum(shipped.values())
    nothing = price_free_on_board(port, record_of(model, price, {}), model)
    assert nothing[1] == pytest.approx(usual * 12_000 + (1 - usual) * 10_000)


def ran(*effects):
    """Log change since before the event of the price free on board and of that in the States."""
    scenario = Scenario(
        id="trial",
        label=Label("Trial", "试"),
        description=Label("Invented for a test.", "为测试而设。"),
        chain="bismuth",
        as_known=EVENT,
        start=START,
        months=MONTHS,
        demand="stated_policies",
        effects=effects,
    )
    asked = (quantity(), quantity("price"))
    made = run_members(bismuth(), scenario, asked, EVENT - START, 1)
    return np.log(made.change[0])


@pytest.mark.slow
def test_a_duty_that_ends_takes_the_price_free_on_board_down_and_a_tariff_does_not_lift_it():
    """Buyers and seller share what falls away, so that the port's price falls by somewhat less."""
    calm, ended, taxed = ran(), ran(charge(-0.13)), ran(charge(0.25, ("USA",)))
    of_end, of_tariff = ((one - calm)[:, 3:].mean(axis=1) for one in (ended, taxed))
    assert np.log(0.87) < of_end[0] < 0.75 * np.log(0.87)
    assert of_end[0] < of_end[1] < 0.0, "other origins and freight hold the price abroad back"
    assert of_tariff[1] > 0.05, "the importer pays its tariff"
    assert -0.03 < of_tariff[0] < 0.0, "the port does not"
    assert not (ended - calm)[0, :3].any()


def test_other_prices_are_read_as_before_whatever_is_levied():
    model = model_of(bismuth())
    plain = reading(quantity("price"), bismuth().chain, model, (), CALENDAR)
    taxed = reading(quantity("price"), bismuth().chain, model, (charge(0.3),), CALENDAR)
    assert plain.port is None and taxed.port is None
    assert np.array_equal(plain.node, taxed.node) and np.array_equal(plain.weight, taxed.weight)


def at_port(folder):
    """Turn the price of the template into one free on board."""
    change(folder, "measure: price\n", "measure: price_free_on_board\n")
    return change(folder, "    regions: [DEU, FRA]\n", "    exporter: CHN\n")


@pytest.mark.parametrize(
    ("old", "wrong", "key", "expected"),
    [
        ("    exporter: CHN\n    unit", "    unit", "exporter", "the exporter, for a price"),
        ("exporter: CHN\n    unit", "exporter: XXX\n    unit", "exporter", "one of CHN, USA"),
        ("goods: [dysprosium_oxide]\n    exp", "goods: [dysprosium_oxide, terbium_oxide]\n    exp",
         "goods", "one good"),
        ("    unit: USD/kg", "    destinations: [JPN]\n    unit: USD/kg", "destinations", "no"),
        ("    unit: USD/kg", "    regions: [JPN]\n    unit: USD/kg", "regions", "no regions"),
        ("unit: USD/kg", "unit: t oxide", "unit", "a price"),
        ("role: price_abroad", "role: volume", "role", "price_abroad"),
    ],
)  # fmt: skip
def test_what_is_no_price_free_on_board_is_refused(tmp_path, old, wrong, key, expected):
    folder = change(at_port(new(tmp_path)), old, wrong)
    with pytest.raises(DefinitionError) as caught:
        known_world(read_episode(folder))
    (fault,) = caught.value.faults
    assert "key `scored[0]" in fault.where and key in fault.where
    assert expected in fault.expected


def test_a_price_free_on_board_is_told_by_its_exporter(tmp_path):
    folder = at_port(new(tmp_path))
    assert known_world(read_episode(folder))
    change(folder, "    exporter: CHN\n    unit", '    exporter: CHN\n    regions: ["*"]\n    unit')
    assert known_world(read_episode(folder))


def test_an_exporter_that_ships_none_of_the_good_is_refused():
    world = load_world("rare_earths")
    nowhere = quantity(goods=("dysprosium_oxide",), exporter="BRA")
    with pytest.raises(NetworkError) as caught:
        reading(nowhere, world.chain, model_of(world), (), CALENDAR)
    assert caught.value.faults[0].found == "no route of dysprosium_oxide out of BRA"
