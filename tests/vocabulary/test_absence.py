"""Unknown and not applicable are never numbers and never truth values."""

import pickle

import pytest

from monazite.absence import NotApplicable, Unknown, first_absent, is_known, require_known
from monazite.errors import DataError

GAPS = [Unknown("no page states it"), NotApplicable("ore has no purity")]


@pytest.mark.parametrize("gap", GAPS)
def test_an_absence_is_not_known_and_zero_is(gap):
    assert not is_known(gap)
    assert is_known(0)
    assert is_known(0.0)
    assert is_known("")
    assert is_known(False)


def test_none_says_nothing():
    with pytest.raises(TypeError, match="Unknown"):
        is_known(None)


@pytest.mark.parametrize("gap", GAPS)
def test_an_absence_has_no_truth_value(gap):
    with pytest.raises(DataError, match="neither yes nor no"):
        bool(gap)


@pytest.mark.parametrize("gap", GAPS)
def test_an_absence_cannot_be_calculated_with(gap):
    for calculate in (
        lambda: gap + 1,
        lambda: 1 - gap,
        lambda: gap * 2,
        lambda: gap < 1,
        lambda: float(gap),
        lambda: sum([1.0, gap]),
    ):
        with pytest.raises(TypeError):
            calculate()


@pytest.mark.parametrize("kind", [Unknown, NotApplicable])
def test_an_absence_needs_a_reason(kind):
    for nothing in ("", "  ", None, 3):
        with pytest.raises(DataError, match="no reason"):
            kind(nothing)


def test_unknown_and_not_applicable_differ():
    assert Unknown("x") == Unknown("x")
    assert Unknown("x") != NotApplicable("x")
    assert str(Unknown("x")) == "unknown (x)"
    assert str(NotApplicable("x")) == "not applicable (x)"


@pytest.mark.parametrize("gap", GAPS)
def test_an_absence_survives_pickling(gap):
    assert pickle.loads(pickle.dumps(gap)) == gap


def test_unknown_decides_before_not_applicable():
    unknown, senseless = GAPS
    assert first_absent(1.0, 0) is None
    assert first_absent(1.0, senseless, unknown) is unknown
    assert first_absent(1.0, senseless) is senseless


def test_a_required_value_that_is_absent_is_refused_with_its_reason():
    assert require_known(0.0, "mines.csv, row 3") == 0.0
    with pytest.raises(DataError, match="no page states it") as caught:
        require_known(GAPS[0], "mines.csv, row 3")
    assert caught.value.faults[0].where == "mines.csv, row 3"
