"""Bills answered side by side: the same cells in the same order, and a lost process is told."""

import csv
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from monazite.errors import MonaziteError
from monazite.policy import bill_answers
from monazite.policy.bill_answers import LOT, answered_rows
from monazite.policy.bill_of_materials import LONGEST_CELL, read_rows, write_answers

COLUMNS = ("date", "good", "from", "to", "end_use")
GOODS = ("dysprosium oxide", "gallium 99.99%", "copper cathode", "钕铁硼磁体", "nickel matte", "")


def bill(count: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of which every seventh names a country that does not exist."""
    for number in range(count):
        good = f"{GOODS[number % len(GOODS)]}, lot {number}".lstrip(", ")
        target = "Atlantis" if number % 7 == 0 else ("DEU", "USA", "JPN")[number % 3]
        cells = ("2026-06-15", good, "CHN", target, "civil")
        yield f"bom.csv, row {number + 2}", dict(zip(COLUMNS, cells, strict=True))


@pytest.mark.slow
def test_two_processes_give_the_same_rows_in_the_same_order() -> None:
    asked = list(bill(3 * LOT + 17))
    done: list[int] = []
    alone = list(answered_rows(COLUMNS, asked, processes=1))
    beside = list(answered_rows(COLUMNS, iter(asked), processes=2, progress=done.append))
    assert beside == alone
    assert [row.cells for row in beside] == [cells for _, cells in asked]
    assert done == list(range(1, len(asked) + 1))
    faulty = [number for number, row in enumerate(beside) if row.verdict is None]
    assert faulty == list(range(0, len(asked), 7))
    assert all(f"row {number + 2}," in beside[number].told[-1] for number in faulty)


@pytest.mark.slow
def test_a_process_that_dies_is_told_with_the_rows_not_answered(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[str, dict[str, str]]]:
        for number, row in enumerate(bill(20 * LOT)):
            if number == 8 * LOT:
                for child in multiprocessing.active_children():
                    child.kill()
            yield row

    target = tmp_path / "answers.csv"
    with pytest.raises(MonaziteError) as error:
        write_answers(target, COLUMNS, answered_rows(COLUMNS, rows(), processes=2))
    fault = error.value.faults[0]
    assert "row " in fault.where and "ended before" in fault.found
    assert list(tmp_path.iterdir()) == []


def test_a_short_bill_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*given: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(bill_answers, "ProcessPoolExecutor", refused)
    monkeypatch.setattr(bill_answers, "_cores", lambda: 8)
    assert len(list(answered_rows(COLUMNS, bill(30)))) == 30
    with pytest.raises(AssertionError):
        list(answered_rows(COLUMNS, bill(30), processes=2))


def test_an_endless_cell_breaks_its_own_row_only(tmp_path: Path) -> None:
    bom = tmp_path / "bom.csv"
    good = "2026-06-15,dysprosium oxide,CHN,DEU,civil\n"
    plain = f"2026-06-15,{'x' * 10_000_000},CHN,DEU,civil\n"
    quoted = '2026-06-15,"' + "y, " * 100_000 + '",CHN,DEU,civil\n'
    short = f"2026-06-15,{'z' * (LONGEST_CELL + 1)},CHN,DEU,civil\n"
    bom.write_text(",".join(COLUMNS) + "\n" + good + plain + good + quoted + short + good)
    columns, rows = read_rows(bom)
    target = tmp_path / "answers.csv"
    write_answers(target, columns, answered_rows(columns, rows, processes=1))
    csv.field_size_limit(2**31 - 1)
    try:
        with target.open(encoding="utf-8-sig", newline="") as stream:
            found = list(csv.DictReader(stream))
    finally:
        csv.field_size_limit(131_072)
    assert [row["verdict"] for row in found] == [
        *("licence_required", "", "licence_required", "", "", "licence_required")
    ]
    for number in (1, 3, 4):
        assert f"row {number + 2}," in found[number]["faults"]
        assert "a cell of more than" in found[number]["faults"]
