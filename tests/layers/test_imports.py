"""Imports point downwards only; the vocabulary is light and touches no file.

The order is: vocabulary (top-level files), data, chains, market; policy beside market; scenario,
indicators, present, cli above them. The law of the table below is checked in the syntax tree of
every file, imports inside functions included. What is started by an import, and which files it
opens, is checked in a fresh process.
"""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
PACKAGE = SOURCE / "monazite"

VOCABULARY = "vocabulary"
BELOW: dict[str, set[str]] = {
    VOCABULARY: set(),
    "data": {VOCABULARY},
    "chains": {VOCABULARY, "data"},
    "market": {VOCABULARY, "data", "chains"},
    "policy": {VOCABULARY, "chains"},
    "scenario": {VOCABULARY, "data", "chains", "market", "policy"},
    "indicators": {VOCABULARY, "data", "chains", "market.run"},
    "strategy": {VOCABULARY, "data", "chains", "market.run", "policy", "scenario", "indicators"},
    "evidence": {
        *(VOCABULARY, "data", "chains", "market", "policy", "scenario", "indicators", "strategy"),
    },
    "present": {
        *(VOCABULARY, "data", "chains", "market", "policy", "scenario", "indicators"),
        *("strategy", "evidence"),
    },
    "web": {
        *(VOCABULARY, "data", "chains", "market", "policy", "scenario", "indicators"),
        *("strategy", "evidence", "present"),
    },
    "cli": {
        *(VOCABULARY, "data", "chains", "market", "policy", "scenario", "indicators"),
        *("strategy", "evidence", "present", "web"),
    },
}
"""Package -> packages (or single modules) it may import besides itself."""

MAY_USE_JAX = {"market", "scenario", "strategy", "evidence"}
HEAVY = ("jax", "jaxlib", "pandas", "xarray", "pyarrow", "matplotlib", "zarr", "scipy", "cvxpy")
LAZY_ONLY = {"pandas", "xarray", "pyarrow"}

FILES = sorted(PACKAGE.rglob("*.py"))
LIGHT_MODULES = sorted(
    "monazite" if path.stem == "__init__" else f"monazite.{path.stem}"
    for path in PACKAGE.glob("*.py")
    if path.stem != "__main__"
)


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def package_of(module: str) -> str:
    """The package a module of ours lies in; top-level files and the root are the vocabulary."""
    parts = module.split(".")
    if parts[1:2] == ["__main__"]:
        return "cli"
    return parts[1] if len(parts) > 1 and parts[1] in BELOW else VOCABULARY


def imported(path: Path, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a file imports, relative imports resolved."""
    here = module_name(path).split(".")
    base = here if path.stem == "__init__" else here[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            start = base[: len(base) - node.level + 1] if node.level else []
            stem = ".".join([*start, *([node.module] if node.module else [])])
            for name in node.names:
                yield node.lineno, f"{stem}.{name.name}"


def at_module_level(tree: ast.Module) -> ast.Module:
    """The statements that run on import: no function bodies, no imports for type checking."""

    class Pruned(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
            return None

        def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
            return None

        def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
            if "TYPE_CHECKING" in ast.unparse(node.test):
                return node.orelse
            return self.generic_visit(node)

    return Pruned().visit(tree)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def violations(path: Path, tree: ast.AST) -> list[str]:
    """Imports of a file that do not point downwards."""
    module = module_name(path)
    own = package_of(module)
    found = []
    for line, name in imported(path, tree):
        if name.split(".")[0] != "monazite":
            continue
        target = package_of(name)
        single = ".".join(name.split(".")[1:3])
        if target != own and target not in BELOW[own] and single not in BELOW[own]:
            found.append(f"{module}, line {line}: {own} must not import {name}")
    return found


def test_every_package_has_its_place():
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    code = {name for name in folders if any((PACKAGE / name).rglob("*.py"))}
    assert code <= set(BELOW), f"say in this file what {code - set(BELOW)} may import"


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_imports_point_downwards(path):
    if path == PACKAGE / "__init__.py":
        pytest.skip("the public door names all packages and loads them on first use")
    assert not violations(path, parsed(path))


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("errors", "from monazite.data import catalog"),
        ("errors", "def f():\n    import monazite.market.clearing"),
        ("data/table", "from monazite.chains.chain import Chain"),
        ("data/table", "from ..market import run"),
        ("chains/chain", "from monazite import market"),
        ("market/run", "from monazite.policy import read"),
        ("policy/read", "from monazite.market.run import Run"),
        ("indicators/shares", "from monazite.market.clearing import clear"),
        ("present/charts", "from monazite.cli.main import main"),
    ],
)
def test_wrong_imports_are_noticed(module, statement):
    assert violations(PACKAGE / f"{module}.py", ast.parse(statement))


@pytest.mark.parametrize(
    ("module", "statement"),
    [
        ("goods", "from monazite.errors import Fault"),
        ("data/table", "from . import source"),
        ("indicators/shares", "from monazite.market.run import Run"),
        ("indicators/shares", "from monazite.market import run"),
        ("cli/main", "from monazite.present.report import write_report"),
    ],
)
def test_right_imports_are_left_alone(module, statement):
    assert not violations(PACKAGE / f"{module}.py", ast.parse(statement))


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_heavy_libraries_stay_where_they_belong(path):
    tree = parsed(path)
    package = package_of(module_name(path))
    if package not in MAY_USE_JAX:
        jax = [line for line, name in imported(path, tree) if name.split(".")[0] == "jax"]
        assert not jax, f"only {sorted(MAY_USE_JAX)} may use jax"
    early = {name.split(".")[0] for _, name in imported(path, at_module_level(tree))}
    assert not early & LAZY_ONLY, "import these inside the function that needs them"
    if path.parent == PACKAGE:
        assert not early & set(HEAVY)


def test_the_door_imports_nothing_of_ours_at_once():
    early = [name for _, name in imported(PACKAGE, at_module_level(parsed(FILES[0])))]
    assert FILES[0] == PACKAGE / "__init__.py"
    assert not [name for name in early if name.startswith("monazite")]


REPORT = """
import importlib, json, os, sys
opened = []
def listen(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        opened.append((os.fsdecode(arguments[0]), str(arguments[1]), arguments[2]))
    elif event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "shutil.copy"):
        opened.append((f"{event} {arguments[0]}", "w", 0))
    elif event.startswith(("socket.", "subprocess.", "urllib.")):
        opened.append((event, "w", 0))
sys.addaudithook(listen)
for name in sys.argv[1:]:
    importlib.import_module(name)
writes = [path for path, mode, flags in opened
          if set(mode) & set("wax+") or (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)]
print(json.dumps({"opened": [path for path, *_ in opened], "writes": writes,
                  "modules": sorted({name.split(".")[0] for name in sys.modules})}))
"""


def import_in_a_fresh_process(*modules: str) -> dict[str, list[str]]:
    """What an import opens, writes and starts. Byte code is not written, as on a read-only disk."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *modules],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def is_code(path: str) -> bool:
    """Python code, compiled code, what libraries say of themselves, Python's own zip."""
    name = Path(path).name
    zipped = name.startswith("python") and name.endswith(".zip")
    return path.endswith((".py", ".pyc", ".so", ".pyd")) or ".dist-info" in path or zipped


def test_the_package_alone_starts_nothing():
    report = import_in_a_fresh_process("monazite")
    assert not set(report["modules"]) & {*HEAVY, "numpy", "pydantic", "yaml", "click"}
    assert not report["writes"]
    assert all(is_code(path) for path in report["opened"])


def test_the_vocabulary_is_light_and_touches_no_file():
    report = import_in_a_fresh_process(*LIGHT_MODULES)
    assert not set(report["modules"]) & set(HEAVY)
    assert not report["writes"]
    assert [path for path in report["opened"] if not is_code(path)] == []


@pytest.mark.parametrize("module", LIGHT_MODULES)
def test_every_vocabulary_module_can_be_the_first_one_imported(module):
    assert not set(import_in_a_fresh_process(module)["modules"]) & set(HEAVY)


@pytest.mark.parametrize("package", ["data", "chains", "indicators"])
def test_packages_without_jax_do_not_start_it(package):
    modules = [
        module_name(path)
        for path in FILES
        if package_of(module_name(path)) == package
        and "build" not in path.parts
        and path.stem != "__main__"
    ]
    if not modules:
        pytest.skip(f"there is no package {package} yet")
    report = import_in_a_fresh_process(*modules)
    assert not set(report["modules"]) & {"jax", "jaxlib", "pandas", "xarray", "pyarrow"}
    assert not report["writes"]


def test_the_listener_hears_what_it_should(tmp_path):
    (tmp_path / "noisy.py").write_text(
        f"open({str(tmp_path / 'left.txt')!r}, 'w').close()\n", encoding="utf-8"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", REPORT, "noisy"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    report = json.loads(done.stdout)
    assert report["writes"] == [str(tmp_path / "left.txt")]
    assert not all(is_code(path) for path in report["opened"])


def test_types_are_shipped():
    assert (PACKAGE / "py.typed").is_file()
