"""Through which countries does an element pass, from the mine to the use, in one year?

The links of a flow chart: each place is a stage in a region, each link the element that left the
one and was next taken in by the other, however it travelled (gates, hubs and third regions on the
way are passed through).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monazite.absence import Unknown
from monazite.errors import unknown_name
from monazite.indicators.element_links import element_flows
from monazite.indicators.origins import SUBSTITUTE, node_regions, used_element
from monazite.indicators.run_view import RunView
from monazite.indicators.tracing import UNMARKED, Marking, trace
from monazite.indicators.value import FloatArray

SINKS = ("use", "surplus", "loss", "stock_in")
"""Where an element ends: in use, discarded, lost in a process, laid into stock."""

SOURCES = ("mine", "old_scrap", "opening_stock", "stock_out", SUBSTITUTE)
"""Where it begins: mined, collected, in stock of unrecorded past, from stock, or replaced."""


@dataclass(frozen=True)
class StageLink:
    """How much of an element went from one place to the next?

    source, target : "stage/REGION"; sources and sinks are those of `SOURCES` and `SINKS` (a
                     substitute has no region)
    tonnes         : t of oxide equivalent in the year, above 0
    """

    source: str
    target: str
    tonnes: float


@dataclass(frozen=True)
class StageFlows:
    """Through which places did an element pass in a year?

    links    : between different places, largest first. What enters each place that is neither
               source nor sink leaves it again, to the mass error of the run
    internal : from a place to itself (a second separation in the same country), largest first
    """

    element: str
    year: str
    links: tuple[StageLink, ...]
    internal: tuple[StageLink, ...]


def stage_flows(view: RunView, year: int | str, element: str) -> StageFlows | Unknown:
    """Through which countries did an element pass from mine to use in a year?

    year    : calendar year of the run (of a year cut short, its months are counted)
    element : followed by its content in goods
    returns : the links, or Unknown if a month up to the end of the year did not clear

    A place is entered by an activity of a stage (mine, separation, metal, magnet, recycling);
    recycling of new scrap sends material back, so the links form circles: draw "recycling" as two
    places if the chart cannot. Net changes of stock over the year, by the place that made the
    material, are links to "stock_in" or from "stock_out".
    Raises UnknownNameError for a year or element that is not there, and as
    :func:`monazite.indicators.origins.trace_origins` does.
    """
    periods = {period.name: period for period in view.periods("year")}
    if str(year) not in periods:
        raise unknown_name("stage_flows()", str(year), periods, "year")
    positions = list(periods[str(year)].positions)
    gap = view.gap(range(max(positions) + 1))
    if gap is not None:
        return gap
    traced = _Traced(view, element)
    table = traced.table(positions)
    found = [
        StageLink(source, target, tonnes)
        for (source, target), tonnes in sorted(table.items(), key=lambda row: (-row[1], row[0]))
        if tonnes > 0
    ]
    return StageFlows(
        element=element,
        year=str(year),
        links=tuple(link for link in found if link.source != link.target),
        internal=tuple(link for link in found if link.source == link.target),
    )


class _Traced:
    """The element of a run, marked at every stage it passes."""

    def __init__(self, view: RunView, element: str) -> None:
        self.view = view
        self.flows = element_flows(view, element)
        links = self.flows.links
        stages = [str(stage) for stage in np.unique(view.activity_stage) if stage]
        marks = [f"{stage}/{region}" for stage in stages for region in view.regions]
        marks += [f"old_scrap/{region}" for region in view.regions]
        marks += [f"opening_stock/{region}" for region in view.regions]
        self.marks = (*marks, SUBSTITUTE)
        place = {mark: position for position, mark in enumerate(self.marks)}
        homes = view.text("activity_region")
        self.plant = np.asarray(
            [
                place[f"{stage}/{home}"] if stage else UNMARKED
                for stage, home in zip(view.activity_stage, homes, strict=True)
            ],
            dtype=np.int64,
        )
        backstop = view.activity_kind[links.source_activity] == "backstop"
        source = np.where(backstop, place[SUBSTITUTE], self.plant[links.source_activity])
        at = node_regions(view, self.flows)
        first_scrap = place[f"old_scrap/{view.regions[0]}"]
        first_stock = place[f"opening_stock/{view.regions[0]}"]
        key = ("stages", element)
        if key not in view.memory:
            marking = Marking(
                names=self.marks,
                source=source,
                old_scrap=first_scrap + at,
                opening=first_stock + at,
                overwrite=self.plant,
                open_nodes=np.ones(links.size, dtype=bool),
            )
            view.memory[key] = trace(self.flows, marking)
        self.traced = view.memory[key]
        self.region = [str(view.regions[position]) for position in at]

    def table(self, positions: list[int]) -> dict[tuple[str, str], float]:
        """Return (source, target) -> t of the element in the months given."""
        table: dict[tuple[str, str], float] = {}
        self._add_plants(table, positions)
        self._add_discards(table, positions)
        self._add_uses(table, positions)
        self._add_stocks(table, positions)
        return table

    def _spread(
        self, table: dict[tuple[str, str], float], target: str, amounts: FloatArray
    ) -> None:
        """Add (mark,) amounts that went to one target."""
        for mark in np.flatnonzero(amounts):
            pair = (self.marks[mark], target)
            table[pair] = table.get(pair, 0.0) + float(amounts[mark])

    def _add_plants(self, table: dict[tuple[str, str], float], positions: list[int]) -> None:
        links, level = self.flows.links, self.view.level[positions]
        taken = level[:, links.input_activity] * links.input_weight
        plant = self.plant[links.input_activity]
        for mark in np.unique(plant[plant != UNMARKED]):
            chosen = plant == mark
            shares = self.traced.shares[positions][:, links.input_node[chosen]]
            amounts = np.einsum("ti,tim->m", taken[:, chosen], shares)
            self._spread(table, self.marks[mark], amounts)
            made = self.plant[links.activity] == mark
            output = level[:, links.activity[made]] * links.weight[made]
            lost = float(amounts.sum() - output.sum())
            if lost > 0:
                region = self.marks[mark].partition("/")[2]
                table[(self.marks[mark], f"loss/{region}")] = lost

    def _add_discards(self, table: dict[tuple[str, str], float], positions: list[int]) -> None:
        links = self.flows.links
        chosen = self.view.activity_kind[links.input_activity] == "discard"
        taken = self.view.level[positions][:, links.input_activity[chosen]]
        taken = taken * links.input_weight[chosen]
        node = links.input_node[chosen]
        for region in self.view.regions:
            here = np.asarray([self.region[place] == region for place in node], dtype=bool)
            if here.any():
                shares = self.traced.shares[positions][:, node[here]]
                amounts = np.einsum("ti,tim->m", taken[:, here], shares)
                self._spread(table, f"surplus/{region}", amounts)

    def _add_uses(self, table: dict[tuple[str, str], float], positions: list[int]) -> None:
        everything = np.ones(len(self.view.use_node), dtype=bool)
        node, used = used_element(self.view, self.flows, everything, self.view.taken)
        gross = used[positions]
        for region in self.view.regions:
            here = np.asarray([self.region[place] == region for place in node], dtype=bool)
            if here.any():
                shares = self.traced.shares[positions][:, node[here]]
                amounts = np.einsum("ti,tim->m", gross[:, here], shares)
                self._spread(table, f"use/{region}", amounts)

    def _add_stocks(self, table: dict[tuple[str, str], float], positions: list[int]) -> None:
        first, last = positions[0], positions[-1]
        after = self.flows.stock[last][:, None] * self.traced.stock_shares[last]
        if first > 0:
            before = self.flows.stock[first - 1][:, None] * self.traced.stock_shares[first - 1]
        else:
            # The opening stock is mixed like the first month's flows (see tracing).
            before = self._opening()[:, None] * self.traced.stock_shares[0]
        change = after - before
        for region in self.view.regions:
            here = np.asarray([name == region for name in self.region], dtype=bool)
            amounts = change[here].sum(axis=0)
            self._spread(table, f"stock_in/{region}", np.where(amounts > 0, amounts, 0.0))
            for mark in np.flatnonzero(amounts < 0):
                table[(f"stock_out/{region}", self.marks[mark])] = float(-amounts[mark])

    def _opening(self) -> FloatArray:
        """Return (k,) t in stock before the first month: stated, or what closes its balance."""
        if self.flows.opening_stock is not None:
            return self.flows.opening_stock
        links, level = self.flows.links, self.view.level[0]
        size = links.size
        amount = level[links.input_activity] * links.input_weight
        taken = np.bincount(links.input_node, amount, size)
        everything = np.ones(len(self.view.use_node), dtype=bool)
        node, used = used_element(self.view, self.flows, everything, self.view.taken)
        taken = taken + np.bincount(node, used[0], size)
        laid_in = self.traced.inflow[0] - taken
        opening: FloatArray = self.flows.stock[0] - laid_in + self.flows.released[0]
        return opening
