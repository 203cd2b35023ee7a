"""Acts kept between runs: the same acts, and never one that does not fit the files."""

from pathlib import Path

import pytest

from monazite.policy import kept as kept_module
from monazite.policy.kept import SETTING, keep, kept
from monazite.policy.library import Library, read_library


@pytest.fixture(scope="module")
def fresh() -> Library:
    return read_library()


def filled(folder: Path, fresh: Library, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(SETTING, str(folder))
    keep(tuple(fresh.files.values()), fresh.jurisdictions)
    (file,) = folder.glob("*.acts")
    return file


def test_what_was_kept_is_what_was_read(
    tmp_path: Path, fresh: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, fresh, monkeypatch)
    found = kept()
    assert found is not None
    assert {one.act.id: one for one in found[0]} == dict(fresh.files)
    assert found[1] == fresh.jurisdictions


def test_a_damaged_file_is_left_aside(
    tmp_path: Path, fresh: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = filled(tmp_path, fresh, monkeypatch)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert kept() is None
    file.write_bytes(b"")
    assert kept() is None


def test_acts_of_another_state_of_the_files_are_left_aside(
    tmp_path: Path, fresh: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, fresh, monkeypatch)
    monkeypatch.setattr(kept_module.pydantic, "VERSION", "0")
    assert kept() is None


def test_it_can_be_switched_off(
    tmp_path: Path, fresh: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, fresh, monkeypatch)
    monkeypatch.setenv(SETTING, "off")
    assert kept() is None
    keep((), ())
    assert len(list(tmp_path.glob("*.acts"))) == 1


def test_a_folder_that_cannot_be_written_is_no_fault(
    tmp_path: Path, fresh: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv(SETTING, str(blocked / "below"))
    keep(tuple(fresh.files.values()), fresh.jurisdictions)
    assert kept() is None
