"""Mineral pages of any chain: figures, steps of projects, names of measures, Chinese labels."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from fastapi.testclient import TestClient

from monazite.chains.world import load_world
from monazite.web.rendering import fragment
from monazite.web.visit import Visit


def _part(text: str, first: str, last: str) -> str:
    found = text.partition(first)[2].partition(last)[0]
    assert found, first
    return unescape(found)


def _visit(lang: str) -> Visit:
    return Visit(lang, "", date(2026, 11, 28), False, "/minerals", {})  # type: ignore[arg-type]


@pytest.mark.parametrize("chain", ["gallium", "helium", "copper"])
def test_every_chain_asks_the_worker_for_its_figures(client: TestClient, chain: str) -> None:
    text = client.get(f"/minerals/{chain}?lang=en").text
    assert f'data-lazy="/parts/figures/{chain}?' in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_figure_that_a_chain_does_not_have_is_named(lang: str) -> None:
    kinds = ("prices", "flows", "shares", "closure", "unserved")
    html = fragment(
        _visit(lang),
        "figures_part.html.j2",
        figures=(),
        first="",
        missing=kinds,
        version="0",
        day="",
    )
    assert len(set(re.findall(r'<p class="note">(.+?)</p>', html))) == len(kinds)


def test_a_mine_and_a_refinery_of_one_name_are_told_apart(client: TestClient) -> None:
    chain = load_world("lithium").chain
    own = [one for one in chain.facilities.values() if "Thacker Pass" in one.name]
    assert len({chain.recipes[one.recipe].stage for one in own}) == len(own) == 2
    text = client.get("/minerals/lithium?lang=en").text
    rows = [row for row in re.findall(r"<tr>.*?</tr>", text, re.S) if "Thacker Pass" in row]
    steps = [re.findall(r"<td class=\"nowrap\">([^<]*)</td>", row)[0] for row in rows]
    assert sorted(steps) == ["Mining", "Refining"]


def test_the_years_have_their_place_on_the_map_before_they_are_known(client: TestClient) -> None:
    for lang in ("en", "zh"):
        text = client.get(f"/minerals/lithium?lang={lang}").text
        place = _part(text, 'id="map-figure"', "</section>")
        assert 'data-lazy="/parts/years/lithium?' in place
        assert _part(text, 'class="year-now">', "<") == "2024"


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("en", ("GeoPolRisk score (no unit)", "GeoPolRisk characterisation factor, kg Cu-eq/kg")),
        ("zh", ("GeoPolRisk 得分（无单位）", "GeoPolRisk 特征化因子，kg Cu-eq/kg")),
    ],
)
def test_score_and_factor_have_a_name_each(
    client: TestClient, lang: str, names: tuple[str, str]
) -> None:
    text = _part(client.get(f"/minerals/lithium?lang={lang}").text, 'id="measures"', "</section>")
    row = r'<th scope="row"><b>([^<]+)</b>(.*?)</th><td>(.*?)</td>'
    shown = re.findall(row, text)
    assert len(shown) == len(set(shown)), "two rows under one name"
    assert {name for name, *_ in shown} >= set(names)
    ranked = _part(
        client.get(f"/indicators?lang={lang}&rank=geopolrisk:EU27").text,
        'id="ranking"',
        "</section>",
    )
    assert names[0] in ranked
    assert names[1] not in ranked


@pytest.mark.parametrize(
    "path", ["/minerals/lithium", "/indicators?rank=stage_concentration:WLD&year=2024"]
)
def test_our_own_labels_are_chinese_on_chinese_pages(client: TestClient, path: str) -> None:
    join = "&" if "?" in path else "?"
    english, chinese = (client.get(f"{path}{join}lang={lang}").text for lang in ("en", "zh"))
    assert "balanced year" in english
    assert "balanced year" not in chinese
    assert "平衡账户年" in chinese


def test_coming_plants_are_bars_from_their_start() -> None:
    from monazite.web.pages.coming_capacity import COMING, coming_bars
    from monazite.web.pages.minerals import world_of

    chain = world_of("rare_earths").chain
    known = [one for one in chain.facilities.values() if one.start is not None]
    found = coming_bars(chain, known, date(2026, 11, 28))
    first, last = COMING
    for bar in found["bars"]:
        year = int(str(bar["one"].start)[:4])
        assert bar["at"] == pytest.approx(
            min(
                1,
                max(
                    0, (year + (int(str(bar["one"].start)[5:7]) - 1) / 12 - first) / (last - first)
                ),
            )
        )
    for stage in {bar["stage"] for bar in found["bars"]}:
        own = [bar for bar in found["bars"] if bar["stage"] == stage]
        largest = max(own, key=lambda bar: bar["one"].capacity)
        assert largest["thick"] == max(bar["thick"] for bar in own) == 14
        assert [str(bar["one"].start) for bar in own] == sorted(str(b["one"].start) for b in own)
    assert coming_bars(chain, [], date(2026, 11, 28))["bars"] == []
