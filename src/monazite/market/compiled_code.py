"""Where is compiled code kept between processes, so that a second run need not compile again?

Compiling a chain's month takes seconds, running it a fraction of one. Every process that simulates
or clears a market reads compiled code from the folder and writes what is new into it. The folder is
kept per user and machine in the usual cache folder, is never shipped or shared (what lies in it is
executable), and may be deleted at any time: results do not depend on it. `MONAZITE_COMPILED_CODE`
names another folder or, as `off`, switches it off. Where a program has told JAX of a folder of its
own (``jax_compilation_cache_dir``), that one is used.
"""

from __future__ import annotations

import warnings
from functools import cache
from pathlib import Path
from typing import Any

from monazite.cache_folder import cache_folder

SETTING = "MONAZITE_COMPILED_CODE"
"""Environment variable: a folder for compiled code, or `off`."""
LARGEST_FOLDER = 500_000_000
"""Bytes above which the older half is deleted; the code of all shipped chains takes 20 million."""
WORTH_KEEPING = 0.3
"""Seconds of compiling from which code is kept."""


def compiled_code_folder() -> Path | None:
    """In which folder is compiled code kept? None if the user switched it off."""
    return cache_folder("compiled", SETTING)


@cache
def keep_compiled_code() -> None:
    """From now on, read compiled code from the folder and write what is new into it.

    Called before anything large is compiled; what counts is the first call of a process. A folder
    that cannot be made is warned of and done without.
    """
    from monazite.market.precision import jax

    tell_folder(jax.config)


def tell_folder(settings: Any) -> None:
    """Tell JAX the folder, unless it is switched off or JAX has been told of another.

    settings : ``jax.config``
    """
    folder = compiled_code_folder()
    if folder is None or settings.jax_compilation_cache_dir:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make_room(folder)
    except OSError as fault:
        warnings.warn(
            f"compiled code cannot be kept, so every run compiles anew: {fault}; "
            f"name another folder in {SETTING}, or set it to off",
            RuntimeWarning,
            stacklevel=3,
        )
        return
    settings.update("jax_compilation_cache_dir", str(folder))
    settings.update("jax_persistent_cache_min_compile_time_secs", WORTH_KEEPING)
    settings.update("jax_persistent_cache_min_entry_size_bytes", 0)


def forget_compiled_code() -> None:
    """Free the memory of what this process has compiled; what is kept on disk stays there.

    Each chain compiles code of its own shapes: a process that runs one chain after another would
    hold that of all of them.
    """
    from monazite.market.precision import jax

    jax.clear_caches()


def _make_room(folder: Path) -> None:
    """Delete the older half if the folder has grown beyond `LARGEST_FOLDER`."""
    found = [(path, path.stat()) for path in folder.glob("*-cache")]
    if sum(seen.st_size for _, seen in found) <= LARGEST_FOLDER:
        return
    found.sort(key=lambda one: one[1].st_mtime)
    for path, _ in found[: -(-len(found) // 2)]:
        path.unlink(missing_ok=True)
