"""What went wrong, where, and what to do about it.

Every refusal of Monazite is built from :class:`Fault` records: where the fault sits, what was
found there, what was expected, why it matters and what to try. A file with seven faults raises one
error that lists all seven. Messages are public interface and are tested like results.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

MOST_FAULTS_LISTED = 200
"""How many faults one error lists; the number of further ones is said."""

_WORDS = {
    "en": {"found": "found", "expected": "expected", "because": "because", "try": "try"},
    "zh": {"found": "发现", "expected": "应为", "because": "原因", "try": "建议"},
}
_LABEL_WIDTH = {"en": 10, "zh": 4}
_LONGEST_WORD_COMPARED = 80
_FURTHER_OFF = 0.15


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place?

    where    : the place: file, line and key of a definition, or node and month of a result
    found    : what stood there, quoted and shortened if need be
    expected : what would have been accepted
    because  : why it matters (None if that is plain)
    advice   : what to do next (None if nothing better than `expected` can be said)
    """

    where: str
    found: str
    expected: str
    because: str | None = None
    advice: str | None = None

    def text(self, lang: str = "en") -> str:
        """How does this fault read on several lines, with field words in `lang` (en or zh)?

        The content stays as written (English); only the four field words are translated.
        Raises ValueError for any other language.
        """
        if lang not in _WORDS:
            raise ValueError(f'language "{lang}" is not one of en, zh')
        words, width = _WORDS[lang], _LABEL_WIDTH[lang]
        lines = [self.where]
        for key, content in (
            ("found", self.found),
            ("expected", self.expected),
            ("because", self.because),
            ("try", self.advice),
        ):
            if content:
                hanging = "\n" + " " * (2 + (10 if lang == "en" else 6))
                label = words[key] + " " * (width - len(words[key]))
                lines.append(f"  {label}{hanging.join(content.splitlines())}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, str | None]:
        """What is the one JSON shape of a fault, for web and command line?"""
        return {
            "where": self.where,
            "found": self.found,
            "expected": self.expected,
            "because": self.because,
            "advice": self.advice,
        }

    def __str__(self) -> str:
        return self.text("en")


class MonaziteError(Exception):
    """What did Monazite refuse, with all faults found at once?

    faults : at least one :class:`Fault`, in the order in which they stand in the file or result.
    Survives pickling, so that a failed member of an ensemble can be reported from its worker.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        if not self.faults:
            raise TypeError("an error needs at least one fault to report")
        super().__init__(self.faults)

    @classmethod
    def one(
        cls,
        *,
        where: str,
        found: str,
        expected: str,
        because: str | None = None,
        advice: str | None = None,
    ) -> Self:
        """How is an error with a single fault built?"""
        return cls((Fault(where, found, expected, because, advice),))

    def text(self, lang: str = "en") -> str:
        """How does the whole error read, in `lang` (en or zh)?"""
        shown = "\n\n".join(fault.text(lang) for fault in self.faults)
        if len(self.faults) == 1:
            return shown
        count = len(self.faults)
        head = f"{count} faults" if lang == "en" else f"{count} 处错误"
        return f"{head}\n\n{shown}"

    def __str__(self) -> str:
        return self.text("en")


class DefinitionError(MonaziteError, ValueError):
    """Is a definition (YAML, CSV, a code, a month) written wrongly?"""


class UnknownNameError(MonaziteError, ValueError):
    """Was something asked for by a name that nothing carries?"""


class BasisError(MonaziteError, ValueError):
    """Were quantities of different unit or content basis mixed?"""


class DataError(MonaziteError):
    """Do data contradict each other, or is a number needed that is absent?"""


class NetworkError(MonaziteError):
    """Can a world not be turned into a market network?"""


class StorageError(MonaziteError):
    """Can a stored run not be written, read or trusted?"""


class SolveError(MonaziteError):
    """Did a month fail to clear although the caller asked for numbers?"""


def listed(faults: Iterable[Fault], where: str) -> tuple[Fault, ...]:
    """Which faults are shown if there are very many? The first ones, then how many more there are.

    where : the file or result all of them belong to
    """
    known = tuple(faults)
    if len(known) <= MOST_FAULTS_LISTED:
        return known
    more = len(known) - MOST_FAULTS_LISTED
    rest = Fault(where, f"{more} more faults, not listed", "none", advice="mend these first")
    return (*known[:MOST_FAULTS_LISTED], rest)


def near_misses(word: str, candidates: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Which known names did the writer probably mean?

    Compares without regard to case, spaces, hyphens and underscores; best first, at most `count`
    names, empty if nothing is close. Words beyond 80 characters are not compared.
    """
    if not word or len(word) > _LONGEST_WORD_COMPARED:
        return ()
    by_form: dict[str, list[str]] = {}
    for name in candidates:
        names = by_form.setdefault(_bare(name), [])
        if name not in names:
            names.append(name)
    form = _bare(word)
    close = difflib.get_close_matches(form, by_form, n=count, cutoff=0.6)
    if close:
        best = _likeness(form, close[0])
        close = [other for other in close if _likeness(form, other) >= best - _FURTHER_OFF]
    if len(form) >= 3:
        close += [other for other in by_form if other.startswith(form) and other not in close]
    return tuple(name for other in close for name in by_form[other])[:count]


def suggestion(word: str, candidates: Iterable[str]) -> str | None:
    """Is there a "did you mean ..." for a misspelt word? None if no candidate is close."""
    close = near_misses(word, candidates)
    return f"did you mean {' or '.join(close)}?" if close else None


def unknown_name(where: str, word: str, candidates: Iterable[str], kind: str) -> UnknownNameError:
    """How is an unknown name refused, with its near misses?

    where      : the place of the request, such as `economy()` or `scenario x.yaml, line 3`
    word       : the name that nothing carries
    candidates : all names there are
    kind       : what the names are names of, in the singular: "economy", "good", "group"

    Returned, not raised, so that callers write `raise unknown_name(...)`.
    """
    names = list(dict.fromkeys(candidates))
    shown = ", ".join(names[:12]) + (f", ... ({len(names)} in all)" if len(names) > 12 else "")
    return UnknownNameError.one(
        where=where,
        found=f"{kind} {quoted(word)}",
        expected=f"one of {shown}" if names else f"nothing: no {kind} is defined",
        because="a misspelt name must not pass as a new one",
        advice=suggestion(word, names),
    )


def quoted(value: object, longest: int = 60) -> str:
    """How is a found value shown in a message: in quotes, on one line, printable, shortened?"""
    text = value if isinstance(value, str) else str(value)
    if len(text) > longest:
        text = text[: longest - 3] + "..."
    if text.isprintable():
        return f'"{text}"'
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return f'"{shown}"'


def _likeness(word: str, other: str) -> float:
    return difflib.SequenceMatcher(None, other, word).ratio()


def _bare(name: str) -> str:
    return "".join(c for c in name.casefold() if c not in " -_./")
