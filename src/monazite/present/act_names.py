"""How are acts called in a line: numbers in the reader's language, several of one year together?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from monazite.present.catalogue import Language
from monazite.present.timeline import TimelineRow

_NUMBERED = re.compile(r"(\d{4})年第(\d+)号")
_OF_UNION = re.compile(r"\d{4}/\d+")
"""Number of an act of the European Union, which nothing else tells from a date."""


def act_number(number: str, lang: Language) -> str:
    """How is the number of an act written? Chinese announcements get English words in English.

    >>> act_number("2025年第61号", "en"), act_number("48 CFR 225.7018", "en")
    ('2025 No. 61', '48 CFR 225.7018')
    >>> act_number("2024/1252", "en")
    'EU 2024/1252'
    """
    if _OF_UNION.fullmatch(number):
        return f"欧盟{number}" if lang == "zh" else f"EU {number}"
    match = _NUMBERED.fullmatch(number)
    if match is None or lang == "zh":
        return number
    return f"{match.group(1)} No. {int(match.group(2))}"


def short_name(row: TimelineRow, lang: Language) -> tuple[str, str]:
    """What is a row called in bold, and what beside it? (name, rest); the rest may be empty.

    The number where there is one, without what the title only repeats of it.
    """
    number = act_number(row.number, lang)
    title = row.title.strip()
    if not number:
        head, sep, rest = title.partition(": " if lang == "en" else "：")
        return (head, rest.strip()) if sep and len(head) < 40 else (title, "")
    return number, _rest(title)


def _rest(title: str) -> str:
    """Return what a title says after the number that begins it."""
    for sep in (": ", "："):
        head, found, rest = title.partition(sep)
        if found and any(letter.isdigit() for letter in head):
            return rest[:1].lower() + rest[1:] if rest[1:2].islower() else rest
    inside = re.search(r"号（(.+)）$", title)
    if inside is not None:
        return inside.group(1)
    return "" if _NUMBERED.search(title) else title


def joined_numbers(rows: Iterable[TimelineRow], lang: Language) -> tuple[str, int]:
    """How are the numbers of several acts written together, and how many acts have none?

    >>> joined_numbers((), "en")
    ('', 0)
    """
    years: dict[str, list[int]] = {}
    unnumbered: set[str] = set()
    for row in rows:
        match = _NUMBERED.fullmatch(row.number)
        if match is None:
            unnumbered.add(row.act)
        elif int(match.group(2)) not in years.setdefault(match.group(1), []):
            years[match.group(1)].append(int(match.group(2)))
    parts = []
    for year, numbers in sorted(years.items()):
        runs = _runs(sorted(numbers))
        if lang == "zh":
            parts.append(f"{year}年第{'、'.join(runs)}号")
        else:
            parts.append(f"{year} {'No.' if len(numbers) == 1 else 'Nos'} {', '.join(runs)}")
    return ("；" if lang == "zh" else "; ").join(parts), len(unnumbered)


def _runs(numbers: list[int]) -> list[str]:
    """Return numbers as text, three and more in a row as a range."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    told: list[str] = []
    for run in found:
        told += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return told
