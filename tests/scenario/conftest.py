"""A stand-in for a world: only the names that a scenario may use."""

from types import SimpleNamespace
from typing import Any

import pytest

from monazite.months import Month


@pytest.fixture
def world() -> Any:
    """Names of a chain of two regions and two goods."""
    chain = SimpleNamespace(
        id="rare_earths",
        regions={"CHN": 1, "USA": 1, "DEU": 1},
        goods={"dysprosium_oxide": 1, "lanthanum_oxide": 1},
        recipes={"separate_monazite": 1},
        facilities={"mountain_pass": 1},
        uses={"defence": 1},
        demand={"stated_policies": {}},
        export_gates={"CHN": {"all": ("*",)}},
        has_status=lambda good: good == "dysprosium_oxide",
    )
    return SimpleNamespace(
        chain=chain, as_known=Month(2026, 11), vintage="2024", fingerprint="f" * 64
    )
