"""Every page in a real browser, in both languages, wide and narrow: it works and it fits."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import PAGES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    # Closing the browser leaves transports to the collector; whose they are is not ours to mend.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

NOT_A_FAULT = ("/parts/",)
"""Without a worker these parts say so."""


class Watched:
    """A page that remembers what it asked for and what it complained of."""

    def __init__(self, browser: Any, width: int = 1440, scheme: str = "light") -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        self.context.set_default_navigation_timeout(120_000)  # a machine may be busy with others
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.messages: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))

    def outside(self, base: str) -> list[str]:
        return [url for url in self.requests if not url.startswith((base, "data:", "blob:"))]


def until(page: Any, holds: str, seconds: int = 60) -> None:
    """Wait until an expression holds; the pages' policy forbids what the browser driver does."""
    for _ in range(seconds * 20):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not within {seconds} s: {holds}")


def address(base: str, path: str, lang: str) -> str:
    return f"{base}{path}{'&' if '?' in path else '?'}lang={lang}"


def check(name: str) -> str:
    return (Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8")


CONTRAST, UNNAMED = check("contrast"), check("unnamed")
ACCESSIBLE, FOCUS, UNTRANSLATED = check("accessible"), check("focus"), check("untranslated")
KEPT = check("kept")
WEIGHT = (
    "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
    ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
)
"""Bytes as sent of a page and all it loaded: scripts and their imports, map, fonts, parts."""
AXE_RUN = (
    "axe.run(document, {resultTypes: ['violations'], rules: {'color-contrast': {enabled: false}}})"
    ".then((told) => told.violations.map((one) => `${one.id}: ${one.nodes[0].html}`))"
)
"""What axe-core finds, but for contrast: that is checked here in both schemes, in a tenth of the
time."""


@cache
def axe_core() -> str | None:
    """The accessibility rules of axe-core; None where the package that carries them is missing."""
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        return None
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def broken(page: Any) -> list[str]:
    """Which rules of axe-core does a page break?"""
    source = axe_core()
    if source is None:
        pytest.skip("axe-playwright-python is not installed: not checked with axe-core")
    page.evaluate(source)
    return list(page.evaluate(AXE_RUN))


def kept_picture(page: Any, repository: Path, path: str, what: str, whole: bool = True) -> None:
    """Keep a picture of a page under output/screenshots/, if MONAZITE_SCREENSHOTS asks for it.

    For people to look at: no test does, and a picture takes as long as all checks of a page.
    """
    if not os.environ.get("MONAZITE_SCREENSHOTS"):
        return
    folder = repository / "output" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    name = path.partition("?")[0].strip("/").replace("/", "_") or "today"
    page.screenshot(path=folder / f"{name}_{what}.png", full_page=whole)


FURTHER = (
    "/minerals/gallium",
    "/sandbox?chain=gallium",
    "/screen?good=gallium+metal&from=CHN&to=USA&date=2026-11-28",
    "/policies/us/no-such-act",
)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_works_and_fits(
    browser: Any, served: str, repository: Path, path: str, lang: str
) -> None:
    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(served, path, lang))
        page.wait_for_load_state("networkidle")
        assert page.locator("h1").count() == 1
        assert watched.outside(served) == []
        kept = [m for m in watched.messages if not any(part in m for part in NOT_A_FAULT)]
        assert kept == []
        assert page.evaluate(WEIGHT) < 1_000_000
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
        assert page.evaluate(UNNAMED) == []
        assert page.evaluate(CONTRAST) == []
        assert page.evaluate(ACCESSIBLE) == []
        assert page.evaluate(FOCUS) == []
        assert page.evaluate(UNTRANSLATED) == []
        if lang == "en":
            assert page.evaluate(KEPT) == []
        if lang == "en":
            kept_picture(page, repository, path, f"{lang}_1440")
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(120)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        if lang == "zh":
            kept_picture(page, repository, path, f"{lang}_390", whole="timeline" not in path)
        page.emulate_media(color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 20, 22)"
        assert page.evaluate(CONTRAST) == []
        assert broken(page) == []
    finally:
        watched.context.close()


@pytest.mark.parametrize("path", FURTHER)
def test_further_pages_keep_the_rules_in_chinese(browser: Any, served: str, path: str) -> None:
    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(served, path, "zh"))
        page.wait_for_load_state("networkidle")
        for rule in (UNNAMED, CONTRAST, ACCESSIBLE, FOCUS, UNTRANSLATED):
            assert page.evaluate(rule) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert broken(page) == []
    finally:
        watched.context.close()


def test_a_table_of_a_page_is_kept_as_csv_and_excel(browser: Any, served: str) -> None:
    import openpyxl

    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(served, "/hindcasts", "en"))
        kept = {}
        for ending in ("csv", "xlsx"):
            with page.expect_download() as caught:
                page.locator(f"[data-keep=goals][data-as={ending}]").click()
            kept[ending] = Path(caught.value.path())
            assert caught.value.suggested_filename == f"monazite-goals.{ending}"
        text = kept["csv"].read_text(encoding="utf-8-sig")
        assert text.startswith("Met,Goal,") and "# Monazite" in text
        kept["xlsx"] = kept["xlsx"].rename(kept["xlsx"].with_suffix(".xlsx"))
        rows = list(openpyxl.load_workbook(kept["xlsx"]).worksheets[0].iter_rows(values_only=True))
        shown = page.locator("#goals tbody tr").count()
        assert len(rows) == 1 + shown
        assert isinstance(rows[1][2], float)
        page.locator("#goals").evaluate("(one) => { one.rows[1].cells[1].textContent = '=1+1'; }")
        with page.expect_download() as caught:
            page.locator("[data-keep=goals][data-as=csv]").click()
        assert ",'=1+1," in Path(caught.value.path()).read_text(encoding="utf-8-sig")
        assert not watched.messages
    finally:
        watched.context.close()


def test_the_checks_find_faults(browser: Any, served: str) -> None:
    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(served, "/glossary", "zh"))
        page.evaluate(
            "document.querySelector('main').insertAdjacentHTML('beforeend', "
            "'<h6>a</h6><input id=content><p>this is not a Chinese text</p>"
            "<div role=slidr></div><table><tr><td>1</td></tr></table>')"
        )
        found = " ".join(page.evaluate(ACCESSIBLE))
        for rule in ("heading goes from", "id twice", "without a label", "role", "without heads"):
            assert rule in found
        assert page.evaluate(UNTRANSLATED) == ["this is not a Chinese text"]
        assert page.evaluate(KEPT) == ["TABLE : no CSV, Excel, Cite, How computed, source"]
        page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<style>*{outline:none!important}')"
        )
        assert page.evaluate(FOCUS) != []
        assert any(line.startswith("aria-roles: ") for line in broken(page))
    finally:
        watched.context.close()


def test_the_timeline_filters_zooms_and_opens_an_act(browser: Any, served: str) -> None:
    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(served, "/timeline", "en"))
        shown = page.locator(".act:visible")
        main = shown.count()
        page.get_by_role("button", name="All acts").click()
        whole = shown.count()
        assert 30 < main < whole / 2
        assert "view=all" in page.url
        page.select_option("#issuer", "zw")
        assert 0 < shown.count() < 12
        assert all("Zimbabwe" in text for text in shown.locator("a.name").all_inner_texts())
        page.select_option("#issuer", "")
        page.goto(address(served, "/timeline?minerals=Hg", "en"))  # no act names mercury
        assert shown.count() == 0
        assert page.locator("#nothing").is_visible()
        page.goto(address(served, "/timeline?view=all", "en"))
        assert shown.count() == whole
        page.select_option("#mineral", "Co")
        assert 0 < shown.count() < whole
        assert "minerals=Co" in page.url
        page.get_by_role("button", name="Main acts").click()
        width = page.locator("#axis text").count()
        page.get_by_role("button", name="Zoom in").click()
        page.wait_for_timeout(100)
        assert "from=" in page.url
        page.get_by_role("button", name="2006–2030").click()
        page.wait_for_timeout(100)
        assert page.locator("#axis text").count() > width
        page.get_by_role("button", name="Ga Ge Sb").click()
        assert 0 < shown.count() < whole
        assert "minerals=gallium_germanium_antimony" in page.url
        few = shown.count()
        page.select_option("#lane", "china")
        assert shown.count() < few
        assert page.locator("#count").inner_text() != ""
        handle = page.locator("#overview .handle").first
        handle.focus()
        before = page.url
        page.keyboard.press("Shift+ArrowRight")
        page.wait_for_timeout(100)
        assert page.url != before
        first = shown.first.locator("a.name")
        title = first.locator("b").inner_text()
        first.click()
        page.wait_for_selector("#chosen h2")
        assert page.locator("#chosen").inner_text().count("For a transaction") >= 1
        assert title
        with page.expect_download() as caught:
            page.get_by_role("link", name="CSV").first.click()
        text = Path(caught.value.path()).read_text(encoding="utf-8-sig")
        assert "cn/mofcom-2024-46" in text
        assert "us/" not in text
    finally:
        watched.context.close()


def test_the_screening_form_answers_in_place(browser: Any, served: str) -> None:
    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(served, "/screen", "en"))
        page.fill("#good", "gallium metal, 99.99 %")
        page.select_option("#to", "USA")
        page.get_by_role("button", name="Screen", exact=True).click()
        until(page, "document.querySelector('.route').innerText.includes('gallium')")
        assert "gallium" in page.url
        assert page.locator(".findings .finding").count() > 0
        again = page.url
        page.goto(again)
        assert page.input_value("#good").startswith("gallium")
        page.set_input_files(
            "#sheet",
            {
                "name": "bom.csv",
                "mimeType": "text/csv",
                "buffer": b"date,good,from,to\n2026-11-28,dysprosium oxide,CHN,JPN\n",
            },
        )
        page.get_by_role("button", name="Show answers").click()
        page.wait_for_selector("text=1 row screened")
        assert page.evaluate(KEPT) == []
        assert watched.outside(served) == []
        assert watched.messages == []
    finally:
        watched.context.close()


def test_language_and_scheme_are_switched_and_kept(browser: Any, served: str) -> None:
    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(served, "/glossary", "en"))
        page.click("[data-scheme-switch]")
        assert page.evaluate("document.documentElement.dataset.scheme") == "dark"
        page.click(".tongues a[hreflang=zh]")
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        page.goto(f"{served}/sources")
        assert page.locator("html").get_attribute("lang") == "zh-Hans"
        assert page.evaluate("document.documentElement.dataset.scheme") == "dark"
    finally:
        watched.context.close()


def test_a_flow_crosses_the_edge_of_the_map_where_that_is_shorter(
    browser: Any, served: str
) -> None:
    watched = Watched(browser)
    watched.page.goto(address(served, "/minerals/niobium", "en"))
    until(watched.page, "document.body.dataset.map === 'drawn'")
    drawn = watched.page.evaluate(
        """() => [...document.querySelectorAll('#map > path.flow')].map((path) => ({
            told: path.textContent,
            pieces: path.getAttribute('d').split('M').slice(1).map((piece) => {
                const numbers = piece.match(/-?[0-9.]+/g).map(Number);
                return [numbers[0], numbers.at(-2)];
            }),
            width: Number(document.getElementById('map').dataset.mapWidth),
        }))"""
    )
    eastward = [one for one in drawn if one["told"].startswith("Brazil → China")]
    assert eastward
    for one in drawn:
        crossed = sum(abs(last - first) for first, last in one["pieces"])
        assert crossed <= 0.56 * one["width"], one["told"]
    for one in eastward:
        (_, leaves), (returns, arrives) = one["pieces"]
        assert leaves > 0.95 * one["width"]
        assert returns < 0.05 * one["width"]
        assert arrives < 0.5 * one["width"]
    assert not watched.messages
    watched.context.close()


def test_names_on_a_map_are_not_cut(browser: Any, served: str) -> None:
    watched = Watched(browser, width=390)
    page = watched.page
    try:
        for path in ("/projects", "/minerals/rare_earths?element=Dy"):
            page.goto(address(served, path, "en"))
            until(page, "document.body.dataset.map === 'drawn'")
            names, cut = page.evaluate(
                """() => {
                    const frame = document.getElementById('map').getBoundingClientRect();
                    const names = [...document.querySelectorAll('#map text')];
                    return [names.length, names.map((one) => one.getBoundingClientRect())
                        .filter((box) => box.left < frame.left - 1 || box.right > frame.right + 1)
                        .length];
                }"""
            )
            assert names > 2
            assert cut == 0
    finally:
        watched.context.close()


def test_crowded_places_stand_in_a_frame_of_their_own(browser: Any, served: str) -> None:
    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(served, "/minerals/rare_earths?element=Dy", "en"))
        until(page, "document.body.dataset.map === 'drawn'")
        left = float(page.locator("#map").get_attribute("data-map-width"))
        told = page.evaluate(
            "() => [...document.querySelectorAll('#map text')].map((one) =>"
            " [one.textContent, Number(one.getAttribute('x'))])"
        )
        aside = {text for text, x in told if x > left}
        assert {"China", "Japan", "Myanmar"} <= aside
        assert {text for text, x in told if x <= left}.isdisjoint({"China", "Japan", "Myanmar"})
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_timeout(150)
        assert page.locator("#inset-clip").count() == 0
        assert watched.messages == [] or all("/parts/" in one for one in watched.messages)
    finally:
        watched.context.close()


def test_long_tables_unfold(browser: Any, served: str) -> None:
    watched = Watched(browser, width=390)
    page = watched.page
    try:
        for path, table, few in (
            ("/", "exposed", 10),
            ("/minerals", "listed", 10),
            ("/targets", "observed-table", 10),
            ("/sources", "source-list", 10),
        ):
            page.goto(address(served, path, "zh"))
            rows = page.locator(f"#{table} tbody tr:visible")
            assert rows.count() == few
            page.locator(f"[data-unfold={table}]").click()
            assert rows.count() == page.locator(f"#{table} tbody tr").count() > few
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
    finally:
        watched.context.close()


def test_the_columns_of_the_targets_follow_their_content(browser: Any, served: str) -> None:
    watched = Watched(browser)
    try:
        watched.page.goto(address(served, "/targets", "zh"))
        wide, content = watched.page.evaluate(
            """() => {
                const cells = [...document.querySelectorAll('#observed td:first-child')];
                const range = document.createRange();
                const length = (cell) => {
                    range.selectNodeContents(cell);
                    return range.getBoundingClientRect().width;
                };
                return [cells[0].getBoundingClientRect().width, Math.max(...cells.map(length))];
            }"""
        )
        assert content > 20
        assert wide <= content + 40
        assert wide <= 220
    finally:
        watched.context.close()


def test_a_drawing_can_be_kept(browser: Any, served: str) -> None:
    watched = Watched(browser)
    page = watched.page
    try:
        page.goto(address(served, "/minerals/rare_earths?element=Dy", "en"))
        until(page, "document.body.dataset.map === 'drawn'")
        with page.expect_download() as caught:
            page.locator("#map-figure [data-draw=svg]").click()
        text = Path(caught.value.path()).read_text(encoding="utf-8")
        assert text.startswith("<svg")
        assert "var(--" not in text
        assert "China" in text
        sea = page.evaluate(
            "async () => {"
            "const {geoContains} = await import('/static/vendor/d3-geo-3.1.1/d3-geo.js');"
            "const land = await (await fetch('/static/vendor/land-110m/land.json')).json();"
            "return [geoContains(land, [-150, 0]), geoContains(land, [104, 35])]; }"
        )
        assert sea == [False, True]
    finally:
        watched.context.close()
