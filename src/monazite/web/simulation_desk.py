"""Where are simulations handed in, and how far are they? One worker process serves all pages.

Pages never compute in the server's own process: a job is handed in, watched, and may be taken back.
Equal jobs share one answer; answers are kept for as long as there is room. If the worker dies, what
it was doing fails with a sentence and the next job starts a new one.
"""

from __future__ import annotations

import itertools
import json
import multiprocessing
import queue
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from monazite.errors import Fault, MonaziteError
from monazite.web.worker import WARM, work

KEPT = 200
"""How many answers are kept."""

SOON, LATER = 0, 5
"""Order of jobs: what a reader waits for, and what is made ready beforehand."""


class NotComputedError(MonaziteError):
    """Did a simulation fail, so that nothing can be handed over?"""


class Job:
    """One thing that is computed.

    state  : waiting, running, done, failed or cancelled
    done, total : steps done and in all (0 where that is not known)
    parts  : answers in the order in which they came; the last one is whole
    faults : why it failed
    """

    def __init__(self, number: int, kind: str, payload: Mapping[str, Any], key: str) -> None:
        self.number, self.kind, self.payload, self.key = number, kind, payload, key
        self.state = "waiting"
        self.done = self.total = 0
        self.parts: list[dict[str, Any]] = []
        self.faults: tuple[Fault, ...] = ()
        self.watchers = 0
        self.ended = threading.Event()

    @property
    def finished(self) -> bool:
        """Is nothing more to come?"""
        return self.state in ("done", "failed", "cancelled")

    def computed(self) -> dict[str, Any]:
        """Return the whole answer; NotComputedError, with the faults, if there is none."""
        if self.state != "done":
            raise NotComputedError(self.faults or (_DIED,))
        return self.answer

    @property
    def answer(self) -> dict[str, Any]:
        """Return everything that was found, parts joined; KeyError-free, empty while waiting."""
        joined: dict[str, Any] = {}
        for part in self.parts:
            joined = _joined(joined, part)
        return joined


class SimulationDesk:
    """Who computes for the pages?

    run : False starts no process; every job then fails with a sentence that says so
    """

    def __init__(self, run: bool = True) -> None:
        self.run = run
        self._numbers = itertools.count(1)
        self._waiting: queue.PriorityQueue[tuple[int, int, Job | None]] = queue.PriorityQueue()
        self._known: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._context: Any = None
        self._cancelled: Any = None
        self._process: Any = None
        self._pipe: Any = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the worker and let it compile the model, so that the first page need not wait."""
        if not self.run or self._thread is not None:
            return
        self._stopped.clear()
        self._context = multiprocessing.get_context("spawn")
        self._cancelled = self._context.Value("q", 0)
        self._thread = threading.Thread(target=self._serve, name="simulation-desk", daemon=True)
        self._thread.start()
        self.hand_in(WARM, {}, LATER - 1)

    def stop(self) -> None:
        """Stop the worker; whatever waits is cancelled."""
        self._stopped.set()
        self._waiting.put((-1, 0, None))
        if self._thread is not None:
            self._thread.join(timeout=3)
            self._thread = None
        self._end_process()

    def hand_in(self, kind: str, payload: Mapping[str, Any], order: int = SOON) -> Job:
        """Hand in a job, or get the one that asks the same. Cancelled ones are made again."""
        key = _key(kind, payload)
        with self._lock:
            known = self._known.get(key)
            if known is not None and known.state != "cancelled":
                self._known.move_to_end(key)
                if known.state == "waiting" and order < LATER:
                    self._waiting.put((order, known.number, known))
                return known
            job = Job(next(self._numbers), kind, payload, key)
            self._known[key] = job
            for old in list(self._known):
                if len(self._known) <= KEPT:
                    break
                if self._known[old].finished:
                    del self._known[old]
        if not self.run:
            job.faults = (_NO_WORKER,)
            self._end(job, "failed")
        else:
            self._waiting.put((order, job.number, job))
        return job

    def known(self, kind: str, payload: Mapping[str, Any]) -> dict[str, Any] | None:
        """What was answered to a job that is done already? None if there is no such answer."""
        with self._lock:
            job = self._known.get(_key(kind, payload))
        return job.answer if job is not None and job.state == "done" else None

    def take_back(self, job: Job) -> None:
        """Cancel a job, unless somebody else still watches it or it has ended."""
        with self._lock:
            if job.finished or job.watchers > 0:
                return
            running = job.state == "running"
            if not running:
                job.state = "cancelled"
            elif self._known.get(job.key) is job:
                del self._known[job.key]  # who asks the same from now on gets a job of his own
        if running:
            self._cancelled.value = job.number
        else:
            self._end(job, "cancelled")

    def _serve(self) -> None:
        while not self._stopped.is_set():
            _, _, job = self._waiting.get()
            if job is None or job.state != "waiting":
                continue
            job.state = "running"
            try:
                self._do(job)
            except (EOFError, OSError, BrokenPipeError):
                self._end_process()
                job.faults = (_DIED,)
                self._end(job, "failed")

    def _do(self, job: Job) -> None:
        pipe = self._ready_pipe()
        pipe.send((job.number, job.kind, dict(job.payload)))
        while not job.finished:
            if not pipe.poll(0.2):
                if self._stopped.is_set():
                    self._end(job, "cancelled")
                elif not self._process.is_alive():
                    raise EOFError
                continue
            number, said, content = pipe.recv()
            if number != job.number:
                continue
            if said == "progress":
                job.done, job.total = content
            elif said == "part":
                job.parts.append(content)
            elif said == "failed":
                job.faults = tuple(Fault(**fault) for fault in content)
                self._end(job, "failed")
            else:
                self._end(job, said)

    def _ready_pipe(self) -> Any:
        if self._process is None or not self._process.is_alive():
            self._end_process()
            self._pipe, theirs = self._context.Pipe()
            self._process = self._context.Process(
                target=work, args=(theirs, self._cancelled), name="monazite-worker", daemon=True
            )
            self._process.start()
            theirs.close()
        return self._pipe

    def _end_process(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.join(timeout=3)
            if self._process.is_alive():
                self._process.kill()
                self._process.join(timeout=3)
            self._process.close()
            self._process = None
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None

    def _end(self, job: Job, state: str) -> None:
        job.state = state
        if state == "cancelled" or job.faults in ((_DIED,), (_NO_WORKER,)):
            with self._lock:
                if self._known.get(job.key) is job:
                    del self._known[job.key]
        job.ended.set()


def _key(kind: str, payload: Mapping[str, Any]) -> str:
    return json.dumps([kind, payload], sort_keys=True, default=str)


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """Return two answers as one; mappings inside are joined, everything else is replaced."""
    return {
        **first,
        **{
            key: _joined(first[key], value)
            if isinstance(value, dict) and isinstance(first.get(key), dict)
            else value
            for key, value in second.items()
        },
    }


_NO_WORKER = Fault(
    "simulation",
    "a server that was started without a worker",
    "a server that simulates",
    advice="start it with `monazite serve`",
)
_DIED = Fault(
    "simulation",
    "a worker process that ended before it answered",
    "an answer",
    because="the machine may have run out of memory",
    advice="try again; a new worker is started",
)
