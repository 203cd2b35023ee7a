"""`monazite sources`: on whose publications do the shipped numbers rest?"""

from __future__ import annotations

from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json
from monazite.cli.words import words

NAME = "sources"


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
            rows = ", ".join(f"{table} ({count})" for table, count in listing.tables.items())
            print(say.say("sources.tables", rows=rows))
    return 0
