"""How does the market go from one month to the next?

Read which rules hold, build the month's numbers from the state, clear, update the state. All
updates are explicit and conserve mass. Everything here is traced once and compiled; months, rules
and plants are numbers.
"""

from __future__ import annotations

from typing import NamedTuple

from monazite.market import (
    capacity,
    demand,
    inventories,
    licences,
    price_rules,
    recycling,
    route_limits,
    sales_abroad,
)
from monazite.market.model import Arrays, Rates
from monazite.market.precision import jnp
from monazite.market.response import Terms
from monazite.market.rule_rounds import RULE_ACCEPTABLE, clear_with_rules
from monazite.market.schedule import Schedule
from monazite.market.structure import Array, Structure

LARGEST_TREND = 1.25
"""Largest monthly change of a price that the solver's first guess carries on."""


class State(NamedTuple):
    """What does the market remember at the end of a month?"""

    price: Array  # [N] USD/t
    trend: Array  # [N] price over the price of the month before, within `LARGEST_TREND`
    stock: Array  # [H] t
    expected: Array  # [H] USD/t at home
    unreckoned: Array  # [H] log rise of the price foreseen that is not yet expected
    premium: Array  # [H] USD/t hoped for beyond it, from sales abroad
    intensity: Array  # [U] log
    staying: Array  # [X] log share of a use that has not turned to its lesser grade
    in_use: Array  # [C, compartments] t
    plants: capacity.Plants
    queue: licences.Queue
    failed: Array  # bool, some month did not clear: prices are NaN, nothing after it is a number


class Record(NamedTuple):
    """What is kept of a month?"""

    price: Array  # [N] USD/t
    level: Array  # [J] units/month
    used: Array  # [U] t/month at market prices, substitutes included
    served: Array  # [U] t/month of the good itself
    wanted: Array  # [U] t/month
    stock: Array  # [H] t at the end of the month
    target: Array  # [H] t
    scrap: Array  # [S] t/month collected
    in_use: Array  # t over all cohorts
    supply: Array  # [N] t/month that no other activity brings (released stocks, old scrap)
    capacity: Array  # [F] units/month
    gate_capacity: Array  # [B] t/month
    gate_ruled: Array  # [B] bool
    gate_filed: Array  # [B] t applied for this month
    gate_approved: Array  # [B] t approved this month
    gate_pending: Array  # [B] t undecided at the end of the month
    bill: Array  # [F] USD/month paid by producer floors (negative: received)
    residual: Array
    rule_residual: Array
    rounds: Array
    steps: Array
    inner_iterations: Array
    worst_node: Array
    cleared: Array


def initial_state(arrays: Arrays, rates: Rates, months: int, first: Schedule) -> State:
    """Where does a run start? At reference prices, wanted stocks and base-year intensities.

    Stocks and plants have grown since the base year as the demand of the first month has.
    """
    return State(
        price=jnp.asarray(arrays.reference),
        trend=jnp.ones(arrays.reference.shape[0]),
        stock=jnp.asarray(inventories.initial_stock(arrays, first)),
        expected=jnp.asarray(arrays.reference[arrays.holder_node]),
        unreckoned=jnp.zeros(arrays.holder_node.shape[0]),
        premium=jnp.zeros(arrays.holder_node.shape[0]),
        intensity=jnp.zeros(arrays.use_quantity.shape[0]),
        staying=jnp.zeros(arrays.switch_from.shape[0]),
        in_use=jnp.asarray(arrays.cohort_start),
        plants=capacity.initial_plants(arrays, rates, months, first),
        queue=licences.empty_queue(arrays.gate_flow.shape[0]),
        failed=jnp.asarray(False),
    )


def _with_news(rates: Rates, state: State, month: Schedule) -> State:
    """What do holders expect once they have heard this month's news?"""
    heard = state.unreckoned + month.foreseen
    expected, unreckoned = inventories.reckon(rates, state.expected, heard)
    return state._replace(expected=expected, unreckoned=unreckoned)


def guess(state: State) -> Array:
    """At which prices does the solver begin? [N] USD/t: last month's, moved on by their trend.

    The trend is followed only where the price is positive; the answer does not depend on it.
    """
    return jnp.where(state.price > 0, state.price * state.trend, state.price)


def kept(arrays: Arrays, state: State, passage: licences.Passage) -> tuple[Array, Array]:
    """How much waits for a licence in stocks, at the end of last month and of this one? [H] t."""
    return (
        licences.kept_waiting(arrays, state.queue.waiting),
        licences.kept_waiting(arrays, passage.waiting),
    )


def month_terms(
    arrays: Arrays, rates: Rates, state: State, month: Schedule, passage: licences.Passage
) -> tuple[Terms, Array, Array]:
    """Which numbers does the month clear with? Also: given supply [N], capacity [F]."""
    nothing = jnp.zeros(arrays.reference.shape[0])
    before, after = kept(arrays, state, passage)
    offered = inventories.released(rates, state.stock, before, after)
    supply = nothing.at[arrays.holder_node].add(offered)
    aside = nothing.at[arrays.holder_node].add(inventories.set_aside(before, after))
    available = capacity.capacity(state.plants, month)
    group = arrays.capacity * month.growth[arrays.growth_good] * month.share
    group = group.at[arrays.facility_group].set(available)
    group = group.at[arrays.gate_group].set(passage.capacity)
    scrap = recycling.collection(arrays, rates, state.in_use)
    group = group.at[arrays.scrap_group].set(scrap.capacity)
    bias = jnp.asarray(arrays.bias).at[arrays.scrap_activity].set(scrap.bias)
    calm = bias[arrays.gate_activity]
    bias = bias.at[arrays.gate_activity].set(licences.gate_bias(passage, calm))
    dispersion = jnp.asarray(arrays.dispersion).at[arrays.scrap_group].set(scrap.dispersion)
    routes = route_limits.Limited(group, dispersion, bias)
    routes = route_limits.limit_routes(arrays, month, routes)
    target = inventories.target_stock(arrays, month)
    terms = Terms(
        reference_price=jnp.asarray(arrays.reference),
        previous_price=state.price,
        inertia=nothing,
        supply=supply - month.purchase - aside,
        coefficient=jnp.asarray(arrays.coefficient),
        cost=price_rules.costs(arrays, month, guess(state)),
        bias=routes.bias,
        capacity=routes.capacity,
        dispersion=routes.dispersion,
        use_quantity=jnp.concatenate(
            [
                demand.wanted(arrays, month, state.staying) * jnp.exp(state.intensity),
                rates.stock_available * target,
            ]
        ),
        use_elasticity=jnp.concatenate(
            [
                jnp.asarray(arrays.use_short),
                jnp.full(arrays.holder_node.shape[0], rates.holding_elasticity),
            ]
        ),
        use_reference=jnp.concatenate(
            [arrays.reference[arrays.use_node], state.expected + state.premium]
        ),
        throughput_floor=1e-5 * arrays.throughput,
    )
    return terms, supply, available


def advance(
    structure: Structure,
    arrays: Arrays,
    rates: Rates,
    state: State,
    number: Array,
    month: Schedule,
) -> tuple[State, Record]:
    """What happens in a month, and what is remembered of it?"""
    state = _with_news(rates, state, month)
    normal = arrays.gate_flow * month.growth[arrays.gate_good]
    passage = licences.open_gates(state.queue, month, normal)
    terms, supply, available = month_terms(arrays, rates, state, month, passage)
    result = clear_with_rules(structure, arrays, terms, month, guess(state))
    cleared = result.cleared
    ok = cleared.ok & (result.change <= RULE_ACCEPTABLE)
    price, level = cleared.price, cleared.level
    uses = arrays.use_quantity.shape[0]
    used, taken = cleared.use[:uses], cleared.use[uses:]
    throughput = inflow(structure, arrays, level, jnp.maximum(supply, 0.0))
    served = demand.served(arrays, used, level, throughput)
    padded = jnp.concatenate([level, jnp.zeros(1)])
    made = padded[arrays.facility_activity].sum(axis=1)
    gate_flow = level[arrays.gate_activity]
    target = inventories.target_stock(arrays, month)
    failed = state.failed | ~ok
    after = State(
        price=jnp.where(failed, jnp.nan, price),
        trend=jnp.clip(price / state.price, 1.0 / LARGEST_TREND, LARGEST_TREND),
        stock=inventories.next_stock(rates, state.stock, *kept(arrays, state, passage), taken),
        expected=inventories.next_expectation(rates, state.expected, price[arrays.holder_node]),
        unreckoned=state.unreckoned,
        premium=sales_abroad.premium(arrays, rates, month, passage, price),
        intensity=demand.next_intensity(arrays, rates, state.intensity, price),
        staying=demand.next_staying(arrays, rates, state.staying, price),
        in_use=recycling.next_in_use(arrays, state.in_use, served),
        plants=capacity.next_plants(
            arrays,
            rates,
            state.plants,
            number,
            month,
            available,
            made,
            _gains(structure, arrays, price, result.cost),
        ),
        queue=licences.close_month(state.queue, passage, month, gate_flow),
        failed=failed,
    )
    record = Record(
        price=price,
        level=level,
        used=used,
        served=served,
        wanted=demand.wanted(arrays, month, state.staying),
        stock=after.stock,
        target=target,
        scrap=level[arrays.scrap_activity],
        in_use=after.in_use.sum(),
        supply=supply.at[arrays.scrap_node].add(level[arrays.scrap_activity]),
        capacity=available,
        gate_capacity=passage.capacity,
        gate_ruled=passage.ruled,
        gate_filed=passage.filed,
        gate_approved=jnp.where(month.licensed, passage.approved, 0.0),
        gate_pending=licences.pending(passage),
        bill=made * price_rules.top_up(month, price),
        residual=cleared.residual,
        rule_residual=result.change,
        rounds=result.rounds,
        steps=cleared.steps,
        inner_iterations=cleared.inner_iterations,
        worst_node=cleared.worst_node,
        cleared=ok,
    )
    return after, record


def inflow(structure: Structure, arrays: Arrays, level: Array, supply: Array) -> Array:
    """How much arrives at each node in the month, given supply included? [N] t/month."""
    tonnes = jnp.maximum(arrays.coefficient, 0.0) * level[structure.entry_activity]
    return supply.at[structure.entry_node].add(tonnes)


def _gains(structure: Structure, arrays: Arrays, price: Array, cost: Array) -> Array:
    """What does each facility's first variant earn, share of output value at reference? [F]."""
    entries = arrays.coefficient * price[structure.entry_node]
    worth = jnp.zeros(cost.shape[0]).at[structure.entry_activity].add(entries)
    first = arrays.facility_activity[:, 0]
    return (worth[first] - cost[first]) / arrays.facility_value
