"""Does a report say by how much policies move the odds of projects, and on what evidence?"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from monazite.chains.world import load_world
from monazite.effects import Evidence, ProjectOutlook, Span
from monazite.market.listed import expected
from monazite.months import Month
from monazite.odds import with_odds
from monazite.present.catalogue import catalogue
from monazite.present.project_chances import chance_lines, outlooks_beside, project_chances
from monazite.scenario.read import parse_scenario
from monazite.scenario.scenario_text import scenario_text

CHAIN = load_world("gallium").chain


def outlook(facility: str, ratio: float, months: int = 0, start: str = "2022-01") -> ProjectOutlook:
    """An effect on the odds of one project."""
    return ProjectOutlook(
        id=f"a_rule_{facility}",
        facilities=(facility,),
        span=Span(Month.parse(start), None, None),
        outcome="odds",
        odds_ratio=ratio,
        delay_months=months,
        evidence=Evidence(source="a table", grade="D", note="an assumption", note_zh="属假设"),
    )


def test_chances_and_starts_are_those_that_the_market_takes() -> None:
    effects = [outlook("metlen_gallium", 1.2, -2), outlook("vaudreuil_gallium", 0.8, 6)]
    found = {one.facility.id: one for one in project_chances(CHAIN, effects)}
    assert set(found) == {f.id for f in CHAIN.facilities.values() if f.start is not None}
    metlen = found["metlen_gallium"]
    assert metlen.chance == pytest.approx(with_odds(metlen.before, 1.2))
    assert metlen.facility.start is not None
    assert metlen.start == metlen.facility.start + -2
    assert (metlen.chance, -2) == expected(metlen.facility, effects[:1])
    assert found["onsan_gallium"].moved_by == ()
    assert found["onsan_gallium"].chance == found["onsan_gallium"].before


def test_an_effect_after_the_start_moves_nothing() -> None:
    late = outlook("metlen_gallium", 5.0, start="2035-01")
    assert all(not one.moved_by for one in project_chances(CHAIN, [late]))


@pytest.mark.parametrize(("lang", "note"), [("en", "an assumption"), ("zh", "属假设")])
def test_sentences_name_the_project_the_change_and_the_evidence(lang: str, note: str) -> None:
    words = catalogue(lang)  # type: ignore[arg-type]
    (line,) = chance_lines(project_chances(CHAIN, [outlook("metlen_gallium", 1.2)]), words)
    for told in ("METLEN", "26", "30", "2029-05", note, "a table", "D"):
        assert told in line
    (none,) = chance_lines(project_chances(CHAIN, []), words)
    assert "5" in none
    assert chance_lines((), words) == ()


def test_effects_are_read_from_beside_a_run_and_a_long_name_can_be_read_again(
    tmp_path: Path,
) -> None:
    from monazite.scenario.all_chains import acting_on

    world, acting = acting_on("truce_prolonged", "gallium", 12)
    text = scenario_text(acting.scenario)
    assert max(len(effect.id) for effect in acting.scenario.effects) > 80
    again = parse_scenario(text, "scenario.yaml").check(world)
    assert again.effects == acting.scenario.effects
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    run: Any = SimpleNamespace(attributes={"world": "gallium"})
    found = outlooks_beside(tmp_path, run)
    assert found is not None
    assert {name for one in found for name in one.facilities} >= {"metlen_gallium"}
    (tmp_path / "scenario.yaml").unlink()
    assert outlooks_beside(tmp_path, run) is None
