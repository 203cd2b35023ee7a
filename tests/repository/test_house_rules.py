"""What every file of the repository keeps to."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".sh",
    ".css",
    ".html",
    ".j2",
    ".txt",
    ".cfg",
    ".in",
}
LONGEST_MODULE = 420
EMPTY_NAMES = {"utils", "util", "common", "helpers", "misc"}


NOT_OURS = {".venv", ".git", "output", "runs", "dist"}


def tracked(repository: Path) -> list[Path]:
    """Every file that git keeps or would keep; the whole tree where there is no git."""
    if shutil.which("git") and (repository / ".git").exists():
        done = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"],
            cwd=repository,
            capture_output=True,
            text=True,
            check=True,
        )
        found = [repository / name for name in done.stdout.splitlines()]
    else:
        found = [
            path
            for path in repository.rglob("*")
            if not NOT_OURS & set(path.parts)
            and not any(part.endswith(("_cache", "__pycache__")) for part in path.parts)
        ]
    return [path for path in found if path.is_file()]


def texts(repository: Path) -> list[tuple[Path, str]]:
    return [
        (path, path.read_text(encoding="utf-8"))
        for path in tracked(repository)
        if path.suffix in TEXT or path.name in ("Makefile", "run")
    ]


def test_no_file_names_a_package_registry(repository: Path) -> None:
    hosts = ["pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian"]
    named = [
        f"{path.name}: {host}" for path, text in texts(repository) for host in hosts if host in text
    ]
    assert named == []


def test_no_file_names_a_place_on_somebodys_machine(repository: Path) -> None:
    place = re.compile(
        r"(?<![\w.])/(" + "work|farm" + r")/|/(?:home|Users)/[a-z]+/|/root/|[A-Z]:\\Users"
    )
    named = [
        f"{path.name}: {found.group()}"
        for path, text in texts(repository)
        if path.name != Path(__file__).name
        for found in place.finditer(text)
    ]
    assert named == []


def test_no_file_is_too_large_for_a_repository(repository: Path) -> None:
    assert [path.name for path in tracked(repository) if path.stat().st_size > 2_000_000] == []


def modules(repository: Path) -> list[Path]:
    return [path for path in tracked(repository) if path.suffix == ".py"]


def test_files_are_named_after_what_they_hold(repository: Path) -> None:
    assert [path for path in modules(repository) if path.stem in EMPTY_NAMES] == []


def test_modules_hold_one_concept(repository: Path) -> None:
    long = {
        path.name: lines
        for path in modules(repository)
        if "src" in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert long == {}


@pytest.mark.slow
def test_everything_public_in_the_package_is_documented_and_typed(repository: Path) -> None:
    bare = []
    for path in modules(repository):
        if "src" not in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not ast.get_docstring(tree):
            bare.append(f"{path.name}: no docstring")
        public = [(node, path.name) for node in tree.body]
        for node, where in public:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if not ast.get_docstring(node):
                bare.append(f"{where}: {node.name} has no docstring")
            if isinstance(node, ast.ClassDef):
                public += [(inner, f"{where}: {node.name}") for inner in node.body]
            elif node.returns is None:
                bare.append(f"{where}: {node.name} has no return type")
    assert bare == []


def test_no_file_is_unfinished(repository: Path) -> None:
    words = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error"]
    found = [
        f"{path.name}: {word}"
        for path, text in texts(repository)
        if "src" in path.parts
        for word in words
        if word in text
    ]
    assert found == []


@pytest.mark.slow
def test_every_test_asserts_something(repository: Path) -> None:
    empty = []
    for path in modules(repository):
        if not path.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                sayings = [
                    inner
                    for inner in ast.walk(node)
                    if isinstance(
                        inner, ast.Assert | ast.Try
                    )  # a try says what alone may be raised
                    or (
                        isinstance(inner, ast.Call)
                        and re.search(
                            r"assert|raises|expect|check|warns|explains", ast.unparse(inner.func)
                        )
                    )
                ]
                if not sayings:
                    empty.append(f"{path.name}: {node.name}")
    assert empty == []


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE", "DATA_LICENSES.md", "CHANGELOG.md"])
def test_the_files_a_reader_looks_for_are_there(repository: Path, name: str) -> None:
    assert (repository / name).read_text(encoding="utf-8").strip()
