"""What checks a record, kept between runs: pydantic builds it once, its core alone uses it again.

To build the validator of an act takes three times as long as to check all acts with it. What
pydantic makes of the classes (a core schema: plain values with references to functions and classes)
is therefore kept under a key of the code. Only a record that is plainly right is taken from here;
what is wrong with another is told by :mod:`monazite.definition`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monazite.kept_readings import read_once

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator

_IGNORED = ("metadata", "serialization")
"""Parts of a core schema that say nothing about checking."""


def quick_validator(record: type) -> SchemaValidator:
    """Return what checks values against a kind of record; built once for each."""
    found = _validators.get(record)
    if found is None:
        from pydantic_core import SchemaValidator

        name = f"{record.__module__}.{record.__qualname__}.schema"
        schema = read_once(name, lambda: _core_schema(record), of_code=True)
        found = _validators[record] = SchemaValidator(schema)
    return found


_validators: dict[type, SchemaValidator] = {}


def _core_schema(record: type) -> Any:
    from monazite.definition import validator

    return _bare(validator(record).core_schema)


def _bare(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _bare(value) for key, value in part.items() if key not in _IGNORED}
    if isinstance(part, list | tuple):
        return type(part)(_bare(value) for value in part)
    return part
