"""The collected projects, their draws, and what policies do to them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.chains.pipeline import (
    LEVERS,
    announced_start,
    draw_projects,
    figure,
    figures_used,
    lever_delay,
    lever_ratio,
    outlooks,
    planned_months,
)
from monazite.chains.projects import Project, chosen_projects, projects, read_projects
from monazite.data.build.projects import maturity_of, minerals_of, month_of
from monazite.errors import DataError, DefinitionError, UnknownNameError
from monazite.months import Month
from monazite.odds import with_odds

DRAWS = 400


def test_all_collected_projects_ship_with_a_report() -> None:
    found = projects()
    assert len(found) == 155
    assert all("reported by" in one.note for one in found)
    assert all(one.region in ("europe", "north_america", "asia_pacific", "world") for one in found)
    assert {one.grade for one in found} <= {"B", "C"}


def within(share: float, expected: float, count: int) -> bool:
    """Is a drawn share within three standard errors of the published one?"""
    return abs(share - expected) <= 3 * (expected * (1 - expected) / count) ** 0.5


@pytest.mark.parametrize("region", ["europe", "north_america", "asia_pacific", "world"])
def test_draws_reproduce_the_published_shares_of_delayed_projects(region: str) -> None:
    chosen = [one for one in projects() if one.region == region]
    found = draw_projects(chosen, DRAWS, seed=11)
    count = found.delayed.size
    assert within(found.delayed.mean(), figure("delayed_share", region).value, count)


def test_draws_reproduce_causes_troubles_and_overruns() -> None:
    found = draw_projects(projects(), DRAWS, seed=5)
    late = int(found.delayed.sum())
    assert within(
        found.by_permitting.sum() / late, figure("permitting_share", "delayed").value, late
    )
    troubled = figure("troubled_share", "world").value
    assert within(found.troubled.mean(), troubled, found.troubled.size)
    error = found.overrun.std() / found.overrun.size**0.5
    assert abs(found.overrun.mean() - figure("schedule_overrun", "world").value) <= 3 * error
    assert (found.delay[~found.delayed] == 0).all()


def test_failures_follow_the_chance_by_maturity() -> None:
    found = draw_projects(projects(), DRAWS, seed=8)
    for maturity in ("construction", "financed", "planned", "early"):
        columns = [n for n, one in enumerate(found.projects) if one.maturity == maturity]
        drawn = found.comes[:, columns]
        assert within(drawn.mean(), figure("chance", maturity).value, drawn.size), maturity
    given_up = [n for n, one in enumerate(found.projects) if one.maturity == "cancelled"]
    assert not found.comes[:, given_up].any()


def test_the_same_seed_gives_the_same_draw() -> None:
    first, again = (draw_projects(projects(), 3, seed=4) for _ in range(2))
    other = draw_projects(projects(), 3, seed=5)
    assert np.array_equal(first.delay, again.delay)
    assert not np.array_equal(first.delay, other.delay)


@given(st.floats(0, 1), st.floats(0, 50), st.floats(0, 50))
def test_odds_multiply(chance: float, first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert 0 <= with_odds(chance, low) <= with_odds(chance, high) + 1e-12 <= 1 + 1e-9
    assert with_odds(chance, 1.0) == pytest.approx(chance)
    assert with_odds(1.0, 0.5) == 1.0
    with pytest.raises(DataError, match="ratio"):
        with_odds(0.5, -1.0)


def test_levers_move_odds_and_delays_and_say_on_what_evidence() -> None:
    chosen = chosen_projects("gallium")
    plain = draw_projects(chosen, DRAWS, seed=2)
    helped = draw_projects(chosen, DRAWS, seed=2, levers=("finance", "permitting"))
    shut = draw_projects(chosen, DRAWS, seed=2, levers=("screening",))
    assert helped.comes.mean() > plain.comes.mean() > shut.comes.mean()
    assert helped.delay.mean() < plain.delay.mean() < shut.delay.mean()
    assert lever_ratio(LEVERS) == pytest.approx(2.0 * 2.5 * 1.2 * 0.8)
    for lever in LEVERS:
        told = [one for one in figures_used((lever,)) if one.of == lever]
        assert told
        assert all(one.grade == "D" and one.note for one in told)
    with pytest.raises(UnknownNameError, match="finance"):
        lever_ratio(("finances",))


@pytest.mark.parametrize("lever", LEVERS)
def test_a_lever_moves_the_expected_start_as_its_draws_do(lever: str) -> None:
    chosen = [one for one in projects() if one.to_come and planned_months(one) >= 36]
    plain = draw_projects(chosen, DRAWS, seed=2)
    moved = draw_projects(chosen, DRAWS, seed=2, levers=(lever,))
    drawn = (moved.delay - plain.delay).mean(axis=0)
    stated = np.array([lever_delay(lever, one) for one in chosen])
    assert abs(drawn.mean() - stated.mean()) <= 0.5
    signs = {"finance": 0, "floor": 0, "permitting": -1, "screening": 1}
    assert (np.sign(stated) == signs[lever]).all()


@pytest.mark.parametrize(("planned", "reported"), [("2028-07", "2024-07"), ("2026-02", "2025-12")])
def test_the_announced_month_follows_back_from_the_expected_one(
    planned: str, reported: str
) -> None:
    announced, known = Month.parse(planned), Month.parse(reported)
    overrun = figure("schedule_overrun", "world").value
    expected = announced + round(overrun * max(12, announced - known))
    assert announced_start(expected, known) == announced


def test_likely_starts_are_in_order() -> None:
    found = outlooks(projects(), draws=200)
    dated = [one for one in found if isinstance(one.earliest, Month)]
    assert len(dated) > 40
    for one in dated:
        assert one.earliest <= one.median <= one.late


def test_unknown_names_are_refused_with_near_misses() -> None:
    with pytest.raises(UnknownNameError, match="did you mean gallium"):
        chosen_projects("galium")
    with pytest.raises(UnknownNameError, match="did you mean"):
        chosen_projects(country="US")
    with pytest.raises(UnknownNameError, match="refining"):
        chosen_projects(stage="refinery")


@pytest.mark.parametrize(
    ("words", "month"),
    [
        ("2027", "2027-07"),
        ("2026-mid", "2026-07"),
        ("2025-end", "2025-11"),
        ("2029-Q1 (commissioning)", "2029-02"),
        ("2028-29", "2029-07"),
        ("2026-04 (Sm)", "2026-04"),
        ("not found", "unknown"),
        ("", "unknown"),
    ],
)
def test_dates_in_words(words: str, month: str) -> None:
    assert month_of(words) == month


def test_statuses_and_metals_in_words() -> None:
    assert maturity_of("construction", "x") == "construction"
    assert maturity_of("cancelled", "x") == "cancelled"
    assert minerals_of("Nd,Pr (La, Ce co-products)") == ("rare_earths",)
    assert minerals_of("Ga, alumina") == ("gallium", "aluminium")
    with pytest.raises(DataError, match=r"projects\.yaml"):
        maturity_of("gone fishing", "x")


def own_table(tmp_path: Path, **changed: str) -> Path:
    """A table with one project of a user, with some cells changed."""
    cells = {
        "id": "MINE",
        "project": "A mine",
        "operator": "Somebody",
        "country": "AUS",
        "minerals": "tungsten",
        "stage": "mine",
        "capacity": "1000",
        "capacity_of": "t W",
        "status": "planned",
        "maturity": "planned",
        "chance": "0.3",
        "reported": "2026-05",
        "planned_start": "2028-01",
        "actual_start": "unknown",
        "support": "none found",
        "offtake": "none found",
        "facilities": "n/a",
        "grade": "D",
        "source": "own",
        "licence": "own",
        "vintage": "2026",
        "note": "own",
    }
    cells |= changed
    path = tmp_path / "own.csv"
    path.write_text(",".join(cells) + "\n" + ",".join(cells.values()) + "\n", encoding="utf-8")
    return path


def test_a_users_own_table_is_read(tmp_path: Path) -> None:
    found: tuple[Project, ...] = read_projects(own_table(tmp_path))
    assert [one.name for one in found] == ["A mine"]
    assert found[0].to_come


def test_faults_of_a_users_table_are_located_all_at_once(tmp_path: Path) -> None:
    path = own_table(
        tmp_path, country="AUT1", planned_start="2025-01", chance="3", maturity="planed"
    )
    with pytest.raises(DefinitionError) as caught:
        read_projects(path)
    told = str(caught.value)
    for words in ("country", "chance", "maturity", "did you mean planned", "projects, MINE"):
        assert words in told


def test_a_start_before_its_announcement_is_explained(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="cannot be announced after it started"):
        read_projects(own_table(tmp_path, planned_start="2025-01"))
