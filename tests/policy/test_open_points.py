"""What each answer to an open question would give: tried, never assumed."""

from typing import Any

import pytest

from monazite.policy.open_points import open_points
from monazite.policy.read_transaction import transaction_of
from monazite.policy.screen import Screening, screen

MAGNETS = {
    "good": "NdFeB magnets",
    "elements": ["Nd", "Pr", "Fe", "B"],
    "from": "CHN",
    "to": "DEU",
    "origin": "CHN",
    "end_use": "civil",
    "end_user": "Musterwerk GmbH",
    "exporter": "Example Magnet Co",
}


def ask(**fields: Any) -> Screening:
    return screen(transaction_of(fields))


def test_an_ordinary_user_is_told_which_answers_make_it_free_and_which_do_not() -> None:
    found = open_points(ask(date="2026-11-28", **MAGNETS))
    assert found is not None and found.verdict == "not_required" and not found.still_open
    assert found.given["parameters.subject_to_ear"] is False
    assert found.given["end_user_country"] == "DEU"
    assert found.given["law of CHN"] == "as_known"
    told = {(one.ask, one.value): one.verdict for one in found.otherwise}
    assert told["parameters.told_of_security_risk", True] == "licence_required_case_by_case"
    assert told["parameters.subject_to_ear", True] == "not_decided"


def test_the_answers_that_are_told_are_the_answers_of_screening() -> None:
    fields: dict[str, Any] = {"date": "2026-11-28", "good": "gallium metal", "from": "CHN"}
    fields |= {"to": "USA", "end_user": "Acme"}
    found = open_points(ask(**fields))
    assert found is not None
    given = dict(found.given)
    branches = {key.removeprefix("state of "): given.pop(key) for key in tuple(given) if " " in key}
    parameters = {
        key.removeprefix("parameters."): given.pop(key) for key in tuple(given) if "." in key
    }
    filled = transaction_of({**fields, **given, "parameters": parameters})
    assert screen(filled, assume=branches).verdict == found.verdict
    military = transaction_of({**fields, **given, "end_use": "military", "parameters": parameters})
    told = {(one.ask, one.value): one.verdict for one in found.otherwise}
    assert told["end_use", "military"] == screen(military, assume=branches).verdict == "prohibited"


def test_nothing_is_tried_where_not_even_the_goods_are_known() -> None:
    assert open_points(ask(date="2026-06-01", good="smart widget", to="DEU")) is None


def test_what_stays_open_is_named() -> None:
    answer = ask(date="2026-06-01", good="copper cathode", to="DEU", **{"from": "PRY"})
    found = open_points(answer)
    assert found is not None and found.verdict == "not_decided"
    assert "law of PRY" in {one.ask for one in found.still_open}


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "nothing has changed since"), ("zh", "此后未变")]
)
def test_it_is_said_in_words_and_as_json(lang: str, words: str) -> None:
    answer = ask(date="2026-11-28", **MAGNETS)
    assert words in answer.text(lang)
    told = answer.as_dict(lang)["open_points"]
    assert told["verdict"] == "not_required" and told["still_open"] == []
    assert "open_points" not in answer.as_dict(lang, every_rule=False)


def test_the_law_as_known_is_an_assumption_that_is_said() -> None:
    known = {"end_user_country": "DEU"}
    asked = {"told_of_security_risk": False, "subject_to_ear": False}
    asked["helps_rare_earth_work_abroad"] = False
    shipment = transaction_of({"date": "2026-11-28", **MAGNETS, **known, "parameters": asked})
    assert screen(shipment).verdict == "not_decided"
    answer = screen(shipment, as_known=True)
    assert answer.verdict == "not_required"
    assert any("2026-11-23" in one.en for one in answer.assumptions)


SHIPMENTS: tuple[dict[str, Any], ...] = (
    {"date": "2026-11-28", "good": "gallium metal", "from": "CHN", "to": "USA"},
    {
        "date": "2025-11-20",
        "good": "NdFeB magnet containing dysprosium",
        "from": "CHN",
        "to": "DEU",
    },
    {"date": "2026-11-12", "good": "dysprosium oxide", "from": "DEU", "to": "JPN", "origin": "CHN"},
    {"date": "2026-03-02", "good": "tungsten carbide", "from": "CHN", "to": "JPN"},
    {"date": "2026-03-02", "good": "SmCo magnets", "from": "JPN", "to": "USA", "origin": "JPN"},
)


@pytest.mark.parametrize("fields", SHIPMENTS, ids=lambda one: one["good"])
def test_rules_that_do_not_look_at_an_answer_need_not_be_asked_again(
    fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same open points as when every rule is asked again for every answer."""
    answer = ask(**fields)
    quick = open_points(answer)
    assert quick is not None and set(quick.given) & {"end_use", "end_user_country"}
    monkeypatch.setattr("monazite.policy.open_points._OF_PARTIES", ())
    assert quick == open_points(answer)
