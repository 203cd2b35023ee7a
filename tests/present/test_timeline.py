"""The timeline: rows and states, filters, files, and the page in a browser."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest

from monazite.cli.main import exit_code
from monazite.policy.library import library
from monazite.present.catalogue import LANGUAGES
from monazite.present.timeline import (
    ALIVE,
    LANES,
    MAIN,
    SHOWN,
    TimelineRow,
    by_issuer,
    main_acts,
    table_rows,
    timeline,
)
from monazite.present.timeline_chart import LABELS, RIGHT, WIDTH, Axis, timeline_svg
from monazite.present.timeline_files import COLUMNS, FORMATS, as_json, content

FIRST, LAST, TODAY = date(2023, 1, 1), date(2028, 6, 30), date(2026, 11, 23)
REEXPORT = "cn/mofcom-2025-61"


@cache
def rows(
    lang: Literal["en", "zh"] = "en",
    goods: tuple[str, ...] = (),
    instrument: str | None = None,
    state: str | None = None,
    first: date = FIRST,
    last: date = LAST,
    today: date = TODAY,
) -> tuple[TimelineRow, ...]:
    acts = library().acts.values()
    return timeline(acts, lang, today, first, last, goods, instrument, state)


def of(act: str, found: Sequence[TimelineRow] | None = None) -> list[TimelineRow]:
    return [row for row in (rows() if found is None else found) if row.act == act]


def test_main_acts_are_alive_and_bite_or_are_read_for_the_market() -> None:
    main = main_acts(rows(), TODAY)
    assert REEXPORT in main
    assert "cn/mofcom-gacc-2025-18" in main
    assert "eu/crma" in main
    assert 40 < len(main) < len({row.act for row in rows()}) / 2
    for act in {row.act for row in rows()}:
        wanted = any(
            row.state_on(TODAY) in ALIVE and (row.market or MAIN & set(row.instruments))
            for row in of(act)
        )
        assert (act in main) == wanted, act


def test_acts_of_an_issuer_stand_together() -> None:
    found = by_issuer(rows())
    assert sorted(map(repr, found)) == sorted(map(repr, rows()))
    seen = [(row.lane, row.issuer) for row in found]
    changes = [pair for at, pair in enumerate(seen) if at == 0 or seen[at - 1] != pair]
    assert len(changes) == len(set(changes))
    assert [LANES.index(row.lane) for row in found] == sorted(LANES.index(r.lane) for r in found)


def test_lanes_stand_in_order_and_rows_by_their_first_day() -> None:
    places = [LANES.index(row.lane) for row in rows()]
    assert places == sorted(places)
    assert set(places) == set(range(len(LANES)))
    for lane in LANES:
        known = [
            next((span.start for span in row.spans if span.start), date.max)
            for row in rows()
            if row.lane == lane
        ]
        assert known == sorted(known)


def test_the_order_of_the_acts_changes_nothing() -> None:
    acts = list(library().acts.values())
    assert timeline(reversed(acts), "en", TODAY, FIRST, LAST) == rows()


def test_spans_follow_on_each_other_and_differ() -> None:
    for row in timeline(library().acts.values(), "en", TODAY):
        assert all(span.state in SHOWN for span in row.spans)
        for one, following in zip(row.spans, row.spans[1:], strict=False):
            assert one.end is not None and following.start is not None, row.act
            assert one.end < following.start
            assert one.start is None or one.start <= one.end
            assert one.state != following.state or (following.start - one.end).days > 1


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2025, 11, 6), None),
        (date(2025, 11, 7), "suspended"),
        (date(2026, 11, 10), "suspended"),
        (date(2026, 11, 11), "stated_end_passed"),
        (date(2026, 11, 23), "stated_end_passed"),
    ],
)
def test_the_reexport_rules_around_the_end_of_their_suspension(
    day: date, state: str | None
) -> None:
    found = of(REEXPORT)
    assert len(found) > 1, "the technology trigger has a calendar of its own"
    for row in found:
        shown = row.state_on(day)
        assert shown == state if state else shown in ("announced", "in_force")
        assert row.stated_end == date(2026, 11, 10)


def test_the_rule_of_april_was_never_suspended() -> None:
    (row,) = of("cn/mofcom-gacc-2025-18")
    assert row.state_on(date(2025, 4, 3)) == "not_announced"
    assert row.state_on(date(2025, 4, 4)) == row.state_on(TODAY) == "in_force"
    assert [span.state for span in row.spans] == ["in_force"]
    assert row.stated_end is None


def test_filters_keep_what_they_name_and_nothing_else() -> None:
    passed = rows(state="stated_end_passed")
    assert {row.act for row in passed} >= {REEXPORT, "cn/mofcom-gacc-2025-57"}
    assert all(row.state_on(TODAY) == "stated_end_passed" for row in passed)
    licences = rows(instrument="export_licence")
    assert licences
    assert all("export_licence" in row.instruments for row in licences)
    dysprosium = rows(goods=("dy",))
    assert of("cn/mofcom-gacc-2025-18", dysprosium)
    assert not of("cn/mofcom-gacc-2023-23", dysprosium)
    assert of("cn/mofcom-gacc-2023-23", rows(goods=("gallium",)))
    assert set(rows(goods=("Ga", "Dy"))) >= set(dysprosium)
    assert rows(goods=("no such good",)) == ()
    assert rows(goods=("gallium_metal",)) == rows(goods=("gallium metal",)) == rows(goods=("Ga",))
    assert rows(goods=("氧化镝",)) == dysprosium
    assert of("cn/mofcom-gacc-2025-18", rows(last=date(2025, 4, 4)))
    assert not of("cn/mofcom-gacc-2025-18", rows(last=date(2025, 4, 3)))
    late = date(2029, 1, 1)
    assert all(row.spans[-1].end is None or row.spans[-1].end >= late for row in rows(first=late))


def test_an_element_symbol_is_not_sought_inside_words() -> None:
    assert not of("cn/mofcom-gacc-2025-18", rows(goods=("Ga",)))


def test_csv_and_json_tell_the_same_as_the_rows() -> None:
    read = list(
        csv.DictReader(io.StringIO(content(rows(), "csv", "en", TODAY, FIRST, LAST).decode()))
    )
    assert tuple(read[0]) == COLUMNS
    assert read == list(table_rows(rows()))
    told = json.loads(content(rows(), "json", "en", TODAY, FIRST, LAST))
    assert told == as_json(rows(), TODAY)
    assert [one["act"] for one in told] == [row.act for row in rows()]
    assert sum(len(one["spans"]) for one in told) == len(read)
    (known, *_) = [one for one in told if one["act"] == REEXPORT]
    assert known["state"] == "stated_end_passed"
    assert known["stated_end"] == "2026-11-10"
    assert known["spans"][-1] == {"state": "stated_end_passed", "from": "2026-11-11", "to": None}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_drawing_names_no_address_and_stays_inside(lang: Literal["en", "zh"]) -> None:
    svg = timeline_svg(rows(lang), lang, TODAY, FIRST, LAST)
    addresses = set(re.findall(r"https?://[^\s\"'<]+", svg))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert "<script" not in svg and "<image" not in svg and "href" not in svg
    for x, width in re.findall(r'<rect x="([-\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)[1:]:
        assert float(x) + float(width) <= WIDTH + 8
    assert svg.count("<title>") == len(rows(lang))
    assert "url(#hatch-china)" in svg and "stroke-dasharray" in svg


def test_days_outside_the_axis_are_moved_to_its_edge() -> None:
    axis = Axis(FIRST, LAST)
    assert axis.at(date(1999, 1, 1)) == axis.at(FIRST) == LABELS
    assert axis.at(date(2099, 1, 1)) == axis.at(LAST) == WIDTH - RIGHT
    assert axis.at(date(2025, 1, 1)) < axis.at(date(2025, 1, 2))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_both_languages_are_whole(lang: Literal["en", "zh"]) -> None:
    page = content(rows(lang), "html", lang, TODAY, FIRST, LAST).decode()
    assert not re.search(r"timeline\.\w+|\{\w+\}(?![^<]*</style>)", page.split("</style>")[1])
    other: Literal["en", "zh"] = "zh" if lang == "en" else "en"
    for row, same in zip(rows(lang), rows(other), strict=True):
        assert row.act == same.act
        assert row.spans == same.spans
        assert row.title
    chinese = re.compile("[\u4e00-\u9fff]")
    assert all(bool(chinese.search(row.title)) for row in rows("zh"))
    assert not [row.act for row in rows("en") if chinese.search(row.title)]


@pytest.mark.slow
@pytest.mark.parametrize("ending", FORMATS)
def test_the_command_writes_every_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    place = tmp_path / f"timeline.{ending}"
    typed = ["timeline", "-o", str(place), "--good", "Dy", "--on", "2026-11-23", "--lang", "en"]
    assert exit_code(typed) == 0
    assert "The timeline" in capsys.readouterr().out
    begin = {"svg": b"<svg", "html": b"<!doctype", "png": b"\x89PNG", "csv": b"act,", "json": b"["}
    assert place.read_bytes().startswith(begin[ending])
    assert exit_code(typed) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert exit_code([*typed, "--overwrite"]) == 0


def test_the_command_prints_states(capsys: pytest.CaptureFixture[str]) -> None:
    typed = ["timeline", "--on", "2026-11-23", "--state", "stated_end_passed", "--format", "json"]
    assert exit_code(typed) == 0
    told = json.loads(capsys.readouterr().out)
    assert REEXPORT in {one["act"] for one in told}
    assert {one["state"] for one in told} == {"stated_end_passed"}
    assert exit_code(["timeline", "--good", "Ga", "--on", "2026-11-23", "--lang", "zh"]) == 0
    assert "有效" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["--on", "2026-13-01"], "2026-13-01"),
        (["--from", "2026-01-01", "--to", "2025-01-01"], "a day after"),
        (["--state", "paused"], "paused"),
        (["-o", "timeline.pdf"], "pdf"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    capsys: pytest.CaptureFixture[str], typed: list[str], said: str
) -> None:
    assert exit_code(["timeline", *typed]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.browser
# Closing the browser leaves transports to the collector; whose they are is not ours to mend.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_fits_and_asks_for_nothing(
    browser: Any, tmp_path: Path, lang: Literal["en", "zh"], width: int
) -> None:
    path = tmp_path / "timeline.html"
    path.write_bytes(content(rows(lang), "html", lang, TODAY, FIRST, LAST))
    page = browser.new_page(viewport={"width": width, "height": 900})
    try:
        asked: list[str] = []
        messages: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: messages.append(message.text))
        page.goto(path.as_uri())
        page.wait_for_load_state("load")
        assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
        assert messages == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".scroll svg").first.is_visible()
        assert page.evaluate("document.querySelector('h1').getBoundingClientRect().left") >= 16
        page.evaluate("document.querySelector('details').open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("tbody tr").count() == len(list(table_rows(rows(lang))))
    finally:
        page.close()
