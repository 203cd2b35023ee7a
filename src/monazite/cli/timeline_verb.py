"""`monazite timeline`: which acts stand when in which state, on one axis of time?"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from monazite.cli.command import Option
from monazite.cli.day_option import day_of
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, OverwriteOption, TongueOption
from monazite.cli.output import not_written, print_json, print_table
from monazite.cli.words import help_text, words

NAME = "timeline"


def answer(
    output: Annotated[
        Path | None,
        Option("--output", "-o", metavar="FILE", help=help_text("timeline_file")),
    ] = None,
    first: Annotated[str | None, Option("--from", help=help_text("from"))] = None,
    last: Annotated[str | None, Option("--to", help=help_text("to"))] = None,
    on: Annotated[str | None, Option("--on", help=help_text("on"))] = None,
    good: Annotated[list[str] | None, Option("--good", help=help_text("good"))] = None,
    instrument: Annotated[str | None, Option("--instrument", help=help_text("instrument"))] = None,
    state: Annotated[str | None, Option("--state", help=help_text("state"))] = None,
    overwrite: OverwriteOption = False,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Print the timeline, or write it to a file whose ending says in which form."""
    from monazite.errors import DefinitionError, StorageError, unknown_name
    from monazite.policy.instruments.registry import INSTRUMENTS
    from monazite.policy.listing import words_meant
    from monazite.policy.read import read_library_files
    from monazite.present.report import write_whole
    from monazite.present.timeline import SHOWN, timeline
    from monazite.present.timeline_files import FORMATS, as_json, content

    today = day_of(on, "--on", date.today())
    begin = day_of(first, "--from", date(2023, 1, 1))
    end = day_of(last, "--to", date(today.year + 2, 6, 30))
    if end <= begin:
        raise DefinitionError.one(
            where="option --to", found=str(end), expected=f"a day after {begin}"
        )
    if state is not None and state not in SHOWN:
        raise unknown_name("option --state", state, SHOWN, "state")
    if instrument is not None and instrument not in INSTRUMENTS:
        raise unknown_name("option --instrument", instrument, INSTRUMENTS, "instrument")
    ending = output.suffix.removeprefix(".").lower() if output else ""
    if output is not None and ending not in FORMATS:
        raise unknown_name(f"file {output}", ending, FORMATS, "ending")
    if output is not None and output.exists() and not (overwrite and output.is_file()):
        raise StorageError.one(
            where=str(output),
            found="something that is there already",
            expected="a place that does not exist yet",
            advice="give another place, or say --overwrite",
        )
    files, _, faults = read_library_files()
    if faults:
        raise DefinitionError(faults)
    acts = [file.act for file in files]
    goods = tuple(word for one in good or () for word in words_meant(one))
    found = timeline(acts, lang.value, today, begin, end, goods, instrument, state)
    say = words(lang.value)
    if output is not None:
        try:
            written = write_whole(output, content(found, ending, lang.value, today, begin, end))
        except OSError as error:
            raise not_written(output, error) from None
        if form is Form.JSON:
            print_json({"timeline": str(written), "rows": len(found)})
        else:
            print(say.say("timeline.written", path=output.resolve(), rows=len(found)))
        return 0
    if form is Form.JSON:
        print_json(as_json(found, today))
        return 0
    from monazite.present.catalogue import catalogue

    shown = catalogue(lang.value)
    print_table(
        [shown.say(f"timeline.column.{name}") for name in ("act", "state", "from", "to")],
        [
            [
                f"{row.number} {row.title} {row.part}".strip()[:72],
                shown.say(f"timeline.state.{span.state}"),
                str(span.start or "…"),
                str(span.end or "…"),
            ]
            for row in found
            for span in row.spans
        ],
    )
    return 0
