"""The page of hindcasts: quantities by their names, ids in the file only."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from monazite.evidence.episode import read_episode
from monazite.evidence.naive import NAMES
from monazite.evidence.scoreboard import scored_of, summary
from monazite.evidence.scores_on_file import shipped_file
from monazite.web.words import words as texts_in


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_quantities_are_called_as_their_episode_calls_them(client: TestClient, lang: str) -> None:
    text = unescape(client.get(f"/hindcasts?lang={lang}").text)
    pairs = [
        (entry["hindcast"]["episode"], one["quantity"]) for entry, one in scored_of(shipped_file())
    ]
    assert len(pairs) > 20
    episode = read_episode("heavy_rare_earths_2025")
    named = {one.id: one.label.text(lang) for one in episode.scored}
    here = [quantity for name, quantity in pairs if name == episode.id]
    assert here
    for quantity in here:
        assert f"<td>{named[quantity]}<br>" in text
    assert not [quantity for _, quantity in pairs if f">{quantity}<" in text]


def test_the_file_keeps_the_ids(client: TestClient) -> None:
    told = client.get("/hindcasts.csv").content.decode("utf-8-sig").partition("#")[0]
    rows = list(csv.DictReader(io.StringIO(told)))
    assert "dysprosium_oxide_china" in {row["quantity"] for row in rows}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_odds_and_naive_directions_stand_beside_ours(client: TestClient, lang: str) -> None:
    text = unescape(client.get(f"/hindcasts?lang={lang}").text)
    table = text[text.index('<table class="first-few" id="scored"') :]
    rows = re.findall(r"<tr><td class=\"nowrap\">.*?</tr>", table[: table.index("</table>")], re.S)
    shown = sorted(
        (re.sub("<[^>]+>", "", odds), naive)
        for row in rows
        for odds, naive in re.findall(
            r'<td class="num optional nowrap">(.*?)</td><td class="num optional nowrap">(.*?)</td>',
            row,
        )
    )
    sign = {1: "+", 0: "0", -1: "−", None: "—"}
    wanted = sorted(
        (
            " / ".join(f"{chance:.2f}" for chance in one["odds"]),
            " / ".join(sign[one["direction_naive"][name]] for name in NAMES),
        )
        for _, one in scored_of(shipped_file())
    )
    assert shown == wanted
    assert table.count('class="narrow-only quiet"') == len(wanted)  # the same on a phone
    naive = summary(shipped_file())["direction_naive"]["previous_episode"]
    label = texts_in(lang).say("hindcasts.yardstick.direction_previous_episode")
    assert re.search(
        rf"{re.escape(label)}</td><td class=\"num\">{naive[0]:.2f}</td><td></td>"
        rf"<td class=\"num\">{naive[1]}</td>",
        text,
    )


def test_the_file_holds_odds_that_sum_to_one(client: TestClient) -> None:
    told = client.get("/hindcasts.csv").content.decode("utf-8-sig").partition("#")[0]
    rows = list(csv.DictReader(io.StringIO(told)))
    assert rows and {"direction_last_trend", "direction_previous_episode"} <= set(rows[0])
    for row in rows:
        odds = [float(row[f"odds_{way}"]) for way in ("fall", "none", "rise")]
        assert sum(odds) == pytest.approx(1, abs=1e-4)
