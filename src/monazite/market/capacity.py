"""How do mines and plants come, grow, idle and close?

Listed projects come on their ramp. Beyond the list, builders provide for the demand they foresee
over the lead time, for use and for stocks that grow with it: each month they start what is foreseen
and not yet under way, so that it produces when it is wanted. Where the expected margin has risen
above that of the base year by more than a hurdle, they want more, in proportion, and start a
twelfth of it each month. What grew between the base year and the start of the run was built in the
same way. Capacity that stands idle long enough is closed.
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


def initial_plants(arrays: Arrays, rates: Rates, months: int, first: Schedule) -> Plants:
    """In what state do the facilities start a run of so many months, with this month as its first?

    Capacity of the base year, and what was built since for growth that was foreseen.
    """
    count = arrays.facility_own.shape[0]
    grown = jnp.maximum(0.0, first.grown - 1.0)
    return Plants(
        own=arrays.facility_own * (1.0 + rates.foresight * grown),
        survival=jnp.ones(count),
        gain=jnp.asarray(arrays.facility_gain),
        utilisation=jnp.asarray(arrays.facility_usual),
        started=jnp.zeros((months, count)),
    )


def capacity(plants: Plants, month: Schedule) -> Array:
    """How much can each facility run this month? [F] units/month.

    What is built, at most what the host of a by-product brings up, times what policies allow.
    """
    built = plants.own + month.listed * plants.survival
    return jnp.minimum(built, month.ceiling) * month.factor


def next_plants(
    arrays: Arrays,
    rates: Rates,
    plants: Plants,
    number: Array,
    month: Schedule,
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
    place = jnp.arange(plants.started.shape[0])[:, None]
    building = (place < number) & (place + arrays.facility_lead >= number)
    earlier = rates.foresight * month.inherited * plants.own
    under_way = jnp.where(building, plants.started, 0.0).sum(axis=0) + earlier
    # a plant that stood idle in the base year is busy as soon as it runs at all
    busy = jnp.minimum(1.0, utilisation / jnp.maximum(arrays.facility_usual, 1e-12))
    foreseen = rates.foresight * busy * jnp.maximum(0.0, month.outlook)
    unprovided = foreseen * plants.own - under_way
    drawn = jnp.maximum(0.0, rates.entry_speed * above * plants.own + jnp.minimum(0.0, unprovided))
    start = jnp.maximum(0.0, unprovided) + drawn / MONTHS
    start = jnp.minimum(start, rates.entry_limit * plants.own / MONTHS)
    started = plants.started.at[number].set(arrays.facility_expands * start)
    due = number - arrays.facility_lead
    from_before = arrays.facility_expands * rates.foresight * month.arriving * plants.own
    built = started[jnp.clip(due, 0), jnp.arange(start.shape[0])]
    arriving = jnp.where(due >= 0, built, from_before)
    idle = jnp.maximum(0.0, 1.0 - utilisation / rates.closure_utilisation)
    staying = 1.0 - rates.closure_speed * idle
    return Plants(
        own=plants.own * staying + arriving,
        survival=jnp.where(running, plants.survival * staying, plants.survival),
        gain=gain,
        utilisation=utilisation,
        started=started,
    )
