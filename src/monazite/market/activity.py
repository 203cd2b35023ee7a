"""What turns some goods into others, and how does its level respond to prices?

An activity runs at ``capacity * logistic((value - cost) / dispersion + bias)``, where ``value`` is
its column times the node prices. Mines, processes, shipments, gates, relabelling, discarding,
substitutes and the collection of old scrap are all of this kind; they differ only in the numbers
given to them here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ActivityKind = Literal[
    "mine", "process", "ship", "gate", "discard", "backstop", "relabel", "release", "collect"
]

IDLE_BIAS = -10.0
"""Scaled margin at reference prices of what does not run in the base year (level 5e-5 of it)."""


@dataclass
class Activity:
    """One activity while a network is built.

    column       : node id -> t per unit of activity, inputs negative, outputs positive.
    capacity     : units a month. Activities of one ``group`` share it and its dispersion.
    base_level   : units a month in the base year; 0 where it did not run.
    cost         : USD per unit. dispersion : USD per unit, above 0. bias : dimensionless.
    value        : USD per unit of the outputs at reference prices (for margins in shares).
    opens_later  : it has no capacity yet in the base year.
    """

    id: str
    kind: ActivityKind
    column: Mapping[str, float]
    region: str
    good: str
    region_to: str = ""
    recipe: str = ""
    facility: str = ""
    status: str = "free"
    group: str = ""
    capacity: float = 0.0
    base_level: float = 0.0
    cost: float = 0.0
    dispersion: float = 1.0
    bias: float = 0.0
    value: float = 0.0
    opens_later: bool = False
    extra: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give an activity that shares no capacity a group of its own."""
        self.group = self.group or self.id


def margin(column: Mapping[str, float], price: Mapping[str, float]) -> float:
    """What does one unit earn before its cost, in USD, at these node prices?"""
    return sum(coefficient * price[node] for node, coefficient in column.items())


def logit(share: float) -> float:
    """At which scaled margin does an activity use this share (0 to 1, exclusive) of capacity?"""
    return math.log(share / (1.0 - share))


def elastic_dispersion(value: float, utilisation: float, elasticity: float) -> float:
    """Which dispersion gives a chosen elasticity of supply at a chosen utilisation?

    value USD per unit of activity at reference prices, utilisation 0 to 1, elasticity above 0;
    returns USD per unit: ``(1 - utilisation) * value / elasticity``.
    """
    return (1.0 - utilisation) * value / elasticity


def floored_dispersion(value: float, utilisation: float, floor: float) -> float:
    """Which dispersion leaves a share of the usual level at a price of zero?

    value USD per unit of activity at reference prices, utilisation 0 to 1 and floor 0 to 1, all
    exclusive; returns USD per unit. A price of zero takes ``value`` off the margin, so
    ``value / (logit(utilisation) - logit(floor * utilisation))`` leaves ``floor`` times the level.
    """
    return value / (logit(utilisation) - logit(floor * utilisation))
