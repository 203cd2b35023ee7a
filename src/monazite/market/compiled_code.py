"""Where is compiled code kept between processes, so that a second run need not compile again?

Compiling a chain's month takes seconds, running it a fraction of one. The code is kept per user
and machine in the usual cache folder, is never shipped or shared (it is executable), and may be
deleted at any time: results do not depend on it.
"""

from __future__ import annotations

from pathlib import Path

from monazite.cache_folder import cache_folder

SETTING = "MONAZITE_COMPILED_CODE"
"""Environment variable: a folder for compiled code, or `off`."""


def compiled_code_folder() -> Path | None:
    """In which folder is compiled code kept? None if the user switched it off."""
    return cache_folder("compiled", SETTING)


def keep_compiled_code() -> None:
    """From now on, read compiled code from the folder and write what is new into it."""
    from monazite.market.precision import jax

    folder = compiled_code_folder()
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.3)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)


def forget_compiled_code() -> None:
    """Free the memory of what this process has compiled; what is kept on disk stays there.

    Each chain compiles code of its own shapes: a process that runs one chain after another would
    hold that of all of them.
    """
    from monazite.market.precision import jax

    jax.clear_caches()
