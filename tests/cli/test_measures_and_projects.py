"""The commands on minerals, benchmarks, projects and explanations."""

from __future__ import annotations

import re
from typing import Any

import pytest


@pytest.mark.slow
def test_measures_of_a_mineral(monazite: Any) -> None:
    answer = monazite("indicators", "cobalt", "--region", "JPN", "--format", "json")
    assert answer.code == 0
    rows = answer.json()
    assert {row["indicator"] for row in rows} == {"stage_concentration", "geopolrisk"}
    score = next(row for row in rows if row["subject"] == "score")
    assert 0 < score["value"] < 1
    shown = monazite("indicators", "cobalt", "--lang", "zh")
    assert shown.code == 0
    assert "指标" in shown.out


def test_the_list_of_indicators_holds_both_kinds(monazite: Any) -> None:
    listed = {row["id"]: row for row in monazite("indicators", "--format", "json").json()}
    assert "mineral=..." in listed["geopolrisk"]["settings"]
    assert "stage=..." in listed["concentration"]["settings"]


@pytest.mark.slow
def test_an_indicator_of_the_tables_is_printed_for_all_minerals_and_years(monazite: Any) -> None:
    rows = monazite("indicators", "geopolrisk", "--region", "KOR", "--format", "json").json()
    assert {row["year"] for row in rows} == {2022, 2023, 2024}
    assert len({row["mineral"] for row in rows}) >= 30
    text = monazite("indicators", "us_import_reliance", "--year", "2025", "--lang", "zh").out
    assert "矿种" in text


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "colon"), [("en", ": "), ("zh", "：")])
def test_each_gap_of_a_mineral_has_a_line(monazite: Any, lang: str, colon: str) -> None:
    (told,) = monazite("minerals", "gallium", "--format", "json").json()
    assert len(told["gaps"]) > 1
    shown = monazite("minerals", "gallium", "--lang", lang).out.splitlines()
    assert [line for line in shown if line.startswith("    - ")] == [
        f"    - {gap[lang]}" for gap in told["gaps"]
    ]
    assert sum(colon in line for line in shown) >= 7


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [("targets",), ("indicators", "gallium"), ("indicators", "geopolrisk", "--year", "2024")],
)
def test_why_a_value_is_unknown_is_told_in_the_readers_language(
    monazite: Any, command: tuple[str, ...]
) -> None:
    chinese = monazite(*command, "--lang", "zh").out
    reasons = re.findall("未知（(.*?)）", chinese)
    assert reasons
    assert [one for one in reasons if not re.search("[\u4e00-\u9fff]", one)] == []
    assert "unknown (" not in chinese
    assert "unknown (" in monazite(*command, "--lang", "en").out


def test_projects_are_told_in_the_readers_language(monazite: Any) -> None:
    chinese = monazite("projects", "--lang", "zh").out
    table, _, rest = chinese.partition("\n\n")
    cells = [re.split(r"\s{2,}", line)[3:5] for line in table.splitlines()[2:]]
    assert len(cells) > 100
    assert {cell for pair in cells for cell in pair if re.search("[a-z]", cell)} == set()
    outside = rest.partition("\n\n")[0].splitlines()[1:]
    assert outside
    assert [line for line in outside if not re.search("[\u4e00-\u9fff]", line)] == []
    assert "refining" in monazite("projects", "--lang", "en").out


def test_benchmarks(monazite: Any) -> None:
    rows = monazite("targets", "--format", "json").json()
    assert {row["year"] for row in rows} == set(range(2020, 2036))
    assert len({row["material"] for row in rows}) >= 17
    text = monazite("targets", "graphite", "--lang", "zh").out
    assert "开采" in text


def test_projects(monazite: Any) -> None:
    answer = monazite(
        "projects", "--good", "gallium", "--lever", "finance", "--format", "json"
    ).json()
    assert len(answer["projects"]) >= 10
    assert all(one["chance_with_levers"] >= one["chance"] for one in answer["projects"])
    figures = {(one["parameter"], one["of"]): one for one in answer["figures"]}
    assert figures["odds_ratio", "finance"]["grade"] == "D"
    assert figures["odds_ratio", "finance"]["note"]
    text = monazite("projects", "--country", "EST", "--lang", "zh")
    assert text.code == 0
    assert "依据" in text.out


def test_why(monazite: Any) -> None:
    key = "rare_earths_2024/shipments:CHN,USA,ndpr_oxide:tonnes"
    steps = monazite("why", key, "--format", "json").json()["steps"]
    assert [step["level"] for step in steps][:3] == ["number", "reconciliation", "table"]
    assert steps[-1]["level"] == "source"
    assert "数据表" in monazite("why", "geopolrisk:cobalt:USA:2024", "--lang", "zh").out


def test_every_kind_of_printed_key_is_explained(monazite: Any) -> None:
    printed = monazite("indicators", "gallium", "--format", "json").json()
    printed += monazite("targets", "gallium", "--year", "2024", "--format", "json").json()
    keys = {(row.get("indicator"), row.get("goal"), row.get("origin")): row for row in printed}
    assert len(keys) >= 8
    assert {origin for _, _, origin in keys} == {None, "tables", "balance"}
    for row in keys.values():
        steps = monazite("why", row["key"], "--format", "json").json()["steps"]
        value = row["value"] if "value" in row else row["share"]
        assert value in [step["value"] for step in steps if step["level"] == "number"]
        assert steps[-1]["level"] == "source"
    shown = monazite("indicators", "gallium", "--lang", "zh").out
    assert "monazite why" in shown


@pytest.mark.slow
def test_a_target_of_a_run_is_explained(monazite: Any, tmp_path: Any) -> None:
    place = str(tmp_path / "runs")
    made = monazite("run", "baseline", "--chain", "gallium", "--months", "12", "--output", place)
    assert made.code == 0
    rows = monazite("targets", "gallium", "--run", place, "--format", "json").json()
    of_run = [row for row in rows if row["origin"] == "run"]
    assert of_run
    for row in of_run:
        steps = monazite("why", row["key"], "--run", place, "--format", "json").json()["steps"]
        assert steps[0]["value"] == row["share"]
        assert {"formula", "model", "policy", "table", "source"} <= {s["level"] for s in steps}
    refused = monazite("why", "eu_targets:Ga:extraction:2031", "--run", place)
    assert refused.code == 2
    assert "target of the run" in refused.err


@pytest.mark.slow
def test_a_matrix_that_no_act_moves_says_so(monazite: Any) -> None:
    shown = monazite("matrix", "helium", "--lang", "zh")
    assert shown.code == 0
    assert "没有法令对该链有市场解读" in shown.out
    answer = monazite("matrix", "helium", "--format", "json").json()
    assert answer["acts_move_the_market"] is False
    assert monazite("matrix", "heliun").code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("indicators", "galium"), "gallium"),
        (("indicators", "cobalt", "--region", "JP"), "JPN"),
        (("targets", "grafite"), "graphite"),
        (("projects", "--good", "galium"), "gallium"),
        (("projects", "--country", "US"), "USA"),
        (("projects", "--lever", "finances"), "finance"),
        (("why", "mine_productions:x"), "mine_production"),
        (("why", "price:USA/x:2024-01"), "--run"),
    ],
)
def test_misspelt_names_are_refused_with_near_misses(
    monazite: Any, arguments: tuple[str, ...], words: str
) -> None:
    answer = monazite(*arguments)
    assert answer.code == 2
    assert words in answer.err
