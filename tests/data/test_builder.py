"""The pieces of the builder that need no shared data."""

from __future__ import annotations

from pathlib import Path

import pytest

from monazite.data.build.attribution import attribution
from monazite.data.build.chemistry import oxide_per_metal
from monazite.data.build.draft import draft, exactly, rounded, written
from monazite.data.build.magnet_uses import fitted
from monazite.data.build.mixed_compounds import LARGEST_NDPR, ndpr_share
from monazite.data.build.shared import Shared
from monazite.errors import DataError

EVIDENCE = {"grade": "A", "source": "s", "licence": "l", "vintage": "v", "note": ""}


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.0, "0"), (1234567.0, "1234570"), (0.000123456789, "0.000123457"), (12.5, "12.5")],
)
def test_numbers_are_written_plainly_with_six_digits(number: float, text: str) -> None:
    assert written(number) == text


def test_a_balancing_number_keeps_its_digits() -> None:
    assert exactly(106.123456789012) == "106.123456789012"
    assert rounded(123456.7) == 123457


def test_no_number_and_no_empty_cell_is_written() -> None:
    with pytest.raises(DataError):
        written(float("nan"))
    with pytest.raises(DataError, match="empty cell"):
        draft("x.csv", ("a",), [{"a": "", **EVIDENCE}]).text()
    with pytest.raises(DataError, match="cells"):
        draft("x.csv", ("a",), [{"b": "1", **EVIDENCE}]).text()


def test_a_draft_is_written_the_same_every_time() -> None:
    table = draft("x.csv", ("a", "b"), [{"a": "one", "b": 1 / 3, **EVIDENCE}])
    assert table.text() == "a,b,grade,source,licence,vintage\none,0.333333,A,s,l,v\n"


def test_words_without_a_source_are_refused() -> None:
    with pytest.raises(DataError, match="attribution"):
        attribution("heard on the radio")


def test_guesses_are_graded_down() -> None:
    assert attribution("estimate; no source found").grade == "D"
    assert attribution("supply/mine_production_usgs.csv MCS2026 2024").grade is None


def test_fitting_meets_rows_and_columns() -> None:
    seed = {("a", "x"): 1.0, ("a", "y"): 2.0, ("b", "x"): 3.0, ("b", "y"): 0.0}
    table = fitted(seed, {"a": 10.0, "b": 5.0}, {"x": 9.0, "y": 6.0})
    assert ("b", "y") not in table
    assert table["b", "x"] == pytest.approx(5)
    assert table["a", "x"] == pytest.approx(4)
    assert table["a", "y"] == pytest.approx(6)


def test_the_share_of_ndpr_follows_the_price_within_bounds() -> None:
    shares = {"lanthanum_oxide": 0.62, "yttrium_oxide": 0.12}
    assert ndpr_share(1000, 1.0, shares) == 0
    assert ndpr_share(1000, 60.0, shares) == LARGEST_NDPR
    assert 0 < ndpr_share(1000, 3.0, shares) < LARGEST_NDPR


@pytest.mark.parametrize(
    ("element", "factor"),
    [("La", 1.1728), ("Ce", 1.2284), ("Nd", 1.1664), ("Pr", 1.2082), ("Dy", 1.1477),
     ("Tb", 1.1762), ("Y", 1.2699)],
)  # fmt: skip
def test_oxide_factors_are_those_of_the_handbooks(element: str, factor: float) -> None:
    assert oxide_per_metal(element) == pytest.approx(factor, abs=1e-4)


def test_a_missing_shared_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"data/none\.csv"):
        Shared(tmp_path).rows("data/none.csv")


def test_shifted_cells_are_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n1,2,3\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 3"):
        Shared(tmp_path).rows("t.csv")
