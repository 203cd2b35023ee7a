"""Faulty command lines: a named fault on the error stream, the right code, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from monazite.cli import scenarios_verb
from monazite.cli.main import VERBS, exit_code
from monazite.errors import SolveError
from tests.cli.conftest import Command


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["run", "basline"], "baseline"),
        (["run"], "NAME|FILE"),
        (["rum", "baseline"], "run"),
        (["run", "baseline", "--moths", "3"], "--months"),
        (["run", "baseline", "--months", "0"], "months"),
        (["run", "baseline", "--lang", "fr"], "en"),
        (["run", "nowhere.yaml"], "nowhere.yaml"),
        (["compare", "baseline", "basline"], "baseline"),
        (["chain", "rare_earth"], "rare_earths"),
        (["chain", "--show", "god"], "goods"),
        (["clear", "nowhere.json"], "nowhere.json"),
        (["check", "nowhere.yaml"], "nowhere.yaml"),
        (["repeat", "nowhere"], "nowhere"),
        (["policies", "--on", "2026-02-30"], "option --on"),
        (["policies", "--on", "2026-W45-1"], "option --on"),
        (["timeline", "--to", "20261110"], "option --to"),
        (["policy", "show"], "no id"),
        (["policies", "--good", "unobtainium"], "unobtainium"),
        (["timeline", "--good", "unobtainium"], "unobtainium"),
        (["timeline", "--instrument", "ban"], "--instrument"),
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_bad_input_is_exit_code_2_with_a_fault(
    monazite: Command, arguments: list[str], word: str, form: str
) -> None:
    answer = monazite(*arguments, "--format", form)
    assert answer.code == 2
    assert answer.out == ""
    assert word in answer.err
    if form == "json":
        error = answer.error()
        assert set(error) == {"kind", "exit_code", "faults"}
        assert set(error["faults"][0]) == {"where", "found", "expected", "because", "advice"}
    else:
        assert "found" in answer.err


def test_field_words_of_errors_follow_the_language(monazite: Command) -> None:
    assert "发现" in monazite("run", "basline", "--lang", "zh").err
    assert "发现" in monazite("run", "basline", "--lang=zh").err


def test_sentences_of_errors_are_chinese_where_they_have_words(
    monazite: Command, tmp_path: Path
) -> None:
    file = tmp_path / "shipment.yaml"
    file.write_text("date: 2026-02-30\nto: Germany\npurity: 3\n", encoding="utf-8")
    told = monazite("screen", file, "--lang", "zh").err
    for words in ("第1行，键 `date`", "真实存在的日期", "请写 DEU", '未知的键"purity"', "悄然略去"):
        assert words in told
    assert "expected" not in told and "because" not in told
    assert (
        monazite("screen", file, "--lang", "zh", "--format", "json")
        .error()["faults"][0]["expected"]
        .startswith("a day that exists")
    )


@pytest.mark.parametrize(
    ("error", "code", "word"),
    [
        (RuntimeError("boom"), 3, "a fault of Monazite"),
        (KeyboardInterrupt(), 130, "nothing was saved"),
        (PermissionError(13, "Permission denied", "/locked/run"), 2, "/locked/run"),
        (SolveError.one(where="2024-01", found="0.2", expected="cleared"), 1, "2024-01"),
    ],
)
def test_every_other_end_has_its_code(
    monazite: Command,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    word: str,
) -> None:
    def broken() -> tuple[str, ...]:
        raise error

    from monazite.scenario import read

    monkeypatch.setattr(read, "shipped_scenarios", broken)
    answer = monazite(scenarios_verb.NAME)
    assert answer.code == code
    assert word in answer.err


def test_a_developer_can_ask_for_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> tuple[str, ...]:
        raise RuntimeError("boom")

    from monazite.scenario import read

    monkeypatch.setattr(read, "shipped_scenarios", broken)
    monkeypatch.setenv("MONAZITE_TRACEBACK", "1")
    with pytest.raises(RuntimeError, match="boom"):
        exit_code(["scenarios"])


def test_no_verb_opens_the_web_app(monazite: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    from monazite.web import server
    from monazite.web.settings import Settings

    asked = []

    def served(host, port, open_browser, land, tell):  # type: ignore[no-untyped-def]
        asked.append((host, port, open_browser, land))
        tell(Settings(host, 8765))

    monkeypatch.setattr(server, "serve", served)
    assert "http://localhost:8765/" in monazite().out
    answer = monazite("serve", "--no-browser", "--port", 9000, "--format", "json")
    assert answer.json()["loopback"] is True
    assert asked == [("127.0.0.1", None, True, None), ("127.0.0.1", 9000, False, None)]
    assert monazite("serve", "--map", "nowhere.json").code == 2


def test_help_lists_every_command(monazite: Command) -> None:
    answer = monazite("--help")
    assert answer.code == 0
    assert "run " in answer.out
    for command in VERBS:
        assert f"  {command} " in answer.out


def test_a_closed_pipe_is_no_error(repository: Path) -> None:
    done = subprocess.run(
        [
            "/bin/sh",
            "-c",
            f"{sys.executable} -m monazite chain --show facilities | head -n 1",
        ],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(repository / "src")},
    )
    assert done.stdout.startswith("id ")
    assert done.stderr == ""
