"""Answers read as a lawyer writes: acts, countries and parameters by name, no raw tests."""

import re

import pytest

from monazite.policy.condition_text import condition_words, here_words, value_words
from monazite.policy.library import library
from monazite.policy.parameters import parameters
from monazite.policy.read import cases_file, read_cases
from monazite.policy.read_transaction import transaction_of
from monazite.policy.screen import screen

ID = re.compile(r"\b[a-z0-9-]{2,}/[a-z0-9-]*-[a-z0-9-]+(?:#[a-z0-9_]+)?")
RAW = re.compile(r"\b(?:[a-z]+_[a-z_]+|CHN|USA|JPN|DEU|IDN|RUS)\b|[<>]=| = (?:true|false)")


@pytest.mark.parametrize(
    ("name", "test", "en", "zh"),
    [
        ("purity_pct", ">= 99.99", "of at least 99.99 %", "不低于99.99 %"),
        (
            "told_of_security_risk",
            "= true",
            "known or notified security risk",
            "知悉或被告知安全风险",
        ),
        ("told_of_security_risk", "= false", "not: known", "非：知悉"),
        ("steps.melting", "in CHN, RUS", "country of melting: one of China, Russia", "熔炼所在国"),
        ("purity_pct", ">= unknown", "not published", "未公布"),
    ],
)
def test_conditions_are_said_in_words(name: str, test: str, en: str, zh: str) -> None:
    assert en in condition_words(name, test, "en")
    assert zh in condition_words(name, test, "zh")


def test_what_holds_here_is_said_with_its_unit() -> None:
    assert here_words("purity_pct", "99.9", "en") == "here 99.9 %"
    assert here_words("purity_pct", ">= 99.9", "zh").endswith("不低于99.9 %")
    assert value_words("made_with_chinese_technology", False, "zh") == "否"


def test_every_fixed_value_has_a_label() -> None:
    for one in parameters().values():
        assert set(one.value_labels) == set(one.values), one.id


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_id_code_or_raw_test_stands_in_an_answer(lang: str) -> None:
    """Every thirtieth worked case of the library; titles and party names may hold capitals."""
    acts = library()
    cases = [
        case
        for file in acts.files.values()
        if cases_file(file.path).exists()
        for case in read_cases(cases_file(file.path))
    ]
    for case in cases[::30]:
        answer = screen(transaction_of(case.transaction), assume=case.assume)
        text = answer.text(lang)
        assert not ID.findall(text), case.name
        assert not RAW.findall(text), case.name
