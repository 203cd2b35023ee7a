"""The page of targets: the star and the balanced rows that the command prints; columns that fit."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from monazite.chains.read import chain_names
from monazite.cli.words import words
from monazite.indicators.balance_targets import union_balances
from monazite.indicators.targets import library, observed_targets
from monazite.present.number_text import share
from monazite.web.pages.minerals import world_of


@pytest.fixture(scope="module")
def balanced() -> list:  # type: ignore[type-arg]
    elements = [element for one in library().materials for element in one.elements]
    chains = (world_of(name).chain for name in chain_names())
    return list(union_balances(chains, elements))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_share_above_one_has_a_star_and_its_reason(
    client: TestClient,
    lang: str,
    balanced: list,  # type: ignore[type-arg]
) -> None:
    text = client.get(f"/targets?lang={lang}").text
    printed = [
        row
        for one in library().materials
        for year in range(2020, 2026)
        for row in observed_targets(one.id, year)
    ]
    noted = [row for row in (*printed, *balanced) if row.note]
    assert len(noted) >= 4
    cells = re.findall(r'<td class="num">([^<]+)<a href="#note-above_one"', text)
    assert sorted(cells) == sorted(share(row.share) for row in noted)
    assert words(lang).say("targets.above_one") in unescape(text)


def test_balanced_rows_stand_beside_the_printed_ones(
    client: TestClient,
    balanced: list,  # type: ignore[type-arg]
) -> None:
    text = client.get("/targets?lang=en").text
    assert text.count('<tr class="balanced">') == len(balanced) > 30
    told = client.get("/targets.csv").content.decode("utf-8-sig").partition("#")[0]
    rows = [row for row in csv.DictReader(io.StringIO(told)) if row["origin"] == "balance"]
    known = {(r.material, r.goal): r.share for r in balanced if isinstance(r.share, float)}
    shown = {(r["element"], r["goal"]): float(r["share"]) for r in rows if r["share"] != "unknown"}
    assert shown == pytest.approx(known)
    assert {row["note"] for row in rows} == {"", "above_one"}
