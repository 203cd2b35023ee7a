"""In which countries was the material mined, separated or made that a use takes?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from monazite.errors import DataError, unknown_name
from monazite.indicators.element_links import ElementFlows, element_flows
from monazite.indicators.run_view import By, RunView
from monazite.indicators.tracing import UNMARKED, Marking, Opening, Traced, trace
from monazite.indicators.value import BoolArray, FloatArray, IntArray, Value, share_of, unless

MINE = "mine"
"""Where material comes into the chain: a mine, or what recovers it from the stream of a host."""

SUBSTITUTE = "substitute"
"""Mark of what a backstop supplied: no material, but something used in its place."""

NOTHING_USED = "nothing of the element is used"

LEAST_MATERIAL = 1e-9
"""Share of material in a mixture below which it counts as all substitute."""

_UNTRACED = 1e-6
"""Share of use that may lie at nodes without material before a run is refused."""


@dataclass(frozen=True)
class Origin:
    """Which share of a use comes from where?

    kind   : what happened there: the stage asked about; `old_scrap`; `opening_stock` (in stock
             before the run began, past not recorded); `without_<stage>` (mined there and used
             without ever passing the stage)
    region : where; users : regions whose use is counted, taken together
    share  : of the element used, 0 to 1; over all origins of a period they add up to 1
    tonnes : t of oxide equivalent of the element, in the months of the period
    """

    period: str
    element: str
    users: frozenset[str]
    kind: str
    region: str
    share: Value
    tonnes: Value


@dataclass(frozen=True, eq=False)
class TracedOrigins:
    """Where does the material at each node come from, month by month?

    kinds, regions : of each mark, see :class:`Origin`; the last mark is the substitute
    traced         : shares (month, k, mark) at the k nodes that hold the element
    flows          : the flows that were traced
    """

    kinds: tuple[str, ...]
    regions: tuple[str, ...]
    traced: Traced
    flows: ElementFlows


def node_regions(view: RunView, flows: ElementFlows) -> IntArray:
    """In which region is each node that holds the element? (k,) positions in `view.regions`."""
    place = {region: position for position, region in enumerate(view.regions)}
    return np.asarray(
        [place[str(view.node_region[node])] for node in flows.links.node], dtype=np.int64
    )


def trace_origins(
    view: RunView, element: str, stage: str = "mine", opening: Opening = "as_first_month"
) -> TracedOrigins:
    """Where does the element at each node come from, at one stage, month by month?

    stage : mine, also for what a host's stream gives; or a later stage of the chain: the region of
            the last such plant it went through. New scrap keeps the origin of the metal it was cut
            from; old scrap is an origin of its own until a plant of the stage takes it in.

    Raises UnknownNameError for an unknown element or stage, and what
    :func:`monazite.indicators.element_links.element_flows` and
    :func:`monazite.indicators.tracing.trace` raise.
    """
    if stage != MINE:
        view.stages.made_at("origins()", stage)
    if stage in view.stages.sources:
        stage = MINE
    key = ("origins", element, stage, opening)
    if key not in view.memory:
        view.memory[key] = _trace(view, element, stage, opening)
    found = view.memory[key]
    assert isinstance(found, TracedOrigins)
    return found


def _trace(view: RunView, element: str, stage: str, opening: Opening) -> TracedOrigins:
    flows = element_flows(view, element)
    links = flows.links
    count = len(view.regions)
    mined = "mine" if stage == "mine" else f"without_{stage}"
    kinds = [mined] * count + ["old_scrap"] * count + ["opening_stock"] * count
    if stage != "mine":
        kinds += [stage] * count
    regions = list(view.regions) * (3 if stage == "mine" else 4)
    at = node_regions(view, flows)
    backstop = view.activity_kind[links.source_activity] == "backstop"
    overwrite = np.full(len(view.activity_kind), UNMARKED, dtype=np.int64)
    if stage != "mine":
        place = {region: position for position, region in enumerate(view.regions)}
        plants = np.flatnonzero(view.activity_stage == stage)
        homes = view.text("activity_region")
        overwrite[plants] = [3 * count + place[str(homes[plant])] for plant in plants]
    marking = Marking(
        names=(
            *(f"{kind}/{region}" for kind, region in zip(kinds, regions, strict=True)),
            SUBSTITUTE,
        ),
        source=np.where(backstop, len(kinds), at[links.source_to]),
        old_scrap=count + at,
        opening=2 * count + at,
        overwrite=overwrite,
        open_nodes=np.ones(links.size, dtype=bool),
    )
    traced = trace(flows, marking, opening)
    return TracedOrigins((*kinds, SUBSTITUTE), (*regions, ""), traced, flows)


def substitute_share(
    view: RunView, element: str, opening: Opening = "as_first_month"
) -> FloatArray:
    """Which share of each node's mixture is no material but a substitute? (month, k), 0 to 1.

    k : the nodes that hold the element. Substitutes used upstream count.
    """
    key = ("substitute", element, opening)
    if key not in view.memory:
        flows = element_flows(view, element)
        links = flows.links
        backstop = view.activity_kind[links.source_activity] == "backstop"
        unmarked = np.full(links.size, UNMARKED, dtype=np.int64)
        marking = Marking(
            names=(SUBSTITUTE,),
            source=np.where(backstop, 0, UNMARKED),
            old_scrap=unmarked,
            opening=unmarked,
            overwrite=np.full(len(view.activity_kind), UNMARKED, dtype=np.int64),
            open_nodes=np.ones(links.size, dtype=bool),
        )
        view.memory[key] = trace(flows, marking, opening).shares[:, :, 0]
    share: FloatArray = view.memory[key]
    return share


def used_element(
    view: RunView, flows: ElementFlows, uses: BoolArray, quantity: FloatArray | None = None
) -> tuple[IntArray, FloatArray]:
    """How much of the element did each use take, month by month?

    uses     : (use,) True for those asked about; uses whose good does not hold the element drop
               out
    quantity : (month, use) t/month of the goods; None for consumption from real supply
    returns : (n,) node among the k of `flows` at which each of the n remaining uses buys, and
              (month, n) t oxide equivalent a month
    """
    place = np.full(len(view.node_position), -1, dtype=np.int64)
    place[flows.links.node] = np.arange(flows.links.size)
    chosen = np.flatnonzero(uses & (place[view.use_node] >= 0))
    at = place[view.use_node[chosen]]
    goods = view.consumption if quantity is None else quantity
    return at, goods[:, chosen] * flows.links.content[at]


def origins(
    view: RunView,
    element: str,
    users: Collection[str],
    stage: str = "mine",
    by: By = "year",
    use_kind: str | None = None,
    opening: Opening = "as_first_month",
) -> tuple[Origin, ...]:
    """In which countries was the element mined (or separated, ...) that some regions use?

    users    : region ids, taken together; use_kind : one kind of use only, None for all
    stage    : see :func:`trace_origins`; opening : see :func:`monazite.indicators.tracing.trace`

    What substitutes supplied is left out of the use, so the shares of the other origins add up to
    1. Origins without any share in a period are left out; where nothing is used, one row says so.
    From the first month that did not clear, everything after is Unknown: stocks remember.
    Formula: share of origin o = sum over uses of (t used x share of o at the node) / sum of t used.
    """
    inside = view.require_regions(users)
    found = trace_origins(view, element, stage, opening)
    at, used = used_element(view, found.flows, chosen_uses(view, inside, use_kind))
    material = found.traced.shares[:, at, :-1]
    real = material.sum(axis=2)
    lost = float(used[real < LEAST_MATERIAL].sum())
    if lost > _UNTRACED * float(used.sum()):
        raise DataError.one(
            where=f"origins() of {element}",
            found=f"{lost:.3g} t used where no material arrived",
            expected="consumption from real supply only",
            because="its origin could not be traced",
            advice="check consumption, levels and given_supply of the run",
        )
    scale = np.divide(used, real, out=np.zeros_like(used), where=real >= LEAST_MATERIAL)
    amounts = np.einsum("tn,tno->to", scale, material)
    rows: list[Origin] = []
    for period in view.periods(by):
        gap = view.gap(range(max(period.positions) + 1))
        tonnes = amounts[list(period.positions)].sum(axis=0)
        total = float(tonnes.sum())
        listed = np.flatnonzero(tonnes > 0) if gap is None else np.empty(0, dtype=np.int64)
        for mark in sorted(listed, key=lambda i: -tonnes[i]):
            amount = float(tonnes[mark])
            share = share_of(amount, total, NOTHING_USED)
            kind, region = found.kinds[mark], found.regions[mark]
            rows.append(Origin(period.name, element, inside, kind, region, share, amount))
        if not len(listed):
            share = unless(gap, share_of(0.0, 0.0, NOTHING_USED))
            rows.append(Origin(period.name, element, inside, "", "", share, unless(gap, 0.0)))
    return tuple(rows)


def chosen_uses(view: RunView, users: frozenset[str], use_kind: str | None) -> BoolArray:
    """Which uses lie in these regions and are of this kind? (use,) Refuses an unknown kind."""
    kinds = view.text("use_kind")
    chosen: BoolArray = np.isin(view.text("use_region"), sorted(users))
    if use_kind is not None:
        if use_kind not in kinds:
            raise unknown_name("indicator", use_kind, sorted(set(kinds.tolist())), "use kind")
        chosen &= kinds == use_kind
    return chosen
