"""Which instruments are there? The closed list of the design, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from monazite.policy.instruments import (
    entity_list,
    export_ban,
    export_duty,
    export_licence,
    export_quota,
    import_tariff,
    infrastructure_corridor,
    investment_screening,
    local_processing_rule,
    offtake,
    permitting_rule,
    preferential_area,
    price_band,
    procurement_origin_rule,
    producer_price_floor,
    production_quota,
    public_finance,
    recycling_target,
    reexport_rule,
    research_support,
    standard,
    strategic_stockpile,
    supply_benchmark,
    tax_credit,
    technology_export_control,
)

_MODULES = (
    export_ban,
    export_licence,
    reexport_rule,
    export_quota,
    export_duty,
    entity_list,
    import_tariff,
    procurement_origin_rule,
    tax_credit,
    producer_price_floor,
    price_band,
    offtake,
    public_finance,
    strategic_stockpile,
    production_quota,
    local_processing_rule,
    permitting_rule,
    investment_screening,
    supply_benchmark,
    recycling_target,
    standard,
    preferential_area,
    technology_export_control,
    research_support,
    infrastructure_corridor,
)

INSTRUMENTS: Mapping[str, ModuleType] = MappingProxyType(
    {module.__name__.rsplit(".", 1)[1]: module for module in _MODULES}
)
"""Name of the instrument -> its module, in the order of the design."""
