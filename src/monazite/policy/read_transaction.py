"""From a file or mapping to a transaction, or to everything that is wrong with it at once."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from monazite.errors import DefinitionError, Fault, MonaziteError
from monazite.policy.goods_profile import contradictions
from monazite.policy.plain_yaml import plain_values
from monazite.policy.transaction import Transaction, as_read, plain_transaction
from monazite.text_file import LARGEST_DEFINITION, read_text


def read_transaction(path: str | os.PathLike[str]) -> Transaction:
    """Which transaction does a YAML or JSON file describe?

    Raises DefinitionError with every fault of the file: unknown fields with the nearest right one,
    codes of wrong length, countries that do not exist, fields that contradict each other.
    """
    content = plain_values(read_text(path, LARGEST_DEFINITION))
    transaction = plain_transaction(content) if isinstance(content, dict) else None
    if transaction is not None and not contradictions(transaction):
        return transaction
    from monazite.definition import read_definition
    from monazite.policy.written_transaction import WrittenTransaction

    return as_read(
        read_definition(Path(path), WrittenTransaction, lambda one: contradictions(as_read(one)))
    )


def transaction_of(content: Mapping[str, Any], where: str = "transaction") -> Transaction:
    """Which transaction do these fields describe? As :func:`read_transaction`, for a mapping.

    where : names the place in faults, such as `bom.csv, row 17`
    """
    transaction = plain_transaction(content) or _strictly_read(content, where)
    faults = contradictions(transaction)
    if faults:
        raise DefinitionError(
            Fault(f"{where}, {one.where}", one.found, one.expected, one.because, one.advice)
            for one in faults
        )
    return transaction


def _strictly_read(content: Mapping[str, Any], where: str) -> Transaction:
    from pydantic import ValidationError

    from monazite.policy.written_transaction import WrittenTransaction, complaints_as_faults

    try:
        return as_read(
            WrittenTransaction.model_validate_json(
                json.dumps(dict(content), allow_nan=False, default=str)
            )
        )
    except ValidationError as error:
        raise DefinitionError(complaints_as_faults(error, content, where)) from None
    except (TypeError, ValueError) as error:
        if isinstance(error, MonaziteError):
            raise
        raise DefinitionError.one(where=where, found=str(error), expected="plain values") from None
