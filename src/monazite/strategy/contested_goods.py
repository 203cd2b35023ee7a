"""Which goods and stages of a chain does the contest turn on?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monazite.chains.stages import Stages, chain_stages, main_elements
from monazite.indicators.targets import stages_of_goals
from monazite.labels import Label

RAW = ("ore", "scrap", "residue")
"""Stages of goods that are not yet refined, or no longer in use."""


WORTH_NAMING = 0.1
"""Share of the value of the largest good from which another may be the scarce one."""
PROCESSED = {
    "mine": Label("mined", "开采"),
    "by_product": Label("recovered", "回收"),
    "refining": Label("smelted or refined", "冶炼或精炼"),
}
"""Stage -> what is done to the element there."""


@dataclass(frozen=True)
class ContestedGoods:
    """What is measured of a chain in the contest?

    scarce     : good whose price, stocks and gate are looked at
    products   : goods whose final use is served or not
    element    : followed from the ground to the use
    processing : stage at which the element is separated, smelted or refined
    last       : stage whose concentration is measured, by the element where its goods have more
                 than one basis (`last_element`; None adds the goods themselves)
    marked     : good whose premium outside every foreign rule is measured
    called     : what the goods are called in labels; names of elements and stages beside them
    """

    scarce: str
    products: tuple[str, ...]
    element: str
    processing: str
    last: str
    last_element: str | None
    marked: str
    called: Mapping[str, Label]


RARE_EARTHS = ContestedGoods(
    scarce="dysprosium_oxide",
    products=("ndfeb_magnet", "ndfeb_magnet_heavy"),
    element="NdPr",
    processing="separation",
    last="magnet",
    last_element=None,
    marked="ndfeb_magnet_heavy",
    called={
        "scarce": Label("dysprosium oxide", "氧化镝"),
        "products": Label("magnets", "磁体"),
        "element": Label("NdPr", "镨钕"),
        "processed": Label("separated", "分离"),
        "last": Label("magnet making", "磁体制造"),
        "marked": Label("heavy magnets", "重稀土磁体"),
    },
)
"""Chosen for the rare earths; every other chain follows the rule below."""


def contested_goods(chain: Any) -> ContestedGoods:
    """Which goods and stages does the contest over a chain turn on?

    The element is that of most value used. Scarce is the refined good of it nearest to the ground,
    of those that China exports (or, where it exports none, that are used) for at least a tenth of
    the value of the largest. Products are the goods that final uses take; the last stage is the
    one furthest from the ground that makes any.
    """
    if RARE_EARTHS.scarce in chain.goods:
        return RARE_EARTHS
    stages = chain_stages(chain)
    element = main_elements(chain)[0]
    content = {name: good.composition.get(element, 0.0) for name, good in chain.goods.items()}
    used = {good for _, _, good in chain.base.uses}
    products = tuple(name for name in chain.goods if name in used)
    scarce = _scarce(chain, content, stages)
    made = [stage for stage in stages.order if scarce in stages.products[stage]]
    processing = stages_of_goals(stages, content).get("processing", tuple(made))[0]
    last = _last(stages, products)
    bases = {str(chain.goods[good].basis) for good in stages.products[last]}
    marked = next((good for good in products if chain.has_status(good)), scarce)
    return ContestedGoods(
        *(scarce, products, element, processing, last),
        last_element=None if len(bases) == 1 else element,
        marked=marked,
        called={
            "scarce": chain.goods[scarce].label,
            "products": Label("goods for final use", "最终用途商品"),
            "element": chain.label if len(main_elements(chain)) == 1 else Label(element, element),
            "processed": PROCESSED.get(processing, PROCESSED["refining"]),
            "last": _listed(chain, [good for good in chain.goods if good in stages.products[last]]),
            "marked": chain.goods[marked].label,
        },
    )


def _scarce(chain: Any, content: Mapping[str, float], stages: Stages) -> str:
    holding = [name for name in chain.goods if content[name] > 0]
    known = [name for name in holding if chain.goods[name].stage not in RAW] or holding
    exported, used = dict.fromkeys(known, 0.0), dict.fromkeys(known, 0.0)
    for (exporter, _, good), tonnes in chain.base.shipments.items():
        if exporter == "CHN" and good in exported:
            exported[good] += tonnes * chain.base.price[good]
    for (_, _, good), tonnes in chain.base.uses.items():
        if good in used:
            used[good] += tonnes * chain.base.price[good]
    worth = exported if any(exported.values()) else used
    named = [good for good in known if worth[good] >= WORTH_NAMING * max(worth.values())]

    def distance(good: str) -> int:
        made = [at for at, stage in enumerate(stages.order) if good in stages.products[stage]]
        return min(made, default=len(stages.order))

    return min(named, key=lambda good: (distance(good), -worth[good]))


def _last(stages: Stages, products: tuple[str, ...]) -> str:
    making = [stage for stage in stages.order if stages.products[stage] & {*products}]
    return (making or [stages.order[-1]])[-1]


def _listed(chain: Any, goods: list[str]) -> Label:
    """The stage's goods by name: what is made there."""
    labels = [chain.goods[good].label for good in goods]
    return Label(
        "making of " + ", ".join(_small(one.en) for one in labels),
        "、".join(one.zh for one in labels) + "的生产",
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
