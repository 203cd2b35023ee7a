"""A reader's own table of observed values: read as stated, or refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from monazite.errors import MonaziteError
from monazite.evidence.episode import Episode, read_episode, telling_the_same
from monazite.evidence.observed import observe
from tests.evidence.episodes import new

OWN = "    external: {file: own.csv, match: {series_id: MINE}, value: price}\n"
HEAD = "series_id,year,month,price\n"
SOUND = "MINE,2025,3,100\nOTHER,2025,6,x\nMINE,2025,06,150\n"


def episode(folder: Path, series: str = OWN) -> Episode:
    place = new(folder, "mine")
    file = place / "episode.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    file: price_abroad.csv\n", series), encoding="utf-8")
    return read_episode(place)


def recorded(folder: Path, table: bytes, series: str = OWN) -> list[float]:
    (folder / "own.csv").write_bytes(table)
    told = episode(folder, series)
    found = observe(told, told.scored[0], folder)
    return [point.value for point in (*found.before, *found.after)]


def of_good(folder: Path, good: str) -> Episode:
    """Return an episode as `episode`, on the price of another good."""
    file = new(folder, good) / "episode.yaml"
    text = file.read_text(encoding="utf-8")
    scored = text.index("scored:")
    other = text[scored:].replace("[dysprosium_oxide]", f"[{good}]")
    file.write_text(text[:scored] + other, encoding="utf-8")
    return read_episode(file.parent)


def test_the_metal_of_an_oxide_tells_of_the_same_history(tmp_path: Path) -> None:
    assert "heavy_rare_earths_2025" in telling_the_same(of_good(tmp_path, "dysprosium_metal"))
    assert "heavy_rare_earths_2025" not in telling_the_same(of_good(tmp_path, "cerium_oxide"))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_rows_that_match_are_read_with_or_without_a_byte_order_mark(
    tmp_path: Path, mark: bytes
) -> None:
    assert len(recorded(tmp_path, mark + (HEAD + SOUND).encode())) == 2


def test_a_column_of_months_may_be_named(tmp_path: Path) -> None:
    series = OWN.replace("value: price", "value: price, period: when")
    table = "series_id,when,price\nMINE,2025-03,100\nMINE,2025-06,150\n"
    assert len(recorded(tmp_path, table.encode(), series)) == 2


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (HEAD + "MINE,2025,3,nan\n", "line 2"),
        (HEAD + "MINE,2025,3,inf\n", "a number of at least 0"),
        (HEAD + "MINE,2025,3,-1\n", "a number of at least 0"),
        (HEAD + "MINE,2025,March,100\n", "line 2, month"),
        (HEAD + "MINE,2025\n", "line 2"),
        (HEAD + "MINE,2025,3,12,5\n", "line 2"),
        (HEAD + "MINE,2025,3,1_000\n", "a number of at least 0"),
        (HEAD.replace(",", ";") + "MINE;2025;3;12\n", "separate columns by commas"),
        (HEAD.replace("\n", ",price\n") + "MINE,2025,3,12,13\n", "the column price once"),
        (HEAD.replace("\n", ",unit\n") + "MINE,2025,3,12,USD/t\n", "stated_unit"),
        ("series_id,month,price\nMINE,2025-03,100\n", "year"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(
    tmp_path: Path, table: str, words: str
) -> None:
    with pytest.raises(MonaziteError) as error:
        recorded(tmp_path, table.encode())
    assert words in str(error.value)


@pytest.mark.parametrize("unit", ["USD/kg", "USD/kg oxide"])
def test_a_table_that_says_the_unit_itself_needs_no_stated_one(tmp_path: Path, unit: str) -> None:
    table = HEAD.replace("\n", ",unit\n") + f"MINE,2025,3,100,{unit}\nMINE,2025,6,150,{unit}\n"
    assert len(recorded(tmp_path, table.encode())) == 2


def test_a_stated_unit_that_is_not_that_of_the_quantity_is_refused(tmp_path: Path) -> None:
    series = OWN.replace("value: price", "value: price, stated_unit: USD/t")
    with pytest.raises(MonaziteError, match="USD/kg beside a table in USD/t"):
        episode(tmp_path, series)


def test_a_table_in_another_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MonaziteError, match="UTF-8"):
        recorded(tmp_path, (HEAD + "MINE,2025,3,价格\n").encode("gbk"))


def test_no_table_outside_the_folder_is_read(tmp_path: Path) -> None:
    series = OWN.replace("own.csv", "../own.csv")
    with pytest.raises(MonaziteError, match="inside the folder"):
        recorded(tmp_path, HEAD.encode(), series)


def test_the_record_of_the_same_history_is_found(tmp_path: Path) -> None:
    found = telling_the_same(episode(tmp_path))
    assert "heavy_rare_earths_2025" in found
    assert "rare_earths_2010" not in found  # other months
    assert "bismuth_2025" not in found  # other goods
