"""From whom is a figure of the first assembly, and may it ship?

The first assembly names its sources in words; here each wording becomes ids of the source library,
a licence, a vintage and a note. Wordings that rest on nothing are graded down to D. A wording that
is not known here is an error: nothing ships without a source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from monazite.errors import DataError


@dataclass(frozen=True)
class Attribution:
    """Source ids (separated by semicolons), licence, vintage and a note in our own words.

    ``grade`` replaces the grade of the first assembly where it is given.
    """

    source: str
    licence: str
    vintage: str
    note: str
    grade: str | None = None


USGS = ("usgs_mcs_2026", "public-domain", "MCS 2026")
BACI = ("cepii_baci", "Etalab-2.0", "HS92, 2024")
FACT = "single-fact"
OWN = ("monazite_estimate", "own-estimate", "2026-11")

_KNOWN: tuple[tuple[str, Attribution], ...] = (
    (
        r"china_quotas\.csv 2024 light",
        Attribution(
            "china_quota_notices", FACT, "2024", "full-year mining quota less the heavy part"
        ),
    ),
    (
        r"china_quotas\.csv 2024 heavy",
        Attribution(
            "china_quota_notices", FACT, "2024", "heavy quota, unchanged 2018 to 2024 (derived)"
        ),
    ),
    (
        r"china_quotas\.csv; separation",
        Attribution(
            "china_quota_notices",
            FACT,
            "2024",
            "taken as the ore quota; the separation quota of 254,000 t includes clay",
        ),
    ),
    (
        r"27000 Burma",
        Attribution(
            "usgs_mcs_2026;cepii_baci",
            "public-domain;Etalab-2.0",
            "MCS 2026; HS92, 2024",
            "Burma 27,000 t; Laos 6,500 t from its 10,748 t gross to China times 0.61",
        ),
    ),
    (r"Madagascar 1400", Attribution(*USGS, "Madagascar 1,400 t and Nigeria 1,500 t")),
    (r"MCS2025 said 13000", Attribution(*USGS, "MCS 2025 printed 13,000 t")),
    (r"other countries", Attribution(*USGS, "other countries")),
    (
        r"mine_production_usgs.*note",
        Attribution(*USGS, "USGS estimates this mine from Chinese imports"),
    ),
    (r"mine_production_usgs", Attribution(*USGS, "")),
    (
        r"us_salient exports",
        Attribution(
            *USGS, "exports of ores and compounds 37,500 t REO, nearly all concentrate to China"
        ),
    ),
    (
        r"MP 1294",
        Attribution(
            "company_statements",
            FACT,
            "Q4 2024",
            "1,294 t NdPr oxide over the NdPr content of the feed times 0.92",
        ),
    ),
    (
        r"IEA MYS",
        Attribution(
            "iea_critical_minerals_2025;company_statements",
            "CC-BY-4.0;single-fact",
            "May 2025",
            "IEA 3,625 t of magnet elements in 2024; 6,142 t NdPr oxide in the year to June 2023",
        ),
    ),
    (
        r"share 1\.6%",
        Attribution("eu_crm_study_2023", FACT, "2020 share", "1.6 % of light separation"),
    ),
    (
        r"BLEECAM capacity 240000",
        Attribution(
            "argus_magnets_2025;bleecam_beta",
            FACT,
            "2024",
            "300,000 t gross read as blanks; capacity 240,000 t; share with Dy or Tb 0.30 assumed",
        ),
    ),
    (
        r"BLEECAM capacity 10000",
        Attribution(
            "iea_commentary_2025;bleecam_beta",
            FACT,
            "2024",
            "6 % of magnets are made outside China; capacity 10,000 t; half with Dy or Tb assumed",
        ),
    ),
    (
        r"BLEECAM capacity 1250",
        Attribution("bleecam_beta", FACT, "2025", "capacity 1,250 t of Nd metal"),
    ),
    (
        r"projects\.csv Shin-Etsu",
        Attribution(
            "company_statements",
            FACT,
            "2014",
            "plan of 2,000 t a year; share with Dy or Tb assumed",
        ),
    ),
    (
        r"demand_by_use REE-2021",
        Attribution(
            "nrcan_rare_earths;cepii_baci",
            "single-fact;Etalab-2.0",
            "2021; HS92, 2024",
            "metallurgy 7.1 % and batteries 3.6 % of world use; shared by trade",
        ),
    ),
    (
        r"REE-2021",
        Attribution(
            "nrcan_rare_earths;use_composition_recalled;monazite_estimate",
            "single-fact;own-estimate",
            "2021",
            "world use by kind times its elements (not verified) times a regional share",
        ),
    ),
    (
        r"annual_extra",
        Attribution(
            "press_magnet_exports",
            FACT,
            "2024",
            "58,152 t to the world and 7,444 t to the USA; other destinations from press months of"
            " 2025; share with Dy or Tb 0.40 assumed",
        ),
    ),
    (
        r"Adamas: nearly 4%",
        Attribution(
            "adamas_tiers_2025",
            FACT,
            "2025",
            "nearly 4 % of world use bought at the export price: 80 to 90 t to all destinations",
        ),
    ),
    (
        r"from magnet output; VNM",
        Attribution(
            "cepii_baci;monazite_estimate",
            "Etalab-2.0;own-estimate",
            "HS92, 2024",
            "from magnet output; Viet Nam and Thailand from their exports of rare-earth metals",
        ),
    ),
    (r"BACI", Attribution(*BACI, "")),
    (r"swarf 30%", Attribution(*OWN, "swarf of the magnets made, less what is not collected")),
    (
        r"IEA demand 90\.9",
        Attribution(
            "iea_critical_minerals_2025;monazite_estimate",
            "CC-BY-4.0;own-estimate",
            "May 2025",
            "IEA demand 90.9 kt less refined output 80.8 kt of elements, half of it old scrap",
        ),
    ),
    (r"no source", Attribution(*OWN, "no source found", "D")),
    (r"VAC\)", Attribution(*OWN, "one maker known; share with Dy or Tb assumed", "D")),
    (r"MP Fort Worth", Attribution(*OWN, "small plants; Fort Worth starts at the end of 2025")),
    (r"Philippines", Attribution(*OWN, "plants in the Philippines and Taiwan", "D")),
    (r"LCM", Attribution(*OWN, "one metal maker known", "D")),
    (r"heavies of Mount Weld", Attribution(*OWN, "middle and heavy part of the feed separated")),
    (r"domestic clay", Attribution(*OWN, "domestic clay and imports")),
    (r"imports from Africa", Attribution(*OWN, "imports of monazite from Africa and others")),
    (r"estimate from magnet output", Attribution(*OWN, "from magnet output")),
    (r"^estimate", Attribution(*OWN, "no statistics; order of magnitude", "D")),
)


def attribution(words: str) -> Attribution:
    """Which attribution does a wording of the first assembly have?

    Raises DataError for a wording that is not known.
    """
    for pattern, found in _KNOWN:
        if re.search(pattern, words):
            if found.source == "cepii_baci":
                return Attribution(*BACI, _baci_note(words), found.grade)
            return found
    raise DataError.one(
        where="first assembly, column source",
        found=words,
        expected="a wording listed in attribution.py",
        because="no figure ships without a source and a licence",
    )


def _baci_note(words: str) -> str:
    """How does a wording about bilateral trade read once file names are gone?"""
    code = re.search(r"\b(28\d{4})\b", words)
    gross = re.search(r"([\d.]+) t gross", words)
    factor = re.search(r"x (0\.\d+)", words)
    text = f"HS {code.group(1)}" if code else "bilateral trade"
    if gross:
        text += f", {float(gross.group(1)):,.0f} t gross"
    if factor:
        text += f" times {factor.group(1)}"
    if "element split" in words:
        text += " times an assumed split by element"
    if "share of" in words or "rest of" in words:
        text += ", the share that the unit value suggests"
    if "content unknown" in words:
        text += ", content unknown"
    return text
