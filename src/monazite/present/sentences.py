"""Which sentence do the numbers allow, and is it true of them?

Each rule looks at the numbers and returns a claim: the key of a text and the written numbers it
holds. Beside each rule stands a check that reads the written numbers back and compares them with
the data again, by another way. ``checked`` refuses a claim whose check fails, so that no headline
can be printed that the figures below it contradict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monazite.present.catalogue import Catalogue
from monazite.present.number_text import agrees, fixed, percent, read, significant, span

APART = 1.25
"""Ratio of outside to inside price above which there are two prices."""

SAME = 0.01
"""Change of a share (absolute) below which it is said to stay."""


@dataclass(frozen=True)
class Claim:
    """A sentence to be said: the key of its text under ``claim.`` and its written fields.

    A field whose name starts with ``_`` is a key of the catalogue and is said in the language of
    the page (names of elements, places, uses); one that starts with ``@`` is a month.
    """

    key: str
    fields: Mapping[str, str]

    def text(self, words: Catalogue) -> str:
        """Which sentence is it in the language of ``words``?"""
        said = {}
        for name, value in self.fields.items():
            if name.startswith("_"):
                parts = [words.say(key) for key in value.split("|")]
                said[name[1:]] = words.say("word.comma").join(parts)
            elif name.startswith("@"):
                said[name[1:]] = month_name(value, words)
            else:
                said[name] = value
        sentence = words.say(f"claim.{self.key}", **said)
        return sentence[:1].upper() + sentence[1:]


def month_name(month: str, words: Catalogue) -> str:
    """How is the month ``2025-04`` called in a sentence?"""
    year, number = month.split("-")
    return words.say("date.month", name=words.say(f"date.{number}"), year=year)


class UntrueClaim(ValueError):
    """A sentence was written that its own numbers contradict: a fault of the program."""


def checked(claim: Claim, is_true: bool) -> Claim:
    """Return ``claim`` if its check held; raise UntrueClaim otherwise."""
    if not is_true:
        raise UntrueClaim(f"claim {claim.key} with {dict(claim.fields)} does not hold")
    return claim


@dataclass(frozen=True)
class PricePath:
    """Prices of one oxide inside and outside China, month by month, USD/t, all positive.

    inside    : free on board, that is with the tax that exports do not get back
    weighted  : average outside, weighted by tonnes; None where it was not computed
    baseline  : price outside without the scenario's gates; None where there is no baseline
    """

    element: str
    months: tuple[str, ...]
    inside: tuple[float, ...]
    outside: tuple[float, ...]
    weighted: tuple[float, ...] | None = None
    baseline: tuple[float, ...] | None = None

    def ratios(self) -> tuple[float, ...]:
        """How many times the price inside is the price outside, month by month?"""
        return tuple(o / i for o, i in zip(self.outside, self.inside, strict=True))


def headline(path: PricePath, since: str | None) -> Claim:
    """What is the report's headline? ``since`` is the first month with a gate in force."""
    ratios = path.ratios()
    before = [r for m, r in zip(path.months, ratios, strict=True) if since and m < since]
    after = [r for m, r in zip(path.months, ratios, strict=True) if since and m >= since]
    element = {"_element": f"element.{path.element}"}
    if since and after and max(after) >= APART and max(before, default=1.0) < APART:
        return Claim(
            "headline_apart", element | {"@since": since, "peak": significant(max(after), 2)}
        )
    return Claim("headline_together", element | {"most": _upward(max(ratios))})


def headline_holds(claim: Claim, path: PricePath, since: str | None) -> bool:
    """Is the headline true of the prices?"""
    ratios = dict(zip(path.months, path.ratios(), strict=True))
    if claim.key == "headline_together":
        return all(ratio <= read(claim.fields["most"]) for ratio in ratios.values())
    peak = max(ratio for month, ratio in ratios.items() if since and month >= since)
    earlier = [ratio for month, ratio in ratios.items() if since and month < since]
    return agrees(claim.fields["peak"], peak) and peak >= APART > max(earlier, default=1.0)


def _upward(value: float) -> str:
    """How is an upper bound written: never below the value itself?"""
    bound, text = value, significant(value, 3)
    while read(text) < value:
        bound *= 1.002
        text = significant(bound, 3)
    return text


def lede(path: PricePath, since: str | None) -> Claim:
    """Which sentences stand below the headline when a gate is in force?"""
    months = list(path.months)
    start = months.index(since) if since in months else 0
    top = max(range(start, len(months)), key=lambda i: path.outside[i])
    end = min(start + 24, len(months) - 1)
    while not months[end].endswith("-12") and end > 0:
        end -= 1
    inside = [price / 1000 for price in path.inside[start : top + 1]]
    fields = {
        "_element": f"element.{path.element}",
        "@since": months[start],
        "@month": months[top],
        "high": significant(path.outside[top] / 1000),
        "inside": span(significant(min(inside)), significant(max(inside))),
        "year": months[end][:4],
        "later": significant(path.ratios()[end], 2),
    }
    if path.weighted is None or start == 0:
        return Claim("lede_gates_no_average", fields)
    times = path.weighted[top] / path.weighted[start - 1]
    average = {"average": significant(times, 2), "@before": months[start - 1]}
    return Claim("lede_gates", fields | average)


def lede_holds(claim: Claim, path: PricePath) -> bool:
    """Are the sentences below the headline true of the prices?"""
    fields = claim.fields
    outside = dict(zip(path.months, path.outside, strict=True))
    later = [m for m in path.months if m >= fields["@since"]]
    high = outside[fields["@month"]] / 1000
    low_text, _, high_text = fields["inside"].partition("\u2013")
    within = [
        price / 1000
        for month, price in zip(path.months, path.inside, strict=True)
        if fields["@since"] <= month <= fields["@month"]
    ]
    december = path.months.index(f"{fields['year']}-12")
    if path.weighted is not None and "average" in fields:
        average = dict(zip(path.months, path.weighted, strict=True))
        times = average[fields["@month"]] / average[fields["@before"]]
        if not agrees(fields["average"], times) or fields["@before"] >= fields["@since"]:
            return False
    return (
        agrees(fields["high"], high)
        and all(outside[month] / 1000 <= high for month in later)
        and agrees(low_text, min(within))
        and agrees(high_text or low_text, max(within))
        and agrees(fields["later"], path.ratios()[december])
    )


def above_baseline(paths: Sequence[PricePath], factor: float = 2.0) -> Claim:
    """How many oxides cost more than ``factor`` times the baseline outside at their peak?"""
    names = [
        path.element
        for path in paths
        if path.baseline is not None
        and max(o / b for o, b in zip(path.outside, path.baseline, strict=True)) > factor
    ]
    total = fixed(len(paths))
    if not names:
        return Claim("all_prices_none", {"total": total})
    listed = "|".join(f"element.{name}" for name in names)
    return Claim("all_prices", {"count": fixed(len(names)), "total": total, "_names": listed})


def above_baseline_holds(claim: Claim, paths: Sequence[PricePath], factor: float = 2.0) -> bool:
    """Does the number and the list of oxides above the baseline hold, and is none left out?"""
    listed = claim.fields.get("_names", "")
    named = {key.removeprefix("element.") for key in listed.split("|") if key}
    for path in paths:
        pairs = zip(path.outside, path.baseline or (), strict=False)
        doubled = any(outside > factor * base for outside, base in pairs)
        if doubled != (path.element in named):
            return False
    return read(claim.fields["total"]) == len(paths) and len(named) == read(
        claim.fields.get("count", "0")
    )


def lead_prices(path: PricePath) -> Claim:
    """At how much does the price outside peak, and what is paid inside in that month?"""
    top = max(range(len(path.months)), key=lambda i: path.outside[i])
    fields = {
        "_element": f"element.{path.element}",
        "high": significant(path.outside[top] / 1000),
        "inside": significant(path.inside[top] / 1000),
        "@month": path.months[top],
    }
    return Claim("lead_prices", fields)


def lead_prices_holds(claim: Claim, path: PricePath) -> bool:
    """Are both prices those of the month, and is no other month dearer outside?"""
    at = path.months.index(claim.fields["@month"])
    return (
        agrees(claim.fields["high"], path.outside[at] / 1000)
        and agrees(claim.fields["inside"], path.inside[at] / 1000)
        and all(price <= path.outside[at] for price in path.outside)
    )


def share_trend(years: Sequence[str], shares: Sequence[float]) -> Claim:
    """How does China's share of separation move from the first to the last year?"""
    first, last = shares[0], shares[-1]
    fields = {"first": percent(first), "first_year": years[0], "last_year": years[-1]}
    if fields["first"] == percent(last) or abs(last - first) < SAME:
        steady = all(abs(share - first) < 2 * SAME for share in shares)
        if steady:
            return Claim("shares_same", fields)
    key = "shares_falls" if last < first else "shares_rises"
    return Claim(key, fields | {"last": percent(last)})


def share_trend_holds(claim: Claim, years: Sequence[str], shares: Sequence[float]) -> bool:
    """Are the shares those of the years named, and is the direction right?"""
    by_year = dict(zip(years, shares, strict=True))
    first, last = by_year[claim.fields["first_year"]], by_year[claim.fields["last_year"]]
    if not agrees(claim.fields["first"], first):
        return False
    if claim.key == "shares_same":
        return max(shares) - min(shares) < 4 * SAME
    falls = claim.key == "shares_falls"
    return agrees(claim.fields["last"], last) and (last < first) == falls


def lede_plain(path: PricePath, separated: Mapping[str, float]) -> Claim:
    """Which sentences stand below the headline when no gate is in force?

    separated : year -> China's share of separation; the first year is told
    """
    year = min(separated)
    fields = {"_element": f"element.{path.element}", "most": _upward(max(path.ratios()))}
    return Claim("lede_plain", fields | {"year": year, "share": percent(separated[year])})


def lede_prices(path: PricePath) -> Claim:
    """Which sentence stands below the headline of a chain without gates in force?"""
    top = max(range(len(path.months)), key=lambda i: path.outside[i])
    fields = {
        "_element": f"element.{path.element}",
        "first": significant(path.outside[0] / 1000),
        "high": significant(path.outside[top] / 1000),
        "@month": path.months[top],
        "last": significant(path.outside[-1] / 1000),
        "@end": path.months[-1],
    }
    return Claim("lede_prices", fields)


def lede_prices_holds(claim: Claim, path: PricePath) -> bool:
    """Are the three prices those of their months, and is no month dearer?"""
    fields = claim.fields
    prices = dict(zip(path.months, path.outside, strict=True))
    high = prices[fields["@month"]]
    return (
        agrees(fields["first"], path.outside[0] / 1000)
        and agrees(fields["high"], high / 1000)
        and agrees(fields["last"], prices[fields["@end"]] / 1000)
        and all(price <= high for price in path.outside)
    )


def lede_plain_holds(claim: Claim, path: PricePath, separated: Mapping[str, float]) -> bool:
    """Is no month above the bound printed, and is the share that of its year?"""
    within = all(ratio <= read(claim.fields["most"]) for ratio in path.ratios())
    return within and agrees(claim.fields["share"], separated[claim.fields["year"]])
