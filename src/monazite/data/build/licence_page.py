"""What does DATA_LICENSES.md say? Written from the library of sources and the tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from monazite.data import source as library
from monazite.data.build.draft import Draft
from monazite.errors import DataError

_HEAD = """# Licences of the shipped data

Every row of every table names its source, licence, vintage and grade. This page is written by
`make data` from `src/monazite/data/library/sources.yaml` and the tables; do not edit it by hand.
The code of Monazite is under the Apache License 2.0 (see LICENSE); data keep the terms below.

Figures of KOMIS, IMF, Investing.com, UN Comtrade, World Mining Data and the British Geological
Survey are used for checking only and are not part of the package.

## Licences
"""

_GRADES = """
## Grades

A: primary source or public statistics for that very number. B: secondary, or derived from A with
one stated factor. C: estimate, or a split without a source. D: assumption, or made up to let the
account balance.
"""


def licence_page(drafts: Sequence[Draft]) -> str:
    """Which text has the page? Raises DataError for a row whose source may not ship."""
    used = used_rows(drafts)
    lines = [_HEAD]
    for licence in library.licences():
        address = "" if licence.address == "n/a" else f" <{licence.address}>"
        lines.append(f"- **{licence.id}**: {licence.name_en}. {licence.terms_en}{address}")
    lines.append("\n## Sources\n")
    for record in library.sources():
        if record.id not in used:
            continue
        lines += [
            f"### {record.id}",
            "",
            f"{record.publisher}: *{record.title}*, {record.edition}.",
            "",
            f"- Licence: {record.licence}",
            f"- Credit: {record.credit}",
            f"- Where: {record.address} (looked at {record.retrieved})",
        ]
        if record.note:
            lines.append(f"- Beware: {record.note}")
        tables = ", ".join(f"`{name}` ({count})" for name, count in used[record.id].items())
        lines += [f"- Rows in: {tables}", ""]
    return "\n".join(lines).rstrip() + "\n" + _GRADES


def used_rows(drafts: Sequence[Draft]) -> Mapping[str, Mapping[str, int]]:
    """Which source stands behind how many rows of which tables?"""
    known = {record.id: record for record in library.sources()}
    used: dict[str, dict[str, int]] = {}
    for draft in drafts:
        if "source" not in draft.columns:
            continue
        for row in csv.DictReader(io.StringIO(draft.text())):
            for name in row["source"].split(";"):
                if name not in known or not known[name].may_ship:
                    raise DataError.one(
                        where=f"table {draft.name}",
                        found=f"source {name}",
                        expected="a source of the library that may ship",
                        because="a row without terms must not leave the house",
                    )
                table = draft.name.removesuffix(".csv")
                rows = used.setdefault(name, {})
                rows[table] = rows.get(table, 0) + 1
    unused = [name for name in known if name not in used]
    if unused:
        raise DataError.one(
            where="library/sources.yaml",
            found=f"sources that no table names: {', '.join(unused)}",
            expected="one record for each source that is used",
        )
    return used
