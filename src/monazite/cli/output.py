"""How is an answer put on the terminal: JSON for programs, aligned columns for people?"""

from __future__ import annotations

import json
import math
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.present.catalogue import Catalogue

if TYPE_CHECKING:
    from monazite.errors import StorageError

Progress = Callable[[int, int], None]


def print_json(content: Any) -> None:
    """Print an answer as JSON: UTF-8, indented; null where a number is not finite."""
    print(json.dumps(_finite(content), ensure_ascii=False, indent=2, allow_nan=False, default=str))


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: str = "") -> None:
    """Print aligned columns; nothing is cut off.

    right : one letter per column, "r" where numbers stand to the right; missing letters mean left
    """
    widths = [max(_width(cell) for cell in column) for column in zip(headings, *rows, strict=True)]
    sides = right.ljust(len(headings), "l")
    for row in (headings, ["-" * width for width in widths], *rows):
        cells = [
            " " * (width - _width(cell)) + cell
            if side == "r"
            else cell.ljust(len(cell) + width - _width(cell))
            for cell, width, side in zip(row, widths, sides, strict=True)
        ]
        print("  ".join(cells).rstrip())


def note(text: str) -> None:
    """Tell something beside the answer, on the error stream."""
    print(text, file=sys.stderr)


def not_written(place: Path, error: OSError) -> StorageError:
    """Return the error of a file that the machine would not write."""
    from monazite.errors import StorageError

    return StorageError.one(
        where=str(place),
        found=f"a file that cannot be written ({error.strerror or type(error).__name__})",
        expected="a place where files may be written",
    )


def number(value: float | None, digits: int = 4) -> str:
    """Return a number with four significant digits and thousands separated; nothing for None."""
    if value is None:
        return ""
    if value and not 1e-3 <= abs(value) < 1e15:
        return f"{value:.{digits - 1}e}"
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"


@contextmanager
def progress_bar(
    say: Catalogue, title: str, total: int | None = None, *, quiet: bool = False
) -> Iterator[Progress | None]:
    """Give a function that draws progress on the error stream; None where nobody would see it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(say.say("run.months")),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)

        def show(done: int, months: int) -> None:
            bar.update(task, completed=done, total=months)

        yield show


def _finite(content: Any) -> Any:
    """Return the content with None for every number that JSON has no form for."""
    if isinstance(content, float) and not math.isfinite(content):
        return None
    if isinstance(content, dict):
        return {key: _finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_finite(value) for value in content]
    return content


def _width(text: str) -> int:
    """Return how many columns a text takes; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
