"""Every page in both languages: it answers, it is whole, and it points nowhere outside."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from fastapi.testclient import TestClient

from monazite.policy.library import library
from monazite.present.figure import Table
from monazite.web.tables import csv_bytes, excel_bytes, safe
from monazite.web.words import entries, words
from tests.web.conftest import PAGES

SOURCES = Path(__file__).resolve().parents[2] / "src" / "monazite"


def _with(path: str, lang: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={lang}"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_its_language(client: TestClient, path: str, lang: str) -> None:
    answer = client.get(_with(path, lang))
    assert answer.status_code == 200
    html = answer.text
    assert f'<html lang="{"zh-Hans" if lang == "zh" else "en-GB"}"' in html
    assert html.count("<h1") == 1
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    title = re.search(r"<title>(.*?)</title>", html)
    assert title is not None
    assert bool(re.search(r"[\u4e00-\u9fff]", title.group(1))) == (lang == "zh" and path != "/api")


@pytest.mark.parametrize("path", PAGES)
def test_no_page_loads_anything_from_elsewhere(client: TestClient, path: str) -> None:
    html = client.get(_with(path, "en")).text
    loaded = re.findall(r'<(?:script|img|link|iframe)[^>]+(?:src|href)="([^"]+)"', html)
    assert loaded
    for address in loaded:
        assert address.startswith("/static/")
        assert client.get(address).status_code == 200
    assert not re.search(r"<script(?![^>]*(?:src=|application/json))", html)
    assert not re.search(r"\son[a-z]+=", html)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_page_leads_somewhere(client: TestClient, path: str) -> None:
    html = client.get(_with(path, "en")).text
    found = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', html)}
    kept = sorted(link for link in found if not link.startswith("/static/"))
    for link in kept[:: max(1, len(kept) // 12)]:
        assert client.get(link).status_code in (200, 202, 503), link


def test_headings_descend_by_one_and_fields_have_labels(client: TestClient) -> None:
    for path in PAGES:
        html = client.get(_with(path, "en")).text
        levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
        assert levels[0] in (1, 2, 3)
        for field in re.findall(r"<(?:input|select|textarea)[^>]*>", html):
            if 'type="hidden"' in field or "aria-label=" in field:
                continue
            name = re.search(r'id="([^"]+)"', field)
            assert name is not None, field
            assert f'for="{name.group(1)}"' in html or re.search(
                rf"<label[^>]*>[^<]*(?:<[^>]+>[^<]*)*{re.escape(field)}", html
            ), field


def test_an_unknown_page_says_so_in_the_page_language(client: TestClient) -> None:
    for lang, words_ in (("en", "There is no such page"), ("zh", "没有这个页面")):
        answer = client.get(f"/nowhere?lang={lang}")
        assert answer.status_code == 404
        assert words_ in answer.text


@pytest.mark.parametrize("name", ["cn/nowhere", "../../etc/passwd", "%00", "x" * 500])
def test_an_unknown_act_is_refused_not_served(client: TestClient, name: str) -> None:
    answer = client.get(f"/policies/{name}")
    assert answer.status_code == 404
    assert "root:" not in answer.text


@pytest.mark.parametrize("name", ["nowhere", "%2e%2e", "rare_earths%2f..%2f..%2fx"])
def test_an_unknown_mineral_is_refused(client: TestClient, name: str) -> None:
    assert client.get(f"/minerals/{name}").status_code in (404, 422)


@pytest.mark.parametrize(
    "query", ["on=2026-02-30", "on=x", "on=9999-01-01", "lang=fr", "scheme=%3C"]
)
def test_a_senseless_query_is_left_aside(client: TestClient, query: str) -> None:
    assert client.get(f"/?{query}").status_code == 200


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("cobalt", "/minerals/nickel_cobalt?lang=zh&element=Co"),
        ("Dysprosium", "/minerals/rare_earths?lang=zh&element=Dy"),
        ("钴", "/minerals/nickel_cobalt?lang=zh&element=Co"),
        ("pt", "/minerals/platinum_group?lang=zh&element=Pt"),
    ],
)
def test_the_name_of_an_element_leads_to_its_chain(
    client: TestClient, name: str, place: str
) -> None:
    answer = client.get(f"/minerals/{name}?lang=zh", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, place)


def test_another_day_gives_another_state(client: TestClient) -> None:
    before = client.get("/?lang=en&on=2026-10-01").text
    after = client.get("/?lang=en&on=2026-11-28").text
    assert "have passed their stated end" in after
    assert "no stated end has passed" in before


def test_static_files_stay_inside_the_package(client: TestClient) -> None:
    for path in ("../app.py", "..%2fapp.py", "vendor/../../app.py", ".hidden", "app/"):
        assert client.get(f"/static/{path}").status_code == 404
    answer = client.get("/static/app/bars.js", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    again = client.get("/static/app/bars.js", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pages_are_light(client: TestClient, lang: str) -> None:
    for path in PAGES:
        answer = client.get(_with(path, lang), headers={"accept-encoding": "gzip"})
        weight = int(answer.headers.get("content-length", len(answer.content)))
        for address in set(re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text)):
            found = client.get(address, headers={"accept-encoding": "gzip"})
            weight += int(found.headers.get("content-length", len(found.content)))
        assert weight < 700_000, path


def test_every_text_has_the_same_fields_in_both_languages() -> None:
    en, zh = words("en"), words("zh")
    assert set(en.texts) == set(zh.texts)
    for key in entries():
        assert en.fields(key) == zh.fields(key), key


def test_no_text_stands_twice_in_a_file() -> None:
    for path in sorted((SOURCES / "web" / "locale").glob("*.yaml")):
        keys = re.findall(r"^([\w.]+):", path.read_text("utf-8"), re.M)
        assert keys
        assert sorted(keys) == sorted(set(keys)), path.name


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "svg", "html"])
def test_the_timeline_can_be_kept(client: TestClient, ending: str) -> None:
    answer = client.get(f"/timeline.{ending}?minerals=rare_earths&lang=en")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    if ending == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))
        assert any(row["act"] == "cn/mofcom-2025-61" for row in rows)
        assert not any(row["act"] == "id/bauxite" for row in rows)


def test_filters_of_the_address_work_without_a_script(client: TestClient) -> None:
    html = client.get("/timeline?lang=en&instrument=export_ban").text
    kept = re.findall(r'<li class="act"[^>]*data-act="([^"]+)"[^>]*?(hidden)?>', html)
    shown = {act for act, hidden in kept if not hidden}
    assert shown
    acts = library().acts
    assert all(any(r.instrument == "export_ban" for r in acts[act].rules) for act in shown)


@pytest.mark.parametrize("cell", ["=cmd()", "+1+1", "@sum(a1)", "\t=1", "-x()", "\r=1"])
def test_no_file_holds_a_formula(cell: str) -> None:
    table = Table(("name",), ((cell,), ("-2",), ("plain",)))
    assert str(safe(cell)).startswith("'")
    written = csv_bytes(table).decode("utf-8-sig")
    assert f"'{cell[0]}" in written
    book = openpyxl.load_workbook(io.BytesIO(excel_bytes(table)))
    values = [row[0].value for row in book.worksheets[0].iter_rows()]
    assert all(row[0].data_type != "f" for row in book.worksheets[0].iter_rows())
    assert values[2:] == ["-2", "plain"]


def test_the_first_page_and_its_files_need_no_worker(client: TestClient) -> None:
    html = client.get("/?lang=en&on=2026-11-28").text
    assert html.count('class="interval"') > 100
    assert "2027-05" in html
    assert html.count('<tr class="later"') > 20
    late = client.get("/?lang=zh&on=2039-01-01").text
    assert "2028-11" in late
    text = client.get("/outlook.csv").text.lstrip("\ufeff")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    assert {row["branch"] for row in rows} == {"revived", "prolonged", "repealed"}
    assert all(float(row["p05"]) <= float(row["p50"]) <= float(row["p95"]) for row in rows)


def test_the_matrix_is_of_the_chain_that_is_chosen(client: TestClient) -> None:
    html = client.get("/matrix?lang=en&chain=gallium").text
    assert '<option value="gallium" selected>' in html
    assert "/parts/matrix?lang=en&amp;chain=gallium" in html
    assert client.get("/matrix?chain=cheese").status_code == 404


def test_a_page_that_needs_the_worker_says_when_there_is_none(client: TestClient) -> None:
    answer = client.get("/parts/matrix?lang=en")
    assert answer.status_code == 200
    assert "without a worker" in answer.text


def test_an_act_shows_both_readings_and_its_sources(client: TestClient) -> None:
    html = client.get("/policies/cn/mofcom-gacc-2025-18?lang=en").text
    assert "For a transaction" in html
    assert "For the market" in html
    assert "share approved" in html
    assert "商务部 海关总署公告2025年第18号" in html
    raw = client.get("/policies/cn/mofcom-gacc-2025-18.yaml")
    assert raw.text.startswith("# Announcement No. 18")


def test_a_page_is_kept_and_the_same_but_a_screening_never(client: TestClient) -> None:
    from starlette.datastructures import Headers

    from monazite.web.page_cache import address_key

    def key(path: str, query: str = "", **headers: str) -> object:
        raw = Headers(headers).raw
        scope = {"type": "http", "method": "GET", "path": path, "headers": raw, "scheme": "http"}
        return address_key(scope | {"query_string": query.encode(), "server": ("localhost", 80)})

    assert key("/sources", "lang=zh") is not None
    assert key("/sources", "lang=zh") != key("/sources", "lang=en")
    assert key("/sources", cookie="scheme=dark") != key("/sources", cookie="scheme=light")
    assert key("/sources") != key("/sources", **{"accept-encoding": "gzip"})
    assert key("/screen", "lang=zh") is not None
    assert key("/screen", "lang=zh&good=gallium") is None
    assert key("/parts/matrix") is key("/api/minerals") is key("/static/x.js") is None
    first, again = (client.get("/glossary?lang=zh") for _ in range(2))
    assert first.text == again.text
    assert dict(first.headers) == dict(again.headers)
    assert "lang=zh" in again.headers["set-cookie"]
    assert client.get("/glossary?lang=en").text != first.text


def test_all_minerals_are_ranked_and_every_number_has_a_trail(client: TestClient) -> None:
    page = client.get("/indicators?lang=en&rank=us_import_reliance:USA&year=2023").text
    assert "US" in page
    keys = re.findall(r"/parts/why\?[^\"]*key=([^\"&]+)", page)
    assert len(keys) > 20
    trail = client.get(f"/parts/why?lang=zh&key={keys[0]}")
    assert trail.status_code == 200
    assert "计算方法" in trail.text
    assert client.get("/parts/why?key=nothing:x").status_code == 404
    assert client.get("/parts/why?key=geopolrisk:unobtainium").status_code == 404
    text = client.get("/ranking.csv?rank=stage_concentration:WLD").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text.partition("#")[0])))
    values = [float(row["value"]) for row in rows if row["value"] not in ("", "unknown")]
    assert values == sorted(values, reverse=True)
    assert all(0 < value <= 1 for value in values)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_wrong_link_is_told_in_the_language_of_the_page(client: TestClient, lang: str) -> None:
    heading = {"en": "This cannot be answered", "zh": "无法处理该请求"}[lang]
    for query, found in (("v=0", "v"), ("v=1&shift=x", "shift"), ("v=1&surprise=1", "surprise")):
        answer = client.get(f"/sandbox?lang={lang}&{query}")
        assert answer.status_code == 422
        assert heading in answer.text
        assert f"address, {found}" in answer.text or f"地址，{found}" in answer.text
    unknown = client.get(f"/sandbox?lang={lang}&v=1&chain=galium")
    assert unknown.status_code == 404
    assert {"en": "There is no such name", "zh": "没有这个名称"}[lang] in unknown.text


@pytest.mark.parametrize("chain", ["gallium", "nickel_cobalt", "copper", "helium"])
def test_the_sandbox_shows_acts_that_touch_the_mineral(client: TestClient, chain: str) -> None:
    page = client.get(f"/sandbox?lang=en&v=1&chain={chain}")
    assert page.status_code == 200
    shown = set(re.findall(r'data-act="([^"]+)"', page.text))
    assert ("cn/mofcom-2024-46" in shown) == (chain == "gallium")
    assert "cn/mofcom-gacc-2025-18" not in shown
    assert f'<option value="{chain}" selected>' in page.text
    if not shown:
        assert "No act in the library changes the market" in page.text


def test_originals_carry_their_language(client: TestClient) -> None:
    from monazite.web.tongues import marked

    assert str(marked("as reported", "en")) == "as reported"
    assert str(marked("2026", "zh", "x")) == "2026"
    assert (
        str(marked("<b>as</b>", "zh", "x"))
        == '<span lang="en" title="x">&lt;b&gt;as&lt;/b&gt;</span>'
    )
    assert 'lang="en"' in client.get("/sources?lang=zh").text
    assert 'lang="zh-Hans"' in client.get("/policies/cn/mofcom-2025-61?lang=en").text


@pytest.mark.parametrize("path", ["/matrix.csv", "/measures.xlsx", "/sandbox.csv"])
def test_a_file_that_cannot_be_computed_is_refused_not_empty(client: TestClient, path: str) -> None:
    answer = client.get(f"{path}?lang=zh")
    assert answer.status_code == 503
    assert "未能算出" in answer.text


def test_faults_speak_chinese_on_chinese_pages(client: TestClient) -> None:
    from monazite.present.fault_text import fault_text, sentences

    old = client.get("/sandbox?lang=zh&v=0").text
    assert "该链接由另一版本的 Monazite 生成" in old
    unknown = client.get("/sandbox?lang=zh&v=1&chain=galium").text
    assert "产业链" in unknown
    assert "是否为：gallium" in unknown
    assert fault_text("scenario 'x'", "zh") == "情景'x'"
    assert fault_text("scenario 'x'", "en") == "scenario 'x'"
    assert fault_text("never said before", "zh") == "never said before"
    code = "".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    written = re.sub(r"\"\n\s*\"", "", code)  # sentences that go over lines
    for sentence in sentences():
        assert sentence in written or sentence == "version 1", sentence


def test_what_an_address_names_wrongly_is_told_and_never_passed_over(client: TestClient) -> None:
    unknown = client.get("/minerals/gallium?lang=zh&element=Zz")
    assert unknown.status_code == 404
    assert "元素" in unknown.text
    for lang, said in (("en", "is no day from 1995"), ("zh", "不是1995年")):
        told = client.get(f"/?lang={lang}&on=2026-13-45").text
        assert said in told
        assert said not in client.get(f"/?lang={lang}&on=2026-11-20").text
    where = client.get("/minerals/unobtainium?lang=en").text
    assert "/minerals/unobtainium" in where
    assert "load_world" not in where
