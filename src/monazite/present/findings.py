"""Which findings do flows, uses, blocs, gates, certificates and the balance allow?

Written and checked as in :mod:`monazite.present.sentences`: a rule makes the claim, a check beside
it reads the written numbers back and compares them with the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monazite.present.number_text import agrees, fixed, percent, read, scientific, share
from monazite.present.sentences import Claim


def separated_in_china(
    element: str, first: str, share_first: float, last: str, share_last: float
) -> Claim:
    """Which share of an element is separated in China in two years?"""
    fields = {"_element": f"element.{element}", "first": first, "last": last}
    shares = {"share_first": share(share_first), "share_last": share(share_last)}
    return Claim("flows", fields | shares)


def separated_in_china_holds(claim: Claim, shares: Mapping[str, float]) -> bool:
    """Are both shares those of their years? ``shares``: year -> share of the world, 0 to 1."""
    fields = claim.fields
    return agrees(fields["share_first"], shares[fields["first"]]) and agrees(
        fields["share_last"], shares[fields["last"]]
    )


def largest_gap(gaps: Sequence[tuple[str, str, str, float]], least: float = 0.01) -> Claim:
    """Which use goes without the largest share of its demand?

    gaps : (use, place, month, share unserved); names as they are to be printed
    """
    use, place, month, share = max(gaps, key=lambda gap: gap[3])
    if share < least:
        return Claim("unserved_none", {"share": percent(least)})
    return Claim("unserved", {"use": use, "place": place, "@month": month, "share": percent(share)})


def largest_gap_holds(claim: Claim, gaps: Sequence[tuple[str, str, str, float]]) -> bool:
    """Is there no larger gap than the one named, and is its share right?"""
    if claim.key == "unserved_none":
        return all(gap[3] <= read(claim.fields["share"]) for gap in gaps)
    named = (claim.fields["use"], claim.fields["place"], claim.fields["@month"])
    shares = [gap[3] for gap in gaps if gap[:3] == named]
    return any(agrees(claim.fields["share"], s) and all(g[3] <= s for g in gaps) for s in shares)


def closure(bloc: str, element: str, years: Mapping[str, float]) -> Claim:
    """Which share of a bloc's use of an element closes inside it, in the first and last year?"""
    ordered = sorted(years)
    fields = {
        "bloc": bloc,
        "_element": f"element.{element}",
        "first_year": ordered[0],
        "last_year": ordered[-1],
        "first": share(years[ordered[0]]),
        "last": share(years[ordered[-1]]),
    }
    return Claim("closure", fields)


def closure_holds(claim: Claim, years: Mapping[str, float]) -> bool:
    """Are both shares those of the years named?"""
    fields = claim.fields
    return agrees(fields["first"], years[fields["first_year"]]) and agrees(
        fields["last"], years[fields["last_year"]]
    )


def magnet_exports(months: Sequence[str], flow: Sequence[float], base_year: str) -> Claim:
    """How far do magnet exports fall below their mean of the base year, and when are they back?

    flow : t a month, not negative; the mean of the base year is positive
    """
    normal = _mean(months, flow, base_year)
    after = [at for at, month in enumerate(months) if month[:4] > base_year]
    low = min(after, key=lambda at: flow[at])
    fall = 1 - flow[low] / normal
    if fall < 0.05:
        return Claim("gates_calm", {"fall": percent(max(0.05, fall)), "base": base_year})
    back = [months[at] for at in after if at > low and flow[at] >= normal]
    fields = {"fall": percent(fall), "@month": months[low], "base": base_year}
    if not back:
        return Claim("gates_not_back", fields | {"@last": months[-1]})
    return Claim("gates", fields | {"@back": back[0]})


def magnet_exports_hold(
    claim: Claim, months: Sequence[str], flow: Sequence[float], base_year: str
) -> bool:
    """Is the lowest month the one named, the fall right, and the month of return the first?"""
    normal = _mean(months, flow, base_year)
    by_month = dict(zip(months, flow, strict=True))
    later = {month: value for month, value in by_month.items() if month[:4] > base_year}
    if claim.key == "gates_calm":
        return min(later.values()) >= normal * (1 - read(claim.fields["fall"]) - 0.005)
    low = claim.fields["@month"]
    if by_month[low] > min(later.values()) or not agrees(
        claim.fields["fall"], 1 - by_month[low] / normal
    ):
        return False
    between = [m for m in later if low < m < claim.fields.get("@back", "9999")]
    if any(later[m] >= normal for m in between):
        return False
    return claim.key == "gates_not_back" or by_month[claim.fields["@back"]] >= normal


def _mean(months: Sequence[str], flow: Sequence[float], year: str) -> float:
    values = [value for month, value in zip(months, flow, strict=True) if month.startswith(year)]
    return sum(values) / len(values)


def behaviour(verdicts: Sequence[str]) -> Claim:
    """How many rows agree with the record, miss it, or are not decided?"""
    count = {name: fixed(sum(v == name for v in verdicts)) for name in ("hit", "miss", "open")}
    fields = {"total": fixed(len(verdicts)), "hits": count["hit"]}
    return Claim("behaviour", fields | {"misses": count["miss"], "open": count["open"]})


def behaviour_holds(claim: Claim, verdicts: Sequence[str]) -> bool:
    """Do the three counts add up to the rows, each counted apart?"""
    fields = claim.fields
    parts = [int(read(fields[name])) for name in ("hits", "misses", "open")]
    counted = [
        verdicts.count(name) if isinstance(verdicts, list) else sum(v == name for v in verdicts)
        for name in ("hit", "miss", "open")
    ]
    return parts == counted and sum(parts) == read(fields["total"]) == len(verdicts)


def certificates(residuals: Sequence[float], cleared: Sequence[bool], runs: int) -> Claim:
    """Did every month of every run clear, and with which residual at most?"""
    failed = sum(not good for good in cleared)
    months = fixed(len(cleared))
    if failed:
        return Claim("certificates_failed", {"failed": fixed(failed), "months": months})
    fields = {"months": months, "residual": scientific(_rounded_up(max(residuals)))}
    return (
        Claim("certificates", fields | {"runs": fixed(runs)})
        if runs > 1
        else Claim("certificates_one", fields)
    )


def _rounded_up(value: float) -> float:
    if value <= 0:
        return 0.0
    mantissa, exponent = f"{value:.16e}".split("e")
    digit = int(float(mantissa)) + (float(mantissa) > int(float(mantissa)))
    return float(f"{digit}e{exponent}")


def certificates_hold(claim: Claim, residuals: Sequence[float], cleared: Sequence[bool]) -> bool:
    """Is the number of months right, and is no residual above the one printed?"""
    if read(claim.fields["months"]) != len(cleared):
        return False
    if claim.key == "certificates_failed":
        return read(claim.fields["failed"]) == sum(not good for good in cleared) > 0
    printed = claim.fields["residual"]
    return all(cleared) and printed == scientific(_rounded_up(max(residuals)))
