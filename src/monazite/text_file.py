"""Opening a definition or table file: is it there, small enough, and readable text?"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

from monazite.errors import DefinitionError, near_misses, quoted

LARGEST_DEFINITION = 2_000_000
"""Largest definition file that is read, in bytes."""

_PACKAGE = os.path.dirname(os.path.realpath(__file__))
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def shown_path(path: str | os.PathLike[str]) -> str:
    """How is a file named in messages?

    Files of the package from `monazite/` on, files below the working folder from there on, others
    as they were given.
    """
    try:
        folder = os.getcwd()
    except OSError:
        folder = ""
    return _shown(os.fspath(path), folder)


@lru_cache(maxsize=1024)
def _shown(given: str, folder: str) -> str:
    """Name a file; `folder` is the working folder, its links resolved, "" if it is gone."""
    try:
        whole = os.path.realpath(given)
    except (OSError, RuntimeError, ValueError):
        return Path(given).as_posix()
    for root, front in ((_PACKAGE, "monazite"), (folder, "")):
        if root and (whole == root or whole.startswith(os.path.join(root, ""))):
            return Path(front, os.path.relpath(whole, root)).as_posix()
    return Path(given).as_posix()


def read_text(path: str | os.PathLike[str], largest_bytes: int) -> str:
    """What is written in a file?

    largest_bytes : the file may not be larger; it is not read further than that

    UTF-8, with or without a byte-order mark. Raises DefinitionError if the file is missing, no
    plain file, too large, not UTF-8, or holds control characters.
    """
    try:
        target = Path(path)
        if not target.is_file():
            raise _missing(target, shown_path(path))
        with target.open("rb") as stream:
            content = stream.read(largest_bytes + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, DefinitionError):
            raise
        raise DefinitionError.one(
            where=shown_path(path),
            found=f"a file that cannot be opened ({type(error).__name__})",
            expected="a readable file",
        ) from None
    try:
        return decode(content, "", largest_bytes)
    except DefinitionError:
        return decode(content, shown_path(path), largest_bytes)  # to name the file takes a while


def decode(content: bytes, where: str, largest_bytes: int) -> str:
    """What do the bytes of a file say? Raises DefinitionError as described at `read_text`."""
    if len(content) > largest_bytes:
        raise DefinitionError.one(
            where=where,
            found=f"more than {largest_bytes:,} bytes",
            expected=f"at most {largest_bytes:,} bytes",
            because="a definition is written by hand; a huge one is a mistake or an attack",
            advice="split the file, or put bulk numbers into a table",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DefinitionError.one(
            where=f"{where}, line {line}",
            found=f"byte 0x{content[error.start]:02x}, which is not UTF-8",
            expected="text in UTF-8",
            advice="save the file as UTF-8 (not GBK, Latin-1 or UTF-16)",
        ) from None
    require_plain(text, where)
    return text


def require_plain(text: str, where: str) -> None:
    """Is the text free of control characters and half characters? Raises DefinitionError if not."""
    match = _UNPRINTABLE.search(text)
    if match is not None:
        raise DefinitionError.one(
            where=f"{where}, line {text.count(chr(10), 0, match.start()) + 1}",
            found=f"the control character U+{ord(match[0]):04X}",
            expected="printable text",
            because="what cannot be seen cannot be reviewed",
        )


def _missing(target: Path, where: str) -> DefinitionError:
    if target.exists():
        return DefinitionError.one(
            where=where, found="something that is not a plain file", expected="a file"
        )
    folder = target.parent
    beside = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    close = near_misses(target.name, beside)
    return DefinitionError.one(
        where=where,
        found=f"no file {quoted(target.name)}",
        expected="an existing file",
        advice=f"did you mean {' or '.join(close)}?" if close else None,
    )
