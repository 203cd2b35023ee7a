"""From a file or mapping to a transaction, or to everything that is wrong with it at once."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from monazite.definition import read_definition
from monazite.errors import DefinitionError, Fault, MonaziteError, quoted, suggestion
from monazite.policy.goods_profile import contradictions
from monazite.policy.parameters import parameters
from monazite.policy.transaction import Transaction
from monazite.schema_faults import expectation, nearest_allowed, raised_faults

FIELDS: tuple[str, ...] = tuple(
    field.alias or name for name, field in Transaction.model_fields.items()
)
"""The input fields, in the order of the manual."""


def read_transaction(path: str | os.PathLike[str]) -> Transaction:
    """Which transaction does a YAML or JSON file describe?

    Raises DefinitionError with every fault of the file: unknown fields with the nearest right one,
    codes of wrong length, countries that do not exist, fields that contradict each other.
    """
    return read_definition(Path(path), Transaction, contradictions)


def transaction_of(content: Mapping[str, Any], where: str = "transaction") -> Transaction:
    """Which transaction do these fields describe? As :func:`read_transaction`, for a mapping.

    where : names the place in faults, such as `bom.csv, row 17`
    """
    try:
        transaction = Transaction.model_validate_json(
            json.dumps(dict(content), allow_nan=False, default=str)
        )
    except ValidationError as error:
        raise DefinitionError(_faults(error, content, where)) from None
    except (TypeError, ValueError) as error:
        if isinstance(error, MonaziteError):
            raise
        raise DefinitionError.one(where=where, found=str(error), expected="plain values") from None
    faults = contradictions(transaction)
    if faults:
        raise DefinitionError(
            Fault(f"{where}, {one.where}", one.found, one.expected, one.because, one.advice)
            for one in faults
        )
    return transaction


def _faults(error: ValidationError, content: Mapping[str, Any], where: str) -> list[Fault]:
    found: list[Fault] = []
    for complaint in error.errors(include_url=False):
        path, value = _written(complaint, content)
        at = f"{where}, {'.'.join(str(part) for part in path)}" if path else where
        raised = raised_faults(complaint)
        if raised is not None:
            for one in raised:
                sign = "." if path else ", "
                place = f"{at}{sign}{one.where}" if one.where else at
                found.append(
                    Fault(
                        place,
                        one.found or quoted(value),
                        one.expected,
                        one.because,
                        one.advice,
                    )
                )
        elif complaint["type"] == "extra_forbidden":
            name = str(path[-1])
            found.append(
                Fault(
                    at,
                    f"the unknown field {quoted(name)}",
                    f"one of {', '.join(FIELDS)}",
                    because="a misspelt field would be dropped without a word",
                    advice=suggestion(name, FIELDS) or _as_parameter(name),
                )
            )
        elif complaint["type"] == "missing":
            found.append(
                Fault(
                    where,
                    f"no field `{path[-1]}`",
                    f"the field `{path[-1]}`",
                    because="without day and destination no rule can be looked up",
                )
            )
        else:
            found.append(
                Fault(
                    at,
                    quoted(value),
                    expectation(complaint),
                    advice=nearest_allowed(complaint, str(value)),
                )
            )
    return found


def _written(
    complaint: Mapping[str, Any], content: Mapping[str, Any]
) -> tuple[list[str | int], Any]:
    """Return the path and the value that a complaint is about.

    Names that the validator gives to the alternatives of a field are no part of the path.
    """
    path: list[str | int] = []
    value: Any = content
    for part in complaint["loc"]:
        named = isinstance(value, Mapping) and part in value
        counted = isinstance(value, list | tuple) and isinstance(part, int) and part < len(value)
        if named or counted:
            value = value[part]
        elif complaint["type"] == "missing" and part == complaint["loc"][-1]:
            value = None
        else:
            continue
        path.append(part)
    return path, value


def _as_parameter(name: str) -> str | None:
    near = suggestion(name, parameters())
    return None if near is None else f"under `parameters`: {near}"
