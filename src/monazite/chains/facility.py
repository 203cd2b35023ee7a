"""Which mines and plants are there, and which are to come?"""

from __future__ import annotations

from dataclasses import dataclass

from monazite.months import Month


@dataclass(frozen=True)
class Facility:
    """A mine or plant: where, whose, what it runs, how large, from when.

    capacity    : t per year of its recipe's unit of activity, above 0.
    start       : first month of production, or None where it ran in the base year already; of what
                  is still to come the expected one, the announced month and the usual delay.
    ramp_months : months from start to full capacity, at least 1 where there is a start.
    probability : chance that it comes at all, 0 to 1 (1 for what runs already); a run without
                  draws takes capacity times probability, the expected capacity.
    """

    id: str
    name: str
    region: str
    recipe: str
    operator: str
    owner_country: str
    capacity: float
    start: Month | None
    ramp_months: int
    probability: float
    status: str
    grade: str
    source: str
    note: str

    def ramp(self, month: Month) -> float:
        """Which share of its capacity, 0 to 1, can it use in ``month``, if it comes?

        Linear from the month of start; a facility of the base year is always at 1.
        """
        if self.start is None:
            return 1.0
        return min(1.0, max(0.0, (month - self.start + 1) / max(1, self.ramp_months)))
