"""The process that simulates: it waits for jobs, says how far it is, and stops when it is told to.

It holds the compiled model warm, the worlds it has read and the runs it made last.
"""

from __future__ import annotations

import os
import sys
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from monazite.errors import Fault, MonaziteError, quoted

WARM = "warm"
RUNS_KEPT = 24
KEPT = 600
"""Series of draws and the like that are kept."""
NICENESS = 3
"""How far the worker steps back behind the pages."""


class Cancelled(Exception):
    """Was the job taken back?"""


class Bench:
    """What does the worker have at hand: worlds, runs, and how to say how far it is?

    say : called with (kind of message, content)
    """

    def __init__(self, say: Callable[[str, Any], None], cancelled: Callable[[], bool]) -> None:
        self.say = say
        self._cancelled = cancelled
        self._worlds: dict[str, Any] = {}
        self._runs: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self.first = 0
        self.of = 1

    def world(self, chain: str = "rare_earths") -> Any:
        """Return the world of a chain, read once."""
        if chain not in self._worlds:
            from monazite.chains.world import load_world

            self._worlds[chain] = load_world(chain)
        return self._worlds[chain]

    def keep(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """Return what was made under a key before, or make it; the latest are kept."""
        if key not in self._kept:
            self._kept[key] = make()
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return self._kept[key]

    def stage(self, number: int, of: int) -> None:
        """Say that stage ``number`` (from 0) of several begins; progress is counted over all."""
        self.first, self.of = number, of

    def part(self, content: dict[str, Any]) -> None:
        """Hand over a part of the answer."""
        self.say("part", content)

    def check(self) -> None:
        """Raise Cancelled if the job was taken back."""
        if self._cancelled():
            raise Cancelled

    def run(self, scenario: Any, months: int | None = None) -> Any:
        """Return the run of a scenario whose law is compiled already; the latest are kept.

        months : shortens the run. Raises Cancelled between two years if the job was taken back.
        """
        from monazite.market.chunk_memory import ChunkMemory
        from monazite.market.simulate import simulate

        wanted = scenario if months is None else replace(scenario, months=months)
        world = self.world(wanted.chain)
        key = (wanted.chain, repr(wanted))
        if key not in self._runs:

            def show(done: int, total: int) -> None:
                self.check()
                self.say("progress", (self.first * total + done, total * self.of))

            self._runs[key] = simulate(world, wanted, show, self.keep(("memory",), ChunkMemory))
        self._runs.move_to_end(key)
        while len(self._runs) > RUNS_KEPT:
            self._runs.popitem(last=False)
        return self._runs[key]


def work(pipe: Any, cancelled: Any) -> None:
    """Do jobs from a pipe until it closes: (number, kind, payload) in."""
    with suppress(OSError):
        os.nice(NICENESS)
    from monazite.web.computations import COMPUTATIONS

    number = 0

    def say(said: str, content: Any) -> None:
        pipe.send((number, said, content))

    bench = Bench(say, lambda: bool(cancelled.value == number))
    while True:
        try:
            number, kind, payload = pipe.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        bench.stage(0, 1)
        try:
            COMPUTATIONS[kind](bench, payload)
            say("done", None)
        except Cancelled:
            say("cancelled", None)
        except MonaziteError as error:
            say("failed", [fault.as_dict() for fault in error.faults])
        except KeyboardInterrupt:
            return
        except Exception as error:
            found = f"{type(error).__name__}: {quoted(str(error), longest=300)}"
            print(f"monazite worker, {kind}: {found}", file=sys.stderr)
            fault = Fault(f"simulation, {kind}", found, "an answer", "a fault of Monazite itself")
            say("failed", [fault.as_dict()])
