"""How does an indicator read the results of a simulation?

Anything that answers `run["price"]` with an array is read: a `Run` record, an xarray Dataset, or a
plain mapping of names to arrays (as in tests). What a run does not carry itself, the content of
goods and the stage of recipes, comes from its chain. Indicators know neither the market's code nor
how a month was cleared.

Conventions of a run that the indicators rest on:

* columns: outputs positive, inputs negative, t per unit of activity; every flow but final use,
  given supply and stocks is an activity;
* `given_supply` is what enters a node without an activity: the old scrap (`old_scrap`), the part of
  last month's stock that is offered, and strategic releases less strategic purchases
  (`strategic_purchase`, if the run carries it);
* `stock` is what holders have at the month's end;
* `consumption` is what uses got from real supply. What a backstop (substitute, doing without)
  supplied at the same node is not in it; both share the node's inflow in proportion.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, cast

import numpy as np

from monazite.absence import Unknown
from monazite.chains.stages import Stages, Way, stages_of
from monazite.errors import DataError, unknown_name
from monazite.indicators.readable import ChainLike, GoodLike, RunLike
from monazite.indicators.value import BoolArray, FloatArray, IntArray, TextArray

By = Literal["month", "year"]
"""Is an indicator wanted month by month or year by year?"""


@dataclass(frozen=True)
class Period:
    """Which months of a run belong to a month or a calendar year?

    name      : "2025-04" or "2025"
    positions : positions along the month axis
    complete  : False for a year of which the run holds fewer than twelve months; totals of such
                a year are totals of those months only
    """

    name: str
    positions: tuple[int, ...]
    complete: bool


@dataclass(frozen=True, eq=False)
class RunView:
    """What did a run yield, as arrays an indicator can use? Build it with :meth:`of`."""

    run: RunLike = field(repr=False)
    chain: ChainLike | None = field(repr=False, default=None)
    memory: dict[tuple[Any, ...], Any] = field(repr=False, default_factory=dict)
    """Results that several indicators share, kept for the life of this view."""

    @classmethod
    def of(cls, run: Any, chain: Any = None) -> RunView:
        """Which view shows this run?

        run   : a Run, an xarray Dataset, a mapping of arrays, or a view (returned as it is when
                no chain is given)
        chain : the chain or the world the run was made from; needed by every indicator that
                follows elements or tells stages apart
        """
        known = chain.chain if chain is not None and hasattr(chain, "chain") else chain
        if isinstance(run, cls):
            return run if known is None else cls(run.run, known)
        return cls(run, known)

    def text(self, name: str) -> TextArray:
        """Which labels does a coordinate hold? Raises UnknownNameError if it is not in the run."""
        return np.asarray(self._raw(name), dtype=np.str_)

    def numbers(self, name: str, *axes: str) -> FloatArray:
        """Which numbers does a variable hold, along `axes`?

        Months that did not clear (and all after the first of them) may hold NaN, and so does what
        is computed from them: `gap` says so, and no indicator shows such a month as a number.
        Raises UnknownNameError if the run has no such variable, DataError if its shape is not
        that of its axes or a number is missing in a month that cleared.
        """
        values = np.asarray(self._raw(name), dtype=np.float64)
        expected = tuple(len(self.text(axis)) for axis in axes)
        if axes and values.shape != expected:
            raise DataError.one(
                where=f"run, variable {name}",
                found=f"shape {values.shape}",
                expected=f"{expected} along {axes}",
            )
        checked = values[self.cleared] if axes[:1] == ("month",) else values
        if np.isnan(checked).any():
            raise DataError.one(
                where=f"run, variable {name}",
                found=f"{int(np.isnan(checked).sum())} missing numbers",
                expected="a number everywhere, but in months that did not clear",
                because="a missing number must not travel further as a result",
            )
        return values

    def has(self, name: str) -> bool:
        """Does the run carry this variable or coordinate?"""
        return name in self.run

    def _raw(self, name: str) -> Any:
        if name not in self.run:
            names = list(cast("Iterable[str]", self.run)) if isinstance(self.run, Mapping) else []
            raise unknown_name("run", name, names, "variable or coordinate")
        return self.run[name]

    # Axes

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Which months were simulated, as "2025-04", in order?"""
        return tuple(str(month) for month in self.text("month"))

    @cached_property
    def cleared(self) -> BoolArray:
        """Which months cleared? (month,) A run that does not say is taken at its word."""
        if not self.has("cleared"):
            return np.ones(len(self.months), dtype=bool)
        return np.asarray(self._raw("cleared"), dtype=bool)

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Which regions have a node, in order of first appearance?"""
        return tuple(dict.fromkeys(str(region) for region in self.node_region))

    @cached_property
    def node_region(self) -> TextArray:
        """In which region is each node? (node,)"""
        return self.text("node_region")

    @cached_property
    def node_good(self) -> TextArray:
        """Which good does each node hold? (node,)"""
        return self.text("node_good")

    @cached_property
    def node_position(self) -> dict[str, int]:
        """At which position along the axis is a node id?"""
        return {str(node): position for position, node in enumerate(self.text("node"))}

    @cached_property
    def activity_kind(self) -> TextArray:
        """What kind is each activity? (activity,)"""
        return self.text("activity_kind")

    @cached_property
    def use_node(self) -> IntArray:
        """At which node does each use buy? (use,) positions along the node axis."""
        return self._node_positions("use_node")

    @cached_property
    def holder_axis(self) -> str:
        """Along which axis do stocks stand? Its labels are the nodes of the holders."""
        return "holder"

    @cached_property
    def stock_node(self) -> IntArray:
        """At which node is each stock held? (holder,) positions along the node axis."""
        return self._node_positions(self.holder_axis)

    def _node_positions(self, name: str) -> IntArray:
        positions = []
        for node in self.text(name):
            if str(node) not in self.node_position:
                raise unknown_name(f"run, {name}", str(node), self.node_position, "node")
            positions.append(self.node_position[str(node)])
        return np.asarray(positions, dtype=np.int64)

    # Columns and flows

    @cached_property
    def column_node(self) -> IntArray:
        """To which node does each coefficient belong? (coefficient,)"""
        return np.asarray(self._raw("column_node"), dtype=np.int64)

    @cached_property
    def column_activity(self) -> IntArray:
        """To which activity does each coefficient belong? (coefficient,)"""
        return np.asarray(self._raw("column_activity"), dtype=np.int64)

    @cached_property
    def column_value(self) -> FloatArray:
        """How many tonnes per unit of activity? (coefficient,), outputs positive."""
        return self.numbers("column_value")

    @cached_property
    def level(self) -> FloatArray:
        """At which level did each activity run? (month, activity), units per month."""
        level = self.numbers("level", "month", "activity")
        if (level < 0).any():
            month, activity = (int(i) for i in np.argwhere(level < 0)[0])
            raise DataError.one(
                where=f"run, {self.months[month]}, activity {self.text('activity')[activity]}",
                found=f"level {level[month, activity]}",
                expected="a level not below zero",
            )
        return level

    @cached_property
    def consumption(self) -> FloatArray:
        """How much did each use get from real supply? (month, use), t/month of its good."""
        return self.numbers("consumption", "month", "use")

    @cached_property
    def taken(self) -> FloatArray:
        """How much did each use take, from its node's backstop too? (month, use), t/month."""
        if self.has("taken"):
            return self.numbers("taken", "month", "use")
        real = 1.0 - self.backstop_share[:, self.use_node]
        return np.divide(self.consumption, real, out=np.zeros_like(real), where=real > 0)

    @cached_property
    def given_supply(self) -> FloatArray:
        """How much entered each node without an activity? (month, node), t/month.

        Purchases for strategic stocks, which a run takes off its given supply, are put back.
        """
        given = self.numbers("given_supply", "month", "node")
        return given + np.where(self.strategic_purchase > 0, self.strategic_purchase, 0.0)

    @cached_property
    def strategic_purchase(self) -> FloatArray:
        """How much did strategic stocks take from each node? (month, node), negative: gave.

        0 everywhere if the run does not carry it.
        """
        if not self.has("strategic_purchase"):
            return np.zeros((len(self.months), len(self.node_position)))
        return self.numbers("strategic_purchase", "month", "node")

    @cached_property
    def old_scrap(self) -> FloatArray:
        """How much of the given supply was old scrap? (month, node), t/month."""
        return self.numbers("old_scrap", "month", "node")

    @cached_property
    def node_stock(self) -> FloatArray:
        """How much was held at each node at the month's end? (month, node), t."""
        stock = self.numbers("stock", "month", self.holder_axis)
        total = np.zeros((len(self.months), len(self.node_position)))
        np.add.at(total.T, self.stock_node, stock.T)
        return total

    def column_flow(self, kinds: Collection[str], inputs: bool) -> FloatArray:
        """How much did activities of some kinds put into, or take from, each node?

        kinds   : activity kinds; inputs : True for what they took, False for what they put in
        returns : (month, node), t/month, not negative
        """
        chosen = np.isin(self.activity_kind[self.column_activity], list(kinds))
        chosen &= (self.column_value < 0) if inputs else (self.column_value > 0)
        flow = np.zeros((len(self.months), len(self.node_position)))
        amounts = self.level[:, self.column_activity[chosen]] * np.abs(self.column_value[chosen])
        np.add.at(flow.T, self.column_node[chosen], amounts.T)
        return flow

    @cached_property
    def node_inflow(self) -> FloatArray:
        """How much entered each node in all, given supply included? (month, node), t/month."""
        kinds = tuple(str(kind) for kind in np.unique(self.activity_kind))
        return self.column_flow(kinds, inputs=False) + self.given_supply

    @cached_property
    def backstop_share(self) -> FloatArray:
        """Which share of each node's inflow did its own backstop supply? (month, node), 0 to 1.

        0 where nothing flows.
        """
        supplied = self.column_flow(("backstop",), inputs=False)
        flowing = self.node_inflow > 0
        return np.divide(supplied, self.node_inflow, out=np.zeros_like(supplied), where=flowing)

    # Facts of the chain

    def content(self, element: str) -> FloatArray:
        """How much of an element is in a tonne of each node's good? (node,), t oxide equivalent.

        Raises UnknownNameError if no good of the chain contains the element.
        """
        goods = self._chain("the content of goods").goods
        known = sorted({name for good in goods.values() for name in good.composition})
        if element not in known:
            raise unknown_name("indicator", element, known, "element")
        contents = {good: float(goods[good].composition.get(element, 0.0)) for good in goods}
        return np.asarray([contents[str(good)] for good in self.node_good], dtype=np.float64)

    def good(self, good: str) -> GoodLike:
        """Which facts does the chain state of a good? Raises UnknownNameError if it has none."""
        goods = self._chain("facts of goods").goods
        if good not in goods:
            raise unknown_name("indicator", good, goods, "good")
        return cast(GoodLike, goods[good])

    @cached_property
    def activity_stage(self) -> TextArray:
        """At which stage is each activity? (activity,), "" for all but mines and processes."""
        recipes = self._chain("the stage of recipes").recipes
        stages = []
        for recipe in self.text("activity_recipe"):
            if str(recipe) and str(recipe) not in recipes:
                raise unknown_name("run, activity_recipe", str(recipe), recipes, "recipe")
            stages.append(recipes[str(recipe)].stage if str(recipe) else "")
        return np.asarray(stages, dtype=np.str_)

    def _chain(self, needed: str) -> ChainLike:
        if self.chain is None:
            raise DataError.one(
                where="indicator",
                found="a run without its chain",
                expected=f"the chain as well, for {needed}",
                advice="build the view with RunView.of(run, world.chain)",
            )
        return self.chain

    # Periods

    def periods(self, by: By) -> tuple[Period, ...]:
        """Into which months or calendar years does the run fall, in order?"""
        if by == "month":
            return tuple(Period(month, (i,), True) for i, month in enumerate(self.months))
        if by != "year":
            raise unknown_name("indicator", str(by), ("month", "year"), "period")
        years: dict[str, list[int]] = {}
        for position, month in enumerate(self.months):
            years.setdefault(month[:4], []).append(position)
        return tuple(Period(year, tuple(at), len(at) == 12) for year, at in years.items())

    def gap(self, positions: Iterable[int]) -> Unknown | None:
        """Why is there no result for these months? None if every one of them cleared."""
        failed = [self.months[position] for position in positions if not self.cleared[position]]
        if not failed:
            return None
        return Unknown(f"the market did not clear in {', '.join(failed)}")

    @cached_property
    def stages(self) -> Stages:
        """Which stages of production has the chain, and what counts as made at each?

        Goods taken and made are those of the run's activities; a stage whose plants the run does
        not have makes nothing.
        """
        chain = self._chain("the stages of production")
        taken: dict[str, set[str]] = {name: set() for name in chain.recipes}
        made: dict[str, set[str]] = {name: set() for name in chain.recipes}
        recipes = self.text("activity_recipe")[self.column_activity]
        goods = self.node_good[self.column_node]
        for recipe, good, value in zip(recipes, goods, self.column_value, strict=True):
            if str(recipe):
                (made if value > 0 else taken)[str(recipe)].add(str(good))
        return stages_of(
            {
                name: Way(recipe.stage, tuple(sorted(taken[name])), tuple(sorted(made[name])))
                for name, recipe in chain.recipes.items()
            },
            scrap=[name for name, good in chain.goods.items() if good.stage == "scrap"],
            used=set(self.text("use_good").tolist()),
        )

    def basis_of(self, element: str) -> str:
        """In which tonnes is an element counted? Rare earths as oxide, others as the element."""
        goods = self._chain("the content of goods").goods.values()
        rare_earths = any(good.basis == "t REO" for good in goods)
        return "t REO" if rare_earths else f"t {element}"

    def require_regions(self, regions: Collection[str]) -> frozenset[str]:
        """Which regions are meant? Raises UnknownNameError for one that has no node."""
        for region in regions:
            if region not in self.regions:
                raise unknown_name("indicator", region, self.regions, "region")
        return frozenset(regions)

    def require_good(self, good: str) -> str:
        """Which good is meant? Raises UnknownNameError for one that no node holds."""
        goods = tuple(dict.fromkeys(str(name) for name in self.node_good))
        if good not in goods:
            raise unknown_name("indicator", good, goods, "good")
        return good
