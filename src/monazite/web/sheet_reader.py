"""The limited process that reads an uploaded sheet, screens its rows, and ends.

Started as ``python -m monazite.web.sheet_reader FILE LANG ENDING``; it may use so much memory and
time and no more, and writes the answer to its standard output. A faulty or hostile sheet can only
end this process, never the server.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from itertools import islice
from pathlib import Path
from typing import Any

from monazite.errors import DefinitionError, MonaziteError

MEMORY = 1_500_000_000
"""Address space of the process, in bytes."""
SECONDS = 40
"""Processor time of the process."""
LARGEST_UNPACKED = 60_000_000
"""Most bytes that an Excel workbook may unpack to."""
LONGEST_CELL = 20_000
"""Most letters of a cell."""
MOST_ROWS = 5_000
"""Most rows that are screened at once."""
SHOWN = 500
"""Most answers that the page shows; files hold all."""


def limit() -> None:
    """Take memory and time from this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def check_file(path: Path) -> None:
    """Refuse a sheet that cannot be meant: a bomb, another encoding, an endless cell.

    Raises DefinitionError; the first word of ``where`` is a key of the page's catalogue.
    """
    content = path.read_bytes()
    if not content.strip():
        raise _refused("sheet_empty", "an empty file", "a first row of names")
    if path.suffix == ".xlsx":
        _check_workbook(path)
        return
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[:200].count(0) > len(content[:200]) / 4:
        raise _refused("sheet_utf16", "text in UTF-16", "text in UTF-8")
    if 0 in content:
        raise _refused("sheet_bytes", "bytes of value zero", "text in UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            content.decode("gb18030")
        except UnicodeDecodeError:
            found = f"byte 0x{content[error.start]:02x} at {error.start}"
            raise _refused("sheet_bytes", found, "text in UTF-8") from None
        raise _refused("sheet_gbk", "text that reads as GBK", "text in UTF-8") from None
    first = text.partition("\n")[0]
    if ";" in first and "," not in first:
        raise _refused(
            "sheet_semicolons", "a first row parted by semicolons", "columns parted by commas"
        )
    longest = max((len(line) for line in text.splitlines()), default=0)
    if longest > 40 * LONGEST_CELL:
        raise _refused("sheet_cell", f"a line of {longest:,} letters", f"cells of {LONGEST_CELL:,}")


def _check_workbook(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as book:
            unpacked = sum(entry.file_size for entry in book.infolist())
            nested = [e.filename for e in book.infolist() if e.filename.endswith((".zip", ".bin"))]
    except (zipfile.BadZipFile, ValueError, OSError):
        raise _refused("sheet_no_workbook", "no Excel workbook", "a file saved as .xlsx") from None
    if unpacked > LARGEST_UNPACKED:
        raise _refused(
            "sheet_bomb", f"{unpacked:,} bytes once unpacked", f"at most {LARGEST_UNPACKED:,}"
        )
    if any(name.endswith("vbaProject.bin") for name in nested):
        raise _refused("sheet_macros", "a workbook with macros", "a workbook without")


def _refused(key: str, found: str, expected: str) -> DefinitionError:
    return DefinitionError.one(where=key, found=found, expected=expected)


def answers(path: Path, lang: str, ending: str) -> dict[str, Any]:
    """What comes of a sheet: counts and rows to show, or a file with all answers?

    ending : page, csv or xlsx. Raises DefinitionError with everything wrong with the sheet itself;
    rows that cannot be read come back with their faults beside the others.
    """
    from monazite.policy.bill_answers import answered_rows
    from monazite.policy.bill_of_materials import COLUMNS, read_rows, write_answers
    from monazite.present.fault_text import fault_text

    check_file(path)
    columns, found = read_rows(path)
    rows = list(islice(found, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise _refused("sheet_rows", f"more than {MOST_ROWS:,} rows", f"at most {MOST_ROWS:,}")
    for place, cells in rows:
        for name, cell in cells.items():
            if len(cell) > LONGEST_CELL:
                raise _refused(
                    "sheet_cell",
                    f"{place.rpartition(', ')[2]}, column {name[:40]}: {len(cell):,} letters",
                    f"at most {LONGEST_CELL:,}",
                )
    made = list(answered_rows(columns, rows, lang=lang, processes=1, in_words=fault_text))
    if ending in ("csv", "xlsx"):
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / f"answers.{ending}"
            write_answers(target, columns, made)
            return {"file": target.read_bytes().hex()}
    counts: dict[str, int] = {}
    for one in made:
        key = one.verdict or "faulty"
        counts[key] = counts.get(key, 0) + 1
    shown: list[dict[str, Any]] = []
    for number, one in enumerate(made, start=2):
        if len(shown) >= SHOWN:
            break
        told = dict(zip(COLUMNS, one.told, strict=True))
        good = one.cells.get("good") or one.cells.get("hs") or ""
        shown.append({"row": number, "good": good[:200], **told})
    return {"rows": len(rows), "counts": counts, "shown": shown, "columns": list(columns)}


def main() -> None:
    """Read the file named on the command line and print the answer as JSON."""
    path, lang, ending = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    limit()
    try:
        content: dict[str, Any] = {"answer": answers(path, lang, ending)}
    except MonaziteError as error:
        content = {"faults": [fault.as_dict() for fault in error.faults]}
    except MemoryError:
        content = {
            "faults": [_refused("sheet_memory", "a sheet too large", "less").faults[0].as_dict()]
        }
    sys.stdout.write(json.dumps(content, ensure_ascii=False))


if __name__ == "__main__":
    main()
