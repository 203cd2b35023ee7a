"""Which share of what a bloc's plants take in, stage by stage, has never left the bloc?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from monazite.indicators.element_links import element_flows
from monazite.indicators.loop_closure import inside_share
from monazite.indicators.run_view import By, RunView
from monazite.indicators.tracing import Opening
from monazite.indicators.value import Value, share_of, unless


@dataclass(frozen=True)
class StageClosure:
    """How closed is a bloc up to one stage?

    share  : of the element taken in by its plants of the stage, never outside before; 0 to 1
    intake : t oxide equivalent taken in, in the months of the period
    """

    period: str
    bloc: frozenset[str]
    element: str
    stage: str
    share: Value
    intake: Value


def stage_closure(
    view: RunView,
    bloc: Collection[str],
    element: str,
    by: By = "year",
    opening: Opening = "as_first_month",
) -> tuple[StageClosure, ...]:
    """How closed is a bloc up to each stage of processing?

    bloc : region ids; element : followed by its content in goods; opening : as in `loop_closure`

    Rows for every stage after the ground, in order. Of what substitutes supply nothing is counted.
    NotApplicable where the bloc's plants of a stage take in none of the element; Unknown from the
    first month that did not clear. Raises UnknownNameError for an unknown region or element.
    Source: Monazite model, section 5; tracing as for `loop_closure`.
    """
    inside = view.require_regions(bloc)
    share = inside_share(view, inside, element, opening)
    content = view.content(element)
    place = {int(node): at for at, node in enumerate(element_flows(view, element).links.node)}
    homes = view.text("activity_region")
    rows: list[StageClosure] = []
    parts = []
    for stage in view.stages.order:
        if stage in view.stages.sources:
            continue
        plants = (view.activity_stage == stage) & np.isin(homes, sorted(inside))
        entries = np.flatnonzero(
            plants[view.column_activity] & (view.column_value < 0) & (content[view.column_node] > 0)
        )
        nodes = view.column_node[entries]
        amount = view.level[:, view.column_activity[entries]] * (
            -view.column_value[entries] * content[nodes]
        )
        closed = amount * share[:, [place[int(node)] for node in nodes]]
        parts.append((stage, amount.sum(axis=1), closed.sum(axis=1)))
    for period in view.periods(by):
        gap = view.gap(range(max(period.positions) + 1))
        at = list(period.positions)
        for stage, intake, closed in parts:
            total = float(intake[at].sum())
            part = share_of(float(closed[at].sum()), total, "its plants take in none of it")
            rows.append(
                StageClosure(
                    period.name, inside, element, stage, unless(gap, part), unless(gap, total)
                )
            )
    return tuple(rows)
