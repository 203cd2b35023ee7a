"""`monazite screen`: what do the acts say of a transaction, or of many?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from monazite.cli.command import Argument, Option
from monazite.cli.options import (
    USUAL_TONGUE,
    Form,
    FormOption,
    OverwriteOption,
    TongueOption,
)
from monazite.cli.output import not_written, note, print_json, print_table
from monazite.cli.words import help_text, words

if TYPE_CHECKING:
    from monazite.policy.bill_of_materials import AnsweredRow
    from monazite.policy.cases import Branch

NAME = "screen"

_TABLES = (".csv", ".xlsx", ".xlsm")


def answer(
    file: Annotated[Path | None, Argument(metavar="FILE", help=help_text("screen_file"))] = None,
    output: Annotated[
        Path | None, Option("--output", "-o", metavar="FILE", help=help_text("screen_output"))
    ] = None,
    assume: Annotated[
        list[str] | None,
        Option("--assume", metavar="ACT=STATE", help=help_text("screen_assume")),
    ] = None,
    reading: Annotated[
        list[str] | None,
        Option("--reading", metavar="RULE=READING", help=help_text("screen_reading")),
    ] = None,
    as_known: Annotated[bool, Option("--as-known", help=help_text("screen_as_known"))] = False,
    parameters: Annotated[
        bool, Option("--parameters", help=help_text("screen_parameters"))
    ] = False,
    processes: Annotated[
        int | None,
        Option("--processes", min=1, max=64, help=help_text("screen_processes")),
    ] = None,
    overwrite: OverwriteOption = False,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Screen one transaction (YAML, JSON) or a table of them (CSV, Excel); or list parameters."""
    from monazite.errors import DefinitionError

    if parameters:
        return _parameters(form, lang.value)
    if file is None:
        raise DefinitionError.one(
            where="command monazite screen",
            found="no file",
            expected="a transaction (YAML, JSON) or a table of them (CSV, XLSX)",
            advice="monazite screen --help",
        )
    branches = _pairs(assume or [], "--assume")
    if file.suffix.lower() in _TABLES:
        return _table(file, output, branches, processes, overwrite, form, lang.value)
    from monazite.policy.read_transaction import read_transaction
    from monazite.policy.screen import screen

    found = screen(
        read_transaction(file),
        assume=branches,  # type: ignore[arg-type]
        readings=_pairs(reading or [], "--reading"),
        as_known=as_known,
    )
    if form is Form.JSON:
        print_json(found.as_dict(lang.value))
    else:
        print(found.text(lang.value))
    return 0


def _pairs(given: Iterable[str], option: str) -> dict[str, str]:
    from monazite.errors import DefinitionError, quoted

    found: dict[str, str] = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not (name and sign and value):
            raise DefinitionError.one(
                where=f"option {option}", found=quoted(text), expected="NAME=VALUE"
            )
        name, value = name.strip(), value.strip()
        if found.setdefault(name, value) != value:
            raise DefinitionError.one(
                where=f"option {option}",
                found=f"{name} as {found[name]} and as {value}",
                expected="one assumption about each",
                advice="ask once for each of them",
            )
    return found


def _parameters(form: Form, lang: str) -> int:
    from monazite.policy.parameters import parameters

    found = parameters().values()
    if form is Form.JSON:
        print_json(
            [
                {
                    "id": one.id,
                    "kind": one.kind,
                    "unit": one.unit,
                    "field": one.field,
                    "values": list(one.values),
                    "label": {"en": one.label.en, "zh": one.label.zh},
                    "question": {"en": one.question.en, "zh": one.question.zh},
                }
                for one in found
            ]
        )
        return 0
    say = words("zh" if lang == "zh" else "en")
    rows = [
        (one.id, one.kind, one.unit or ", ".join(one.values)[:40], one.label.text(lang))
        for one in found
    ]
    print_table([say.say(f"screen.{key}") for key in ("id", "kind", "unit", "label")], rows)
    return 0


def _table(
    file: Path,
    output: Path | None,
    branches: dict[str, str],
    processes: int | None,
    overwrite: bool,
    form: Form,
    lang: str,
) -> int:
    from collections import Counter

    from monazite.errors import DefinitionError, quoted
    from monazite.policy.bill_answers import answered_rows
    from monazite.policy.bill_of_materials import expected_rows, read_rows, write_answers
    from monazite.present.fault_text import fault_text

    say = words("zh" if lang == "zh" else "en")
    ending = ".csv" if file.suffix.lower() == ".csv" else ".xlsx"
    target = output or file.with_name(f"{file.stem}.screened{ending}")
    if target.suffix.lower() not in (".csv", ".xlsx"):
        raise DefinitionError.one(
            where="option --output", found=quoted(target.name), expected="a name in .csv or .xlsx"
        )
    if target.exists() and file.exists() and target.samefile(file):
        raise DefinitionError.one(
            where="option --output",
            found=f"{target}, the bill itself",
            expected="another file",
            because="the bill would be lost",
        )
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise DefinitionError.one(
            where="option --output", found=str(target), expected="a file in a folder that exists"
        )
    if target.exists() and not overwrite:
        raise DefinitionError.one(
            where=str(target), found="an existing file", expected="a new name, or --overwrite"
        )
    columns, rows = read_rows(file)
    told: Counter[str] = Counter()

    def counted(answers: Iterable[AnsweredRow]) -> Iterator[AnsweredRow]:
        for one in answers:
            told[one.verdict or "faulty"] += 1
            yield one

    with _bar(expected_rows(file), say.say("screen.rows")) as progress:
        made = answered_rows(
            columns,
            rows,
            lang=lang,
            assume=_branches(branches),
            processes=processes,
            progress=progress,
            in_words=fault_text,
        )
        try:
            write_answers(target, columns, counted(made))
        except OSError as error:
            raise not_written(target, error) from None
    if form is Form.JSON:
        print_json(
            {"file": str(target), "rows": told.total(), "answers": dict(sorted(told.items()))}
        )
    else:
        print(say.say("screen.written", file=target, rows=told.total()))
        for name, count in sorted(told.items()):
            print(f"  {name}: {count}")
    if told["faulty"]:
        note(say.say("screen.faulty", count=told["faulty"]))
    return 0


def _branches(given: dict[str, str]) -> dict[str, Branch]:
    return given  # type: ignore[return-value]


@contextmanager
def _bar(total: int | None, title: str):  # type: ignore[no-untyped-def]
    """Draw progress on the error stream; give None where nobody would see it."""
    import sys

    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)
