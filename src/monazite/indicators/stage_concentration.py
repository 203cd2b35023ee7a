"""How concentrated were mining and refining of a mineral, as the shipped tables print them?"""

from __future__ import annotations

from dataclasses import dataclass

from monazite.absence import NotApplicable
from monazite.indicators.concentration import largest_share
from monazite.indicators.observed import Output, outputs_of
from monazite.indicators.value import Value


@dataclass(frozen=True)
class StageConcentration:
    """How concentrated was one product of a mineral in a year?

    index        : Herfindahl-Hirschman index of the countries named, the others counted as many
                   small ones, 0 to 1; a lower bound where others make a share
    index_high   : the same with all others counted as one country, an upper bound
    largest      : country of the largest share; largest_share : of the whole, 0 to 1
    withheld     : countries whose output is not published, left out of the shares
    """

    mineral: str
    stage: str
    product: str
    year: int
    index: Value
    index_high: Value
    largest: str
    largest_share: Value
    withheld: tuple[str, ...]
    kind: str
    grade: str
    sources: tuple[str, ...]


def index_bounds(named: dict[str, float], others: float) -> tuple[Value, Value, dict[str, float]]:
    """Between which bounds lies the index if some output belongs to countries not named?

    named : country -> quantity; others : quantity of the rest, same unit
    returns : index with the rest spread over very many countries, index with the rest in one
              country, and country -> share of all. Absent where nothing is made.

    >>> index_bounds({"CHN": 60.0, "USA": 20.0}, 20.0)[:2]
    (0.4, 0.44000000000000006)
    """
    total = sum(named.values()) + others
    if total <= 0:
        nothing = NotApplicable("nothing is made")
        return nothing, nothing, {}
    shares = {country: quantity / total for country, quantity in named.items()}
    low = sum(share**2 for share in shares.values())
    return low, low + (others / total) ** 2, shares


def concentration_of(output: Output) -> StageConcentration:
    """How concentrated is one output? The largest share is the printed one where there is one."""
    low, high, shares = index_bounds(dict(output.made), output.rest)
    name, _ = largest_share(output.made)
    share: Value = NotApplicable("nothing is made")
    if name in shares:
        share = output.printed.get(name, shares[name])
    return StageConcentration(
        output.mineral,
        output.stage,
        output.product,
        output.year,
        low,
        high,
        name,
        share,
        output.withheld,
        output.kind,
        output.grade,
        output.sources,
    )


def stage_concentration(mineral: str, year: int | None = None) -> tuple[StageConcentration, ...]:
    """How concentrated was each stage of a mineral, in one year or in all that are printed?

    Figures of mining and refining as their publishers print them, before any balancing. Raises
    UnknownNameError (near misses) for a mineral without figures.
    """
    return tuple(concentration_of(output) for output in outputs_of(mineral, year))
