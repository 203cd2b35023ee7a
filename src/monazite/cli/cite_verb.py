"""`monazite cite TABLE`: how is a shipped table, or one of its sources, cited?"""

from __future__ import annotations

from typing import Annotated

from monazite.cli.command import Argument
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json, print_table
from monazite.cli.words import help_text, words

NAME = "cite"


def answer(
    table: Annotated[str | None, Argument(metavar="TABLE", help=help_text("table"))] = None,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Print the credit of a table or source; without one, list the tables that can be cited."""
    from monazite.data.catalog import cite, tables

    say = words(lang.value)
    if table is not None:
        citation = cite(table, lang.value)
        if form is Form.JSON:
            print_json(
                {
                    "subject": citation.subject,
                    "sources": [source.model_dump() for source in citation.sources],
                    "licences": [licence.model_dump() for licence in citation.licences],
                    "editions": list(citation.vintages),
                    "sha256": citation.sha256,
                    "lines": list(citation.lines),
                }
            )
        else:
            print(citation)
        return 0
    rows = [
        {"table": entry.id, "label": entry.label.text(lang.value), "rows": entry.rows}
        for entry in tables()
    ]
    if form is Form.JSON:
        print_json(rows)
    else:
        headings = [say.say(f"cite.{name}") for name in rows[0]]
        print_table(headings, [[str(cell) for cell in row.values()] for row in rows], "llr")
    return 0
