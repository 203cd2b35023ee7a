"""Where are answers to open questions tried? In a process beside the server's, one after another.

Trying takes several times as long as a verdict. The server's own process stays free for pages; of
a transaction nothing is kept in either.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from asyncio import wrap_future
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from starlette.concurrency import run_in_threadpool

from monazite.present.catalogue import Language
from monazite.web.worker import NICENESS


class TrialDesk:
    """Who tries what would settle an answer?

    run : False tries in the server's own process
    """

    def __init__(self, run: bool = True) -> None:
        self.run = run
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()

    def prepare(self) -> None:
        """Let the process start and read the law, without waiting for it."""
        if self.run and self._pool is None:
            self._submit(_ready)

    def settled(self, fields: Mapping[str, Any], language: Language) -> dict[str, Any] | None:
        """What would settle a transaction, given as fields? None where nothing can be tried.

        Raises MonaziteError for fields that cannot be read. A process that died is started again
        once.
        """
        if not self.run:
            return settle(dict(fields), language)
        try:
            return _found(self._submit(settle, dict(fields), language).result())
        except BrokenProcessPool:
            self.stop()
            return _found(self._submit(settle, dict(fields), language).result())

    async def settled_soon(
        self, fields: Mapping[str, Any], language: Language
    ) -> dict[str, Any] | None:
        """Return what :meth:`settled` returns, without holding a thread while it is waited for."""
        if not self.run:
            return await run_in_threadpool(self.settled, fields, language)
        try:
            return _found(await wrap_future(self._submit(settle, dict(fields), language)))
        except BrokenProcessPool:
            await run_in_threadpool(self.stop)
            return _found(await wrap_future(self._submit(settle, dict(fields), language)))

    def stop(self) -> None:
        """Stop the process after what it does now; what waits is dropped."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def _submit(self, task: Any, *given: Any) -> Future[Any]:
        with self._lock:
            if self._pool is None:
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(1, context, _step_back)
            return self._pool.submit(task, *given)


def settle(fields: dict[str, Any], language: Language) -> dict[str, Any] | None:
    """What would settle a transaction, as public JSON? None where nothing can be tried."""
    from monazite.policy.explain_open_points import open_points_dict
    from monazite.policy.read_transaction import transaction_of
    from monazite.policy.screen import screen

    return open_points_dict(screen(transaction_of(fields, "")), language)


def _found(answer: Any) -> dict[str, Any] | None:
    return None if answer is None else dict(answer)


def _ready() -> None:
    """Read the law."""
    from monazite.policy.library import library

    library()


def _step_back() -> None:
    """Let pages come first."""
    os.nice(NICENESS)
