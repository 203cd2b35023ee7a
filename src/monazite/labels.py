"""Names for people: one English and one Chinese name for everything that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from monazite.errors import DefinitionError, quoted

LANGUAGES = ("en", "zh")
"""The languages every label has."""


@dataclass(frozen=True)
class Label:
    """What is a thing called in English and in Chinese?

    en, zh : not empty, without leading or trailing spaces. Raises DefinitionError otherwise.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    en: str
    zh: str

    def __post_init__(self) -> None:
        for language in LANGUAGES:
            name = getattr(self, language)
            if not isinstance(name, str) or not name or name != name.strip():
                raise DefinitionError.one(
                    where=f"label, language {language}",
                    found=quoted(name),
                    expected="a name, not empty, without spaces at its ends",
                    because="whatever is shown must be readable in both languages",
                )

    def text(self, lang: str) -> str:
        """What is the name in language `lang` (en or zh)? Raises ValueError for any other."""
        if lang not in LANGUAGES:
            raise ValueError(f'language "{lang}" is not one of {", ".join(LANGUAGES)}')
        return self.en if lang == "en" else self.zh
