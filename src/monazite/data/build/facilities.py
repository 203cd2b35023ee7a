"""Which mines and plants ran in 2024, and which are to come?

Base capacity of each region and recipe is its balanced level over an assumed utilisation, given to
the named plants that are known and to "other" for the rest. What is to come are the rare-earth rows
of the collected projects, converted to the unit of the recipe; each conversion stands in the note.
Start months after the last report are the announced ones plus a usual delay; probabilities are
estimates by stage of the project, in the light of 60 to 83 % of projects being late or in trouble.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from monazite.data.build.base_year import balanced_year
from monazite.data.build.draft import Cell, Draft, draft, rounded
from monazite.data.build.goods_and_regions import REGION_IDS
from monazite.data.build.recipes import MIXES, coefficients_of, stage
from monazite.data.build.shared import Shared

UTILISATION = {"mine": 0.90, "separation": 0.85, "metal": 0.85, "magnet": 0.85, "recycling": 0.85}
"""Level over capacity in 2024, by stage. Assumption."""

PROBABILITY = {
    "operating": 1.0,
    "ramping": 0.95,
    "construction": 0.75,
    "financed": 0.5,
    "planned": 0.3,
    "early": 0.2,
    "cancelled": 0.0,
}
"""Chance that a project of a given stage comes at all. Estimates."""

HEAVY_SHARE_OF_NEW_MAGNETS = 0.5
"""Share of a new magnet plant that makes magnets with Dy or Tb: most serve electric vehicles."""


@dataclass(frozen=True)
class Operating:
    """A plant of the base year: which share of its region's capacity for each recipe is its own?"""

    id: str
    name: str
    region: str
    recipes: tuple[str, ...]
    operator: str
    owner: str
    share: float
    project: str
    note: str


_MAGNETS = ("make_ndfeb_magnet", "make_ndfeb_magnet_heavy")

OPERATING = (
    Operating("mountain_pass_mine", "Mountain Pass mine and concentrator", "USA",
              ("mine_mountain_pass_concentrate",), "MP Materials", "USA", 1.0, "MP-MINE",
              "stated capacity 50,000 t REO"),
    Operating("mountain_pass_separation", "Mountain Pass NdPr separation", "USA",
              ("separate_light_mountain_pass",), "MP Materials", "USA", 1.0, "MP-SEP",
              "1,294 t NdPr oxide made in 2024"),
    Operating("mount_weld", "Mount Weld mine", "AUS", ("mine_monazite_concentrate",), "Lynas",
              "AUS", 1.0, "LYN-MTWELD", ""),
    Operating("serra_verde", "Pela Ema (Serra Verde)", "BRA", ("mine_ionic_clay_concentrate",),
              "Serra Verde", "unknown", 1.0, "SVE-PE", "in its first year; see serra_verde_ramp"),
    Operating("kuantan_light", "Kuantan light separation", "MYS", ("separate_light_monazite",),
              "Lynas", "AUS", 1.0, "LYN-KUA-L", ""),
    Operating("silmet", "Silmet, Sillamae", "EST", ("separate_light_monazite", "reduce_ndpr"),
              "Neo Performance Materials", "CAN", 1.0, "NEO-SIL",
              "stated capacity 3,000 t a year of light separation"),
    Operating("la_rochelle", "La Rochelle", "FRA", ("separate_light_monazite",), "Solvay", "BEL",
              1.0, "SOLV-LR", "capacity not published"),
    Operating("irel", "Indian monazite and its separation", "IND",
              ("mine_monazite_concentrate", "separate_light_monazite"), "IREL", "IND", 1.0,
              "TTC-IREL", "state company"),
    Operating("less_common_metals", "Less Common Metals, Ellesmere Port", "GBR",
              ("reduce_ndpr", "reduce_samarium"), "Less Common Metals", "USA", 1.0, "LCM-UK",
              "owned by USA Rare Earth since 2025-11; capacity not published"),
    Operating("shin_etsu_hai_phong", "Hai Phong magnet plant", "VNM", _MAGNETS,
              "Shin-Etsu Chemical", "JPN", 0.63, "SHIN-VN",
              "2,000 t a year planned, some 63 % of the country's capacity"),
    Operating("noveon_san_marcos", "San Marcos magnets", "USA", _MAGNETS, "Noveon Magnetics",
              "USA", 1.0, "NOVEON", "stands for all American magnet making of 2024"),
)  # fmt: skip


@dataclass(frozen=True)
class Planned:
    """A project: what it adds, in units of the recipe, and when.

    amount  : stated amount; divide : the good whose coefficient turns it into units of the recipe
              ("" where the amount is in units of the recipe already); times : a further factor
    beyond  : take off what the region has of this recipe in the base year (the stated amount is the
              whole plant after its extension)
    """

    id: str
    name: str
    region: str
    recipe: str
    operator: str
    owner: str
    amount: float
    divide: str
    start: str
    ramp: int
    stage: str
    grade: str
    project: str
    note: str
    times: float = 1.0
    beyond: bool = False


_NDPR = "ndpr_oxide"

PLANNED = (
    Planned("mountain_pass_separation_ramp", "Mountain Pass NdPr separation, ramp", "USA",
            "separate_light_mountain_pass", "MP Materials", "USA", 4000, _NDPR, "2025-01", 12,
            "operating", "B", "MP-SEP",
            "4,000 t NdPr oxide a year at the end of 2025 (2,599 t made in 2025)", beyond=True),
    Planned("mountain_pass_heavy", "Mountain Pass heavy circuit", "USA", "separate_seg",
            "MP Materials", "USA", 3000, "", "2026-12", 18, "construction", "B", "MP-HREE",
            "treats 3,000 t of heavy feed a year; 200 t Dy and Tb; planned for mid-2026, six"
            " months added"),
    Planned("independence", "Independence, Fort Worth", "USA", "magnets", "MP Materials", "USA",
            3000, "", "2026-01", 24, "ramping", "B", "MP-INDEP", "3,000 t magnets projected"),
    Planned("northlake_10x", "10X, Northlake", "USA", "magnets", "MP Materials", "USA", 7000, "",
            "2028-12", 24, "financed", "B", "MP-10X",
            "10,000 t in all less Fort Worth; 2028 announced, six months added"),
    Planned("mount_weld_expansion", "Mount Weld expansion", "AUS", "mine_monazite_concentrate",
            "Lynas", "AUS", 12000, _NDPR, "2025-07", 24, "ramping", "B", "LYN-MTWELD",
            "feed for 12,000 t NdPr a year", beyond=True),
    Planned("eneabba_stockpile", "Eneabba monazite stockpile", "AUS", "mine_monazite_concentrate",
            "Iluka Resources", "AUS", 20000, "", "2028-01", 24, "construction", "C", "ILU-ENE",
            "feed of the refinery, 18,400 t REO made over 0.92"),
    Planned("nolans_mine", "Nolans mine", "AUS", "mine_monazite_concentrate", "Arafura", "AUS",
            4440, _NDPR, "2029-06", 30, "planned", "C", "ARU-NOL",
            "feed for 4,440 t NdPr oxide; 2028 announced, decision to build open"),
    Planned("yangibana", "Yangibana", "AUS", "mine_monazite_concentrate", "Hastings", "AUS", 37000,
            "", "2028-06", 24, "planned", "D", "HAS-YAN",
            "37,000 t concentrate at an assumed 25 % REO; 2027 announced", times=0.25),
    Planned("donald", "Donald", "AUS", "mine_monazite_concentrate", "Energy Fuels and Astron",
            "USA", 7100, "", "2028-01", 24, "financed", "C", "EF-DON",
            "7,100 t concentrate at an assumed 60 % REO; 2027 announced", times=0.60),
    Planned("kuantan_upgrade", "Kuantan light separation, upgrade", "MYS",
            "separate_light_monazite", "Lynas", "AUS", 10500, _NDPR, "2025-01", 12, "operating",
            "B", "LYN-KUA-L", "10,500 t NdPr oxide a year after the upgrade from 7,200",
            beyond=True),
    Planned("kuantan_dy_tb", "Kuantan Dy and Tb circuit", "MYS", "separate_seg", "Lynas", "AUS",
            1500, "", "2025-05", 12, "operating", "B", "LYN-KUA-H1",
            "1,500 t of heavy feed a year; first Dy in May 2025"),
    Planned("kuantan_heavy", "Kuantan new heavy plant", "MYS", "separate_seg", "Lynas", "AUS",
            5000, "", "2027-01", 24, "financed", "C", "LYN-KUA-H2",
            "5,000 t of heavy feed a year (not verified); Sm announced for April 2026"),
    Planned("eneabba", "Eneabba refinery", "AUS", "separate_monazite", "Iluka Resources", "AUS",
            20000, "", "2028-01", 24, "construction", "B", "ILU-ENE",
            "up to 18,400 t REO a year over 0.92; 2027 announced, nine months added"),
    Planned("nolans", "Nolans separation", "AUS", "separate_light_monazite", "Arafura", "AUS",
            4440, _NDPR, "2029-06", 30, "planned", "C", "ARU-NOL",
            "4,440 t NdPr oxide and 573 t mixed heavy a year"),
    Planned("white_mesa_1", "White Mesa phase 1", "USA", "separate_light_monazite",
            "Energy Fuels", "USA", 1000, _NDPR, "2024-07", 12, "planned", "C", "EF-P1",
            "1,000 t NdPr a year; runs in campaigns beside uranium, so a low probability"),
    Planned("white_mesa_2", "White Mesa phase 2", "USA", "separate_monazite", "Energy Fuels",
            "USA", 6000, _NDPR, "2029-12", 24, "planned", "C", "EF-P2",
            "6,000 t NdPr a year and some 240 t Dy, 66 t Tb; early 2029 announced"),
    Planned("ucore_louisiana", "Louisiana Strategic Metals Complex", "USA", "separate_seg",
            "Ucore", "CAN", 2000, "", "2027-06", 24, "planned", "C", "UCU-LA",
            "2,000 t REO a year, first phase, over 0.95; late 2026 announced", times=1 / 0.95),
    Planned("aclara_vinton", "Vinton heavy separation", "USA", "separate_ionic_clay", "Aclara",
            "CAN", 1400, _NDPR, "2029-01", 24, "planned", "C", "ACL-LA",
            "1,400 t NdPr a year (and 200 t Dy, 30 t Tb); feed from mid-2028"),
    Planned("aclara_carina", "Carina clay", "BRA", "mine_ionic_clay_concentrate", "Aclara", "CAN",
            1400 / 0.92, "concentrate", "2029-01", 24, "planned", "C", "ACL-CAR",
            "sized to feed Vinton: 1,400 t NdPr a year"),
    Planned("serra_verde_ramp", "Pela Ema (Serra Verde), ramp", "BRA",
            "mine_ionic_clay_concentrate", "Serra Verde", "unknown", 6500, "", "2025-01", 30,
            "ramping", "B", "SVE-PE", "6,500 t REO a year by 2027 (5,000 in the first phase;"
            " 2,000 t made in 2025)", beyond=True),
    Planned("stillwater", "Stillwater magnets", "USA", "magnets", "USA Rare Earth", "USA", 5000,
            "", "2026-12", 36, "financed", "C", "USAR-ST",
            "5,000 t planned, a smaller first line; early 2026 announced"),
    Planned("benson", "Benson magnets", "USA", "magnets", "Vulcan Elements", "USA", 10000, "",
            "2028-01", 36, "financed", "B", "VUL-BEN", "10,000 t; 2027 announced"),
    Planned("evac_sumter", "Sumter magnets", "USA", "magnets", "eVAC Magnetics", "USA", 2000, "",
            "2025-12", 12, "operating", "B", "EVAC", "2,000 t by 2026; first shipment made"),
    Planned("noveon_growth", "San Marcos magnets, growth", "USA", "magnets", "Noveon Magnetics",
            "USA", 1700, "", "2025-07", 24, "financed", "C", "NOVEON",
            "2,000 t (not verified) less what ran in 2024"),
    Planned("noveon_korea", "Noveon and Kangwon magnets", "KOR", "magnets", "Noveon Magnetics",
            "USA", 2000, "", "2027-12", 24, "planned", "C", "NOVEON-KR", "2,000 t; 2027 announced"),
    Planned("posco_usa", "US magnet plant", "USA", "magnets", "POSCO International", "KOR", 3000,
            "", "2028-06", 24, "early", "C", "POSCO-US", "plan of 2023, later status not found"),
    Planned("saskatoon_metal", "Saskatoon rare-earth metal", "CAN", "reduce_ndpr",
            "Saskatchewan Research Council", "CAN", 400, "", "2025-06", 18, "ramping", "C", "SRC",
            "400 t NdPr metal a year; 10 t a month in September 2024"),
    Planned("caremag", "Caremag, Lacq, heavy separation", "FRA", "separate_seg", "Carester", "FRA",
            5000, "", "2027-09", 24, "construction", "C", "CARE-LQ",
            "5,000 t of heavy concentrate a year; stated 600 t Dy and Tb mean a richer feed than"
            " ours; end of 2026 announced, nine months added"),
    Planned("caremag_recycling", "Caremag, Lacq, recycling", "FRA", "recycle_ndfeb_swarf_heavy",
            "Carester", "FRA", 2000, "", "2027-09", 24, "construction", "B", "CARE-LQ",
            "2,000 t of magnets a year"),
    Planned("narva", "Narva magnets", "EST", "magnets", "Neo Performance Materials", "CAN", 2000,
            "", "2025-10", 24, "ramping", "B", "NEO-NAR", "2,000 t, first phase; opened 2025-09"),
    Planned("heroya", "Heroya NdPr separation", "EU_REST", "separate_light_monazite", "REEtec",
            "SWE", 720, _NDPR, "2026-06", 24, "financed", "C", "REETEC",
            "720 t NdPr oxide a year (not verified); waits for feed"),
    Planned("longonjo", "Longonjo mine", "AFRICA", "mine_monazite_concentrate", "Pensana", "GBR",
            4750, _NDPR, "2028-01", 24, "financed", "C", "PENS-LON",
            "feed for the 4,500 to 5,000 t NdPr of the refinery plan"),
    Planned("songwe_hill", "Songwe Hill", "AFRICA", "mine_monazite_concentrate", "Mkango", "GBR",
            1953, _NDPR, "2029-06", 24, "early", "C", "MKA-SON",
            "1,953 t NdPr oxide in carbonate a year"),
    Planned("pulawy", "Pulawy separation", "EU_REST", "separate_monazite", "Mkango", "GBR", 1953,
            _NDPR, "2029-12", 24, "early", "D", "MKA-PUL", "sized to treat Songwe Hill"),
    Planned("star_quang_nam", "Quang Nam magnets", "VNM", "magnets", "Star Group", "KOR", 4000, "",
            "2025-10", 36, "financed", "C", "STAR-VN",
            "4,000 t; opening planned for February 2025, not confirmed"),
    Planned("india_scheme", "Indian magnet scheme, five plants", "IND", "magnets",
            "to be selected", "IND", 6000, "", "2029-01", 36, "planned", "C", "IND-REPM",
            "five plants of up to 1,200 t; scheme approved 2025-11"),
    Planned("saltend", "Saltend refinery", "GBR", "separate_light_monazite", "Pensana", "GBR",
            12500, "", "2027-01", 24, "cancelled", "B", "PENS-SAL",
            "12,500 t REO a year over 0.92; cancelled in October 2025", times=1 / 0.92),
)  # fmt: skip


def facilities(shared: Shared) -> Draft:
    """The table of mines and plants, the base year's first."""
    projects = {row["id"]: row for row in shared.rows("facts/projects.csv")}
    rows = [*_base_rows(shared, projects)]
    have = {}
    for row in rows:
        place = str(row["region"]), str(row["recipe"])
        have[place] = have.get(place, 0.0) + float(row["capacity"])
    recipes = coefficients_of(shared)
    for plan in PLANNED:
        rows += _planned_rows(plan, recipes, have, projects[plan.project])
    return draft(
        "rare_earths_2024/facilities.csv",
        ("id", "name", "region", "recipe", "operator", "owner_country", "capacity", "start",
         "ramp_months", "probability", "status"),
        rows,
        note_inside=True,
    )  # fmt: skip


def _base_rows(
    shared: Shared, projects: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Cell]]:
    """Capacity of the base year: level over utilisation, to named plants first."""
    year = balanced_year(shared)
    rows: list[dict[str, Cell]] = []
    for flow, level in sorted(year.flows.items(), key=lambda pair: _order(pair[0])):
        kind, what, region = (*flow.split("/"), "")[:3]
        if kind not in ("mine", "process"):
            continue
        recipe = f"mine_{what}" if kind == "mine" else what
        used = UTILISATION[stage(recipe)]
        capacity = rounded(level / used)
        observed = year.observed[flow]
        rest = capacity
        shared_out: list[tuple[str, str, str, str, float, str, str]] = []
        for plant in OPERATING:
            if plant.region != region or recipe not in plant.recipes:
                continue
            own = rounded(capacity * plant.share)
            rest -= own
            suffix = "" if len(plant.recipes) == 1 else f"_{recipe}"
            words = f"{plant.note}; {_said_by(projects[plant.project])}".lstrip("; ")
            shared_out.append((f"{plant.id}{suffix}", plant.name, plant.operator, plant.owner, own,
                               words, "company_statements;"))  # fmt: skip
        if rest > 1e-6 * capacity:
            title = recipe.replace("_", " ")
            other = f"other plants: {title}" if shared_out else title
            shared_out.append((f"{region}_{recipe}".lower(), f"{other}, {region}", "unknown",
                               "CHN" if region == "CHN" else "unknown", rounded(rest), "", ""))  # fmt: skip
        for name, title, operator, owner, size, words, sources in shared_out:
            rows.append(
                {"id": name, "name": title, "region": region, "recipe": recipe,
                 "operator": operator, "owner_country": owner, "capacity": size,
                 "start": "operating", "ramp_months": 0, "probability": 1.0,
                 "status": "operating", "grade": max(observed.grade, "C"),
                 "source": _joined(sources, observed.source, "monazite_estimate"),
                 "licence": _joined("single-fact" if sources else "", observed.licence,
                                    "own-estimate"),
                 "vintage": observed.vintage,
                 "note": f"balanced level of 2024 over {used:g}" + (f"; {words}" if words else "")}
            )  # fmt: skip
    return rows


def _planned_rows(
    plan: Planned,
    recipes: Mapping[str, Mapping[str, float]],
    have: Mapping[tuple[str, str], float],
    project: Mapping[str, str],
) -> list[dict[str, Cell]]:
    """The row of a project, or two where a magnet plant makes both kinds."""
    amount = plan.amount * plan.times
    words = plan.note
    if plan.divide:
        content = _per_unit(plan, recipes)
        amount /= content
        words += f"; {plan.amount:,.0f} / {content:.4f} = {amount:,.0f} units of the recipe"
    if plan.beyond:
        there = have[plan.region, plan.recipe]
        words += f"; less {there:,.0f} already there"
        amount -= there
    split = {plan.recipe: (plan.id, 1.0)}
    if plan.recipe == "magnets":
        split = {
            "make_ndfeb_magnet": (f"{plan.id}_light", 1 - HEAVY_SHARE_OF_NEW_MAGNETS),
            "make_ndfeb_magnet_heavy": (f"{plan.id}_heavy", HEAVY_SHARE_OF_NEW_MAGNETS),
        }
        words += "; half with Dy or Tb assumed"
    return [
        {"id": name, "name": plan.name, "region": plan.region, "recipe": recipe,
         "operator": plan.operator, "owner_country": plan.owner,
         "capacity": rounded(amount * share, 4), "start": plan.start, "ramp_months": plan.ramp,
         "probability": PROBABILITY[plan.stage], "status": plan.stage, "grade": plan.grade,
         "source": "company_statements;monazite_estimate", "licence": "single-fact;own-estimate",
         "vintage": project["status_as_of"] or "unknown",
         "note": f"{words}; {_said_by(project)}"}
        for recipe, (name, share) in split.items()
    ]  # fmt: skip


def _per_unit(plan: Planned, recipes: Mapping[str, Mapping[str, float]]) -> float:
    """How much of the stated product does a unit of the recipe hold?"""
    if plan.divide == "concentrate":
        return recipes["separate_ionic_clay"]["ndpr_oxide"] / 0.92
    if plan.recipe in {f"mine_{good}" for good in MIXES}:
        return recipes["separate_light_monazite"][plan.divide]
    return recipes[plan.recipe][plan.divide]


def _said_by(project: Mapping[str, str]) -> str:
    """Who said it, without addresses: titles and dates of the reports."""
    titles = [re.sub(r"\s*https?://\S+", "", part).strip() for part in project["source"].split("|")]
    return "said by " + "; ".join(title.replace("unverified: general knowledge", "not verified")
                                  for title in titles if title)  # fmt: skip


def _joined(*parts: str) -> str:
    return ";".join(dict.fromkeys(word for part in parts for word in part.split(";") if word))


def _order(flow: str) -> tuple[int, str, int]:
    kind, what, region = (*flow.split("/"), "")[:3]
    return (
        0 if kind == "mine" else 1,
        what,
        REGION_IDS.index(region) if region in REGION_IDS else -1,
    )


_REASONS = {
    "NIRON": "iron-nitride magnets without rare earths: outside the chain",
    "TANB": "eudialyte concentrate: no recipe and no content known",
    "KVAN": "blocked by law since 2021",
    "BEY": "pilot only; content and recipe not known",
    "VML-NEC": "ended in 2023",
    "LYN-TX": "described as unlikely to proceed",
    "USSM-PK": "framework agreement and a sample, no plant",
}


def projects_left_out(shared: Shared) -> Draft:
    """Which rare-earth projects are not in the table of facilities, and why?"""
    taken = {p.project for p in PLANNED} | {p.project for p in OPERATING}
    rows: list[Mapping[str, Cell]] = []
    for row in shared.rows("facts/projects.csv"):
        words = f"{row['minerals']} {row['stage']}"
        if row["id"] in taken or not re.search(r"\bREE|NdPr|Nd,|Dy|NdFeB|Fe-N|RE oxides", words):
            continue
        rows.append(
            {"id": row["id"], "project": row["project"], "operator": row["operator"] or "unknown",
             "country": row["country"], "stage": row["stage"],
             "reason": _REASONS.get(row["id"], "no capacity published"),
             "grade": "B" if row["confidence"] in ("high", "medium") else "C",
             "source": "company_statements", "licence": "single-fact",
             "vintage": row["status_as_of"] or "unknown",
             "note": f"{row['status']}; {_said_by(row)}"}
        )  # fmt: skip
    return draft(
        "rare_earths_2024/projects_left_out.csv",
        ("id", "project", "operator", "country", "stage", "reason"), rows, note_inside=True,
    )  # fmt: skip
