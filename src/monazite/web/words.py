"""Which words do the pages use, in English and Chinese?

They stand in ``locale/*.yaml``, one file per page: key -> {en, zh}. What the report or the law's
explanations already say (states, grades, stages, elements, places, end uses) is taken from their
catalogues and never said twice.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from monazite.kept_readings import read_once
from monazite.policy.sentences import sentences
from monazite.present.catalogue import LANGUAGES, Catalogue, Language
from monazite.present.catalogue import catalogue as report_catalogue


@cache
def entries() -> dict[str, dict[str, str]]:
    """Which texts stand in the files? key -> language -> text; ValueError for a key twice."""
    return read_once("words_of_pages", _read_entries)


def _read_entries() -> dict[str, dict[str, str]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, dict[str, str]] = {}
    folder = files("monazite.web").joinpath("locale")
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        for key, texts in yaml.load(file.read_text(encoding="utf-8"), Loader=loader).items():
            if key in found:
                raise ValueError(f"text {key} stands twice, the second time in {file.name}")
            if set(texts) != set(LANGUAGES):
                raise ValueError(f"text {key} in {file.name} has not the languages en and zh")
            found[key] = texts
    return found


@cache
def words(language: Language) -> Catalogue:
    """Which catalogue serves the pages in one language?

    The report's texts, the law's sentences, and our own over them.

    Raises ValueError for a language that has none.
    """
    report = report_catalogue(language).texts
    law = {key: texts.text(language) for key, texts in sentences().items()}
    own = {key: texts[language] for key, texts in entries().items()}
    return Catalogue(language, {**report, **law, **own})
