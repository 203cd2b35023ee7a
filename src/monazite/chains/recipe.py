"""What goes into a process, and what comes out?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from monazite.errors import DefinitionError, Fault

Stage = Literal[
    "mine",
    "by_product",
    "smelting",
    "separation",
    "refining",
    "metal",
    "magnet",
    "product",
    "recycling",
]
"""At which stage of its chain a recipe stands, from the ground to the product and back."""

STAGES: tuple[str, ...] = get_args(Stage)
"""All stages of recipes, in that order."""

BY_PRODUCT = "by_product"
"""Stage of a recipe that recovers what the stream of a host holds: its output bounds it."""

RECOVERY_TOLERANCE = 2e-3
"""How far a computed recovery may lie from the stated one (fraction of the contained element)."""

OUTSIDE_THE_CHAIN = "ore body"
"""Where the contained element of a recipe without inputs comes from."""


@dataclass(frozen=True)
class Recipe:
    """Fixed coefficients of one process, per unit of activity.

    coefficients : good -> t of the good's own basis per unit; inputs negative, outputs positive.
    recovery     : element -> share of the contained element of the inputs found in the outputs
                   (dimensionless, t out per t in, 0 to 1). A mine has no inputs and none.
    """

    id: str
    stage: str
    coefficients: Mapping[str, float]
    recovery: Mapping[str, float]
    grade: str
    source: str

    @property
    def inputs(self) -> tuple[str, ...]:
        """Which goods are used up?"""
        return tuple(good for good, value in self.coefficients.items() if value < 0)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Which goods are made?"""
        return tuple(good for good, value in self.coefficients.items() if value > 0)


def element_balance(
    recipe: Recipe, compositions: Mapping[str, Mapping[str, float]]
) -> dict[str, tuple[float, float]]:
    """How much of each element enters and leaves a process, in t per unit of activity?

    compositions : good -> element -> t (REO for rare earths) per t of the good.
    returns      : element -> (t in, t out), both not negative.
    """
    balance: dict[str, tuple[float, float]] = {}
    for good, coefficient in recipe.coefficients.items():
        for element, content in compositions[good].items():
            entered, left = balance.get(element, (0.0, 0.0))
            if coefficient < 0:
                entered -= coefficient * content
            else:
                left += coefficient * content
            balance[element] = (entered, left)
    return balance


def check_conservation(
    recipe: Recipe, compositions: Mapping[str, Mapping[str, float]], where: str
) -> list[Fault]:
    """Does a process make no element out of nothing, and lose only what it says it loses?

    Every element that enters needs a stated recovery; the computed one must agree with it within
    `RECOVERY_TOLERANCE`. An element that leaves without entering, or more of it than entered, is a
    fault. A recipe without inputs (a mine) draws on the ore body and is not checked.
    """
    if not recipe.inputs:
        return []
    faults: list[Fault] = []
    for element, (entered, left) in element_balance(recipe, compositions).items():
        if entered == 0.0 and left == 0.0:
            continue
        place = f"{where}, recipe {recipe.id}, element {element}"
        stated = recipe.recovery.get(element)
        if left > entered * (1 + 1e-9):
            faults.append(
                Fault(
                    where=place,
                    found=f"{left:.6g} t out of {entered:.6g} t in, per unit",
                    expected="not more of an element out than in",
                    because="a chain that makes an element out of nothing conserves no mass",
                    advice="correct the coefficients of the recipe or the contents of its goods",
                )
            )
        elif stated is None:
            faults.append(
                Fault(
                    where=place,
                    found="no stated recovery",
                    expected=f"a recovery near {left / entered:.4f}",
                    because="what a process loses must be said, not implied",
                    advice="add a row for this recipe and element to recipe_recoveries.csv",
                )
            )
        elif abs(left / entered - stated) > RECOVERY_TOLERANCE:
            faults.append(
                Fault(
                    where=place,
                    found=f"coefficients recover {left / entered:.4f}",
                    expected=f"the stated recovery {stated:.4f} within {RECOVERY_TOLERANCE}",
                    because="coefficients and stated recovery contradict each other",
                    advice="correct one of the two",
                )
            )
    return faults


def require_conservation(
    recipes: Mapping[str, Recipe], compositions: Mapping[str, Mapping[str, float]], where: str
) -> None:
    """Refuse a chain any of whose recipes does not conserve the contained elements.

    Raises DefinitionError with one fault for each recipe and element at fault.
    """
    faults = [
        fault
        for recipe in recipes.values()
        for fault in check_conservation(recipe, compositions, where)
    ]
    if faults:
        raise DefinitionError(faults)
