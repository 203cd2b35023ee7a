"""Definitions: every fault at once, with line, key and the nearest right word."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal, Self

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, model_validator

from monazite.absence import NotApplicable, Unknown
from monazite.definition import Definition, parse_definition, read_definition
from monazite.errors import DefinitionError
from monazite.goods import Good
from monazite.labels import Label
from monazite.months import Month
from monazite.regions import economy
from monazite.units import Unit, parse_unit


class Party(Definition):
    hs: str = Field(pattern=r"^[0-9]{6}$")
    share: Annotated[float, Field(ge=0)] | Unknown | NotApplicable
    operator: str | Unknown = "nobody"
    kind: Literal["mine", "separation"] = "mine"


class Act(Definition):
    id: str
    goods: tuple[Party, ...]
    label: Label | None = None
    start: Month | None = None
    day: date | None = None
    in_force: bool = True
    count: int = 0
    unit: Unit | None = None
    factors: dict[str, float] = Field(default_factory=dict)
    good: Good | None = None
    owner: str | None = None

    @model_validator(mode="after")
    def _owner_exists(self) -> Self:
        if self.owner is not None:
            economy(self.owner)
        return self


def faults(text, model=Act):
    with pytest.raises(DefinitionError) as caught:
        parse_definition(text, model, "act.yaml")
    return caught.value.faults


def only_fault(text, model=Act):
    found = faults(text, model)
    assert len(found) == 1, [str(fault) for fault in found]
    return found[0]


def test_a_good_file_becomes_a_record():
    act = parse_definition(
        """
id: NO
label: {en: act, zh: 法令}
start: 2025-04
day: 2025-04-04
in_force: false
count: 3
unit: t REO
factors: {NO: 1, on: 2.5}
owner: Namibia
good: {id: x, label: {en: a, zh: b}, stage: ore, basis: t REO, statuses: [free, bound],
       composition: {Nd: 0.2}}
goods:
  - {hs: "284690", share: 1}
  - {hs: "284690", share: unknown, operator: unknown, kind: separation}
  - {hs: "284690", share: {unknown: no page states it}}
  - {hs: "284690", share: n/a, operator: n/a}
""",
        Act,
    )
    assert act.id == "NO"
    assert act.label == Label("act", "法令")
    assert (act.start, act.day, act.in_force) == (Month(2025, 4), date(2025, 4, 4), False)
    assert act.unit == parse_unit("t REO")
    assert act.factors == {"NO": 1.0, "on": 2.5}
    assert act.good.can_be_bound
    assert act.goods[0].share == 1.0
    assert isinstance(act.goods[1].share, Unknown)
    assert isinstance(act.goods[1].operator, Unknown)
    assert act.goods[2].share == Unknown("no page states it")
    assert isinstance(act.goods[3].share, NotApplicable)
    assert act.goods[3].operator == "n/a", "the field does not admit not-applicable: it is text"
    with pytest.raises(ValueError, match="frozen"):
        act.count = 4


def test_all_faults_of_a_file_at_once_in_order():
    found = faults(
        """id: 5
god: 3
goods:
  - hs: 12345
    share: -1
    shar: 2
  - hs: "12345"
    share: unknwn
    kind: smelting
start: 2025-13
in_force: yes
count: 1.5
"""
    )
    assert [(fault.where.removeprefix("act.yaml, "), fault.found) for fault in found] == [
        ("line 1, key `id`", '"5"'),
        ("line 2, key `god`", 'the unknown key "god"'),
        ("line 4, key `goods[0].hs`", '"12345"'),
        ("line 5, key `goods[0].share`", '"-1"'),
        ("line 6, key `goods[0].shar`", 'the unknown key "shar"'),
        ("line 7, key `goods[1].hs`", '"12345"'),
        ("line 8, key `goods[1].share`", '"unknwn"'),
        ("line 9, key `goods[1].kind`", '"smelting"'),
        ("line 10, key `start`", '"2025-13"'),
        ("line 11, key `in_force`", '"yes"'),
        ("line 12, key `count`", '"1.5"'),
    ]
    texts = {fault.where.split("key ")[1]: str(fault) for fault in found}
    assert "did you mean good or goods?" in texts["`god`"]
    assert "did you mean share?" in texts["`goods[0].shar`"]
    assert 'put it in quotes: "12345"' in texts["`goods[0].hs`"]
    assert "the text unknown" in texts["`goods[1].share`"]
    assert "the text n/a" in texts["`goods[1].share`"]
    assert "true or false" in texts["`in_force`"]
    assert "a whole number" in texts["`count`"]
    assert "such as 2025-04" in texts["`start`"]


def test_faults_of_form_and_of_content_come_together():
    found = faults('id: a\nid: b\ncount: x\ngoods: [{hs: "284690", share: .nan}]\n')
    assert sorted(fault.where.split(", ")[1] for fault in found) == ["line 2", "line 3", "line 4"]


@pytest.mark.parametrize(
    ("line", "key", "found", "advice"),
    [
        ("label: {en: a}", "label", "no key `zh`", None),
        ("label: {en: a, zh: b, de: c}", "label.de", 'the unknown key "de"', None),
        ("label: {en: a, zhh: b, zh: c}", "label.zhh", "unknown key", "did you mean zh?"),
        ("factors: {a: '1'}", "factors.a", '"1"', "digits"),
        ("factors: {a: unknown}", "factors.a", '"unknown"', "must be known"),
        ("factors: [1]", "factors", "a list of 1 entries", None),
        ("unit: tREO", "unit", '"tREO"', "did you mean t REO"),
        ("unit: percent", "unit", '"percent"', "share"),
        ("start: 2025", "start", '"2025"', "hyphen"),
        ("day: 2025-02-30", "day", '"2025-02-30"', None),
        ("count: true", "count", '"true"', None),
        ("in_force: 1", "in_force", '"1"', None),
        ("in_force: True", "in_force", '"True"', "lower case"),
        ("owner: Germny", "", "economy", "did you mean Germany"),
    ],
)
def test_single_faults(line, key, found, advice):
    fault = only_fault(f"id: a\ngoods: []\n{line}\n")
    if key:
        assert fault.where == f"act.yaml, line 3, key `{key}`"
    assert found in fault.found
    if advice is not None:
        assert advice in (fault.advice or "")


def test_records_with_own_checks_report_where_they_stand():
    found = faults(
        "id: a\ngoods: []\ngood:\n  {id: x y, label: {en: a, zh: b}, stage: ore, basis: t ROE}\n"
    )
    assert len(found) == 2
    assert all(fault.where.startswith("act.yaml, line 3, key `good` (good") for fault in found)
    assert "did you mean t REO" in str(found[1])


def test_a_label_without_a_name_says_in_which_language():
    fault = only_fault('id: a\ngoods: []\nlabel: {en: "", zh: b}\n')
    assert fault.where == "act.yaml, line 3, key `label` (label, language en)"


def test_a_plain_value_error_is_given_as_the_reason():
    class Range(Definition):
        low: float
        high: float

        @model_validator(mode="after")
        def _ordered(self) -> Self:
            if self.low > self.high:
                raise ValueError("low lies above high")
            return self

    fault = only_fault("{low: 2, high: 1}", Range)
    assert fault.because == "low lies above high"
    assert fault.where == "act.yaml, line 1"


def test_a_missing_key_that_is_misspelt_names_the_misspelling():
    found = faults("id: a\ngods: []\n")
    assert [fault.found for fault in found] == ["no key `goods`", 'the unknown key "gods"']
    assert "gods" in found[0].advice
    assert "goods" in found[1].advice


@pytest.mark.parametrize("text", ["- a", "just text", "5", "null", "[]"])
def test_a_file_of_the_wrong_shape(text):
    assert "a mapping of keys to values" in faults(text)[0].expected


def test_keys_may_be_aliases():
    class Span(Definition):
        from_month: Month = Field(alias="from")

    assert parse_definition("from: 2025-04", Span).from_month == Month(2025, 4)
    found = faults("from_month: 2025-04", Span)
    assert {fault.found for fault in found} == {"no key `from`", 'the unknown key "from_month"'}


def test_record_types_that_would_drop_keys_are_refused():
    class Loose(BaseModel):
        a: int = 0

    class Outer(Definition):
        inner: dict[str, tuple[Loose, ...]] = Field(default_factory=dict)

    @dataclass(frozen=True)
    class LooseData:
        a: int = 0

    class OuterData(Definition):
        inner: LooseData | None = None

    for model in (Loose, Outer, OuterData):
        with pytest.raises(TypeError, match="must forbid extra keys"):
            parse_definition("{}", model)


def test_bounds_on_a_value_that_may_be_absent_are_refused():
    class Bounded(Definition):
        tonnes: float | Unknown = Field(ge=0)

    with pytest.raises(TypeError, match="may be absent"):
        parse_definition("tonnes: unknown", Bounded)


def test_dataclasses_that_forbid_extra_keys_are_read():
    @dataclass(frozen=True)
    class Point:
        __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")
        price: float
        volume: float | Unknown

    class Curve(Definition):
        points: tuple[Point, ...]

    curve = parse_definition("points: [{price: 1, volume: unknown}]", Curve)
    assert isinstance(curve.points[0].volume, Unknown)
    fault = only_fault("points: [{price: 1, volume: 2, volum: 3}]", Curve)
    assert fault.advice == "did you mean volume?"


def test_read_from_a_file(tmp_path):
    path = tmp_path / "act.yaml"
    path.write_text("id: 稀土\ngoods: []\n", encoding="utf-8")
    assert read_definition(path, Act).id == "稀土"
    path.write_text("id: a\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"act\.yaml, line 1"):
        read_definition(path, Act)


KEYS = [*Act.model_fields, *Party.model_fields, "en", "zh", "unknown", "hss", "x"]
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=10)
    | st.sampled_from(["unknown", "n/a", "2025-04", "t REO", "284690", "mine", "NO", "China"])
)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=15,
)


def assert_accepted_or_explained(text):
    try:
        parse_definition(text, Act, "any.yaml")
    except DefinitionError as error:
        assert all(fault.where.startswith("any.yaml") for fault in error.faults)
        assert all(fault.found and fault.expected for fault in error.faults)
        str(error).encode("utf-8")


@pytest.mark.slow
@settings(max_examples=250, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), trees, max_size=8))
def test_trees_of_the_wrong_types_raise_only_definition_errors(tree):
    assert_accepted_or_explained(yaml.safe_dump(tree, allow_unicode=True))


@settings(max_examples=250, deadline=None)
@given(st.text(alphabet=st.sampled_from("agidos:-[]{},\"'\n \t&*!|>%#?0123.é"), max_size=80))
def test_any_text_raises_only_definition_errors(text):
    assert_accepted_or_explained(text)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=150))
def test_any_bytes_raise_only_definition_errors(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any_definition.yaml"
    path.write_bytes(content)
    with pytest.raises(DefinitionError):
        read_definition(path, Act)
