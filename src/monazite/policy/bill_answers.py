"""A bill of materials answered row by row, in one process or in several side by side.

Rows go out in lots, in their order, and come back in it; only a few lots are under way at once, so
that a long bill takes no more memory than a short one. Each process holds the acts once and sends
back finished cells. Short bills are answered in this process: starting others takes a second.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any

from monazite.errors import MonaziteError
from monazite.policy.assumptions import check_assumptions
from monazite.policy.batch import BatchAnswer, BatchScreener
from monazite.policy.bill_of_materials import AnsweredRow, Given, transactions
from monazite.policy.cases import Branch
from monazite.policy.explain import documents, missing_text, notes, time_limit
from monazite.policy.library import Library, library

LOT = 200
"""How many rows a process is given at once."""

SHORT = 2_000
"""Up to how many rows no further process is started."""

MOST_REMEMBERED = 10_000
"""How many finished answers are remembered before all are forgotten."""

InWords = Callable[[str, str], str]
"""What a sentence of a fault says in a language; of a module, so that processes find it by name."""

Told = tuple[str | None, list[str]]
"""Verdict of a row, None if it could not be read, and its cells in the order of COLUMNS."""


def as_found(text: str, lang: str) -> str:
    """Return a sentence of a fault as it was found, in English, whatever the language."""
    return text


class RowScreener:
    """Answer rows of a bill in this process.

    columns : of the bill
    lang    : language of the answers
    assume  : as for :func:`monazite.policy.screen.screen`
    in_words : what a sentence of a fault says in a language
    """

    def __init__(
        self,
        columns: tuple[str, ...],
        lang: str,
        assume: Mapping[str, Branch] | None = None,
        acts: Library | None = None,
        in_words: InWords = as_found,
    ) -> None:
        self._columns = columns
        self._in_words = in_words
        self._lang = lang
        self._screener = BatchScreener(acts, assume)
        self._known: dict[tuple[str, int, int], tuple[Any, Any, list[str]]] = {}

    def told(self, rows: Iterable[Given]) -> list[Told]:
        """Return verdict and cells of each row, in order."""
        return [
            (None if one.answer is None else one.answer.verdict, self._cells(one))
            for one in self._screener.rows(transactions(self._columns, rows))
        ]

    def _cells(self, one: BatchAnswer) -> list[str]:
        """Return the cells of an answer; worked out once for rows that share their findings."""
        found = one.answer
        if found is None:
            return answer_cells(one, self._lang, self._in_words)
        key = found.verdict, id(found.findings), id(found.missing)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            cells = answer_cells(one, self._lang, self._in_words)
            known = self._known[key] = found.findings, found.missing, cells
        return known[2]


def answered_rows(
    columns: tuple[str, ...],
    rows: Iterable[Given],
    *,
    lang: str = "en",
    assume: Mapping[str, Branch] | None = None,
    processes: int | None = None,
    progress: Callable[[int], None] | None = None,
    in_words: InWords = as_found,
) -> Iterator[AnsweredRow]:
    """Answer the rows of a bill, in their order.

    columns, rows : as :func:`monazite.policy.bill_of_materials.read_rows` returns them
    processes : how many work side by side; all cores if not given, and this one alone for a bill of
                up to :data:`SHORT` rows. A script that asks for several has to keep its own work
                under ``if __name__ == "__main__"``, as Python's multiprocessing wants it
    progress  : told how many rows are done
    in_words  : what a sentence of a fault says in ``lang``; as found, in English, if not given

    Raises MonaziteError, naming the rows, if a process ends before its rows are answered; rows
    that cannot be read come back with their faults.
    """
    rows = iter(rows)
    first: list[Given] = []
    if processes is None:
        first = list(islice(rows, SHORT + 1))
        processes = _cores() if len(first) > SHORT else 1
    rows = chain(first, rows)
    if processes > 1:
        lots = _side_by_side(columns, rows, lang, assume or {}, processes, in_words)
    else:
        lots = _alone(columns, rows, lang, assume or {}, in_words)
    done = 0
    for lot, told in lots:
        for (_, cells), (verdict, answer) in zip(lot, told, strict=True):
            done += 1
            if progress is not None:
                progress(done)
            yield AnsweredRow(cells, verdict, answer)


def _cores() -> int:
    """How many cores may this process use?"""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _lots(rows: Iterable[Given]) -> Iterator[list[Given]]:
    rows = iter(rows)
    while lot := list(islice(rows, LOT)):
        yield lot


def _alone(
    columns: tuple[str, ...],
    rows: Iterable[Given],
    lang: str,
    assume: Mapping[str, Branch],
    in_words: InWords,
) -> Iterator[tuple[list[Given], list[Told]]]:
    screener = RowScreener(columns, lang, assume, in_words=in_words)
    for lot in _lots(rows):
        yield lot, screener.told(lot)


def _side_by_side(
    columns: tuple[str, ...],
    rows: Iterable[Given],
    lang: str,
    assume: Mapping[str, Branch],
    processes: int,
    in_words: InWords,
) -> Iterator[tuple[list[Given], list[Told]]]:
    check_assumptions(assume, library())  # also keeps the checked acts for the processes
    setting = columns, lang, dict(assume), in_words
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _start, setting)
    waiting: deque[tuple[list[Given], Future[list[Told]]]] = deque()
    try:
        for lot in _lots(rows):
            waiting.append((lot, pool.submit(_told, lot)))
            if len(waiting) > 2 * processes:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)
    except BrokenProcessPool:
        first, last = waiting[0][0][0][0], waiting[-1][0][-1][0]
        raise MonaziteError.one(
            where=f"{first} to {last.rpartition(', ')[2]}",
            found="a process that ended before these rows were answered",
            expected="an answer for every row",
            because="it was killed, had no memory left, or could not start",
            advice="--processes 1 answers all rows in one process",
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _next(
    waiting: deque[tuple[list[Given], Future[list[Told]]]],
) -> tuple[list[Given], list[Told]]:
    told = waiting[0][1].result()
    return waiting.popleft()[0], told


_at_work: list[RowScreener] = []
"""The one screener of a working process."""


def _start(
    columns: tuple[str, ...], lang: str, assume: Mapping[str, Branch], in_words: InWords
) -> None:
    """Make a working process ready; whoever interrupts the first process ends this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _at_work[:] = [RowScreener(columns, lang, assume, in_words=in_words)]


def _told(lot: list[Given]) -> list[Told]:
    return _at_work[0].told(lot)


def answer_cells(answer: BatchAnswer, lang: str, in_words: InWords = as_found) -> list[str]:
    """Return the cells of one answer, in the order of :data:`COLUMNS`."""
    found = answer.answer
    if found is None:
        told = "; ".join(
            f"{in_words(fault.where, lang)}: {in_words(fault.found, lang)}"
            f" -> {in_words(fault.expected, lang)}"
            + (f" ({in_words(fault.advice, lang)})" if fault.advice else "")
            for fault in answer.faults
        )
        return ["", "", "", "", "", "", told]
    rules = [one.rule.id for one in found.reaching if one.judges]
    rules += [f"{one.rule.id}?" for one in found.open if one.judges]
    return [
        found.verdict,
        ", ".join(rules),
        " ".join(missing_text(one, lang, found.inquiry.library) for one in found.missing),
        "; ".join(documents(found, lang)),
        time_limit(found, lang) or "",
        " ".join(notes(found, lang)),
        "",
    ]
