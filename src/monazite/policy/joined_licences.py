"""Licence rules that meet at one border: one queue in every month.

Two acts may put licences on one good of the chain, because the chain's good is wider than the law's
(holmium and lutetium inside the other heavy oxides). In each month the rule with the larger share
then stands for both, with their shares added.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from monazite.effects import Effect, ExportLicence, GatedGood, Span
from monazite.months import Month


def join_licences(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """Which effects remain if no good of an exporter may be licensed twice in a month?

    Licences that meet nowhere come back unchanged.
    """
    others = [one for one in effects if not isinstance(one, ExportLicence)]
    licences = sorted(
        (one for one in effects if isinstance(one, ExportLicence)), key=lambda one: one.id
    )
    meeting = {one.id for one in licences if any(_meet(one, other) for other in licences)}
    kept: list[Effect] = [one for one in licences if one.id not in meeting]
    involved = [one for one in licences if one.id in meeting]
    atoms: dict[tuple[str, Span], list[GatedGood]] = {}
    for exporter, good in sorted({(one.exporter, g.good) for one in involved for g in one.goods}):
        holders = [
            one
            for one in involved
            if one.exporter == exporter and any(g.good == good for g in one.goods)
        ]
        for span in _segments(holders):
            there = [one for one in holders if one.span.covers(span.start)]
            if not there:
                continue
            shares = {one.id: _share(one, good) for one in there}
            lead = min(there, key=lambda one: (-shares[one.id], one.id))
            total = GatedGood(good, min(1.0, sum(shares.values())))
            atoms.setdefault((lead.id, span), []).append(total)
    by_id = {one.id: one for one in involved}
    numbers: dict[str, int] = {}
    for name, span in sorted(atoms, key=lambda key: (key[0], key[1].start)):
        lead = by_id[name]
        numbers[name] = number = numbers.get(name, 0) + 1
        kept.append(
            replace(
                lead,
                id=name if number == 1 else f"{name}_part_{number}",
                goods=tuple(atoms[name, span]),
                span=replace(span, announced=lead.span.announced),
                first_month_share=(
                    lead.first_month_share if span.start == lead.span.start else 0.0
                ),
            )
        )
    return (*others, *kept)


def _meet(one: ExportLicence, other: ExportLicence) -> bool:
    if one.id == other.id or one.exporter != other.exporter:
        return False
    if not {g.good for g in one.goods} & {g.good for g in other.goods}:
        return False
    return _overlap(one.span, other.span)


def _overlap(one: Span, other: Span) -> bool:
    before = one.end is not None and one.end <= other.start
    after = other.end is not None and other.end <= one.start
    return not before and not after


def _segments(holders: list[ExportLicence]) -> list[Span]:
    starts = {one.span.start for one in holders}
    ends = {one.span.end for one in holders if one.span.end is not None}
    marks: list[Month] = sorted(starts | ends)
    found = [Span(low, high) for low, high in pairwise(marks)]
    if any(one.span.end is None for one in holders):
        found.append(Span(marks[-1]))
    return found


def _share(licence: ExportLicence, good: str) -> float:
    return next(one.share for one in licence.goods if one.good == good)
