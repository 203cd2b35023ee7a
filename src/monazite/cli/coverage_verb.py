"""`monazite coverage`: what of the founding list and of each act is encoded, and what is not?"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from monazite.cli.command import Option
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json, print_table
from monazite.cli.words import help_text, words
from monazite.present.catalogue import Catalogue, Language

if TYPE_CHECKING:
    from monazite.policy.coverage import Coverage

NAME = "coverage"


class Part(StrEnum):
    """Which part of the coverage is shown as text?"""

    SUMMARY = "summary"
    ROWS = "rows"
    ACTS = "acts"


def answer(
    part: Annotated[Part, Option("--show", help=help_text("coverage_show"))] = Part.SUMMARY,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Say what is encoded; JSON holds all parts at once."""
    from monazite.policy.coverage import coverage

    found, say = coverage(), words(lang.value)
    if form is Form.JSON:
        print_json(found.as_json())
        return 0
    if part is Part.ROWS:
        _rows(found, say, lang.value)
    elif part is Part.ACTS:
        _acts(found, say, lang.value)
    else:
        _summary(found, say)
    print()
    print(say.say("coverage.silence"))
    return 0


def _summary(found: Coverage, say: Catalogue) -> None:
    print(say.say("coverage.rows", count=len(found.rows)))
    print_table(
        [say.say("coverage.outcome"), say.say("coverage.count")],
        [
            [say.say(f"coverage.outcome.{name}"), str(count)]
            for name, count in found.by_outcome.items()
        ],
        "lr",
    )
    print()
    print(say.say("coverage.acts", count=len(found.acts)))
    columns = ("total", "encoded", "partial", "listed")
    print_table(
        [say.say("coverage.issuer"), *(say.say(f"coverage.state.{name}") for name in columns)],
        [
            [issuer, *(str(counts[name]) for name in columns)]
            for issuer, counts in found.by_issuer.items()
        ],
        "lrrrr",
    )


def _rows(found: Coverage, say: Catalogue, lang: Language) -> None:
    """Print each row of the founding list with where it is, or why it is not there."""
    for row in found.rows:
        outcome = say.say(f"coverage.outcome.{row.outcome}")
        print(f"{row.id}  {row.name.text(lang)}")
        print(f"  {outcome}: {' '.join(row.references)}".rstrip().removesuffix(":"))
        also = found.named_by.get(row.id, ())
        if also:
            print(say.say("coverage.also", acts=" ".join(also)))
        if row.reason is not None:
            print(f"  {row.reason.text(lang)}")


def _acts(found: Coverage, say: Catalogue, lang: Language) -> None:
    """Print each act with how much of it is encoded, and what is missing."""
    for act in found.acts:
        state = say.say(f"coverage.state.{act.state}")
        print(f"{act.act}  {act.title.text(lang)}  [{state}]")
        for part in act.missing:
            print(f"  - {part.text(lang)}")
        for left in act.left_out:
            reason = say.say(f"coverage.because.{left.because}")
            print(f"  · {left.says.text(lang)} ({reason})")
