"""Both languages say everything, with the same fields and without words that take a side."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import monazite.present
from monazite.present.catalogue import LANGUAGES, catalogue

REFUSED = {
    "en": ("weaponis", "weaponiz", "chokehold", "de-risk", "!", "—", "color", "analyz"),
    "zh": ("制裁大棒", "卡脖子", "反制利器", "！"),
}


def test_both_languages_have_the_same_keys() -> None:
    en, zh = catalogue("en"), catalogue("zh")
    assert set(en.texts) == set(zh.texts)


def test_texts_have_the_same_fields_in_both_languages() -> None:
    en, zh = catalogue("en"), catalogue("zh")
    assert [key for key in en.texts if en.fields(key) != zh.fields(key)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_takes_a_side(language: str) -> None:
    for key, text in catalogue(language).texts.items():
        assert text.strip() or key.startswith("word."), key
        assert not any(word in text for word in REFUSED[language]), key


def test_chinese_texts_are_chinese() -> None:
    plain = {"page.stamp_right"}
    for key, text in catalogue("zh").texts.items():
        bare = re.sub(r"\{[a-z_]+\}|Monazite|CSV", "", text)
        if key in plain or not re.search(r"[a-z]{4}", bare):
            continue
        assert re.search(r"[\u4e00-\u9fff]", text), key


def test_every_key_named_in_the_code_exists() -> None:
    folder = Path(monazite.present.__file__).parent
    words = catalogue("en")
    for path in [*folder.rglob("*.py"), *folder.rglob("*.j2")]:
        for key in re.findall(r"say\(\s*[\"']([a-z_.]+)[\"']", path.read_text(encoding="utf-8")):
            assert words.has(key), f"{path.name}: {key}"


def test_every_claim_that_is_made_has_a_text() -> None:
    folder = Path(monazite.present.__file__).parent
    made = set()
    for path in folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        made |= set(re.findall(r"Claim\(\s*\"([a-z_]+)\"", text))
    words = catalogue("en")
    assert made and all(words.has(f"claim.{key}") for key in made)


def test_asking_for_what_is_not_there_is_an_error() -> None:
    words = catalogue("en")
    with pytest.raises(KeyError):
        words.say("no.such.key")
    with pytest.raises(KeyError):
        words.say("claim.flows", element="x")
    with pytest.raises(ValueError, match="fr"):
        catalogue("fr")  # type: ignore[arg-type]
