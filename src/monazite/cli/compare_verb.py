"""`monazite compare A B`: in what does the second run differ from the first?"""

from __future__ import annotations

from typing import Annotated

from monazite.cli.command import Argument
from monazite.cli.options import (
    USUAL_TONGUE,
    Form,
    FormOption,
    LargestOption,
    TongueOption,
)
from monazite.cli.output import number, print_json, print_table
from monazite.cli.words import help_text, words

NAME = "compare"


def answer(
    first: Annotated[str, Argument(metavar="A", help=help_text("first"))],
    second: Annotated[str, Argument(metavar="B", help=help_text("second"))],
    largest: LargestOption = 12,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Print where two runs differ: nodes first, the largest first."""
    from monazite.absence import is_known
    from monazite.cli.run_source import runs_of
    from monazite.scenario.compare import compare

    say = words(lang.value)
    runs = runs_of((first, second), say, quiet=form is Form.JSON)
    found = compare(runs[first], runs[second])
    if form is Form.JSON:
        print_json(
            {
                "identical": found.identical,
                "first_month": found.months[0],
                "last_month": found.months[-1],
                "months": len(found.months),
                "differences": found.to_rows(largest),
                "only_first": found.only_first,
                "only_second": found.only_second,
            }
        )
        return 0
    if found.identical:
        print(say.say("compare.identical"))
        return 0
    print(
        say.say(
            "compare.months",
            count=len(found.months),
            first=found.months[0],
            last=found.months[-1],
        )
    )
    for subject in ("node", "use", "gate", "holder", "facility"):
        differences = found.of(subject)
        if not differences:
            continue
        summary = "total" if is_known(differences[0].total) else "mean"
        print()
        print(
            say.say(
                f"compare.{subject}",
                count=len(differences),
                shown=min(largest, len(differences)),
                unit=differences[0].unit,
            )
        )
        rows = [
            [
                row["name"],
                row["month"],
                number(row["first"]),
                number(row["second"]),
                row["ratio"] if isinstance(row["ratio"], str) else f"{row['ratio']:.3g}",
                number(row[summary]),
            ]
            for row in (difference.to_row() for difference in differences[:largest])
        ]
        headings = [say.say(f"compare.{name}") for name in (*_HEADINGS, summary)]
        print_table(headings, rows, "llrrrr")
    for which, names in (("first", found.only_first), ("second", found.only_second)):
        for axis, alone in names.items():
            print(say.say(f"compare.only_{which}", axis=axis, count=len(alone), name=alone[0]))
    return 0


_HEADINGS = ("name", "month", "a", "b", "ratio")
