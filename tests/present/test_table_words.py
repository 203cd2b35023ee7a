"""Is every text of the shipped tables that stands beside a number said in Chinese too?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monazite.absence import NotApplicable, Unknown, is_known
from monazite.chains.pipeline import LEVERS, figures_used
from monazite.chains.projects import projects
from monazite.data.catalog import table
from monazite.indicators.mineral_measures import BALANCED, measured_minerals, measures_of
from monazite.indicators.observed import minerals, outputs_of
from monazite.present.table_words import KINDS, Kind, chinese, parts_said_in, said_in

SOURCES = Path(__file__).resolve().parents[2] / "src" / "monazite"


def absent(text: str) -> bool:
    return text.startswith("not applicable (")


def shown(kind: Kind) -> set[str]:
    if kind == "products":
        return {one.product for name in minerals() for one in outputs_of(name)}
    if kind == "states":
        return {one.status for one in projects() if one.status != one.maturity}
    if kind == "capacities":
        return {one.capacity_of for one in projects() if not absent(one.capacity_of)}
    if kind == "support":
        return {one.support for one in projects() if is_known(one.support)}
    if kind == "figures":
        found = figures_used(LEVERS)
        return {text for one in found for text in (one.unit, one.note)}
    return {str(row["reason"]) for row in table("project_places") if is_known(row["reason"])}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("reasons", "details")])
def test_nothing_is_left_in_english_and_nothing_is_translated_in_vain(kind: Kind) -> None:
    told = chinese(kind)
    assert shown(kind) - {"", BALANCED} == set(told)


@pytest.mark.parametrize("kind", KINDS)
def test_a_translation_is_chinese(kind: Kind) -> None:
    for english, text in chinese(kind).items():
        assert re.search(r"[\u4e00-\u9fff]", text), english
        assert not re.search(r"[a-z]{3,} [a-z]{3,}", text), english


@pytest.mark.slow
def test_every_reason_that_pages_show_is_told_in_chinese() -> None:
    written = set(shown("reasons"))
    for year in (2021, 2024, 2025):
        for name in measured_minerals():
            values = [one.value for one in measures_of(name, year)]
            written |= {one.reason for one in values if isinstance(one, Unknown | NotApplicable)}
    assert len(written) > 20
    for reason in written:
        assert re.search(r"[\u4e00-\u9fff]", said_in("zh", "reasons", reason)), reason
    sources = "".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    tables = set(shown("reasons"))
    for english in chinese("reasons"):
        longest = max(re.split(r"\{\w+\}", english), key=len)
        assert longest in sources or any(longest in one for one in tables), english


def test_what_differs_in_a_reason_is_kept() -> None:
    told = said_in("zh", "reasons", "no trade data are shipped for 2019")
    assert told == "没有附2019年贸易数据"
    assert said_in("zh", "reasons", "output of CHN is withheld") == "CHN的产量不予公布"
    assert said_in("en", "reasons", "no table") == "no table"


@pytest.mark.parametrize("kind", KINDS)
def test_a_translation_keeps_the_years_of_its_text(kind: Kind) -> None:
    year = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
    for english, text in chinese(kind).items():
        assert set(year.findall(english)) <= set(year.findall(text)), english


def test_a_text_of_ones_own_is_shown_as_written() -> None:
    assert said_in("zh", "states", "under water") == "under water"
    assert said_in("en", "products", "rare earths") == "rare earths"
    assert said_in("zh", "products", "rare earths") == "稀土"


@pytest.mark.slow
def test_every_part_of_what_stands_beside_a_measure_is_told_in_chinese() -> None:
    told: dict[str, str] = {}
    for year in (2021, 2024, 2025):
        for name in measured_minerals():
            for one in measures_of(name, year):
                subject = [] if ": " in one.subject else [one.subject]
                parts = [*one.detail.split("; "), *subject]
                told |= {part: parts_said_in("zh", "details", part) for part in parts if part}
    left = {english for english, text in told.items() if english == text}
    figures = re.compile(r"[A-Z]{3} [\d.]+|[a-z_]+_20\d\d(, [a-z_]+_20\d\d)*")
    units = {"kg Cu-eq/kg", "t = 1, SI = 1"}
    assert {one for one in left if not figures.fullmatch(one)} <= units
    assert parts_said_in("zh", "details", "world 5.5; recycling 0.2") == "世界 5.5；回收 0.2"
    assert len(told) > 100
