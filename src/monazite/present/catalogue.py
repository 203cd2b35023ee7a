"""Which words does the report use, in zh and in en?

One catalogue per language under ``locale/``, with the same keys; a text may hold ``{name}`` fields.
Asking for a key or leaving out a field that is not there is an error, never an empty string.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Literal, get_args

from monazite.kept_readings import read_once

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True)
class Catalogue:
    """What does the report say in one language? ``texts`` maps dotted keys to texts."""

    language: Language
    texts: Mapping[str, str] = field(repr=False)

    def say(self, key: str, **values: object) -> str:
        """Which text has ``key``, with its fields filled?

        Raises KeyError if the key is unknown, or if a field of the text has no value.
        """
        text = self.texts[key]
        return text.format(**values) if values or "{" in text else text

    def has(self, key: str) -> bool:
        """Is there a text for ``key``?"""
        return key in self.texts

    def fields(self, key: str) -> frozenset[str]:
        """Which fields does the text of ``key`` have?"""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.texts[key]) if name)

    def under(self, prefix: str) -> tuple[str, ...]:
        """Which keys start with ``prefix.``, in the order of the file?"""
        return tuple(key for key in self.texts if key.startswith(f"{prefix}."))


def _flatten(tree: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in tree.items():
        key = f"{prefix}.{name}" if prefix else str(name)
        if isinstance(value, Mapping):
            flat.update(_flatten(value, key))
        elif isinstance(value, str):
            flat[key] = value
        else:
            raise TypeError(f"text {key} is a {type(value).__name__}, expected text in quotes")
    return flat


@cache
def catalogue(language: Language) -> Catalogue:
    """Which catalogue serves ``language``? Raises ValueError for a language that has none."""
    if language not in LANGUAGES:
        raise ValueError(
            f"language {language!r} has no catalogue; there are {', '.join(LANGUAGES)}"
        )
    return Catalogue(language, read_once(f"words_of_reports_{language}", lambda: _read(language)))


def _read(language: Language) -> dict[str, str]:
    import yaml

    source = files("monazite.present").joinpath("locale", f"{language}.yaml")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times faster
    return _flatten(yaml.load(source.read_text(encoding="utf-8"), loader))
