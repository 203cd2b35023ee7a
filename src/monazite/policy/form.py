"""Forms of goods: ore, oxide, metal, magnet, wafer, technology, and how they contain one another.

The register stands in ``lexicon/forms.yaml``. Each form has a facet (what kind of matter it is, or
which shape it has), may be a kind of other forms (an oxide is a compound), and has the words by
which texts in English and Chinese name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from monazite.errors import DefinitionError, quoted, suggestion
from monazite.kept_readings import read_once
from monazite.labels import Label
from monazite.light_definition import Bounds, CheckedBy, LightDefinition

Facet = Literal["matter", "shape"]


class WrittenForm(LightDefinition):
    """How is a form written in the register?

    facet   : `matter` (what it is) or `shape` (how it looks)
    kind_of : forms it is a special case of
    contains : whether goods of this form hold other goods as parts
    words   : words that name it, English in lower case and Chinese
    """

    id: Annotated[str, Bounds(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Label
    facet: Facet = "matter"
    kind_of: tuple[str, ...] = ()
    contains: bool = False
    words: tuple[str, ...] = ()


class _Register(LightDefinition):
    forms: tuple[WrittenForm, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Which form is this, and which more general forms is it a kind of?

    above : ids of all more general forms, itself included
    """

    id: str
    label: Label
    facet: Facet
    contains: bool
    words: tuple[str, ...]
    above: frozenset[str]


@lru_cache(maxsize=1)
def forms() -> Mapping[str, Form]:
    """Which forms are there? id -> form, in the order of the register.

    Raises DefinitionError for a form that is a kind of one that does not exist.
    """
    return read_once("forms", _read)


def _read() -> dict[str, Form]:
    from monazite.policy.quick_yaml import read_record

    path = Path(__file__).parent / "lexicon" / "forms.yaml"
    written = {form.id: form for form in read_record(path, _Register).forms}
    return {
        form.id: Form(
            form.id,
            form.label,
            form.facet,
            any(written[name].contains for name in _above(form.id, written)),
            form.words,
            frozenset(_above(form.id, written)),
        )
        for form in written.values()
    }


def _above(name: str, written: Mapping[str, WrittenForm]) -> set[str]:
    found: set[str] = set()
    todo = [name]
    while todo:
        current = todo.pop()
        if current not in written:
            raise _unknown(current, written)
        if current not in found:
            found.add(current)
            todo += written[current].kind_of
    return found


def _unknown(name: str, known: Mapping[str, object]) -> DefinitionError:
    return DefinitionError.one(
        where="",
        found=f"form {quoted(name)}",
        expected="a form of policy/lexicon/forms.yaml",
        because="a misspelt form would match nothing, without a word",
        advice=suggestion(name, known),
    )


def _known_form(name: str) -> str:
    if name not in forms():
        raise _unknown(name, forms())
    return name


FormName = Annotated[str, CheckedBy(_known_form)]
"""Id of a form of the register."""
