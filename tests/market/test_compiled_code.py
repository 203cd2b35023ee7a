"""Is compiled code kept where it is said, read again by the next process, and never in the way?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from monazite.market import compiled_code
from monazite.market.compiled_code import SETTING, compiled_code_folder, tell_folder

pytestmark = pytest.mark.slow

COMPILE = """
from monazite.market.compiled_code import keep_compiled_code
from monazite.market.precision import jax, jnp
heard = []
jax.monitoring.register_event_listener(lambda event, **more: heard.append(event))
keep_compiled_code()
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
found = jax.jit(lambda x: jnp.sin(x) @ jnp.cos(x))(jnp.arange(7.0))
hits = heard.count("/jax/compilation_cache/cache_hits")
print(float(found).hex(), "read" if hits else "compiled")
"""


def compiled(folder: str, **changes: str) -> tuple[list[str], str]:
    """What does a new process say that compiles a small function: its answer, and its warnings?"""
    variables = {**os.environ, SETTING: folder, **changes}
    done = subprocess.run(
        [sys.executable, "-c", COMPILE], env=variables, capture_output=True, text=True, check=True
    )
    return done.stdout.split(), done.stderr


def test_what_one_process_compiled_the_next_one_reads(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    first, _ = compiled(str(folder))
    second, warned = compiled(str(folder))
    assert (first[1], second[1]) == ("compiled", "read")
    assert first[0] == second[0]
    assert warned == ""
    assert folder.stat().st_mode & 0o077 == 0, "executable code is nobody else's to write"


def test_damaged_code_is_warned_of_and_compiled_again(tmp_path: Path) -> None:
    right, _ = compiled(str(tmp_path))
    for path in tmp_path.glob("*-cache"):
        path.write_bytes(path.read_bytes()[:50])
    found, warned = compiled(str(tmp_path))
    assert found == right
    assert "Warning" in warned and "Traceback" not in warned


def test_a_folder_that_cannot_be_made_is_warned_of_and_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    found, warned = compiled(str(tmp_path / "file" / "folder"))
    assert found[1] == "compiled"
    assert SETTING in warned and "Traceback" not in warned


def test_switched_off_nothing_is_kept(tmp_path: Path) -> None:
    for _ in range(2):
        found, warned = compiled("off", XDG_CACHE_HOME=str(tmp_path), HOME=str(tmp_path))
        assert (found[1], warned) == ("compiled", "")
    assert list(tmp_path.iterdir()) == []


def test_the_tests_keep_theirs_apart_from_the_users() -> None:
    folder = compiled_code_folder()
    assert folder is not None
    assert ".pytest_cache" in folder.parts


class Settings:
    """Stands for JAX's settings: what it was told."""

    def __init__(self, folder: str | None = None) -> None:
        self.jax_compilation_cache_dir = folder
        self.told: dict[str, object] = {}

    def update(self, name: str, value: object) -> None:
        self.told[name] = value


def test_a_folder_told_to_jax_by_the_user_is_left_alone(tmp_path: Path) -> None:
    settings = Settings(str(tmp_path))
    tell_folder(settings)
    assert settings.told == {}


def test_a_folder_grown_too_large_loses_its_older_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path))
    for age in range(5):
        path = tmp_path / f"{age}-cache"
        path.write_bytes(b"x" * 100)
        os.utime(path, (1e9 - age, 1e9 - age))
    tell_folder(Settings())
    assert len(list(tmp_path.iterdir())) == 5
    monkeypatch.setattr(compiled_code, "LARGEST_FOLDER", 499)
    tell_folder(Settings())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0-cache", "1-cache"]
