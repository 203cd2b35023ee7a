"""Every part of a page that is computed comes, in both languages, and so do its files."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from monazite.web.app import create_app
from monazite.web.settings import Settings

pytestmark = pytest.mark.slow

PARTS = (
    "/parts/matrix",
    "/parts/matrix?chain=gallium",
    "/parts/measures",
    "/parts/targets",
    "/parts/behaviour",
    "/parts/figures/rare_earths?element=Dy",
    "/parts/figures/lithium?element=Li",
    "/parts/years/rare_earths?element=Dy",
    "/parts/years/gallium",
)
FILES = (
    "/matrix.xlsx?chain=gallium",
    "/measures.csv",
    "/years/gallium.csv",
    "/sandbox.xlsx?v=1&base=truce_prolonged&months=24",
    "/sandbox.csv?v=1&base=truce_prolonged&months=24&chain=gallium&element=Ga",
)


@pytest.fixture(scope="module")
def computing() -> Iterator[TestClient]:
    with TestClient(create_app(Settings())) as made:
        yield made


def answered(client: TestClient, address: str, seconds: float = 400):  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = client.get(address)
        if answer.status_code != 202:
            return answer
        told = answer.json()
        assert 0 <= told["done"] <= 1
        time.sleep(0.3)
    raise AssertionError(f"{address}: not within {seconds} s")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", PARTS)
def test_a_part_comes_whole(computing: TestClient, path: str, lang: str) -> None:
    answer = answered(computing, f"{path}{'&' if '?' in path else '?'}lang={lang}")
    assert answer.status_code == 200
    assert "<h2" in answer.text or "<h3" in answer.text
    assert 'class="faults"' not in answer.text
    figures = re.findall(r"<section.*?</section>", answer.text, re.S)
    for figure in (one for one in figures if "<table" in one or "<svg" in one):
        foot = figure.partition('class="foot"')[2]
        assert ">CSV<" in foot and ">Excel<" in foot, figure[:200]
        assert foot.count("<details") >= 2, figure[:200]


@pytest.mark.parametrize("path", FILES)
def test_a_file_of_what_is_computed_comes(computing: TestClient, path: str) -> None:
    answer = answered(computing, path)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    assert len(answer.content) > 300


def test_a_stream_that_is_left_is_cancelled_and_told_apart_by_its_tab(
    computing: TestClient,
) -> None:
    """Two tabs ask the same: one goes, the other still gets its answer."""
    desk = computing.app.state.desk  # type: ignore[attr-defined]
    payload = {"query": [["v", "1"], ["base", "truce_prolonged"], ["months", "30"]]}
    payload |= {"element": "Dy"}
    first, second = (desk.hand_in("sandbox", payload) for _ in range(2))
    assert first is second
    first.watchers += 1
    desk.take_back(first)
    assert first.ended.wait(200)
    assert first.state == "done"
