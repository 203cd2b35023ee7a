"""The worker behind the pages: same numbers as a plain run, cancelling, dying, failing."""

from __future__ import annotations

import json
import time

import pytest
from fastapi.testclient import TestClient

from monazite.errors import Fault
from monazite.web.app import create_app
from monazite.web.settings import Settings
from monazite.web.simulation_desk import SimulationDesk

pytestmark = pytest.mark.slow


def until_finished(job, seconds: float = 240.0):  # type: ignore[no-untyped-def]
    assert job.ended.wait(seconds), (job.state, job.done, job.total)
    return job


@pytest.fixture(scope="module")
def desk():  # type: ignore[no-untyped-def]
    made = SimulationDesk()
    made.start()
    yield made
    made.stop()


QUERY = [["v", "1"], ["base", "truce_prolonged"], ["branch", "revived"], ["months", "24"]]


def test_the_sandbox_gives_the_numbers_of_a_plain_run(desk: SimulationDesk) -> None:
    from monazite.chains.world import load_world
    from monazite.market.simulate import simulate
    from monazite.policy.library import library
    from monazite.present.run_series import run_series
    from monazite.scenario.variation import variation_of

    job = until_finished(desk.hand_in("sandbox", {"query": QUERY, "element": "Dy"}))
    assert job.state == "done", job.faults
    world = load_world()
    scenario = variation_of([(k, v) for k, v in QUERY]).scenario(library()).with_law(world)
    plain = run_series(simulate(world, scenario), world, "Dy", frozenset(), loop=False)
    told = job.answer["series"]
    assert job.answer["months"] == list(plain.months)
    assert len(plain.series) >= 4
    for one in plain.series:
        assert told[one.id]["values"] == pytest.approx(list(one.values), rel=1e-5), one.id
    assert set(told) > {"loop_closure"}
    again = desk.hand_in("sandbox", {"query": QUERY, "element": "Dy"})
    assert again is job


def test_a_job_that_is_taken_back_stops(desk: SimulationDesk) -> None:
    long = [["v", "1"], ["base", "truce_prolonged"], ["months", "480"]]
    job = desk.hand_in("sandbox", {"query": long, "element": "Dy"})
    while job.state == "waiting" or job.done < 12:
        assert not job.finished
        time.sleep(0.02)
    desk.take_back(job)
    until_finished(job, 60)
    assert job.state == "cancelled"
    assert desk.hand_in("sandbox", {"query": QUERY, "element": "Dy"}).state == "done"


def test_who_asks_for_a_job_just_taken_back_gets_one_of_his_own() -> None:
    from types import SimpleNamespace

    desk = SimulationDesk()  # never started: its jobs stay where this test puts them
    desk._cancelled = SimpleNamespace(value=0)
    first = desk.hand_in("sandbox", {"query": QUERY})
    first.state = "running"
    assert desk.hand_in("sandbox", {"query": QUERY}) is first
    desk.take_back(first)
    assert desk._cancelled.value == first.number
    second = desk.hand_in("sandbox", {"query": QUERY})
    assert second is not first
    assert second.state == "waiting"


def test_what_a_scenario_does_wrong_is_told(desk: SimulationDesk) -> None:
    wrong = [["v", "1"], ["base", "truce_prolonged"], ["buy", "USA~unobtainium~1~2027-01~2028-01"]]
    job = until_finished(desk.hand_in("sandbox", {"query": wrong, "element": "Dy"}))
    assert job.state == "failed"
    assert "unobtainium" in job.faults[0].found


def test_a_worker_that_dies_is_replaced(desk: SimulationDesk) -> None:
    until_finished(desk.hand_in("warm", {"again": 1}))
    desk._process.kill()
    job = until_finished(desk.hand_in("warm", {"again": 2}))
    if job.state == "failed":
        assert isinstance(job.faults[0], Fault)
        job = until_finished(desk.hand_in("warm", {"again": 3}))
    assert job.state == "done"


def test_the_stream_tells_progress_then_results() -> None:
    with TestClient(create_app(Settings())) as client:
        body = {"query": QUERY, "element": "Dy"}
        with client.stream("POST", "/api/simulations", json=body) as answer:
            lines = [json.loads(line) for line in answer.iter_lines() if line]
    assert "progress" in lines[0]
    assert lines[-1] == {"done": True}
    assert sum("part" in line for line in lines) == 2


@pytest.mark.parametrize("chain", ["gallium", "nickel_cobalt"])
def test_other_minerals_are_simulated_too(desk: SimulationDesk, chain: str) -> None:
    element = {"gallium": "Ga", "nickel_cobalt": "Ni"}[chain]
    query = [["v", "1"], ["base", "truce_prolonged"], ["chain", chain], ["months", "24"]]
    job = until_finished(desk.hand_in("sandbox", {"query": query, "element": element}), 400)
    assert job.state == "done", job.faults
    assert job.answer["failed"] is None
    assert {"price_outside", "price_inside", "largest_share"} <= set(job.answer["series"])


def test_bands_follow_draw_after_draw(desk: SimulationDesk) -> None:
    payload = {"query": [*QUERY, ["months", "24"]], "element": "Dy", "members": 3}
    for draw in range(3):
        job = until_finished(desk.hand_in("sandbox_draw", payload | {"draw": draw}))
        assert job.state == "done", job.faults
    job = until_finished(desk.hand_in("sandbox_bands", payload), 60)
    assert job.answer["failed"] == 0
    band = job.answer["bands"]["price_outside"]
    assert all(low <= high for low, high in zip(band["low"], band["high"], strict=True))
    assert band["wide_low"][-1] < band["low"][-1]
    assert desk.known("sandbox_bands", payload) == job.answer
    assert desk.known("sandbox_bands", payload | {"members": 4}) is None
