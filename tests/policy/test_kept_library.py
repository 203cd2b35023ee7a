"""What is kept between runs: the same acts, and never any that do not fit the files."""

import os
import shutil
from pathlib import Path

import pytest

from monazite import kept_readings
from monazite.kept_readings import SETTING, keep, kept, read_once
from monazite.policy.library import Library, read_library
from monazite.policy.read_transaction import transaction_of
from monazite.policy.screen import screen


@pytest.fixture(scope="module")
def fresh() -> Library:
    return read_library()


def filled(folder: Path, fresh: Library, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(SETTING, str(folder))
    keep("library", fresh)
    (file,) = folder.glob("*.library")
    return file


def test_what_was_kept_is_what_was_read(
    tmp_path: Path, fresh: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, fresh, monkeypatch)
    found = kept("library")
    assert found.files == fresh.files
    assert found.jurisdictions == fresh.jurisdictions
    assert list(found.rule) == list(fresh.rule)


def test_a_kept_library_answers_as_the_one_that_was_read(
    tmp_path: Path, fresh: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen(transaction_of({"date": "2025-06-01", "good": "gallium", "to": "DEU"}), acts=fresh)
    filled(tmp_path, fresh, monkeypatch)  # with all that it remembers of the first question
    found = kept("library")
    for good in ("dysprosium oxide", "NdFeB magnet", "镍锍", "laptop"):
        row = {"date": "2025-06-01", "good": good, "from": "CHN", "to": "DEU"}
        shipment = transaction_of(row)
        told = screen(shipment, acts=found).as_dict("en")
        assert told == screen(shipment, acts=fresh).as_dict("en")


def test_lines_and_rules_of_a_kept_library_have_numbers_of_their_own(
    tmp_path: Path, fresh: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, fresh, monkeypatch)
    found = kept("library")
    own = {line.number for one in fresh.rules for line in one.lines}
    assert own.isdisjoint(line.number for one in found.rules for line in one.lines)
    assert {one.number for one in fresh.rules}.isdisjoint(one.number for one in found.rules)


def test_a_damaged_file_is_left_aside(
    tmp_path: Path, fresh: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = filled(tmp_path, fresh, monkeypatch)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert kept("library") is None
    file.write_bytes(b"")
    assert kept("library") is None


def test_any_change_of_a_file_gives_another_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that leaves its length and its date as they were."""
    package = Path(kept_readings.__file__).parent
    copy = tmp_path / "monazite"
    (copy / "library").mkdir(parents=True)
    (copy / "policy" / "library" / "xx").mkdir(parents=True)
    shutil.copy2(package / "labels.py", copy / "labels.py")
    act = copy / "policy" / "library" / "xx" / "one.yaml"
    cases = act.with_name("one.cases.yaml")
    act.write_text("a: 1\n", encoding="utf-8")
    cases.write_text("a: 1\n", encoding="utf-8")
    monkeypatch.setattr(kept_readings, "_PACKAGE", str(copy))
    key = kept_readings._key.__wrapped__
    before, seen = key(), act.stat()
    assert key() == before
    cases.write_text("a: 2\n", encoding="utf-8")
    assert key() == before, "worked cases are no part of what is kept"
    act.write_text("a: 2\n", encoding="utf-8")
    os.utime(act, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert act.stat().st_size == seen.st_size and act.stat().st_mtime_ns == seen.st_mtime_ns
    changed = key()
    assert changed != before
    (copy / "months.py").write_text("", encoding="utf-8")
    assert key() not in (before, changed)


def test_another_library_that_validates_gives_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = kept_readings._key.__wrapped__()
    monkeypatch.setattr(kept_readings, "_validating", lambda: "another")
    assert kept_readings._key.__wrapped__() != before


def test_what_was_read_before_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path))
    assert read_once("some", lambda: ("first",)) == ("first",)
    assert read_once("some", lambda: ("second",)) == ("first",)
    monkeypatch.setenv(SETTING, "off")
    assert read_once("some", lambda: ("third",)) == ("third",)


def test_nothing_is_kept_of_a_reading_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path))

    def failing() -> None:
        raise ValueError("faulty")

    with pytest.raises(ValueError, match="faulty"):
        read_once("some", failing)
    assert not list(tmp_path.iterdir())


def test_it_can_be_switched_off(
    tmp_path: Path, fresh: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(tmp_path, fresh, monkeypatch)
    monkeypatch.setenv(SETTING, "off")
    assert kept("library") is None
    keep("library", ())
    assert len(list(tmp_path.glob("*.library"))) == 1


def test_a_folder_that_cannot_be_written_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv(SETTING, str(blocked / "below"))
    keep("library", ("content",))
    assert kept("library") is None
