"""How does the command line say that a value is not there, and why?"""

from __future__ import annotations

from typing import Any

from monazite.absence import NotApplicable, Unknown
from monazite.present.catalogue import Catalogue
from monazite.present.table_words import said_in


def absence(value: Unknown | NotApplicable, say: Catalogue) -> str:
    """Say in the reader's language that a value is unknown or cannot be, with its reason.

    A reason without a translation stays as it was written.
    """
    kind = "unknown" if isinstance(value, Unknown) else "not_applicable"
    return say.say(f"absence.{kind}", reason=said_in(say.language, "reasons", value.reason))


def is_absent(value: Any) -> bool:
    """Is this a stated absence rather than a value?"""
    return isinstance(value, Unknown | NotApplicable)
