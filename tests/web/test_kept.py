"""What pages keep for the next run: the same as afresh, and never something of another state."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from monazite.web import kept


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(kept.SETTING, str(tmp_path))
    monkeypatch.setattr(kept, "_known", {})
    monkeypatch.setattr(kept, "_locks", {})
    return tmp_path


def another_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_known", {})


def never() -> str:
    raise AssertionError("made again")


def test_it_is_made_once_and_read_back_by_the_next_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept.worked_out("a", lambda: {"x": (1.5, "text")}) == {"x": (1.5, "text")}
    assert kept.worked_out("a", never) == {"x": (1.5, "text")}
    another_run(monkeypatch)
    assert kept.worked_out("a", never) == {"x": (1.5, "text")}


def test_another_state_of_the_package_is_worked_out_afresh(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.worked_out("a", lambda: 1)
    another_run(monkeypatch)
    monkeypatch.setattr(kept, "_key", lambda: "other")
    assert kept.worked_out("a", lambda: 2) == 2
    assert [one.name for one in folder.glob("a.*")] == ["a.other.page"]


def test_a_file_that_changes_gives_another_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_PACKAGE", tmp_path)
    (tmp_path / "table.csv").write_text("1")
    first = kept._key.__wrapped__()
    assert kept._key.__wrapped__() == first
    (tmp_path / "table.csv").write_text("2,")
    assert kept._key.__wrapped__() != first


@pytest.mark.parametrize("damage", [b"", b"x" * 10, b"x" * 400])
def test_a_damaged_file_is_left_aside(
    folder: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    kept.worked_out("a", lambda: 1)
    for one in folder.glob("a.*"):
        one.write_bytes(damage)
    another_run(monkeypatch)
    assert kept.worked_out("a", lambda: 3) == 3


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners are of POSIX systems")
def test_a_file_of_another_owner_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.worked_out("a", lambda: 1)
    another_run(monkeypatch)
    monkeypatch.setattr(os, "getuid", lambda: -1)
    assert kept.worked_out("a", lambda: 4) == 4


def test_it_is_switched_off(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kept.SETTING, "off")
    assert kept.worked_out("a", lambda: 1) == 1
    another_run(monkeypatch)
    assert kept.worked_out("a", lambda: 2) == 2
    assert list(folder.glob("a.*")) == []


def test_of_two_days_the_later_stays(folder: Path) -> None:
    kept.worked_out("of_day.2026-11-27", lambda: 1)
    kept.worked_out("of_day.2026-11-28", lambda: 2)
    kept.worked_out("of_year-2024", lambda: 3)
    kept.worked_out("of_year-2023", lambda: 4)
    names = sorted(one.name.rpartition(".")[0].rpartition(".")[0] for one in folder.glob("of_*"))
    assert names == ["of_day.2026-11-28", "of_year-2023", "of_year-2024"]


def test_two_at_once_wait_for_one(folder: Path) -> None:
    begun, made, told = threading.Event(), [], []

    def slowly() -> int:
        made.append(1)
        begun.wait(5)
        return 7

    asking = [
        threading.Thread(target=lambda: told.append(kept.worked_out("a", slowly))) for _ in range(3)
    ]
    for one in asking:
        one.start()
    begun.set()
    for one in asking:
        one.join(10)
    assert made == [1]
    assert told == [7, 7, 7]


@pytest.mark.slow
def test_what_pages_show_comes_back_as_it_was_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monazite.web.pages.overviews import _observed, observed
    from monazite.web.pages.project_list import projects_listed

    first = observed("en"), projects_listed(), kept.sources_kept()
    another_run(monkeypatch)
    for name in ("observed-en", "projects", "sources"):
        assert len(list(folder.glob(f"{name}.*.page"))) == 1
    assert (observed("en"), projects_listed(), kept.sources_kept()) == first
    assert observed("en") == _observed("en")
