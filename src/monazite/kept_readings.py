"""What was read from shipped files and checked before, kept for the next run.

Reading two hundred acts strictly takes over a second, reading back what was checked a twentieth of
it. The acts, the word lists, the economies and the words of pages and commands stand in the user's
own cache folder under a key made of the state of every file they depend on, the code that checks
them included.
Whatever does not fit (another key, a damaged file, another owner) is left aside and read afresh; an
answer never depends on it. `MONAZITE_CHECKED_ACTS=off` switches it off.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from monazite.cache_folder import cache_folder

SETTING = "MONAZITE_CHECKED_ACTS"
"""Environment variable: a folder for what was checked, or `off`."""

Content = TypeVar("Content")

_PACKAGE = os.path.dirname(os.path.abspath(__file__))
_DIGEST = 32


def read_once(name: str, read: Callable[[], Content], *, of_code: bool = False) -> Content:
    """What does `read` return, or has it returned before, every file being the same?

    name    : of what is kept, one for each `read`, which depends on shipped files and on nothing
              else. What it raises is raised; then nothing is kept
    of_code : it depends on code alone, so that acts and words may change
    """
    found = kept(name, of_code=of_code)
    if found is None:
        found = read()
        keep(name, found, of_code=of_code)
    content: Content = found
    return content


def kept(name: str, *, of_code: bool = False) -> Any:
    """What was kept under a name, every file that it depends on being the same? None if nothing."""
    folder = cache_folder("acts", SETTING)
    if folder is None:
        return None
    file = folder / f"{_key(of_code)}.{name}"
    try:
        with file.open("rb") as stream:
            if hasattr(os, "getuid") and os.fstat(stream.fileno()).st_uid != os.getuid():
                return None
            content = stream.read()
    except OSError:
        return None
    written = memoryview(content)[_DIGEST:]
    if hashlib.sha256(written).digest() != content[:_DIGEST]:
        return None
    try:
        with not_collecting():
            return pickle.loads(written)
    except Exception:  # a file of this key that cannot be read back is no better than none
        return None


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


def keep(name: str, content: Any, *, of_code: bool = False) -> None:
    """Keep a content for the next run; does nothing where the folder cannot be written."""
    folder = cache_folder("acts", SETTING)
    if folder is None:
        return
    written = pickle.dumps(content, protocol=5)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as target:
            target.write(hashlib.sha256(written).digest() + written)
        for old in folder.glob(f"*.{name}"):
            old.unlink(missing_ok=True)
        os.replace(target.name, folder / f"{_key(of_code)}.{name}")
    except OSError:
        return


@lru_cache(maxsize=2)
def _key(of_code: bool = False) -> str:
    """Return one name for the state of every file that kept readings depend on.

    of_code : of code alone

    A file counts by its size, its times of change and its place on the disk: what is written anew,
    even to the same length and with an older date, has another.
    """
    found = hashlib.sha256(f"{sys.version}\n{_validating()}\n".encode())
    for path in sorted(_files()):
        if of_code and not path.endswith(".py"):
            continue
        seen = os.stat(path)
        found.update(
            f"{path[len(_PACKAGE) :]} {seen.st_size} {seen.st_mtime_ns} {seen.st_ctime_ns} "
            f"{seen.st_ino}\n".encode()
        )
    return found.hexdigest()[:32]


def _validating() -> str:
    """Return the state of the library that validates, which is not imported for it."""
    spec = find_spec("pydantic")
    if spec is None or spec.origin is None:
        return ""
    seen = os.stat(Path(spec.origin).with_name("version.py"))
    return f"{seen.st_size} {seen.st_mtime_ns}"


def _files() -> Iterator[str]:
    with os.scandir(_PACKAGE) as entries:
        yield from (entry.path for entry in entries if entry.name.endswith(".py"))
    for top, endings in _READ_FROM:
        for folder, _, names in os.walk(os.path.join(_PACKAGE, *top)):
            yield from (
                os.path.join(folder, name)
                for name in names
                if name.endswith(endings) and not name.endswith(".cases.yaml")
            )


_READ_FROM = (
    (("library",), ""),
    (("policy",), (".py", ".yaml")),
    (("cli",), ".yaml"),
    (("present", "locale"), ".yaml"),
    (("web", "locale"), ".yaml"),
)
"""Folder of the package, and which endings have the files that kept readings depend on."""
