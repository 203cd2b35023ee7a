"""Where does a fault of a shipment's file sit? File, line and key, also across fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from monazite.errors import DefinitionError
from monazite.policy.read_transaction import read_transaction

HEAD = "date: 2026-03-02\nto: DEU\n"


@pytest.mark.parametrize(
    ("rest", "place"),
    [
        ("good: dysprosium oxide\nelements: [Nd]\n", "line 4, key `elements`"),
        ("parameters:\n  purity: 3\n", "line 4, key `parameters.purity`"),
        (
            "parameters:\n  steps:\n    mining: Germany\n",
            "line 5, key `parameters.steps.mining`",
        ),
        ("elements:\n  Dy: -1\n", "line 4, key `elements.Dy`"),
        (
            "contains:\n  - good: magnet\n  - good: dysprosium oxide\n    elements: [Nd]\n",
            "line 6, key `contains[1].elements`",
        ),
        (
            "good: Sb2O3 99.99%\nparameters:\n  purity_pct: 99.0\n",
            "line 5, key `parameters.purity_pct`",
        ),
    ],
)
def test_a_fault_across_fields_names_file_line_and_key(
    tmp_path: Path, rest: str, place: str
) -> None:
    file = tmp_path / "shipment.yaml"
    file.write_text(HEAD + rest, encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        read_transaction(file)
    assert [fault.where.partition(", ")[2] for fault in error.value.faults] == [place]
    assert "shipment.yaml" in error.value.faults[0].where
