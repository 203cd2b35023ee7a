"""The sandbox in a real browser: dragging, cancelling, failing, two tabs, and the saved file."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.web.test_browser import Watched, address, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

IDLE = "document.body.dataset.idle === 'true'"
ROW = '#rules .act[data-act="cn/mofcom-gacc-2025-18"]'


def drag(page: Any, share: float) -> None:
    """Drag the bar of an act by a share of its track's width, and let it go."""
    track = page.locator(f"{ROW} .track")
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * (0.5 + share), middle, steps=6)
    page.mouse.up()


def test_a_dragged_bar_changes_the_charts_and_the_address(browser: Any, simulating: str) -> None:
    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(simulating, "/sandbox", "en"))
        until(page, "document.body.dataset.idle === 'true'", 240)
        peak = page.locator("#compare tbody tr").first.inner_text()
        assert page.input_value("#a") == "no_controls"
        assert page.input_value("#base") == "truce_prolonged"
        assert "peak price outside" in page.locator("#headline").inner_text()
        row = page.locator('#rules .act[data-act="cn/mofcom-gacc-2025-18"]')
        track = row.locator(".track")
        track.scroll_into_view_if_needed()
        box = track.bounding_box()
        page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.62, box["y"] + box["height"] / 2, steps=6)
        assert page.locator("#tip").is_visible()
        page.mouse.up()
        until(page, "document.body.dataset.idle === 'true'", 120)
        assert "shift=cn%2Fmofcom-gacc-2025-18" in page.url
        assert page.locator("#compare tbody tr").first.inner_text() != peak
        moved = page.locator("#compare tbody").inner_text()
        page.goto(page.url)
        until(page, "document.body.dataset.idle === 'true'", 120)
        assert page.locator("#compare tbody").inner_text() == moved
        with page.expect_download() as caught:
            page.click("#yaml")
        assert "shift_months" in Path(caught.value.path()).read_text(encoding="utf-8")
        row.locator(".switch input").uncheck(force=True)
        until(page, "document.body.dataset.idle === 'true'", 120)
        assert "off=cn%2Fmofcom-gacc-2025-18" in page.url
        track.focus()
        page.keyboard.press("Escape")
        until(page, "document.body.dataset.idle === 'true'", 120)
        assert "shift=" not in page.url
        assert watched.outside(simulating) == []
        assert watched.messages == []
    finally:
        watched.context.close()


def test_the_saved_file_is_run_by_the_command_line_to_the_same_numbers(
    browser: Any, simulating: str, tmp_path: Path
) -> None:
    from monazite.chains.world import load_world
    from monazite.cli.main import exit_code
    from monazite.present.run_series import SERIES, run_series
    from monazite.scenario.storage import load
    from monazite.web.pages.sandbox import UNITS

    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(simulating, "/sandbox?v=1&base=truce_prolonged&months=36", "en"))
        until(page, IDLE, 240)
        drag(page, 0.1)
        until(page, IDLE, 120)
        with page.expect_download() as caught:
            page.click("#yaml")
        saved = tmp_path / caught.value.suggested_filename
        caught.value.save_as(saved)
        command = page.locator("#command").inner_text()
        assert command == f"monazite run {saved.name}"
        with page.expect_download() as caught:
            page.locator('a[href^="/sandbox.csv"]').first.click()
        text = Path(caught.value.path()).read_text(encoding="utf-8-sig")
    finally:
        watched.context.close()
    assert exit_code(["run", str(saved), "--output", str(tmp_path / "run")]) == 0
    found = run_series(load(tmp_path / "run"), load_world(), "Dy", frozenset(), loop=False)
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    rows = [row for row in csv.DictReader(io.StringIO("\n".join(lines))) if row["scenario"] == "B"]
    shown = {row["month"]: row for row in rows if row["value"] == "central"}
    assert list(shown) == list(found.months)
    units = dict(zip(SERIES, UNITS, strict=True))
    assert len(found.series) >= 4
    for one in found.series:
        told = [float(shown[month][f"{one.id}_{units[one.id]}"]) for month in found.months]
        assert told == pytest.approx(list(one.values), rel=1e-4), one.id


def test_a_simulation_that_is_cancelled_leaves_the_last_result_dimmed(
    browser: Any, simulating: str
) -> None:
    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(simulating, "/sandbox?v=1&base=truce_prolonged&months=36", "en"))
        until(page, IDLE, 240)
        assert page.locator("#charts.dim").count() == 0
        before = page.locator("#compare tbody").inner_text()
        page.route("**/api/simulations", lambda route: None)
        drag(page, 0.1)
        page.evaluate("document.getElementById('cancel').hidden = false")
        page.click("#cancel")
        page.unroute("**/api/simulations")
        assert "cancelled" in page.locator("#run-state").inner_text()
        assert "cancelled" in page.locator("#headline").inner_text()
        assert page.locator("#charts.dim").count() == 1
        assert page.locator("#compare.dim tbody").inner_text() == before
        page.locator(f"{ROW} .track").focus()
        page.keyboard.press("ArrowRight")
        until(page, IDLE, 120)
        assert page.locator(".dim").count() == 0
        assert page.locator("#compare tbody").inner_text() != before
    finally:
        watched.context.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_failed_solve_is_shown_as_failed(browser: Any, simulating: str, lang: str) -> None:
    """The server's answer is replaced by one whose third month did not clear, then by a fault."""
    watched = Watched(browser)
    page = watched.page
    part = {
        "months": ["2026-10", "2026-11", "2026-12", "2027-01"],
        "series": {"price_outside": {"unit": "usd_per_kg", "values": [400.0, 410.0, None, None]}},
        "absent": [],
        "failed": {"month": "2026-12", "residual": 0.02, "worst_node": "CHN/dy_oxide"},
        "scenario": "sandbox_0",
        "effects_hash": "x",
    }
    answers = [[{"part": part}, {"done": True}]] * 2
    fault = {"where": "simulation", "found": "a worker that ended", "expected": "an answer"}
    answers += [[{"failed": [fault]}]]
    try:

        def answer(route: Any) -> None:
            asked = json.loads(route.request.post_data)
            told = [{"done": True}] if asked.get("members") else answers.pop(0)
            body = "".join(json.dumps(line) + "\n" for line in told)
            route.fulfill(body=body, content_type="application/x-ndjson")

        page.route("**/api/simulations", answer)
        page.goto(address(simulating, "/sandbox", lang))
        until(page, IDLE, 60)
        state = page.locator("#run-state.miss")
        assert "2026-12" in state.inner_text()
        assert {"en": "did not clear", "zh": "未出清"}[lang] in state.inner_text()
        page.locator(f"{ROW} .track").focus()
        page.keyboard.press("ArrowRight")
        until(page, "!document.getElementById('run-faults').hidden", 60)
        assert page.locator("#seconds").inner_text() == "✕"
        assert page.locator("#headline").inner_text() == {"en": "failed", "zh": "未能完成"}[lang]
        page.wait_for_timeout(300)  # what is drawn again later must not speak of the failed one
        assert page.locator("#headline").inner_text() == {"en": "failed", "zh": "未能完成"}[lang]
        assert page.locator("#charts.dim").count() == 1
    finally:
        watched.context.close()


def test_two_tabs_at_once_get_their_own_answers(browser: Any, simulating: str) -> None:
    """Both change something before the other is answered; each ends as its address alone does."""
    watched = Watched(browser)
    first, second = watched.page, watched.context.new_page()
    where = address(simulating, "/sandbox?v=1&base=truce_prolonged&months=30", "en")
    try:
        for page in (first, second):
            page.goto(where)
        for page in (first, second):
            until(page, IDLE, 240)
        for page, key in ((first, "ArrowRight"), (second, "ArrowLeft")):
            page.locator(f"{ROW} .track").focus()
            page.keyboard.press(f"Shift+{key}")
        told = []
        for page in (first, second):
            until(page, IDLE, 240)
            told.append(page.locator("#compare tbody").inner_text())
        assert told[0] != told[1]
        for page, before in zip((first, second), told, strict=True):
            page.goto(page.url)
            until(page, IDLE, 240)
            assert page.locator("#compare tbody").inner_text() == before
        assert watched.messages == []
    finally:
        watched.context.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_link_of_another_version_says_so(browser: Any, simulating: str, lang: str) -> None:
    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(simulating, "/sandbox?v=0&base=truce_prolonged", lang))
        told = page.locator("main").inner_text()
        assert {"en": "version", "zh": "另一版本"}[lang] in told
        page.goto(address(simulating, "/sandbox?v=1&base=truce_prolonged&months=24", lang))
        assert page.locator("#charts").count() == 1
    finally:
        watched.context.close()
