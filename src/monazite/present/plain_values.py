"""How are records and absences turned into what JSON can hold?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from monazite.absence import NotApplicable, Unknown


def plain(value: Any) -> Any:
    """Return texts, numbers, lists and maps; an absence becomes its sentence."""
    if isinstance(value, Unknown | NotApplicable):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Mapping):
        return {
            "/".join(key) if isinstance(key, tuple) else str(key): plain(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        return [plain(inner) for inner in value]
    return value
