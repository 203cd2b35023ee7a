"""Reading what people wrote: definitions (YAML) and tables (CSV), all faults at once.

A definition file is turned into a frozen record, or refused with one :class:`DefinitionError` that
lists every fault with file, line and key, what stood there, what was expected, and the nearest
right word for a misspelt key. Nothing else is ever raised for a bad file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, create_model

from monazite.csv_table import LARGEST_TABLE, read_table
from monazite.errors import DefinitionError, Fault, MonaziteError, listed
from monazite.light_definition import LightDefinition
from monazite.record_shape import encode, require_strict
from monazite.schema_faults import placed, schema_faults
from monazite.text_file import LARGEST_DEFINITION
from monazite.yaml_tree import Node, Tree, parse_tree, read_tree, read_yaml

__all__ = [
    "LARGEST_DEFINITION",
    "LARGEST_TABLE",
    "Definition",
    "Node",
    "parse_definition",
    "read_definition",
    "read_fields",
    "read_table",
    "read_yaml",
    "validator",
]


class Definition(BaseModel):
    """What every record read from a file shares.

    No unknown key, no later change, no silent change of type (the text "3" is no number), no number
    that is not finite.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, defer_build=True
    )


Record = TypeVar("Record", bound=BaseModel | LightDefinition)


def validator(record: type[Record]) -> TypeAdapter[Record]:
    """Return what checks values against a kind of record; built once for each."""
    found = _validators.get(record)
    if found is None:
        found = _validators[record] = _built(record)
    return found


_validators: dict[type, TypeAdapter[Any]] = {}
_NO_PLUGINS = "PYDANTIC_DISABLE_PLUGINS"


def _built(record: type[Record]) -> TypeAdapter[Record]:
    """Build what checks a record, without a search of all installed packages for plug-ins."""
    if _NO_PLUGINS in os.environ:
        return TypeAdapter(record)
    os.environ[_NO_PLUGINS] = "1"
    try:
        return TypeAdapter(record)
    finally:
        del os.environ[_NO_PLUGINS]


def read_fields(record: type[LightDefinition], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return single fields of a record as its class reads them; raise ValidationError if wrong."""
    kinds = get_type_hints(record, include_extras=True)
    asked: dict[str, Any] = {name: (kinds[name], ...) for name in given if name in kinds}
    config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    found = create_model(record.__name__, __config__=config, **asked).model_validate(given)
    return {name: getattr(found, name) for name in asked}


def read_definition(
    path: str | os.PathLike[str],
    model: type[Record],
    further: Callable[[Record], Iterable[Fault]] | None = None,
) -> Record:
    """Which record does a definition file describe?

    path  : YAML file in UTF-8, at most 2 MB
    model : :class:`Definition` or :class:`~monazite.light_definition.LightDefinition`, as are all
            records inside it; one that is not strict raises TypeError
    further : faults of a record whose fields are sound, each with a key path as its place

    A field whose type admits :class:`~monazite.absence.Unknown` or `NotApplicable` takes the texts
    `unknown` and `n/a`, or `{unknown: reason}`.
    Raises DefinitionError, with all faults of the file, for anything wrong in it.
    """
    return _validated(read_tree(path), model, further)


def parse_definition(text: str, model: type[Record], where: str = "text") -> Record:
    """Which record does a YAML text describe? As `read_definition`; `where` names it in faults."""
    return _validated(parse_tree(text, where), model)


def _validated(
    tree: Tree,
    model: type[Record],
    further: Callable[[Record], Iterable[Fault]] | None = None,
) -> Record:
    require_strict(model)
    faults: list[Fault] = list(tree.faults)
    content = json.dumps(encode(tree.root, (model,), tree.where), allow_nan=False)
    record = None
    try:
        record = validator(model).validate_json(content, strict=True)
    except ValidationError as error:
        faults += schema_faults(error, tree, model)
    except MonaziteError as error:
        faults += error.faults
    if record is not None and further is not None:
        root = tree.root
        faults += [placed(one, tree.where, root, root.line, ())[2] for one in further(record)]
    if faults or record is None:
        raise DefinitionError(listed(faults, tree.where))
    return record
