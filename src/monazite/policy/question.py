"""What would decide it: the fields and parameters that an open answer hangs on."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """How does one question about a transaction come out?

    answer : yes, no, unknown
    code   : reason, as in :mod:`monazite.policy.reason`
    asks   : fields or parameters (`end_use`, `parameters.purity_pct`) that would decide an unknown
    facts  : what to put into the sentence
    """

    answer: str
    code: str
    asks: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
