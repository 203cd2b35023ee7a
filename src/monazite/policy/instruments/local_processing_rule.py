"""Local-processing rule: raw ore may not leave, processed goods may.

Reading one: exports of the raw form fall to a share of normal. Reading two: prohibited for the raw
form; processed forms pass.
"""

from __future__ import annotations

from typing import Literal

from monazite.labels import Label
from monazite.policy.licensing import Licensing


class Terms(Licensing):
    """What has to be processed at home?

    refusal : `prohibited`, or `presumed_denied` where exceptions are granted
    passes  : what may leave, in own words
    """

    refusal: Literal["prohibited", "presumed_denied"] = "prohibited"
    passes: Label
