"""How do mines and plants come, grow, idle and close?

Listed projects come on their ramp. Beyond the list, capacity is started when the expected margin
has risen above that of the base year by more than a hurdle, and produces after the lead time.
Capacity that stands idle long enough is closed.
"""

from __future__ import annotations

from typing import NamedTuple

from monazite.market.model import MONTHS, Arrays, Rates
from monazite.market.precision import jnp
from monazite.market.schedule import Schedule
from monazite.market.structure import Array


class Plants(NamedTuple):
    """In what state are the facilities at the end of a month?"""

    own: Array  # [F] units/month built before or by expansion
    survival: Array  # [F] share of listed capacity not closed
    gain: Array  # [F] expected margin, share of output value
    utilisation: Array  # [F] twelve-month average
    started: Array  # [T, F] units/month started in each month of the run


def initial_plants(arrays: Arrays, months: int, usual: Array) -> Plants:
    """In what state do the facilities start? ``usual`` [F] is the utilisation of the base year."""
    count = arrays.facility_own.shape[0]
    return Plants(
        own=jnp.asarray(arrays.facility_own),
        survival=jnp.ones(count),
        gain=jnp.asarray(arrays.facility_gain),
        utilisation=usual,
        started=jnp.zeros((months, count)),
    )


def capacity(plants: Plants, month: Schedule) -> Array:
    """How much can each facility run this month? [F] units/month."""
    return (plants.own + month.listed * plants.survival) * month.factor


def next_plants(
    arrays: Arrays,
    rates: Rates,
    plants: Plants,
    number: Array,
    available: Array,
    level: Array,
    price_gain: Array,
) -> Plants:
    """In what state are the facilities after a month?

    number     : place of the month in the run. available, level : [F] units/month.
    price_gain : [F] this month's margin, share of output value at reference prices.
    """
    running = available > 0
    used = jnp.where(running, level / jnp.where(running, available, 1.0), plants.utilisation)
    utilisation = plants.utilisation + (used - plants.utilisation) / MONTHS
    gain = plants.gain + (price_gain - plants.gain) / MONTHS
    above = jnp.maximum(0.0, gain - arrays.facility_gain - rates.entry_hurdle)
    rate = jnp.minimum(rates.entry_speed * above, rates.entry_limit) / MONTHS
    start = arrays.facility_expands * rate * plants.own
    started = plants.started.at[number].set(start)
    due = number - arrays.facility_lead
    safe = jnp.clip(due, 0)
    arriving = jnp.where(due >= 0, started[safe, jnp.arange(start.shape[0])], 0.0)
    idle = jnp.maximum(0.0, 1.0 - utilisation / rates.closure_utilisation)
    staying = 1.0 - rates.closure_speed * idle
    return Plants(
        own=plants.own * staying + arriving,
        survival=jnp.where(running, plants.survival * staying, plants.survival),
        gain=gain,
        utilisation=utilisation,
        started=started,
    )
