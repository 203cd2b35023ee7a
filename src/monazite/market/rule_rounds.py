"""At which prices does the month clear when charges and guarantees follow those prices?

Costs that follow prices have no convex potential (`price_rules`). Mostly they answer weakly, and
are simply worked out anew at every price the solver looks at. Where its steps do not settle so,
they are an outer fixed point: the month is cleared at given costs, what its prices ask for is given
next, until it no longer moves.
"""

from __future__ import annotations

from typing import NamedTuple

from monazite.market import price_rules
from monazite.market.clearing import (
    CERTIFICATE_ROUNDING,
    MAX_STEPS,
    Cleared,
    Point,
    beginning,
    certified,
    ended,
    prepare,
    settle,
)
from monazite.market.model import Arrays
from monazite.market.precision import jax, jnp
from monazite.market.response import Terms
from monazite.market.schedule import Schedule
from monazite.market.structure import Array, Structure

TOLERANCE = 1e-11
"""Residual at which the solver stops."""
ACCEPTABLE = 1e-8
"""Residual up to which a month counts as cleared where rounding keeps the solver from `TOLERANCE`:
seen at nodes that carry next to nothing while prices are a hundred times their references."""
TRUSTED_RESIDUAL = 0.1
"""Residual below which steps are trusted while costs follow: there is no function to fall."""
FOLLOWING_ACCURACY = 1e-3
"""Accuracy of a direction that takes costs as given although they follow: finer would be lost."""
FOLLOWING_STEPS = 60
"""Newton steps within which costs that follow every price must have settled."""
RULE_TOLERANCE = 1e-8
"""Gap between the costs given and asked for, share of price, at which rules count as settled."""
RULE_ACCEPTABLE = 1e-6
"""Gap, share of price, above which a month whose rules are not settled counts as failed."""
RULE_ROUNDS = 200
"""Most rounds of a month at given costs."""
RUNS = 1e-6
"""Share of its capacity below which an activity does not run, as far as price rules go."""
RULE_MEMORY = 4
"""Rounds from which the costs given next are mixed."""


class Ruled(NamedTuple):
    """What came out of a month whose costs follow its prices?"""

    cleared: Cleared
    cost: Array  # [J] USD per unit, what charges and guarantees ask for at its prices
    change: Array  # largest difference from the costs it was given, share of the reference price
    rounds: Array


class _Round(NamedTuple):
    """One solve at given costs, and what charges and floors ask for at its prices."""

    point: Point
    given: Array  # [J] costs it was given
    moved: Array  # [J] by how much the costs asked for differ from those given
    weight: Array  # [J] 1 over the reference price where a rule changes the cost of what runs
    change: Array  # largest such difference, share of the reference price
    earlier_given: Array  # [M, J] changes of the costs given from round to round, latest first
    earlier_moved: Array  # [M, J] changes of the differences
    rounds: Array


def clear_with_rules(
    structure: Structure, arrays: Arrays, terms: Terms, month: Schedule, start: Array
) -> Ruled:
    """At which prices does the month clear when charges and floors follow those prices?

    terms : with the costs of the prices where the solver begins
    start : [N] USD/t, where it begins

    In the first round costs follow every price the solver looks at; then the costs given are those
    asked for. If it does not settle, the month is cleared at the costs of the prices it came to
    (from its beginning if those are no numbers), and again with the costs of its own prices, until
    the costs asked for differ from those given by less than `RULE_TOLERANCE` of the reference
    price, or `RULE_ROUNDS` times. What is given next follows from the last few rounds (Anderson
    1965, J. ACM 12: the mixture of rounds whose difference is smallest), because charges on many
    routes at once answer to each other. The difference left is the residual of the rules. What
    would run below `RUNS` of its capacity at the costs given and asked for does not count: behind a
    closed gate ships cannot leave, and the price they would pay a share of is any price at which
    they do not.
    """
    target = CERTIFICATE_ROUNDING * jnp.asarray(TOLERANCE)
    prepared = prepare(structure, terms)
    scale = _inverse_references(arrays, terms.cost.shape[0])
    begin = beginning(structure, terms, prepared, start)

    def unsettled(state: _Round) -> Array:
        cleared = ended(state.point, target) | (state.point.response.residual <= ACCEPTABLE)
        settled = cleared & (state.change <= RULE_TOLERANCE)
        more = (state.rounds < 2) | (cleared & (state.rounds <= RULE_ROUNDS))
        return ~settled & more

    def again(state: _Round) -> _Round:
        following = state.rounds == 0
        given = _mixture(state)

        def cost_at(price: Array) -> Array:
            return jnp.where(following, price_rules.costs(arrays, month, price), given)

        point = settle(
            structure,
            terms,
            prepared,
            state.point,
            target=target,
            cost_at=cost_at,
            trusted=jnp.where(following, TRUSTED_RESIDUAL, 0.0),
            finest=jnp.where(following, FOLLOWING_ACCURACY, 1e-9),
            max_steps=jnp.where(following, FOLLOWING_STEPS, MAX_STEPS),
            most_attempts=jnp.where(following, 1, 2),
        )
        failed = following & ~ended(point, target)
        lost = failed & ~jnp.isfinite(point.response.residual)
        asked = price_rules.costs(arrays, month, point.scaled * terms.reference_price)
        given = jnp.where(following & ~lost, asked, given)
        moved = jnp.where(failed, 0.0, asked - given)
        cheaper = jnp.minimum(moved / terms.dispersion[structure.group], 0.0)
        runs = point.response.share * jnp.exp(-cheaper) > RUNS
        weight = jnp.where(runs | jnp.isnan(moved), scale, 0.0)
        change = (jnp.abs(moved) * weight).max(initial=0.0)
        earlier = jnp.where(state.rounds > 1, 1.0, 0.0)
        return _Round(
            point._replace(scaled=jnp.where(lost, begin.scaled, point.scaled)),
            given,
            moved,
            weight,
            jnp.where(failed, jnp.inf, change),
            jnp.concatenate([earlier * (given - state.given)[None], state.earlier_given[:-1]]),
            jnp.concatenate([earlier * (moved - state.moved)[None], state.earlier_moved[:-1]]),
            state.rounds + 1,
        )

    nothing = jnp.zeros((RULE_MEMORY, terms.cost.shape[0]))
    first = _Round(
        point=begin,
        given=terms.cost,
        moved=nothing[0],
        weight=nothing[0],
        change=jnp.asarray(jnp.inf),
        earlier_given=nothing,
        earlier_moved=nothing,
        rounds=jnp.asarray(0, dtype=jnp.int32),
    )
    end = jax.lax.while_loop(unsettled, again, first)
    numbers = terms._replace(cost=end.given)
    cleared = certified(structure, numbers, prepared, end.point, ACCEPTABLE)
    return Ruled(cleared, end.given + end.moved, end.change, end.rounds)


def _inverse_references(arrays: Arrays, activities: int) -> Array:
    """Return 1 over the price that a rule's cost is compared with, [J]; 0 where there is none."""
    weight = jnp.zeros(activities + 1)
    weight = weight.at[arrays.charge_activity].set(1.0 / arrays.reference[arrays.charge_node])
    return weight.at[arrays.facility_activity].set(1.0 / arrays.facility_value[:, None])[:-1]


def _mixture(state: _Round) -> Array:
    """Which costs promise the smallest difference, by the rounds so far? [J] USD per unit."""
    scaled = state.earlier_moved * state.weight
    gram = scaled @ scaled.T
    size = jnp.trace(gram)
    ridge = jnp.where(jnp.diag(gram) > 0, 1e-12 * size, 1.0)
    part = jnp.linalg.solve(gram + jnp.diag(ridge), scaled @ (state.moved * state.weight))
    return state.given + state.moved - part @ (state.earlier_given + state.earlier_moved)
