"""What do pages show that takes long to work out, and is the same until a file changes?

It is worked out once, then kept in the user's own cache folder under a key made of the size and
time of every file of the package. What does not fit (another key, a damaged file, another owner)
is left aside and worked out afresh; no number depends on it. `MONAZITE_PAGE_FIGURES=off` switches
it off.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
import threading
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from monazite.cache_folder import cache_folder

if TYPE_CHECKING:
    from monazite.data.catalog import Listing
    from monazite.policy.coverage import Coverage

SETTING = "MONAZITE_PAGE_FIGURES"
"""Environment variable: a folder for what pages show, or `off`."""

_PACKAGE = Path(__file__).parent.parent
_DIGEST = 32
_known: dict[str, Any] = {}
_locks: dict[str, threading.Lock] = {}
_T = TypeVar("_T")


def worked_out(name: str, make: Callable[[], _T]) -> _T:
    """Return what goes by a name: worked out in this process, kept by an earlier one, or made now.

    name : letters, digits, `-`; what stands behind a `.` is dropped once it is another (a day).
    Two who ask at the same time wait for one making.
    """
    if name not in _known:
        with _locks.setdefault(name, threading.Lock()):
            if name not in _known:
                earlier = _read(name)
                _known[name] = make() if earlier is None else earlier
                if earlier is None:
                    _write(name, _known[name])
    found: _T = _known[name]
    return found


def _place(name: str) -> Path | None:
    folder = cache_folder("pages", SETTING)
    return None if folder is None else folder / f"{name}.{_key()}.page"


def _read(name: str) -> Any:
    file = _place(name)
    if file is None:
        return None
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
        return pickle.loads(written)
    except Exception:  # a file of this key that cannot be read back is no better than none
        return None


def _write(name: str, found: Any) -> None:
    """Keep it for the next run, in place of older ones; nothing where it cannot be written."""
    file = _place(name)
    if file is None:
        return
    written = pickle.dumps(found, protocol=5)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as target:
            target.write(hashlib.sha256(written).digest() + written)
        for old in file.parent.glob(f"{name.partition('.')[0]}.*.page"):
            old.unlink(missing_ok=True)
        os.replace(target.name, file)
    except OSError:
        return


@cache
def _key() -> str:
    """Return one name for the state of every file of the package, by size and time of change."""
    found = hashlib.sha256(sys.version.encode())
    for folder, within, names in os.walk(_PACKAGE):
        within[:] = sorted(name for name in within if name != "__pycache__")
        for name in sorted(names):
            place = os.path.join(folder, name)
            seen = os.stat(place)
            found.update(f"{place} {seen.st_size} {seen.st_mtime_ns}\n".encode())
    return found.hexdigest()[:32]


def law_coverage() -> Coverage:
    """What of the founding list and of each act is encoded?"""
    from monazite.policy.coverage import coverage

    return worked_out("coverage", coverage)


def sources_kept() -> tuple[Listing, ...]:
    """Which source stands behind how many rows of which tables?"""
    from monazite.data.catalog import sources_listing

    return worked_out("sources", sources_listing)


def minerals_on(day: date) -> tuple[Any, ...]:
    """Which minerals are recorded at all as of a day, how deep, with which gaps?"""
    from monazite.present.minerals import minerals

    if day != date.today():
        return minerals(day)
    return worked_out(f"minerals.{day}", lambda: minerals(day))
