"""Strict YAML: text to a tree of values that knows its line numbers.

A definition is read as a lawyer reads it: what is written is what is meant. Only `true` and
`false` are truth values, dates and times stay text, `NO` is Norway, a number with a leading zero is
a code and therefore text. Tags, anchors, aliases, merge keys, several documents in one file,
duplicate keys and values that are not finite are faults. Nothing is ever executed.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from monazite.errors import MOST_FAULTS_LISTED, DefinitionError, Fault, listed, quoted
from monazite.text_file import LARGEST_DEFINITION, read_text, require_plain, shown_path

DEEPEST_LEVEL = 40
"""How many maps and lists may lie inside one another."""

LONGEST_NUMBER = 40
"""Longest number, in characters; longer ones are codes and belong in quotes."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_NOTHING = ("", "~", "null", "Null", "NULL")
_LARGEST_INTEGER = 10**18
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_\-]+")

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """What is written at one place of a definition, and on which line?

    line      : first line of the value, from 1
    value     : text, number, truth value or None; a tuple of nodes; or a mapping key -> node
    written   : the text as it stands in the file (scalars only)
    key_lines : key -> line of the key (mappings only)
    broken    : the place already has a fault; what follows from it is not worth reporting
    """

    line: int
    value: Scalar | tuple[Node, ...] | Mapping[str, Node]
    written: str = ""
    key_lines: Mapping[str, int] = field(default_factory=dict)
    broken: bool = False

    def plain(self) -> Any:
        """What are the bare values: dict, list, text, number, truth value, None?"""
        if isinstance(self.value, Mapping):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value


@dataclass(frozen=True, slots=True)
class Tree:
    """What does a whole definition say, and which faults has it already?"""

    where: str
    root: Node
    faults: tuple[Fault, ...]


def key_path(parts: tuple[str | int, ...]) -> str:
    """How is a place inside a definition written? ("goods", 2, "hs") is `goods[2].hs`."""
    shown = ""
    for part in parts:
        if isinstance(part, int):
            shown += f"[{part}]"
        elif _PLAIN_KEY.fullmatch(part):
            shown += f".{part}" if shown else part
        else:
            shown += f"[{quoted(part, longest=30)}]"
    return shown


def place(where: str, line: int, parts: tuple[str | int, ...]) -> str:
    """How is the place of a fault named: file, line and key?"""
    return f"{where}, line {line}" + (f", key `{key_path(parts)}`" if parts else "")


def read_yaml(path: str | os.PathLike[str]) -> Node:
    """What does a YAML file say, value by value with line numbers?

    Raises DefinitionError with all faults of form (see the head of this module); the contents are
    checked by :func:`monazite.definition.read_definition`.
    """
    tree = read_tree(path)
    if tree.faults:
        raise DefinitionError(tree.faults)
    return tree.root


def read_tree(path: str | os.PathLike[str]) -> Tree:
    """What does a YAML file say, faults of form included rather than raised?

    Raises DefinitionError only where nothing can be read at all: no file, bad syntax.
    """
    return parse_tree(read_text(path, LARGEST_DEFINITION), shown_path(path))


def parse_tree(text: str, where: str, *, loader: Any = None) -> Tree:
    """The same as `read_tree` for text at hand.

    loader : parser of PyYAML whose events are used; by default the fast one where it is built.
    """
    require_plain(text, where)
    builder = _Builder(where)
    try:
        for event in yaml.parse(text, Loader=loader or _FASTEST):
            builder.take(event)
            if builder.stopped or len(builder.faults) > MOST_FAULTS_LISTED:
                raise DefinitionError(listed(builder.faults, where))
    except DefinitionError:
        raise
    except yaml.MarkedYAMLError as error:
        raise DefinitionError((*builder.faults, _syntax_fault(error, where))) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        fault = Fault(where, f"text that is not YAML ({error})", "a YAML document")
        raise DefinitionError((*builder.faults, fault)) from None
    if builder.root is None:
        if not builder.faults:
            builder.fault(1, "an empty file", "a YAML document")
        raise DefinitionError(builder.faults)
    return Tree(where, builder.root, tuple(builder.faults))


_FASTEST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _syntax_fault(error: yaml.MarkedYAMLError, where: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    line = f", line {mark.line + 1}" if mark is not None else ""
    problem = error.problem or "text that is not YAML"
    advice = None
    if "\\t" in problem or "tab" in problem.casefold():
        advice = "indent with spaces, not tabs"
    elif "mapping values are not allowed" in problem:
        advice = "put text that holds a colon and a space in quotes"
    elif "alias" in problem or "anchor" in problem:
        advice = "put text that begins with * or & in quotes"
    return Fault(where + line, problem, "a YAML document", advice=advice)


@dataclass(slots=True)
class _Open:
    """A map or list whose end has not been read yet."""

    line: int
    is_map: bool
    broken: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)
    key: str | None = None
    key_wanted: bool = True
    dropped: bool = False


class _Builder:
    """Puts parser events together, without recursion and without YAML's own guesses."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.faults: list[Fault] = []
        self.root: Node | None = None
        self.stopped = False
        self._open: list[_Open] = []
        self._documents = 0

    def fault(self, line: int, found: str, expected: str, **more: str | None) -> None:
        """Note a fault at the place reached."""
        parts = tuple(self._parts())
        self.faults.append(Fault(place(self.where, line, parts), found, expected, **more))

    def take(self, event: Any) -> None:
        """Use one parser event."""
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._start_document(event, line)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.AliasEvent):
            self._refuse_link(line, "alias", event.anchor)
            self._put(Node(line, None, broken=True), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()

    def _parts(self) -> Iterator[str | int]:
        for level in self._open:
            if not level.is_map:
                yield len(level.items)
            elif level.key is not None:
                yield level.key

    def _start_document(self, event: Any, line: int) -> None:
        self._documents += 1
        if self._documents == 2:
            self.fault(line, "a second document", "one document in a file")
        if event.version or event.tags:
            self.fault(line, "a % directive", "a plain YAML document")

    def _start(self, event: Any, line: int) -> None:
        broken = self._refuse_tag(event, line)
        is_map = isinstance(event, yaml.MappingStartEvent)
        if self._key_is_due():
            self.fault(line, "a key that is itself a map or list", "a key written as plain text")
            broken = True
        if len(self._open) >= DEEPEST_LEVEL:
            self.fault(line, f"more than {DEEPEST_LEVEL} levels", "a flatter definition")
            self.stopped = True
        self._open.append(_Open(line, is_map, broken))

    def _end(self) -> None:
        level = self._open.pop()
        if level.is_map:
            node = Node(level.line, level.entries, "", level.key_lines, level.broken)
        else:
            node = Node(level.line, tuple(level.items), broken=level.broken)
        self._put(node, level.line)

    def _scalar(self, event: Any, line: int) -> None:
        text = event.value
        broken = self._refuse_tag(event, line)
        if any("\ud800" <= c <= "\udfff" for c in text):
            self.fault(line, "half of a character pair", "whole characters")
            broken, text = True, ""
        if self._key_is_due():
            self._open_key(text, event, line, broken)
            return
        value: Scalar = text
        if not event.style and not broken:
            problem = _number_problem(text)
            if problem is None:
                value = _resolve(text)
            else:
                self.fault(line, *problem, advice="if text is meant, put it in quotes")
                broken = True
        self._put(Node(line, value, text, broken=broken), line)

    def _key_is_due(self) -> bool:
        return bool(self._open) and self._open[-1].is_map and self._open[-1].key_wanted

    def _open_key(self, text: str, event: Any, line: int, broken: bool) -> None:
        level = self._open[-1]
        level.key_wanted = False
        level.dropped = broken
        if not event.style and text in (*_NOTHING, "<<"):
            found = "the merge key <<" if text == "<<" else "a key without a name"
            self.fault(line, found, "a key written as text")
            level.dropped = True
        elif text in level.entries:
            level.key = text
            self.fault(
                line,
                f"key {quoted(text)} a second time (first on line {level.key_lines[text]})",
                "every key once",
                because="of two values only one would be used, without a word",
                advice="remove or rename one of the two",
            )
            level.dropped = True
        level.key = text
        if not level.dropped:
            level.key_lines[text] = line

    def _put(self, node: Node, line: int) -> None:
        if not self._open:
            if self.root is None:
                self.root = node
            return
        level = self._open[-1]
        if not level.is_map:
            level.items.append(node)
        elif level.key_wanted:  # a collection or an alias stands where a key should
            level.key_wanted, level.dropped = False, True
        else:
            if not level.dropped and level.key is not None:
                level.entries[level.key] = node
            level.key, level.key_wanted, level.dropped = None, True, False

    def _refuse_tag(self, event: Any, line: int) -> bool:
        if event.anchor is not None:
            self._refuse_link(line, "anchor", event.anchor)
        if event.tag is None:
            return False
        self.fault(
            line,
            f"the tag {quoted(event.tag)}",
            "a plain value without a tag",
            because="tags can make a program run what a file says",
            advice="remove the tag",
        )
        return True

    def _refuse_link(self, line: int, kind: str, name: str | None) -> None:
        self.fault(
            line,
            f"the {kind} {quoted(name or '')}",
            "values written out where they stand",
            because="a reader must see every value at its place",
            advice="write the value out; text that begins with & or * belongs in quotes",
        )


def _number_problem(text: str) -> tuple[str, str] | None:
    if _NOT_FINITE.fullmatch(text):
        return quoted(text), "a finite number; what is not known is written unknown"
    if not (_INTEGER.fullmatch(text) or _FLOAT.fullmatch(text)):
        return None
    if len(text) > LONGEST_NUMBER:
        return f"a number of {len(text)} characters", f"at most {LONGEST_NUMBER} characters"
    value = _resolve(text)
    if isinstance(value, int) and abs(value) >= _LARGEST_INTEGER:
        return quoted(text), "a whole number of at most 18 digits"
    if isinstance(value, float) and not math.isfinite(value):
        return quoted(text), "a number that fits 64 bits"
    return None


def _resolve(text: str) -> Scalar:
    if text in _NOTHING:
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in ("0x", "0o") else int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
