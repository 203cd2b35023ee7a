"""The words by which texts name elements, materials and forms, in Chinese and English.

The word lists stand in ``lexicon/*.yaml``. Each list becomes one index, longest words first;
English words match whole words only, Chinese words anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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


class WordIndex:
    """Which words of a list stand in a text? Looked up by their first two letters.

    English words match whole words only, Chinese words anywhere. The time it takes grows with the
    text, not with the list.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._at: dict[str, tuple[_Word, ...]] = {}
        starts: dict[str, list[_Word]] = {}
        for word in sorted(set(words), key=lambda word: (-len(word), word)):
            if word:
                entry = (word, len(word), _letter(word[0]), _letter(word[-1]))
                starts.setdefault(word[:2], []).append(entry)
        self._at = {start: tuple(found) for start, found in starts.items()}

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Where do words stand, from left to right, longest first, none inside another?"""
        at, past, length = self._at, 0, len(text)
        found = []
        for position, start in self._near(text):
            if position >= past:
                word = _first(at[start], text, position, length)
                if word is not None:
                    past = position + len(word)
                    found.append((position, past, word))
        return found

    def all_in(self, text: str) -> frozenset[str]:
        """Which words stand in the text anywhere, also inside longer ones?"""
        at, length = self._at, len(text)
        return frozenset(
            entry[0]
            for position, start in self._near(text)
            for entry in at[start]
            if _stands(entry, text, position, length)
        )

    def _near(self, text: str) -> list[tuple[int, str]]:
        """Return where words of this list may begin, by their first two letters or their only one.

        From left to right; at one place the longer words come first.
        """
        beginnings = _beginnings(text)
        shared = self._at.keys() & beginnings.keys()
        if not shared:
            return []
        found = [(place, -len(start), start) for start in shared for place in beginnings[start]]
        found.sort()
        return [(place, start) for place, _, start in found]


@lru_cache(maxsize=4096)
def _beginnings(text: str) -> dict[str, list[int]]:
    """At which places of a normalised text may words begin? By their first letter or two.

    English words begin where no letter or digit stands before, all others anywhere.
    """
    found: dict[str, list[int]] = {}
    for match in _START.finditer(text):
        place = match.start()
        pair = text[place : place + 2]
        found.setdefault(pair, []).append(place)
        if len(pair) == 2:
            found.setdefault(pair[0], []).append(place)
    return found


_Word = tuple[str, int, bool, bool]
_START = re.compile(r"(?<![a-z0-9])[a-z0-9]|[^a-z0-9\s\x00-\x02]")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


def _letter(sign: str) -> bool:
    return sign in _LETTERS


def _stands(entry: _Word, text: str, position: int, length: int) -> bool:
    """Does a word stand at a position, as a whole word if it is an English one?"""
    word, size, front, back = entry
    if not text.startswith(word, position):
        return False
    if front and position and text[position - 1] in _LETTERS:
        return False
    end = position + size
    return not (back and end < length and text[end] in _LETTERS)


def _first(entries: Iterable[_Word], text: str, position: int, length: int) -> str | None:
    for entry in entries:
        if _stands(entry, text, position, length):
            return entry[0]
    return None


@dataclass(frozen=True)
class Words:
    """A list of words with what they mean: find them in a text, longest first."""

    index: WordIndex
    meaning: Mapping[str, tuple[str, ...]]

    def find(self, text: str) -> list[tuple[int, int, tuple[str, ...]]]:
        """Where do words of the list stand in a text, and what do they mean? (start, end, ids)"""
        return [(start, end, self.meaning[word]) for start, end, word in self.index.find(text)]


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
        materials=_words(
            (w, one.id) for one in materials for word in one.words for w in both(word)
        ),
        forms=_words(
            (w, one.id) for one in forms().values() for word in one.words for w in both(word)
        ),
        material={one.id: one for one in materials},
        group={one.id: one for one in elements.groups},
        goods={good: one.id for one in materials for good in one.good_ids},
    )


def both(word: str) -> tuple[str, ...]:
    """Return a word and, if it is English, its plural with s."""
    return (word, f"{word}s") if word[-1:] in _PLURAL_ENDS and len(word) > 3 else (word,)


_PLURAL_ENDS = frozenset("abcdefghijklmnopqrtuvw")


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


class _PlainWords(Definition):
    no_thing: tuple[str, ...]
    traditional: dict[str, str]


@lru_cache(maxsize=1)
def _plain_words() -> _PlainWords:
    return read_record(_FOLDER / "plain_words.yaml", _PlainWords)


@lru_cache(maxsize=1)
def words_without_a_thing() -> frozenset[str]:
    """Which words of a description name no thing: units, packing, words of trade and quality?"""
    return frozenset(_plain_words().no_thing)


@lru_cache(maxsize=1)
def simplified() -> Mapping[int, str]:
    """Return the table that turns traditional characters of the word lists into simplified ones."""
    return {ord(old): new for old, new in _plain_words().traditional.items()}


def _words(pairs: Iterable[tuple[str, str]]) -> Words:
    meaning: dict[str, list[str]] = {}
    for word, name in pairs:
        names = meaning.setdefault(word, [])
        if name not in names:
            names.append(name)
    return Words(WordIndex(meaning), {word: tuple(names) for word, names in meaning.items()})
