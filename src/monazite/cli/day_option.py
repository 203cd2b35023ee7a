"""Which day does an option name?"""

from __future__ import annotations

import unicodedata
from datetime import date


def day_of(text: str | None, option: str, usual: date) -> date:
    """Return the day typed for an option, `usual` where nothing was; full-width digits are read.

    Raises DefinitionError where it is no day that exists.
    """
    from monazite.errors import DefinitionError, quoted

    if not text:
        return usual
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        day = date.fromisoformat(plain)
    except ValueError:
        day = None
    if day is None or day.isoformat() != plain:
        raise DefinitionError.one(
            where=f"option {option}",
            found=quoted(text),
            expected="a day that exists, written as 2026-11-10",
        )
    return day
