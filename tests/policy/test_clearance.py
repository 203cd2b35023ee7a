"""When may "not required" be said? Never by silence, never on a law that nobody read."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.policy.batch import BatchScreener
from monazite.policy.library import library
from monazite.policy.read_transaction import transaction_of
from monazite.policy.screen import screen

SCREENER = BatchScreener()

CLEAR: dict[str, dict[str, Any]] = {
    "magnet from China": {
        "good": "NdFeB magnet",
        "elements": ["Nd", "Fe", "B"],
        "from": "CHN",
        "origin": "CHN",
    },
    "furnace electrode from China": {"good": "炉用碳电极", "from": "CHN", "origin": "CHN"},
    "nickel matte from Indonesia": {"good": "nickel matte", "from": "IDN", "origin": "IDN"},
    "alumina from Indonesia": {
        "good": "alumina",
        "elements": ["Al"],
        "from": "IDN",
        "origin": "IDN",
    },
    "cerium oxide from Malaysia": {
        "good": "cerium oxide",
        "elements": ["Ce"],
        "from": "MYS",
        "origin": "MYS",
    },
    "lithium sulphate from Zimbabwe": {"good": "lithium sulphate", "from": "ZWE", "origin": "ZWE"},
}
"""Goods of which the record says that no rule holds them back."""

ALL_TOLD: dict[str, Any] = {
    "date": "2026-06-01",
    "to": "JPN",
    "end_user": "丰田",
    "end_user_country": "JPN",
    "end_use": "civil",
    "chinese_content_value_share": 0,
    "made_with_chinese_technology": False,
    "parameters": {
        "subject_to_ear": False,
        "told_of_security_risk": False,
        "raises_japan_military_power": False,
    },
}


def verdict(content: dict[str, Any]) -> str:
    return SCREENER.screen(transaction_of(content)).verdict


@pytest.mark.parametrize("goods", CLEAR.values(), ids=list(CLEAR))
def test_free_goods_are_cleared_once_everything_is_told(goods: dict[str, Any]) -> None:
    assert verdict({**ALL_TOLD, **goods}) == "not_required"


@pytest.mark.parametrize("goods", CLEAR.values(), ids=list(CLEAR))
@pytest.mark.parametrize(
    "change",
    [
        {"from": "PRY"},
        {"from": "USA"},
        {"from": "DEU"},
        {"to": "PRK"},
        {"to": "IRN"},
        {"end_user_country": "PRK"},
        {"end_user_country": None},
        {"from": None},
        {"date": "2026-11-24"},
        {"date": "2030-01-01"},
        {"date": "2010-01-01"},
        {"good": "smart widget", "elements": None},
        {"good": None, "elements": None},
        {"parameters": {**ALL_TOLD["parameters"], "subject_to_ear": True}},
        {"parameters": {**ALL_TOLD["parameters"], "subject_to_ear": "unknown"}},
        {"contains": [{"good": "SmCo magnet"}]},
        {"contains": [{"good": "dysprosium metal", "origin": "CHN"}]},
        {"contains": [{"good": "smart widget"}]},
    ],
    ids=str,
)
def test_one_doubt_is_enough_to_clear_nothing(
    goods: dict[str, Any], change: dict[str, Any]
) -> None:
    told = {**ALL_TOLD, **goods, **change}
    assert verdict({key: value for key, value in told.items() if value is not None}) != (
        "not_required"
    )


@pytest.mark.parametrize("day", ["2025-03-01", "2025-10-01", "2026-06-01", "2026-11-11"])
@pytest.mark.parametrize("place", ["MYS", "IDN", "ZWE"])
def test_items_under_us_control_are_never_cleared_from_third_countries(
    day: str, place: str
) -> None:
    goods = next(one for one in CLEAR.values() if one["from"] == place)
    told = {**ALL_TOLD, **goods, "date": day, "parameters": {"subject_to_ear": True}}
    assert verdict(told) != "not_required"
    found = screen(transaction_of({**told, "parameters": {}}))
    assert "parameters.subject_to_ear" in {one.ask for one in found.missing}


def test_every_economy_with_acts_says_what_of_its_law_was_read() -> None:
    told = {one.economy for one in library().jurisdictions}
    national = {act.economy for act in library().acts.values() if len(act.economy) == 3}
    assert national - {"UN"} <= told
    assert any(not one.read for one in library().jurisdictions)


PLACES = ["CHN", "DEU", "USA", "JPN", "IDN", "MYS", "ZWE", "PRK", "HKG", "TWN"]
full_shipments = st.fixed_dictionaries(
    {
        "goods": st.sampled_from(
            [
                *CLEAR.values(),
                {"good": "NdFeB magnet", "elements": ["Nd", "Fe", "B", "Dy"], "from": "CHN"},
                {"good": "dysprosium oxide", "from": "MYS"},
                {"good": "nickel ore", "from": "IDN"},
                {"good": "electric motor", "from": "CHN", "contains": [{"good": "NdFeB magnet"}]},
                {"good": "lithium concentrate", "from": "ZWE"},
            ]
        ),
        "date": st.sampled_from(
            [
                *("2023-11-30", "2024-12-03", "2025-04-04", "2025-10-09", "2025-11-09"),
                *("2026-02-24", "2026-06-29", "2026-11-10", "2026-11-11", "2026-11-23"),
            ]
        ),
        "to": st.sampled_from(PLACES),
        "origin": st.sampled_from(PLACES),
        "end_use": st.sampled_from(["civil", "military", "research", "wmd"]),
        "end_user": st.sampled_from(["丰田", "三菱重工", "MP Materials", "Musterwerk GmbH"]),
        "end_user_country": st.sampled_from(PLACES),
        "made_with_chinese_technology": st.booleans(),
        "chinese_content_value_share": st.sampled_from([0, 0.0005, 0.5]),
        "parameters": st.fixed_dictionaries(
            {"subject_to_ear": st.booleans(), "told_of_security_risk": st.booleans()},
            optional={"raises_japan_military_power": st.booleans()},
        ),
    }
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(full_shipments, st.data())
def test_forgetting_something_never_frees(content: dict[str, Any], data: st.DataObject) -> None:
    told = {**content, **content["goods"]}
    del told["goods"]
    forgotten = data.draw(st.sets(st.sampled_from(sorted(set(told) - {"date", "to"}))))
    less = {key: value for key, value in told.items() if key not in forgotten}
    if "parameters" in less:
        kept = data.draw(st.sets(st.sampled_from(sorted(less["parameters"]))))
        less["parameters"] = {name: less["parameters"][name] for name in kept}
    if verdict(less) == "not_required":
        assert verdict(told) == "not_required", (told, less)


@settings(max_examples=60, deadline=None)
@given(full_shipments, st.sampled_from(["exporter", "hs", "value_usd", "quantity_kg", "buyer"]))
def test_writing_unknown_says_no_more_than_leaving_out(content: dict[str, Any], name: str) -> None:
    told = {**content, **content["goods"]}
    del told["goods"]
    if name == "buyer":
        more = {**told, "parameters": {**told["parameters"], name: "unknown"}}
    else:
        more = {**told, name: "unknown"}
    assert verdict(more) == verdict(told)


@settings(max_examples=60, deadline=None)
@given(full_shipments)
def test_nothing_is_cleared_for_a_day_after_the_record(content: dict[str, Any]) -> None:
    told = {**content, **content["goods"], "date": "2027-06-01"}
    del told["goods"]
    assert verdict(told) != "not_required"
    known = {one.as_known.latest for one in library().jurisdictions}
    assert known == {date(2026, 11, 23)}
