"""How is a record of the data catalog printed: as a list of named fields, absences said aloud?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from monazite.present.catalogue import Catalogue


def plain_record(record: Any) -> dict[str, Any]:
    """Return name -> text, number or list for a record; absences as their own sentence."""
    names = (
        [field.name for field in fields(record)]
        if is_dataclass(record)
        else list(record.model_dump())
    )
    return {name: _plain(getattr(record, name)) for name in names}


def print_records(records: Sequence[dict[str, Any]], say: Catalogue) -> None:
    """Print records one under the other, the first field as their heading."""
    for record in records:
        (_, heading), *others = record.items()
        print(heading)
        for name, value in others:
            shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            if shown:
                title = say.say(f"record.{name}") if say.has(f"record.{name}") else name
                print(f"  {title}: {shown}")


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return "" if value is None else value
    if isinstance(value, tuple | list | frozenset | set):
        return [_plain(item) for item in value]
    return str(value)
