"""Which instruments bite: acts with one of them are shown first."""

from __future__ import annotations

BITING = frozenset(
    {
        *("export_licence", "export_ban", "export_quota", "export_duty", "import_tariff"),
        *("local_processing_rule", "production_quota", "reexport_rule", "producer_price_floor"),
        *("procurement_origin_rule", "strategic_stockpile"),
    }
)
"""Instruments that bar, limit, charge or buy: acts with one of them are shown first."""
