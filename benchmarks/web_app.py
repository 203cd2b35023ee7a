"""The web app under load: fifty readers at once, alone and beside a running simulation.

Loopback only, bounded in time. Nothing is asserted; ``python -m benchmarks.web_app`` prints it.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from urllib.request import urlopen

READERS = 50
SECONDS = 12.0
THINKS = 1.0
"""Seconds that a reader looks at a page before the next."""
OPENED = 5
"""Times that the app is opened, after once that does not count."""

PAGES = (
    "/?lang=zh",
    "/timeline?lang=en",
    "/screen?lang=en&good=gallium%20metal&from=CHN&to=USA",
    "/policies/cn/mofcom-2025-61?lang=zh",
    "/minerals?lang=en",
    "/sources?lang=zh",
)
ASKED_AFTER = {PAGES[2]: "/screen/settled?lang=en&good=gallium%20metal&from=CHN&to=USA"}
"""Page -> part that it asks for once it is scrolled into view; every reader here scrolls to it."""
SHIPMENT = {
    "date": "2026-11-28",
    "good": "sintered NdFeB magnets with dysprosium",
    "from": "CHN",
    "to": "DEU",
    "end_use": "civil",
}
SANDBOX = [["v", "1"], ["base", "truce_prolonged"]]


@contextmanager
def server() -> Iterator[str]:
    """Start the app as a reader would, and stop it."""
    command = [sys.executable, "-m", "monazite", "serve", "--no-browser", "--format", "json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        lines = ""
        while "}" not in lines:
            lines += process.stdout.readline()
        yield json.loads(lines)["address"].rstrip("/")
    finally:
        process.terminate()
        process.wait(10)


async def _part(client: object, address: str, told: list[float]) -> None:
    """Ask for a part that a page fills in; the reader reads on meanwhile."""
    begun = time.perf_counter()
    await client.get(address)  # type: ignore[attr-defined]
    told.append(time.perf_counter() - begun)


async def _reader(
    client: object, base: str, number: int, end: float, told: list[float], parts: list[float]
) -> int:
    faults = 0
    later: list[asyncio.Task[None]] = []
    pages = cycle(PAGES[number % len(PAGES) :] + PAGES[: number % len(PAGES)])
    await asyncio.sleep(THINKS * number / READERS)
    while time.perf_counter() < end:
        begun = time.perf_counter()
        if number % 2:
            answer = await client.post(f"{base}/api/screen", json=SHIPMENT)  # type: ignore[attr-defined]
        else:
            page = next(pages)
            answer = await client.get(base + page)  # type: ignore[attr-defined]
            if page in ASKED_AFTER:
                address = base + ASKED_AFTER[page]
                later.append(asyncio.create_task(_part(client, address, parts)))
        told.append(time.perf_counter() - begun)
        faults += answer.status_code != 200
        await asyncio.sleep(THINKS)
    await asyncio.gather(*later)
    return faults


async def _simulate(client: object, base: str, shift: int) -> tuple[float, bool]:
    """Return seconds from the request to the first results of one new scenario, and whether any."""
    query = [*SANDBOX, ["shift", f"cn/mofcom-gacc-2025-18~{shift}"]]
    begun = time.perf_counter()
    body = {"query": query, "element": "Dy"}
    url = f"{base}/api/simulations"
    async with client.stream("POST", url, json=body, timeout=300) as answer:  # type: ignore[attr-defined]
        async for line in answer.aiter_lines():
            if '"part"' in line[:12]:
                return time.perf_counter() - begun, True
    return time.perf_counter() - begun, False


async def _measure(base: str) -> dict[str, object]:
    import httpx2

    results: dict[str, object] = {}
    limits = httpx2.Limits(max_connections=2 * READERS + 4)
    async with httpx2.AsyncClient(timeout=60, limits=limits) as client:
        for page in PAGES:
            await client.get(base + page)
        first, _ = await _simulate(client, base, 1)
        results["first simulation, compiled or from the cache, s"] = first
        again = [(await _simulate(client, base, shift))[0] for shift in (2, 3, 4)]
        results["new scenario of 84 months, warm, s"] = statistics.median(again)
        for page in (*PAGES, *ASKED_AFTER.values()):
            begun = time.perf_counter()
            await client.get(base + page)
            results[f"{page.partition('?')[0]} alone, ms"] = 1000 * (time.perf_counter() - begun)
        for title, busy in (("alone", False), ("beside a simulation", True)):
            told: list[float] = []
            parts: list[float] = []
            end = time.perf_counter() + SECONDS
            jobs = [_reader(client, base, number, end, told, parts) for number in range(READERS)]
            other = asyncio.create_task(_keep_simulating(client, base, end)) if busy else None
            faults = sum(await asyncio.gather(*jobs))
            if other is not None:
                results["simulations meanwhile"] = await other
            told.sort()
            settled = 1000 * statistics.median(parts) if parts else None
            results[f"{READERS} readers {title}, what would settle it, median ms"] = settled
            results[f"{READERS} readers {title}, requests"] = len(told)
            results[f"{READERS} readers {title}, errors"] = faults
            results[f"{READERS} readers {title}, median ms"] = 1000 * statistics.median(told)
            results[f"{READERS} readers {title}, 95th ms"] = 1000 * told[int(0.95 * len(told))]
    return results


async def _keep_simulating(client: object, base: str, end: float) -> int:
    done = 0
    while time.perf_counter() < end:
        await _simulate(client, base, 10 + done)
        done += 1
    return done


def opening() -> dict[str, object]:
    """How long from the command to the first page, and to another page asked for first?

    The law was read before, as in every start but the first. Each measured in servers of its own.
    """
    found: dict[str, object] = {}
    for title, page in (("first page", "/?lang=zh"), ("list of minerals", "/minerals?lang=en")):
        seconds = []
        for _ in range(OPENED + 1):
            begun = time.perf_counter()
            with server() as base, urlopen(base + page) as answer:
                answer.read()
                seconds.append(time.perf_counter() - begun)
        found[f"from the command to the {title}, s"] = statistics.median(seconds[1:])
    return found


def under_load() -> dict[str, object]:
    """How fast do pages and screening answer fifty readers, alone and beside a simulation?"""
    with server() as base:
        return asyncio.run(_measure(base))


if __name__ == "__main__":
    for name, value in (opening() | under_load()).items():
        print(f"{name:<50} {value:.4g}" if isinstance(value, float) else f"{name:<50} {value}")
