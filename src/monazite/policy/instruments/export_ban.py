"""Export ban: goods may not leave, for anybody or for some.

Reading one: exports over the gate fall to a share of normal (0 unless practice says otherwise).
Reading two: prohibited, or presumed denied where the act refuses in principle only.
"""

from __future__ import annotations

from typing import Literal

from monazite.policy.licensing import Licensing


class Terms(Licensing):
    """What does the ban say?

    refusal : `prohibited`; `presumed_denied` where permission is refused in principle
    """

    refusal: Literal["prohibited", "presumed_denied"] = "prohibited"
