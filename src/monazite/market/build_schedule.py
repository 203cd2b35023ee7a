"""What do demand, projects, policies and what is known of them say month by month?"""

from __future__ import annotations

from collections.abc import Sequence

from monazite import effects as fx
from monazite.market.apply_effects import APPLY, require_bought
from monazite.market.foreseen_cover import foreseen_cover
from monazite.market.foreseen_price import foreseen_price
from monazite.market.listed import listed_capacity
from monazite.market.model import Model
from monazite.market.schedule import Schedule, calm_schedule
from monazite.months import Month


def build_schedule(
    model: Model, demand_scenario: str, months: Sequence[Month], effects: Sequence[fx.Effect]
) -> Schedule:
    """What do demand, projects and effects say month by month?

    Raises UnknownNameError for names the chain does not have, NetworkError for a gate that the
    chain does not provide, two licence rules on one gate in one month, a number outside its range,
    or strategic stocks that release more than they bought; SolveError where a month under rules
    that are foreseen does not clear.
    """
    schedule = calm_schedule(model, demand_scenario, months)
    cover = foreseen_cover(model, schedule, months, effects)
    dearer = foreseen_price(model, schedule, months, effects)
    outlooks = [effect for effect in effects if isinstance(effect, fx.ProjectOutlook)]
    if outlooks:
        schedule.listed[:] = listed_capacity(model.network.chain, months, outlooks)
    for effect in effects:
        if not isinstance(effect, fx.ProjectOutlook):
            APPLY[type(effect)](model, schedule, months, effect)
    schedule.cover[:] *= cover
    schedule.foreseen[:] = dearer
    require_bought(model, schedule, months)
    return schedule
