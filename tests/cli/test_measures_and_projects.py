"""The commands on minerals, benchmarks, projects and explanations."""

from __future__ import annotations

from typing import Any

import pytest


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
