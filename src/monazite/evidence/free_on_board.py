"""What does a good cost free on board, at the port of one exporter?

Free on board (FOB, Incoterms 2020) is the price of goods loaded for export and cleared there: what
the exporter's own border asks is in it; freight, the importer's tariff and other origins' tonnes
are not. In the model it is the price at the exporter's export hub, which has unrefunded VAT and the
scarcity of a narrowed gate in it, times one plus what is levied on leaving. An exporter without an
export gate ships from its market node. Axes: T months, M hubs (one for each group of destinations
behind a gate of its own), R ships.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from monazite.chains.chain import Chain
from monazite.effects import EVERYWHERE, Effect, TradeCost
from monazite.market.dynamics import Record
from monazite.market.model import Model
from monazite.market.nodes import common_status
from monazite.months import Month


@dataclass(frozen=True)
class Port:
    """From where does a good leave an exporter, and what is levied on it there?"""

    hub: np.ndarray  # [M] places of the nodes from which ships leave
    usual: np.ndarray  # [M] share of the base-year tonnes that leave from each, sum 1
    ship: np.ndarray  # [R] places of the ships among the activities
    leaves_from: np.ndarray  # [R, M] 1 for the hub that a ship leaves from, 0 elsewhere
    charge: int  # place on the axis of charges, for the ceiling that a charge is a share of
    levied: np.ndarray  # [T] charge on leaving beside those of the base year, share


def port_of(
    model: Model, exporter: str, good: str, effects: Sequence[Effect], months: Sequence[Month]
) -> Port | None:
    """Where is the price free on board of a good read? None where the exporter has no route of it.

    effects : what is in force besides the base year, of which the charges on leaving are taken;
              months : those of the record that is to be read, T of them.
    """
    network = model.network
    index = network.node_index
    ships, origins, flows = [], [], []
    sold = (exporter, good, common_status(network.chain, good))
    for number, one in enumerate(network.activities):
        if one.kind == "ship" and (one.region, one.good, one.status) == sold:
            ships.append(number)
            origins.append(index[next(name for name, tonnes in one.column.items() if tonnes < 0)])
            flows.append(one.base_level)
    if not ships:
        return None
    hub, place = np.unique(origins, return_inverse=True)
    leaves_from = np.eye(len(hub))[place]
    usual = np.array(flows) @ leaves_from
    return Port(
        hub=hub,
        usual=usual / usual.sum() if usual.sum() > 0 else np.full(len(hub), 1.0 / len(hub)),
        ship=np.array(ships, dtype=int),
        leaves_from=leaves_from,
        charge=list(model.arrays.charge_activity).index(ships[0]),
        levied=levied_on_leaving(network.chain, exporter, good, effects, months),
    )


def levied_on_leaving(
    chain: Chain, exporter: str, good: str, effects: Sequence[Effect], months: Sequence[Month]
) -> np.ndarray:
    """What do effects levy on a good that leaves an exporter, wherever it goes? [T] share.

    A charge is levied on leaving where it holds for every other region of the chain: what only some
    destinations ask, such as one importer's tariff, is paid after loading. It is read from the
    effects, because the sum on a route does not tell a tariff that was cut from a duty that ended.
    Negative where a duty of the base year has ended.
    """
    levied = np.zeros(len(months))
    elsewhere = set(chain.regions) - {exporter}
    for effect in effects:
        if (
            isinstance(effect, TradeCost)
            and (effect.exporters == EVERYWHERE or exporter in effect.exporters)
            and (effect.goods == EVERYWHERE or good in effect.goods)
            and (effect.importers == EVERYWHERE or elsewhere <= set(effect.importers))
        ):
            levied += [
                effect.rate.at(month) if effect.span.covers(month) else 0.0 for month in months
            ]
    return levied


def price_free_on_board(port: Port, record: Record, model: Model) -> np.ndarray:
    """What does the good cost free on board, month by month? [T] USD/t.

    Of several hubs each counts by the tonnes that leave from it in the month, so that the price
    behind a closed gate, where nothing changes hands, does not; where nothing leaves at all, by
    those of the base year. As on the routes, a charge is a share of a price up to its ceiling.
    """
    price = np.asarray(record.price)[:, port.hub]
    ceiling = np.asarray(model.arrays.charge_cap)[port.charge]
    levied = port.levied[: len(price), None] * np.minimum(price, ceiling)
    leaving = np.asarray(record.level)[:, port.ship] @ port.leaves_from
    total = leaving.sum(axis=1, keepdims=True)
    share = np.where(total > 0, leaving / np.where(total > 0, total, 1.0), port.usual)
    return np.asarray(((price + levied) * share).sum(axis=1))
