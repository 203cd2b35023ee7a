"""Which words does the command line use, in English and Chinese?

All of them stand in ``locale.yaml``: key -> {en, zh}. Commands print in the language of their
option ``--lang``; help texts, which are made before options are read, in the one named by
MONAZITE_LANG, or else in Chinese where the terminal's own language is Chinese.
"""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files

from monazite.kept_readings import read_once
from monazite.present.catalogue import LANGUAGES, Catalogue, Language

_TERMINAL = ("LC_ALL", "LC_MESSAGES", "LANG")


def usual_language() -> Language:
    """Which language does this terminal want when none is asked for?"""
    asked = os.environ.get("MONAZITE_LANG", "")
    for language in LANGUAGES:
        if asked == language:
            return language
    terminal = next((os.environ[name] for name in _TERMINAL if os.environ.get(name)), "")
    return "zh" if terminal.startswith("zh") else "en"


@cache
def words(language: Language) -> Catalogue:
    """Return the words of the command line in one language."""
    texts = read_once("words_of_commands", _read)
    return Catalogue(language, {key: entry[language] for key, entry in texts.items()})


def _read() -> dict[str, dict[str, str]]:
    import yaml

    text = files("monazite.cli").joinpath("locale.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, dict[str, str]] = yaml.load(text, Loader=loader)
    return found


def help_text(key: str) -> str:
    """Return a help text in the terminal's usual language."""
    return words(usual_language()).say(f"help.{key}")
