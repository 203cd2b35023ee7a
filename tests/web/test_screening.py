"""Screening as a form, as a sheet and as JSON: as the package answers; bad sheets are refused."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from monazite.policy.open_points import open_points
from monazite.policy.read_transaction import transaction_of
from monazite.policy.screen import screen
from monazite.web.act_words import acts_named

MAGNETS = {
    "date": "2026-11-28",
    "good": "sintered NdFeB magnets with dysprosium",
    "from": "CHN",
    "to": "DEU",
    "end_use": "civil",
}


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "A licence is required to leave China"), ("zh", "须逐票申请许可")]
)
def test_the_form_answers(client: TestClient, lang: str, words: str) -> None:
    assert screen(transaction_of(MAGNETS)).verdict == "licence_required"
    whole = client.get("/screen", params={**MAGNETS, "lang": lang})
    part = client.post(f"/screen?lang={lang}", data=MAGNETS)
    assert words in whole.text
    assert words in part.text
    assert "<html" not in part.text


def test_an_onward_leg_has_its_own_answer(client: TestClient) -> None:
    html = client.get(
        "/screen", params={**MAGNETS, "lang": "en", "to2": "USA", "share2": "3.8"}
    ).text
    assert "Leg 2: Germany to United States" in html
    assert "cannot be decided" in html or "needs" in html


def test_what_cannot_be_read_is_told_in_place(client: TestClient) -> None:
    html = client.post("/screen?lang=zh", data={**MAGNETS, "hs": "85a", "date": "2026-02-31"}).text
    assert html.count('class="fault"') == 2
    assert "应为" in html


def test_hostile_text_comes_back_as_text(client: TestClient) -> None:
    html = client.post(
        "/screen?lang=en", data={**MAGNETS, "good": "<script>alert(1)</script>"}
    ).text
    assert "<script>" not in html


def test_json_and_package_agree(client: TestClient) -> None:
    told = client.post("/api/screen?lang=en", json=MAGNETS).json()
    assert told["verdict"] == screen(transaction_of(MAGNETS)).verdict
    assert set(told["branches"]) <= {"revived", "prolonged", "repealed"}
    refused = client.post("/api/screen", json={"goood": "x"})
    assert refused.status_code == 422
    assert refused.json()["error"]["faults"]


def sent(client: TestClient, name: str, content: bytes, lang: str = "en", kind: str = "page"):  # type: ignore[no-untyped-def]
    return client.post(
        f"/screen/sheet?lang={lang}", files={"sheet": (name, content)}, data={"as": kind}
    )


SHEET = (
    b"date,good,from,to,end_use\n"
    b"2026-11-28,sintered NdFeB magnets with dysprosium,CHN,DEU,civil\n"
    b"2026-11-28,=cmd|'/c calc'!A1,CHN,DEU,civil\n"
    b"2026-99-99,magnets,CHN,DEU,civil\n"
)


@pytest.mark.slow
def test_a_sheet_is_answered_row_by_row_and_safe_to_open(client: TestClient) -> None:
    html = sent(client, "bom.csv", SHEET).text
    assert "3 rows screened" in html
    assert "licence required" in html
    assert "not read" in html
    written = sent(client, "bom.csv", SHEET, kind="csv").content.decode("utf-8-sig")
    assert "'=cmd" in written
    assert "licence_required" in written
    book = openpyxl.load_workbook(io.BytesIO(sent(client, "bom.csv", SHEET, kind="xlsx").content))
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)


def _workbook(cell: str) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["date", "to", "good"])
    book.active.append(["2026-11-28", "DEU", cell])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b"0" * 120_000_000)
    return stream.getvalue()


REFUSED = {
    "bomb.xlsx": (_bomb, "unpack", "解压"),
    "gbk.csv": (lambda: "date,to,good\n2026-01-01,DEU,氧化镝\n".encode("gbk"), "GBK", "GBK"),
    "utf16.csv": (lambda: "date,to\n2026-01-01,DEU\n".encode("utf-16"), "UTF-16", "UTF-16"),
    "cell.csv": (lambda: b"date,to,good\n2026-01-01,DEU," + b"x" * 4_000_000, "too long", "过长"),
    "cell.xlsx": (lambda: _workbook("x" * 32_000), "too long", "过长"),
    "not.xlsx": (lambda: b"PK\x03\x04 no workbook", "no Excel workbook", "不是 Excel"),
    "empty.csv": (lambda: b"  \n", "empty", "为空"),
    "large.csv": (lambda: b"x" * 5_050_000, "5 MB", "5 MB"),
    "nul.csv": (lambda: b"date,to,good\n2026-01-01,DEU,a\x00b\n", "no text", "不是可读文本"),
    "semicolons.csv": (lambda: b"date;to;good\n2026-01-01;DEU;x\n", "semicolons", "分号"),
    "macro.exe": (lambda: b"MZ", "Only CSV and Excel", "仅支持"),
    "rows.csv": (
        lambda: b"date,to,good\n" + b"2026-01-01,DEU,x\n" * 100_000,
        "Too many rows",
        "行数过多",
    ),
    "workbook.csv": (lambda: _workbook("gallium"), "no text", "不是可读文本"),
    "text.xlsx": (lambda: b"date,to,good\n2026-01-01,DEU,x\n", "no Excel workbook", "不是 Excel"),
    "column.csv": (lambda: b"date,to,goood\n2026-01-01,DEU,x\n", "goood", "goood"),
}


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_bad_sheet_is_refused_in_words(
    client: TestClient, name: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, en, zh = REFUSED[name]
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    answer = sent(client, name, made(), lang)
    assert answer.status_code == 422
    assert (zh if lang == "zh" else en) in answer.text
    assert "monazite-sheet-" not in answer.text
    if lang == "zh" and not name.endswith(".exe"):
        told = re.findall(r"<dd>(.*?)</dd>", answer.text, re.S)
        assert not [one for one in told if "<span lang=" in one]
    assert client.get("/glossary").status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_a_cell_of_ten_million_letters_is_not_even_read(client: TestClient) -> None:
    answer = sent(client, "cell.csv", b"date,to,good\n2026-01-01,DEU," + b"x" * 10_000_000)
    assert answer.status_code == 413
    assert "split the sheet" in answer.text and "请" not in answer.text
    chinese = sent(client, "cell.csv", b"date,to,good\n2026-01-01,DEU," + b"x" * 10_000_000, "zh")
    assert chinese.status_code == 413
    assert "请拆分表格" in chinese.text and "split" not in chinese.text
    assert client.get("/glossary").status_code == 200


def test_nothing_of_a_sheet_is_left(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sent(client, "bom.csv", SHEET)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_would_settle_it_is_shown_and_told_as_the_package_finds(
    client: TestClient, lang: Any
) -> None:
    found = open_points(screen(transaction_of(MAGNETS)))
    assert found is not None and found.otherwise and found.still_open
    asked = client.post(f"/api/screen?lang={lang}&open_points=true", json=MAGNETS).json()
    assert "open_points" not in client.post(f"/api/screen?lang={lang}", json=MAGNETS).json()
    told = asked["open_points"]
    assert told["verdict"] == found.verdict
    assert {one["ask"]: one["value"] for one in told["given"]} == dict(found.given)
    assert [(one["ask"], one["value"], one["verdict"]) for one in told["otherwise"]] == [
        (one.ask, one.value, one.verdict) for one in found.otherwise
    ]
    quick = client.post(f"/screen?lang={lang}", data=MAGNETS).text
    assert "other-answer" not in quick
    part, whole = (
        unescape(link) for link in re.findall(r'(?:hx-get|href)="(/screen[^"]*)"', quick)
    )
    shown = client.get(part).text
    assert shown.strip() in client.get(whole).text
    assert shown.count("<tr><td>") == len(found.given)
    assert shown.count('class="other-answer"') == len(found.otherwise)
    assert shown.count('class="still-open"') == len(found.still_open)
    assert all(acts_named(one["question"], lang) in unescape(shown) for one in told["given"])
    assert "no-print" not in shown


def test_nothing_is_said_to_settle_what_cannot_be_tried(client: TestClient) -> None:
    widget = {"date": "2026-11-28", "good": "smart widget", "to": "DEU"}
    assert client.post("/api/screen?open_points=1", json=widget).json()["open_points"] is None
    assert 'class="settled' not in client.post("/screen?lang=en", data=widget).text
    assert client.get("/screen/settled?lang=en", params=widget).text.strip() == ""
    hostile = client.get("/screen", params={**MAGNETS, "path": "x", "self": "y"})
    assert hostile.status_code == 200


def test_what_says_the_same_stands_together_and_nothing_is_lost(client: TestClient) -> None:
    from monazite.policy.explain import grouped, reason_text
    from monazite.web.pages.screening import alike

    found = [one for _, group in grouped(screen(transaction_of(MAGNETS)))[:3] for one in group]
    groups = alike(found, lambda one: reason_text(one, "en"))
    told = [one for group in groups for one in group]
    assert sorted(map(id, told)) == sorted(map(id, found))
    assert max(map(len, groups)) > 4
    for group in groups:
        assert (
            len({(reason_text(one, "en"), one.outcome and one.outcome.verdict) for one in group})
            == 1
        )
    html = client.post("/screen?lang=en", data=MAGNETS).text
    for one in found:
        assert f"/policies/{one.rule.act.id}" in html


def test_acts_are_named_and_not_called_by_their_id(client: TestClient) -> None:
    assert acts_named("What became of cn/mofcom-2025-62?", "en") == "What became of 2025 No. 62?"
    assert acts_named("cn/mofcom-2025-62在何时", "zh") == "2025年第62号在何时"
    assert acts_named("xx/no-such-act and/or", "en") == "xx/no-such-act and/or"
    for lang in ("en", "zh"):
        shown = client.post(f"/screen?lang={lang}", data=MAGNETS).text
        told = re.sub(r"<[^>]*>", " ", shown)
        assert not re.search(r"\bcn/[a-z]", told)
