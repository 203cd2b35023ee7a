"""The flow diagram keeps every tonne, at most six nodes a stage, and nothing overlaps."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.indicators.stage_flows import StageFlows, StageLink
from monazite.present.sankey import (
    MOST_NODES,
    OTHER,
    StageFlow,
    draw_sankey,
    grouped,
    largest_stage,
    lay_out,
)
from monazite.present.sections.flows import DIRECT, RECYCLED, diagram_flows

STAGES = 5
places = st.sampled_from([f"P{number}" for number in range(12)])
flows = st.lists(
    st.builds(StageFlow, st.integers(0, STAGES - 2), places, places, st.floats(0.001, 1e5)),
    min_size=1,
    max_size=60,
)


def stage_totals(found: list[StageFlow] | tuple[StageFlow, ...]) -> list[float]:
    return [sum(flow.tonnes for flow in found if flow.stage == s) for s in range(STAGES - 1)]


@given(flows, st.floats(0, 100))
def test_grouping_keeps_the_tonnes_and_limits_the_nodes(
    found: list[StageFlow], least: float
) -> None:
    result = grouped(found, STAGES, least)
    for before, after in zip(stage_totals(found), stage_totals(result), strict=True):
        assert after == pytest.approx(before, rel=1e-12)
    for stage in range(STAGES):
        names = {f.origin for f in result if f.stage == stage}
        names |= {f.target for f in result if f.stage == stage - 1}
        assert len(names) <= MOST_NODES


@given(flows)
def test_links_fit_into_their_nodes_and_nodes_stand_apart(found: list[StageFlow]) -> None:
    result = grouped(found, STAGES)
    scale = largest_stage(result, STAGES)
    layout = lay_out(result, STAGES, width=600, height=400, top=20, right=80, full_scale=scale)
    nodes = {(node.stage, node.id): node for node in layout.nodes}
    assert sum(link.tonnes for link in layout.links) == pytest.approx(sum(f.tonnes for f in result))
    for link in layout.links:
        origin, target = nodes[link.stage, link.origin], nodes[link.stage + 1, link.target]
        assert origin.y - 1e-6 <= link.y_origin
        assert link.y_origin + link.height <= origin.y + origin.height + 1e-6
        assert target.y - 1e-6 <= link.y_target
        assert link.y_target + link.height <= target.y + target.height + 1e-6
    for stage in range(STAGES):
        here = sorted((n for n in layout.nodes if n.stage == stage), key=lambda n: n.y)
        for upper, lower in itertools.pairwise(here):
            assert upper.y + upper.height < lower.y


FROM_MINE_TO_USE = ("mine", "separation", "metal", "magnet", "use")


def test_the_smaller_places_are_joined_as_other() -> None:
    found = [StageFlow(0, f"P{n}", "X", float(n + 1)) for n in range(9)]
    result = grouped(found, 2)
    kept = {flow.origin: flow.tonnes for flow in result}
    assert kept == {"P8": 9, "P7": 8, "P6": 7, "P5": 6, "P4": 5, OTHER: 10}


def test_negative_flows_and_foreign_stages_are_refused() -> None:
    for wrong in (StageFlow(0, "A", "B", -1.0), StageFlow(4, "A", "B", 1.0)):
        with pytest.raises(ValueError, match="negative or leaves"):
            grouped([wrong], STAGES)


def test_use_receives_all_that_the_indicator_sends_there() -> None:
    links = (
        StageLink("mine/CHN", "separation/CHN", 100.0),
        StageLink("mine/AUS", "separation/MYS", 30.0),
        StageLink("separation/MYS", "separation/CHN", 10.0),
        StageLink("separation/CHN", "metal/CHN", 90.0),
        StageLink("separation/CHN", "use/DEU", 12.0),
        StageLink("recycling/CHN", "metal/CHN", 8.0),
        StageLink("metal/CHN", "magnet/CHN", 95.0),
        StageLink("magnet/CHN", "use/CHN", 60.0),
        StageLink("magnet/CHN", "use/DEU", 20.0),
        StageLink("magnet/CHN", "recycling/CHN", 12.0),
        StageLink("magnet/CHN", "loss/CHN", 3.0),
    )
    drawn = diagram_flows(StageFlows("Dy", "2024", links, ()), frozenset({"DEU"}), FROM_MINE_TO_USE)
    to_use = {(f.origin, f.target): f.tonnes for f in drawn if f.stage == 3}
    assert to_use == {("CHN", "CHN"): 60, ("CHN", "EU"): 20, (DIRECT, "EU"): 12}
    mined = {(f.origin, f.target): f.tonnes for f in drawn if f.stage == 0}
    assert mined == pytest.approx(
        {("CHN", "CHN"): 100.0, ("AUS", "MYS"): 20.0, ("AUS", "CHN"): 10.0}
    )
    assert (RECYCLED, "CHN") in {(f.origin, f.target) for f in drawn if f.stage == 1}


def test_the_drawing_names_stages_and_places() -> None:
    drawing = draw_sankey(
        [StageFlow(0, "A", "B", 10.0)], ["Mined", "Used"], {"A": "Ah <", "B": "Bee"}, {},
        id="x", title="t", description="d", width=300, height=200, full_scale=10,
    )  # fmt: skip
    for text in ("Mined", "Used", "Ah &lt;", "Bee"):
        assert text in drawing.body
