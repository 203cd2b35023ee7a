"""The comparison with 2025: its rules, its order, and what it says of its own fitting."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monazite.present.behaviour import (
    UNITS,
    Range,
    compare,
    counted,
    records,
    verdict_of,
    written,
    written_beside,
    written_range,
)
from monazite.present.context import Context
from monazite.present.measures import MEASURES
from monazite.present.sections import behaviour as section


def test_the_records_are_well_formed() -> None:
    found = records()
    assert len({record.id for record in found}) == len(found) >= 20
    for record in found:
        assert record.unit in UNITS and record.measure["kind"] in MEASURES
        assert record.source and record.grade in "ABCD"
        assert record.accept.low is not None or record.accept.high is not None


def test_the_rows_the_issue_asks_for_are_there() -> None:
    ids = {record.id for record in records()}
    asked = {
        "dy_spread", "tb_spread", "dy_inside", "dy_average", "ndpr_gates", "la_surplus",
        "ce_surplus", "magnets_trough", "magnets_back", "cushion", "wears_down", "y_september",
        "y_november", "ndpr_autumn", "y_inside",
    }  # fmt: skip
    assert asked <= ids


def test_a_range_holds_its_ends_and_an_open_side_holds_everything() -> None:
    assert Range(1.0, 2.0).holds(1.0) and Range(1.0, 2.0).holds(2.0)
    assert not Range(1.0, 2.0).holds(2.0001)
    assert Range(None, 2.0).holds(-9) and Range(1.0, None).holds(9)


def test_verdicts() -> None:
    record = replace(records()[0], accept=Range(1.0, 2.0), other=None)
    assert verdict_of(record, 1.5) == "hit"
    assert verdict_of(record, 3.0) == "miss"
    assert verdict_of(record, None) == "open"
    disputed = replace(record, other=Range(2.5, 4.0))
    assert verdict_of(disputed, 1.5) == verdict_of(disputed, 3.0) == "open"
    assert verdict_of(disputed, 9.0) == "miss"


@pytest.mark.parametrize("unit", UNITS)
def test_a_near_miss_is_not_written_like_the_end_of_the_range(unit: str) -> None:
    accept = Range(None, 0.5)
    assert written_beside(0.50004, "miss", accept, unit) != written(0.5, unit)  # type: ignore[arg-type]
    assert written_beside(0.4, "hit", accept, unit) == written(0.4, unit)  # type: ignore[arg-type]


def test_ranges_are_written_with_one_unit() -> None:
    assert written_range(Range(0.035, 0.05), "share") == "3.5\u20135.0\u202f%"
    assert written_range(Range(2.5, 4.5), "times") == "\u00d72.5\u20134.5"
    assert written_range(Range(-0.8, -0.6), "change") == "\u221280\u202f\u2026\u202f\u221260\u202f%"
    assert written_range(Range(700, 1000), "USD/kg") == "700\u20131\u202f000"


def test_misses_come_first_and_the_invented_world_has_some(contexts: dict[str, Context]) -> None:
    rows = compare(contexts["en"])
    order = counted(rows)
    assert order == sorted(order, key=["miss", "open", "hit"].index)
    assert "miss" in order and len(rows) == len(records())


def test_measures_stay_silent_where_the_run_does_not_reach(contexts: dict[str, Context]) -> None:
    late = {"kind": "outside", "element": "Dy", "months": ["2050-01"]}
    assert MEASURES["outside"](contexts["en"], late) is None
    alone = replace(contexts["en"], baseline=None)
    asked = {"element": "NdPr", "from": "2025-04", "to": "2025-09"}
    assert MEASURES["against_baseline"](alone, asked) is None


def test_every_row_says_whether_it_was_fitted(contexts: dict[str, Context]) -> None:
    for language, words in (("en", ("fitted", "not fitted")), ("zh", ("拟合", "未拟合"))):
        context = contexts[language]
        rows = section.table_rows(context, compare(context))
        assert all(row.note.startswith(words) for row in rows)
        assert all('role="img"' in row.strip for row in rows)


def test_the_csv_holds_every_row(contexts: dict[str, Context]) -> None:
    text = section.data(compare(contexts["en"])).csv()
    assert len(text.splitlines()) == len(records()) + 1
