"""The shipped table of exposures: whole, fresh, ranked, and what is said of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.chains.read import chain_names
from monazite.months import Month
from monazite.present.exposure import (
    BRANCHES,
    MEASURES,
    branch_claim,
    branch_claim_holds,
    exposure_table,
    parsed,
)


def test_every_chain_is_in_the_table_and_every_interval_is_in_order() -> None:
    table = exposure_table()
    assert tuple(table.made) == chain_names()
    for row in table.rows:
        assert set(row.measures) <= set(MEASURES)
        assert "price_outside" in row.measures, f"{row.element} {row.branch} {row.month}"
        for name, one in row.measures.items():
            assert one.low <= one.lower <= one.middle <= one.upper <= one.high, (row.element, name)
            assert one.low >= 0
            if name.startswith("unserved"):
                assert one.high <= 100


def test_the_most_moved_come_first() -> None:
    table = exposure_table()
    for month in table.months:
        found = table.ranked(month)
        assert len(found) > 40
        assert [row.largest for row in found] == sorted(row.largest for row in found)[::-1]
        assert len({(row.chain, row.element) for row in found}) == len(found)
    later = table.ranked("2027-05")
    without = [row for row in later if not row.acts]
    assert max(row.largest for row in without) < later[0].largest


def test_all_branches_of_the_rare_earths_are_there() -> None:
    table = exposure_table()
    for month in table.months:
        assert set(table.branches_of("Dy", month)) == set(BRANCHES)


@given(st.integers(2000, 2040), st.integers(1, 12))
def test_the_month_shown_is_the_nearest(year: int, month: int) -> None:
    table = exposure_table()
    wanted = Month(year, month)
    found = abs(Month.parse(table.month_near(wanted)) - wanted)
    assert found == min(abs(Month.parse(one) - wanted) for one in table.months)


def test_a_measure_without_a_number_is_left_out() -> None:
    content = {
        "draws": 4,
        "months": ["2025-05", "2025-11"],
        "chains": {
            "gallium": {
                "made_on": "2026-11-28",
                "elements": {
                    "Ga": {
                        "good": "gallium_metal",
                        "place": "EU",
                        "acts": [],
                        "branches": {
                            "revived": {"ratio_outside": [[0.2, 0.3, 0.5, 0.6, 0.7], None]}
                        },
                    }
                },
            }
        },
    }
    table = parsed(json.loads(json.dumps(content)))
    first, second = table.rows
    assert first.largest == 2.0
    assert second.measures == {}
    assert table.ranked("2025-11") == ()
    assert table.made_on == "2026-11-28"


@given(st.lists(st.floats(0.5, 5000), min_size=2, max_size=3))
def test_what_is_said_of_the_branches_holds(prices: list[float]) -> None:
    outside = dict(zip(BRANCHES, prices, strict=False))
    key, fields = branch_claim(outside)
    assert branch_claim_holds(key, fields, outside)
    assert not branch_claim_holds(key, fields, {"revived": 1.0, "prolonged": 90000.0})


@pytest.mark.slow
def test_the_table_is_made_from_the_data_law_and_draws_of_today() -> None:
    """Where this fails, `make exposure` simulates the chains that have changed."""
    from monazite.chains.world import load_world
    from monazite.evidence.supported_draws import supported_draws
    from monazite.present.exposure_runs import DRAWS, made_from, scenarios

    table, chosen = exposure_table(), supported_draws(DRAWS)
    stale = []
    for name in chain_names():
        world = load_world(name)
        if table.made[name]["made_from"] != made_from(world, scenarios(world), chosen):
            stale.append(name)
    assert stale == [], "make exposure"


@pytest.mark.slow
def test_a_chain_simulated_again_gives_the_same_numbers() -> None:
    from monazite.chains.world import load_world
    from monazite.evidence.supported_draws import supported_draws
    from monazite.present.exposure_runs import DRAWS, exposure_of

    made = exposure_of(load_world("gallium"), supported_draws(DRAWS))
    again = parsed(
        {"draws": DRAWS, "months": exposure_table().months} | {"chains": {"gallium": made}}
    )
    shipped = [row for row in exposure_table().rows if row.chain == "gallium"]
    for old, new in zip(shipped, again.rows, strict=True):
        assert old.acts == new.acts
        assert old.measures.keys() == new.measures.keys()
        for name, one in old.measures.items():
            assert new.measures[name].middle == pytest.approx(one.middle, rel=0.01, abs=0.01)
            assert new.measures[name].high == pytest.approx(one.high, rel=0.01, abs=0.01)
