"""`monazite cite TABLE`: how is a shipped table cited?"""

from __future__ import annotations

from typing import Annotated

import typer

from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json
from monazite.cli.record_rows import plain_record, print_records
from monazite.cli.words import help_text, words

NAME = "cite"


def answer(
    table: Annotated[str, typer.Argument(metavar="TABLE", help=help_text("table"))],
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Print the sources of one table: publisher, title, vintage, licence, grade of its rows."""
    from monazite.data.catalog import cite

    found = cite(table)
    records = [plain_record(record) for record in (found if isinstance(found, tuple) else (found,))]
    if form is Form.JSON:
        print_json(records)
    else:
        print_records(records, words(lang.value))
    return 0
