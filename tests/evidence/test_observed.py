"""What was recorded: units, spans, gaps, origins, and series that may not be shipped."""

import pytest

from monazite.errors import DataError, DefinitionError
from monazite.evidence.episode import read_episode
from monazite.evidence.observed import NotAtHand, observe
from tests.evidence.episodes import change, new

HEAD = "month,through,value,grade,source,licence,vintage,note\n"


def record(folder, *rows):
    lines = [
        f"{month},{through},{value},B,somebody,single-fact,2025," for month, through, value in rows
    ]
    (folder / "price_abroad.csv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    episode = read_episode(folder)
    return observe(episode, episode.scored[0], None)


def test_a_price_is_counted_from_the_last_one_before_the_event(tmp_path):
    seen = record(new(tmp_path), ("2025-01", "", 90), ("2025-03", "", 100), ("2025-05", "", 300))
    assert seen.origin == pytest.approx(100e3)
    assert [point.value for point in seen.after] == pytest.approx([300e3])


def test_gaps_are_counted_and_never_filled(tmp_path):
    seen = record(
        new(tmp_path), ("2025-03", "", 100), ("2025-05", "", 300), ("2025-09", "2025-10", 5)
    )
    assert len(seen.after) == 2
    assert seen.gaps == 9 - 3


def test_a_record_after_the_window_does_not_count(tmp_path):
    seen = record(new(tmp_path), ("2025-03", "", 100), ("2025-05", "", 3), ("2026-05", "", 300))
    assert len(seen.after) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [("2025-05", "", 100)],
        [("2024-01", "", 100), ("2025-05", "", 100)],
        [("2025-03", "", 100)],
        [("2025-03", "", 0), ("2025-05", "", 100)],
        [("2025-03", "", 100), ("2025-05", "", 0)],
    ],
    ids=["nothing before", "long before", "nothing after", "origin of nothing", "given away"],
)
def test_a_record_without_origin_or_outcome_is_refused(tmp_path, rows):
    with pytest.raises(DataError):
        record(new(tmp_path), *rows)


@pytest.mark.parametrize(
    "rows",
    [
        [("2025-03", "", 1), ("2025-05", "", 2), ("2025-05", "", 3)],
        [("2025-03", "", 1), ("2025-05", "2025-07", 2), ("2025-06", "", 3)],
        [("2025-03", "", 1), ("2025-07", "2025-05", 2)],
        [("2025-03", "", 1), ("2025-05", "", -2)],
        [("2025-03", "", 1), ("2025-05", "", "")],
    ],
    ids=["twice", "overlap", "backwards", "negative", "empty"],
)
def test_contradictions_and_missing_values_are_refused(tmp_path, rows):
    with pytest.raises(DefinitionError):
        record(new(tmp_path), *rows)


def test_a_mass_over_a_span_is_shared_by_its_months(tmp_path):
    folder = change(new(tmp_path), "measure: price", "measure: exports\n    exporter: CHN")
    change(folder, "role: price_abroad", "role: volume")
    change(folder, "regions: [DEU, FRA]", "destinations: [DEU, FRA]")
    change(folder, "unit: USD/kg", "unit: kg oxide")
    seen = record(folder, ("2024-07", "2024-12", 6000), ("2025-04", "2025-06", 600))
    assert seen.origin == pytest.approx(1.0)
    assert seen.after[0].value == pytest.approx(0.2)


EXTERNAL = (
    "external: {file: prices/m.csv, match: {series_id: x}, value: price, stated_unit: USD/kg}"
)


@pytest.fixture
def restricted(tmp_path):
    folder = change(new(tmp_path), "file: price_abroad.csv", EXTERNAL)
    tables = tmp_path / "tables" / "prices"
    tables.mkdir(parents=True)
    return read_episode(folder), tmp_path / "tables"


def write(tables, *rows):
    head = "series_id,year,month,price,unit,source\n"
    (tables / "prices" / "m.csv").write_text(head + "".join(f"{row}\n" for row in rows))


def test_a_series_that_is_not_at_hand_is_named(restricted):
    episode, tables = restricted
    for folder in (None, tables):
        with pytest.raises(NotAtHand, match=r"prices/m\.csv"):
            observe(episode, episode.scored[0], folder)


def test_a_series_at_hand_is_read(restricted):
    episode, tables = restricted
    write(tables, "x,2025,3,10,USD/kg,a", "y,2025,3,99,USD/kg,a", "x,2025,4,12,USD/kg,a")
    seen = observe(episode, episode.scored[0], tables)
    assert seen.origin == pytest.approx(10e3)
    assert seen.after[0].value == pytest.approx(12e3)


@pytest.mark.parametrize(
    "row", ["x,2025,4,12,USD/t,a", "x,2025,4,,USD/kg,a", "x,2025,4,ten,USD/kg,a"]
)
def test_another_unit_or_no_number_is_refused(restricted, row):
    episode, tables = restricted
    write(tables, "x,2025,3,10,USD/kg,a", row)
    with pytest.raises(DefinitionError):
        observe(episode, episode.scored[0], tables)


def test_a_price_long_past_is_no_origin_and_the_months_wanted_are_named(tmp_path):
    with pytest.raises(DataError, match="no price between 2024-05 and 2025-04") as refused:
        record(new(tmp_path), ("2024-05", "", 6), ("2025-05", "", 40))
    assert "a month from 2024-10 to 2025-03" in str(refused.value)
