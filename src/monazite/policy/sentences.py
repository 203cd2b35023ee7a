"""Sentences of explanations in English and Chinese, from ``lexicon/sentences.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from monazite.errors import DefinitionError
from monazite.kept_readings import read_once
from monazite.labels import Label


@lru_cache(maxsize=1)
def sentences() -> Mapping[str, Label]:
    """Return all sentences: key -> text in both languages. Raises DefinitionError if unreadable."""
    return read_once("sentences", _read)


def _read() -> dict[str, Label]:
    from monazite.policy.plain_yaml import plain_values

    path = Path(__file__).parent / "lexicon" / "sentences.yaml"
    content = plain_values(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise DefinitionError.one(where=path.name, found="faulty YAML", expected="key: {en, zh}")
    return {key: Label(entry["en"], entry["zh"]) for key, entry in content.items()}


def say(key: str, lang: str, **values: object) -> str:
    """Return one sentence in `lang`, its gaps filled in."""
    text = sentences()[key].text(lang)
    return text.format(**values) if values else text
