"""Which nodes hold the same good, when only the network is known?

The solver's preconditioner wants one block per good. A network in the public form does not say
what its goods are, but an activity that takes one unit at a node and delivers one unit at another
moves one good. Nodes joined by such activities form a block. Only the speed depends on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

LARGEST_BLOCK = 96
"""Nodes of a block at most: its inverse costs the cube of its size."""


def blocks_of_shipping(columns: Sequence[Mapping[int, float]], n_nodes: int) -> np.ndarray:
    """To which block does each node belong? [N], numbers from 0.

    columns : node -> coefficient of every activity
    A block of more than `LARGEST_BLOCK` nodes is cut into pieces of neighbours.
    """
    neighbours: list[list[int]] = [[] for _ in range(n_nodes)]
    for column in columns:
        if len(column) == 2:
            (one, first), (two, second) = column.items()
            if first * second < 0 and abs(first + second) <= 0.1 * abs(first):
                neighbours[one].append(two)
                neighbours[two].append(one)
    block = np.full(n_nodes, -1, dtype=np.int64)
    number = 0
    for node in range(n_nodes):
        if block[node] >= 0:
            continue
        reached = _reached_from(node, neighbours, block)
        for start in range(0, len(reached), LARGEST_BLOCK):
            block[reached[start : start + LARGEST_BLOCK]] = number
            number += 1
    return block


def _reached_from(start: int, neighbours: list[list[int]], block: np.ndarray) -> list[int]:
    """All nodes of the component, breadth first; marks them in `block`."""
    queue = [start]
    block[start] = 0
    for node in queue:
        for other in neighbours[node]:
            if block[other] < 0:
                block[other] = 0
                queue.append(other)
    return queue
