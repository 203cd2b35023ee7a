"""Units carry their basis; nothing crosses a basis without a stated conversion."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.errors import BasisError, UnknownNameError
from monazite.units import CONTENT_BASES, Conversion, Quantity, parse_unit, units

ALL = sorted(units())
values = st.floats(-1e12, 1e12, allow_nan=False)
any_unit = st.sampled_from(ALL).map(parse_unit)


def agreeing_units():
    return st.tuples(any_unit, any_unit).filter(lambda pair: pair[0].agrees_with(pair[1]))


def clashing_units():
    return st.tuples(any_unit, any_unit).filter(lambda pair: not pair[0].agrees_with(pair[1]))


@given(any_unit)
def test_every_unit_is_read_as_written(unit):
    assert parse_unit(str(unit)) is unit
    assert unit.factor > 0


@given(values, agreeing_units())
def test_there_and_back_again(value, pair):
    one, other = pair
    again = Quantity(value, one).to(other).to(one)
    assert again.unit == one
    assert math.isclose(again.value, value, rel_tol=1e-12, abs_tol=1e-300)


@pytest.mark.slow
@given(values, values, agreeing_units())
def test_sums_do_not_depend_on_the_unit_they_are_made_in(a, b, pair):
    one, other = pair
    here = (Quantity(a, one) + Quantity(b, other).to(one)).to(other)
    there = Quantity(a, one).to(other) + Quantity(b, other)
    size = abs(Quantity(a, one).to(other).value) + abs(b)
    assert math.isclose(here.value, there.value, rel_tol=1e-12, abs_tol=size * 1e-12 + 1e-300)


@given(values, values, clashing_units())
def test_different_bases_never_meet(a, b, pair):
    one, other = Quantity(a, pair[0]), Quantity(b, pair[1])
    for attempt in (
        lambda: one + other,
        lambda: one - other,
        lambda: one.to(pair[1]),
        lambda: one < other,
        lambda: one >= other,
        lambda: one.ratio(other),
    ):
        with pytest.raises(BasisError):
            attempt()


@given(values)
def test_tonnes_and_kilograms(value):
    for basis in CONTENT_BASES:
        tonnes = Quantity(value, parse_unit(f"t {basis}"))
        assert tonnes.to(f"kg {basis}").value == pytest.approx(value * 1000, rel=1e-12)
        assert tonnes.to(f"kt {basis}").value == pytest.approx(value / 1000, rel=1e-12)
        yearly = Quantity(value, parse_unit(f"t {basis}/month")).to(f"t {basis}/year")
        assert yearly.value == pytest.approx(value * 12, rel=1e-12)


def test_prices_per_weight():
    assert Quantity(1, "USD/kg").to("USD/t").value == pytest.approx(1000)
    assert Quantity(1, "USD/lb").to("USD/kg").value == pytest.approx(2.2046226218)
    assert Quantity(1, "USD/troy oz").to("USD/kg").value == pytest.approx(32.150746569)
    assert Quantity(7, "CNY/kg incl. VAT").to("CNY/t incl. VAT").value == pytest.approx(7000)


def test_oxide_and_metal_name_the_conversion_that_is_missing():
    with pytest.raises(BasisError) as caught:
        Quantity(1, "t REO") + Quantity(1, "t metal")
    message = str(caught.value)
    assert "a tonne of metal is not a tonne of REO" in message
    assert "conversion from t metal to t REO" in message
    assert "t REO per t metal" in message


def test_yuan_never_become_dollars_silently():
    with pytest.raises(BasisError, match="no exchange rate"):
        Quantity(1, "CNY/kg excl. VAT").to("USD/kg")


def test_prices_with_and_without_tax_are_two_things():
    with pytest.raises(BasisError, match="value-added tax"):
        Quantity(1, "CNY/kg excl. VAT") - Quantity(1, "CNY/kg incl. VAT")


def test_a_price_of_the_oxide_content_is_not_one_of_the_good():
    with pytest.raises(BasisError, match="one content"):
        Quantity(1, "USD/kg REO").to("USD/kg")


def test_a_mass_is_no_flow():
    with pytest.raises(BasisError, match="dimension"):
        Quantity(1, "t REO").to("t REO/year")


def test_a_stated_conversion_crosses_the_basis():
    to_metal = Conversion(parse_unit("t REO"), parse_unit("t metal"), 0.857, "atomic weights")
    metal = Quantity(2000, "kg REO").through(to_metal)
    assert metal.unit == parse_unit("t metal")
    assert metal.value == pytest.approx(1.714)
    with pytest.raises(BasisError):
        Quantity(1, "t gross").through(to_metal)


@pytest.mark.parametrize("factor", [0, -1, math.nan, math.inf, True])
def test_a_conversion_needs_a_positive_factor(factor):
    with pytest.raises(BasisError, match="factor"):
        Conversion(parse_unit("t REO"), parse_unit("t metal"), factor, "somewhere")


def test_a_conversion_needs_a_source():
    with pytest.raises(BasisError, match="no source"):
        Conversion(parse_unit("t REO"), parse_unit("t metal"), 0.8, " ")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None, "3", True])
def test_a_quantity_is_a_finite_number(value):
    with pytest.raises(BasisError, match="finite"):
        Quantity(value, parse_unit("t REO"))


@given(values, values)
def test_order_within_a_basis(a, b):
    one, other = Quantity(a, parse_unit("t REO")), Quantity(b, parse_unit("t REO"))
    assert (one < other, one <= other, one > other, one >= other) == (a < b, a <= b, a > b, a >= b)


def test_scaling_and_ratio():
    assert (3 * Quantity(2, "t alloy")).value == 6
    assert (Quantity(2, "t alloy") * 0.5).value == 1
    assert (-Quantity(2, "t alloy")).value == -2
    assert Quantity(1, "t alloy").ratio(Quantity(500, "kg alloy")) == pytest.approx(2)
    with pytest.raises(TypeError):
        Quantity(2, "t alloy") * Quantity(2, "t alloy")
    with pytest.raises(TypeError):
        Quantity(2, "t alloy") + 1
    with pytest.raises(ZeroDivisionError):
        Quantity(2, "t alloy").ratio(Quantity(0, "t alloy"))


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("t", "state the basis: t REO"),
        ("CNY/kg", "excl. VAT or CNY/kg incl. VAT"),
        ("percent", "use the unit share"),
        ("% of supply", "use the unit share"),
        ("t Reo", "t REO"),
        ("USD per t", "USD/t"),
        (5, "as text"),
    ],
)
def test_other_units_are_refused_with_advice(text, advice):
    with pytest.raises(UnknownNameError) as caught:
        parse_unit(text)
    assert advice in str(caught.value)


@given(st.text(max_size=30))
def test_the_list_is_closed(text):
    if text not in units():
        with pytest.raises(UnknownNameError):
            parse_unit(text)
