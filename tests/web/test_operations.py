"""The API: its schema, its examples, one shape of error."""

from __future__ import annotations

import hashlib
import json
import shlex
from importlib.resources import files

import pytest
from fastapi.testclient import TestClient

from monazite.evidence.scoreboard import summary
from monazite.evidence.scores_on_file import shipped_file
from monazite.web.pages.operations import examples
from monazite.web.words import words as texts_in


def test_every_example_runs_as_written(client: TestClient) -> None:
    schema = client.get("/api/openapi.json").json()
    listed = examples("http://testserver", schema, texts_in("zh").say)
    assert all(one["says"] for one in listed)
    assert {one["path"] for one in listed} == set(schema["paths"])
    for one in listed:
        words = shlex.split(one["command"])
        address = next(word for word in words if word.startswith("http"))
        if one["method"] == "POST":
            answer = client.post(address, json=json.loads(words[-1]))
        else:
            answer = client.get(address)
        # without a worker no run is made, and that is said
        wanted = 503 if one["path"] == "/api/matrix" else 200
        assert answer.status_code == wanted, one["command"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/policies/cn/nowhere",
        "/api/minerals/nowhere",
        "/api/policies?on=x",
        "/api/policies?state=dead",
        "/api/policies?stat=suspended",
        "/api/projects?country=ZZZ",
        "/api/indicators?mineral=unobtainium",
        "/api/matrix?chain=unobtainium",
        "/api/matrix?on=x",
        "/api/nothing",
    ],
)
def test_errors_have_one_shape(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 422)
    assert answer.json()["error"]["faults"][0]["found"]


def test_an_address_that_leads_nowhere_is_told_in_the_language_of_the_page(
    client: TestClient,
) -> None:
    page = client.get("/nowhere?lang=zh")
    assert page.status_code == 404
    assert "不存在的地址" in page.text and "Not Found" not in page.text
    assert "请求方法 DELETE" in client.delete("/minerals?lang=zh").text


def test_the_tables_of_the_pages_are_operations_too(client: TestClient) -> None:
    suspended = client.get("/api/policies?on=2026-11-01&state=suspended").json()["acts"]
    assert "cn/mofcom-gacc-2025-58" in {act["id"] for act in suspended}
    assert "cn/mofcom-gacc-2025-18" not in {act["id"] for act in suspended}
    listed = client.get("/api/projects?mineral=gallium").json()["projects"]
    assert listed and all("gallium" in one["project"]["minerals"] for one in listed)
    assert client.get("/api/coverage").json()["rows"] == 186
    assert {one["id"] for one in client.get("/api/hindcasts").json()["goals"]} == {
        "direction",
        "beats_no_change",
        "coverage",
    }
    yardsticks = {one["id"]: one for one in client.get("/api/hindcasts").json()["yardsticks"]}
    total = summary(shipped_file())
    assert yardsticks["odds_model"]["reached"] == total["ranked_probability"]["model"]
    said = yardsticks["direction_previous_episode"]
    assert [said["reached"], said["count"]] == list(total["direction_naive"]["previous_episode"])
    measures = client.get("/api/indicators?mineral=gallium").json()["measures"]
    assert {one["mineral"] for one in measures} == {"gallium"}


def test_a_link_from_another_version_is_refused(client: TestClient) -> None:
    for pairs in ([["v", "0"]], [["v", "1"], ["sift", "x~1"]], [["v", "1"], ["base", "gone"]]):
        answer = client.post("/api/simulations", json={"query": pairs})
        assert answer.status_code in (404, 422), pairs
    page = client.get("/sandbox?v=0&base=baseline&lang=zh")
    assert page.status_code == 422
    assert "建议" in page.text


def test_vendored_files_are_those_that_were_reviewed() -> None:
    folder = files("monazite.web").joinpath("static", "vendor")
    lock = json.loads(folder.joinpath("vendor.lock.json").read_text(encoding="utf-8"))
    assert {one["file"].split("/")[0] for one in lock} == {
        entry.name for entry in folder.iterdir() if entry.is_dir()
    }
    for one in lock:
        content = folder.joinpath(*one["file"].split("/")).read_bytes()
        assert hashlib.sha256(content).hexdigest() == one["sha256"], one["file"]
        place = folder.joinpath(one["file"].split("/")[0])
        texts = [entry.name for entry in place.iterdir() if "LICENSE" in entry.name]
        assert texts, one["file"]


def test_the_land_has_no_borders_and_leaves_the_sea_alone() -> None:
    place = files("monazite.web").joinpath("static", "vendor", "land-110m", "land.json")
    land = json.loads(place.read_text(encoding="utf-8"))
    assert land["type"] == "MultiPolygon"
    rings = [ring for polygon in land["coordinates"] for ring in polygon]
    assert 80 < len(rings) < 200  # land masses; countries would be many more rings
    assert min(y for ring in rings for _, y in ring) > -60


def test_the_map_can_be_replaced(tmp_path, client: TestClient) -> None:  # type: ignore[no-untyped-def]
    from monazite.web.app import create_app
    from monazite.web.settings import Settings

    own = tmp_path / "own.json"
    own.write_text('{"type":"MultiPolygon","coordinates":[]}', encoding="utf-8")
    other = TestClient(create_app(Settings(simulate=False, land=own)))
    assert other.get("/static/vendor/land-110m/land.json").json()["coordinates"] == []
    assert client.get("/static/vendor/land-110m/land.json").json()["coordinates"] != []


def test_the_matrix_says_how_far_it_is_then_comes_whole(client: TestClient) -> None:
    from monazite.web.simulation_desk import Job

    job = Job(1, "matrix", {}, "key")
    job.state, job.done, job.total = "running", 1, 4
    asked: list[tuple[str, dict[str, str]]] = []

    class Desk:
        def hand_in(self, kind: str, payload: dict[str, str]) -> Job:
            asked.append((kind, payload))
            return job

    app = client.app
    state, desk = app.state, app.state.desk  # type: ignore[attr-defined]
    state.desk = Desk()
    try:
        far = client.get("/api/matrix?chain=gallium&on=2026-11-28&lang=zh")
        job.parts.append({"cleared": True, "rows": [{"id": "x", "gaps": []}]})
        job.state = "done"
        whole = client.get("/api/matrix?chain=gallium&on=2026-11-28")
    finally:
        state.desk = desk
    assert asked == [("matrix", {"on": "2026-11-28", "chain": "gallium"})] * 2
    assert far.status_code == 202 and far.json()["done"] == 0.25
    assert whole.status_code == 200
    assert whole.json() == {
        "on": "2026-11-28",
        "chain": "gallium",
        "cleared": True,
        "rows": [{"id": "x", "gaps": []}],
    }
