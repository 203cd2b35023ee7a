"""The pages on acts and screening: excerpts are those of the files, and every command runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from monazite.cli.main import exit_code

PAGES = ("writing_a_rule", "screening")
ACT = "cn/mofcom-gacc-2025-18"

Block = tuple[str, str, str]
"""Kind of a block, the name beside it, and its text."""


def blocks(repository: Path, language: str, page: str) -> list[Block]:
    text = (repository / "docs" / language / f"{page}.md").read_text(encoding="utf-8")
    return re.findall(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", text, flags=re.M | re.S)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_excerpts_stand_in_the_act(repository: Path, language: str) -> None:
    library = repository / "src" / "monazite" / "policy" / "library"
    seen = 0
    for kind, name, text in blocks(repository, language, "writing_a_rule"):
        if kind != "yaml" or name == "shipment.yaml":
            continue
        source = {"": f"{ACT}.yaml", "cases": f"{ACT}.cases.yaml"}.get(name, f"{name}.yaml")
        lines = (library / source).read_text(encoding="utf-8").splitlines()
        known = {line.strip() for line in lines}
        for line in text.splitlines():
            assert line.strip() in known, line
            seen += 1
    assert seen > 30


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_show_the_same_commands(repository: Path, page: str) -> None:
    commands = [
        re.sub(r" --lang \w+", "", "\n".join(text for kind, _, text in found if kind != "text"))
        .encode("ascii", "replace")
        .count(b"\n$ ")
        for found in (blocks(repository, language, page) for language in ("en", "zh"))
    ]
    assert commands[0] == commands[1] > 0


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_command_runs(
    repository: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    page: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").symlink_to(repository / "src")
    told = ""
    for kind, name, text in blocks(repository, language, page):
        if re.fullmatch(r"[a-z]+\.(yaml|csv)", name):
            (tmp_path / name).write_text(text, encoding="utf-8")
        elif kind == "console":
            for line in text.splitlines():
                typed = shlex.split(line.removeprefix("$ "))
                assert typed[0] == "monazite"
                assert exit_code(typed[1:]) == 0, line
                told += capsys.readouterr().out
        elif kind == "text" and not text.startswith("monazite "):
            for line in text.splitlines():
                assert line in told


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_battery_is_decided_by_the_assumption_only(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    (text,) = [
        text
        for _, name, text in blocks(repository, language, "screening")
        if name == "battery.yaml"
    ]
    place = tmp_path / "battery.yaml"
    place.write_text(text, encoding="utf-8")
    verdicts = []
    for more in ([], ["--assume", "cn/mofcom-gacc-2025-58=revived"]):
        assert exit_code(["screen", str(place), "--format", "json", *more]) == 0
        told = capsys.readouterr().out
        (verdict,) = re.findall(r'^  "verdict": "(\w+)"', told, flags=re.M)
        verdicts.append(verdict)
    assert verdicts == ["not_decided", "licence_required"]
