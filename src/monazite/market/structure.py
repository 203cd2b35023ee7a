"""Which activities touch which nodes: the integers of a network, prepared once for the solver.

One month of the market is ``A`` (columns of activities, rows of nodes) plus numbers. What never
changes from month to month is the pattern of ``A``: it is turned here, in plain NumPy, into the
index arrays that `clearing.clear` gathers and sums with. Building takes well under a second for
a few thousand activities; nothing here depends on prices or capacities.

The Hessian of the month is a sum of rank-one terms, one for every *pair of alternatives* of a
group: an alternative is an activity of the group or doing nothing. A group of one activity has the
single pair (activity, nothing); a group of three has six pairs. The difference of the two columns,
``d = a_i - a_k``, is called the column of the pair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from monazite.errors import NetworkError

Array = Any
"""A NumPy or JAX array: the solver accepts both, traced or not."""

BLOCK_CLASSES = (16, 32, 48, 64, 96, 128)
"""Padded sizes of the blocks of the preconditioner; a larger block gets a class of its own."""


class Structure(NamedTuple):
    """Where every number of a month belongs (integer arrays only).

    Axes: N nodes, J activities, G groups, U uses, E entries of all columns (activity by activity),
    X extra pairs (two activities of one group), P products of two entries of a pair's column,
    S distinct node pairs (lower triangle; the first N are the diagonal), Q padded positions of
    the block layout, O off-block entries, both directions.
    """

    entry_node: Array  # [E] node of an entry
    entry_activity: Array  # [E] activity of an entry
    first_node: Array  # [J, 2] nodes of the first two entries of each activity (0 where absent)
    first_entry: Array  # [J, 2] their entries (E where absent)
    wide_activity: Array  # [W] activities with more than two entries
    wide_node: Array  # [W, widest - 2] nodes of their further entries (0 where absent)
    wide_entry: Array  # [W, widest - 2] those entries (E where absent)
    flow_entry: Array  # [E] entries sorted by node and direction
    flow_slot: Array  # [E] 2 * node + (1 when the entry takes from the node), sorted
    group: Array  # [J] group of an activity
    shared_activity: Array  # [M, m] members of groups of two or more (J where absent)
    shared_group: Array  # [M] those groups
    group_size: Array  # [G] number of activities
    pair_first: Array  # [X] activity i of an extra pair
    pair_second: Array  # [X] activity k
    pair_plus: Array  # [Y] entries of a_i in the column of an extra pair (E where absent)
    pair_minus: Array  # [Y] entries of a_k
    product_left: Array  # [P] first factor, an index into entries followed by pair entries
    product_right: Array  # [P] second factor
    product_pair: Array  # [P] pair: activity j with nothing, or J + extra pair
    product_slot: Array  # [P] node pair that receives it, sorted
    slot_row: Array  # [S] node, not smaller than
    slot_column: Array  # [S] the other node
    use_node: Array  # [U] node of a use
    use_order: Array  # [U] uses sorted by node
    node_has_use: Array  # [N] bool
    block_of_node: Array  # [N] block label as given
    position: Array  # [N] position of a node in the block layout
    node_at: Array  # [Q] node at a position (N where padded)
    blocks: tuple[Array, ...]  # per size class [B, b, b] node pair (S: none, S + 1: padding)
    off_row: Array  # [O] position, sorted
    off_column: Array  # [O] position
    off_slot: Array  # [O] node pair


def build_structure(
    columns: Sequence[Mapping[int, float]],
    groups: Sequence[int] | np.ndarray,
    use_nodes: Sequence[int] | np.ndarray,
    blocks: Sequence[int] | np.ndarray,
    n_nodes: int,
) -> tuple[Structure, np.ndarray]:
    """Which index arrays does the solver need for these activities, uses and blocks?

    columns   : one mapping per activity, node -> tonnes per unit of activity (outputs positive,
                inputs negative, never zero)
    groups    : one group number per activity, 0 .. G-1, every number used; activities of one group
                share one capacity and one dispersion
    use_nodes : node of every use
    blocks    : block number of every node: nodes of one good, all regions, statuses and hubs. Only
                the speed depends on it, never the answer
    n_nodes   : number of nodes

    Returns the structure and the coefficients, [E] t per unit of activity, in the order of
    ``entry_node`` and ``entry_activity``; they belong into `Terms.coefficient`.

    Raises NetworkError for an empty column, a zero or non-finite coefficient, an index out of
    range or a group number without activity.
    """
    coefficient, entry_node, entry_activity, starts = _entries(columns, n_nodes)
    n_activities, n_entries = len(columns), len(coefficient)
    group = _checked_groups(groups, n_activities)
    use_node = np.asarray(use_nodes, dtype=np.int64).reshape(-1)
    _check_range("use_nodes", use_node, n_nodes)
    block_of_node = np.asarray(blocks, dtype=np.int64).reshape(-1)
    if block_of_node.shape != (n_nodes,):
        raise NetworkError.one(
            where="blocks", found=f"{block_of_node.size} numbers", expected=f"{n_nodes}, one a node"
        )

    lengths = np.diff(starts)
    widest = int(max(2, lengths.max(initial=0)))
    table = np.full((n_activities, widest), n_entries, dtype=np.int64)
    column_of_entry = np.arange(n_entries) - starts[entry_activity]
    table[entry_activity, column_of_entry] = np.arange(n_entries)
    table_node = np.where(table < n_entries, np.append(entry_node, 0)[table], 0)
    wide = np.flatnonzero(lengths > 2)

    flow_slot = 2 * entry_node + (coefficient < 0)
    flow_entry = np.argsort(flow_slot, kind="stable")

    size = np.bincount(group, minlength=int(group.max(initial=-1)) + 1)
    members = [np.flatnonzero(group == g) for g in np.flatnonzero(size > 1)]
    shared = np.full((len(members), max((len(m) for m in members), default=2)), n_activities)
    for row, member in enumerate(members):
        shared[row, : len(member)] = member

    pairs = _pair_columns(members, entry_node, starts, n_entries)
    left, right, pair, low, high = _products(entry_node, starts, pairs, n_activities)
    slot_row, slot_column, product_slot = _slots(low, high, n_nodes)
    order = np.argsort(product_slot, kind="stable")
    layout = _block_layout(block_of_node, slot_row, slot_column, n_nodes)

    has_use = np.zeros(n_nodes, dtype=bool)
    has_use[use_node] = True
    structure = Structure(
        entry_node=entry_node,
        entry_activity=entry_activity,
        first_node=table_node[:, :2],
        first_entry=table[:, :2],
        wide_activity=wide,
        wide_node=table_node[wide, 2:],
        wide_entry=table[wide, 2:],
        flow_entry=flow_entry,
        flow_slot=flow_slot[flow_entry],
        group=group,
        shared_activity=shared,
        shared_group=np.flatnonzero(size > 1),
        group_size=size,
        pair_first=pairs.first,
        pair_second=pairs.second,
        pair_plus=pairs.plus,
        pair_minus=pairs.minus,
        product_left=left[order],
        product_right=right[order],
        product_pair=pair[order],
        product_slot=product_slot[order],
        slot_row=slot_row,
        slot_column=slot_column,
        use_node=use_node,
        use_order=np.argsort(use_node, kind="stable"),
        node_has_use=has_use,
        block_of_node=block_of_node,
        **layout,
    )
    return _in_32_bits(structure), coefficient


class _Pairs(NamedTuple):
    """Columns of the extra pairs, flat: `start[x] : start[x + 1]` are the entries of pair x."""

    first: np.ndarray
    second: np.ndarray
    plus: np.ndarray
    minus: np.ndarray
    node: np.ndarray
    start: np.ndarray


def _entries(
    columns: Sequence[Mapping[int, float]], n_nodes: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    coefficient: list[float] = []
    node: list[int] = []
    starts = [0]
    for index, column in enumerate(columns):
        if not column:
            raise NetworkError.one(
                where=f"columns[{index}]", found="no entry", expected="at least one node"
            )
        coefficient.extend(float(value) for value in column.values())
        node.extend(int(key) for key in column)
        starts.append(len(node))
    values, nodes = np.asarray(coefficient, dtype=float), np.asarray(node, dtype=np.int64)
    _check_range("columns", nodes, n_nodes)
    wrong = np.flatnonzero(~np.isfinite(values) | (values == 0.0))
    begin = np.asarray(starts, dtype=np.int64)
    activity = np.repeat(np.arange(len(columns)), np.diff(begin))
    if wrong.size:
        raise NetworkError.one(
            where=f"columns[{activity[wrong[0]]}][{nodes[wrong[0]]}]",
            found=repr(float(values[wrong[0]])),
            expected="a finite coefficient that is not zero",
            because="a zero entry ties a node to an activity that neither uses nor makes its good",
        )
    return values, nodes, activity, begin


def _checked_groups(groups: Sequence[int] | np.ndarray, n_activities: int) -> np.ndarray:
    group = np.asarray(groups, dtype=np.int64).reshape(-1)
    if group.shape != (n_activities,):
        raise NetworkError.one(
            where="groups",
            found=f"{group.size} numbers",
            expected=f"{n_activities}, one an activity",
        )
    if group.size and not np.array_equal(np.unique(group), np.arange(group.max() + 1)):
        raise NetworkError.one(
            where="groups",
            found="a group number without activity, or a negative one",
            expected="every number from 0 to the largest at least once",
        )
    return group


def _check_range(where: str, index: np.ndarray, limit: int) -> None:
    wrong = index[(index < 0) | (index >= limit)]
    if wrong.size:
        raise NetworkError.one(
            where=where, found=f"node {int(wrong[0])}", expected=f"0 to {limit - 1}"
        )


def _pair_columns(
    members: list[np.ndarray], entry_node: np.ndarray, starts: np.ndarray, absent: int
) -> _Pairs:
    first: list[int] = []
    second: list[int] = []
    plus: list[int] = []
    minus: list[int] = []
    node: list[int] = []
    begin = [0]
    for member in members:
        own = [
            {int(entry_node[e]): e for e in range(starts[j], starts[j + 1])}
            for j in member.tolist()
        ]
        for i in range(len(member)):
            for k in range(i + 1, len(member)):
                first.append(int(member[i]))
                second.append(int(member[k]))
                for n in sorted(own[i].keys() | own[k].keys()):
                    plus.append(own[i].get(n, absent))
                    minus.append(own[k].get(n, absent))
                    node.append(n)
                begin.append(len(node))
    lists = (first, second, plus, minus, node, begin)
    return _Pairs(*(np.asarray(numbers, dtype=np.int64) for numbers in lists))


def _products(
    entry_node: np.ndarray, starts: np.ndarray, pairs: _Pairs, n_activities: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """All products of two entries (lower triangle) of every pair's column, with their nodes."""
    node = np.concatenate([entry_node, pairs.node])
    begin = np.concatenate([starts[:-1], len(entry_node) + pairs.start[:-1]])
    length = np.concatenate([np.diff(starts), np.diff(pairs.start)])
    left, right, pair = [np.empty(0, int)], [np.empty(0, int)], [np.empty(0, int)]
    for width in np.unique(length):
        of_width = np.flatnonzero(length == width)
        row, column = np.tril_indices(int(width))
        left.append((begin[of_width, None] + row).ravel())
        right.append((begin[of_width, None] + column).ravel())
        pair.append(np.repeat(of_width, len(row)))
    one, two, whose = np.concatenate(left), np.concatenate(right), np.concatenate(pair)
    low = np.minimum(node[one], node[two])
    high = np.maximum(node[one], node[two])
    return one, two, whose, low, high


def _slots(
    low: np.ndarray, high: np.ndarray, n_nodes: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number the distinct node pairs: first the diagonal, then the others by row."""
    key = high * n_nodes + low
    others = np.unique(key[high != low])
    number = np.where(high == low, high, n_nodes + np.searchsorted(others, key))
    diagonal = np.arange(n_nodes)
    row = np.concatenate([diagonal, others // max(n_nodes, 1)])
    column = np.concatenate([diagonal, others % max(n_nodes, 1)])
    return row, column, number


def _block_layout(
    block_of_node: np.ndarray, slot_row: np.ndarray, slot_column: np.ndarray, n_nodes: int
) -> dict[str, Any]:
    """Lay the nodes out block by block, blocks of similar size together, and index the matrix."""
    n_slots = len(slot_row)
    labels, member = np.unique(block_of_node, return_inverse=True)
    sizes = np.bincount(member, minlength=len(labels))
    padded = np.array(
        [next((c for c in BLOCK_CLASSES if c >= size), int(size)) for size in sizes], dtype=int
    )
    position = np.empty(n_nodes, dtype=np.int64)
    node_at: list[np.ndarray] = []
    shapes: list[tuple[int, int, int]] = []
    offset = 0
    for width in np.unique(padded):
        of_width = np.flatnonzero(padded == width)
        # a class is only as wide as its largest block
        wide = int(sizes[of_width].max())
        for block in of_width:
            nodes = np.flatnonzero(member == block)
            position[nodes] = offset + np.arange(len(nodes))
            node_at.append(np.append(nodes, np.full(wide - len(nodes), n_nodes)))
            offset += wide
        shapes.append((offset - wide * len(of_width), len(of_width), wide))

    row_at, column_at = position[slot_row], position[slot_column]
    inside = member[slot_row] == member[slot_column]
    tables = []
    for begin, count, wide in shapes:
        table = np.full((count, wide, wide), n_slots, dtype=np.int64)
        here = inside & (row_at >= begin) & (row_at < begin + count * wide)
        which, row = np.divmod(row_at[here] - begin, wide)
        column = (column_at[here] - begin) % wide
        table[which, row, column] = np.flatnonzero(here)
        table[which, column, row] = np.flatnonzero(here)
        diagonal = table[:, np.arange(wide), np.arange(wide)]
        table[:, np.arange(wide), np.arange(wide)] = np.where(
            diagonal == n_slots, n_slots + 1, diagonal
        )
        tables.append(table)
    outside = np.flatnonzero(~inside)
    off_row = np.concatenate([row_at[outside], column_at[outside]])
    off_column = np.concatenate([column_at[outside], row_at[outside]])
    off_slot = np.concatenate([outside, outside])
    order = np.lexsort((off_column, off_row))
    return {
        "position": position,
        "node_at": np.concatenate([*node_at, np.empty(0, dtype=np.int64)]),
        "blocks": tuple(tables),
        "off_row": off_row[order],
        "off_column": off_column[order],
        "off_slot": off_slot[order],
    }


def _in_32_bits(structure: Structure) -> Structure:
    def narrow(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(narrow(part) for part in value)
        return value if value.dtype == bool else value.astype(np.int32)

    return Structure(*(narrow(value) for value in structure))
