"""Rebuild the shipped tables, or say whether they equal what would be rebuilt."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from monazite.data.build.base_year import balanced_year
from monazite.data.build.economies import economy_files
from monazite.data.build.licence_page import licence_page
from monazite.data.build.minerals.tables import mineral_drafts
from monazite.data.build.shared import Shared, find_shared
from monazite.data.build.tables import all_drafts
from monazite.definition import read_yaml
from monazite.errors import MonaziteError

TABLES = Path(__file__).resolve().parents[1] / "tables"
LIBRARY = Path(__file__).resolve().parents[1] / "library"
ROOT = Path(__file__).resolve().parents[4]


def files(shared: Shared) -> dict[Path, str]:
    """Which files does the builder write, with which texts?

    The tables, their hashes, the page of licences, and the economies and groups of the vocabulary.
    """
    drafts = all_drafts(shared)
    texts = {TABLES / draft.name: draft.text() for draft in drafts}
    hashes = ["table,sha256,bytes,rows"]
    for draft in drafts:
        data = texts[TABLES / draft.name].encode()
        if "source" in draft.columns:
            name = draft.name.removesuffix(".csv")
            hashes.append(
                f"{name},{hashlib.sha256(data).hexdigest()},{len(data)},{len(draft.rows)}"
            )
    texts[LIBRARY / "table_hashes.csv"] = "\n".join(hashes) + "\n"
    if (ROOT / "pyproject.toml").is_file():
        texts[ROOT / "DATA_LICENSES.md"] = licence_page(drafts)
    return texts | dict(economy_files(shared))


def own_minerals(place: Path, shared: Shared) -> int:
    """Balance every mineral defined in a folder and write its tables beside its definition.

    A definition is a YAML with the key `depth`; other files are passed over. All numbers may stand
    in the definition: the shared raw data are only needed where it names their rows. Returns 0, or
    1 with every fault told.
    """
    found = 0
    for path in sorted(place.glob("*.yaml")):
        try:
            if "depth" not in read_yaml(path).plain():
                continue
            found += 1
            drafts = mineral_drafts(path, shared)
        except MonaziteError as error:
            print(error, file=sys.stderr)
            return 1
        for draft in drafts:
            target = place / draft.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(draft.text(), encoding="utf-8", newline="\n")
        print(f"{path.name}: {len(drafts)} tables in {place / drafts[0].name.split('/')[0]}")
    if not found:
        print(f"{place}: no definition of a mineral (a YAML with the key depth)", file=sys.stderr)
    return 0 if found else 1


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; returns 0 if all is as it should be, else 1."""
    parser = argparse.ArgumentParser(prog="python -m monazite.data.build", description=__doc__)
    parser.add_argument("--shared", help="folder of the shared raw data")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument(
        "--minerals", metavar="FOLDER", help="build the minerals defined there, tables beside them"
    )
    given = parser.parse_args(arguments)
    folder = find_shared(given.shared)
    if given.minerals is not None:
        return own_minerals(Path(given.minerals), Shared(folder or Path(given.minerals)))
    if folder is None:
        print("no shared data: pass --shared DIR or set MONAZITE_SHARED", file=sys.stderr)
        return 1
    shared = Shared(folder)
    try:
        texts = files(shared)
    except MonaziteError as error:
        print(error, file=sys.stderr)
        return 1
    differing = 0
    for path, text in texts.items():
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        differing += not same
        if not given.check and not same:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        word = "same" if same else ("differs" if given.check else "written")
        print(f"{word:8} {path.name} ({text.count(chr(10))} lines, {len(text.encode()):,} bytes)")
    certificate = balanced_year(shared).result.certificate
    print(
        f"balance: {certificate.status}, largest imbalance {certificate.imbalance:.1e} at"
        f" {certificate.worst_node}, sum of squares {certificate.objective:.1f},"
        f" {len(certificate.left_out)} flows too small to keep"
    )
    if given.check and differing:
        print(f"{differing} of {len(texts)} files differ from what would be rebuilt")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
