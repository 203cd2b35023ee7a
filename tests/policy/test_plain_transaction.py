"""Transactions read without pydantic: never otherwise than the strict reading has them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from monazite.errors import DefinitionError
from monazite.policy.read import act_files, cases_file, read_cases
from monazite.policy.read_transaction import _strictly_read, transaction_of
from monazite.policy.transaction import FIELDS, Part, Transaction, plain_transaction
from monazite.policy.written_transaction import WrittenTransaction

odd = st.sampled_from(
    [
        *(None, "unknown", "", True, False, 0, 1, -1, 101, 0.5, 1e300, 2**60, float("nan")),
        *(
            "x" * 2001,
            "\ud800",
            "Gеrmany",
            "２０２５-０６-０１",
            "DEU",
            "Germany",
            [],
            {},
            ["DEU"],
            {"a": 1},
            b"x",
        ),
    ]
)
USUAL: dict[str, st.SearchStrategy[Any]] = {
    "date": st.sampled_from(["2025-06-01", "2025-02-30", "２０２５-０６-０１", date(2025, 6, 1)]),
    "good": st.sampled_from(["dysprosium oxide", "氧化镝", "zero\u200bwidth", "mаgnet"]),
    "hs": st.sampled_from(["2846.90", ["284690"], ["28"], 284690, ("8505",), "８５０５"]),
    "elements": st.sampled_from(
        ["Dy", "Dy, Tb", ["Dy"], {"Dy": 30, "Fe": None}, {"Dy": 101}, {"Xx": 1}, {"Dy": True}]
    ),
    "origin": st.sampled_from(["CHN", "China"]),
    "from": st.sampled_from(["CHN", "CN"]),
    "to": st.sampled_from(["DEU", "Deutschland"]),
    "exporter": st.just("Some Firm Co., Ltd."),
    "end_user": st.just("某公司"),
    "end_user_country": st.sampled_from(["DEU", "XYZ"]),
    "end_use": st.sampled_from(["civil", "militray", "unknown"]),
    "chinese_content_value_share": st.sampled_from([0, 0.001, 1, 1.5, "0.1"]),
    "made_with_chinese_technology": st.booleans(),
    "value_usd": st.sampled_from([1, 2.5, -1.0, 2**53 + 1]),
    "quantity_kg": st.sampled_from([0, 1e6]),
    "parameters": st.sampled_from(
        [{}, {"purity_pct": 99.9}, {"purity_pct": "99"}, {"purity": 1}, {"purity_pct": "unknown"}]
    ),
}
PART_KEYS = ("good", "hs", "elements", "origin", "made_with_chinese_technology", "quantity_kg")
parts = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            **{key: USUAL[key] for key in PART_KEYS},
            "value_share": st.sampled_from([0.1, 0.6, 2]),
        },
    ),
    lambda inner: st.fixed_dictionaries(
        {"good": USUAL["good"]}, optional={"contains": st.lists(inner, max_size=2)}
    ),
    max_leaves=8,
)
rows = st.fixed_dictionaries(
    {key: USUAL[key] for key in ("date", "to")},
    optional={
        **{key: value for key, value in USUAL.items() if key not in ("date", "to")},
        "contains": st.lists(parts, max_size=3),
        "datum": odd,
    },
)
spoiled = st.tuples(rows, st.sampled_from(FIELDS), odd).map(lambda one: {**one[0], one[1]: one[2]})


@pytest.mark.slow
@given(rows | spoiled)
@settings(max_examples=300, deadline=None)
def test_what_is_plainly_right_is_read_as_strictly(content: dict[str, Any]) -> None:
    plain = plain_transaction(content)
    if plain is None:
        return
    strict = _strictly_read(content, "row")
    assert plain == strict
    assert repr(plain) == repr(strict), "also 1 and 1.0 are told apart"


def test_all_worked_cases_are_plainly_right_or_refused() -> None:
    files = [cases_file(path) for path in act_files()]
    asked = [case.transaction for file in files if file.exists() for case in read_cases(file)]
    aside = [content for content in asked if plain_transaction(content) is None]
    assert len(asked) > 1000
    assert len(aside) < len(asked) / 100


def test_the_fields_are_those_of_the_strict_reading() -> None:
    written = [one.alias or name for name, one in WrittenTransaction.model_fields.items()]
    assert list(FIELDS) == written
    assert list(Transaction.field_names()) == list(WrittenTransaction.model_fields)


def test_parts_built_in_python_are_looked_at_too() -> None:
    part = Part(good="NdFeB magnet", value_share=0.1)
    whole = Transaction(date=date(2025, 6, 1), to="DEU", contains=(part,))
    assert whole.contains == (part,)
    with pytest.raises(ValidationError):
        Transaction(date=date(2025, 6, 1), to="DEU", contains=(Part(value_share=2.0),))
    with pytest.raises(ValidationError):
        Transaction(date=date(2025, 6, 1), to="Germany")


def test_faults_come_from_the_strict_reading_all_at_once() -> None:
    with pytest.raises(DefinitionError) as caught:
        transaction_of({"date": "2025-06-01", "to": "Germany", "end_use": "militray", "x": 1})
    places = {fault.where.split(", ")[1].split(".")[0] for fault in caught.value.faults}
    assert places == {"to", "end_use", "x"}
