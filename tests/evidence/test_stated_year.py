"""What a table of an earlier year states: the numbers, and the letter of each flow."""

import pytest

from monazite.chains.world import load_world
from monazite.errors import DefinitionError
from monazite.evidence.stated_year import stated_year
from monazite.evidence.written_episode import BaseRow

TIN = load_world("tin").chain
MINE = ("CHN", "tin_concentrate")


def row(table, region, to, name, grade, **number):
    fields = {"table": table, "region": region, "to": to, "name": name, **number}
    return BaseRow.model_validate({**fields, "grade": grade, "source": "a trial"})


def stated(*rows):
    return stated_year(TIN, rows, "table.csv")


def test_a_flow_that_no_row_names_has_no_letter_and_its_shipped_number():
    found = stated(row("mines", "CHN", "*", "*", "B", factor=0.5))
    assert found.grades["mines"] == {MINE: "B"}
    assert found.flows["mines"][MINE] == 0.5 * TIN.base.mines[MINE]
    others = {key: value for key, value in found.flows["mines"].items() if key != MINE}
    assert others == {key: value for key, value in TIN.base.mines.items() if key != MINE}
    assert not any(letters for table, letters in found.grades.items() if table != "mines")


@pytest.mark.parametrize("first", [True, False])
def test_the_row_that_names_more_gives_the_letter_wherever_it_stands(first):
    near = row("mines", "CHN", "*", "tin_concentrate", "A", factor=0.5)
    wide = row("mines", "*", "*", "*", "C", factor=0.8)
    found = stated(*((near, wide) if first else (wide, near)))
    assert found.flows["mines"][MINE] == pytest.approx(0.4 * TIN.base.mines[MINE])
    assert found.grades["mines"].pop(MINE) == "A"
    assert set(found.grades["mines"].values()) == {"C"}
    assert set(found.grades["mines"]) == set(TIN.base.mines) - {MINE}


def test_of_rows_that_name_as_much_the_later_gives_the_letter():
    region = row("mines", "CHN", "*", "*", "B", factor=0.5)
    good = row("mines", "*", "*", "tin_concentrate", "C", factor=0.8)
    assert stated(region, good).grades["mines"][MINE] == "C"
    assert stated(good, region).grades["mines"][MINE] == "B"


def test_tonnes_replace_a_number_and_name_their_flow_fully():
    route = ("MMR", "CHN", "tin_concentrate")
    found = stated(
        row("shipments", "MMR", "CHN", "tin_concentrate", "B", tonnes=40000.0),
        row("shipments", "MMR", "*", "*", "D", factor=0.5),
        row("mines", "MMR", "*", "tin_concentrate", "A", tonnes=0.0),
    )
    assert found.flows["shipments"][route] == 20000.0
    assert found.grades["shipments"][route] == "B"
    assert found.given == (("shipments", route),)
    assert found.flows["mines"]["MMR", "tin_concentrate"] == 0.0


def test_prices_change_with_the_prices_inside_and_have_no_letter():
    found = stated(row("prices", "*", "*", "tin_metal", "A", factor=0.7))
    assert found.price["tin_metal"] == pytest.approx(0.7 * TIN.base.price["tin_metal"])
    assert found.domestic["tin_metal"] == pytest.approx(0.7 * TIN.base.domestic["tin_metal"])
    assert found.price["tin_concentrate"] == TIN.base.price["tin_concentrate"]
    assert not any(found.grades.values())


def test_a_row_that_names_nothing_is_refused_with_its_line():
    with pytest.raises(DefinitionError, match=r"table\.csv, row 2 \(line 3\)"):
        stated(
            row("mines", "CHN", "*", "*", "B", factor=0.5),
            row("shipments", "CHN", "JPN", "tin_slag", "B", factor=0.5),
        )
