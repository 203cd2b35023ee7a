"""Where does the answer to a bill go? Never over the bill, never into an unforeseen error."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from monazite.policy.read import LIBRARY
from tests.cli.conftest import Command

BILL = "date,good,from,to\n2026-03-02,dysprosium oxide,CHN,DEU\n"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("nowhere/answers.csv", "a folder that exists"),
        ("answers.txt", ".csv or .xlsx"),
        ("bill.csv", "the bill itself"),
        ("folder.csv", "a folder that exists"),
    ],
)
def test_a_place_that_will_not_do_is_bad_input(
    monazite: Command, tmp_path: Path, target: str, words: str
) -> None:
    bill = tmp_path / "bill.csv"
    bill.write_text(BILL, encoding="utf-8")
    (tmp_path / "folder.csv").mkdir()
    answer = monazite("screen", bill, "-o", tmp_path / target, "--overwrite")
    assert answer.code == 2
    assert words in answer.err
    assert bill.read_text(encoding="utf-8") == BILL


def test_two_assumptions_about_one_act_are_refused(monazite: Command, tmp_path: Path) -> None:
    shipment = tmp_path / "shipment.yaml"
    shipment.write_text("date: 2026-11-23\nto: DEU\n", encoding="utf-8")
    act = "cn/mofcom-gacc-2025-58"
    answer = monazite(
        "screen", shipment, "--assume", f"{act}=revived", "--assume", f"{act}=repealed"
    )
    assert answer.code == 2
    assert "as revived and as repealed" in answer.err


@pytest.mark.slow
def test_check_takes_the_whole_library_of_the_law(monazite: Command) -> None:
    answer = monazite("check", LIBRARY / "zw")
    assert (answer.code, answer.err) == (0, "")
    assert monazite("check", LIBRARY / "us" / "jurisdiction.yaml").code == 0


def test_check_tells_a_shipment_in_json_from_a_network(monazite: Command, tmp_path: Path) -> None:
    shipment = tmp_path / "shipment.json"
    shipment.write_text('{"date": "2026-03-02", "to": "DEU"}', encoding="utf-8")
    answer = monazite("check", shipment, "--format", "json")
    assert answer.json()["kind"] == "transaction"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", 'row 2, to: "Atlantis" -> a country as ISO3, such as DEU'),
        ("zh", '第2行，to: "Atlantis" -> ISO3 国别代码，如 DEU'),
    ],
)
def test_what_is_wrong_with_a_row_is_told_in_the_language_of_the_answer(
    monazite: Command, tmp_path: Path, lang: str, words: str
) -> None:
    bill, told = tmp_path / "bill.csv", tmp_path / "told.csv"
    bill.write_text(BILL.replace("DEU", "Atlantis"), encoding="utf-8")
    assert monazite("screen", bill, "-o", told, "--lang", lang).code == 0
    (row,) = csv.DictReader(told.read_text(encoding="utf-8-sig").splitlines())
    assert words in row["faults"]
