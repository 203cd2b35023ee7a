"""A command line inside the test process, and saved runs to point it at."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monazite.cli.main import exit_code
from monazite.scenario import storage
from tests.support.small_runs import small_run


@dataclass(frozen=True)
class Answer:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)

    def error(self) -> Any:
        return json.loads(self.err)["error"]


Command = Callable[..., Answer]


@pytest.fixture
def monazite(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command line and return what came of it."""
    monkeypatch.delenv("MONAZITE_TRACEBACK", raising=False)

    def command(*arguments: object) -> Answer:
        capsys.readouterr()
        code = exit_code([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return Answer(code, printed.out, printed.err)

    return command


@pytest.fixture
def two_runs(tmp_path: Path) -> tuple[Path, Path]:
    """Two saved runs; in the second all prices are doubled."""
    return (
        storage.save(small_run(), tmp_path / "first"),
        storage.save(small_run(price_factor=2.0), tmp_path / "second"),
    )
