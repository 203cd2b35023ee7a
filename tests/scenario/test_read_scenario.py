"""Scenario files: what they mean, and everything that can be wrong with them."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from monazite import effects
from monazite.errors import DefinitionError, UnknownNameError
from monazite.months import Month
from monazite.scenario.read import load_scenario, open_scenario, shipped_scenarios
from monazite.scenario.scenario_text import KINDS, scenario_text
from monazite.scenario.written import WrittenScenario

EVIDENCE = {"source": "somebody", "grade": "D"}
SPAN = {"start": "2025-04"}
LICENCE: dict[str, Any] = {
    "kind": "export_licence",
    "id": "licence",
    "exporter": "CHN",
    "goods": ["dysprosium_oxide", {"good": "lanthanum_oxide", "share": 0.5}],
    "destinations": ["*"],
    "span": {"start": "2025-04", "end": "2026-11"},
    "decided_after": [0.25, 0.75],
    "approval_share": [
        {"from": "2025-04", "value": 0.2},
        {"from": "2025-07", "value": 0.6},
    ],
    "application_rate": 1,
    "reapplication_share": 0.5,
    "ungated_share": {"before": 0.1, "steps": [{"from": "2025-12", "value": 0.3}]},
    "first_month_share": 0.25,
    "expiry_share": 0,
    "evidence": {**EVIDENCE, "fitted_on": "2025"},
}
OTHERS: list[dict[str, Any]] = [
    {"kind": "export_limit", "exporter": "CHN", "goods": ["dysprosium_oxide"],
     "destinations": ["USA"], "share_of_normal": 0},
    {"kind": "trade_cost", "exporters": ["CHN"], "importers": ["*"], "goods": ["*"], "rate": 0.25},
    {"kind": "route_limit", "exporters": ["CHN"], "importers": ["USA", "DEU"],
     "goods": ["lanthanum_oxide"], "share": 0},
    {"kind": "producer_floor", "facilities": ["mountain_pass"], "good": "lanthanum_oxide",
     "payer": "USA", "floor_usd_per_tonne": 110000, "upside_share": 0.3},
    {"kind": "production_credit", "regions": ["USA"], "recipes": ["separate_monazite"],
     "rate": 0.1},
    {"kind": "capacity_change", "regions": ["CHN"], "recipes": ["separate_monazite"],
     "factor": 0.5},
    {"kind": "demand_change", "regions": ["CHN"], "uses": ["defence"], "factor": 1.3},
    {"kind": "release_rule", "regions": ["*"], "goods": ["dysprosium_oxide"],
     "evasion_share": 0.02},
    {"kind": "cover_shift", "regions": ["*"], "goods": ["*"], "factor": 1.5},
    {"kind": "strategic_purchase", "region": "USA", "good": "dysprosium_oxide",
     "purchase_tonnes": -2.5},
    {"kind": "project_outlook", "facilities": ["mountain_pass"], "outcome": "odds",
     "odds_ratio": 2, "delay_months": 6},
]  # fmt: skip


def written(**changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "id": "example",
        "label": {"en": "Example", "zh": "例子"},
        "description": {"en": "A question", "zh": "一个问题"},
        "chain": "rare_earths",
        "as_known": "2026-11",
        "start": "2024-01",
        "months": 144,
        "demand": "stated_policies",
        "seed": 0,
        "sources": [],
        "effects": [
            LICENCE,
            *(
                {**effect, "id": f"effect_{n}", "span": SPAN, "evidence": EVIDENCE}
                for n, effect in enumerate(OTHERS)
            ),
        ],
    }
    content.update(changes)
    return {key: value for key, value in content.items() if value is not ...}


def file(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "example.yaml"
    content = json.loads(json.dumps(content))  # no shared parts: YAML would write them as aliases
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def faults(folder: Path, world: Any, content: dict[str, Any]) -> list[str]:
    with pytest.raises(DefinitionError) as refusal:
        load_scenario(file(folder, content), world)
    return [str(fault) for fault in refusal.value.faults]


def licence(**changes: Any) -> dict[str, Any]:
    changed = {**LICENCE, **changes}
    return written(effects=[{key: value for key, value in changed.items() if value is not ...}])


def test_a_file_means_its_effects(tmp_path: Path, world: Any) -> None:
    scenario = load_scenario(file(tmp_path, written()), world)
    assert scenario.as_known == Month(2026, 11)
    assert len(scenario.calendar) == 144
    assert [type(effect) for effect in scenario.effects] == list(KINDS)
    first = scenario.effects[0]
    assert isinstance(first, effects.ExportLicence)
    assert first.goods == (
        effects.GatedGood("dysprosium_oxide"),
        effects.GatedGood("lanthanum_oxide", 0.5),
    )
    assert first.span == effects.Span(Month(2025, 4), Month(2026, 11))
    assert [first.approval_share.at(Month(2025, m)) for m in (4, 6, 7, 12)] == [0.2, 0.2, 0.6, 0.6]
    assert first.application_rate.at(Month(2030, 1)) == 1.0
    assert first.ungated_share.at(Month(2025, 11)) == 0.1
    assert first.evidence.fitted_on == "2025"


def test_every_kind_of_effect_can_be_written() -> None:
    assert set(KINDS) == set(effects.Effect.__args__)


def test_canonical_text_gives_the_same_scenario(tmp_path: Path, world: Any) -> None:
    scenario = load_scenario(file(tmp_path, written()), world)
    path = tmp_path / "again.yaml"
    path.write_text(scenario_text(scenario), encoding="utf-8")
    again = load_scenario(path, world)
    assert again == scenario
    assert again.fingerprint == scenario.fingerprint
    assert scenario.changed(months=12).fingerprint != scenario.fingerprint
    assert scenario.changed() == scenario


def test_misspelt_names_are_all_told_with_line_and_near_miss(tmp_path: Path, world: Any) -> None:
    content = licence(
        exporter="CHNN", goods=["disprosium_oxide", {"good": "lanthanum", "share": 1}],
        destinations=["USA", "GER"],
    )  # fmt: skip
    content["demand"] = "stated_policy"
    told = faults(tmp_path, world, content)
    assert len(told) == 5
    lines = (tmp_path / "example.yaml").read_text(encoding="utf-8").splitlines()
    for word, right in (
        ("stated_policy", "stated_policies"),
        ("CHNN", "CHN"),
        ("disprosium_oxide", "dysprosium_oxide"),
        ("lanthanum", "lanthanum_oxide"),
        ("GER", "DEU"),
    ):
        fault = next(text for text in told if f'"{word}"' in text)
        line = next(n for n, text in enumerate(lines, start=1) if text.endswith(word))
        assert f"line {line}," in fault
        assert right in fault


@pytest.mark.parametrize(
    ("effect", "word"),
    [
        ({"kind": "release_rule", "regions": ["CHN"], "goods": ["lanthanum_oxide"],
          "evasion_share": 0}, "free and bound"),
        ({"kind": "producer_floor", "facilities": ["mountain_pas"], "good": "lanthanum_oxide",
          "payer": "USA", "floor_usd_per_tonne": 1, "upside_share": 0}, "mountain_pass"),
        ({"kind": "production_credit", "regions": ["USA"], "recipes": ["separate_monazit"],
          "rate": 0.1}, "separate_monazite"),
        ({"kind": "capacity_change", "regions": ["CHN"], "recipes": ["separate_monazit"],
          "factor": 1}, "separate_monazite"),
        ({"kind": "demand_change", "regions": ["CHN"], "uses": ["defense"], "factor": 1},
         "defence"),
        ({"kind": "export_limit", "exporter": "USA", "goods": ["lanthanum_oxide"],
          "destinations": ["CHN"], "share_of_normal": 0}, "exporter with a gate"),
        ({"kind": "cover_shift", "regions": ["*", "CHN"], "goods": ["*"], "factor": 1}, "alone"),
    ],
)  # fmt: skip
def test_names_of_every_sort_are_checked(
    tmp_path: Path, world: Any, effect: dict[str, Any], word: str
) -> None:
    whole = {**effect, "id": "one", "span": SPAN, "evidence": EVIDENCE}
    (told,) = faults(tmp_path, world, written(effects=[whole]))
    assert word in told


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (licence(decided_after=[0.5, 0.4]), "add up to 0.9"),
        (licence(approval_share=1.2), "between 0 and 1"),
        (licence(approval_share=[{"from": "2025-05", "value": 0.2}]), "a value from 2025-04 on"),
        (licence(approval_share=[]), "no step"),
        (
            licence(
                application_rate=[
                    {"from": "2025-04", "value": 1},
                    {"from": "2025-04", "value": 2},
                ]
            ),
            "steps in order of time",
        ),
        (licence(span={"start": "2025-04", "end": "2025-04"}), "a month after the start, 2025-04"),
        (licence(aproval_share=0.3, approval_share=...), "approval_share"),
        (licence(kind="export_license"), "export_licence"),
        (licence(evidence={"source": "x", "grade": "E"}), "grade"),
        (licence(evidence=...), "evidence"),
        (licence(span={"start": "2025-13"}), "2025-13"),
        (licence(first_month_share="0.2"), "a number"),
        (licence(goods=[]), "at least 1"),
        (written(months=0), "at least 1"),
        (written(months=12.5), "a whole number"),
        (written(seed=-1), "at least 0"),
        (written(label={"en": "Example"}), "zh"),
        (written(start=...), "start"),
        (written(effect=[]), "effects"),
        (written(effects=[LICENCE, LICENCE]), "licence 2 times"),
        (written(effects=[LICENCE, {**LICENCE, "id": "again"}]), "again, the same as licence"),
    ],
)
def test_faulty_files_are_refused_with_the_reason(
    tmp_path: Path, world: Any, content: dict[str, Any], complaint: str
) -> None:
    told = "\n".join(faults(tmp_path, world, content))
    assert complaint in told
    assert "example.yaml" in told


def test_several_faults_are_told_at_once(tmp_path: Path, world: Any) -> None:
    content = licence(approval_share=1.5, ungated_share=-1, expiry_share=2)
    content["months"] = 0
    assert len(faults(tmp_path, world, content)) >= 2


def test_an_unshipped_name_is_refused_with_the_near_miss() -> None:
    with pytest.raises(UnknownNameError, match="baseline"):
        load_scenario("basline")


def test_shipped_scenarios_are_called_by_their_files() -> None:
    assert "baseline" in shipped_scenarios()
    for name in shipped_scenarios():
        assert open_scenario(name).scenario.id == name


def test_schema_has_a_field_for_every_field_of_the_record() -> None:
    from dataclasses import fields

    from monazite.scenario.scenario import Scenario

    assert {field.name for field in fields(Scenario)} == set(WrittenScenario.model_fields)
