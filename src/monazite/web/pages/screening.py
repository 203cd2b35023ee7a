"""Screening: does one shipment need a licence, by which rules, and what would change that?

Nothing is stored: the form's fields come with the request and go with the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from monazite.errors import Fault, MonaziteError
from monazite.policy.alternatives import Alternative, BranchVerdict, alternatives, branch_verdicts
from monazite.policy.explain import grouped, missing_text, reason_text, screening_dict
from monazite.policy.parameters import parameters
from monazite.policy.read_transaction import transaction_of
from monazite.policy.rule_matching import RuleFinding
from monazite.policy.scope import EndUse
from monazite.policy.screen import Screening, screen
from monazite.regions import economies
from monazite.web.kept import law_coverage
from monazite.web.rendering import fragment, page
from monazite.web.trial_desk import TrialDesk
from monazite.web.visit import Visit, visit_of

router = APIRouter(include_in_schema=False)

FIRST = ("CHN", "USA", "DEU", "JPN", "KOR", "AUS", "MYS", "EST", "FRA", "GBR", "IND", "VNM")
"""Economies that stand first in the lists, because most shipments of the chain touch them."""

ISSUERS_SHOWN = 8
DEFAULTS: Mapping[str, str] = {
    "good": "sintered NdFeB magnets with dysprosium",
    "from": "CHN",
    "to": "DEU",
    "end_use": "civil",
}
DEFAULT_GOOD_ZH = "含镝的烧结钕铁硼磁体"
MOST_QUESTIONS = 8
FEWEST_TOGETHER = 2
"""Findings that say the same stand together from this number on."""
_NOT_OF_A_SHIPMENT = ("lang", "scheme", "leg", "settle")


@dataclass(frozen=True)
class Leg:
    """One leg of a route with its answer.

    answer   : None where the fields could not be read; ``faults`` then says why
    settled  : what would settle it, where it was asked for; None where nothing can be tried
    """

    name: str
    place_from: str
    place_to: str
    day: str
    answer: Screening | None
    told: Mapping[str, Any] | None
    groups: tuple[tuple[str, tuple[Any, ...]], ...]
    branches: tuple[BranchVerdict, ...]
    others: tuple[Alternative, ...]
    settled: Mapping[str, Any] | None = None
    faults: tuple[Fault, ...] = ()


def place_names(visit: Visit) -> list[tuple[str, str]]:
    """Which economies can be chosen? (code, name), those of :data:`FIRST` first."""
    named = {one.iso3: one.label.text(visit.language) for one in economies()}
    rest = sorted((name, code) for code, name in named.items() if code not in FIRST)
    return [(code, named[code]) for code in FIRST] + [(code, name) for name, code in rest]


def _fields(query: Mapping[str, str], leg: int) -> dict[str, Any]:
    """Return the fields of a transaction that a form's fields describe; empty ones are unknown."""
    get = lambda key: (query.get(key) or "").strip()  # noqa: E731
    given: dict[str, Any] = {}
    if leg == 1:
        texts = {key: get(key) for key in ("good", "elements", "from", "to", "origin", "exporter")}
        texts |= {key: get(key) for key in ("end_user", "end_user_country", "end_use", "date")}
        texts["hs"] = get("hs")
    else:
        texts = {"good": get("good2") or get("good"), "from": get("to"), "to": get("to2")}
        texts |= {"date": get("date2") or get("date"), "origin": get("origin2") or get("to")}
        texts |= {key: get(f"{key}2") for key in ("end_user", "end_user_country", "hs")}
        texts["end_use"] = get("end_use2") or get("end_use")
        share = get("share2")
        if share:
            given["chinese_content_value_share"] = _share(share)
    given |= {key: text for key, text in texts.items() if text and text != "unknown"}
    if "hs" in given:
        given["hs"] = [part for part in given["hs"].replace("，", ",").split(",") if part.strip()]
    share = get("share")
    if leg == 1 and share:
        given["chinese_content_value_share"] = _share(share)
    asked = {
        key.removeprefix("p_"): _parameter(key.removeprefix("p_"), text.strip())
        for key, text in query.items()
        if key.startswith("p_") and text.strip() and key.removeprefix("p_") in parameters()
    }
    if asked:
        given["parameters"] = asked
    return given


def _dated(visit: Visit, query: Mapping[str, str], leg: int) -> dict[str, Any]:
    """Return the fields of a leg; without a day of its own it is that of the visit."""
    fields = _fields(query, leg)
    return {**fields, "date": str(fields.get("date", visit.day))}


def _share(text: str) -> float | str:
    """Return a share of value from per cent, or the text itself where it is no number."""
    try:
        return float(text.replace("%", "").replace("％", "").replace("，", ".").strip()) / 100
    except ValueError:
        return text


def _parameter(name: str, text: str) -> Any:
    kind = parameters()[name].kind
    if kind == "number":
        try:
            return float(text)
        except ValueError:
            return text
    return {"true": True, "false": False}.get(text, text) if kind == "boolean" else text


def _leg(
    visit: Visit, query: Mapping[str, str], number: int, trials: TrialDesk | None = None
) -> Leg:
    given = _dated(visit, query, number)
    names = dict(place_names(visit))
    shown = [names.get(str(given.get(key)), visit.say("screen.unknown")) for key in ("from", "to")]
    name = visit.say("screen.leg", number=number, start=shown[0], end=shown[1])
    day = given["date"]
    try:
        answer = screen(transaction_of(given, visit.say("screen.form")))
    except MonaziteError as error:
        return Leg(name, shown[0], shown[1], day, None, None, (), (), (), faults=error.faults)
    told = screening_dict(answer, visit.language, every_rule=False)
    return Leg(
        name,
        shown[0],
        shown[1],
        day,
        answer,
        told,
        grouped(answer),
        branch_verdicts(answer),
        alternatives(answer),
        trials.settled(given, visit.language) if trials is not None else None,
    )


def may_be_settled(leg: Leg) -> bool:
    """Is anything open that could be tried?"""
    found = leg.answer
    return found is not None and bool(found.missing) and found.inquiry.goods.substance.recognised


def _settle_links(visit: Visit, query: Mapping[str, str], leg: int) -> tuple[str, str]:
    """Return where to find what would settle a leg: as a part, and with the whole page."""
    given = {key: text for key, text in query.items() if text and key not in _NOT_OF_A_SHIPMENT}
    given["lang"] = visit.language
    part, whole = urlencode(given | {"leg": leg}), urlencode(given | {"settle": 1})
    return f"/screen/settled?{part}", f"/screen?{whole}#settled-{leg}"


def answer_values(
    visit: Visit, query: Mapping[str, str], trials: TrialDesk | None = None
) -> dict[str, Any]:
    """Which values show the answer to a form: one leg, or two where an onward place is named?

    trials : tries what would settle it as well, which takes longer than all the rest
    """
    numbers = (1, 2) if (query.get("to2") or "").strip() else (1,)
    legs = [_leg(visit, query, number, trials) for number in numbers]
    return {
        "legs": legs,
        "settle": trials is not None,
        "settle_links": {
            number: _settle_links(visit, query, number)
            for number, leg in zip(numbers, legs, strict=True)
            if may_be_settled(leg)
        },
        "reason": lambda found: reason_text(found, visit.language),
        "alike": lambda found: alike(found, lambda one: reason_text(one, visit.language)),
        "missing": lambda one: missing_text(one, visit.language),
        "asks": _asks(visit, legs),
        "acts": len(law_coverage().acts),
    }


def alike(
    found: Sequence[RuleFinding], reason: Callable[[RuleFinding], str]
) -> list[list[RuleFinding]]:
    """Which findings say the same with the same outcome? Each alone, or two and more together.

    A group stands where its first finding stood; none is lost and none is in two groups.
    """
    groups: dict[tuple[object, ...], list[RuleFinding]] = {}
    for one in found:
        verdict = one.outcome.verdict if one.outcome else None
        groups.setdefault((reason(one), verdict, one.rule.act.lane), []).append(one)
    shown: list[list[RuleFinding]] = []
    for group in groups.values():
        shown += [group] if len(group) >= FEWEST_TOGETHER else [[one] for one in group]
    return shown


def _asks(visit: Visit, legs: list[Leg]) -> list[dict[str, Any]]:
    """Which parameters would decide an answer and can be filled in at once?"""
    found: dict[str, dict[str, Any]] = {}
    for leg in legs:
        for missing in leg.answer.missing if leg.answer else ():
            name = missing.ask.removeprefix("parameters.").partition(".")[0]
            known = parameters().get(name)
            if known is not None and not known.field and known.kind in ("number", "boolean"):
                found[name] = {
                    "name": f"p_{name}",
                    "kind": known.kind,
                    "unit": known.unit or "",
                    "question": known.question.text(visit.language),
                }
    return list(found.values())[:MOST_QUESTIONS]


@router.get("/screen", response_class=HTMLResponse)
def show(request: Request) -> Response:
    """Show the form; with fields in the address also the answer."""
    visit = visit_of(request)
    request.app.state.trials.prepare()
    query = dict(request.query_params)
    asked = bool(query.get("good") or query.get("hs"))
    good = DEFAULT_GOOD_ZH if visit.language == "zh" else DEFAULTS["good"]
    filled = query if asked else {**DEFAULTS, "good": good, "date": visit.day.isoformat(), **query}
    counted = law_coverage().by_issuer
    issuers = sorted(counted.items(), key=lambda pair: -pair[1]["total"])
    return page(
        request,
        "screen.html.j2",
        filled=filled,
        places=place_names(visit),
        end_uses=get_args(EndUse),
        issuers=issuers[:ISSUERS_SHOWN],
        issuers_rest=len(issuers) - ISSUERS_SHOWN,
        **answer_values(
            visit, filled, trials=request.app.state.trials if query.get("settle") == "1" else None
        ),
    )


@router.get("/screen/settled", response_class=HTMLResponse)
async def settled(request: Request) -> Response:
    """Show what would settle one leg; empty where nothing can be tried."""
    visit = visit_of(request)
    query = dict(request.query_params)
    number = 2 if query.get("leg") == "2" else 1
    trials: TrialDesk = request.app.state.trials
    try:
        found = await trials.settled_soon(_dated(visit, query, number), visit.language)
    except MonaziteError:
        found = None  # the page says what cannot be read
    return HTMLResponse(fragment(visit, "settled_part.html.j2", settled=found, number=number))


@router.post("/screen", response_class=HTMLResponse)
async def answer(request: Request) -> Response:
    """Answer the form with the verdict alone, for the page that asked."""
    from starlette.concurrency import run_in_threadpool

    visit = visit_of(request)
    async with request.form(max_files=0, max_fields=100) as form:
        query = {key: str(value) for key, value in form.items()}
    values = await run_in_threadpool(answer_values, visit, query)
    return HTMLResponse(fragment(visit, "verdict.html.j2", filled=query, **values))
