"""The words by which texts name elements, materials and forms, in Chinese and English.

The word lists stand in ``lexicon/*.yaml``. Each list becomes one search pattern, longest words
first; English words match whole words only, Chinese words anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from monazite.definition import Definition
from monazite.policy.form import FormName, forms
from monazite.policy.quick_yaml import read_record

_FOLDER = Path(__file__).parent / "lexicon"

Symbol = Annotated[str, Field(pattern=r"^[A-Z][a-z]?$")]


class WrittenMaterial(Definition):
    """What does the name of a material say?

    elements, forms : what is certainly in it, and what it is
    open            : it may hold more elements than these
    words           : its names; good_ids: goods of the chains that mean exactly this
    """

    id: str
    elements: tuple[Symbol, ...]
    forms: tuple[FormName, ...]
    open: bool = False
    words: tuple[str, ...] = ()
    good_ids: tuple[str, ...] = ()


class _Materials(Definition):
    materials: tuple[WrittenMaterial, ...]


class ElementGroup(Definition):
    """Which elements may a group word mean?"""

    id: str
    elements: tuple[Symbol, ...]
    words: tuple[str, ...]


class _Elements(Definition):
    elements: dict[Symbol, tuple[str, ...]]
    groups: tuple[ElementGroup, ...]


@dataclass(frozen=True)
class Words:
    """A list of words with what they mean: find them in a text, longest first."""

    pattern: re.Pattern[str]
    meaning: Mapping[str, tuple[str, ...]]

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """Where do words of the list stand in a text, and what do they mean? (start, end, ids)"""
        for match in self.pattern.finditer(text):
            yield match.start(), match.end(), self.meaning[match.group()]


@dataclass(frozen=True)
class Lexicon:
    """All word lists.

    elements, groups, materials, forms : word lists; goods : good id -> material id
    """

    elements: Words
    groups: Words
    materials: Words
    forms: Words
    material: Mapping[str, WrittenMaterial]
    group: Mapping[str, ElementGroup]
    goods: Mapping[str, str]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read all word lists. Raises DefinitionError for a faulty list."""
    elements = read_record(_FOLDER / "elements.yaml", _Elements)
    materials = read_record(_FOLDER / "materials.yaml", _Materials).materials
    return Lexicon(
        elements=_words((word, symbol) for symbol, ws in elements.elements.items() for word in ws),
        groups=_words((word, one.id) for one in elements.groups for word in one.words),
        materials=_words((word, one.id) for one in materials for word in one.words),
        forms=_words((word, form.id) for form in forms().values() for word in form.words),
        material={one.id: one for one in materials},
        group={one.id: one for one in elements.groups},
        goods={good: one.id for one in materials for good in one.good_ids},
    )


@lru_cache(maxsize=1)
def element_names() -> Mapping[str, tuple[str, str]]:
    """What is each element called? Symbol -> (English, Chinese), the first word of each list."""
    written = read_record(_FOLDER / "elements.yaml", _Elements).elements
    found = {}
    for symbol, words in written.items():
        english = next((word for word in words if word.isascii()), symbol)
        chinese = next((word for word in words if not word.isascii()), symbol)
        found[symbol] = (english, chinese)
    return found


def word_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Which pattern finds any of the words, longest first, English ones as whole words?"""
    parts = []
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        escaped = re.escape(word)
        if word[:1].isascii() and word[:1].isalnum():
            escaped = rf"(?<![a-z0-9]){escaped}"
        if word[-1:].isascii() and word[-1:].isalnum():
            escaped = rf"{escaped}(?![a-z0-9])"
        parts.append(escaped)
    return re.compile("|".join(parts) or r"(?!)")


def _words(pairs: Iterable[tuple[str, str]]) -> Words:
    meaning: dict[str, list[str]] = {}
    for word, name in pairs:
        names = meaning.setdefault(word, [])
        if name not in names:
            names.append(name)
    return Words(word_pattern(meaning), {word: tuple(names) for word, names in meaning.items()})
