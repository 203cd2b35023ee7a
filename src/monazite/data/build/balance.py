"""How does an account of one year balance, and what had to give?

Observations become items of the reconciliation; discards are the balancing items; totals are
further soft targets. Every chain's account is balanced here, whatever its goods.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from monazite.data.build.attribution import OWN
from monazite.data.observed_flow import Item, Total
from monazite.data.reconcile import Reconciliation, reconcile, rounded_to_balance

LEAST = 0.5
"""t a year below which a flow is left out, unless a chain says otherwise."""

HANDLING_LOSS = 0.002
"""Share of throughput lost in handling: a first guess that keeps an outlet open. Assumption."""


@dataclass(frozen=True)
class Observation:
    """One figure before the balance.

    kind    : mine, process, old_scrap, ship or use
    region  : where (the exporter of a shipment); ``to`` is the importer or the use, else empty
    what    : good, or recipe of a process
    value   : t a year of the good's basis; units of activity a year of a process
    """

    kind: str
    region: str
    to: str
    what: str
    value: float
    grade: str
    source: str
    licence: str
    vintage: str
    note: str

    @property
    def id(self) -> str:
        """Which unique name does the figure have in the balance?"""
        parts = [self.kind, self.what, self.region, self.to]
        return "/".join(part for part in parts if part)


StatedTotal = tuple[Total, tuple[str, str, str], str]
"""A total, its (source, licence, vintage), and a note."""


@dataclass(frozen=True)
class Account:
    """What is to be balanced?

    folder   : of the tables, such as `rare_earths_2024`
    recipes  : recipe -> good -> t per unit of activity
    basis    : good -> unit and basis, in the order of the goods
    regions  : in their order
    observed : figures by id
    totals   : sums that were observed
    surplus  : goods of which more is made than wanted: what the observations leave over is a first
               guess of the discard; for all others that is the handling loss
    least    : good -> t a year below which a flow is left out
    filler   : good -> region from which a made-up shipment to an unsupplied node comes
    """

    folder: str
    recipes: Mapping[str, Mapping[str, float]]
    basis: Mapping[str, str]
    regions: Sequence[str]
    observed: Mapping[str, Observation]
    totals: Sequence[StatedTotal]
    surplus: Collection[str]
    least: Callable[[str], float]
    filler: Callable[[str], str]


@dataclass(frozen=True)
class BalancedYear:
    """The account, the items made of it, the result and its rounded flows."""

    account: Account
    observed: Mapping[str, Observation]
    items: Mapping[str, Item]
    totals: tuple[StatedTotal, ...]
    result: Reconciliation
    flows: Mapping[str, float]
    nodes: Mapping[str, str]
    gap_fills: tuple[str, ...]


def node(region: str, good: str) -> str:
    """Which id has a node of the balance?"""
    return f"{region}/{good}"


def item_of(observation: Observation, account: Account) -> Item:
    """What does a figure do to the nodes it touches?"""
    o = observation
    least = account.least
    if o.kind == "process":
        recipe = account.recipes[o.what]
        effect = {node(o.region, good): value for good, value in recipe.items()}
        smallest = min(least(good) for good in recipe)
        return Item(o.id, o.value, o.grade, effect, "units of the recipe", least=smallest)
    effect = {
        "mine": {node(o.region, o.what): 1.0},
        "old_scrap": {node(o.region, o.what): 1.0},
        "use": {node(o.region, o.what): -1.0},
        "ship": {node(o.region, o.what): -1.0, node(o.to, o.what): 1.0},
    }[o.kind]
    return Item(o.id, o.value, o.grade, effect, account.basis[o.what], least=least(o.what))


def balance(account: Account) -> BalancedYear:
    """Which flows balance the account and stay closest to its figures? Errors as `reconcile`."""
    observed = dict(account.observed)
    items = [item_of(o, account) for o in observed.values()]
    touched = sorted({place for item in items for place in item.effect})
    filled = _gap_fills(items, touched, account)
    for fill in filled:
        observed[fill.id] = fill
        items.append(item_of(fill, account))
    touched = sorted({place for item in items for place in item.effect})
    nodes = {place: account.basis[place.split("/")[1]] for place in touched}
    items += _discards(items, nodes, account)
    totals = list(account.totals)
    result = reconcile(nodes, items, [total for total, *_ in totals])
    by_id = {item.id: item for item in items}
    flows = rounded_to_balance(nodes, items, result.flows)
    return BalancedYear(
        account,
        observed,
        by_id,
        tuple(totals),
        result,
        flows,
        nodes,
        tuple(f.id for f in filled),
    )


def _gap_fills(
    items: Sequence[Item], touched: Sequence[str], account: Account
) -> list[Observation]:
    """Shipments to nodes that are drawn on but never supplied: made up, grade D."""
    supplied = {n for item in items for n, effect in item.effect.items() if effect > 0}
    fills = []
    for place in touched:
        region, good = place.split("/")
        if place in supplied:
            continue
        wanted = sum(-item.effect.get(place, 0.0) * item.target for item in items)
        fills.append(
            Observation(
                "ship",
                account.filler(good),
                region,
                good,
                wanted,
                "D",
                *OWN,
                "made up: the region uses the good and no source names a supplier",
            )
        )
    return fills


def _discards(items: Sequence[Item], nodes: Mapping[str, str], account: Account) -> list[Item]:
    """One outlet for what is left over at each node.

    A node that only processes and shipments touch needs its outlet, so that rounding can be made
    up for; there the handling loss counts as a figure of grade D.
    """
    enters = dict.fromkeys(nodes, 0.0)
    leaves = dict.fromkeys(nodes, 0.0)
    for item in items:
        for place, effect in item.effect.items():
            (enters if effect > 0 else leaves)[place] += abs(effect) * item.target
    alone = {next(iter(item.effect)) for item in items if len(item.effect) == 1}
    discards = []
    for place, basis in nodes.items():
        good = place.split("/")[1]
        throughput = max(enters[place], leaves[place])
        loss = HANDLING_LOSS * throughput
        surplus = max(0.0, enters[place] - leaves[place]) if good in account.surplus else 0.0
        needed = place not in alone
        discards.append(
            Item(
                f"discard/{good}/{place.split('/')[0]}",
                max(surplus, loss),
                "D",
                {place: -1.0},
                basis,
                balancing=not needed,
                least=0.0 if needed else account.least(good),
            )
        )
    return discards
