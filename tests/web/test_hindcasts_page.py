"""The page of hindcasts: quantities by their names, ids in the file only."""

from __future__ import annotations

import csv
import io
from html import unescape

import pytest
from fastapi.testclient import TestClient

from monazite.evidence.episode import read_episode
from monazite.evidence.scoreboard import scored_of
from monazite.evidence.scores_on_file import shipped_file


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
