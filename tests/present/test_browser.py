"""The report in a browser: nothing is requested and nothing overflows, in either scheme."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    # Closing the browser leaves transports to the collector; whose they are is not ours to mend.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_fits_and_asks_for_nothing_in_either_scheme(
    browser: Any, pages: dict[str, str], tmp_path: Path, language: str, width: int
) -> None:
    path = tmp_path / "report.html"
    path.write_text(pages[language], encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="light")
    try:
        page = context.new_page()
        requests: list[str] = []
        messages: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: messages.append(message.text))
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        for scheme, ground in (("light", "rgb(250, 249, 245)"), ("dark", "rgb(18, 20, 22)")):
            page.emulate_media(color_scheme=scheme)
            for opened in ("false", "true"):
                opening = f"document.querySelectorAll('details').forEach(d => d.open = {opened})"
                page.evaluate(opening)
                assert page.evaluate("document.documentElement.scrollWidth") <= width
            shown = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert shown == ground
            assert page.locator("main h1").is_visible()
            assert page.locator("figure svg text").count() > 100
        assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
        assert messages == []
    finally:
        context.close()


def test_targets_are_large_enough_for_a_finger(
    browser: Any, pages: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    path.write_text(pages["en"], encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 900})
    try:
        page.goto(path.as_uri())
        heights = page.evaluate(
            "[...document.querySelectorAll('.foot a, .foot summary')]"
            ".map(e => e.getBoundingClientRect().height)"
        )
        assert heights and min(heights) >= 40
    finally:
        page.close()
