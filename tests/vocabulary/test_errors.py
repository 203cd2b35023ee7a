"""Error texts are public interface: their shape, their languages, their near misses."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.errors import (
    MOST_FAULTS_LISTED,
    BasisError,
    DataError,
    DefinitionError,
    Fault,
    MonaziteError,
    NetworkError,
    SolveError,
    StorageError,
    UnknownNameError,
    listed,
    near_misses,
    quoted,
    unknown_name,
)

FAULT = Fault(
    where="act.yaml, line 14, key `goods[2].hs`",
    found='"12345"',
    expected="6, 8 or 10 digits",
    because="a 5-digit code would match headings the act does not name",
    advice="write the full code",
)


def test_a_fault_reads_on_several_lines():
    assert str(FAULT).splitlines() == [
        "act.yaml, line 14, key `goods[2].hs`",
        '  found     "12345"',
        "  expected  6, 8 or 10 digits",
        "  because   a 5-digit code would match headings the act does not name",
        "  try       write the full code",
    ]


def test_a_fault_reads_in_chinese():
    assert [line.split()[0] for line in FAULT.text("zh").splitlines()[1:]] == [
        "发现",
        "应为",
        "原因",
        "建议",
    ]


def test_parts_that_say_nothing_are_left_out():
    assert "because" not in str(Fault("here", "a", "b"))
    assert "try" not in str(Fault("here", "a", "b"))


def test_continued_lines_hang_below_their_content():
    lines = str(Fault("here", "one\ntwo", "b")).splitlines()
    assert lines[2] == " " * 12 + "two"


def test_other_languages_are_refused():
    with pytest.raises(ValueError, match="not one of en, zh"):
        FAULT.text("fr")


def test_an_error_lists_all_its_faults():
    error = DefinitionError([FAULT, Fault("elsewhere", "x", "y")])
    assert str(error).startswith("2 faults\n\n")
    assert error.text("zh").startswith("2 处错误")
    assert "act.yaml" in str(error)
    assert "elsewhere" in str(error)


def test_an_error_without_faults_cannot_be_made():
    with pytest.raises(TypeError):
        DataError([])


def test_very_many_faults_are_counted_not_listed():
    some = [FAULT] * MOST_FAULTS_LISTED
    assert listed(some, "act.yaml") == tuple(some)
    cut = listed([*some, FAULT, FAULT], "act.yaml")
    assert len(cut) == MOST_FAULTS_LISTED + 1
    assert cut[-1].found == "2 more faults, not listed"


def test_one_json_shape():
    assert set(FAULT.as_dict()) == {"where", "found", "expected", "because", "advice"}


@pytest.mark.parametrize(
    "kind",
    [
        DefinitionError,
        UnknownNameError,
        BasisError,
        DataError,
        NetworkError,
        StorageError,
        SolveError,
    ],
)
def test_every_error_is_ours_and_survives_pickling(kind):
    error = kind.one(where="w", found="f", expected="e", advice="a")
    assert isinstance(error, MonaziteError)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert again.faults == error.faults
    assert str(again) == str(error)


def test_misspelt_words_find_their_neighbours():
    goods = ["dysprosium_oxide", "dysprosium_metal", "terbium_oxide"]
    assert near_misses("dysprosum oxide", goods)[0] == "dysprosium_oxide"
    assert near_misses("Dysprosium-Metal", goods)[0] == "dysprosium_metal"
    assert near_misses("dysp", goods) == ("dysprosium_oxide", "dysprosium_metal")
    assert near_misses("gallium", goods) == ()
    assert near_misses("", goods) == ()


def test_an_unknown_name_says_what_there_is():
    error = unknown_name("scenario x", "terbum", ["terbium", "yttrium"], "element")
    assert isinstance(error, UnknownNameError)
    fault = error.faults[0]
    assert fault.found == 'element "terbum"'
    assert "terbium, yttrium" in fault.expected
    assert fault.advice == "did you mean terbium?"


def test_an_unknown_name_among_none():
    assert "no scenario is defined" in str(unknown_name("here", "x", [], "scenario"))


@given(st.text(max_size=300))
def test_found_values_are_shown_on_one_printable_line(text):
    shown = quoted(text)
    assert shown.isprintable()
    assert len(shown) <= 60 * 10 + 2
    shown.encode("utf-8")


@given(st.text(max_size=120), st.lists(st.text(max_size=20), max_size=8))
def test_near_misses_come_from_the_candidates(word, candidates):
    close = near_misses(word, candidates)
    assert set(close) <= set(candidates)
    assert len(close) == len(set(close)) <= 3
