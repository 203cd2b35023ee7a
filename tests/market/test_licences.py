"""Do licence queues keep every tonne, and do gates hold back what they should?

The queue is checked against a plain-Python one that keeps each month's applications as its own
heap; the gates against each other at one and the same state of the market.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import numpy as np
import pytest

from monazite import effects as fx
from monazite.market.licences import due_now
from monazite.market.precision import jnp
from tests.market.rules import cost, from_month, licence, limit, path, route
from tests.market.worlds import START, Months, activities, calm_run, gate, model, node, rows, run_of

GATE = "CHN/dysprosium_oxide/all"
DYSPROSIUM = "dysprosium_oxide"


@dataclass
class Heap:
    """Applications of one month that nobody has decided yet."""

    filed: float
    age: int = 0
    waiting: float = 0.0

    def __post_init__(self) -> None:
        self.waiting = self.filed


@dataclass
class PlainQueue:
    """One gate's queue, month by month, in the words of the effect."""

    rule: fx.ExportLicence
    heaps: list[Heap] = field(default_factory=list)
    licensed: float = 0.0
    refused: float = 0.0
    filed_ever: float = 0.0
    decided_ever: float = 0.0

    def month(self, month, normal: float, flow: float) -> tuple[float, float, float, float]:
        """Applications, approvals, waiting at the end and capacity, t."""
        ungated = self.rule.ungated_share.at(month)
        filed = self.rule.application_rate.at(month) * (1 - ungated) * normal
        filed += self.rule.reapplication_share * self.refused
        self.heaps.append(Heap(filed))
        decided = 0.0
        for heap in self.heaps:
            if heap.age < len(self.rule.decided_after):
                part = min(heap.waiting, heap.filed * self.rule.decided_after[heap.age])
                decided += part
                heap.waiting -= part
            heap.age += 1
        approved = self.rule.approval_share.at(month) * decided
        if month == self.rule.span.start:
            ungated = max(ungated, self.rule.first_month_share)
        capacity = ungated * normal + self.licensed + approved
        used = max(0.0, flow - ungated * normal)
        self.licensed = (self.licensed + approved - used) * (1 - self.rule.expiry_share)
        self.refused = decided - approved
        self.filed_ever += filed
        self.decided_ever += decided
        return filed, approved, sum(heap.waiting for heap in self.heaps), capacity


RULES = {
    "decided over four months": licence(),
    "decided at once": licence(decided_after=(1.0,)),
    "decided after a year": licence(decided_after=(0.0,) * 12 + (1.0,)),
    "approval and applications that change": licence(
        approval_share=from_month(10, 0.9, before=0.2),
        application_rate=from_month(8, 1.3, before=0.7),
        ungated_share=from_month(12, 0.3, before=0.1),
    ),
    "all refused, all apply again": licence(approval_share=path(0.0), reapplication_share=1.0),
    "licences that lapse at once": licence(expiry_share=1.0, application_rate=path(1.5)),
    "licences that never lapse": licence(expiry_share=0.0, application_rate=path(1.5)),
}


@pytest.mark.parametrize("name", RULES)
def test_the_queue_is_the_plain_one(name: str) -> None:
    rule, months = RULES[name], Months()
    plain, place = PlainQueue(rule), gate(GATE)
    good = model().arrays.gate_good[place]
    for number, row in enumerate(rows(rule, months=18)):
        record = months.keep(row)
        normal = float(model().arrays.gate_flow[place] * row.growth[good])
        flow = float(record.level[model().arrays.gate_activity[place]])
        assert record.cleared
        if number < 3:
            assert not record.gate_ruled[place]
            assert record.gate_filed[place] == record.gate_pending[place] == 0.0
            continue
        filed, approved, waiting, capacity = plain.month(START + number, normal, flow)
        scale = plain.filed_ever
        assert record.gate_filed[place] == pytest.approx(filed, rel=1e-12)
        assert record.gate_approved[place] == pytest.approx(approved, rel=1e-12, abs=1e-14 * scale)
        assert record.gate_pending[place] == pytest.approx(waiting, rel=1e-12, abs=1e-14 * scale)
        assert record.gate_capacity[place] == pytest.approx(min(capacity, 20 * normal), rel=1e-12)
        assert flow <= capacity * (1 + 1e-12)
        assert plain.filed_ever == pytest.approx(plain.decided_ever + waiting, rel=1e-12)
        assert months.state.queue.licensed[place] == pytest.approx(
            plain.licensed, rel=1e-9, abs=1e-12
        )


def test_everything_filed_is_decided_or_waits_when_one_rule_follows_another() -> None:
    """The second rule decides at once: what waits since the first is decided in its first month."""
    slow = licence(decided_after=(0.0, 0.0, 0.0, 1.0), span=fx.Span(START, START + 4))
    quick = licence(id="quick", decided_after=(1.0,), span=fx.Span(START + 4))
    months, place = Months(), gate(GATE)
    filed = decided = 0.0
    for row in rows(slow, quick, months=8):
        record = months.keep(row)
        filed += float(record.gate_filed[place])
        decided += float(record.gate_approved[place]) / 0.8
        assert filed == pytest.approx(decided + float(record.gate_pending[place]), rel=1e-12)
    assert record.gate_pending[place] == 0.0


def test_when_the_rule_ends_the_gate_and_its_queue_are_gone() -> None:
    run = run_of(licence(span=fx.Span(START + 2, START + 6)), months=12)
    place = gate(GATE)
    assert run["gate_in_force"][:, place].tolist() == [False] * 2 + [True] * 4 + [False] * 6
    assert np.isinf(run["gate_open"][6:, place]).all()
    assert (run["gate_pending"][6:, place] == 0).all()
    assert (run["gate_applications"][6:, place] == 0).all()
    assert run["gate_pending"][3:5, place].min() > 0


def test_a_rule_on_one_good_leaves_the_other_gates_open() -> None:
    run = run_of(licence(), months=12)
    others = np.arange(len(run["gate"])) != gate(GATE)
    assert not run["gate_in_force"][:, others].any()
    assert np.isinf(run["gate_open"][:, others]).all()
    assert (run["gate_applications"][:, others] == 0).all()


def test_the_part_of_a_good_that_the_law_names_is_what_waits() -> None:
    part = licence(goods=(fx.GatedGood(DYSPROSIUM, 0.08),), span=fx.Span(START))
    row = rows(part)[1]
    place = gate(GATE)
    assert row.gated[place] == pytest.approx(0.08 * 0.95)
    assert row.ungated[place] == pytest.approx(1 - 0.08 * 0.95)
    narrow = rows(dataclasses.replace(limit(0.0), goods=part.goods))[0]
    assert narrow.limit[place] == pytest.approx(0.92)


@pytest.mark.parametrize(
    "decided_after", [(1.0,), (0.0, 0.5, 0.5), (0.1, 0.2, 0.3, 0.4), (0.0, 0.0, 1.0)]
)
def test_shares_of_what_still_waits_give_back_the_shares_of_what_was_filed(decided_after) -> None:
    whole = np.zeros(13)
    whole[: len(decided_after)] = decided_after
    shares = np.asarray(due_now(jnp.asarray(whole)[None]))[0]
    assert ((shares >= 0) & (shares <= 1)).all()
    waiting, decided = 1.0, []
    for share in shares:
        decided.append(share * waiting)
        waiting -= decided[-1]
    assert decided == pytest.approx(whole.tolist(), abs=1e-15)
    assert waiting == pytest.approx(0.0, abs=1e-15)


OPENINGS = (20.0, 10.0, 4.0, 2.0, 1.5, 1.1, 1.0, 0.9, 0.7, 0.5, 0.3, 0.1, 0.01, 1e-4, 0.0)


@pytest.fixture(scope="module")
def narrowing() -> list:
    """The same month under ever tighter limits."""
    months = Months()
    for row in rows(months=3):
        months.keep(row)
    return [months.step(rows(limit(share), months=4)[3])[1] for share in OPENINGS]


def test_a_tighter_gate_never_passes_more_and_a_ban_passes_nothing(narrowing) -> None:
    flow = [float(record.level[model().arrays.gate_activity[gate(GATE)]]) for record in narrowing]
    assert all(record.cleared for record in narrowing)
    assert flow == sorted(flow, reverse=True)
    assert flow[0] > 1.0
    assert flow[-1] == 0.0
    assert flow[-2] > 0.0


def test_prices_rise_outside_and_fall_inside_as_the_gate_closes(narrowing) -> None:
    for place, rising in (
        (node("JPN/dysprosium_oxide/bound"), True),
        (node("USA/dysprosium_oxide/bound"), True),
        (node("CHN/dysprosium_oxide/bound/export"), True),
        (node("CHN/dysprosium_oxide/bound"), False),
    ):
        prices = np.array([record.price[place] for record in narrowing])
        change = np.diff(prices) * (1 if rising else -1)
        assert change.min() > -1e-9 * prices[0], (place, change.min())
        assert change.max() > 1e-3 * prices[0]


def test_other_goods_hardly_notice_one_gate(narrowing) -> None:
    lanthanum = node("JPN/lanthanum_oxide/free")
    prices = [record.price[lanthanum] for record in narrowing]
    assert max(prices) / min(prices) - 1 < 0.01


def test_a_ban_on_everything_stops_all_chinese_exports() -> None:
    goods = sorted({name.split("/")[1] for name in model().gate_ids})
    run = run_of(limit(0.0, *goods, start=4), months=12)
    assert run.status.cleared, run.status.sentence()
    assert (run["gate_flow"][4:] == 0.0).all()
    assert (run["gate_flow"][:4] > 0.0).all()
    hubs = [n for n, kind in enumerate(run["node_kind"]) if kind == "export"]
    leaving = (run["activity_kind"] == "ship") & (run["activity_region"] == "CHN")
    through = leaving & np.isin(run["activity_good"], goods)
    assert run["level"][4:, through].max() < 1e-9 * run["level"][:4, through].max()
    assert len(hubs) == len(run["gate"])


def test_a_closed_route_ships_nothing_and_the_others_take_over() -> None:
    calm, closed = calm_run(), run_of(route(0.0))
    direct = activities(kind="ship", region="CHN", region_to="USA", good="ndfeb_magnet")
    assert (closed["level"][:, direct] == 0.0).all()
    assert (calm["level"][:, direct] > 0.0).all()
    usa = node("USA/ndfeb_magnet/free")
    assert (closed["price"][:, usa] > calm["price"][:, usa]).all()
    others = activities(kind="ship", region_to="USA", good="ndfeb_magnet")
    others = np.setdiff1d(others, direct)
    assert closed["level"][0, others].sum() > calm["level"][0, others].sum()


def test_a_narrower_route_never_carries_more() -> None:
    months = Months()
    direct = activities(kind="ship", region="CHN", region_to="USA", good="ndfeb_magnet")
    carried = [
        months.step(rows(route(share))[0])[1].level[direct].sum()
        for share in (1.0, 0.8, 0.5, 0.2, 0.05, 0.0)
    ]
    assert carried == sorted(carried, reverse=True)
    assert carried[-1] == 0.0


def test_a_tariff_raises_the_price_behind_it_and_lowers_the_flow_with_its_rate() -> None:
    months = Months()
    direct = activities(kind="ship", region="CHN", region_to="USA", good="ndfeb_magnet")
    usa, hub = node("USA/ndfeb_magnet/free"), node("CHN/ndfeb_magnet/free/export")
    found = [months.step(rows(cost(rate))[0])[1] for rate in (-0.1, 0.0, 0.1, 0.25, 0.5, 1.0)]
    flow = [record.level[direct].sum() for record in found]
    price = [record.price[usa] for record in found]
    home = [record.price[hub] for record in found]
    assert flow == sorted(flow, reverse=True)
    assert price == sorted(price)
    assert home == sorted(home, reverse=True)
    assert all(record.rule_residual < 1e-8 for record in found)
    assert price[-1] - home[-1] < (price[1] - home[1]) + 1.0 * home[-1], "others can ship as well"
