from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.absence import NotApplicable, Unknown
from monazite.errors import BasisError, DataError, UnknownNameError
from monazite.indicators.concentration import (
    MERGER_SCALE,
    base_year_concentration,
    concentration,
    herfindahl,
    largest_share,
    largest_third_country,
    third_country,
)
from monazite.indicators.run_view import RunView
from tests.indicators.hand_made_runs import three_regions

quantities = st.dictionaries(
    st.text(min_size=1, max_size=4), st.floats(1e-3, 1e9), min_size=1, max_size=12
)


@given(quantities)
def test_index_lies_between_equal_shares_and_monopoly(supply):
    index = herfindahl(supply)
    assert 1 / len(supply) - 1e-12 <= index <= 1 + 1e-12


@given(quantities, st.floats(1e-6, 1e6))
def test_neither_unit_nor_names_nor_idle_suppliers_matter(supply, factor):
    index = herfindahl(supply)
    other = {f"other {name}": value * factor for name, value in supply.items()}
    assert herfindahl({**other, "idle": 0.0}) == pytest.approx(index, rel=1e-9)


@given(quantities)
def test_a_merger_of_two_suppliers_never_lowers_the_index(supply):
    names = sorted(supply)
    if len(names) > 1:
        merged = {name: supply[name] for name in names[2:]}
        merged["both"] = supply[names[0]] + supply[names[1]]
        assert herfindahl(merged) >= herfindahl(supply) - 1e-12


def test_scale_of_competition_authorities():
    assert herfindahl({"only": 3.0}) * MERGER_SCALE == pytest.approx(10_000)


def test_absence_is_carried():
    assert isinstance(herfindahl({}), NotApplicable)
    assert isinstance(herfindahl({"A": 0.0}), NotApplicable)
    assert isinstance(herfindahl({"A": 1.0, "B": Unknown("no report")}), Unknown)
    assert herfindahl({"A": 1.0, "B": NotApplicable("no deposit")}) == 1.0
    with pytest.raises(DataError):
        herfindahl({"A": -1.0})
    with pytest.raises(DataError):
        herfindahl({"A": float("nan")})


def test_very_large_and_very_small_quantities_keep_their_shares():
    assert herfindahl({"A": 1e200, "B": 1e200}) == pytest.approx(0.5)
    assert herfindahl({"A": 1e-200, "B": 1e-200}) == pytest.approx(0.5)


def test_largest_share_of_equals_is_the_first_by_name():
    assert largest_share({"B": 2.0, "A": 2.0}) == ("A", 0.5)


def test_largest_third_country():
    assert largest_third_country({"CHN": 70.0, "USA": 20.0}, 100.0) == ("CHN", 0.7)
    assert largest_third_country({}, 100.0) == ("", 0.0)
    assert isinstance(largest_third_country({"CHN": 1.0}, 0.0)[1], NotApplicable)
    assert isinstance(largest_third_country({"CHN": Unknown("secret")}, 1.0)[1], Unknown)


def test_stages_of_a_run():
    view = three_regions().view()
    mine = concentration(view, "mine")[0]
    assert mine.index == pytest.approx((100 / 150) ** 2 + (50 / 150) ** 2)
    assert (mine.largest, mine.largest_share) == ("A", pytest.approx(2 / 3))
    both = concentration(view, "separation")[0]
    assert both.largest_share == pytest.approx(80 / 150)
    one = concentration(view, "separation", element="y")[0]
    assert one.largest_share == pytest.approx(6.4 / 12)
    assert concentration(view, "magnet")[0].index == pytest.approx(1.0)
    with pytest.raises(UnknownNameError, match="magnet"):
        concentration(view, "metal")  # a stage that this chain does not have
    with pytest.raises(UnknownNameError):
        concentration(view, "smelting")


def test_products_of_different_basis_are_not_added():
    world = three_regions()
    world.chain.goods["oxide_y"].basis = "t metal"
    with pytest.raises(BasisError, match="element"):
        concentration(world.view(), "separation")


def test_stages_need_the_chain():
    with pytest.raises(DataError, match="chain"):
        concentration(RunView.of(three_regions().build()), "mine")


def test_third_country_of_a_run():
    row = third_country(three_regions().view(), "oxide_x", {"B"})[0]
    # B's magnet plant takes 40 t and its glass makers 13.5 t; A ships 26 t.
    assert (row.country, row.share, row.exceeds) == ("A", pytest.approx(26 / 53.5), False)
    assert third_country(three_regions().view(), "magnet", {"A"})[0].exceeds is True
    assert third_country(three_regions().view(), "magnet", {"A", "B"})[0].share == 0.0


def test_months_that_failed_have_no_index():
    world = three_regions(months=2)
    world.failed = {1}
    rows = concentration(world.view(), "mine", by="month")
    assert isinstance(rows[0].index, float)
    assert isinstance(rows[1].index, Unknown)
    third = third_country(world.view(), "magnet", {"A"}, by="month")
    assert isinstance(third[1].exceeds, Unknown)


def test_base_year_tables():
    ore = SimpleNamespace(stage="ore")
    chain = SimpleNamespace(
        goods={"ore": ore, "oxide": SimpleNamespace(stage="oxide")},
        recipes={
            "mine_ore": SimpleNamespace(stage="mine", coefficients={"ore": 1.0}),
            "separate": SimpleNamespace(stage="separation", coefficients={"ore": -1, "oxide": 0.5}),
        },
        base=SimpleNamespace(
            year=2024,
            mines={("A", "ore"): 30.0, ("B", "ore"): 10.0},
            processes={("A", "separate"): 20.0, ("C", "separate"): 20.0},
            uses={("A", "glass", "oxide"): 20.0},
        ),
    )
    assert base_year_concentration(chain, "mine").index == pytest.approx(0.625)
    assert base_year_concentration(chain, "separation").index == pytest.approx(0.5)
    with pytest.raises(UnknownNameError, match="separation"):
        base_year_concentration(chain, "magnet")
    assert isinstance(base_year_concentration(chain, "mine", "other").index, NotApplicable)
