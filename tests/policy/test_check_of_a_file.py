"""What does `check` say of an act that somebody wrote? Every fault, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from monazite.policy.check import check
from monazite.policy.read import LIBRARY, cases_file
from monazite.record_shape import encode
from monazite.yaml_tree import parse_tree

SHIPPED = LIBRARY / "cn" / "mofcom-gacc-2025-58.yaml"
NAME = "cn/mofcom-gacc-2025-58"


def faults(folder: Path, *changes: tuple[str, str]) -> list[tuple[str, str]]:
    """Return place and what was found of each fault of a changed copy of a shipped act."""
    text = SHIPPED.read_text(encoding="utf-8").replace(f"id: {NAME}\n", "id: cn/my-act\n")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / "cn" / "my-act.yaml"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    cases = cases_file(SHIPPED).read_text(encoding="utf-8").replace(NAME, "cn/my-act")
    cases_file(file).write_text(cases, encoding="utf-8")
    found, _ = check([file])
    return [(one.where.partition("my-act.yaml, ")[2], one.found) for one in found]


@pytest.mark.slow
def test_a_sound_copy_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


def test_faults_of_form_name_line_key_and_what_stood_there(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        ("instrument: export_licence", "instrument: export_license"),
        ("lane: china", "lane: chinna"),
    )
    assert found == [
        ("line 4, key `lane`", '"chinna"'),
        ("line 34, key `rules[0].instrument`", '"export_license"'),
    ]


def test_a_citation_that_is_not_there_is_named_at_the_rule(tmp_path: Path) -> None:
    found = faults(tmp_path, ("citations: [text, regulation]", "citations: [nowhere]"))
    assert found == [("line 35, key `rules[0].citations`", 'citation "nowhere"')]


def test_names_that_lead_nowhere_are_told_with_their_lines(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        ("by: cn/mofcom-gacc-2025-70", "by: cn/nothing"),
        ("elements: [Li, Fe", "elements: [Lx, Fe"),
        ("elements: [Li], forms: [battery_cell", "elements: [Lx], forms: [battery_cell"),
        ("parameter: energy_density_wh_kg", "parameter: energy_density"),
    )
    item = "rules[0].scope.goods.items[0]"
    assert found == [
        ("line 16, key `elements`", 'element "Lx"'),
        (f"line 40, key `{item}.elements`", 'element "Lx"'),
        (f"line 40, key `{item}.thresholds`", 'parameter "energy_density"'),
        ("line 21, key `calendar`", 'act "cn/nothing"'),
    ]


def test_a_wrong_id_does_not_hide_other_faults(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        ("id: cn/my-act\n", "id: cn/another\n"),
        ("by: cn/mofcom-gacc-2025-70", "by: cn/nothing"),
        ("parameter: energy_density_wh_kg", "parameter: energy_density"),
    )
    assert [where.split(",")[0] for where, _ in found] == ["line 2", "line 40", "line 21"]


@pytest.mark.slow
def test_a_list_far_over_its_cap_is_refused(tmp_path: Path) -> None:
    many = ", ".join(f'"name {number}"' for number in range(40_000))
    [(where, told)] = faults(tmp_path, ('names: ["lithium-ion battery"', f"names: [{many}"))
    assert told == "a list of 40004 entries"
    assert where.endswith("names`")


def test_every_place_of_a_pair_keeps_its_own_kinds() -> None:
    from monazite.absence import Unknown

    node = parse_tree("[unknown, unknown]", "text").root
    assert encode(node, (tuple[Unknown, str],), "text")[1] == "unknown"
    assert encode(node, (tuple[Unknown, ...],), "text") == [
        {"unknown": "text states no value"},
        {"unknown": "text states no value"},
    ]
