"""How are the table of economies and the file of groups rebuilt from the shared data?

`python -m monazite.data.build.economies` writes both into the vocabulary's library; with `--check`
it compares instead and fails if a shipped file differs from what the shared data give.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Mapping
from pathlib import Path

from monazite.data.build.economy_names import OTHER_NAMES, SHOWN_IN_CHINESE, SHOWN_IN_ENGLISH
from monazite.data.build.groups import groups_text
from monazite.data.build.shared import Shared, find_shared
from monazite.errors import DataError
from monazite.regions import bare_name

LIBRARY = Path(__file__).resolve().parents[2] / "library"
"""Where the two files are shipped."""

COLUMNS = ("iso3", "iso2", "numeric", "en", "zh", "aliases")
_AMBIGUOUS = {bare_name("Congo")}
_SEPARATOR = "; "


def economies_text(shared: Shared) -> str:
    """Which text has economies.csv?

    All rows of the shared table that carry a numeric code of the United Nations; the codes of
    dissolved states and customs unions that old trade records need are no economies of today.
    Raises DataError if a name in `economy_names` belongs to no row.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = [row for row in shared.rows("data/trade/countries.csv") if not row["special"]]
    unused = {*OTHER_NAMES, *SHOWN_IN_ENGLISH, *SHOWN_IN_CHINESE} - {row["iso3"] for row in rows}
    if unused:
        raise DataError.one(
            where="other names of economies",
            found=f"names for {sorted(unused)}",
            expected="names for codes of countries.csv only",
        )
    for row in sorted(rows, key=lambda row: row["iso3"]):
        iso3 = row["iso3"]
        english = SHOWN_IN_ENGLISH.get(iso3, row["name_en"])
        chinese = SHOWN_IN_CHINESE.get(iso3, row["name_zh"])
        aliases: list[str] = []
        taken = {bare_name(english), bare_name(chinese), *_AMBIGUOUS}
        for name in (row["name_en"], row["name_zh"], *OTHER_NAMES.get(iso3, ())):
            if bare_name(name) not in taken:
                taken.add(bare_name(name))
                aliases.append(name)
        writer.writerow((iso3, row["iso2"], row["m49"], english, chinese, _SEPARATOR.join(aliases)))
    return stream.getvalue()


def economy_files(shared: Shared) -> Mapping[Path, str]:
    """Which files does this builder write, and what stands in them? Path -> text."""
    return {
        LIBRARY / "economies.csv": economies_text(shared),
        LIBRARY / "groups.yaml": groups_text(shared),
    }


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with --check compare them. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m monazite.data.build.economies")
    parser.add_argument("--shared", help="folder with the shared raw data")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args(arguments)
    folder = find_shared(options.shared)
    if folder is None:
        print("no shared raw data found: pass --shared DIR or set MONAZITE_SHARED", file=sys.stderr)
        return 2
    status = 0
    for path, text in economy_files(Shared(folder)).items():
        if not options.check:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.name}")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            print(f"{path.name} differs from what the shared data give", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
