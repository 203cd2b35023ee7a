"""How does a rule move the odds of the projects that it stands behind?

The chains carry the chance of a project without the acts that support it; a rule in force
multiplies the odds by its lever's ratio, so that with all of them in force a project is as likely
as its maturity says. Rules on permits bring the expected start nearer, screening puts it off. The
ratios and months are assumptions and say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monazite.effects import Evidence, ProjectOutlook

if TYPE_CHECKING:
    from monazite.policy.market_reading import MarketReading

_LEVER_ZH = {"finance": "融资", "floor": "保底", "permitting": "审批", "screening": "审查"}


def project_outlooks(reading: MarketReading) -> tuple[ProjectOutlook, ...]:
    """Which projects of the market does a rule make likelier or less likely, and by how much?

    One effect for each project and window in force. Nothing where no table names the rule.
    """
    from monazite.chains.pipeline import lever_delay
    from monazite.chains.project_support import supports_by_rule
    from monazite.chains.projects import projects

    collected = {one.id: one for one in projects()}

    found: list[ProjectOutlook] = []
    for support in supports_by_rule().get(reading.ready.id, ()):
        here = tuple(name for name in support.facilities if name in reading.place.facilities)
        if not here:
            continue
        odds, months = support.odds, lever_delay(support.lever, collected[support.project])
        for number, _, span in reading.spans("in_force"):
            block = f"odds_{support.project}".lower().replace("-", "_")
            found.append(
                ProjectOutlook(
                    id=reading.name(block, number),
                    facilities=here,
                    span=span,
                    outcome="odds",
                    odds_ratio=odds.value,
                    delay_months=months,
                    evidence=Evidence(
                        source=f"project_support, {support.project}; project_delivery, odds of "
                        f"{support.lever} ({', '.join(odds.sources)})",
                        grade="D",
                        note=f"{support.because}; odds times {odds.value:g} ({odds.low} to "
                        f"{odds.high}), an assumption: {odds.note}"
                        + (f"; start moved by {months:+d} months" if months else ""),
                        note_zh=f"{_LEVER_ZH[support.lever]}杠杆：建成几率乘以{odds.value:g}"
                        f"（{odds.low}至{odds.high}），属假设"
                        + (f"；投产时间移动{months:+d}个月" if months else ""),
                    ),
                )
            )
    return tuple(found)
