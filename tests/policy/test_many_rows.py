"""Many rows with one memory: the same answers as one by one, and no more memory for more rows."""

import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from monazite.policy.batch import BatchScreener
from monazite.policy.bill_of_materials import read_rows, transactions
from monazite.policy.good_text import read_good
from monazite.policy.library import library
from monazite.policy.places import Places
from monazite.policy.read import cases_file, read_cases
from monazite.policy.read_transaction import transaction_of
from monazite.policy.rule_reads import rule_reads
from monazite.policy.screen import Screening, screen
from monazite.policy.transaction import Transaction

SHIFTS = (0, -200, 45, 400)


def asked() -> list[Transaction]:
    """Worked cases of every eighth act, on their own day and on others, in one order."""
    files = [one for one in library().files.values() if cases_file(one.path).exists()]
    found = []
    for file in files[::8]:
        for number, case in enumerate(read_cases(cases_file(file.path))[:4]):
            shipment = transaction_of(case.transaction)
            day = shipment.date + timedelta(days=SHIFTS[number % len(SHIFTS)])
            found.append(shipment.changed(date=day))
    return found


def told(answer: Screening) -> dict[str, Any]:
    content = answer.as_dict("en", every_rule=False)
    content.pop("rules_looked_at")  # a batch leaves out what surely does not reach
    return content


@pytest.mark.slow
def test_one_memory_for_all_rows_changes_no_answer() -> None:
    screener = BatchScreener()
    shipments = asked()
    for shipment in [*shipments, *reversed(shipments)]:
        assert told(screener.screen(shipment)) == told(screen(shipment)), shipment


def test_control_lists_of_another_day_are_not_taken_over() -> None:
    """A rule with two readings that asks a control list, before and after lines joined the list."""
    screener = BatchScreener()
    row = {"good": "NdFeB magnet", "origin": "CHN", "from": "CHN", "to": "USA"}
    for day in ("2025-10-20", "2025-02-03", "2025-12-01", "2024-12-27"):
        shipment = transaction_of({**row, "date": day})
        assert told(screener.screen(shipment)) == told(screen(shipment)), day


def test_numbers_count_where_a_line_asks_for_them_and_nowhere_else() -> None:
    route = {"date": "2026-06-15", "from": "CHN", "to": "DEU", "end_use": "civil"}
    screener = BatchScreener()
    for purity in ("98%", "99.9%", "4N5"):
        shipment = transaction_of({**route, "good": f"copper oxide {purity}"})
        assert told(screener.screen(shipment)) == told(screen(shipment)), purity
    assert screener.goods_remembered == 1
    said = set()
    for strength in (25, 30, 31):
        text = f"artificial graphite 99.99%, density 1.80 g/cm3, flexural strength {strength} MPa"
        shipment = transaction_of({**route, "good": text})
        found = screener.screen(shipment)
        assert told(found) == told(screen(shipment)), strength
        said.add(found.verdict)
    assert len(said) > 1
    assert screener.goods_remembered > 2


@pytest.mark.slow
def test_a_long_bill_is_read_row_by_row(tmp_path: Path) -> None:
    bill = tmp_path / "bill.csv"
    line = "2026-06-15,dysprosium oxide of lot {},CHN,DEU\n"
    with bill.open("w", encoding="utf-8") as stream:
        stream.write("date,good,from,to\n")
        stream.writelines(line.format(number) for number in range(20_000))
    size = bill.stat().st_size
    tracemalloc.start()
    try:
        columns, rows = read_rows(bill)
        count = sum(1 for _ in transactions(columns, rows))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak < size / 2


@pytest.mark.parametrize("text", ["powder 1.2.3 um", "alloy of . g/cm3", "rod 99.9.9 MPa"])
def test_chains_of_figures_and_dots_are_no_numbers(text: str) -> None:
    numbers = read_good(text).numbers
    assert not set(numbers) & {"particle_size_um", "density_g_cm3", "flexural_strength_mpa"}


@pytest.mark.parametrize(
    ("use", "verdict"),
    [("civil", "not_required"), ("military", "not_decided"), ("wmd", "not_decided")],
)
def test_military_uses_stay_open_where_no_clause_on_arms_was_read(use: str, verdict: str) -> None:
    content = {"date": "2026-06-15", "good": "nickel matte", "origin": "IDN", "from": "IDN"}
    content |= {"to": "DEU", "end_use": use, "end_user": "Musterwerk", "end_user_country": "DEU"}
    found = screen(transaction_of({**content, "parameters": {"subject_to_ear": False}}))
    assert found.verdict == verdict
    asked_for = [one.ask for one in found.missing]
    assert asked_for == ([] if use == "civil" else ["law of IDN"])


def test_an_end_use_not_known_is_asked_where_clauses_on_arms_were_not_read() -> None:
    content = {"date": "2026-06-15", "good": "nickel matte", "origin": "IDN", "from": "IDN"}
    content |= {"to": "DEU", "end_user": "Musterwerk", "end_user_country": "DEU"}
    found = screen(transaction_of({**content, "parameters": {"subject_to_ear": False}}))
    assert found.verdict == "not_decided"
    assert "end_use" in [one.ask for one in found.missing]


@pytest.mark.parametrize(
    ("text", "elements", "form"),
    [
        ("炉用碳电极", {"C"}, "carbon_electrode"),
        ("电弧炉用石墨电极", {"C"}, "carbon_electrode"),
        ("电机用钕铁硼磁体", {"Nd", "Fe", "B"}, "ndfeb_magnet"),
        ("bauxite residue", {"Al", "Fe"}, "slag"),
        ("赤泥", {"Al", "Fe"}, "slag"),
        ("NdFeB strip cast", {"Nd", "Fe", "B"}, "alloy"),
        ("NdFeB strip-cast flakes", {"Nd", "Fe", "B"}, "alloy"),
        ("钕铁硼速凝片", {"Nd", "Fe", "B"}, "alloy"),
    ],
)
def test_a_name_is_read_whole(text: str, elements: set[str], form: str) -> None:
    read = read_good(text)
    assert read.elements == elements
    assert read.matter == {form}
    assert not read.unread


@pytest.mark.slow
def test_days_that_change_terms_lists_and_groups_are_told_apart() -> None:
    """Same goods and route, over days on which a rate, a list of parties or a group changes."""
    asked = (
        {"good": "dysprosium oxide 99.9%", "from": "USA", "to": "USA", "origin": "USA"},
        {"good": "dysprosium oxide", "from": "CHN", "to": "USA", "end_user": "Lockheed Martin"},
        {"good": "copper wire", "from": "CHN", "to": "USA", "origin": "CHN"},
        {"good": "lithium-ion battery", "from": "CHN", "to": "JPN", "end_use": "civil"},
    )
    screener = BatchScreener()
    turns = sorted({day for rule in library().rules for day in rule_reads(rule).turns})
    days = [day for turn in turns[::25] for day in (turn - timedelta(days=1), turn)]
    said = set()
    for row in asked:
        for day in days:
            shipment = transaction_of({**row, "date": day.isoformat()})
            found = told(screener.screen(shipment))
            assert found == told(screen(shipment)), shipment
            said.add(str(found))
    assert len(said) > len(days)


def test_a_group_is_never_taken_for_one_economy() -> None:
    assert Places(("USA", "JPN")).fixed
    assert not Places(("MSP",)).fixed
    assert not Places(("*",), ("EU27",)).fixed
