"""Many rows: every fault located, good rows answered, nothing lost."""

import csv
from pathlib import Path

import pytest

from monazite.errors import DefinitionError
from monazite.policy.batch import BatchScreener
from monazite.policy.bill_answers import answered_rows
from monazite.policy.bill_of_materials import read_rows, write_answers

HEAD = "date,good,from,to,end_use,purity_pct,hs,elements\n"


def screened(path: Path, target: Path) -> list[dict[str, str]]:
    columns, rows = read_rows(path)
    write_answers(target, columns, answered_rows(columns, rows))
    with target.open(encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def test_broken_rows_are_named_and_good_rows_answered(tmp_path: Path) -> None:
    bom = tmp_path / "bom.csv"
    bom.write_text(
        HEAD + "2025-06-12,dysprosium oxide,CHN,DEU,civil,99.9,2846901500,Dy\n"
        "2025-06-12,,CHN,Germany,civil,,123,\n"
        "broken\n"
        "2025-06-12,氧化铽,CHN,ＤＥＵ,civil,,,\n"
        "２０２５-06-12,terbium oxide,CHN,JPN,civil,,,\n",
        encoding="utf-8",
    )
    out = screened(bom, tmp_path / "out.csv")
    assert [row["verdict"] for row in out] == ["licence_required", "", "", "", "licence_required"]
    assert "row 3" in out[1]["faults"] and "write DEU" not in out[0]["faults"]
    assert "row 4" in out[2]["faults"]


def test_a_misspelt_column_is_refused(tmp_path: Path) -> None:
    bom = tmp_path / "bom.csv"
    bom.write_text("date,to,purity\n2025-01-01,DEU,99\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        read_rows(bom)
    assert "purity" in str(error.value)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"date\n2025-01-01\n"])
def test_files_that_are_no_table_are_refused(tmp_path: Path, content: bytes) -> None:
    bom = tmp_path / "bom.csv"
    bom.write_bytes(content)
    with pytest.raises(DefinitionError):
        read_rows(bom)


def test_formulas_in_cells_are_kept_from_running(tmp_path: Path) -> None:
    bom = tmp_path / "bom.csv"
    bom.write_text("date,good,to\n2025-01-01,=HYPERLINK(1),DEU\n", encoding="utf-8")
    out = screened(bom, tmp_path / "out.csv")
    assert out[0]["good"].startswith("'=")


def test_excel_in_and_out(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["date", "good", "from", "to", "end_use"])
    book.active.append(["2025-06-12", "dysprosium oxide", "CHN", "DEU", "civil"])
    book.save(tmp_path / "bom.xlsx")
    columns, rows = read_rows(tmp_path / "bom.xlsx")
    target = tmp_path / "out.xlsx"
    write_answers(target, columns, answered_rows(columns, rows, lang="zh"))
    cells = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True))
    assert cells[1][5] == "licence_required"


def test_words_that_say_the_same_share_one_answer_about_the_goods() -> None:
    screener = BatchScreener()
    route = {"date": "2025-06-12", "from": "CHN", "to": "DEU", "end_use": "civil"}
    rows = [
        (f"row {number}", {**route, "good": f"dysprosium oxide, lot {number}-x"})
        for number in range(200)
    ]
    found = list(screener.rows(rows))
    assert len(found) == 200
    assert {one.answer.verdict for one in found if one.answer} == {"licence_required"}
    assert screener.goods_remembered == 1
    assert [one.answer.transaction.good for one in found if one.answer] == [
        content["good"] for _, content in rows
    ]


def test_broken_bytes_and_open_quotes_break_their_own_line_only(tmp_path: Path) -> None:
    bom = tmp_path / "bom.csv"
    good = "2025-06-12,dysprosium oxide,CHN,DEU,civil,,,\n"
    lines = [HEAD, good, '2025-06-12,"dysprosium oxide,CHN,DEU,civil,,,\n', *[good] * 80]
    bom.write_bytes("".join(lines).encode() + b"2025-06-12,\xd1\xf5,CHN,DEU,civil,,,\n")
    with bom.open("a", encoding="utf-8") as stream:
        stream.write('2025-06-12,"wafer of 5""\nin a box",CHN,DEU,civil,,,\n' + good)
    out = screened(bom, tmp_path / "out.csv")
    assert len(out) == 85
    faulty = [number for number, row in enumerate(out) if row["faults"]]
    assert faulty == [1, 82]
    assert "quote" in out[1]["faults"] and "0xd1" in out[82]["faults"]
    assert out[0]["verdict"] == out[84]["verdict"] == "licence_required"


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_table_in_another_encoding_is_refused_as_a_whole(tmp_path: Path, encoding: str) -> None:
    bom = tmp_path / "bom.csv"
    bom.write_bytes((HEAD + "2025-06-12,氧化铽,CHN,DEU,civil,,,\n" * 3).encode(encoding))
    with pytest.raises(DefinitionError, match="UTF-8"):
        read_rows(bom)


@pytest.mark.parametrize(
    ("cell", "fault"),
    [("1,5", '"1,5" -> a number'), ("nan", '"nan" -> a number'), ("1_000", '"1_000" -> a number')],
)
def test_a_cell_that_is_no_plain_number_is_refused_not_guessed(
    tmp_path: Path, cell: str, fault: str
) -> None:
    bom = tmp_path / "bom.csv"
    bom.write_text(f'date,to,quantity_kg\n2026-03-02,DEU,"{cell}"\n', encoding="utf-8")
    [row] = screened(bom, tmp_path / "out.csv")
    assert fault in row["faults"]


def test_thousands_and_full_width_digits_are_numbers(tmp_path: Path) -> None:
    bom = tmp_path / "bom.csv"
    bom.write_text(
        'date,to,quantity_kg\n2026-03-02,DEU,"1,200.5"\n2026-03-02,DEU,１２\n', encoding="utf-8"
    )
    assert [row["faults"] for row in screened(bom, tmp_path / "out.csv")] == ["", ""]


def test_every_fault_of_a_row_is_told_with_its_field_and_way_out(tmp_path: Path) -> None:
    bom = tmp_path / "bom.csv"
    bom.write_text(
        "date,to,end_use,value_usd,purity_pct\n2026-03-02,Germany,Civilian,-3,abc\n",
        encoding="utf-8",
    )
    [row] = screened(bom, tmp_path / "out.csv")
    places = ["row 2, to:", "row 2, end_use:", "row 2, value_usd:", "row 2, parameters.purity_pct:"]
    assert [place for place in places if place not in row["faults"]] == []
    assert "write DEU" in row["faults"] and "did you mean civil?" in row["faults"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_control_characters_break_their_row_and_no_file(tmp_path: Path, ending: str) -> None:
    bom = tmp_path / "bom.csv"
    bom.write_bytes(b"date,good,to\n2026-03-02,dys\x00prosium,DEU\n2026-03-02,copper,DEU\n")
    columns, rows = read_rows(bom)
    told = list(answered_rows(columns, rows))
    write_answers(tmp_path / f"out.{ending}", columns, told)
    assert [row.verdict is None for row in told] == [True, False]
    assert "control character U+0000" in told[0].told[-1]


def test_a_table_with_semicolons_is_told_to_use_commas(tmp_path: Path) -> None:
    bom = tmp_path / "bom.csv"
    bom.write_text("date;to\n2026-01-01;DEU\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match="separate the columns with commas"):
        read_rows(bom)
