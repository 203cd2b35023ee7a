"""Is what a page's headline counts what stands in the rows below it?"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from monazite.present.catalogue import Language
from monazite.web import headlines
from monazite.web.visit import Visit

LANGUAGES: tuple[Language, ...] = ("en", "zh")
VISIT = Visit("en", "", date(2026, 11, 28), False, "/", {})


def seen(client: TestClient, path: str, lang: str) -> tuple[str, str]:
    """Return the headline of a page and the page."""
    html = client.get(f"{path}?lang={lang}").text
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    assert found is not None
    return unescape(re.sub("<[^>]+>", "", found.group(1))), html


def numbers(text: str) -> list[int]:
    return [int(one) for one in re.findall(r"(?<![\d.])\d+(?![\d.]*\d)", text)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_minerals_counts_the_places_of_its_list(client: TestClient, lang: str) -> None:
    heading, html = seen(client, "/minerals", lang)
    rows = re.findall(r'<ul class="leaders">(.*?)</ul>', html, re.S)
    places = Counter(
        unescape(place).strip()
        for row in rows
        for place in re.findall(r"</span>\s*(.*?)\s*<b>", row)
    )
    (place, count), (_, second) = places.most_common(2)
    assert count > second
    assert place in heading
    assert sorted(numbers(heading)) == sorted([count, places.total(), len(rows)])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hindcasts_counts_the_rows_of_its_table(client: TestClient, lang: str) -> None:
    heading, html = seen(client, "/hindcasts", lang)
    table = html.partition('id="scored"')[2].partition("</table>")[0]
    marks = [row.count("✕") for row in table.split("<tr>")[2:]]
    assert sorted(numbers(heading)) == sorted([len(marks), sum(marks), len(marks) - sum(marks)])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_indicators_names_the_first_row_of_its_ranking(client: TestClient, lang: str) -> None:
    heading, html = seen(client, "/indicators", lang)
    first = re.search(r"<table[^>]*ranking.*?<tbody>(.*?)</tr>", html, re.S)
    assert first is not None
    cells = re.sub("<[^>]+>", " ", unescape(first.group(1))).split()
    assert cells[0] in heading
    value = next(one for one in cells if re.fullmatch(r"[\d.]+", one))
    assert value in heading


def row(material: str, goal: str, **met: bool) -> dict[str, Any]:
    years = {int(year[1:]): {"met": answer} for year, answer in met.items()}
    return {"id": material, "goal": goal, "years": years}


def test_targets_counts_an_aim_once_and_where_sources_differ_apart() -> None:
    rows = [
        row("cobalt", "recycling", y2020=False, y2024=True),
        row("cobalt", "recycling", y2024=True),
        row("cobalt", "extraction", y2024=False),
        row("nickel", "extraction", y2024=True),
        row("nickel", "extraction", y2023=False),
        row("boron", "extraction"),
    ]
    told = headlines.targets_headline(VISIT, rows)
    assert told == "Of 3 aims with a figure, 1 are reached; on 1 the sources differ"
    assert headlines.targets_headline(VISIT, rows[:3]) == "Of 2 aims with a figure, 1 are reached"
    assert "reached" not in headlines.targets_headline(VISIT, [])


def test_where_two_places_tie_none_is_named() -> None:
    rows = [{"stages": [("Mining", "Chile", "50 %", 0.5), ("Refining", "Peru", "50 %", 0.5)]}]
    assert "Chile" not in headlines.minerals_headline(VISIT, rows)
