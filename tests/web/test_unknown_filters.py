"""A filter in an address that names nothing is told in the language of the page, never dropped."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from monazite.web.pages.minerals import leaders_listed

UNKNOWN = (
    ("/timeline?instrument=xyz", "instrument", "xyz", "工具", "export_ban"),
    ("/timeline?state=xyz", "state", "xyz", "状态", "suspended"),
    ("/timeline.csv?state=xyz", "state", "xyz", "状态", "suspended"),
    ("/timeline?lane=xyz", "lane", "xyz", "一方", "china"),
    ("/timeline?issuer=xyz", "issuer", "xyz", "发布方", "eu"),
    ("/timeline?view=xyz", "view", "xyz", "视图", "main"),
    ("/timeline?acts=cn/xyz", "acts", "cn/xyz", "法令", "cn/"),
    ("/timeline?mineral=unobtainium", "mineral", "unobtainium", "矿种", "rare_earths"),
    ("/policies?state=xyz", "state", "xyz", "状态", "suspended"),
    ("/minerals/unobtainium", "", "unobtainium", "产业链", "gallium"),
    ("/minerals/gallium?element=Xx", "element", "Xx", "元素", "Ga"),
    ("/minerals/gallium.csv?table=xyz", "table", "xyz", "数据表", "flows"),
    ("/indicators?rank=xyz", "rank", "xyz", "指标", "geopolrisk:EU27"),
    ("/indicators?year=1900", "year", "1900", "年份", "2023"),
    ("/matrix?chain=xyz", "chain", "xyz", "产业链", "gallium"),
    ("/sandbox?a=xyz", "a", "xyz", "情景", "truce_prolonged"),
    ("/sandbox?chain=xyz", "", "xyz", "情景改动，产业链", "gallium"),
    ("/sandbox?base=xyz", "", "xyz", "情景改动，起点情景", "baseline"),
)
"""Address, key, unknown word, what it is in Chinese, something that is known."""


def told(html: str) -> str:
    found = re.search(r'class="faults".*?</div>', html, re.S)
    return "" if found is None else unescape(re.sub("<[^>]+>", " ", found[0]))


@pytest.mark.parametrize(("path", "key", "word", "kind", "known"), UNKNOWN)
def test_an_unknown_filter_is_told(
    client: TestClient, path: str, key: str, word: str, kind: str, known: str
) -> None:
    mark = "&" if "?" in path else "?"
    chinese = client.get(f"{path}{mark}lang=zh")
    english = client.get(f"{path}{mark}lang=en")
    assert chinese.status_code == english.status_code == 404
    assert kind in told(chinese.text)
    assert not key or f"地址，{key}" in told(chinese.text)
    for answer in (told(chinese.text), told(english.text)):
        assert f'"{word}"' in answer
        assert known in answer or "in all" in answer or "共" in answer
        assert key in answer
    assert kind not in told(english.text)
    # the place, what was found and why, all in Chinese
    assert not re.search(r"\b(address|variation|one of|misspelt)\b", told(chinese.text))
    assert client.get("/glossary").status_code == 200


@pytest.mark.parametrize("day", ["2026-13-01", "soon", "1899-01-01"])
def test_a_day_that_is_none_is_told(client: TestClient, day: str) -> None:
    answer = client.get(f"/timeline?from={day}&lang=zh")
    assert answer.status_code == 422
    assert day in told(answer.text) and "年间的日期" in told(answer.text)
    backwards = client.get("/timeline?from=2027-01-01&to=2026-01-01&lang=zh")
    assert backwards.status_code == 422 and "止期晚于起期" in told(backwards.text)


@pytest.mark.slow
def test_empty_filters_and_those_that_pages_link_are_answered(client: TestClient) -> None:
    empty = "view=&minerals=&mineral=&lane=&issuer=&instrument=&state=&acts=&from=&to="
    assert client.get(f"/timeline?{empty}").status_code == 200
    for symbol in {row["element"] for row in leaders_listed("en")}:
        answer = client.get("/timeline.csv", params={"minerals": symbol})
        assert answer.status_code == 200, symbol
    page = client.get("/timeline?lang=en").text
    for name in ("mineral", "lane", "issuer", "instrument", "state"):
        block = re.search(rf'<select id="{name}".*?</select>', page, re.S)
        assert block is not None
        for word in re.findall(r'<option value="([^"]+)"', block[0]):
            answer = client.get("/timeline.csv", params={name: unescape(word)})
            assert answer.status_code == 200, (name, word)
