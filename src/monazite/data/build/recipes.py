"""What goes into each process, what comes out, and what do goods consist of?

Separation baskets are computed from the deposits' oxide distributions; metals and magnets from
atomic weights, stated recoveries and magnet formulas. By construction no recipe makes more of an
element than enters it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from monazite.data.build.chemistry import ELEMENTS, oxide_per_metal
from monazite.data.build.draft import Cell, Draft, draft, rounded
from monazite.data.build.goods_and_regions import GOODS
from monazite.data.build.names import GOOD
from monazite.data.build.shared import Shared

SEPARATION_RECOVERY = 0.92
"""Chinese quotas of 2024: 254,000 t separated of 270,000 t mined is 0.94; less mixing losses."""
SEG_RECOVERY = 0.95
METAL_RECOVERY = {"NdPr": 0.98, "Dy": 0.896, "Tb": 0.919, "Sm": 0.906, "LC": 0.96}
"""Oxide to metal. NdPr: 0.833 t metal per t oxide; Dy: 0.781 (Tb, Sm by analogy)."""
RARE_EARTH_IN_NDFEB = 0.30
DYSPROSIUM_IN_HEAVY = 0.017
TERBIUM_IN_HEAVY = 0.0038
"""Mass shares of metal in the alloy. Dy and Tb: such that what the ores hold is used."""
ALLOY_PER_MAGNET = 1 / 0.70
"""t alloy per t finished magnet: 30 % leaves as swarf."""
SWARF_RECOVERY = 0.88
SAMARIUM_IN_SMCO = 0.25
SAMARIUM_PER_SMCO = 0.36
MISCHMETAL = {"La": 0.35, "Ce": 0.65}

MIXES = {
    "chinese_rock_concentrate": {"Bayan Obo": 0.85, "Maoniuping": 0.15},
    "mountain_pass_concentrate": {"Mountain Pass": 1.0},
    "monazite_concentrate": {"Mount Weld Central": 0.85, "Manavalakurichi": 0.10, "Lovozero": 0.05},
    "ionic_clay_concentrate": {"Xunwu": 0.35, "Xinfeng": 0.60, "Longnan": 0.05},
}
"""Ore good -> deposit (start of its name) -> share of REO."""

BAYAN_OBO_TERBIUM = 0.062
"""Percent of REO. The source prints 0.1 for Tb and 0.1 for Dy, both rounded; at that ratio Chinese
rock would hold as much Tb as Dy. Tb is set to the Dy figure times the mean Tb:Dy ratio of the two
other Chinese bastnaesites with two printed digits (0.06:0.09 and 0.12:0.21)."""

MOUNTAIN_PASS_UNREPORTED = {"Tb": 0.007, "Dy": 0.028, "Other": 0.015}
"""Percent of REO: the 0.05 that the printed elements leave of 100, shared out as in monazite."""

HEAVY = ("Sm", "Eu", "Gd", "Tb", "Dy", "Y", "Other")
LIGHT = ("La", "Ce", "NdPr")
_OTHER = ("Ho", "Er", "Tm", "Yb", "Lu")
OXIDE = {element: GOOD["Oth" if element == "Other" else element] for element in ELEMENTS}
"""Element -> its oxide; what stands for the other heavy elements has another id in `names`."""

_DEPOSITS: dict[str, Cell] = {
    "source": "usgs_myb_2022",
    "licence": "public-domain",
    "vintage": "Minerals Yearbook 2022, table 2",
}
_ESTIMATE: dict[str, Cell] = {
    "source": "monazite_estimate",
    "licence": "own-estimate",
    "vintage": "2026-11",
}

Basket = dict[str, float]


def deposit_basket(row: Mapping[str, str]) -> Basket:
    """Which share of the REO of a deposit is each element? Sums to 1.

    An element the source does not print counts as nothing; the two repairs above excepted.
    """
    percent = {
        name: float(row[name]) if row[name] else 0.0
        for name in ("La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Y", *_OTHER)
    }
    if row["deposit"].startswith("Bayan Obo"):
        percent["Tb"] = BAYAN_OBO_TERBIUM
    basket = {
        "La": percent["La"],
        "Ce": percent["Ce"],
        "NdPr": percent["Pr"] + percent["Nd"],
        **{name: percent[name] for name in ("Sm", "Eu", "Gd", "Tb", "Dy", "Y")},
        "Other": sum(percent[name] for name in _OTHER),
    }
    if row["deposit"].startswith("Mountain Pass"):
        for name, value in MOUNTAIN_PASS_UNREPORTED.items():
            basket[name] += value
    total = sum(basket.values())
    return {name: basket[name] / total for name in ELEMENTS}


def other_heavy_mix(shared: Shared) -> Basket:
    """Which share of the other heavy oxides of ionic clay is each element? Sums to 1."""
    deposits = {row["deposit"]: row for row in shared.rows("data/supply/ree_deposits.csv")}
    parts = dict.fromkeys(_OTHER, 0.0)
    for start, share in MIXES["ionic_clay_concentrate"].items():
        (row,) = (row for name, row in deposits.items() if name.startswith(start))
        for element in _OTHER:
            parts[element] += share * float(row[element] or 0.0)
    total = sum(parts.values())
    return {element: value / total for element, value in parts.items()}


def compositions_of(shared: Shared) -> dict[str, Basket]:
    """How many t REO of each element does a tonne of each good hold?"""
    deposits = {row["deposit"]: row for row in shared.rows("data/supply/ree_deposits.csv")}
    contents: dict[str, Basket] = {}
    for good, mix in MIXES.items():
        basket = dict.fromkeys(ELEMENTS, 0.0)
        for start, share in mix.items():
            (row,) = (row for name, row in deposits.items() if name.startswith(start))
            for name, value in deposit_basket(row).items():
                basket[name] += share * value
        contents[good] = basket
    heavy = sum(contents["monazite_concentrate"][name] for name in HEAVY)
    contents["seg_concentrate"] = {
        name: contents["monazite_concentrate"][name] / heavy for name in HEAVY
    }
    for name, good in OXIDE.items():
        contents[good] = {name: 1.0}
    contents["mischmetal"] = {n: share * oxide_per_metal(n) for n, share in MISCHMETAL.items()}
    for name, good in (
        ("NdPr", "ndpr_metal"),
        ("Sm", "samarium_metal"),
        ("Dy", "dysprosium_metal"),
        ("Tb", "terbium_metal"),
    ):
        contents[good] = {name: oxide_per_metal(name)}
    light_alloy = {"NdPr": RARE_EARTH_IN_NDFEB * oxide_per_metal("NdPr")}
    heavy_alloy = {
        "NdPr": (RARE_EARTH_IN_NDFEB - DYSPROSIUM_IN_HEAVY - TERBIUM_IN_HEAVY)
        * oxide_per_metal("NdPr"),
        "Dy": DYSPROSIUM_IN_HEAVY * oxide_per_metal("Dy"),
        "Tb": TERBIUM_IN_HEAVY * oxide_per_metal("Tb"),
    }
    contents["ndfeb_magnet"] = contents["ndfeb_swarf"] = light_alloy
    contents["ndfeb_magnet_heavy"] = contents["ndfeb_swarf_heavy"] = heavy_alloy
    contents["smco_magnet"] = {"Sm": SAMARIUM_IN_SMCO * oxide_per_metal("Sm")}
    return {
        good: {
            name: _down(value) if "ndfeb" in good else rounded(value)
            for name, value in basket.items()
            if value > 0
        }
        for good, basket in contents.items()
    }


def coefficients_of(shared: Shared) -> dict[str, dict[str, float]]:
    """How many tonnes of each good does a unit of each recipe take (negative) or give?

    The unit is a tonne of feed for separation and recycling, of product for metals and magnets.
    """
    contents = compositions_of(shared)
    seg = contents["seg_concentrate"]
    recipes: dict[str, dict[str, float]] = {}
    for good in MIXES:
        recipes[f"mine_{good}"] = {good: 1.0}
    for name, good in (
        ("separate_chinese_rock", "chinese_rock_concentrate"),
        ("separate_mountain_pass", "mountain_pass_concentrate"),
        ("separate_monazite", "monazite_concentrate"),
        ("separate_ionic_clay", "ionic_clay_concentrate"),
    ):
        recipes[name] = {good: -1.0} | {
            OXIDE[element]: SEPARATION_RECOVERY * value for element, value in contents[good].items()
        }
    for name, good in (
        ("separate_light_mountain_pass", "mountain_pass_concentrate"),
        ("separate_light_monazite", "monazite_concentrate"),
    ):
        scarcest = min(contents[good].get(element, 0.0) / seg[element] for element in seg)
        recipes[name] = (
            {good: -1.0}
            | {OXIDE[e]: SEPARATION_RECOVERY * contents[good][e] for e in LIGHT}
            | {"seg_concentrate": SEPARATION_RECOVERY * scarcest}
        )
    recipes["separate_seg"] = {"seg_concentrate": -1.0} | {
        OXIDE[element]: SEG_RECOVERY * value for element, value in seg.items()
    }
    for name, element, metal in (
        ("reduce_ndpr", "NdPr", "ndpr_metal"),
        ("reduce_dysprosium", "Dy", "dysprosium_metal"),
        ("reduce_terbium", "Tb", "terbium_metal"),
        ("reduce_samarium", "Sm", "samarium_metal"),
    ):
        oxide = oxide_per_metal(element) / METAL_RECOVERY[element]
        recipes[name] = {OXIDE[element]: -oxide, metal: 1.0}
    recipes["reduce_mischmetal"] = {
        OXIDE[n]: -share * oxide_per_metal(n) / METAL_RECOVERY["LC"]
        for n, share in MISCHMETAL.items()
    } | {"mischmetal": 1.0}
    swarf = ALLOY_PER_MAGNET - 1
    recipes["make_ndfeb_magnet"] = {
        "ndpr_metal": -RARE_EARTH_IN_NDFEB * ALLOY_PER_MAGNET,
        "ndfeb_magnet": 1.0,
        "ndfeb_swarf": swarf,
    }
    recipes["make_ndfeb_magnet_heavy"] = {
        "ndpr_metal": -(RARE_EARTH_IN_NDFEB - DYSPROSIUM_IN_HEAVY - TERBIUM_IN_HEAVY)
        * ALLOY_PER_MAGNET,
        "dysprosium_metal": -DYSPROSIUM_IN_HEAVY * ALLOY_PER_MAGNET,
        "terbium_metal": -TERBIUM_IN_HEAVY * ALLOY_PER_MAGNET,
        "ndfeb_magnet_heavy": 1.0,
        "ndfeb_swarf_heavy": swarf,
    }
    recipes["make_smco_magnet"] = {"samarium_metal": -SAMARIUM_PER_SMCO, "smco_magnet": 1.0}
    for name, good in (
        ("recycle_ndfeb_swarf", "ndfeb_swarf"),
        ("recycle_ndfeb_swarf_heavy", "ndfeb_swarf_heavy"),
    ):
        recipes[name] = {good: -1.0} | {
            OXIDE[element]: SWARF_RECOVERY * value for element, value in contents[good].items()
        }
    return {
        name: {good: _down(value) for good, value in recipe.items()}
        for name, recipe in recipes.items()
    }


def _down(value: float) -> float:
    """Which six-digit number is the next one that makes no element out of nothing?

    Outputs are rounded towards zero, inputs away from it.
    """
    close = rounded(value)
    if close > value and value != close:
        return rounded(close - 10.0 ** _last_place(close))
    return close


def _last_place(value: float) -> int:
    return Decimal(repr(abs(value))).adjusted() - 5


STAGE_OF_RECIPE = {
    "mine": "mine",
    "separate": "separation",
    "reduce": "metal",
    "make": "magnet",
    "recycle": "recycling",
}


def stage(recipe: str) -> str:
    """Which stage does a recipe belong to? Said by the first word of its id."""
    return STAGE_OF_RECIPE[recipe.split("_", 1)[0]]


_WHY = {
    "mine": ("A", "a mine gives one tonne of contained REO per unit"),
    "separation": ("B", "basket of the ore mix times the recovery; mix and recovery are estimates"),
    "metal": ("C", "oxide per metal from atomic weights over an assumed recovery of 0.90 to 0.98"),
    "magnet": (
        "C",
        "30 % rare earth in the alloy, 30 % of the alloy leaves as swarf; Dy and Tb"
        " shares such that the ores' Dy and Tb are used",
    ),
    "recycling": ("C", "hydrometallurgical recovery of swarf 0.88"),
}


def compositions(shared: Shared) -> Draft:
    """The table of what goods hold: t REO per tonne of the good, by element."""
    rows: list[Mapping[str, Cell]] = []
    contents = compositions_of(shared)
    for good, kind, *_ in GOODS:
        for element, value in contents[good].items():
            if good in MIXES:
                mix = ", ".join(f"{name} {share:g}" for name, share in MIXES[good].items())
                evidence = {**_DEPOSITS, "grade": "B", "note": f"shares of REO: {mix}"}
                if (good, element) == ("chinese_rock_concentrate", "Tb"):
                    evidence |= {
                        "grade": "D",
                        "source": "usgs_myb_2022;monazite_estimate",
                        "note": "Bayan Obo prints Tb 0.1 (rounded); 0.062 % taken from the"
                        " Tb to Dy ratio of the other Chinese bastnaesites",
                    }
                if good == "mountain_pass_concentrate" and element in MOUNTAIN_PASS_UNREPORTED:
                    evidence |= {
                        "grade": "D",
                        "source": "usgs_myb_2022;monazite_estimate",
                        "note": "not printed; shared out of the 0.05 % that the printed"
                        " elements leave",
                    }
            elif kind == "oxide":
                evidence = {
                    "grade": "A",
                    "source": "monazite_definition",
                    "licence": "own-definition",
                    "vintage": "2026-11",
                    "note": "an oxide counts as itself",
                }
            elif good == "seg_concentrate":
                evidence = {
                    **_DEPOSITS,
                    "grade": "C",
                    "note": "the middle and heavy elements of monazite concentrate",
                }
            else:
                grade = "B" if good.endswith("_metal") else "C"
                evidence = {
                    **_ESTIMATE,
                    "grade": grade,
                    "note": "atomic weights and the alloy formula of the recipe",
                }
            rows.append({"good": good, "element": element, "content_per_tonne": value, **evidence})
    return draft(
        "rare_earths_2024/compositions.csv", ("good", "element", "content_per_tonne"), rows
    )


def recipes(shared: Shared) -> Draft:
    """The table of recipe coefficients, one good a row."""
    rows: list[Mapping[str, Cell]] = []
    for name, coefficients in coefficients_of(shared).items():
        grade, why = _WHY[stage(name)]
        evidence = _DEPOSITS if stage(name) == "separation" else _ESTIMATE
        for good, value in coefficients.items():
            rows.append(
                {
                    "recipe": name,
                    "stage": stage(name),
                    "good": good,
                    "coefficient": value,
                    **evidence,
                    "grade": grade,
                    "note": why,
                }
            )
    return draft("rare_earths_2024/recipes.csv", ("recipe", "stage", "good", "coefficient"), rows)


def recoveries(shared: Shared) -> Draft:
    """The table of recoveries: t REO out per t REO in, by recipe and element."""
    contents = compositions_of(shared)
    rows: list[Mapping[str, Cell]] = []
    for name, coefficients in coefficients_of(shared).items():
        entered = dict.fromkeys(ELEMENTS, 0.0)
        left = dict.fromkeys(ELEMENTS, 0.0)
        for good, value in coefficients.items():
            for element, content in contents[good].items():
                (entered if value < 0 else left)[element] += abs(value) * content
        grade, _ = _WHY[stage(name)]
        for element in ELEMENTS:
            if entered[element] == 0:
                continue
            note = ""
            if name == "separate_light_mountain_pass" and element in HEAVY:
                grade, note = (
                    "D",
                    (
                        "limited by the element that is scarcest against the"
                        " composition of SEG concentrate; the rest stays in residue"
                    ),
                )
            rows.append(
                {
                    "recipe": name,
                    "element": element,
                    "recovery": rounded(left[element] / entered[element], 4),
                    **_ESTIMATE,
                    "grade": "C" if grade in "AB" else grade,
                    "note": note,
                }
            )
    return draft("rare_earths_2024/recipe_recoveries.csv", ("recipe", "element", "recovery"), rows)
