"""Every row of the founding list is judged once, and every reference leads somewhere."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import get_args

import pytest

from monazite.cli.main import exit_code
from monazite.definition import parse_definition
from monazite.errors import DefinitionError
from monazite.policy.coverage import FOLDER, OUTCOMES, STATES, Coverage, coverage
from monazite.policy.library import library
from monazite.policy.read import LIBRARY, cases_file, read_cases
from monazite.policy.record import Act, LeftOutReason

ROWS = 186


@pytest.fixture(scope="module")
def found() -> Coverage:
    return coverage()


def changed(folder: Path, old: str, new: str, table: str = "seed_coverage.csv") -> Path:
    """Copy the tables into a folder with one text replaced once."""
    for path in FOLDER.glob("*.csv"):
        shutil.copy(path, folder / path.name)
    text = (folder / table).read_text(encoding="utf-8")
    assert old in text
    (folder / table).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_every_row_of_the_founding_list_is_there_once(found: Coverage, shared: Path) -> None:
    with (shared / "facts" / "seed_systems.csv").open(encoding="utf-8", newline="") as stream:
        wanted = [row["id"] for row in csv.DictReader(stream)]
    assert len(wanted) == ROWS
    assert [row.id for row in found.rows] == wanted


def test_projects_are_those_of_the_record(found: Coverage, shared: Path) -> None:
    with (shared / "facts" / "projects.csv").open(encoding="utf-8", newline="") as stream:
        known = {row["id"]: row["project"] for row in csv.DictReader(stream)}
    assert {name: one.name for name, one in found.projects.items()}.items() <= known.items()
    used = {one for row in found.rows for one in row.references}
    assert set(found.projects) <= used


def test_counts_add_up(found: Coverage) -> None:
    assert len(found.rows) == len({row.id for row in found.rows}) == ROWS
    assert tuple(found.by_outcome) == OUTCOMES
    assert sum(found.by_outcome.values()) == ROWS
    assert all(found.by_outcome.values())
    assert sum(found.by_state.values()) == len(found.acts) == len(library().acts) >= 100
    for state in STATES:
        assert sum(counts[state] for counts in found.by_issuer.values()) == found.by_state[state]
    for counts in found.by_issuer.values():
        assert counts["total"] == sum(counts[state] for state in STATES)


def test_reasons_are_there_in_both_languages(found: Coverage) -> None:
    for row in found.rows:
        assert re.search("[\u4e00-\u9fff]", row.name_zh), row.id
        if row.outcome in ("not_encoded", "analysis"):
            assert row.reason is not None, row.id
        if row.reason is not None:
            assert re.search("[\u4e00-\u9fff]", row.reason.zh), row.id
            assert not re.search("[\u4e00-\u9fff]", row.reason.en), row.id


def test_acts_say_what_is_missing_exactly_where_something_is(found: Coverage) -> None:
    for act in found.acts:
        assert bool(act.missing) == (act.state != "encoded"), act.act


def encoded_acts() -> list[Act]:
    return [act for act in library().acts.values() if act.coverage.state == "encoded"]


def test_a_hundred_acts_are_encoded() -> None:
    assert len(encoded_acts()) >= 100


def sides(act: Act) -> set[str]:
    """Say which answers of the act's own rules its cases show: yes, no, unknown."""
    cases = read_cases(cases_file(LIBRARY / f"{act.id}.yaml"))
    return {case.expect.matched for case in cases if case.expect.rule and case.expect.matched}


def test_a_hundred_acts_are_encoded_with_a_shipment_that_each_catches_for_certain() -> None:
    caught = [act.id for act in encoded_acts() if sides(act) >= {"yes", "no"}]
    assert len(caught) >= 100


@pytest.mark.parametrize("act", encoded_acts(), ids=lambda act: act.id)
def test_an_encoded_act_rests_on_more_than_memory_and_was_tried_on_both_sides(act: Act) -> None:
    grades = {one.id: one.grade for one in act.citations}
    for rule in act.rules:
        assert {grades[name] for name in rule.citations} != {"D"}, rule.id
    tried = {
        (case.expect.matched, case.expect.because)
        for case in read_cases(cases_file(LIBRARY / f"{act.id}.yaml"))
        if case.expect.rule is not None
    }
    assert any(matched == "no" for matched, _ in tried)
    may_catch = any(matched == "yes" for matched, _ in tried)
    only_a_plan = not any(event.event == "in_force" for event in act.calendar)
    disputed = any(because == "readings_differ" for _, because in tried)
    assert may_catch or only_a_plan or disputed


def test_what_an_encoded_act_leaves_out_says_why(found: Coverage) -> None:
    reasons = get_args(LeftOutReason)
    left = [part for act in found.acts for part in act.left_out]
    assert {part.because for part in left} == set(reasons)
    for act in found.acts:
        assert not act.left_out or act.state != "listed"


def test_an_act_whose_list_lacks_names_is_not_encoded() -> None:
    text = (LIBRARY / "cn" / "mofcom-2025-51.yaml").read_text(encoding="utf-8")
    assert parse_definition(text, Act).coverage.state == "encoded"
    with pytest.raises(DefinitionError, match="list of parties that is not complete"):
        parse_definition(text.replace("complete: true", "complete: false"), Act)


def test_an_act_that_answers_to_a_row_is_seen_from_the_row(found: Coverage) -> None:
    rows = {row.id: row for row in found.rows}
    for act in library().acts.values():
        for name in act.refs:
            if name in rows:
                there = {one.split("#")[0] for one in rows[name].references}
                assert act.id in there | set(found.named_by.get(name, ()))


@pytest.mark.parametrize(
    ("row", "outcome", "reference"),
    [
        ("S000-51", "policy", "cn/mofcom-gacc-2025-18"),
        ("S002-25", "policy", "cn/mofcom-2025-61#value_share"),
        ("S000-23", "target", "eu/crma#benchmarks"),
        ("S003-19", "alliance", "MSP"),
        ("S001-11", "project", "PENS-SAL"),
    ],
)
def test_known_rows_are_where_they_belong(
    found: Coverage, row: str, outcome: str, reference: str
) -> None:
    (known,) = [one for one in found.rows if one.id == row]
    assert known.outcome == outcome
    assert reference in known.references


def test_claims_without_a_source_are_not_encoded(found: Coverage) -> None:
    outcomes = {row.id: row.outcome for row in found.rows}
    for name in ("S000-27", "S000-33", "S000-46", "S002-13", "S002-18"):
        assert outcomes[name] == "not_encoded"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cn/mofcom-gacc-2025-18", "cn/mofcom-gacc-2025-81", "cn/mofcom-gacc-2025-18"),
        ("eu/crma#benchmarks", "eu/crma#benchmark", "eu/crma#benchmarks"),
        ("PENS-SAL", "PENS-SALT", "PENS-SAL"),
        ("S003-58,", "S003-57,", "a row twice"),
        ("S003-58,", "T003-58,", "T003-58"),
        (",project,PENS-SAL,", ",policy,PENS-SAL,", "no act"),
        (",target,eu/crma#benchmarks,", ",target,,", "no act"),
        (",policy,us/stock-piling-act,", ",decree,us/stock-piling-act,", "decree"),
        (",policy,us/stock-piling-act,", ",not_encoded,us/stock-piling-act,", "why the outcome"),
        ("id,name_en", "id,name", "name_en"),
    ],
)
def test_a_faulty_table_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder = changed(tmp_path, old, new)
    with pytest.raises(DefinitionError) as refused:
        coverage(folder=folder)
    assert said in str(refused.value)


def test_a_row_that_an_act_answers_to_cannot_be_left_out(tmp_path: Path) -> None:
    folder = changed(tmp_path, "S000-49,", "S000-99,")
    with pytest.raises(DefinitionError, match="S000-49"):
        coverage(folder=folder)


def test_the_command_gives_all_of_it_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code(["coverage", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["rows"] == len(shown["list"]) == ROWS
    assert sum(shown["by_outcome"].values()) == ROWS
    acts = shown["acts"]
    assert acts["total"] == len(acts["list"]) == sum(acts[state] for state in STATES)
    assert acts["total"] == sum(counts["total"] for counts in acts["by_issuer"].values())


@pytest.mark.parametrize(("lang", "word"), [("en", "not encoded"), ("zh", "未编码")])
@pytest.mark.parametrize("part", ["summary", "rows", "acts"])
def test_the_command_shows_every_part_in_both_languages(
    capsys: pytest.CaptureFixture[str], lang: str, word: str, part: str
) -> None:
    assert exit_code(["coverage", "--show", part, "--lang", lang]) == 0
    shown = capsys.readouterr().out
    assert word in shown
    assert "{" not in shown
