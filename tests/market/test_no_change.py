"""No change of policy, no change of results: which is exact, and which within what?

Bit for bit wherever the solver is given the same numbers. A policy only ever changes numbers of a
schedule, so one that holds in no month, or whose numbers are those without it (a tariff of zero, a
gate as wide as one without a rule) leaves the same numbers, and there is no tolerance to allow for.
The same holds for the order of effects, for other runs before, and for the length of the run.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from monazite import effects as fx
from monazite.months import Month
from tests.market.rules import (
    OPEN,
    capacity,
    cost,
    cover,
    covered_facility,
    floor,
    licence,
    limit,
    path,
    purchase,
    release,
    route,
)
from tests.market.worlds import START, calm_run, run_of, same_numbers

IN_TIME = fx.Span(START + 12)
"""Begins with the month after the runs of twelve months."""

NOTHING = {
    "a tariff of zero": (cost(0.0),),
    "a whole route": (route(1.0),),
    "a capacity times one": (capacity(1.0),),
    "a cover times one": (cover(1.0),),
    "an order of no tonnes": (purchase(0.0),),
    "a floor of zero": (floor(0.0, facilities=(covered_facility(),)),),
    "a floor no price comes near": (floor(1.0, facilities=(covered_facility(),)),),
    "a licence after the end": (licence(span=IN_TIME),),
    "a limit after the end": (limit(0.0, start=12),),
    "a tariff after the end": (cost(1.0, span=IN_TIME),),
    "a closed route after the end": (route(0.0, span=IN_TIME),),
    "idle mines after the end": (capacity(0.0, span=IN_TIME),),
    "hoarding after the end": (cover(3.0, span=IN_TIME),),
    "purchases after the end": (purchase(5.0, span=IN_TIME),),
    "no release after the end": (release(span=IN_TIME),),
    "rules that ended before": (
        cost(1.0, span=fx.Span(Month(2020, 1), START)),
        replace(limit(0.0), span=fx.Span(Month(2020, 1), START)),
    ),
}

IN_FORCE_ONLY = {
    "a limit as wide as the gate itself": (limit(20.0),),
    "a limit a thousand times the flow": (limit(1000.0),),
    "half the good limited to a thousand times its flow": (
        replace(limit(1000.0), goods=(fx.GatedGood("dysprosium_oxide", 0.5),)),
    ),
}


@pytest.mark.parametrize("name", NOTHING)
def test_a_policy_that_does_nothing_changes_no_bit(name: str) -> None:
    """Also the padded months of a chunk, here the thirteenth on, touch nothing before them."""
    assert same_numbers(calm_run(), run_of(*NOTHING[name])) == []


@pytest.mark.parametrize("name", IN_FORCE_ONLY)
def test_a_limit_that_never_bites_changes_nothing_but_that_it_is_in_force(name: str) -> None:
    changed = same_numbers(calm_run(), run_of(*IN_FORCE_ONLY[name]))
    assert changed == ["gate_in_force", "gate_open"]


def test_licences_for_all_that_is_wanted_change_nothing_but_the_queue() -> None:
    generous = licence(
        span=OPEN, decided_after=(1.0,), approval_share=path(1.0), application_rate=path(100.0)
    )
    changed = same_numbers(calm_run(), run_of(generous))
    assert set(changed) == {"gate_in_force", "gate_open", "gate_applications", "gate_approved"}


def test_the_same_run_twice_is_the_same_and_an_effect_leaves_no_trace() -> None:
    rule = limit(0.3)
    first = run_of(rule)
    without = run_of()
    again = run_of(rule)
    assert same_numbers(first, again) == []
    assert same_numbers(calm_run(), without) == []
    assert "price" in same_numbers(first, without), "a limit that bites must change something"


def test_the_order_of_effects_changes_nothing() -> None:
    rules = (limit(0.5), cost(0.1), capacity(0.9), cover(1.5))
    assert same_numbers(run_of(*rules), run_of(*reversed(rules))) == []


def test_the_months_before_an_effect_are_those_without_it() -> None:
    calm, ruled = calm_run(), run_of(limit(0.2, start=6))
    for name in ("price", "level", "stock", "consumption", "capacity"):
        assert np.array_equal(calm[name][:6], ruled[name][:6]), name
    assert not np.array_equal(calm["price"][6], ruled["price"][6])


def test_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    long = calm_run(24)
    for name in calm_run().variables:
        if long[name].shape[:1] == (24,):
            assert np.array_equal(calm_run()[name], long[name][:12]), name
