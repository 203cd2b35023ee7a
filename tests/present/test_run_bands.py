"""Bands beside a saved run are read, drawn in the report, and refused where they are broken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monazite.errors import DefinitionError
from monazite.present.context import Context
from monazite.present.focus import OXIDES
from monazite.present.run_bands import COLUMNS, RunBands, bands_beside, bands_file, read_bands
from monazite.present.sections import prices
from monazite.present.sections.price_paths import market_node, outside_place, price_paths

pytestmark = pytest.mark.slow

ROW = "2024-01,DEU/dysprosium_oxide/bound,USD/t,300000,200000,{high},100000,900000"


def _write(run: Path, high: str = "400000", columns: tuple[str, ...] = COLUMNS) -> Path:
    place = bands_file(run)
    place.write_text(f"{','.join(columns)}\n{ROW.format(high=high)}\n", encoding="utf-8")
    return place


def test_bands_lie_beside_the_folder_of_a_run(tmp_path: Path) -> None:
    run = tmp_path / "runs" / "truce.v1"
    run.parent.mkdir()
    assert bands_beside(run) is None
    assert _write(run).name == "truce.v1.bands.csv"
    found = bands_beside(run)
    assert found is not None
    assert found.at("DEU/dysprosium_oxide/bound", "2024-01") == (200000.0, 400000.0)
    assert found.at("DEU/dysprosium_oxide/bound", "2031-01") is None
    assert found.at("JPN/dysprosium_oxide/bound", "2024-01") is None


@pytest.mark.parametrize("high", ["100", "nan", "", "many"])
def test_a_broken_band_is_refused_with_its_line(tmp_path: Path, high: str) -> None:
    place = _write(tmp_path / "run", high)
    with pytest.raises(DefinitionError, match="line 2"):
        read_bands(place)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    place = _write(tmp_path / "run", columns=("month", "node"))
    with pytest.raises(DefinitionError, match="line 1"):
        read_bands(place)


def test_the_command_writes_what_the_report_reads() -> None:
    from monazite.evidence import bands

    assert bands.COLUMNS == COLUMNS


def test_the_report_draws_bands_and_says_so(contexts: dict[str, Context]) -> None:
    for language, context in contexts.items():
        good = OXIDES["Dy"]
        place = outside_place(context.view, good)
        assert place is not None
        at = market_node(context.view, place, good)
        node = str(context.view.text("node")[at])
        months = context.months[: context.cleared]
        price = context.view.numbers("price", "month", "node")[:, at]
        edges = {m: (0.5 * price[t], 2.0 * price[t]) for t, m in enumerate(months)}
        banded = replace(context, bands=RunBands({node: edges}))
        path = next(one for one in price_paths(banded) if one.element == "Dy")
        shown = prices.banded(banded, path, range(len(months)))
        assert len(shown) == len(months)
        _, low, high = shown[0]
        assert (low, high) == pytest.approx((0.5 * price[0] / 1000, 2.0 * price[0] / 1000))
        before, after = prices.figures(context)[1], prices.figures(banded)[1]
        assert context.say("prices.no_bands") in before.note
        assert context.say("prices.bands") in after.note, language
        assert before.drawings != after.drawings
