"""The command line starts at once, and says everything in both languages."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

HEAVY = {"jax", "pandas", "xarray", "pyarrow", "zarr", "scipy", "matplotlib"}


def python(repository: Path, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(repository / "src"), **environment},
    )
    return done.stdout


@pytest.mark.parametrize(
    "program",
    [
        "import monazite",
        "import monazite.cli.main as m; m.exit_code(['--help'])",
        "import monazite.cli.main as m; m.exit_code(['run', '--help'])",
    ],
)
def test_starting_needs_no_heavy_library(repository: Path, program: str) -> None:
    shown = python(repository, "-c", f"{program}\nimport sys; print(*sorted(sys.modules))")
    assert not HEAVY & set(shown.split("\n")[-2].split())


@pytest.mark.slow
def test_a_second_screening_needs_no_library_that_validates(
    repository: Path, tmp_path: Path
) -> None:
    shipment = tmp_path / "one.yaml"
    shipment.write_text("date: 2025-06-01\ngood: gallium\nfrom: CHN\nto: DEU\n", encoding="utf-8")
    program = (
        f"import sys, monazite.cli.main as m; m.exit_code(['screen', {str(shipment)!r}])\n"
        "print(*sorted(sys.modules))"
    )
    first, second = (
        python(repository, "-c", program, MONAZITE_CHECKED_ACTS=str(tmp_path / "kept"))
        for _ in range(2)
    )
    assert first.split("\n")[:-2] == second.split("\n")[:-2]
    validating = {"pydantic", "pydantic_core"}
    assert validating <= set(first.split("\n")[-2].split())
    assert not validating & set(second.split("\n")[-2].split())


def test_importing_reads_and_writes_nothing(repository: Path, tmp_path: Path) -> None:
    program = (
        "import sys, importlib.util\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0]))"
        " if event == 'open' else None)\n"
        "import monazite\n"
        "print(*[path for path in opened if not path.endswith(('.py', '.pyc'))], sep='\\n')"
    )
    shown = python(repository, "-c", program, HOME=str(tmp_path), PYTHONDONTWRITEBYTECODE="1")
    assert shown.split() == []
    assert list(tmp_path.iterdir()) == []


def test_help_speaks_the_language_of_the_terminal(repository: Path) -> None:
    assert "模拟一个情景" in python(repository, "-m", "monazite", "--help", MONAZITE_LANG="zh")
    chinese = python(
        repository, "-m", "monazite", "--help", LANG="zh_CN.UTF-8", LC_ALL="", LC_MESSAGES=""
    )
    assert "模拟一个情景" in chinese
    english = python(repository, "-m", "monazite", "--help", MONAZITE_LANG="en", LANG="zh_CN.UTF-8")
    assert "Simulate a scenario" in english


def entries(repository: Path) -> dict[str, dict[str, str]]:
    path = repository / "src" / "monazite" / "cli" / "locale.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_every_text_is_there_in_both_languages_with_the_same_fields(repository: Path) -> None:
    for key, texts in entries(repository).items():
        assert set(texts) == {"en", "zh"}, key
        fields = [set(re.findall(r"\{(\w+)\}", text)) for text in texts.values()]
        assert fields[0] == fields[1], key


def test_every_text_is_used_and_every_used_text_exists(repository: Path) -> None:
    texts = entries(repository)
    used: set[str] = set()
    beginnings: set[str] = set()
    for path in (repository / "src" / "monazite" / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = (
                node.func.attr
                if isinstance(node.func, ast.Attribute)
                else (node.func.id if isinstance(node.func, ast.Name) else "")
            )
            first = node.args[0]
            if name not in ("say", "help_text", "has"):
                continue
            front = "help." if name == "help_text" else ""
            if isinstance(first, ast.Constant):
                used.add(front + str(first.value))
            elif isinstance(first, ast.JoinedStr) and isinstance(first.values[0], ast.Constant):
                beginnings.add(str(first.values[0].value))
            elif front:
                beginnings.add(front)
    used |= {"clear.cleared", "clear.failed"}  # chosen by the outcome
    assert used <= set(texts), used - set(texts)
    unused = {key for key in texts if key not in used and not key.startswith(tuple(beginnings))}
    assert unused == set()
