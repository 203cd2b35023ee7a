"""Goods and labels: what they demand of whoever writes them."""

import pytest

from monazite.errors import DefinitionError
from monazite.goods import STAGES, STATUSES, Good
from monazite.labels import Label

NAME = Label("dysprosium metal", "金属镝")


def test_a_good_says_what_it_holds():
    good = Good("dysprosium_metal", NAME, "metal", "t metal", ("free", "bound"), {"Dy": 1.148})
    assert good.unit.basis == "metal"
    assert good.can_be_bound
    assert good.label.text("zh") == "金属镝"
    assert hash(good) == hash(
        Good("dysprosium_metal", NAME, "metal", "t metal", ("free", "bound"), {"Dy": 1.148})
    )


def test_all_faults_of_a_good_are_listed_at_once():
    with pytest.raises(DefinitionError) as caught:
        Good("dysprosium metal", NAME, "metall", "tonnes", (), {"Dy": -1.0, "Tb": float("nan")})
    assert len(caught.value.faults) == 6
    assert "did you mean metal" in str(caught.value)


def test_a_tonne_of_oxide_holds_no_more_than_a_tonne():
    with pytest.raises(DefinitionError, match="cannot hold more"):
        Good("mixed_oxide", NAME, "oxide", "t oxide", ("free",), {"La": 0.6, "Ce": 0.5})


@pytest.mark.parametrize("basis", ["kg REO", "USD/t", "t REO/year", "t", ""])
def test_a_good_is_counted_in_tonnes_of_a_basis(basis):
    with pytest.raises(DefinitionError, match="basis"):
        Good("ore", NAME, "ore", basis)


def test_stages_and_statuses():
    assert STAGES == (
        "ore", "intermediate", "oxide", "compound", "metal", "magnet", "product", "scrap"
    )  # fmt: skip
    assert STATUSES == ("free", "bound")


@pytest.mark.parametrize(("en", "zh"), [("", "镝"), ("x", ""), (" x", "镝"), ("x", None)])
def test_a_label_needs_both_languages(en, zh):
    with pytest.raises(DefinitionError, match="both languages"):
        Label(en, zh)


def test_a_label_knows_two_languages():
    assert (NAME.text("en"), NAME.text("zh")) == ("dysprosium metal", "金属镝")
    with pytest.raises(ValueError, match="not one of"):
        NAME.text("de")
