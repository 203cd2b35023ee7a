"""Which texts, names, days and paths may stand in an episode?

Texts that still stand as in the template are refused: nothing may be scored on an example.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from monazite.errors import DefinitionError, Fault, quoted
from monazite.labels import Label
from monazite.scenario.written import AnyWrittenEffect

STILL_TO_REPLACE = ("replace this", "请替换")
"""How texts of the template begin that nobody has replaced yet."""

ID = r"^[a-z][a-z0-9_]*$"
"""Form of an id: small letters, digits and underscores."""
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=ID)]


def filled_in(text: str) -> str:
    """Return a text that somebody wrote; raise DefinitionError for one of the template."""
    _require_filled((("", text),))
    return text


def _require_filled(texts: Iterable[tuple[str, str]]) -> None:
    """Refuse texts, each with its key, that still stand as in the template of an episode."""
    faults = [
        Fault(
            key,
            quoted(text),
            "a text of your own",
            because="it stands as in the template, and nothing may be scored on an example",
            advice="replace it by what you know and from where, or take the entry out",
        )
        for key, text in texts
        if text.startswith(STILL_TO_REPLACE)
    ]
    if faults:
        raise DefinitionError(faults)


def _described(label: Label) -> Label:
    _require_filled((("en", label.en), ("zh", label.zh)))
    return label


def _with_source(effect: AnyWrittenEffect) -> AnyWrittenEffect:
    _require_filled((("evidence.source", effect.evidence.source),))
    return effect


def _inside(path: str) -> str:
    if ".." in Path(path).parts or Path(path).is_absolute():
        raise DefinitionError.one(
            where="", found=quoted(path), expected="a path inside the folder of tables"
        )
    return path


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise DefinitionError.one(
            where="", found=quoted(text), expected="a day such as 2026-11-28"
        ) from None


Text = Annotated[str, Field(min_length=1), AfterValidator(filled_in)]
FileName = Annotated[str, Field(pattern=r"^[a-z0-9_]+\.csv$")]
Positive = Annotated[float, Field(gt=0)]
ChainName = Annotated[str, Field(min_length=1, max_length=200)]
"""Id of a shipped chain, or path of one's own."""
Day = Annotated[str, AfterValidator(_day)]
PathInside = Annotated[Text, AfterValidator(_inside)]
Described = Annotated[Label, AfterValidator(_described)]
SourcedEffect = Annotated[AnyWrittenEffect, AfterValidator(_with_source)]
