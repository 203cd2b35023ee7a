"""What must a run and its chain offer, so that an indicator can read them?

Indicators know these shapes only, not the records that have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class RunLike(Protocol):
    """Something that answers for a variable or coordinate by its name."""

    def __getitem__(self, name: str, /) -> Any:
        """Return the array (or labelled array) of a name."""
        ...

    def __contains__(self, name: object, /) -> bool:
        """Is there an array of this name?"""
        ...


class GoodLike(Protocol):
    """What an indicator must know of a good."""

    @property
    def stage(self) -> str:
        """Return the stage: ore, intermediate, oxide, metal, magnet, scrap."""
        ...

    @property
    def basis(self) -> Any:
        """Return what its tonnes are tonnes of."""
        ...

    @property
    def composition(self) -> Mapping[str, float]:
        """Return element -> t oxide equivalent per t of the good."""
        ...


class RecipeLike(Protocol):
    """What an indicator must know of a recipe."""

    @property
    def stage(self) -> str:
        """Return the stage: mine, separation, metal, magnet, recycling."""
        ...


class ChainLike(Protocol):
    """What an indicator must know of a chain."""

    @property
    def goods(self) -> Mapping[str, Any]:
        """Return good id -> good."""
        ...

    @property
    def recipes(self) -> Mapping[str, Any]:
        """Return recipe id -> recipe."""
        ...
