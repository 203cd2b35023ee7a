"""The public form of one month's network: what belongs into it, and is this one sound?

The form (model page, section 2) has three lists::

    nodes       id, reference_price, previous_price, inertia      [supply]
    activities  id, io {node: coefficient}, cost, capacity, dispersion, bias      [group]
    uses        id, node, quantity, elasticity

Prices are USD per tonne of the node's good, quantities tonnes a month, costs and dispersions USD
per unit of activity, coefficients tonnes per unit of activity (outputs positive). Inertia enters
excess supply as ``inertia * (price - previous_price) / reference_price``. A use takes
``quantity * (price / reference_price) ** -elasticity``. The two keys in brackets are our extension
and may be left out: `supply` is a given tonnage a month that enters a node whatever the price
(0 where left out); activities with the same `group` share one capacity, which each of them states.

Reading is strict: every fault of a network is listed at once, nothing is repaired or filled in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from monazite.errors import Fault, NetworkError, quoted, suggestion

_NEAR_MISS_FAULTS = 20
"""After so many faults no more spelling suggestions are looked for."""


@dataclass(frozen=True, slots=True)
class NetworkNode:
    """A place where one price clears."""

    id: str
    reference_price: float  # USD/t, > 0
    previous_price: float  # USD/t
    inertia: float  # t/month per relative price change, >= 0
    supply: float = 0.0  # t/month


@dataclass(frozen=True, slots=True)
class NetworkActivity:
    """Something that turns some goods into others."""

    id: str
    io: Mapping[str, float]  # node -> t per unit of activity, outputs positive
    cost: float  # USD per unit
    capacity: float  # units/month, >= 0
    dispersion: float  # USD per unit, > 0
    bias: float  # no unit
    group: str | None = None  # activities that share one capacity


@dataclass(frozen=True, slots=True)
class NetworkUse:
    """A demand at a node."""

    id: str
    node: str
    quantity: float  # t/month at the reference price, >= 0
    elasticity: float  # no unit, > 0


@dataclass(frozen=True, slots=True)
class Network:
    """A sound network: every name resolved, every number inside its range."""

    nodes: tuple[NetworkNode, ...]
    activities: tuple[NetworkActivity, ...]
    uses: tuple[NetworkUse, ...]


def network_from(form: Any, name: str) -> Network:
    """Is this form a sound network, and what does it consist of?

    form : the mapping with nodes, activities and uses
    name : what the messages call it, such as the name of its file

    Raises NetworkError with every fault of the form.
    """
    return _Reader(name).network(form)


_NODE_KEYS = ("id", "reference_price", "previous_price", "inertia")
_ACTIVITY_KEYS = ("id", "io", "cost", "capacity", "dispersion", "bias")
_USE_KEYS = ("id", "node", "quantity", "elasticity")

_RANGES = {
    "reference_price": ("a number above 0", lambda x: x > 0),
    "previous_price": ("a finite number", lambda x: True),
    "inertia": ("a number not below 0", lambda x: x >= 0),
    "supply": ("a finite number", lambda x: True),
    "cost": ("a finite number", lambda x: True),
    "capacity": ("a number not below 0", lambda x: x >= 0),
    "dispersion": ("a number above 0", lambda x: x > 0),
    "bias": ("a finite number", lambda x: True),
    "quantity": ("a number not below 0", lambda x: x >= 0),
    "elasticity": ("a number above 0 (written without the minus sign)", lambda x: x > 0),
}

_BECAUSE = {
    "dispersion": "it is how different the unit costs are; at 0 the level jumps at one price",
    "elasticity": "a use that does not fall when the price rises may not clear at any price",
    "capacity": "an activity cannot run backwards",
}


class _Reader:
    """Collects all faults of one network while its records are built."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []

    def network(self, form: Any) -> Network:
        """Turn the whole form into records, or raise all faults."""
        if not self._record(form, self.name, ("nodes", "activities", "uses"), ()):
            raise NetworkError(self.faults)
        nodes = [node for _, item in self._items(form, "nodes") if (node := self._node(item))]
        names = [node.id for node in nodes]
        known = set(names)
        activities = [
            activity
            for _, item in self._items(form, "activities")
            if (activity := self._activity(item, known))
        ]
        uses = [use for _, item in self._items(form, "uses") if (use := self._use(item, known))]
        self._unique("nodes", names)
        self._unique("activities", (activity.id for activity in activities))
        self._unique("uses", (use.id for use in uses))
        self._groups(activities)
        if not self.faults:
            self._reachable(nodes, activities, uses)
        if self.faults:
            raise NetworkError(self.faults)
        return Network(tuple(nodes), tuple(activities), tuple(uses))

    def _items(self, form: Mapping[str, Any], key: str) -> list[tuple[str, tuple[str, Any]]]:
        items = form[key]
        if not isinstance(items, list | tuple):
            self._fault(key, f"a {type(items).__name__}", "a list")
            return []
        if not items and key == "nodes":
            self._fault("nodes", "an empty list", "at least one node", "there is nothing to clear")
        if not items and key == "activities" and not form["uses"]:
            self._fault("activities", "neither activities nor uses", "at least one of either")
        return [(key, (f"{key}[{index}]", item)) for index, item in enumerate(items)]

    def _node(self, at: tuple[str, Any]) -> NetworkNode | None:
        where, item = at
        if not self._record(item, where, _NODE_KEYS, ("supply",)):
            return None
        where, name = self._id(where, item)
        numbers = self._numbers(where, item, (*_NODE_KEYS[1:], "supply"))
        return None if numbers is None or name is None else NetworkNode(name, **numbers)

    def _activity(self, at: tuple[str, Any], known: set[str]) -> NetworkActivity | None:
        where, item = at
        if not self._record(item, where, _ACTIVITY_KEYS, ("group",)):
            return None
        where, name = self._id(where, item)
        numbers = self._numbers(where, item, _ACTIVITY_KEYS[2:])
        column = self._column(f"{where}.io", item["io"], known)
        group = item.get("group")
        if group is not None and not (isinstance(group, str) and group):
            self._fault(f"{where}.group", quoted(group), "a name in quotes, or no such key")
            return None
        if numbers is None or name is None or column is None:
            return None
        return NetworkActivity(id=name, io=column, group=group, **numbers)

    def _use(self, at: tuple[str, Any], known: set[str]) -> NetworkUse | None:
        where, item = at
        if not self._record(item, where, _USE_KEYS, ()):
            return None
        where, name = self._id(where, item)
        numbers = self._numbers(where, item, _USE_KEYS[2:])
        node = item["node"]
        if not self._known(f"{where}.node", node, known) or numbers is None or name is None:
            return None
        return NetworkUse(id=name, node=node, **numbers)

    def _record(
        self, item: Any, where: str, keys: tuple[str, ...], optional: tuple[str, ...]
    ) -> bool:
        if not isinstance(item, Mapping):
            self._fault(where, f"a {type(item).__name__}", "an object with named values")
            return False
        allowed = (*keys, *optional)
        for key in item:
            if key not in allowed:
                self._fault(
                    where,
                    f"the key {quoted(key)}",
                    "only " + ", ".join(allowed),
                    "a misspelt key must not pass as nothing",
                    suggestion(str(key), allowed),
                )
        missing = [key for key in keys if key not in item]
        if missing:
            self._fault(where, "no " + ", no ".join(missing), "all of " + ", ".join(keys))
        return not missing

    def _id(self, where: str, item: Mapping[str, Any]) -> tuple[str, str | None]:
        name = item["id"]
        if isinstance(name, str) and name:
            return f"{where} {quoted(name)}", name
        self._fault(f"{where}.id", quoted(name), "a name in quotes that is not empty")
        return where, None

    def _numbers(
        self, where: str, item: Mapping[str, Any], keys: Iterable[str]
    ) -> dict[str, float] | None:
        numbers = {}
        for key in keys:
            if key not in item:
                continue  # only the optional ones are absent here
            expected, inside = _RANGES[key]
            value = self._number(f"{where}.{key}", item[key], expected)
            if value is not None and not inside(value):
                self._fault(f"{where}.{key}", repr(item[key]), expected, _BECAUSE.get(key))
                value = None
            if value is not None:
                numbers[key] = value
        return numbers if all(key in numbers for key in keys if key in item) else None

    def _number(self, where: str, value: Any, expected: str) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._fault(where, f"{quoted(value)} ({type(value).__name__})", expected)
            return None
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            self._fault(where, quoted(number), expected, "only finite numbers can be cleared")
            return None
        return number

    def _column(self, where: str, io: Any, known: set[str]) -> dict[str, float] | None:
        if not isinstance(io, Mapping) or not io:
            self._fault(where, quoted(io), "at least one node with its coefficient")
            return None
        column = {}
        for node, value in io.items():
            number = self._number(f"{where}[{quoted(node)}]", value, "a number that is not 0")
            if number == 0:
                self._fault(
                    f"{where}[{quoted(node)}]",
                    "0",
                    "a number that is not 0",
                    "an activity touches only nodes whose good it uses or makes",
                    "leave the node out",
                )
            if self._known(where, node, known) and number:
                column[node] = number
        return column if len(column) == len(io) else None

    def _known(self, where: str, node: Any, known: set[str]) -> bool:
        if isinstance(node, str) and node in known:
            return True
        look = len(self.faults) < _NEAR_MISS_FAULTS
        self._fault(
            where,
            f"the node {quoted(node)}",
            "the id of one of the nodes",
            "no such node is defined",
            suggestion(node, known) if look and isinstance(node, str) else None,
        )
        return False

    def _unique(self, what: str, names: Iterable[str]) -> None:
        seen: set[str] = set()
        for name in names:
            if name in seen:
                self._fault(what, f"the id {quoted(name)} more than once", "every id once")
            seen.add(name)

    def _groups(self, activities: list[NetworkActivity]) -> None:
        first: dict[str, NetworkActivity] = {}
        for activity in activities:
            if activity.group is None:
                continue
            other = first.setdefault(activity.group, activity)
            for key in ("capacity", "dispersion"):
                if getattr(activity, key) != getattr(other, key):
                    self._fault(
                        f"activity {quoted(activity.id)}.{key}",
                        f"{getattr(activity, key)!r}",
                        f"{getattr(other, key)!r}, as in {quoted(other.id)}",
                        f"all activities of the group {quoted(activity.group)} share it",
                    )

    def _reachable(
        self,
        nodes: list[NetworkNode],
        activities: list[NetworkActivity],
        uses: list[NetworkUse],
    ) -> None:
        supplied = {node.id for node in nodes if node.supply > 0}
        taken_from = {node.id for node in nodes if node.supply < 0}
        for activity in activities:
            if activity.capacity > 0:
                supplied.update(node for node, c in activity.io.items() if c > 0)
                taken_from.update(node for node, c in activity.io.items() if c < 0)
        taken_from.update(use.node for use in uses if use.quantity > 0)
        for node in nodes:
            lacking = [
                text
                for text, holders in (
                    ("nothing can supply it", supplied),
                    ("nothing can take from it", taken_from),
                )
                if node.id not in holders
            ]
            if lacking and node.inertia == 0:
                self._fault(
                    f"node {quoted(node.id)}",
                    " and ".join(lacking),
                    "a supplier and a taker with a capacity above 0, or inertia above 0",
                    "no price clears a node that is reached from one side only",
                    "give it a substitute (backstop) and a way to discard",
                )

    def _fault(
        self,
        place: str,
        found: str,
        expected: str,
        because: str | None = None,
        advice: str | None = None,
    ) -> None:
        where = place if place == self.name else f"{self.name}: {place}"
        self.faults.append(Fault(where, found, expected, because, advice))
