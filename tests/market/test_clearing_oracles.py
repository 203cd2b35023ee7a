"""Networks with known answers: prices, uses and residual by both linear solvers."""

import json
from pathlib import Path

import pytest

from monazite.market.network_file import clear_network

ORACLES = (
    "n0_6x4_s0",
    "n101_12x8_s20",
    "n1_6x4_s30",
    "n2_3x3_s0",
    "n3_6x4_s30",
    "n4_4x6_s0",
    "n5_6x4_s60",
    "n9_6x4_s30",
)


def test_every_oracle_is_tried(shared: Path) -> None:
    there = {p.name.split(".")[0] for p in (shared / "oracles/clearing").glob("*.network.json")}
    assert there == set(ORACLES)


@pytest.mark.slow
@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize("linear", ["dense", "blocks"])
def test_the_answer_of_an_oracle_is_found(shared: Path, name: str, linear: str) -> None:
    folder = shared / "oracles/clearing"
    answer = json.loads((folder / f"{name}.answer.json").read_text())
    found = clear_network(folder / f"{name}.network.json", linear=linear)
    assert found["ok"]
    assert found["residual"] < 1e-10
    assert found["steps"] <= 60
    assert found["prices"] == pytest.approx(answer["prices"], rel=1e-9)
    assert found["uses"] == pytest.approx(answer["uses"], rel=1e-9)
