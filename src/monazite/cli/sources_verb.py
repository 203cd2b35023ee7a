"""`monazite sources`: on whose publications do the shipped numbers rest?"""

from __future__ import annotations

from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json
from monazite.cli.words import words

NAME = "sources"

SHOWN = 4
"""Tables named after each source, those with most of its rows first; JSON has them all."""


def answer(form: FormOption = Form.TEXT, lang: TongueOption = USUAL_TONGUE) -> int:
    """List every source with publisher, title, edition, licence and the tables that rest on it."""
    from monazite.data.catalog import sources_listing

    say, found = words(lang.value), sources_listing()
    if form is Form.JSON:
        print_json(
            [
                {
                    **listing.source.model_dump(),
                    "licence": listing.licence.model_dump(),
                    "tables": dict(listing.tables),
                }
                for listing in found
            ]
        )
        return 0
    for listing in found:
        source, licence = listing.source, listing.licence
        print(source.id)
        print(f"  {source.publisher}: {source.title} ({source.edition})")
        name = licence.name_zh if lang.value == "zh" else licence.name_en
        print(say.say("sources.licence", name=name, retrieved=source.retrieved))
        if source.note:
            print(f"  {source.note}")
        if listing.tables:
            largest = sorted(listing.tables.items(), key=lambda pair: (-pair[1], pair[0]))
            print(
                say.say(
                    "sources.tables",
                    rows=f"{sum(listing.tables.values()):,}",
                    tables=len(listing.tables),
                    largest=", ".join(f"{table} ({count:,})" for table, count in largest[:SHOWN]),
                )
            )
    return 0
