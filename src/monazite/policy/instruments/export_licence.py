"""Export licence: goods may leave with a licence only.

Reading one: a queue at the exporter's gate, with the delay and approval seen in practice.
Reading two: licence required, case by case or presumed denied where the act says so.
"""

from __future__ import annotations

from monazite.policy.licensing import Licensing, RestrictiveVerdict


class Terms(Licensing):
    """What does the licence duty say?

    usual_verdict : what holds where no review case does
    """

    usual_verdict: RestrictiveVerdict = "licence_required"
