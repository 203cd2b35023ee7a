"""The package, its locked dependencies and its targets fit together."""

import re
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import monazite


def project(repository: Path) -> Any:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def bare(requirement: str) -> str:
    return re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def locked(repository: Path, level: str) -> dict[str, str]:
    text = (repository / "requirements" / f"{level}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.M))
    found = {}
    for entry in filter(str.strip, entries):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
        name, version = re.match(r"(\S+?)==(\S+)", entry).groups()  # type: ignore[union-attr]
        found[bare(name)] = version
    return found


def test_every_direct_dependency_is_locked_with_hashes(repository: Path) -> None:
    wanted = {bare(name) for name in project(repository)["dependencies"]}
    assert wanted <= set(locked(repository, "demo"))
    extras = project(repository)["optional-dependencies"]
    more = {bare(name) for names in extras.values() for name in names}
    assert wanted | more <= set(locked(repository, "test"))


def test_what_runs_is_what_was_tested(repository: Path) -> None:
    demo, test = locked(repository, "demo"), locked(repository, "test")
    assert demo.items() <= test.items()


def test_no_address_is_in_the_locks(repository: Path) -> None:
    for level in ("demo", "test"):
        text = (repository / "requirements" / f"{level}.txt").read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_dependency_has_its_reason(repository: Path, language: str) -> None:
    page = (repository / "docs" / language / "dependencies.md").read_text(encoding="utf-8")
    told = {bare(name) for name in re.findall(r"^\| `([^`]+)` \|", page, flags=re.M)}
    extras = project(repository)["optional-dependencies"]
    named = [*project(repository)["dependencies"], *(n for names in extras.values() for n in names)]
    assert told == {bare(name) for name in named}


def test_version_stands_in_one_place(repository: Path) -> None:
    assert "version" in project(repository)["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", monazite.__version__)


@pytest.mark.parametrize("name", sorted(set(monazite.__all__) - {"__version__"}))
def test_every_public_name_can_be_had(name: str) -> None:
    module, inner = monazite._DOORS[name]
    assert getattr(monazite, name) is getattr(import_module(module), inner)
    assert getattr(monazite, name).__doc__


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError, match="load_world"):
        monazite.load_wrld  # noqa: B018


def test_public_names_are_declared_for_type_checkers(repository: Path) -> None:
    text = (repository / "src" / "monazite" / "__init__.py").read_text(encoding="utf-8")
    checked = text.split("if TYPE_CHECKING:")[1].split("def __getattr__")[0]
    assert set(monazite.__all__) == {*monazite._DOORS, "__version__"}
    for name in monazite._DOORS:
        assert re.search(rf"\b{name}\b", checked), name


def test_make_lists_its_targets(repository: Path) -> None:
    done = subprocess.run(
        ["make", "help"], cwd=repository, capture_output=True, text=True, check=True
    )
    for target in ("demo", "test", "check", "bench", "data"):
        assert f"make {target} " in done.stdout


def test_continuous_integration_runs_the_test_command(repository: Path) -> None:
    script = repository / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text(encoding="utf-8")


@pytest.mark.parametrize("script", ["prepare_environment.sh", "lock_dependencies.sh"])
def test_scripts_are_sound_shell(repository: Path, script: str) -> None:
    subprocess.run(["sh", "-n", str(repository / "tools" / script)], check=True)
    text = (repository / "tools" / script).read_text(encoding="utf-8")
    assert "set -eu" in text


def test_without_a_python_the_set_up_says_what_to_do(repository: Path, tmp_path: Path) -> None:
    for folder in ("tools", "requirements"):
        (tmp_path / folder).mkdir()
    for name in ("tools/prepare_environment.sh", "requirements/demo.txt"):
        (tmp_path / name).write_bytes((repository / name).read_bytes())
    empty = tmp_path / "bin"
    empty.mkdir()
    for tool in ("dirname", "sh", "cat", "id"):
        (empty / tool).symlink_to(
            f"/usr/bin/{tool}" if Path(f"/usr/bin/{tool}").exists() else f"/bin/{tool}"
        )
    done = subprocess.run(
        ["/bin/sh", str(tmp_path / "tools" / "prepare_environment.sh"), "demo"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(empty)},
    )
    assert done.returncode == 2
    assert "No Python 3.11 or newer was found" in done.stderr
