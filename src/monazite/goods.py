"""Goods: what is traded, on which basis, and which elements it holds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, get_args

from monazite.errors import DefinitionError, Fault, quoted, suggestion
from monazite.labels import Label
from monazite.units import Unit, units

Stage = Literal["ore", "intermediate", "oxide", "compound", "metal", "magnet", "product", "scrap"]
"""At which stage of its chain a good stands."""

STAGES: tuple[str, ...] = get_args(Stage)
"""All stages, from the ground to the product and back."""

MADE_TO_ORDER: frozenset[str] = frozenset({"magnet"})
"""Stages of goods that are made to a customer's drawing once they may be delivered. Products are
not among them: carbide powder, pigment, polysilicon and semis are made for stock and quoted."""

Status = Literal["free", "bound"]
"""Whether a foreign jurisdiction's rule follows the material (`bound`) or not (`free`)."""

STATUSES: tuple[str, ...] = get_args(Status)
"""All statuses."""

_ROUNDING = 1e-6


@dataclass(frozen=True)
class Good:
    """What is this good, and what is in it?

    id          : name in the chain, full words joined by underscores (`dysprosium_oxide`)
    label       : English and Chinese name
    stage       : one of STAGES
    basis       : unit of mass in which every quantity of the good is counted, in tonnes, such as
                  `t REO` or `t product`
    statuses    : `("free",)`, or `("free", "bound")` if a rule may follow the material
    composition : element -> t of the element per t of the good, counted as rare-earth oxide
                  equivalent (REO) for rare earths and as the element otherwise; not negative;
                  elements not named are not contained. For a good counted as REO or oxide the sum
                  cannot exceed 1; for rare-earth metal it can, because the oxide weighs more.

    Raises DefinitionError with every fault found.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    label: Label
    stage: Stage
    basis: str
    statuses: tuple[Status, ...] = ("free",)
    composition: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise DefinitionError(faults)

    @property
    def unit(self) -> Unit:
        """In which unit is the good counted?"""
        return units()[self.basis]

    @property
    def can_be_bound(self) -> bool:
        """May a re-export or end-use rule follow this good?"""
        return "bound" in self.statuses

    def __hash__(self) -> int:
        return hash((self.id, self.stage, self.basis, self.statuses))

    def _faults(self) -> list[Fault]:
        where = f"good {quoted(self.id)}"
        faults = []
        if not (isinstance(self.id, str) and self.id.isascii() and self.id.isidentifier()):
            faults.append(
                Fault(where, f"id {quoted(self.id)}", "ASCII letters, digits and underscores")
            )
        if self.stage not in STAGES:
            faults.append(
                Fault(
                    where,
                    f"stage {quoted(self.stage)}",
                    f"one of {', '.join(STAGES)}",
                    advice=suggestion(str(self.stage), STAGES),
                )
            )
        unit = units().get(self.basis)
        if unit is None or unit.dimension != "mass" or unit.factor != 1.0:
            tonnes = [u.text for u in units().values() if u.dimension == "mass" and u.factor == 1.0]
            faults.append(
                Fault(
                    where,
                    f"basis {quoted(self.basis)}",
                    f"one of {', '.join(tonnes)}",
                    because="a quantity without a basis cannot be added to another",
                    advice=suggestion(str(self.basis), tonnes),
                )
            )
        if self.statuses not in (("free",), ("free", "bound")):
            faults.append(
                Fault(where, f"statuses {quoted(self.statuses)}", "[free] or [free, bound]")
            )
        for element, content in self.composition.items():
            if not (math.isfinite(content) and content >= 0):
                faults.append(
                    Fault(
                        f"{where}, element {element}",
                        quoted(content),
                        "t of oxide per t of the good, a finite number not below 0",
                    )
                )
        total = math.fsum(c for c in self.composition.values() if math.isfinite(c))
        if self.basis in ("t REO", "t oxide") and total > 1 + _ROUNDING:
            faults.append(
                Fault(
                    where,
                    f"elements that add up to {total:.6g} t of oxide per {self.basis}",
                    "at most 1",
                    because="a tonne of oxide cannot hold more than a tonne of oxide",
                )
            )
        return faults
