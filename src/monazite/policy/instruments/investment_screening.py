"""Investment screening and divestment.

Reading one: none in the present market. Reading two: a verdict on acquisitions only, a note
otherwise.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monazite.definition import Definition
from monazite.labels import Label
from monazite.policy.licensing import RestrictiveVerdict
from monazite.policy.when import When


class Divestment(Definition):
    """Who had to leave which firm, when?"""

    investor: Label
    target: Label
    date: When


class Terms(Definition):
    """What is screened?

    test        : the legal test, in own words
    consequence : verdict for a transaction that is an acquisition (parameter
                  `acquisition_value_usd` or `acquired_share_pct` given); left out: a note only
    divestments : orders made
    """

    test: Label
    consequence: RestrictiveVerdict | None = None
    divestments: Annotated[tuple[Divestment, ...], Field(max_length=40)] = ()
