"""Verdicts of transactions: worst first, nothing assumed, every open question named."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.errors import DefinitionError, UnknownNameError
from monazite.policy.batch import BatchScreener
from monazite.policy.library import Library, library
from monazite.policy.outcome import VERDICTS
from monazite.policy.read_transaction import transaction_of
from monazite.policy.screen import Screening, screen
from monazite.policy.transaction import Transaction

GOODS = [
    "dysprosium oxide",
    "NdFeB magnet",
    "氧化铽 99.9%",
    "gallium arsenide wafer",
    "antimony trioxide 99.5%",
    "electric motor",
    "copper cathode",
    "nickel ore",
    "artificial graphite, purity 99.95%, density 1.8 g/cm3",
    "不含镝铽的钕铁硼磁体",
    "smart widget",
]
PLACES = ["CHN", "DEU", "USA", "JPN", "IDN", "MYS", "ZWE", "NAM"]


def ask(**fields: Any) -> Screening:
    assume = fields.pop("assume", {})
    content = {("from" if key == "from_" else key): value for key, value in fields.items()}
    return screen(transaction_of(content), assume=assume)


def test_the_stated_end_of_the_truce_is_named_and_not_glossed_over() -> None:
    last = ask(date="2026-11-10", good="DCPCVD equipment", from_="CHN", to="DEU", end_use="civil")
    after = ask(date="2026-11-11", good="DCPCVD equipment", from_="CHN", to="DEU", end_use="civil")
    assert "state of cn/mofcom-gacc-2025-55" in {one.ask for one in after.missing}
    assert after.verdict == "not_decided"
    assert "2026-11-10" in after.text("en") and "2026-11-10" in after.text("zh")
    assert "state of cn/mofcom-gacc-2025-55" not in {one.ask for one in last.missing}


@pytest.mark.parametrize(
    ("branch", "verdict"),
    [("revived", "licence_required"), ("repealed", None), ("prolonged", None)],
)
def test_an_assumption_is_followed_and_said(branch: Any, verdict: str | None) -> None:
    act = "cn/mofcom-gacc-2025-58"
    fields = {"date": "2026-12-01", "good": "artificial graphite anode material", "to": "HUN"}
    found = ask(**fields, from_="CHN", end_use="civil", assume={act: branch})
    title = library().act(act).title.en
    assert any(title in one.en for one in found.assumptions)
    if verdict is not None:
        assert found.verdict == verdict
    else:
        assert act not in {one.rule.act.id for one in (*found.reaching, *found.open)}


def test_us_gallium_before_and_after_the_suspension_of_the_near_ban() -> None:
    route = {"good": "gallium metal", "from_": "CHN", "to": "USA", "end_use": "civil"}
    assert ask(date="2025-06-01", **route).verdict == "licence_required_presumed_denied"
    assert ask(date="2025-12-01", **route).verdict == "licence_required"
    assert ask(date="2026-11-27", **route).verdict == "licence_required"
    after = ask(date="2026-11-28", **route)
    assert after.verdict == "licence_required"
    assert ("state of cn/mofcom-2024-46", "licence_required_presumed_denied") in {
        (one.ask, one.could) for one in after.missing
    }


def test_military_use_in_the_united_states_is_prohibited() -> None:
    found = ask(date="2026-01-10", good="antimony metal", from_="CHN", to="USA", end_use="military")
    assert found.verdict == "prohibited"


@pytest.mark.parametrize(("good", "reached"), [("99.99", True), ("99.5", False)])
def test_purity_in_the_words_counts(good: str, reached: bool) -> None:
    found = ask(
        date="2025-06-01", good=f"三氧化二锑 {good}%", from_="CHN", to="DEU", end_use="civil"
    )
    ids = {one.rule.id for one in found.reaching}
    assert any(one.startswith("cn/mofcom-gacc-2024-33#") for one in ids) is reached


def test_a_description_nobody_understands_is_not_decided() -> None:
    found = ask(date="2026-06-01", good="smart widget", from_="CHN", to="DEU", end_use="civil")
    assert found.verdict == "not_decided"


def test_an_unread_country_is_not_decided() -> None:
    found = ask(date="2026-06-01", good="copper cathode", from_="PRY", to="DEU", end_use="civil")
    assert found.verdict == "not_decided"
    assert "law of PRY" in {one.ask for one in found.missing}


def test_the_json_form_has_the_promised_fields() -> None:
    found = ask(date="2025-06-01", good="dysprosium oxide", from_="CHN", to="DEU", end_use="civil")
    for lang in ("en", "zh"):
        content = json.loads(json.dumps(found.as_dict(lang)))
        wanted = {"verdict", "rules", "missing", "documents", "time_limit", "notes"}
        assert wanted | {"assumptions", "disclaimer"} <= set(content)
        assert len(content["rules"]) == len(library().rules)
        for rule in content["rules"]:
            assert {"id", "title", "article", "state", "matched", "reason"} <= set(rule)
            assert rule["matched"] in (True, False, None)
        assert "45" in content["time_limit"]


def test_unknown_acts_and_branches_are_refused() -> None:
    shipment = transaction_of({"date": "2026-12-01", "to": "DEU"})
    with pytest.raises(UnknownNameError):
        screen(shipment, assume={"cn/no-such-act": "revived"})
    with pytest.raises(UnknownNameError):
        screen(shipment, assume={"cn/mofcom-2025-61": "forgotten"})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"to": "Germany"}, "write DEU"),
        ({"to": "DEU", "hs": "12345"}, "4, 6, 8 or 10 digits"),
        ({"to": "DEU", "hs": 85051110}, "text in quotes"),
        ({"to": "DEU", "purity": 3}, "did you mean"),
        ({"to": "DEU", "parameters": {"purity_pc": 3}}, "did you mean"),
        ({"to": "DEU", "parameters": {"purity_pct": 300}}, "from 0 to 100"),
        ({"to": "DEU", "elements": ["Dyy"]}, "chemical symbol"),
        ({"to": "DEU", "good": "dysprosium oxide", "elements": ["Nd"]}, "taken as complete"),
        ({"to": "DEU", "good": "Sb2O3 99.99%", "parameters": {"purity_pct": 99.0}}, "one of both"),
        ({"to": "DEU", "contains": [{"value_share": 0.7}, {"value_share": 0.7}]}, "worth more"),
        ({"to": "DEU", "end_use": "militray"}, "military"),
        ({}, "no field"),
    ],
)
def test_bad_transactions_are_refused_with_a_way_out(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(DefinitionError) as error:
        transaction_of({"date": "2026-01-01", **fields})
    assert words in str(error.value)


def test_a_word_outside_a_closed_list_is_one_fault_at_its_field() -> None:
    """One place, what was written, and all that may stand there; no names of alternatives."""
    with pytest.raises(DefinitionError) as error:
        ask(date="2026-01-01", to="DEU", end_use="peaceful")
    (fault,) = error.value.faults
    assert fault.where.endswith(", end_use")
    assert fault.found == '"peaceful"'
    assert "'civil'" in fault.expected and "'unknown'" in fault.expected


def test_full_width_digits_and_unknown_are_read() -> None:
    shipment = transaction_of(
        {"date": "２０２６-01-01", "to": "DEU", "hs": "８５０５１１１０", "end_user": "unknown"}
    )
    assert (shipment.hs, shipment.end_user) == (("85051110",), None)


def test_a_transaction_is_built_in_python_too() -> None:
    shipment = Transaction(date="2025-06-01", to="DEU", from_="CHN", good="dysprosium oxide")  # type: ignore[arg-type]
    assert screen(shipment).verdict == "licence_required"


shipments = st.fixed_dictionaries(
    {
        "date": st.dates(
            min_value=__import__("datetime").date(2023, 1, 1),
            max_value=__import__("datetime").date(2027, 6, 1),
        ).map(str),
        "good": st.sampled_from(GOODS),
        "from": st.sampled_from(PLACES),
        "to": st.sampled_from(PLACES),
    },
    optional={
        "origin": st.sampled_from(PLACES),
        "end_use": st.sampled_from(["civil", "military", "research"]),
        "end_user": st.sampled_from(["Musterwerk GmbH", "MP Materials", "三菱重工"]),
        "end_user_country": st.sampled_from(PLACES),
    },
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(shipments)
def test_batch_and_single_answers_agree(content: dict[str, Any]) -> None:
    shipment = transaction_of(content)
    one, many = screen(shipment), BatchScreener().screen(shipment)
    assert one.verdict == many.verdict
    assert {f.rule.id for f in (*one.reaching, *one.open)} == {f.rule.id for f in many.findings}
    assert one.missing == many.missing


@settings(max_examples=40, deadline=None)
@given(shipments)
def test_not_required_leaves_no_question_open(content: dict[str, Any]) -> None:
    found = screen(transaction_of(content))
    if found.verdict == "not_required":
        assert not [one for one in found.open if one.outcome is not None and one.outcome.verdict]
        assert not [one for one in found.reaching if one.outcome and one.outcome.verdict]


@settings(max_examples=30, deadline=None)
@given(shipments)
def test_saying_less_never_frees(content: dict[str, Any]) -> None:
    known = screen(transaction_of(content))
    less = {key: value for key, value in content.items() if key in ("date", "to", "from")}
    told_less = screen(transaction_of(less)).verdict
    assert known.verdict == "not_required" or told_less != "not_required", content


def test_the_order_of_acts_changes_nothing() -> None:
    shelf = library()
    turned = Library(reversed(list(shelf.files.values())), shelf.jurisdictions)
    shipment = transaction_of({"date": "2026-12-01", "good": "氧化钬", "from": "CHN", "to": "USA"})
    assert screen(shipment, acts=turned).as_dict() == screen(shipment, acts=shelf).as_dict()
    assert set(VERDICTS) >= {screen(shipment).verdict}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("good", "dyspr\N{CYRILLIC SMALL LETTER O}sium oxide"),
        ("end_user", "M\N{CYRILLIC CAPITAL LETTER ER} Materials"),
        ("exporter", "\N{GREEK CAPITAL LETTER ALPHA}cme Corp"),
    ],
)
def test_a_word_of_two_alphabets_is_refused_with_the_letter(field: str, text: str) -> None:
    with pytest.raises(DefinitionError, match="two alphabets") as error:
        transaction_of({"date": "2026-01-01", "to": "DEU", field: text})
    assert error.value.faults[0].where.endswith(f"{field}`") or field in error.value.faults[0].where


@pytest.mark.parametrize(
    "good", ["μm powder of silicon", "α-alumina", "氧化镝 Dy₂O₃", "оксид диспрозия"]
)
def test_whole_words_of_any_alphabet_are_taken(good: str) -> None:
    assert transaction_of({"date": "2026-01-01", "to": "DEU", "good": good}).good == good


def test_invisible_signs_hide_nothing() -> None:
    good = "dyspro\N{ZERO WIDTH SPACE}sium oxide"
    found = ask(date="2026-01-01", good=good, from_="CHN", to="DEU", end_use="civil")
    assert found.verdict == "licence_required"


def test_a_code_written_as_a_number_is_told_so() -> None:
    with pytest.raises(DefinitionError, match="2846901500, a number"):
        transaction_of({"date": "2026-01-01", "to": "DEU", "hs": 2846901500})
