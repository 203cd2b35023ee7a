"""Which regions and goods does the rare-earth chain distinguish?"""

from __future__ import annotations

from monazite.data.build.draft import Cell, Draft, draft
from monazite.data.build.shared import Shared

EUROPE = {"DEU", "FRA", "EST"}
NOT_IN_A_REGION_OF_COUNTRIES = {"ZA1"}
"""Codes of the trade data that are no economy: ZA1 is a customs union of the 1990s."""

_REGIONS = (
    ("CHN", "China", "中国", "CHN"),
    ("USA", "United States", "美国", "USA"),
    ("AUS", "Australia", "澳大利亚", "AUS"),
    ("MYS", "Malaysia", "马来西亚", "MYS"),
    ("MMR", "Myanmar and Laos", "缅甸和老挝", "MMR LAO"),
    ("VNM", "Viet Nam", "越南", "VNM"),
    ("IND", "India", "印度", "IND"),
    ("JPN", "Japan", "日本", "JPN"),
    ("KOR", "South Korea", "韩国", "KOR"),
    ("THA", "Thailand", "泰国", "THA"),
    ("EST", "Estonia", "爱沙尼亚", "EST"),
    ("FRA", "France", "法国", "FRA"),
    ("DEU", "Germany", "德国", "DEU"),
    ("EU_REST", "Rest of the EU and EFTA", "欧盟其他成员国及欧洲自由贸易联盟", ""),
    ("GBR", "United Kingdom", "英国", "GBR"),
    ("CAN", "Canada", "加拿大", "CAN"),
    ("BRA", "Brazil", "巴西", "BRA"),
    ("RUS", "Russia", "俄罗斯", "RUS"),
    ("AFRICA", "Africa", "非洲", ""),
    ("ROW", "Rest of the world", "世界其他地区", "*"),
)

TWO_STATUSES = frozenset(
    {
        "samarium_oxide",
        "europium_oxide",
        "gadolinium_oxide",
        "terbium_oxide",
        "dysprosium_oxide",
        "yttrium_oxide",
        "other_heavy_oxide",
        "samarium_metal",
        "dysprosium_metal",
        "terbium_metal",
        "ndfeb_magnet_heavy",
        "smco_magnet",
        "ndfeb_swarf_heavy",
    }
)
"""Goods that the Chinese rules of 2025 follow abroad: Announcements 18, 57 and 61 of 2025."""

GOODS = (
    ("chinese_rock_concentrate", "ore", "t REO", "Chinese rock concentrate", "中国岩矿型精矿"),
    (
        "mountain_pass_concentrate",
        "ore",
        "t REO",
        "Mountain Pass bastnaesite concentrate",
        "芒廷帕斯氟碳铈矿精矿",
    ),
    ("monazite_concentrate", "ore", "t REO", "Monazite concentrate", "独居石精矿"),
    ("ionic_clay_concentrate", "ore", "t REO", "Ionic-clay concentrate", "离子型稀土精矿"),
    (
        "seg_concentrate",
        "intermediate",
        "t REO",
        "Middle and heavy (SEG) concentrate",
        "中重稀土富集物",
    ),
    ("lanthanum_oxide", "oxide", "t oxide", "Lanthanum oxide", "氧化镧"),
    ("cerium_oxide", "oxide", "t oxide", "Cerium oxide", "氧化铈"),
    ("ndpr_oxide", "oxide", "t oxide", "NdPr oxide", "氧化镨钕"),
    ("samarium_oxide", "oxide", "t oxide", "Samarium oxide", "氧化钐"),
    ("europium_oxide", "oxide", "t oxide", "Europium oxide", "氧化铕"),
    ("gadolinium_oxide", "oxide", "t oxide", "Gadolinium oxide", "氧化钆"),
    ("terbium_oxide", "oxide", "t oxide", "Terbium oxide", "氧化铽"),
    ("dysprosium_oxide", "oxide", "t oxide", "Dysprosium oxide", "氧化镝"),
    ("yttrium_oxide", "oxide", "t oxide", "Yttrium oxide", "氧化钇"),
    (
        "other_heavy_oxide",
        "oxide",
        "t oxide",
        "Other heavy oxides (Ho, Er, Tm, Yb, Lu)",
        "其他重稀土氧化物",
    ),
    ("mischmetal", "metal", "t metal", "Mischmetal (La, Ce)", "混合稀土金属"),
    ("ndpr_metal", "metal", "t metal", "NdPr metal", "镨钕金属"),
    ("samarium_metal", "metal", "t metal", "Samarium metal", "金属钐"),
    ("dysprosium_metal", "metal", "t metal", "Dysprosium metal", "金属镝"),
    ("terbium_metal", "metal", "t metal", "Terbium metal", "金属铽"),
    (
        "ndfeb_magnet",
        "magnet",
        "t product",
        "NdFeB magnet without Dy or Tb",
        "钕铁硼磁体（不含镝铽）",
    ),
    (
        "ndfeb_magnet_heavy",
        "magnet",
        "t product",
        "NdFeB magnet with Dy or Tb",
        "钕铁硼磁体（含镝铽）",
    ),
    ("smco_magnet", "magnet", "t product", "Samarium-cobalt magnet", "钐钴磁体"),
    (
        "ndfeb_swarf",
        "scrap",
        "t alloy",
        "NdFeB swarf and old magnets without Dy or Tb",
        "钕铁硼废料（不含镝铽）",
    ),
    (
        "ndfeb_swarf_heavy",
        "scrap",
        "t alloy",
        "NdFeB swarf and old magnets with Dy or Tb",
        "钕铁硼废料（含镝铽）",
    ),
)

REGION_IDS = tuple(row[0] for row in _REGIONS)
NAME = {row[0]: row[1] for row in _REGIONS}
GOOD_IDS = tuple(row[0] for row in GOODS)
STAGE = {row[0]: row[1] for row in GOODS}
BASIS = {row[0]: row[2] for row in GOODS}

DEFINITION: dict[str, Cell] = {
    "grade": "A",
    "source": "monazite_definition",
    "licence": "own-definition",
    "vintage": "2026-11",
    "note": "",
}


def regions(shared: Shared) -> Draft:
    """Which economies belong to each of the twenty regions?"""
    countries = shared.rows("data/trade/countries.csv")
    europe = sorted(
        row["iso3"]
        for row in countries
        if (row["m_EU27"] == "1" or row["m_EFTA"] == "1") and row["iso3"] not in EUROPE
    )
    africa = sorted(
        row["iso3"]
        for row in countries
        if row["continent"] == "Africa" and row["iso3"] not in NOT_IN_A_REGION_OF_COUNTRIES
    )
    members = {"EU_REST": " ".join(europe), "AFRICA": " ".join(africa)}
    notes = {
        "MMR": "Laos stands with Myanmar: both send ionic-clay concentrate to China",
        "EU_REST": "EU of 2024 without Germany, France and Estonia, with the EFTA states",
        "ROW": "every economy not named by another region, Taiwan and Mexico among them",
    }
    return draft(
        "rare_earths_2024/regions.csv",
        ("region", "name_en", "name_zh", "members"),
        [
            {
                "region": name,
                "name_en": en,
                "name_zh": zh,
                "members": given or members[name],
                **DEFINITION,
                "note": notes.get(name, ""),
            }
            for name, en, zh, given in _REGIONS
        ],
    )


def goods() -> Draft:
    """Which goods are there, at which stage, in tonnes of what, with which statuses?"""
    return draft(
        "rare_earths_2024/goods.csv",
        ("good", "stage", "basis", "statuses", "name_en", "name_zh"),
        [
            {
                "good": name,
                "stage": stage,
                "basis": basis,
                "statuses": "free bound" if name in TWO_STATUSES else "free",
                "name_en": en,
                "name_zh": zh,
                **DEFINITION,
            }
            for name, stage, basis, en, zh in GOODS
        ],
    )
