"""Goods that acts name by id: each is a good of a chain, or a material that descriptions know.

Batteries and their cathodes are in no shipped chain yet; a chain of one's own may hold them.
"""

from monazite.chains.read import chain_names
from monazite.chains.world import load_world
from monazite.policy.lexicon import lexicon
from monazite.policy.library import library

AWAITED = {"lithium_ion_battery", "lfp_cathode_material", "ternary_precursor"}


def test_every_good_that_an_act_names_by_id_exists() -> None:
    known = AWAITED | set(lexicon().material)
    for name in chain_names():
        known |= set(load_world(name).chain.goods)
    named = {
        (act.id, item.id, good.good)
        for act in library().acts.values()
        for rule in act.rules
        for item in (*rule.scope.goods.items, *rule.scope.goods.except_items)
        for good in item.chain_goods
    }
    assert len(named) > 200
    assert [one for one in sorted(named) if one[2] not in known] == []
    assert {good for *_, good in named} > AWAITED
