"""Which shapes are compiled for small networks? A few fixed ones, padded to.

Compiled code fits one set of shapes. A user who clears one small network after another would wait
seconds for each, so networks up to a few hundred nodes are padded to one of six sizes. What is
added sits on dummy nodes of its own, has capacity 0 and coefficient 0, and cannot touch the rest:
the dummy nodes are held at price 1 by their own inertia.

Only for the dense linear solver: the block layout of the padded structure is empty.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from monazite.market.response import Terms
from monazite.market.structure import Structure


class SizeClass(NamedTuple):
    """Sizes that all networks of one class are padded to; letters as in `Structure`."""

    nodes: int  # N
    activities: int  # J
    entries: int  # E
    uses: int  # U
    wide: int  # W
    beyond: int  # entries of the widest activity after its first two
    shared: int  # M, groups of several activities
    members: int  # m, activities of the largest group
    pairs: int  # X
    pair_entries: int  # Y
    products: int  # P
    slots: int  # S


def _size(nodes: int, beyond: int, members: int) -> SizeClass:
    return SizeClass(
        nodes=nodes,
        activities=16 * nodes,
        entries=40 * nodes,
        uses=4 * nodes,
        wide=4 * nodes,
        beyond=beyond,
        shared=nodes,
        members=members,
        pairs=8 * nodes,
        pair_entries=32 * nodes,
        products=160 * nodes,
        slots=40 * nodes,
    )


CLASSES = tuple(
    _size(nodes, beyond, members)
    for nodes in (32, 96, 320)
    for beyond, members in ((6, 4), (30, 32))
)


def size_class(structure: Structure, terms: Terms) -> SizeClass | None:
    """Which is the smallest class with room for this network and one dummy of everything?

    None if it is larger than the largest class.
    """
    n_nodes = len(terms.reference_price)
    for candidate in CLASSES:
        need = SizeClass(
            nodes=n_nodes + 1,
            activities=len(terms.cost) + 1,
            entries=len(terms.coefficient) + 1,
            uses=len(terms.use_quantity),
            wide=len(structure.wide_activity),
            beyond=structure.wide_entry.shape[1],
            shared=structure.shared_activity.shape[0],
            members=structure.shared_activity.shape[1],
            pairs=len(structure.pair_first),
            pair_entries=len(structure.pair_plus),
            products=len(structure.product_slot),
            slots=len(structure.slot_row) + candidate.nodes - n_nodes + 1,
        )
        if all(there >= wanted for there, wanted in zip(candidate, need, strict=True)):
            return candidate
    return None


def padded(structure: Structure, terms: Terms, size: SizeClass) -> tuple[Structure, Terms]:
    """The same network, with dummies, in the shapes of a size class.

    Real nodes, activities, groups and uses keep their numbers and come first.
    """
    s = structure
    n, j, e = len(terms.reference_price), len(terms.cost), len(terms.coefficient)
    g, n_slots, y = len(terms.capacity), len(s.slot_row), len(s.pair_plus)
    extra_entries, extra_activities = size.entries - e, size.activities - j
    dummy_node, dummy_activity = size.nodes - 1, size.activities - 1
    groups = size.activities + 1
    extra_pairs = size.pairs - len(s.pair_first)

    def entry(index: np.ndarray) -> np.ndarray:
        return np.where(index >= e, size.entries, index)

    def slot(index: np.ndarray) -> np.ndarray:
        return np.where(index >= n, index + size.nodes - n, index)

    def column(index: np.ndarray) -> np.ndarray:
        return np.where(index >= e, index + extra_entries, index)

    def pair(index: np.ndarray) -> np.ndarray:
        return np.where(index >= j, index + extra_activities, index)

    last_products = size.products - len(s.product_slot)
    shared = np.where(s.shared_activity == j, size.activities, s.shared_activity)
    slots = size.slots - n_slots - (size.nodes - n)
    full = Structure(
        entry_node=_fill(s.entry_node, extra_entries, dummy_node),
        entry_activity=_fill(s.entry_activity, extra_entries, dummy_activity),
        first_node=_rows(s.first_node, size.activities, 0),
        first_entry=_rows(entry(s.first_entry), size.activities, size.entries),
        wide_activity=_fill(s.wide_activity, size.wide - len(s.wide_activity), dummy_activity),
        wide_node=_rows(_columns(s.wide_node, size.beyond, 0), size.wide, 0),
        wide_entry=_rows(
            _columns(entry(s.wide_entry), size.beyond, size.entries), size.wide, size.entries
        ),
        flow_entry=np.append(s.flow_entry, np.arange(e, size.entries)),
        flow_slot=_fill(s.flow_slot, extra_entries, 2 * dummy_node),
        group=_fill(s.group, extra_activities, groups - 1),
        shared_activity=_rows(
            _columns(shared, size.members, size.activities), size.shared, size.activities
        ),
        shared_group=_fill(s.shared_group, size.shared - len(s.shared_group), groups - 1),
        group_size=_fill(s.group_size, groups - g, 0),
        pair_first=_fill(s.pair_first, extra_pairs, dummy_activity),
        pair_second=_fill(s.pair_second, extra_pairs, dummy_activity),
        pair_plus=_fill(entry(s.pair_plus), size.pair_entries - y, size.entries),
        pair_minus=_fill(entry(s.pair_minus), size.pair_entries - y, size.entries),
        product_left=_fill(column(s.product_left), last_products, size.entries - 1),
        product_right=_fill(column(s.product_right), last_products, size.entries - 1),
        product_pair=_fill(pair(s.product_pair), last_products, dummy_activity),
        product_slot=_fill(slot(s.product_slot), last_products, size.slots - 1),
        slot_row=_slot_nodes(s.slot_row, n, size, slots),
        slot_column=_slot_nodes(s.slot_column, n, size, slots),
        use_node=_fill(s.use_node, size.uses - len(s.use_node), dummy_node),
        use_order=np.append(s.use_order, np.arange(len(s.use_node), size.uses)),
        node_has_use=np.append(s.node_has_use, np.zeros(size.nodes - n, dtype=bool)),
        block_of_node=np.zeros(size.nodes, dtype=np.int32),
        position=np.zeros(0, dtype=np.int32),
        node_at=np.zeros(0, dtype=np.int32),
        blocks=(),
        off_row=np.zeros(0, dtype=np.int32),
        off_column=np.zeros(0, dtype=np.int32),
        off_slot=np.zeros(0, dtype=np.int32),
    )
    narrow = [x if isinstance(x, tuple) or x.dtype == bool else x.astype(np.int32) for x in full]
    return Structure(*narrow), _padded_terms(terms, size, groups)


def _padded_terms(terms: Terms, size: SizeClass, groups: int) -> Terms:
    fills = Terms(
        reference_price=(size.nodes, 1.0),
        previous_price=(size.nodes, 1.0),
        inertia=(size.nodes, 1.0),
        supply=(size.nodes, 0.0),
        coefficient=(size.entries, 0.0),
        cost=(size.activities, 0.0),
        bias=(size.activities, 0.0),
        capacity=(groups, 0.0),
        dispersion=(groups, 1.0),
        use_quantity=(size.uses, 0.0),
        use_elasticity=(size.uses, 1.0),
        use_reference=(size.uses, 1.0),
        throughput_floor=(size.nodes, 1.0),
    )
    return Terms(
        *(
            np.append(part, np.full(length - len(part), value))
            for part, (length, value) in zip(terms, fills, strict=True)
        )
    )


def _fill(values: np.ndarray, count: int, value: int) -> np.ndarray:
    return np.append(values, np.full(count, value))


def _rows(table: np.ndarray, rows: int, value: int) -> np.ndarray:
    return np.vstack([table, np.full((rows - len(table), table.shape[1]), value)])


def _columns(table: np.ndarray, columns: int, value: int) -> np.ndarray:
    return np.hstack([table, np.full((len(table), columns - table.shape[1]), value)])


def _slot_nodes(nodes: np.ndarray, n: int, size: SizeClass, slots: int) -> np.ndarray:
    """Nodes of all slots: diagonal of all nodes, the real pairs, then dummies."""
    diagonal = np.arange(size.nodes)
    return np.concatenate([diagonal, nodes[n:], np.full(slots, size.nodes - 1)])
