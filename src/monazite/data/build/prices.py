"""At which prices does the base year start?

USD per tonne of the good, 2024, free on board at the exporter. Prices from series that may not be
shipped are replaced by figures of the USGS or by own estimates whose formula stands in the note.
"""

from __future__ import annotations

from collections.abc import Mapping

from monazite.data.build.draft import Cell, Draft, draft, rounded
from monazite.data.build.goods_and_regions import GOOD_IDS, STAGE
from monazite.data.build.recipes import (
    OXIDE,
    SEPARATION_RECOVERY,
    compositions_of,
    other_heavy_mix,
)
from monazite.data.build.shared import Shared
from monazite.errors import DataError

VAT = 1.13
"""Chinese value added tax of 13 %: not refunded when oxides and metals leave the country."""

SEPARATION_COST = {
    "chinese_rock_concentrate": (2000.0, VAT, "inside China without VAT (price / 1.13)"),
    "mountain_pass_concentrate": (3000.0, 1.0, "free on board"),
    "ionic_clay_concentrate": (1700.0, VAT, "inside China without VAT (price / 1.13)"),
}
"""Ore -> USD per t REO of feed for separation and its margin, what the oxide prices are divided
by, and in words. Rock and clay are separated in China, so its domestic prices give their value."""

_USGS = {
    "lanthanum_oxide": "Lanthanum oxide",
    "cerium_oxide": "Cerium oxide",
    "ndpr_oxide": "Neodymium-praseodymium (NdPr) oxide",
    "samarium_oxide": "Samarium oxide",
    "europium_oxide": "Europium oxide",
    "gadolinium_oxide": "Gadolinium oxide",
    "terbium_oxide": "Terbium oxide",
    "dysprosium_oxide": "Dysprosium oxide",
    "mischmetal": "Mischmetal",
}
"""Good -> how the USGS names it in the price statistics of the Mineral Commodity Summaries."""

_OTHER_HEAVY = {"Ho": "Holmium oxide", "Er": "Erbium oxide", "Yb": "Ytterbium oxide"}
_OTHER_HEAVY |= {"Lu": "Lutetium oxide"}
"""Element of the other heavy oxides -> its name in the same statistics; thulium has no price."""


_ESTIMATES = {
    "monazite_concentrate": (
        8000.0,
        "C",
        "cepii_baci;monazite_estimate",
        "trade value Australia to Malaysia 4.1 USD/kg gross at some 0.6 REO gives 6,800; the"
        " basket is richer in NdPr than Mountain Pass, so rounded up",
    ),
    "seg_concentrate": (24000.0, "C", "monazite_estimate", "from the value of the basket"),
    "yttrium_oxide": (
        6000.0,
        "A",
        "usgs_mcs_2025",
        "99.999 % minimum, printed without decimals in the Mineral Commodity Summaries 2025",
    ),
    "ndpr_metal": (
        70000.0,
        "C",
        "monazite_estimate",
        "oxide over 0.833 plus 4 USD/kg; trade values 60 to 68 USD/kg",
    ),
    "samarium_metal": (12000.0, "D", "monazite_estimate", "no source found"),
    "ndfeb_magnet": (33000.0, "C", "monazite_estimate", "raw material is some 65 % of cost"),
    "ndfeb_magnet_heavy": (
        52000.0,
        "C",
        "monazite_estimate;press_magnet_exports",
        "mean export value of China 2024: 2.86 bn USD for 58,152 t is 49,200",
    ),
    "smco_magnet": (75000.0, "D", "monazite_estimate", "no source found"),
}


_CHECKED_AGAINST = {
    "ionic_clay_concentrate": "; the trade value Myanmar to China of 18.4 USD/kg gross over 0.61"
    " REO gives 30,000, more than the basket is worth: the clays are richer or less pure REO",
}


def usgs_prices(shared: Shared) -> dict[str, tuple[float, str]]:
    """What did the USGS print for 2024? Name -> (USD/t, minimum purity), newest edition.

    Raises DataError where a statistic is missing or not in dollars per kilogram.
    """
    printed: dict[str, tuple[float, str]] = {}
    for row in shared.rows("data/supply/us_salient.csv"):
        if row["year"] != "2024" or row["statistic"] != "price" or row["edition"] != "MCS2026":
            continue
        if not row["mineral"].startswith("rare earths"):
            continue
        if row["unit"] != "dollars per kilogram":
            raise DataError.one(
                where=f"us_salient.csv, {row['detail']}",
                found=row["unit"],
                expected="dollars per kilogram",
            )
        name, _, purity = row["detail"].partition(": ")[2].partition(", ")
        printed[name] = (float(row["value"]) * 1000.0, purity.replace("%", " %"))
    missing = {*_USGS.values(), *_OTHER_HEAVY.values()} - set(printed)
    if missing:
        raise DataError.one(
            where="us_salient.csv",
            found=f"no price of 2024 for {', '.join(sorted(missing))}",
            expected="one row each in the edition MCS2026",
        )
    return printed


def _other_heavy(
    shared: Shared, printed: Mapping[str, tuple[float, str]]
) -> tuple[float, Mapping[str, Cell]]:
    """What is a tonne of the other heavy oxides worth, mixed as in ionic clay?"""
    shares = other_heavy_mix(shared)
    priced = sum(shares[element] for element in _OTHER_HEAVY)
    value = sum(shares[element] * printed[name][0] for element, name in _OTHER_HEAVY.items())
    return (
        rounded(value / priced, 3),
        {
            "grade": "C",
            "source": "usgs_mcs_2026;usgs_myb_2022;monazite_estimate",
            "licence": "public-domain;own-estimate",
            "vintage": "MCS 2026",
            "note": "Ho, Er, Yb and Lu oxides at USGS prices, mixed as in ionic clay; "
            f"lutetium is {shares['Lu']:.1%} of the group by mass and most of its value",
        },
    )


def prices_of(shared: Shared) -> dict[str, tuple[float, Mapping[str, Cell]]]:
    """What is the reference price of each good (USD/t, FOB), and on what does it rest?"""
    contents = compositions_of(shared)
    printed = usgs_prices(shared)
    found: dict[str, tuple[float, Mapping[str, Cell]]] = {}
    for good, name in _USGS.items():
        price, grade_of_good = printed[name]
        found[good] = (
            price,
            {
                "grade": "A",
                "source": "usgs_mcs_2026",
                "licence": "public-domain",
                "vintage": "MCS 2026",
                "note": f"{grade_of_good}, Argus and Asian Metal via USGS",
            },
        )
    found["other_heavy_oxide"] = _other_heavy(shared, printed)
    for good, (price, grade, source, note) in _ESTIMATES.items():
        found[good] = (
            price,
            {
                "grade": grade,
                "source": source,
                "licence": "public-domain" if source.startswith("usgs") else "own-estimate",
                "vintage": "MCS 2025" if source.startswith("usgs") else "2026-11",
                "note": note,
            },
        )
    for metal, oxide, yielded, cost in (
        ("dysprosium_metal", "dysprosium_oxide", 0.781, 8000.0),
        ("terbium_metal", "terbium_oxide", 0.781, 10000.0),
    ):
        price = round((found[oxide][0] / yielded + cost) / 1000) * 1000.0
        found[metal] = (
            price,
            {
                "grade": "C",
                "source": "monazite_estimate",
                "licence": "own-estimate",
                "vintage": "2026-11",
                "note": f"oxide price over {yielded} plus {cost:,.0f} USD/t, rounded to 1,000",
            },
        )
    for good, (cost, divisor, words) in SEPARATION_COST.items():
        value = sum(
            SEPARATION_RECOVERY * share * found[OXIDE[element]][0] / divisor
            for element, share in contents[good].items()
        )
        found[good] = (
            rounded(value - cost, 3),
            {
                "grade": "D" if good == "chinese_rock_concentrate" else "C",
                "source": "monazite_estimate",
                "licence": "own-estimate",
                "vintage": "2026-11",
                "note": f"sum of {SEPARATION_RECOVERY} x content x price over elements, {words}"
                f" = {value:,.0f}, less {cost:,.0f} USD per t REO for separation and its margin"
                + _CHECKED_AGAINST.get(good, ""),
            },
        )
    for swarf in ("ndfeb_swarf", "ndfeb_swarf_heavy"):
        value = sum(share * found[OXIDE[element]][0] for element, share in contents[swarf].items())
        found[swarf] = (
            rounded(0.65 * value, 3),
            {
                "grade": "C",
                "source": "monazite_estimate",
                "licence": "own-estimate",
                "vintage": "2026-11",
                "note": f"0.65 of the value of the oxides held ({value:,.0f} USD/t): recovery 0.88"
                " less the cost of recycling",
            },
        )
    return found


def prices(shared: Shared) -> Draft:
    """The table of reference prices, abroad and inside China."""
    found = prices_of(shared)
    rows: list[Mapping[str, Cell]] = []
    for good in GOOD_IDS:
        price, evidence = found[good]
        refunded = STAGE[good] not in ("oxide", "metal")
        rows.append(
            {
                "good": good,
                "price_fob_usd_t": price,
                "price_domestic_usd_t": price if refunded else price / VAT,
                **evidence,
            }
        )
    return draft(
        "rare_earths_2024/prices.csv",
        ("good", "price_fob_usd_t", "price_domestic_usd_t"),
        rows,
    )
