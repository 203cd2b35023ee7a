"""Does a rule that follows the material split one market in two, and only where it should?"""

from __future__ import annotations

import numpy as np
import pytest

from monazite import effects as fx
from monazite.market.run import Run
from tests.market.rules import limit, release
from tests.market.worlds import START, calm_run, model, node, rare_earths, run_of

RELABEL_GAP = 0.05
"""Gap, share of the reference price, within which calling free goods bound opens (smoothing)."""
CONTROLLED = ("dysprosium_oxide", "dysprosium_metal", "terbium_oxide", "terbium_metal")


def pairs() -> list[tuple[int, int]]:
    """Free and bound node of each place that has both: positions along the node axis."""
    names = model().network.node_index
    found = [
        (place, names[name.removesuffix("free") + "bound"])
        for name, place in names.items()
        if name.endswith("/free") and name.removesuffix("free") + "bound" in names
    ]
    assert len(found) > 50
    return found


def premium(run: Run) -> np.ndarray:
    """Free less bound price, share of the reference price: (month, place)."""
    free, bound = (list(part) for part in zip(*pairs(), strict=True))
    return (run["price"][:, free] - run["price"][:, bound]) / run["reference_price"][free]


def carries_both(run: Run, month: int) -> np.ndarray:
    """At which places do free and bound material move? Where nothing can, any price clears."""
    structure, arrays = model().structure, model().arrays
    collected = run["old_scrap"][month, arrays.scrap_node]
    level = np.append(run["level"][month], collected)  # the last activities collect old scrap
    tonnes = np.abs(arrays.coefficient * level[structure.entry_activity])
    share = np.bincount(structure.entry_node, tonnes, len(arrays.throughput)) / arrays.throughput
    return np.array([min(share[free], share[bound]) > 1e-9 for free, bound in pairs()])


@pytest.fixture(scope="module")
def closed() -> Run:
    return run_of(release(0.0, span=fx.Span(START + 2)), months=24)


def test_free_material_is_never_much_cheaper_than_bound() -> None:
    """It can always be called bound; where release is open, it is not dearer either."""
    gap = premium(calm_run(24))
    assert gap.min() > -RELABEL_GAP
    assert gap.max() < RELABEL_GAP


def test_a_closed_release_makes_free_material_dear_where_free_is_asked_for(closed: Run) -> None:
    gap, calm = premium(closed), premium(calm_run(24))
    assert closed.status.cleared
    assert np.array_equal(gap[:2], calm[:2])
    assert gap[2:].min() > -RELABEL_GAP
    assert closed["negative_prices"].sum() == 0
    names = list(model().network.nodes)
    asked = {use.node for use in model().network.uses if use.node.endswith("/free")}
    wanted = [
        place
        for place, (free, _) in enumerate(pairs())
        if names[free] in asked and rare_earths().chain.has_status(names[free].split("/")[1])
    ]
    assert len(wanted) > 5
    assert gap[2:, wanted].min() > calm[2:, wanted].max()
    assert np.median(gap[6, wanted]) > 0.2


def test_nothing_is_released_under_a_closed_release_and_the_rest_goes_on(closed: Run) -> None:
    released = closed["activity_kind"] == "release"
    assert (closed["level"][2:, released] == 0.0).all()
    assert closed["level"][:2, released].sum(axis=1).min() > 1.0
    bound = [use for use, at in enumerate(closed["use_node"]) if str(at).endswith("/bound")]
    calm = calm_run(24)["consumption"][:, bound].sum(axis=1)
    assert closed["consumption"][:, bound].sum(axis=1) == pytest.approx(calm, rel=0.05)


def test_evasion_lets_its_share_of_the_normal_flow_through() -> None:
    calm = calm_run()
    released = calm["activity_kind"] == "release"
    normal = np.array([a.base_level for a in model().network.activities if a.kind == "release"])
    flows, gaps = [], []
    moves = np.ones(len(pairs()), dtype=bool)
    for evaded in (0.0, 0.1, 0.5, 1.0):
        run = run_of(release(evaded))
        flow = run["level"][:, released]
        assert (flow <= evaded * normal * (1 + 1e-9) * 1.2).all()
        flows.append(flow[6].sum())
        gaps.append(premium(run)[6])
        moves &= carries_both(run, 6)
    gaps = [float(gap[moves].mean()) for gap in gaps]
    assert moves.sum() > len(moves) / 2
    assert flows == sorted(flows)
    assert gaps == sorted(gaps, reverse=True)


def test_behind_a_gate_free_material_follows_bound_material_up() -> None:
    run = run_of(limit(0.1, *CONTROLLED, start=2), months=12)
    gap = premium(run)
    assert gap.min() > -RELABEL_GAP
    place = node("USA/dysprosium_oxide/bound")
    assert run["price"][6, place] > 1.5 * calm_run()["price"][6, place]


def test_inside_the_region_of_the_rule_everything_is_bound() -> None:
    chain = rare_earths().chain
    nodes = model().network.nodes.values()
    inside = [n for n in nodes if n.region == "CHN" and chain.has_status(n.good)]
    assert inside
    assert {n.status for n in inside} == {"bound"}
    assert {n.status for n in nodes if not chain.has_status(n.good)} == {"free"}


def test_what_is_made_from_bound_material_is_bound() -> None:
    chain, nodes = rare_earths().chain, model().network.nodes
    mixed = 0
    for activity in model().network.activities:
        if activity.kind not in ("mine", "process"):
            continue
        statuses = {
            (nodes[name].status, coefficient < 0)
            for name, coefficient in activity.column.items()
            if chain.has_status(nodes[name].good)
        }
        made = {status for status, is_input in statuses if not is_input}
        taken = {status for status, is_input in statuses if is_input}
        assert len(made) <= 1
        if taken and made:
            assert made == taken
        if activity.region == "CHN":
            assert "free" not in made | taken
        mixed += activity.status == "free" and bool(made)
    assert mixed > 10, "plants outside can make free products"


def test_uses_that_must_avoid_bound_material_take_free_material_where_they_can() -> None:
    chain = rare_earths().chain
    for use in model().network.uses:
        if not chain.has_status(use.good):
            continue
        free = chain.uses[use.use].accepts == "free" and use.region != "CHN"
        assert use.node.endswith("/free" if free else "/bound"), use.id


def test_plants_with_both_variants_share_one_capacity() -> None:
    run = run_of(release(0.0), months=6)
    for place, facility in enumerate(run["facility"]):
        lines = np.flatnonzero(run["activity_facility"] == facility)
        assert len(lines) in (1, 2)
        made = run["level"][:, lines].sum(axis=1)
        assert (made <= run["capacity"][:, place] * (1 + 1e-12)).all()
