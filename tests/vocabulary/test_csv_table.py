"""Tables: header, cells, absences, and refusal of everything half right."""

import csv
import io
from typing import Annotated, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from monazite.absence import NotApplicable, Unknown
from monazite.csv_table import parse_table
from monazite.definition import Definition, read_table
from monazite.errors import MOST_FAULTS_LISTED, DefinitionError
from monazite.months import Month


class Mine(Definition):
    region: str
    tonnes: Annotated[float, Field(ge=0)] | Unknown | NotApplicable
    count: int
    grade: Literal["A", "B", "C", "D"]
    operator: str | Unknown = "nobody"
    open: bool = True
    start: Month | None = None
    note: str = ""


HEADER = "region,tonnes,count,grade,operator,open,start,note\n"


def faults(text, model=Mine):
    with pytest.raises(DefinitionError) as caught:
        parse_table(text, model, "mines.csv")
    return caught.value.faults


def test_rows_become_records():
    rows = parse_table(
        HEADER
        + "NA,1.5,2,A,Lynas,true,2024-01,\n"
        + "CHN,unknown,-3,B,unknown,false,,two\r\n"
        + 'VNM,n/a,0,C,"a, ""b""",true,,"line one\nline two"\n',
        Mine,
    )
    assert rows[0].region == "NA", "Namibia's code is text"
    assert rows[0].tonnes == 1.5
    assert rows[0].start == Month(2024, 1)
    assert rows[0].note == ""
    assert isinstance(rows[1].tonnes, Unknown)
    assert "table" in rows[1].tonnes.reason
    assert isinstance(rows[1].operator, Unknown)
    assert (rows[1].open, rows[1].start, rows[1].note) == (False, None, "two")
    assert isinstance(rows[2].tonnes, NotApplicable)
    assert rows[2].operator == 'a, "b"'
    assert rows[2].note == "line one\nline two"


def test_columns_come_in_any_order_and_defaults_may_be_left_out():
    rows = parse_table("grade,count,region,tonnes\nA,1,USA,2\n", Mine)
    assert (rows[0].region, rows[0].operator) == ("USA", "nobody")
    assert parse_table(HEADER, Mine) == ()


def test_the_header_is_checked_as_a_whole():
    found = faults("region,tones,count,count\n")
    assert [fault.found for fault in found] == [
        'the unknown column "tones"',
        'column "count" a second time',
        'no column "tonnes"',
        'no column "grade"',
    ]
    assert found[0].advice == "did you mean tonnes?"
    assert found[2].advice == "did you mean tones?"
    assert all(fault.where == "mines.csv, line 1" for fault in found)


def test_other_separators_are_recognised():
    assert "separate columns by commas" in str(DefinitionError(faults("region;tonnes\n")))


@pytest.mark.parametrize("text", ["", "\n"])
def test_a_table_without_header_is_refused(text):
    assert faults(text)


def test_every_bad_cell_is_listed_with_row_line_and_column():
    found = faults(
        HEADER
        + 'USA,1,1,A,x,true,,"two\nlines"\n'
        + ",1.5%,2.5,E,,yes,2024-1,\n"
        + "CHN,-1,unknown,A, x,true,,\n"
        + "\n"
        + "VNM,1\n"
    )
    places = {fault.where.removeprefix("mines.csv, "): fault for fault in found}
    assert set(places) == {
        "row 2 (line 4), column region",
        "row 2 (line 4), column tonnes",
        "row 2 (line 4), column count",
        "row 2 (line 4), column grade",
        "row 2 (line 4), column operator",
        "row 2 (line 4), column open",
        "row 2 (line 4), column start",
        "row 3 (line 5), column tonnes",
        "row 3 (line 5), column count",
        "row 3 (line 5), column operator",
        "row 4 (line 6)",
        "row 5 (line 7)",
    }
    assert places["row 2 (line 4), column region"].found == "an empty cell"
    assert "divide by 100" in places["row 2 (line 4), column tonnes"].advice
    assert places["row 2 (line 4), column count"].expected == "a whole number"
    assert "'A', 'B', 'C' or 'D'" in places["row 2 (line 4), column grade"].expected
    assert "unknown" in places["row 2 (line 4), column operator"].advice
    assert places["row 3 (line 5), column tonnes"].expected.startswith("at least 0")
    assert "known in every row" in places["row 3 (line 5), column count"].advice
    assert "without spaces" in places["row 3 (line 5), column operator"].expected
    assert places["row 5 (line 7)"].found == "2 cells"


@pytest.mark.parametrize(
    "cell",
    ["1,5", "1 000", "1_000", "NaN", "nan", "inf", "1e999", "0x10", "--1", "1e", "１", "+", "."],
)
def test_what_is_no_plain_number_is_refused(cell):
    quoted_cell = f'"{cell}"'
    found = faults(f"region,tonnes,count,grade\nUSA,{quoted_cell},1,A\n")
    assert len(found) == 1
    assert found[0].where == "mines.csv, row 1 (line 2), column tonnes"


@pytest.mark.parametrize("text", ['region,"tonnes\n', 'region,tonnes,count,grade\n"USA"x,1,1,A\n'])
def test_broken_quotes_are_refused(text):
    assert "not CSV" in str(DefinitionError(faults(text)))


def test_a_flood_of_faults_is_cut_and_counted():
    found = faults("region,tonnes,count,grade\n" + "USA,x,1,A\n" * 1000)
    assert len(found) == MOST_FAULTS_LISTED + 1
    assert f"{1000 - MOST_FAULTS_LISTED} more faults" in found[-1].found


def test_files_are_capped_and_must_be_utf8(tmp_path):
    path = tmp_path / "mines.csv"
    path.write_bytes(("\ufeff" + HEADER + "缅甸,1,1,A,x,true,,\n").encode())
    assert read_table(path, Mine)[0].region == "缅甸"
    with pytest.raises(DefinitionError, match="at most 10 bytes"):
        read_table(path, Mine, largest_bytes=10)
    path.write_bytes((HEADER + "缅甸,1,1,A,x,true,,\n").encode("gbk"))
    with pytest.raises(DefinitionError, match="line 2"):
        read_table(path, Mine)


cells = st.text(max_size=8) | st.sampled_from(["unknown", "n/a", "1", "-1.5", "true", "2024-01"])


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(cells, max_size=9), max_size=5))
def test_any_rows_raise_only_definition_errors(rows):
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    for text in (stream.getvalue(), HEADER + stream.getvalue()):
        try:
            parse_table(text, Mine, "any.csv")
        except DefinitionError as error:
            assert all(fault.where.startswith("any.csv") for fault in error.faults)
            str(error).encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=120))
def test_any_bytes_raise_only_definition_errors(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(HEADER.encode() + content)
    try:
        rows = read_table(path, Mine)
    except DefinitionError as error:
        assert str(error).encode("utf-8")
    else:
        assert all(isinstance(row, Mine) for row in rows)


names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(names, st.floats(0, 1e12), st.integers(-(10**9), 10**9), st.sampled_from("ABCD")),
        max_size=6,
    )
)
def test_written_rows_come_back_exactly(rows):
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["region", "tonnes", "count", "grade"])
    writer.writerows([(name, repr(tonnes), count, grade) for name, tonnes, count, grade in rows])
    read = parse_table(stream.getvalue(), Mine)
    assert [(row.region, row.tonnes, row.count, row.grade) for row in read] == rows
