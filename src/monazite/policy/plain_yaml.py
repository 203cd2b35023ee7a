"""The plain values of a faultless definition file, read faster than the strict tree.

Same meaning of every value as :mod:`monazite.yaml_tree` (a test holds the two together over the
whole library). Whatever is not plainly right (tags, anchors, duplicate keys, odd numbers, a second
document) makes this reader give up; the strict one then says what is wrong and where.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALAR, _MAP, _LIST, _END, _OTHER, _BAD = range(6)
_KIND = {
    yaml.ScalarEvent: _SCALAR,
    yaml.MappingStartEvent: _MAP,
    yaml.SequenceStartEvent: _LIST,
    yaml.MappingEndEvent: _END,
    yaml.SequenceEndEvent: _END,
    yaml.StreamStartEvent: _OTHER,
    yaml.StreamEndEvent: _OTHER,
    yaml.DocumentStartEvent: _OTHER,
    yaml.DocumentEndEvent: _OTHER,
    yaml.AliasEvent: _BAD,
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,16})")
_FLOAT = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]{0,16})\.[0-9]{1,17}|\.[0-9]{1,17})")
_FIRST_OF_NUMBERS = frozenset("-+.0123456789")
_NUMERIC = re.compile(r"[-+.]?[0-9]")
_ODD = re.compile(r"[-+.0-9][-+.0-9eExXoO_a-fA-F]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: dict[str, Any] = {
    "true": True,
    "false": False,
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
}
_DEEPEST = 40
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?")


class _GivesUp(Exception):
    """Something that only the strict reader may judge."""


def plain_values(text: str) -> Any:
    """What are the values of a YAML text: dict, list, text, numbers, truth values, None?

    Returns None if the text is not plainly right; nothing is raised.
    """
    try:
        return _build(text)
    except (_GivesUp, yaml.YAMLError, ValueError, RecursionError):
        return None


def _build(text: str) -> Any:
    stack: list[Any] = []
    keys: list[str | None] = []
    holder: Any = None
    key: str | None = None
    root: Any = None
    documents = 0
    event: Any = None
    next_event = _LOADER(text).get_event  # yaml.parse asks twice for each event
    while type(event) is not yaml.StreamEndEvent:
        event = next_event()
        kind = _KIND[type(event)]
        if kind == _SCALAR:
            if event.tag is not None or event.anchor is not None:
                raise _GivesUp
            value: Any = event.value
            if type(holder) is dict and key is None:
                if value in holder or (not event.style and (value in _WORDS or value == "<<")):
                    raise _GivesUp
                key = value
                continue
            if not event.style:
                value = _plain(value)
        elif kind == _END:
            value = holder
            holder, key = stack.pop(), keys.pop()
        elif kind in (_MAP, _LIST):
            if event.tag is not None or event.anchor is not None or len(stack) >= _DEEPEST:
                raise _GivesUp
            if type(holder) is dict and key is None:
                raise _GivesUp
            stack.append(holder)
            keys.append(key)
            holder, key = ({} if kind == _MAP else []), None
            continue
        elif kind == _OTHER:
            if type(event) is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1 or event.version or event.tags:
                    raise _GivesUp
            continue
        else:
            raise _GivesUp
        if type(holder) is dict:
            holder[key] = value
            key = None
        elif type(holder) is list:
            holder.append(value)
        else:
            root = value
    return root


def _plain(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST_OF_NUMBERS or (text[0] != "." and not _NUMERIC.match(text)):
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _DAY.fullmatch(text):
        return text
    if _ODD.fullmatch(text):
        raise _GivesUp
    return text
