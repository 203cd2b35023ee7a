"""What does the report of a chain look at: which goods are priced, which elements followed?

The rare-earth chain has a record of 2025 beside it and is shown oxide by oxide. Any other chain is
shown by what its own definition says: its goods by price, its elements by value, its stages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monazite.present.catalogue import Catalogue

OXIDES: dict[str, str] = {
    "NdPr": "ndpr_oxide",
    "Dy": "dysprosium_oxide",
    "Tb": "terbium_oxide",
    "Y": "yttrium_oxide",
    "Sm": "samarium_oxide",
    "Gd": "gadolinium_oxide",
    "La": "lanthanum_oxide",
    "Ce": "cerium_oxide",
}
"""Element -> the oxide whose price stands for it, in the order of the report on rare earths."""

MOST_PRICED = 8
MOST_FOLLOWED = 2
LEAST_MINED = 0.01
"""Share of what a chain mines or recovers above which an outside region is a resource state."""


@dataclass(frozen=True)
class Focus:
    """What is shown of a chain?

    priced   : name -> good whose price is drawn; names have texts under ``element``
    lead     : names drawn close up, the first three that have a price inside and outside China
    headline : names of which the first with both prices gives the headline
    followed : elements followed from the ground to the use, and tested for loop closure
    recorded : is there a record of 2025 to compare with (rare earths)?
    """

    priced: Mapping[str, str]
    lead: tuple[str, ...]
    headline: tuple[str, ...]
    followed: tuple[str, ...]
    recorded: bool


RARE_EARTHS = Focus(OXIDES, ("Dy", "Tb", "Y"), ("Dy", "NdPr", "Tb"), ("Dy", "NdPr"), True)


def focus_of(chain: Any) -> Focus:
    """What does the report of a chain look at?

    Goods but for scrap, those that uses take before those on the way, by value used; elements by
    value. A chain that has the rare-earth oxides is shown as rare earths.
    """
    from monazite.chains.stages import main_elements

    if any(good in chain.goods for good in OXIDES.values()):
        return RARE_EARTHS
    worth: dict[str, float] = {
        name: 0.0 for name, good in chain.goods.items() if good.stage != "scrap"
    }
    for (_, _, good), tonnes in chain.base.uses.items():
        if good in worth:
            worth[good] += tonnes * chain.base.price[good]
    order = sorted(worth, key=lambda good: -worth[good])[:MOST_PRICED]
    names = tuple(order)
    return Focus({name: name for name in names}, names, names, main_elements(chain)[:2], False)


def resource_states(chain: Any) -> tuple[str, ...]:
    """Which regions mine or recover at least a hundredth of what the chain brings in?"""
    total: dict[str, float] = {}
    for (_, good), tonnes in chain.base.mines.items():
        total[good] = total.get(good, 0.0) + tonnes
    return tuple(
        dict.fromkeys(
            region
            for (region, good), tonnes in chain.base.mines.items()
            if total[good] > 0 and tonnes >= LEAST_MINED * total[good]
        )
    )


def words_for(words: Catalogue, chain: Any) -> Catalogue:
    """Which words does the report of a chain use?

    Texts that speak of rare earths have a variant under ``mineral`` for other chains; goods, and
    elements that are the chain's own, are called as the chain and the vocabulary call them.
    """
    if focus_of(chain).recorded:
        return words
    texts = dict(words.texts)
    front = "mineral."
    texts |= {
        key.removeprefix(front): text for key, text in words.texts.items() if key.startswith(front)
    }
    for region in chain.regions.values():
        if len(region.members) != 1:  # groups are not the same in every chain
            texts[f"place.{region.id}"] = str(region.label.text(words.language))
    texts["page.mineral"] = str(chain.label.text(words.language))
    for name, good in chain.goods.items():
        called = str(good.label.text(words.language))
        inside = called[:1].lower() + called[1:] if called[1:2].islower() else called
        texts[f"element.{name}"] = inside
        texts[f"element_title.{name}"] = called
    return Catalogue(words.language, texts)
