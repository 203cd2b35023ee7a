"""Every number that the commands print is explained under the key printed beside it."""

from __future__ import annotations

import pytest

from monazite.chains.world import load_world
from monazite.errors import DefinitionError, UnknownNameError
from monazite.indicators.balance_targets import balance_targets, chains_holding, union_regions
from monazite.indicators.mineral_measures import BALANCED, measured_minerals, measures_of
from monazite.indicators.targets import FIRST_YEAR, LAST_YEAR, library, observed_targets
from monazite.present.measure_trail import why_measure
from tests.support.trails import assert_ends_at_sources

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)


def assert_explained(key: str, values: set[object]) -> None:
    trail = why_measure(key)
    assert_ends_at_sources(trail)
    told = {step.value for step in trail.steps if step.level == "number"}
    assert values <= told, key
    assert any(step.level == "formula" for step in trail.steps)
    assert any(step.level == "table" for step in trail.steps)


@pytest.mark.slow
@pytest.mark.parametrize("mineral", measured_minerals())
def test_every_printed_measure_of_a_mineral_is_explained(mineral: str) -> None:
    for year in (None, 2023):
        printed = measures_of(mineral) if year is None else measures_of(mineral, year)
        by_key: dict[str, set[object]] = {}
        for row in printed:
            by_key.setdefault(row.key, set()).add(row.value)
        for key, values in by_key.items():
            assert_explained(key, values)


def test_a_printed_measure_of_each_kind_is_explained() -> None:
    kinds = {row.indicator: row for row in measures_of("gallium")}
    assert len(kinds) >= 4
    for row in kinds.values():
        assert_explained(row.key, {row.value})


@pytest.mark.slow
@pytest.mark.parametrize("material", [one.id for one in library().materials])
def test_every_printed_target_is_explained(material: str) -> None:
    for row in (row for year in YEARS for row in observed_targets(material, year)):
        assert_explained(row.key, {row.share})
    one = next(one for one in library().materials if one.id == material)
    for element in one.elements:
        for name in chains_holding((element,)):
            chain = load_world(name).chain
            for row in balance_targets(chain, union_regions(chain), (element,)):
                assert_explained(row.key, {row.share})


def test_a_target_of_a_material_and_of_an_element_are_explained() -> None:
    for row in observed_targets("graphite", 2024):
        assert_explained(row.key, {row.share})
    chain = load_world("gallium").chain
    for row in balance_targets(chain, union_regions(chain), ("Ga",)):
        assert_explained(row.key, {row.share})


def test_a_stage_of_the_balanced_account_is_followed_into_its_adjustments() -> None:
    rows = [row for row in measures_of("gallium") if BALANCED in row.subject]
    assert rows
    trail = why_measure(rows[0].key)
    assert any(step.level == "reconciliation" for step in trail.steps)
    assert any("gallium_2024/" in step.said.en for step in trail.steps)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("stage_concentration:gallium:WLDD:2024", "WLD"),
        ("eu_targets:graphite:extracting:2024", "extraction"),
        ("eu_targets:grafite:2024", "graphite"),
    ],
)
def test_misspelt_parts_of_a_key_are_refused_with_near_misses(key: str, words: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        why_measure(key)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "key",
    [
        "geopolrisk",
        "geopolrisk:",
        "geopolrisk:cobalt:USA:JPN:2024",
        "geopolrisk:cobalt:2024:USA",
        "stage_concentration:gallium:WLD:1890",
        "us_import_reliance:copper:JPN:2024",
        "eu_targets:Ga:extraction:1999",
    ],
)
def test_a_key_under_which_nothing_is_printed_is_refused(key: str) -> None:
    with pytest.raises(DefinitionError):
        why_measure(key)
