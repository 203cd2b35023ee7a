"""The operations of the pages as JSON: acts, timeline, screening, chains, scenarios, words."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Query

from monazite.errors import DefinitionError, quoted
from monazite.web.known_keys import known_keys_only
from monazite.web.visit import day_in

router = APIRouter(prefix="/api", dependencies=[Depends(known_keys_only)])

Lang = Annotated[Literal["en", "zh"], Query(description="Language of texts")]
On = Annotated[str, Query(description="Day, such as 2026-11-28; today if left out")]


def day_asked(text: str) -> Any:
    """Which day does `on` name? Today for ""; raises DefinitionError for what is no day."""
    from datetime import date

    if not text:
        return date.today()
    day = day_in(text)
    if day is None:
        raise DefinitionError.one(
            where="query on", found=quoted(text), expected="a day such as 2026-11-28"
        )
    return day


@router.get("/policies", tags=["law"])
def policies(
    on: On = "", issuer: str = "", good: str = "", instrument: str = "", state: str = ""
) -> Any:
    """Which acts are there, and how do they stand on a day?"""
    from monazite.policy.library import library
    from monazite.policy.listing import list_acts

    acts, day = library(), day_asked(on)
    found = list_acts(
        acts,
        day,
        issuer=issuer or None,
        good=good or None,
        instrument=instrument or None,
        state=state or None,
    )
    return {
        "on": day.isoformat(),
        "acts": [
            {
                "id": act.id,
                "lane": act.lane,
                "number": act.number,
                "state": acts.status(act.id, day).state,
                "title": {"original": act.title.original, "en": act.title.en, "zh": act.title.zh},
                "coverage": act.coverage.state,
            }
            for act in found
        ],
    }


@router.get("/policies/{name:path}", tags=["law"])
def policy(name: str, on: On = "") -> Any:
    """What does one act say, rule by rule, and how does it stand on a day?"""
    from monazite.definition import validator
    from monazite.policy.library import library
    from monazite.policy.record import Act

    acts, day = library(), day_asked(on)
    act = acts.act(name)
    return {
        "on": day.isoformat(),
        "state": acts.status(name, day).state,
        "rules": {
            ready.rule.id: ready.calendar.on(day).state for ready in acts.rules if ready.act is act
        },
        "act": validator(Act).dump_python(
            act, mode="json", by_alias=True, exclude={"rules": {"__all__": {"market"}}}
        ),
    }


@router.get("/timeline", tags=["law"])
def timeline(on: On = "", lang: Lang = "en") -> Any:
    """Which acts stand when in which state?"""
    from monazite.present.timeline_files import as_json
    from monazite.web.pages.today import rows_on

    day = day_asked(on)
    return {"on": day.isoformat(), "rows": as_json(rows_on(lang, day), day)}


@router.post("/screen", tags=["law"])
def screen_one(
    transaction: Annotated[
        dict[str, Any],
        Body(
            examples=[
                {
                    "date": "2026-11-28",
                    "good": "sintered NdFeB magnets with dysprosium",
                    "from": "CHN",
                    "to": "DEU",
                    "end_use": "civil",
                }
            ]
        ),
    ],
    lang: Lang = "en",
    open_points: bool = False,
) -> Any:
    """Does one transaction need a licence, by which rules? Nothing is stored.

    open_points : also screen it with each answer to each open question, which takes several times
                  as long as the verdict
    """
    from monazite.policy.alternatives import alternatives, branch_verdicts
    from monazite.policy.explain_open_points import open_points_dict
    from monazite.policy.read_transaction import transaction_of
    from monazite.policy.screen import screen

    answer = screen(transaction_of(transaction))
    return {
        **answer.as_dict(lang, every_rule=False),
        **({"open_points": open_points_dict(answer, lang)} if open_points else {}),
        "branches": {one.branch: one.verdict for one in branch_verdicts(answer)},
        "alternatives": [
            {"field": one.field, "value": one.value, "verdict": one.verdict}
            for one in alternatives(answer)
        ],
    }


@router.get("/scenarios", tags=["simulation"])
def scenarios(lang: Lang = "en") -> Any:
    """Which scenarios come with the package?"""
    from monazite.web.pages.sandbox import scenarios_shown

    return {"scenarios": scenarios_shown(lang)}


@router.get("/minerals", tags=["minerals"])
def minerals() -> Any:
    """Which chains are shipped, and which elements do they hold?"""
    from monazite.present.base_geography import elements_of
    from monazite.web.pages.minerals import chains, world_of

    return {"chains": {name: list(elements_of(world_of(name).chain)) for name in chains()}}


@router.get("/exposure", tags=["minerals"])
def exposure(on: On = "", branch: Literal["revived", "prolonged", "repealed"] = "revived") -> Any:
    """How exposed is each element to the acts, six months after a day? The most exposed first.

    Other branches than "revived" are there for the rare earths only.
    """
    from monazite.months import Month
    from monazite.present.exposure import LEVELS, MEASURES, exposure_table
    from monazite.web.pages.outlook import MONTHS_ON

    table, day = exposure_table(), day_asked(on)
    month = table.month_near(Month(day.year, day.month) + MONTHS_ON)
    return {
        "month": month,
        "branch": branch,
        "draws": table.draws,
        "made_on": table.made_on,
        "levels": LEVELS,
        "units": MEASURES,
        "elements": [
            {
                "chain": row.chain,
                "element": row.element,
                "good": row.good,
                "place": row.place,
                "acts": row.acts,
                "measures": {
                    name: (one.low, one.lower, one.middle, one.upper, one.high)
                    for name, one in row.measures.items()
                },
            }
            for row in table.ranked(month, branch)
        ],
    }


@router.get("/minerals/{name}", tags=["minerals"])
def mineral(name: str, element: str = "") -> Any:
    """Where is an element mined, refined, made and used in the base year?"""
    from monazite.errors import unknown_name
    from monazite.present.base_geography import basis_of, elements_of, flows, stage_totals
    from monazite.web.pages.minerals import world_of

    world = world_of(name)
    known = elements_of(world.chain)
    if element and element not in known:
        raise unknown_name("query element", element, known, "element")
    chosen = element or known[0]
    return {
        "chain": name,
        "element": chosen,
        "year": world.chain.base.year,
        "vintage": world.vintage,
        "unit": "t a year",
        "basis": basis_of(world.chain),
        "stages": {one.stage: one.tonnes for one in stage_totals(world.chain, chosen)},
        "flows": [
            {"from": one.exporter, "to": one.importer, "stage": one.stage, "tonnes": one.tonnes}
            for one in flows(world.chain, chosen)
        ],
    }


@router.get("/sources", tags=["data"])
def sources() -> Any:
    """From whom is every shipped number, under which licence?"""
    from monazite.web.kept import sources_kept

    return {
        "sources": [
            {
                "id": one.source.id,
                "title": one.source.title,
                "publisher": one.source.publisher,
                "edition": one.source.edition,
                "licence": one.licence.id,
                "tables": dict(one.tables),
            }
            for one in sources_kept()
        ]
    }


@router.get("/glossary", tags=["data"])
def glossary() -> Any:
    """Which words does the model use, in English and Chinese?"""
    from monazite.web.pages.records import glossary_words

    return {"words": list(glossary_words())}
