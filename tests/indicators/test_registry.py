from __future__ import annotations

import inspect
import os
import subprocess
import sys

import pytest

from monazite.errors import UnknownNameError
from monazite.indicators.reference_page import reference_page, write_reference_pages
from monazite.indicators.registry import INDICATORS, indicator


@pytest.mark.parametrize("record", INDICATORS, ids=lambda record: record.id)
def test_every_record_names_documented_functions(record):
    for function in record.functions():
        assert inspect.getdoc(function)
        assert all(hint != "" for hint in inspect.get_annotations(function).values())
    assert record.source
    assert record.lowest is None or record.highest is None or record.lowest < record.highest


def test_ids_are_unique_and_misspelt_ones_are_refused():
    assert len({record.id for record in INDICATORS}) == len(INDICATORS)
    assert indicator("loop_closure").unit.en == "share"
    with pytest.raises(UnknownNameError, match="loop_closure"):
        indicator("loop_closur")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pages_of_the_manual_are_those_of_the_registry(lang, repository):
    page = repository / "docs" / lang / "indicators.md"
    assert page.read_text(encoding="utf-8") == reference_page(lang), (
        "write the pages anew: python -m monazite.indicators.reference_page docs"
    )
    for record in INDICATORS:
        assert record.label.text(lang) in page.read_text(encoding="utf-8")


def test_pages_can_be_written_elsewhere(tmp_path):
    written = write_reference_pages(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "en/indicators.md",
        "zh/indicators.md",
    ]
    with pytest.raises(ValueError, match="language"):
        reference_page("de")


def test_indicators_start_without_the_market_and_its_libraries(repository):
    code = (
        "import sys\n"
        "from monazite.indicators.registry import INDICATORS\n"
        "for record in INDICATORS: record.functions()\n"
        "heavy = {'jax', 'pandas', 'xarray', 'pyarrow', 'scipy'} & set(sys.modules)\n"
        "market = [name for name in sys.modules if name.startswith('monazite.market')]\n"
        "print(sorted(heavy), market)\n"
    )
    place = {**os.environ, "PYTHONPATH": str(repository / "src")}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=place
    )
    assert done.stdout.strip() == "[] []"
