"""The words by which texts name elements, materials and forms, in Chinese and English.

The word lists stand in ``lexicon/*.yaml``. Each list becomes one index, longest words first;
English words match whole words only, Chinese words anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from monazite.kept_readings import read_once
from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.form import FormName, forms

_BLANKS = re.compile(r"\s+")
_FOLDER = Path(__file__).parent / "lexicon"

Symbol = Annotated[str, Bounds(pattern=r"^[A-Z][a-z]?$")]


class WrittenMaterial(LightDefinition):
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


class _Materials(LightDefinition):
    materials: tuple[WrittenMaterial, ...]


class ElementGroup(LightDefinition):
    """Which elements may a group word mean?"""

    id: str
    elements: tuple[Symbol, ...]
    words: tuple[str, ...]


class _Elements(LightDefinition):
    elements: dict[Symbol, tuple[str, ...]]
    groups: tuple[ElementGroup, ...]


class WordIndex:
    """Which words of a list stand in a text? Looked up by their first English word or signs.

    English words match whole words only, Chinese words anywhere. The time it takes grows with the
    text, not with the list.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._last: dict[str, tuple[tuple[int, int, str], ...]] = {}
        starts: dict[str, list[_Word]] = {}
        for word in sorted(set(words), key=lambda word: (-len(word), word)):
            if word:
                entry = (word, len(word), word[0] in _LETTERS, word[-1] in _LETTERS)
                run = _RUN.match(word)
                starts.setdefault(word[:2] if run is None else run[0], []).append(entry)
        self._at = {start: tuple(found) for start, found in starts.items()}
        self._signs = frozenset(start[0] for start in starts) - _LETTERS

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Where do words stand, from left to right, longest first, none inside another?"""
        past = 0
        found = []
        for start, end, word in self.standing(text):
            if start >= past:
                past = end
                found.append((start, end, word))
        return found

    def all_in(self, text: str) -> frozenset[str]:
        """Which words stand in the text anywhere, also inside longer ones?"""
        return frozenset(word for _, _, word in self.standing(text))

    def standing(self, text: str) -> tuple[tuple[int, int, str], ...]:
        """Where do which words stand, also inside longer ones? From left to right, longest first.

        The last texts are remembered.
        """
        found = self._last.get(text)
        if found is None:
            if len(self._last) >= _LAST_TEXTS:
                self._last.clear()
            found = self._last[text] = tuple(self._standing(text))
        return found

    def _standing(self, text: str) -> list[tuple[int, int, str]]:
        at, signs, length = self._at, self._signs, len(text)
        found = []
        for match in _START.finditer(text):
            first = match[0]
            if first[0] in _LETTERS:
                entries = at.get(first)
                if entries is None:
                    continue
                position = match.start()
            elif first in signs:
                position = match.start()
                entries = (*at.get(text[position : position + 2], ()), *at.get(first, ()))
            else:
                continue
            for word, size, front, back in entries:
                end = position + size
                if (
                    text.startswith(word, position)
                    and not (back and end < length and text[end] in _LETTERS)
                    and not (front and position and text[position - 1] in _LETTERS)
                ):
                    found.append((position, end, word))
        return found


_Word = tuple[str, int, bool, bool]
_LAST_TEXTS = 64
_RUN = re.compile(r"[a-z0-9]+")
_START = re.compile(r"(?<![a-z0-9])[a-z0-9]+|[^a-z0-9\s\x00-\x02]")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


@dataclass(frozen=True)
class Words:
    """A list of words with what they mean: find them in a text, longest first.

    index : looks for the words of all lists at once
    """

    index: WordIndex
    meaning: Mapping[str, tuple[str, ...]]

    def find(
        self, text: str, taken: Sequence[tuple[int, int]] = ()
    ) -> list[tuple[int, int, tuple[str, ...]]]:
        """Where do words of the list stand in a text, and what do they mean? (start, end, ids)

        taken : stretches of the text that have been read already and count no more
        """
        past = 0
        found = []
        for start, end, word in self.index.standing(text):
            ids = self.meaning.get(word)
            if ids is None or start < past:
                continue
            if any(start < high and low < end for low, high in taken):
                continue
            past = end
            found.append((start, end, ids))
        return found


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
    return read_once("lexicon", _read)


def _read() -> Lexicon:
    from monazite.policy.quick_yaml import read_record

    elements = read_record(_FOLDER / "elements.yaml", _Elements)
    materials = read_record(_FOLDER / "materials.yaml", _Materials).materials
    element = _meaning((word, symbol) for symbol, ws in elements.elements.items() for word in ws)
    group = _meaning((word, one.id) for one in elements.groups for word in one.words)
    material = _meaning((w, one.id) for one in materials for word in one.words for w in both(word))
    form = _meaning(
        (w, one.id) for one in forms().values() for word in one.words for w in both(word)
    )
    index = WordIndex((*element, *group, *material, *form))
    return Lexicon(
        elements=Words(index, element),
        groups=Words(index, group),
        materials=Words(index, material),
        forms=Words(index, form),
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
    return read_once("element_names", _read_element_names)


def _read_element_names() -> dict[str, tuple[str, str]]:
    from monazite.policy.quick_yaml import read_record

    written = read_record(_FOLDER / "elements.yaml", _Elements).elements
    found = {}
    for symbol, words in written.items():
        english = next((word for word in words if word.isascii()), symbol)
        chinese = next((word for word in words if not word.isascii()), symbol)
        found[symbol] = (english, chinese)
    return found


class _PlainWords(LightDefinition):
    no_thing: tuple[str, ...]
    quantities: tuple[str, ...]
    traditional: dict[str, str]


@lru_cache(maxsize=1)
def _plain_words() -> _PlainWords:
    return read_once("plain_words", _read_plain_words)


def _read_plain_words() -> _PlainWords:
    from monazite.policy.quick_yaml import read_record

    return read_record(_FOLDER / "plain_words.yaml", _PlainWords)


@lru_cache(maxsize=1)
def words_without_a_thing() -> frozenset[str]:
    """Which words of a description name no thing: units, packing, words of trade and quality?"""
    return frozenset(_plain_words().no_thing)


@lru_cache(maxsize=1)
def quantity_words() -> re.Pattern[str]:
    """Which words name a quantity, though a part of them alone would name a thing?"""
    longest_first = sorted(_plain_words().quantities, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in longest_first))


@lru_cache(maxsize=1)
def simplified() -> Mapping[int, str]:
    """Return the table that turns traditional characters of the word lists into simplified ones."""
    return {ord(old): new for old, new in _plain_words().traditional.items()}


def normalised(text: str) -> str:
    """Return a text as word lists see it: half-width, lower case, single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKC", text).casefold().translate(simplified())
    return _BLANKS.sub(" ", plain).strip()


def _meaning(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    meaning: dict[str, dict[str, None]] = {}
    for word, name in pairs:
        meaning.setdefault(word, {})[name] = None
    return {word: tuple(names) for word, names in meaning.items()}
