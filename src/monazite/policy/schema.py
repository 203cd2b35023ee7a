"""The JSON schema of act files, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from monazite.definition import validator
from monazite.policy.cases import CaseFile
from monazite.policy.jurisdiction import Jurisdiction
from monazite.policy.record import Act
from monazite.policy.written_transaction import WrittenTransaction

MODELS: dict[str, type] = {
    "act": Act,
    "cases": CaseFile,
    "jurisdiction": Jurisdiction,
    "transaction": WrittenTransaction,
}
"""Kind of file -> record it is read into."""


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of one kind of file: see :data:`MODELS`."""
    schema = validator(MODELS[kind]).json_schema(by_alias=True, mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
