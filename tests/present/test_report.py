"""The report is one whole file, complete in both languages, and asks nothing of the network."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from monazite.errors import MonaziteError
from monazite.market.run import Run
from monazite.present.catalogue import LANGUAGES
from monazite.present.context import Context
from monazite.present.export import charts, write_charts
from monazite.present.figure import Figure
from monazite.present.lettering import hold
from monazite.present.report import context_of, page_of, write_report, write_whole

pytestmark = pytest.mark.slow

SECTIONS = (
    "prices", "flows", "shares", "unserved", "closure", "gates", "behaviour",
    "mineral", "certificates",
    "reconciliation", "sources",
)  # fmt: skip


class Reader(HTMLParser):
    """Collects ids, addresses, tags and headings of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.unnamed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        self.addresses += [str(found[name]) for name in ("src", "href") if found.get(name)]
        if tag == "svg" and found.get("role") == "img" and not found.get("aria-label"):
            self.unnamed.append(str(attrs))


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_address_leaves_the_file(pages: dict[str, str], language: str) -> None:
    reader = read(pages[language])
    outside = [a for a in reader.addresses if not a.startswith(("#", "data:"))]
    assert outside == []
    assert not re.search(r"url\((?!data:|#)", pages[language])
    assert "@import" not in pages[language]
    assert not {"script", "iframe", "object", "embed", "form", "img"} & set(reader.tags)
    assert "default-src 'none'" in pages[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_there_and_ids_are_unique(pages: dict[str, str], language: str) -> None:
    reader = read(pages[language])
    assert len(reader.ids) == len(set(reader.ids))
    assert set(SECTIONS) <= set(reader.ids)
    assert reader.tags.count("section") == len(SECTIONS)
    assert reader.tags.count("h1") == 1
    assert reader.unnamed == []
    targets = {a[1:] for a in reader.addresses if a.startswith("#")}
    assert targets <= set(reader.ids)


@pytest.fixture(scope="module")
def figures(invented_runs: dict[str, Run], invented_world: Any) -> dict[str, tuple[Figure, ...]]:
    """All figures of the invented runs in each language."""
    return {one: tuple(charts(invented_runs, one, invented_world)) for one in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_source_table_citation_and_data(
    figures: dict[str, tuple[Figure, ...]], language: str
) -> None:
    found = figures[language]
    assert len(found) >= 8
    for figure in found:
        assert figure.title and figure.subtitle and figure.source and figure.how and figure.cite
        assert figure.grade in "ABCDM"
        assert figure.drawings and figure.table.rows and figure.data.rows
        assert all(drawing.description for drawing in figure.drawings)
        width = len(figure.table.headers)
        assert all(len(row) == width for row in figure.table.rows)
        csv = unquote(figure.address.partition(",")[2]).lstrip("\ufeff")
        assert len(csv.splitlines()) == len(figure.data.rows) + 1


def test_the_two_languages_draw_the_same_numbers(
    figures: dict[str, tuple[Figure, ...]],
) -> None:
    en, zh = (figures[language] for language in LANGUAGES)
    assert [figure.id for figure in en] == [figure.id for figure in zh]
    for one, other in zip(en, zh, strict=True):
        numbers = [
            [cell for row in figure.data.rows for cell in row if isinstance(cell, float)]
            for figure in (one, other)
        ]
        assert numbers[0] == numbers[1]


def test_the_same_runs_give_the_same_bytes(
    contexts: dict[str, Context], pages: dict[str, str]
) -> None:
    assert page_of(contexts["en"]) == pages["en"]


def test_a_run_alone_and_a_short_run_are_told(
    invented_runs: dict[str, Run], invented_world: Any, tmp_path: Path
) -> None:
    path = write_report([invented_runs["baseline"]], tmp_path / "alone.html", "zh", invented_world)
    assert "没有生效的许可管制" in path.read_text(encoding="utf-8")


def test_failed_months_are_said_first_and_their_numbers_are_not_shown(
    invented_runs: dict[str, Run], invented_world: Any
) -> None:
    run = invented_runs["heavy_licences"]
    cleared, residual = run["cleared"].copy(), run["residual"].copy()
    cleared[60:], residual[60:] = False, 0.3
    broken = Run(
        run.coordinates, {**run.variables, "cleared": cleared, "residual": residual}, run.attributes
    )
    runs = {"baseline": invented_runs["baseline"], "broken": broken}
    context = context_of(runs, "en", invented_world)
    page = page_of(context)
    assert 'role="alert"' in page and "84 of 144 months did not clear" in page
    by_id = {figure.id: figure for figure in charts(runs, "en", invented_world)}
    months = {str(row[0]) for row in by_id["prices-all"].data.rows}
    assert max(months) == "2028-12"
    assert all(year <= "2028" for _, year, *_ in map(tuple, by_id["shares"].data.rows))


def test_no_run_and_no_such_language_are_refused(invented_runs: dict[str, Run]) -> None:
    with pytest.raises(MonaziteError, match="no run"):
        context_of({}, "en")
    with pytest.raises(ValueError, match="no catalogue"):
        context_of(invented_runs, "fr")  # type: ignore[arg-type]


def test_a_report_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_whole(tmp_path / "deep" / "r.html", b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in path.parent.iterdir()] == ["r.html"]


def test_dates_and_ranges_are_held_together() -> None:
    assert hold("a < 2025-04-08") == 'a &lt; <span class="hold">2025-04-08</span>'
    assert '<span class="hold">214\u2013216</span>' in hold("at 214\u2013216.")


def test_charts_are_written_as_files(
    invented_runs: dict[str, Run], invented_world: Any, tmp_path: Path
) -> None:
    written = write_charts(invented_runs, tmp_path, "zh", "svg", invented_world)
    assert all(path.read_bytes().startswith(b"<svg") for path in written)
    with pytest.raises(MonaziteError, match="svg"):
        write_charts(invented_runs, tmp_path, "zh", "gif", invented_world)  # type: ignore[arg-type]
