"""How sure is it that every month of every run is a solution?"""

from __future__ import annotations

import numpy as np

from monazite.market.run import Run
from monazite.present import findings
from monazite.present.context import Context
from monazite.present.figure import Table
from monazite.present.number_text import fixed, scientific
from monazite.present.sentences import checked


def heading(context: Context) -> str:
    """Which sentence sums up the certificates of all runs?"""
    residuals = [float(value) for run in context.runs for value in run["residual"]]
    cleared = [bool(value) for run in context.runs for value in run["cleared"]]
    claim = findings.certificates(residuals, cleared, len(context.runs))
    return checked(claim, findings.certificates_hold(claim, residuals, cleared)).text(context.words)


def _column(run: Run) -> tuple[str, ...]:
    residual, steps = run["residual"], run["steps"]
    worst = int(np.argmax(residual))
    return (
        f"{fixed(int(run['cleared'].sum()))} / {fixed(len(run.months))}",
        scientific(float(residual.max())),
        scientific(float(run["mass_error"].max())),
        scientific(float(run["rule_residual"].max())),
        f"{fixed(float(np.median(steps)))} · {fixed(int(steps.max()))}",
        f"{run.months[worst]}, {run['worst_node'][worst]}",
    )


def table(context: Context) -> Table:
    """Which table lists the worst month of each run, quantity by quantity?"""
    say = context.say
    keys = ("cleared", "residual", "mass", "rules", "steps", "worst")
    columns = [_column(run) for run in context.runs]
    rows = tuple(
        (say(f"certificates.{key}"), *(column[at] for column in columns))
        for at, key in enumerate(keys)
    )
    headers = (say("certificates.quantity"), *(context.name_of(run) for run in context.runs))
    return Table(headers, rows, frozenset(range(1, 1 + len(columns))))


def failures(context: Context) -> tuple[str, ...]:
    """Which sentences stand at the head of the page because a month did not clear?"""
    return tuple(
        f"{context.name_of(run)}: {run.status.sentence(context.words.language)}"
        for run in context.runs
        if not run.status.cleared
    )
