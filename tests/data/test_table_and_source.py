"""Tables and sources read strictly: every fault said at once, none passed."""

from __future__ import annotations

from pathlib import Path

import pytest

from monazite.data.source import read_sources
from monazite.data.table import Column, Description, read_described
from monazite.errors import DefinitionError

DESCRIBED = Description(
    id="example",
    en="Example",
    zh="示例",
    key=("region",),
    columns=(
        Column(name="region", kind="text", unit="n/a", en="Region", zh="地区"),
        Column(name="tonnes", kind="number", unit="t oxide/year", en="Tonnes", zh="吨"),
        Column(name="year", kind="whole", unit="n/a", en="Year", zh="年份"),
    ),
)
HEADER = "region,tonnes,year,grade,source,licence,vintage"


def written(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "example.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def test_a_sound_table_is_read(tmp_path: Path) -> None:
    table = read_described(
        written(tmp_path, "CHN,1.5,2024,A,one;two,CC-BY-4.0,2025", "USA,unknown,2024,C,one,x,y"),
        DESCRIBED,
        {"CHN": "a note"},
    )
    assert table.rows[0]["tonnes"] == 1.5
    assert table.rows[0]["year"] == 2024
    assert table.rows[0].sources == ("one", "two")
    assert table.rows[0].note == "a note"
    assert table.source_ids() == ("one", "two")
    assert table.column("tonnes").unit == "t oxide/year"


def test_all_faults_of_a_table_come_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "CHN,,2024,A,s,l,v",
        "USA,1e3x,2024,A,s,l,v",
        "FRA,1,2024.5,A,s,l,v",
        "DEU,1,2024,E,s,l,v",
        "JPN,1,2024,A,,l,v",
        "JPN,1,2024,A,s,l,v",
        "KOR,1,2024,A",
    )
    with pytest.raises(DefinitionError) as caught:
        read_described(path, DESCRIBED)
    assert len(caught.value.faults) == 7
    assert "line 4, column year" in str(caught.value)
    assert "the key" in str(caught.value)


@pytest.mark.parametrize(
    "header", ["region,tonnes,grade,source,licence,vintage", f"{HEADER},surprise"]
)
def test_columns_must_be_the_described_ones(tmp_path: Path, header: str) -> None:
    with pytest.raises(DefinitionError, match="column"):
        read_described(written(tmp_path, header=header), DESCRIBED)


def test_a_number_out_of_text_is_refused(tmp_path: Path) -> None:
    table = read_described(written(tmp_path, "CHN,1,2024,A,s,l,v"), DESCRIBED)
    with pytest.raises(Exception, match="a column of numbers"):
        table.numbers("region")


SOURCES = """
licences:
  - {id: free, name_en: Free, name_zh: 自由, terms_en: None., terms_zh: 无。, address: n/a}
sources:
  - id: one
    publisher: P
    title: T
    edition: "2024"
    licence: LICENCE
    address: n/a
    retrieved: "2026-11-23"
    may_ship: true
    credit: P
    note: ""
"""


def test_a_source_needs_a_known_licence(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(SOURCES.replace("LICENCE", "free"), encoding="utf-8")
    assert read_sources(path).sources[0].id == "one"
    path.write_text(SOURCES.replace("LICENCE", "fre"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="did you mean free"):
        read_sources(path)


def test_a_source_with_a_misspelt_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(
        SOURCES.replace("LICENCE", "free").replace("publisher", "publischer"), encoding="utf-8"
    )
    with pytest.raises(DefinitionError, match="publisher"):
        read_sources(path)
