"""Plain records: equal by value, never changed, and as strict as any other where a file is read."""

import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError
from typing import Annotated, ClassVar, Literal

import pytest

from monazite.definition import parse_definition, read_fields, validator
from monazite.errors import DefinitionError
from monazite.light_definition import Bounds, CheckedBy, LightDefinition, ToldApartBy, field


def known(name: str) -> str:
    if name == "nowhere":
        raise DefinitionError.one(where="", found="nowhere", expected="a place")
    return name


class Ore(LightDefinition):
    kind: Literal["ore"]
    grade_pct: Annotated[float, Bounds(gt=0, le=100)]


class Oxide(LightDefinition):
    kind: Literal["oxide"]


class Shipment(LightDefinition, written_as={"since": "from"}):
    id: Annotated[str, Bounds(pattern=r"^[a-z]+$", max_length=5)]
    since: Annotated[str, CheckedBy(known)] = "here"
    goods: Annotated[tuple[Annotated[Ore | Oxide, ToldApartBy("kind")], ...], Bounds(max_length=2)]
    notes: dict[str, str] = field(default_factory=dict)

    most: ClassVar[int] = 3

    def __post_init__(self) -> None:
        if len(self.notes) > self.most:
            raise DefinitionError.one(where="notes", found="many notes", expected="few")


TEXT = "id: one\nfrom: there\ngoods: [{kind: ore, grade_pct: 60.0}, {kind: oxide}]\n"


def test_a_file_becomes_a_record() -> None:
    found = parse_definition(TEXT, Shipment)
    goods = (Ore(kind="ore", grade_pct=60.0), Oxide(kind="oxide"))
    assert found == Shipment(id="one", since="there", goods=goods)
    assert found.notes == {} and "most" not in found.as_mapping()
    assert found != Shipment(id="two", since="there", goods=goods)
    assert hash(goods[0]) == hash(Ore(kind="ore", grade_pct=60.0))
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.replace("from:", "since:"), "since"),
        (TEXT.replace("from: there", "from: nowhere"), "a place"),
        (TEXT.replace("id: one", "id: ONE"), "text of the form"),
        (TEXT.replace("id: one", "id: toolong"), "at most 5 characters"),
        (TEXT.replace("id: one", "id: 1"), "in quotes"),
        (TEXT.replace("id: one\n", ""), "no key `id`"),
        (TEXT.replace("60.0", "600.0"), "at most 100"),
        (TEXT.replace("60.0", "'60'"), "a number"),
        (TEXT.replace("{kind: oxide}", "{kind: metal}"), "metal"),
        (TEXT.replace("{kind: oxide}", "{kind: oxide, grade: 3}"), "grade"),
        (TEXT.replace("[{kind: ore", "[{kind: oxide}, {kind: ore"), "at most 2 entries"),
        (TEXT + "notes: {a: '', b: '', c: '', d: ''}\n", "many notes"),
    ],
)
def test_what_is_wrong_in_a_file_is_told(text: str, said: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        parse_definition(text, Shipment, "one.yaml")
    (fault,) = caught.value.faults
    assert fault.where.startswith("one.yaml")
    assert said in str(fault)


def test_a_record_never_changes() -> None:
    one = Oxide(kind="oxide")
    with pytest.raises(FrozenInstanceError):
        one.kind = "oxide"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del one.kind


def test_a_changed_copy_is_checked_as_a_whole() -> None:
    one = parse_definition(TEXT, Shipment)
    assert one.changed(since="here").since == "here" and one.since == "there"
    with pytest.raises(DefinitionError):
        one.changed(notes=dict.fromkeys("abcd", ""))


def test_fields_that_do_not_exist_or_are_missing_are_refused() -> None:
    with pytest.raises(TypeError, match="grade"):
        Oxide(kind="oxide", grade=3.0)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="kind"):
        Oxide()  # type: ignore[call-arg]


def test_single_fields_are_read_as_strictly() -> None:
    assert read_fields(Ore, {"grade_pct": 3.0}) == {"grade_pct": 3.0}
    for wrong in ({"grade_pct": "3"}, {"grade_pct": float("inf")}, {"grade": 3.0}):
        with pytest.raises(ValueError):
            read_fields(Ore, wrong)


def test_the_schema_names_keys_as_files_write_them() -> None:
    schema = validator(Shipment).json_schema()
    assert set(schema["properties"]) == {"id", "from", "goods", "notes"}
    assert schema["additionalProperties"] is False


def test_no_validator_is_loaded_for_the_classes_alone() -> None:
    code = "import sys, monazite.policy.record; print('pydantic' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
