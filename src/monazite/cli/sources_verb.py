"""`monazite sources`: on whose publications do the shipped numbers rest?"""

from __future__ import annotations

from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json
from monazite.cli.record_rows import plain_record, print_records
from monazite.cli.words import words

NAME = "sources"


def answer(form: FormOption = Form.TEXT, lang: TongueOption = USUAL_TONGUE) -> int:
    """List every source with publisher, title, vintage, licence and the tables that use it."""
    from monazite.data.catalog import sources

    found = [plain_record(source) for source in sources()]
    if form is Form.JSON:
        print_json(found)
    else:
        print_records(found, words(lang.value))
    return 0
