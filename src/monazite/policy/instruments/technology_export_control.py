"""Technology export control: prohibited and restricted technologies, assistance, services.

Reading one: none in the present market (capacity abroad comes later or not; say so in a block).
Reading two: prohibited, or licence required, for technology and services.
"""

from __future__ import annotations

from monazite.policy.licensing import Licensing, RestrictiveVerdict


class Terms(Licensing):
    """What does the control say?

    usual_verdict : `prohibited` for prohibited entries, `licence_required` for restricted ones
    deemed_export : transfer at home to foreigners counts too
    """

    usual_verdict: RestrictiveVerdict
    deemed_export: bool = False
