"""Records of faultless definition files, read faster than through the strict tree.

As :func:`monazite.definition.read_definition`, several times as fast where there are no faults.
"""

from __future__ import annotations

import json
import os
from typing import Any, TypeVar

from pydantic_core import ValidationError

from monazite.errors import MonaziteError
from monazite.kept_validators import quick_validator
from monazite.light_definition import LightDefinition
from monazite.policy.plain_yaml import plain_values
from monazite.text_file import LARGEST_DEFINITION, read_text
from monazite.yaml_tree import read_tree

Record = TypeVar("Record", bound=LightDefinition)


def read_record(path: str | os.PathLike[str], model: type[Record]) -> Record:
    """Which record does a definition file describe?

    As :func:`monazite.definition.read_definition`, whose faults it raises; several times as fast
    where there are none. For models without fields that may be absent (`unknown`, `n/a`).
    """
    return read_record_and_values(path, model)[0]


def read_record_and_values(path: str | os.PathLike[str], model: type[Record]) -> tuple[Record, Any]:
    """Return the record of a file together with its plain values."""
    values = plain_values(read_text(path, LARGEST_DEFINITION))
    if values is not None:
        try:
            return quick_validator(model).validate_json(json.dumps(values), strict=True), values
        except (ValidationError, MonaziteError):
            pass
    from monazite.definition import read_definition

    return read_definition(path, model), read_tree(path).root.plain()
