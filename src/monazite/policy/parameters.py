"""What thresholds and conditions may ask of a transaction: the register of parameters.

The register stands in ``parameters/*.yaml``; an id may be defined once. Top-level fields of a
transaction (`value_usd`, `chinese_content_value_share`, ...) are parameters too, marked `field`.
Patterns say how a number is found in the words that describe a good.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from monazite.errors import DefinitionError, Fault
from monazite.kept_readings import read_once
from monazite.labels import Label
from monazite.light_definition import Bounds, LightDefinition, field
from monazite.text_file import shown_path

Kind = Literal["number", "boolean", "text", "economy", "steps"]

FOLDER = Path(__file__).parent / "parameters"
"""Where the register stands."""


class WrittenParameter(LightDefinition):
    """How is a parameter written in the register?

    kind     : `number`, `boolean`, `text`, `economy` (ISO3), `steps` (production step -> ISO3)
    unit     : of a number
    low, high : allowed range of a number
    values   : allowed texts; for `steps` the names of the steps
    value_labels : what each of them is called
    field    : it is a top-level field of a transaction
    question : what is asked if it decides and is not known
    patterns : regular expressions with one group `value` that find it in a text (lower case,
               half-width)
    """

    id: Annotated[str, Bounds(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
    kind: Kind
    unit: Annotated[str, Bounds(min_length=1, max_length=30)] | None = None
    low: float | None = None
    high: float | None = None
    values: Annotated[tuple[str, ...], Bounds(max_length=60)] = ()
    value_labels: dict[str, Label] = field(default_factory=dict)
    field: bool = False
    label: Label
    question: Label
    patterns: Annotated[tuple[str, ...], Bounds(max_length=20)] = ()

    def __post_init__(self) -> None:
        if set(self.value_labels) != set(self.values):
            raise DefinitionError.one(
                where="value_labels",
                found=f"labels of {', '.join(self.value_labels) or 'nothing'}",
                expected=f"one label for each of {', '.join(self.values) or 'no value'}",
                because="answers name a value by its label",
            )


class _File(LightDefinition):
    parameters: tuple[WrittenParameter, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """Which parameter is this? Fields as in :class:`WrittenParameter`; file it stands in."""

    id: str
    kind: Kind
    unit: str | None
    low: float | None
    high: float | None
    values: tuple[str, ...]
    value_labels: Mapping[str, Label]
    field: bool
    label: Label
    question: Label
    patterns: tuple[re.Pattern[str], ...]
    file: str


@lru_cache(maxsize=1)
def parameters() -> Mapping[str, Parameter]:
    """Which parameters are there? id -> parameter, in the order of files and entries.

    Raises DefinitionError with every faulty entry and every id defined twice.
    """
    return read_once("parameters", _read)


def _read() -> dict[str, Parameter]:
    from monazite.policy.quick_yaml import read_record

    found: dict[str, Parameter] = {}
    faults: list[Fault] = []
    for path in sorted(FOLDER.glob("*.yaml")):
        try:
            written = read_record(path, _File).parameters
        except DefinitionError as error:
            faults += error.faults
            continue
        for one in written:
            if one.id in found:
                faults.append(
                    Fault(
                        shown_path(path),
                        f"the parameter {one.id} again (first in {found[one.id].file})",
                        "every parameter once",
                        because="two questions of one name could be answered differently",
                        advice="use the one that is there",
                    )
                )
                continue
            found[one.id] = Parameter(
                one.id,
                one.kind,
                one.unit,
                one.low,
                one.high,
                one.values,
                one.value_labels,
                one.field,
                one.label,
                one.question,
                tuple(_pattern(text, path, faults) for text in one.patterns),
                path.name,
            )
    if faults:
        raise DefinitionError(faults)
    return found


def _pattern(text: str, path: Path, faults: list[Fault]) -> re.Pattern[str]:
    try:
        pattern = re.compile(text)
    except re.error as error:
        faults.append(Fault(shown_path(path), f"pattern {text}: {error}", "a regular expression"))
        return re.compile("")
    if "value" not in pattern.groupindex:
        faults.append(Fault(shown_path(path), f"pattern {text}", "a group named `value`"))
    return pattern
