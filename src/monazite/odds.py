"""Which chance remains once odds are multiplied?"""

from __future__ import annotations

from monazite.errors import DataError


def with_odds(chance: float, ratio: float) -> float:
    """Which chance remains if the odds are multiplied?

    chance : 0 to 1; ratio : 0 or more, 1 changes nothing. What is sure stays sure.

    >>> with_odds(0.5, 3.0)
    0.75
    """
    if not 0 <= chance <= 1 or not ratio >= 0:
        raise DataError.one(
            where="odds of a project",
            found=f"chance {chance}, ratio {ratio}",
            expected="a chance between 0 and 1 and a ratio of 0 or more",
        )
    favourable = chance * ratio
    return favourable / (favourable + 1.0 - chance) if favourable + 1.0 - chance > 0 else 1.0
