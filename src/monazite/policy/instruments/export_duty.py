"""Export duty, royalty on exports, and change of VAT rebate: leaving costs more.

Reading one: an ad-valorem charge at the exporter's side. Reading two: a note on cost.
"""

from __future__ import annotations

from typing import Literal

from monazite.labels import Label
from monazite.policy.stepped import Stepped
from monazite.definition import Definition


class Terms(Definition):
    """What does the charge say?

    kind  : `export_duty`, `vat_rebate` (rate: share of value refunded), `royalty` or `other_charge`
    rate  : fraction of the base, by day
    base  : what the rate is taken of
    lost_rebate : for `vat_rebate`: rebate that was granted before, by which exports now cost more
    """

    kind: Literal["export_duty", "vat_rebate", "royalty", "other_charge"]
    rate: Stepped
    lost_rebate: Stepped | None = None
    base: Label
