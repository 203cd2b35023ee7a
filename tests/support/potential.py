"""The convex function that a month minimises, in plain NumPy, for comparison with other solvers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from monazite.market.network_form import Network


def potential(network: Network, price: Mapping[str, float]) -> float:
    """Its value in USD a month; differences of it matter, its zero does not."""
    total = 0.0
    margins = defaultdict(list)
    size = {}
    for number, activity in enumerate(network.activities):
        label = activity.group or f"#{number}"
        value = sum(c * price[node] for node, c in activity.io.items())
        margins[label].append((value - activity.cost) / activity.dispersion + activity.bias)
        size[label] = activity.capacity * activity.dispersion
    for label, margin in margins.items():
        total += size[label] * float(np.logaddexp.reduce([*margin, 0.0]))
    reference = {node.id: node.reference_price for node in network.nodes}
    for use in network.uses:
        ratio = price[use.node] / reference[use.node]
        worth = use.quantity * reference[use.node]
        if use.elasticity == 1:
            total -= worth * float(np.log(ratio))
        else:
            total -= worth * ratio ** (1 - use.elasticity) / (1 - use.elasticity)
    for node in network.nodes:
        change = price[node.id] - node.previous_price
        total += node.supply * price[node.id]
        total += 0.5 * node.inertia * change**2 / node.reference_price
    return total
