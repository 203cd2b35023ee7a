"""What a record type admits at each place: its keys, its types, its absences.

Used to offer the right word for a misspelt key, to read the texts `unknown` and `n/a` as absences
only where the type allows them, and to refuse record types that would drop keys without a word.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from pydantic import BaseModel

from monazite.absence import NOT_APPLICABLE_CELL, UNKNOWN_CELL, NotApplicable, Unknown
from monazite.yaml_tree import Node

Kinds: TypeAlias = tuple[Any, ...]
"""The alternative types one place may have, unions taken apart."""

_ABSENCES = ((UNKNOWN_CELL, Unknown), (NOT_APPLICABLE_CELL, NotApplicable))


def kinds_of(annotation: Any) -> Kinds:
    """Which alternative types does an annotation name? Annotated and aliases are looked through."""
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return kinds_of(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return tuple(kind for part in typing.get_args(annotation) for kind in kinds_of(part))
    if hasattr(annotation, "__value__"):
        return kinds_of(annotation.__value__)
    if hasattr(annotation, "__supertype__"):
        return kinds_of(annotation.__supertype__)
    return (annotation,)


def admits(kinds: Kinds, wanted: type) -> bool:
    """May a place of these kinds hold a value of type `wanted`?"""
    return any(kind is wanted for kind in kinds)


def is_record(kind: Any) -> bool:
    """Is a type a record with named fields (pydantic model or dataclass)?"""
    if not isinstance(kind, type) or kind in (Unknown, NotApplicable):
        return False
    if issubclass(kind, BaseModel):
        return True
    return dataclasses.is_dataclass(kind) and not hasattr(kind, "__get_pydantic_core_schema__")


@lru_cache(maxsize=512)
def fields_of(record: type) -> Mapping[str, Kinds]:
    """Which keys has a record as written in a file, and of which kinds are they?"""
    if issubclass(record, BaseModel):
        return {
            (field.alias or name): kinds_of(field.annotation)
            for name, field in record.model_fields.items()
        }
    hints = typing.get_type_hints(record)
    fields = dataclasses.fields(typing.cast(typing.Any, record))
    written_as: Mapping[str, str] = getattr(record, "written_as", {})
    return {
        written_as.get(field.name, field.name): kinds_of(hints[field.name])
        for field in fields
        if field.init
    }


def step(kinds: Kinds, part: str | int) -> Kinds:
    """Of which kinds is the value under a key or list position, if its holder is of `kinds`?"""
    found: list[Any] = []
    for kind in kinds:
        if isinstance(part, str) and is_record(kind):
            found += fields_of(kind).get(part, ())
            continue
        origin: Any = typing.get_origin(kind)
        arguments = typing.get_args(kind)
        if not isinstance(origin, type) or not arguments:
            continue
        if issubclass(origin, Mapping):
            if isinstance(part, str) and len(arguments) == 2:
                found += kinds_of(arguments[1])
        elif isinstance(part, int) and issubclass(origin, Collection):
            fixed = origin is tuple and not (len(arguments) == 2 and arguments[1] is Ellipsis)
            if not fixed:
                found += kinds_of(arguments[0])
            elif part < len(arguments):
                found += kinds_of(arguments[part])
    return tuple(found)


def keys_at(kinds: Kinds) -> tuple[str, ...]:
    """Which keys may stand at a place of these kinds? Empty if any key may, or none."""
    return tuple(key for kind in kinds if is_record(kind) for key in fields_of(kind))


def absence_at(kinds: Kinds, text: object, where: str) -> dict[str, str] | None:
    """Does a text state an absence that is allowed here? The form the absence types read, or None.

    where : the file's name; it becomes part of the reason.
    """
    for cell, absence in _ABSENCES:
        if text == cell and admits(kinds, absence):
            return {cell: f"{where} states no value"}
    return None


def encode(node: Node, kinds: Kinds, where: str) -> Any:
    """What are the plain values of a definition, with allowed absences written out?"""
    if isinstance(node.value, Mapping):
        return {key: encode(child, step(kinds, key), where) for key, child in node.value.items()}
    if isinstance(node.value, tuple):
        inner = step(kinds, 0)
        alike = all(_one_for_all(kind) for kind in kinds)
        return [
            encode(child, inner if alike or not position else step(kinds, position), where)
            for position, child in enumerate(node.value)
        ]
    return absence_at(kinds, node.value, where) or node.value


def _one_for_all(kind: Any) -> bool:
    """Are all entries of such a list of the same kinds? Not where each place has its own."""
    arguments = typing.get_args(kind)
    if typing.get_origin(kind) is not tuple:
        return True
    return len(arguments) == 2 and arguments[1] is Ellipsis


def require_strict(record: type) -> None:
    """Does this type, and every record inside it, refuse unknown keys?

    Raises TypeError, for the developer, naming the first type that would drop them silently, or
    whose bounds could not be applied to an absence.
    """
    for message in _design_faults(record):
        raise TypeError(message)


@lru_cache(maxsize=256)
def _design_faults(record: type) -> tuple[str, ...]:
    faults: list[str] = []
    seen: set[Any] = set()
    todo: list[Any] = [record]
    while todo:
        kind = todo.pop()
        if kind in seen:
            continue
        seen.add(kind)
        if is_record(kind):
            faults += _record_faults(kind)
            for inner in fields_of(kind).values():
                todo += inner
        else:
            todo += _arguments(typing.get_args(kind))
    return tuple(faults)


def _record_faults(kind: type) -> list[str]:
    faults = []
    if not _forbids_extra(kind):
        faults.append(
            f"{kind.__name__} must forbid extra keys (extra='forbid'): "
            "otherwise a misspelt key would be dropped without a word"
        )
    if issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            kinds = kinds_of(field.annotation)
            if field.metadata and any(admits(kinds, absence) for _, absence in _ABSENCES):
                faults.append(
                    f"{kind.__name__}.{name} bounds a value that may be absent: "
                    "write Annotated[float, Field(...)] | Unknown"
                )
    return faults


def _arguments(arguments: Iterable[Any]) -> list[Any]:
    return [kind for argument in arguments for kind in kinds_of(argument) if _is_type(kind)]


def _is_type(kind: Any) -> bool:
    return isinstance(kind, type) or typing.get_origin(kind) is not None


def _forbids_extra(kind: type) -> bool:
    if issubclass(kind, BaseModel):
        return kind.model_config.get("extra") == "forbid"
    config: Any = getattr(kind, "__pydantic_config__", {})
    return bool(config.get("extra") == "forbid")
