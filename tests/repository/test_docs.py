"""The manual: both languages, made pages up to date, words held together."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
import yaml

from monazite.chains.world import load_world
from monazite.goods import STAGES
from monazite.market.activity import ActivityKind
from monazite.market.axes import AXES
from monazite.market.variables import VARIABLES
from monazite.scenario.scenario_text import KINDS


def reference(repository: Path) -> ModuleType:
    path = repository / "tools" / "write_reference.py"
    specification = importlib.util.spec_from_file_location("write_reference", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def glossary(repository: Path) -> list[dict[str, Any]]:
    return yaml.safe_load((repository / "docs" / "glossary.yaml").read_text(encoding="utf-8"))


def test_made_pages_are_what_the_program_makes(repository: Path) -> None:
    for path, text in reference(repository).pages().items():
        there = (repository / path).read_text(encoding="utf-8")
        assert there == text, f"{path} is out of date: make reference"


def test_every_page_is_there_in_both_languages(repository: Path) -> None:
    english, chinese = (
        {path.name for path in (repository / "docs" / language).glob("*.md")}
        for language in ("en", "zh")
    )
    assert english == chinese


@pytest.mark.parametrize("language", ["en", "zh"])
def test_conventions_are_numbered_alike(repository: Path, language: str) -> None:
    pages = [
        (repository / "docs" / one / "conventions.md").read_text(encoding="utf-8")
        for one in (language, "en")
    ]
    numbers = [re.findall(r"^\*\*([A-Z]\d+)\.\*\*", page, flags=re.M) for page in pages]
    assert numbers[0] == numbers[1]
    assert len(set(numbers[0])) == len(numbers[0]) > 10


def test_every_convention_is_held_by_a_test_that_exists(repository: Path) -> None:
    page = (repository / "docs" / "en" / "conventions.md").read_text(encoding="utf-8")
    rules = re.findall(r"^\*\*[A-Z]\d+\.\*\*.*$", page, flags=re.M)
    for rule in rules:
        (holder,) = re.findall(r"\*Held by\* `([^`]+)`", rule)
        assert (repository / holder).exists(), holder


def test_each_word_of_the_glossary_is_whole_and_stands_once(repository: Path) -> None:
    words = glossary(repository)
    for word in words:
        assert set(word) == {"id", "en", "zh", "says_en", "says_zh"}, word
        assert re.search("[\u4e00-\u9fff]", word["zh"] + word["says_zh"])
    for field in ("id", "en", "zh"):
        values = [word[field] for word in words]
        assert len(set(values)) == len(values), field


def test_the_glossary_has_every_kind_of_thing_in_the_code(repository: Path) -> None:
    known = {word["id"] for word in glossary(repository)}
    chain = load_world().chain
    wanted = {
        *STAGES,
        *get_args(ActivityKind),
        *KINDS.values(),
        *(status for good in chain.goods.values() for status in good.statuses),
        *(recipe.stage for recipe in chain.recipes.values()),
        *(axis.id for axis in AXES if axis.id == axis.dimension and axis.id != "month"),
        *("price", "level", "wanted", "unserved", "stock", "capacity", "utilisation", "residual"),
    }
    assert wanted - known == set()


def test_variables_and_axes_are_on_their_page(repository: Path) -> None:
    page = (repository / "docs" / "en" / "run_variables.md").read_text(encoding="utf-8")
    for record in (*AXES, *VARIABLES):
        assert f"| `{record.id}` |" in page


def test_every_field_of_a_scenario_file_is_described(repository: Path) -> None:
    from monazite.scenario.written import WrittenEffect, WrittenScenario, effect_models

    text = (repository / "docs" / "scenario_fields.yaml").read_text(encoding="utf-8")
    described = yaml.safe_load(text)
    shared = {*WrittenEffect.model_fields, "kind"}
    wanted = {"scenario": set(WrittenScenario.model_fields), "every_effect": shared}
    for kind, model in effect_models().items():
        wanted[kind] = set(model.model_fields) - shared
    assert {section: set(fields) for section, fields in described.items()} == wanted
    for fields in described.values():
        for meaning in fields.values():
            assert set(meaning) == {"en", "zh"}
    assert set(effect_models()) == set(KINDS.values())
