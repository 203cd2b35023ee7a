"""What do demand paths, listed projects and effects of policies say month by month?

A `Schedule` holds every number that is known before a run: arrays with one row a month. A policy
is only ever a change of these numbers, so turning it on and off recompiles nothing, and a policy
that never bites leaves every number as it was, bit for bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from monazite import effects as fx
from monazite.chains.chain import Chain
from monazite.errors import MonaziteError, NetworkError, unknown_name
from monazite.market.joint_products import built_for
from monazite.market.listed import listed_capacity
from monazite.market.model import MONTHS, Model
from monazite.months import Month

Array = Any
LONGEST_DELAY = 12
"""Months after filing within which every licence application is decided."""
NO_LIMIT = np.inf


class Schedule(NamedTuple):
    """Numbers known before a run, one row a month (axes as in `model`; K months since filing)."""

    growth: Array  # [T, goods + 1] demand index of each good; 1 for "none"
    stocks: Array  # [T, H] demand index that a stock at the end of the month is to cover: the next
    grown: Array  # [T, F] what has to be made of the facility's goods, multiple of the base year
    demand: Array  # [T, U] demand index of each use
    outlook: Array  # [T, F] growth of that until what is started now runs, share
    inherited: Array  # [T, F] growth still to come from what was started before the run, share
    arriving: Array  # [T, F] growth coming this month from what was started before, share
    listed: Array  # [T, F] units/month of facilities to come, ramp times probability
    ceiling: Array  # [T, F] units/month that a by-product's host brings up, infinite where no host
    factor: Array  # [T, F] multiple of capacity (closed border, quota at home)
    share: Array  # [T, G] multiple of any other capacity (closed route, release rule)
    charge: Array  # [T, V] ad-valorem charge beside that of the base year, share
    route_limit: Array  # [T, V] share of its usual trade that a route may carry, infinite: no limit
    purchase: Array  # [T, N] t/month taken (or given, negative) by strategic stocks
    cover: Array  # [T, H] multiple of the cover holders want
    foreseen: Array  # [T, H] log rise of the price that known rules let holders foresee
    floor: Array  # [T, F] USD/t guaranteed to the facility, 0 where none
    upside: Array  # [T, F] share of the price above the floor that the payer takes
    credit: Array  # [T, F] share of the facility's own cost that is refunded
    floor_node: Array  # [T, F] node of the good with the floor
    floor_tonnes: Array  # [T, F] t of that good per unit of activity
    licensed: Array  # [T, B] bool, a licence rule is in force
    ungated: Array  # [T, B] share of normal flow that needs no licence
    applications: Array  # [T, B] multiple of normal gated flow applied for
    gated: Array  # [T, B] share of normal flow that the rule reaches
    approval: Array  # [T, B] share of decided applications approved
    decided_after: Array  # [T, B, K] share of applications decided K months after filing
    reapplication: Array  # [T, B] share of refused that apply again
    expiry: Array  # [T, B] share of unused licences that lapse a month
    limit: Array  # [T, B] share of normal flow that may leave, infinite where no limit


def demand_index(chain: Chain, scenario: str, months: Sequence[Month]) -> np.ndarray:
    """How does the wanted quantity of each use kind grow? [T, use kinds], 1 in the base year.

    Raises UnknownNameError for a demand scenario that the chain does not have.
    """
    if scenario not in chain.demand:
        raise unknown_name("demand scenario", scenario, chain.demand, "demand scenario")
    paths = chain.demand[scenario]
    return np.array(
        [
            [paths[use.demand_path].at(month, chain.base_year) for use in chain.uses.values()]
            for month in months
        ]
    )


def good_growth(
    chain: Chain, use_index: np.ndarray, stocked: np.ndarray | None = None
) -> np.ndarray:
    """How does the throughput of each good grow if its buyers keep their shares? [T, goods + 1].

    Weighted by base-year tonnes over final uses and over the recipes that take the good, a recipe
    growing with the goods that it is built for (`built_for`). Sizes routes, stocks and normal
    flows; the last column is 1.

    stocked : [T, goods] t a month that go into stocks as they grow with use. With them: what has to
    be made of each good, which sizes plants.
    """
    goods = list(chain.goods)
    place = {good: number for number, good in enumerate(goods)}
    kinds = {use: number for number, use in enumerate(chain.uses)}
    final = np.zeros((len(goods), len(kinds)))
    for (_, use, good), tonnes in chain.base.uses.items():
        final[place[good], kinds[use]] += tonnes
    serves = built_for(chain)
    taken = np.zeros((len(goods), len(goods)))
    for (_, name), level in chain.base.processes.items():
        recipe = chain.recipes[name]
        for good in recipe.inputs:
            tonnes = -recipe.coefficients[good] * level
            for output, share in serves[name].items():
                taken[place[good], place[output]] += tonnes * share
    weight = final.sum(axis=1) + taken.sum(axis=1)
    outside = use_index @ final.T
    if stocked is not None:
        outside = outside + MONTHS * stocked
    growth = np.ones((len(use_index), len(goods)))
    for _ in range(60):
        total_index = outside + growth @ taken.T
        growth = np.where(weight > 0, total_index / np.where(weight > 0, weight, 1.0), 1.0)
    return np.hstack([growth, np.ones((len(growth), 1))])


def _inherited(growth: np.ndarray, lead: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Which growth is still to come, and which comes each month, from before the run? [T, F] each.

    What was started before the run arrives within the lead time. Like all later building it is
    taken to provide for the growth of the good foreseen over that time; what comes at the end of a
    month runs in the next.
    """
    month = np.arange(count)[:, None]
    at_lead = np.take_along_axis(growth, np.broadcast_to(lead, (1, len(lead))), axis=0)
    to_come = np.where(month < lead, np.maximum(0.0, at_lead / growth[:count] - 1.0), 0.0)
    change = np.maximum(0.0, growth[1 : count + 1] / growth[:count] - 1.0)
    return to_come, np.where(month < lead, change, 0.0)


def _ceilings(chain: Chain, scenario: str, months: Sequence[Month]) -> np.ndarray:
    """How much could each facility recover from its host's stream? [T, F] units/month.

    Facilities on one stream share it by capacity; without a host there is no ceiling.
    """
    sharing: dict[tuple[str, str], float] = {}
    for f in chain.facilities.values():
        key = f.region, f.recipe
        sharing[key] = sharing.get(key, 0.0) + f.capacity
    columns = np.full((len(months), len(chain.facilities)), NO_LIMIT)
    for number, f in enumerate(chain.facilities.values()):
        host = chain.hosts.get((f.region, f.recipe))
        if host is not None:
            path = chain.demand[scenario][host.path]
            share = f.capacity / sharing[f.region, f.recipe]
            index = np.array([path.at(month, chain.base_year) for month in months])
            columns[:, number] = host.potential / 12 * share * index
    return columns


def calm_schedule(model: Model, demand_scenario: str, months: Sequence[Month]) -> Schedule:
    """What is known before a run without any policy?"""
    chain, arrays = model.network.chain, model.arrays
    t = len(months)
    longest = int(arrays.facility_lead.max(initial=0))
    ahead = [*months, *(months[-1] + number for number in range(1, longest + 3))]
    seen = demand_index(chain, demand_scenario, ahead)
    growth = good_growth(chain, seen)
    index = seen[:t]
    held = np.bincount(arrays.holder_good, arrays.holder_target, minlength=len(chain.goods))
    made = good_growth(chain, seen[:-1], held * np.diff(growth[:, :-1], axis=0))
    later = np.arange(t)[:, None] + arrays.facility_lead + 1
    of_plant = made[:, :-1] @ arrays.facility_serves.T
    outlook = np.take_along_axis(of_plant, later, axis=0) / of_plant[:t] - 1.0
    inherited, arriving = _inherited(of_plant, arrays.facility_lead, t)
    kinds = {use: number for number, use in enumerate(chain.uses)}
    columns = [kinds[use.use] for use in model.network.uses]
    listed = listed_capacity(chain, months)
    f, b = len(model.facility_ids), len(model.gate_ids)
    at_once = np.zeros((t, b, LONGEST_DELAY + 1))
    at_once[:, :, 0] = 1.0
    return Schedule(
        growth=growth[:t],
        stocks=growth[1 : t + 1, arrays.holder_good],
        grown=of_plant[:t],
        demand=index[:, columns],
        outlook=outlook,
        inherited=inherited,
        arriving=arriving,
        listed=listed.reshape(t, f),
        ceiling=_ceilings(chain, demand_scenario, months),
        factor=np.ones((t, f)),
        share=np.ones((t, len(model.group_ids))),
        charge=np.zeros((t, len(arrays.charge_activity))),
        route_limit=np.full((t, len(arrays.charge_activity)), NO_LIMIT),
        purchase=np.zeros((t, len(arrays.reference))),
        cover=np.ones((t, len(arrays.holder_node))),
        foreseen=np.zeros((t, len(arrays.holder_node))),
        floor=np.zeros((t, f)),
        upside=np.zeros((t, f)),
        credit=np.zeros((t, f)),
        floor_node=np.zeros((t, f), dtype=int),
        floor_tonnes=np.zeros((t, f)),
        licensed=np.zeros((t, b), dtype=bool),
        ungated=np.ones((t, b)),
        applications=np.zeros((t, b)),
        gated=np.zeros((t, b)),
        approval=np.ones((t, b)),
        decided_after=at_once,
        reapplication=np.zeros((t, b)),
        expiry=np.zeros((t, b)),
        limit=np.full((t, b), NO_LIMIT),
    )


def chosen(where: str, names: Sequence[str], known: Sequence[str], kind: str) -> set[str]:
    """Which of the known names does an effect mean? ("*",) means all."""
    if tuple(names) == fx.EVERYWHERE:
        return set(known)
    for name in names:
        if name not in known:
            raise unknown_name(where, name, known, kind)
    return set(names)


class BehindGates(NamedTuple):
    """Where does a rule of an exporter on some destinations apply?

    gates : places on the gate axis of gates all of whose destinations are meant
    some  : destinations meant that stand behind a gate with others that are not
    """

    gates: tuple[int, ...]
    some: tuple[str, ...]


def behind_gates(
    model: Model, where: str, exporter: str, good: str, destinations: Sequence[str]
) -> BehindGates:
    """Which gates of the chain, and which single destinations behind others, are meant?

    Raises UnknownNameError for names the chain does not have, NetworkError where the exporter has
    no gate for the good.
    """
    chain = model.network.chain
    chosen(where, [exporter], list(chain.regions), "region")
    chosen(where, [good], list(chain.goods), "good")
    wanted = chosen(where, destinations, list(chain.regions), "region") - {exporter}
    groups: Mapping[str, tuple[str, ...]] = chain.export_gates.get(exporter, {})
    named = {region for members in groups.values() for region in members if region != "*"}
    found: list[int] = []
    some: list[str] = []
    for group, members in groups.items():
        regions = (set(chain.regions) - named - {exporter}) if "*" in members else set(members)
        gate = f"{exporter}/{good}/{group}"
        if gate not in model.gate_ids:
            continue
        if regions <= wanted:
            found.append(model.gate_ids.index(gate))
        else:
            some += sorted(regions & wanted)
    if not found and not some:
        raise _no_gate(where, f"{good} from {exporter}")
    return BehindGates(tuple(found), tuple(some))


def gates_of(
    model: Model, where: str, exporter: str, good: str, destinations: Sequence[str]
) -> tuple[int, ...]:
    """Which gates of the chain stand on exactly these routes? Their places on the gate axis.

    Raises as `behind_gates`, and NetworkError where a gate serves other destinations too.
    """
    gates, some = behind_gates(model, where, exporter, good, destinations)
    if some:
        raise _no_gate(where, f"{good} from {exporter} to {', '.join(some)} alone")
    return gates


def _no_gate(where: str, what: str) -> MonaziteError:
    return NetworkError.one(
        where=where,
        found=f"a rule on exports of {what}",
        expected="an export gate of the chain on exactly these routes",
        because="without a hub of its own the rule would hold back other trade too",
        advice="add the exporter, or a group with these destinations, to export_gates of the chain",
    )
