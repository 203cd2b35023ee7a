"""Along which links does one chemical element travel through the market?

Material is followed element by element, by the content of goods: a magnet is as much of one mine
as its dysprosium is, and its neodymium may come from another. A link leads from a node that an
activity takes from to a node that it puts into. What a process loses is lost in proportion to all
its inputs; what it puts out carries the mixture of its inputs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monazite.errors import DataError
from monazite.indicators.run_view import RunView
from monazite.indicators.value import FloatArray, IntArray

SOURCE_KINDS = ("mine", "backstop")
"""Kinds of activity from which an element may enter without having come from a node."""


@dataclass(frozen=True, eq=False)
class ElementLinks:
    """Where can one element come from, and where can it go? Fixed over the months of a run.

    k nodes hold goods with the element; every other array names them by 0 ... k-1.

    node, content      : (k,) position along the run's node axis; t oxide equivalent per t of good
    to, origin, activity, weight : (links,) the element that enters `to` having come from
                         `origin`, t per unit of `activity`
    source_to, source_activity, source_weight : (sources,) the same for mines and backstops
    input_node, input_activity, input_weight  : (inputs,) what an activity takes of the element
    """

    element: str
    node: IntArray
    content: FloatArray
    to: IntArray
    origin: IntArray
    activity: IntArray
    weight: FloatArray
    source_to: IntArray
    source_activity: IntArray
    source_weight: FloatArray
    input_node: IntArray
    input_activity: IntArray
    input_weight: FloatArray

    @property
    def size(self) -> int:
        """How many nodes hold the element?"""
        return len(self.node)


def element_links(view: RunView, element: str) -> ElementLinks:
    """Along which links does an element travel in a run?

    Within an activity each output takes from each input in proportion to the element that the
    input brings. Raises UnknownNameError for an element that no good contains, and DataError where
    an activity other than a mine or a backstop puts out an element that none of its inputs holds.
    """
    key = ("element_links", element)
    if key not in view.memory:
        view.memory[key] = _build(view, element)
    links = view.memory[key]
    assert isinstance(links, ElementLinks)
    return links


def _build(view: RunView, element: str) -> ElementLinks:
    content = view.content(element)
    node = np.flatnonzero(content > 0)
    place = np.full(len(content), -1, dtype=np.int64)
    place[node] = np.arange(len(node))
    holds = place[view.column_node] >= 0
    entry_node = place[view.column_node[holds]]
    entry_activity = view.column_activity[holds]
    amount = view.column_value[holds] * content[view.column_node[holds]]
    count = len(view.activity_kind)
    taken = np.zeros(count)
    is_input = amount < 0
    np.add.at(taken, entry_activity[is_input], -amount[is_input])
    is_source = np.isin(view.activity_kind, SOURCE_KINDS) & (taken == 0)
    outputs = np.flatnonzero(amount > 0)
    orphans = [
        int(entry_activity[entry])
        for entry in outputs
        if taken[entry_activity[entry]] == 0 and not is_source[entry_activity[entry]]
    ]
    if orphans:
        names = [str(view.text("activity")[activity]) for activity in orphans]
        raise DataError.one(
            where=f"element {element}, activity {names[0]} ({len(names)} such activities)",
            found="an output that contains the element, and no input that does",
            expected="an element to come from somewhere",
            because="its origin could not be traced",
            advice="check the contents of the recipe's goods",
        )
    inputs_of: dict[int, list[int]] = {}
    for entry in np.flatnonzero(is_input):
        inputs_of.setdefault(int(entry_activity[entry]), []).append(int(entry))
    rows: list[tuple[int, int, int, float]] = []
    for entry in outputs:
        activity = int(entry_activity[entry])
        for source in inputs_of.get(activity, ()):
            part = -amount[source] / taken[activity]
            rows.append(
                (int(entry_node[entry]), int(entry_node[source]), activity, amount[entry] * part)
            )
    born = outputs[is_source[entry_activity[outputs]]]
    return ElementLinks(
        element=element,
        node=node.astype(np.int64),
        content=content[node],
        to=np.asarray([row[0] for row in rows], dtype=np.int64),
        origin=np.asarray([row[1] for row in rows], dtype=np.int64),
        activity=np.asarray([row[2] for row in rows], dtype=np.int64),
        weight=np.asarray([row[3] for row in rows], dtype=np.float64),
        source_to=entry_node[born],
        source_activity=entry_activity[born],
        source_weight=amount[born],
        input_node=entry_node[is_input],
        input_activity=entry_activity[is_input],
        input_weight=-amount[is_input],
    )


@dataclass(frozen=True, eq=False)
class ElementFlows:
    """How much of one element moved, entered and was held, month by month?

    All in t of oxide equivalent (REO) of the element; k nodes as in `links`.

    level                  : (month, activity) units a month
    old_scrap, released    : (month, k) t/month entering from old products, and from stocks
    strategic              : (month, k) t/month entering from strategic stocks, past not recorded
    stock                  : (month, k) t at the month's end
    opening_stock          : (k,) t before the first month, None if the run does not say
    """

    links: ElementLinks
    level: FloatArray
    old_scrap: FloatArray
    released: FloatArray
    strategic: FloatArray
    stock: FloatArray
    opening_stock: FloatArray | None


def element_flows(view: RunView, element: str) -> ElementFlows:
    """How much of an element moved in a run, month by month?

    Stock release is what the given supply holds beyond old scrap and strategic releases. Raises
    DataError where these exceed the given supply, and what :func:`element_links` raises.
    """
    links = element_links(view, element)
    given = view.given_supply[:, links.node]
    scrap = view.old_scrap[:, links.node]
    bought = view.strategic_purchase[:, links.node]
    strategic = np.where(bought < 0, -bought, 0.0)
    released = given - scrap - strategic
    allowed = 1e-9 * (np.abs(given) + scrap + strategic) + 1e-15
    if (released < -allowed).any():
        month, place = (int(i) for i in np.argwhere(released < -allowed)[0])
        raise DataError.one(
            where=f"run, {view.months[month]}, node {view.text('node')[links.node[place]]}",
            found=f"{scrap[month, place]:.6g} t of old scrap in {given[month, place]:.6g} t given",
            expected="old scrap as a part of the given supply",
        )
    opening = None
    if view.has("initial_stock"):
        opening = np.zeros(len(view.node_position))
        np.add.at(opening, view.stock_node, view.numbers("initial_stock", view.holder_axis))
        opening = opening[links.node] * links.content
    return ElementFlows(
        links=links,
        level=view.level,
        old_scrap=scrap * links.content,
        released=released * links.content,
        strategic=strategic * links.content,
        stock=view.node_stock[:, links.node] * links.content,
        opening_stock=opening,
    )
