"""Rebuild the shipped tables, or say whether they equal what would be rebuilt."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from monazite.data.build.shared import Shared, find_shared
from monazite.data.build.tables import all_drafts
from monazite.errors import MonaziteError

TABLES = Path(__file__).resolve().parents[1] / "tables"


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; returns 0 if all is as it should be, else 1."""
    parser = argparse.ArgumentParser(prog="python -m monazite.data.build", description=__doc__)
    parser.add_argument("--shared", help="folder of the shared raw data")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    given = parser.parse_args(arguments)
    folder = find_shared(given.shared)
    if folder is None:
        print("no shared data: pass --shared DIR or set MONAZITE_SHARED", file=sys.stderr)
        return 1
    try:
        drafts = all_drafts(Shared(folder))
    except MonaziteError as error:
        print(error, file=sys.stderr)
        return 1
    differing = 0
    for draft in drafts:
        path, text = TABLES / draft.name, draft.text()
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        if not same:
            differing += 1
        if not given.check and not same:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        word = "same" if same else ("differs" if given.check else "written")
        print(f"{word:8} {draft.name} ({len(draft.rows)} rows, {len(text.encode()):,} bytes)")
    if given.check and differing:
        print(f"{differing} of {len(drafts)} tables differ from what would be rebuilt")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
