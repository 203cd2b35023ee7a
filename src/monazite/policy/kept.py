"""The shipped acts as checked before: read once by the strict reader, then kept for the next run.

Checking two hundred acts takes over a second, reading back what was checked a tenth of it. The
result stands in the user's own cache folder under a key made of every file it depends on: acts,
jurisdictions, word lists, parameters, and the code that checks them. Whatever does not fit (another
key, a damaged file, another owner) is left aside and the acts are checked afresh; an answer never
depends on it. `MONAZITE_CHECKED_ACTS=off` switches it off.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pydantic

from monazite.cache_folder import cache_folder
from monazite.policy.act_file import ActFile
from monazite.policy.jurisdiction import Jurisdiction

SETTING = "MONAZITE_CHECKED_ACTS"
"""Environment variable: a folder for checked acts, or `off`."""

Kept = tuple[tuple[ActFile, ...], tuple[Jurisdiction, ...]]
"""All acts with their readings, and all jurisdictions."""

_PACKAGE = Path(__file__).parent.parent
_DIGEST = 32


def kept() -> Kept | None:
    """Which acts were checked before, every file they depend on being the same? None if none."""
    folder = cache_folder("acts", SETTING)
    if folder is None:
        return None
    file = folder / f"{_key()}.acts"
    try:
        if hasattr(os, "getuid") and file.stat().st_uid != os.getuid():
            return None
        content = file.read_bytes()
    except OSError:
        return None
    digest, written = content[:_DIGEST], content[_DIGEST:]
    if hashlib.sha256(written).digest() != digest:
        return None
    try:
        with not_collecting():
            found: Kept = pickle.loads(written)
    except Exception:  # a file of this key that cannot be read back is no better than none
        return None
    return found


@contextmanager
def not_collecting() -> Iterator[None]:
    """Look for no garbage while many small objects are made that all stay: a third of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def keep(files: tuple[ActFile, ...], jurisdictions: tuple[Jurisdiction, ...]) -> None:
    """Keep checked acts for the next run; does nothing where the folder cannot be written."""
    folder = cache_folder("acts", SETTING)
    if folder is None:
        return
    written = pickle.dumps((files, jurisdictions), protocol=5)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as target:
            target.write(hashlib.sha256(written).digest() + written)
        for old in folder.glob("*.acts"):
            old.unlink(missing_ok=True)
        os.replace(target.name, folder / f"{_key()}.acts")
    except OSError:
        return


def _key() -> str:
    """Return one name for the state of every file that checked acts depend on.

    Words and code count by size and time of change, acts by their content.
    """
    found = hashlib.sha256()
    for text in (sys.version, pydantic.VERSION):
        found.update(text.encode())
    for path in _files():
        found.update(path.relative_to(_PACKAGE).as_posix().encode())
        if path.parent.parent.name == "library":
            found.update(path.read_bytes())
        else:
            seen = path.stat()
            found.update(f"{seen.st_size} {seen.st_mtime_ns}".encode())
    return found.hexdigest()[:32]


def _files() -> Iterator[Path]:
    yield from sorted(_PACKAGE.glob("*.py"))
    yield from sorted(one for one in (_PACKAGE / "library").rglob("*") if one.is_file())
    for path in sorted((_PACKAGE / "policy").rglob("*")):
        if path.suffix in (".py", ".yaml") and not path.name.endswith(".cases.yaml"):
            yield path
