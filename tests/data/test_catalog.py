"""The one door to the data: listing, reading, citing, refusing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from monazite.absence import NotApplicable, Unknown
from monazite.data import catalog
from monazite.errors import DataError, UnknownNameError


def test_every_listed_table_can_be_read() -> None:
    entries = catalog.tables()
    assert len(entries) >= 20
    for entry in entries:
        found = catalog.table(entry.id)
        assert len(found) == entry.rows
        assert found.sha256 == entry.sha256
        assert entry.label.zh != entry.label.en


def test_every_file_of_the_tables_is_listed() -> None:
    listed = {f"{entry.id}.csv" for entry in catalog.tables()}
    there = {path.relative_to(catalog.FOLDER).as_posix() for path in catalog.FOLDER.rglob("*.csv")}
    assert there - listed == {f"{folder}/notes.csv" for folder in catalog.chain_folders()}
    assert listed <= there


def test_a_row_says_on_what_it_rests() -> None:
    row = catalog.table("rare_earths_2024/mines").row(
        region="USA", good="mountain_pass_concentrate"
    )
    assert row.grade == "A"
    assert row.sources == ("usgs_mcs_2026",)
    assert row.licences == ("public-domain",)
    assert row.vintage == "MCS 2026"


def test_notes_come_with_the_row() -> None:
    row = catalog.table("rare_earths_2024/prices").row(good="chinese_rock_concentrate")
    assert "separation" in row.note


def test_absent_values_are_stated() -> None:
    deposits = catalog.table("rare_earth_deposits")
    assert isinstance(deposits.row(deposit="Mountain Pass, California")["Dy_share"], Unknown)
    with pytest.raises(DataError, match="Mountain Pass"):
        deposits.select(deposit="Mountain Pass, California").numbers("Dy_share")
    assert len(deposits.known("Dy_share")) < len(deposits)
    totals = catalog.table("rare_earths_2024/observations").select(kind="total")
    assert isinstance(totals.rows[0]["region"], NotApplicable)


def test_numbers_come_as_an_array() -> None:
    tonnes = catalog.table("rare_earths_2024/mines").numbers("tonnes")
    assert tonnes.shape == (13,)
    assert 350_000 < tonnes.sum() < 400_000


def test_a_misspelt_table_gets_its_near_miss() -> None:
    with pytest.raises(UnknownNameError, match="did you mean rare_earths_2024/mines"):
        catalog.table("rare_earths_2024/mine")


def test_a_misspelt_column_and_source_get_theirs() -> None:
    with pytest.raises(UnknownNameError, match="did you mean tonnes"):
        catalog.table("rare_earths_2024/mines").numbers("tons")
    with pytest.raises(UnknownNameError, match="did you mean cepii_baci"):
        catalog.source("cepi_baci")


def test_more_than_one_row_is_not_the_row() -> None:
    with pytest.raises(DataError, match="rows with"):
        catalog.table("rare_earths_2024/mines").row(region="CHN")


def test_a_table_is_cited_in_both_languages() -> None:
    english = catalog.cite("rare_earths_2024/mines")
    chinese = catalog.cite("rare_earths_2024/mines", "zh")
    assert "U.S. Geological Survey, Mineral Commodity Summaries 2026" in str(english)
    assert "Public domain" in str(english)
    assert "公有领域" in str(chinese)
    assert [s.id for s in english.sources] == [s.id for s in chinese.sources]
    assert "MCS 2026" in english.vintages


def test_a_source_is_cited_too() -> None:
    citation = catalog.cite("iea_critical_minerals_2025")
    assert citation.licences[0].id == "CC-BY-4.0"
    assert "IEA (2025)" in str(citation)


def test_citing_refuses_unknown_names_and_languages() -> None:
    with pytest.raises(UnknownNameError, match="table or source"):
        catalog.cite("nothing_of_the_kind")
    with pytest.raises(ValueError, match="en, zh"):
        catalog.cite("cepii_baci", "fr")


def test_the_listing_counts_rows_and_leaves_no_source_unused() -> None:
    listing = catalog.sources_listing()
    assert [entry.source.id for entry in listing] == [s.id for s in catalog.sources()]
    for entry in listing:
        assert entry.tables, entry.source.id
        assert entry.source.may_ship
        assert entry.licence.id == entry.source.licence


@pytest.fixture
def own_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "tables"
    shutil.copytree(catalog.FOLDER, folder)
    monkeypatch.setattr(catalog, "FOLDER", folder)
    catalog.table.cache_clear()
    yield folder
    catalog.table.cache_clear()


def test_a_changed_file_is_refused(own_copy: Path) -> None:
    path = own_copy / "rare_earths_2024" / "mines.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("45501", "45502"), encoding="utf-8")
    if "45502" not in path.read_text(encoding="utf-8"):
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="not the one that was built"):
        catalog.table("rare_earths_2024/mines")


def test_a_missing_file_is_refused(own_copy: Path) -> None:
    (own_copy / "rare_earths_2024" / "mines.csv").unlink()
    with pytest.raises(DataError, match="no file"):
        catalog.table("rare_earths_2024/mines")


def test_the_public_door_leads_here() -> None:
    import monazite

    assert monazite.cite("cepii_baci") == catalog.cite("cepii_baci")
    assert monazite.sources() == catalog.sources()
