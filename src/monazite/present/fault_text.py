"""What does a fault say in Chinese?

Faults are written in English where they are found. Sentences that readers meet often stand in
``locale/faults.yaml`` in both languages; whatever has no Chinese there stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from monazite.errors import Fault

_KIND = re.compile(r"^(?P<kind>[a-z ]+) (?P<name>'.*'|\".*\")$")
_ONE_OF = re.compile(r"^one of (?P<names>.*)$", re.S)
_MORE = re.compile(r", \.\.\. \((?P<count>\d+) in all\)$")
_FIELD = re.compile(r"\{[a-z_]+\}")
_MEANT = re.compile(r"^did you mean (?P<names>.*)\?$", re.S)


@lru_cache(maxsize=1)
def sentences() -> dict[str, str]:
    """Which English sentences of faults have a Chinese one?"""
    return {en: zh for en, zh in _told() if "{" not in en}


@lru_cache(maxsize=1)
def shapes() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Which English sentences with blanks have a Chinese one with the same blanks?

    Those with most words of their own come first, so that the closest one is taken.
    """
    told = sorted(_told(), key=lambda pair: -len(_FIELD.sub("", pair[0])))
    return tuple(
        (re.compile("(?P<".join(_blank(part) for part in re.escape(en).split(r"\{")), re.S), zh)
        for en, zh in told
        if "{" in en
    )


def _told() -> list[tuple[str, str]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    source = files("monazite.present").joinpath("locale", "faults.yaml")
    found = yaml.load(source.read_text(encoding="utf-8"), Loader=loader)
    return [(text["en"], text["zh"]) for text in found.values()]


def _blank(part: str) -> str:
    """Return a piece of a sentence with the blank at its beginning, if any, as a group."""
    name, closed, rest = part.partition(r"\}")
    return f"{name}>.+?){rest}" if closed else part


def fault_text(text: str, language: str) -> str:
    """What does one sentence of a fault say? As it is where it has no other words.

    >>> fault_text("a key that is not known", "en")
    'a key that is not known'
    >>> fault_text("row 12", "zh")
    '第12行'
    """
    if language != "zh":
        return text
    known = sentences().get(text)
    if known is not None:
        return known
    for pattern, words in ((_ONE_OF, "以下之一：{names}"), (_MEANT, "是否为：{names}")):
        found = pattern.match(text)
        if found is not None:
            names = _MORE.sub(r"……（共\g<count>个）", found["names"])
            return words.format(names=names.replace(" or ", "、"))
    for shape, words in shapes():
        found = shape.fullmatch(text)
        if found is not None:
            return words.format(**found.groupdict())
    found = _KIND.match(text)
    kind = sentences().get(found["kind"]) if found is not None else None
    return text if kind is None or found is None else f"{kind}{found['name']}"


def faults_in(faults: Iterable[Fault], language: str) -> tuple[Fault, ...]:
    """Which faults say the same in a language, as far as their sentences have words in it?"""
    if language != "zh":
        return tuple(faults)
    return tuple(
        Fault(
            fault_text(one.where, language),
            fault_text(one.found, language),
            fault_text(one.expected, language),
            None if one.because is None else fault_text(one.because, language),
            None if one.advice is None else fault_text(one.advice, language),
        )
        for one in faults
    )
