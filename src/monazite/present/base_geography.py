"""Where is a mineral mined, refined, made and used in the base year, and what goes where?

Read off the reconciled base year of a chain; nothing is simulated. Tonnes of an element are oxide
equivalent in the rare-earth chain and contained element elsewhere (:func:`basis_of`); tonnes of the
goods' own bases are never added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

ORDER = ("mine", "separation", "refining", "smelting", "processing", "metal", "magnet", "product")
"""Order in which stages of recipes are named; others follow in the order of the chain."""

NOT_A_STAGE = ("recycling",)


@dataclass(frozen=True)
class StageTotal:
    """How much of an element leaves one stage? region -> t a year, the largest first."""

    stage: str
    tonnes: Mapping[str, float]

    @property
    def total(self) -> float:
        """Return the world's tonnes."""
        return sum(self.tonnes.values())

    @property
    def leader(self) -> tuple[str, float]:
        """Return the largest region and its share, 0 to 1; ("", 0) where nothing is made."""
        if not self.tonnes or self.total <= 0:
            return "", 0.0
        region = next(iter(self.tonnes))
        return region, self.tonnes[region] / self.total


@dataclass(frozen=True)
class Flow:
    """How much of an element goes from one region to another, in which stage of goods? t a year."""

    exporter: str
    importer: str
    stage: str
    tonnes: float


def elements_of(chain: Any) -> tuple[str, ...]:
    """Which elements do the chain's goods hold? The one in most goods first."""
    count: dict[str, int] = {}
    for good in chain.goods.values():
        for element, share in good.composition.items():
            if float(share) > 0:
                count[element] = count.get(element, 0) + 1
    return tuple(sorted(count, key=lambda element: -count[element]))


def basis_of(chain: Any) -> str:
    """What are tonnes of an element tonnes of: ``oxide`` equivalent, or ``contained`` element?"""
    return "oxide" if any(str(g.basis) == "t REO" for g in chain.goods.values()) else "contained"


def _held(chain: Any, element: str) -> dict[str, float]:
    return {good.id: float(good.composition.get(element, 0.0)) for good in chain.goods.values()}


def stage_totals(chain: Any, element: str) -> tuple[StageTotal, ...]:
    """How much of an element leaves each stage in the base year, and where? Use comes last."""
    held = _held(chain, element)
    made: dict[str, dict[str, float]] = {}

    def add(stage: str, region: str, tonnes: float) -> None:
        if tonnes > 0:
            here = made.setdefault(stage, {})
            here[region] = here.get(region, 0.0) + tonnes

    for (region, ore), tonnes in chain.base.mines.items():
        add("mine", region, tonnes * held.get(ore, 0.0))
    for (region, name), level in chain.base.processes.items():
        recipe = chain.recipes[name]
        if recipe.stage == "mine" or recipe.stage in NOT_A_STAGE:
            continue
        for good, coefficient in recipe.coefficients.items():
            counted = recipe.stage != "separation" or chain.goods[good].stage == "oxide"
            if coefficient > 0 and counted and chain.goods[good].stage not in ("scrap", "ore"):
                add(recipe.stage, region, level * coefficient * held.get(good, 0.0))
    for (region, _, good), tonnes in chain.base.uses.items():
        add("use", region, tonnes * held.get(good, 0.0))
    stages = [stage for stage in ORDER if stage in made]
    stages += [stage for stage in made if stage not in (*stages, "use")]
    stages += ["use"] if "use" in made else []
    return tuple(
        StageTotal(stage, dict(sorted(made[stage].items(), key=lambda pair: -pair[1])))
        for stage in stages
    )


def flows(chain: Any, element: str, least: float = 0.004) -> tuple[Flow, ...]:
    """Which shipments carry an element in the base year? Largest first.

    least : flows below this share of the largest stage's world total are left out
    """
    held = _held(chain, element)
    found: dict[tuple[str, str, str], float] = {}
    for (exporter, importer, good), tonnes in chain.base.shipments.items():
        carried = tonnes * held.get(good, 0.0)
        if carried > 0 and exporter != importer:
            key = (exporter, importer, chain.goods[good].stage)
            found[key] = found.get(key, 0.0) + carried
    top = max((one.total for one in stage_totals(chain, element)), default=0.0)
    return tuple(
        Flow(*key, tonnes)
        for key, tonnes in sorted(found.items(), key=lambda pair: -pair[1])
        if tonnes >= least * top
    )


@cache
def _points() -> Mapping[str, tuple[float, float]]:
    text = files("monazite.present").joinpath("region_points.yaml").read_text(encoding="utf-8")
    return {code: (float(x), float(y)) for code, (x, y) in yaml.safe_load(text).items()}


def point_of(region: str, members: tuple[str, ...] = ()) -> tuple[float, float] | None:
    """Where on the map does a region stand (longitude, latitude)? None if at no one place."""
    known = _points()
    if region in known:
        return known[region]
    return next((known[one] for one in members if one in known), None)
