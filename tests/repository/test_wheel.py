"""The wheel holds everything that the installed package reads, and nothing of the checkout."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

LARGEST = 15_000_000
"""Bytes that a wheel may have."""


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    builder = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed")
    place = tmp_path_factory.mktemp("wheel")
    (made,) = builder.WheelBuilder(str(repository)).build(
        directory=str(place), versions=["standard"]
    )
    assert Path(made).stat().st_size < LARGEST
    return zipfile.ZipFile(made)


def test_every_file_of_the_package_is_in_the_wheel(
    wheel: zipfile.ZipFile, repository: Path
) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "src/monazite"], cwd=repository, capture_output=True, text=True
    )
    wanted = {name.removeprefix("src/") for name in listed.stdout.split()}
    if not wanted:
        pytest.skip("not a git checkout: the files of the package are not known")
    assert wanted <= set(wheel.namelist())


def test_the_wheel_holds_the_glossary_that_the_page_reads(
    wheel: zipfile.ZipFile, repository: Path
) -> None:
    shipped = wheel.read("monazite/web/glossary.yaml")
    assert shipped == (repository / "docs" / "glossary.yaml").read_bytes()


def test_the_wheel_holds_its_licences_and_nothing_of_the_checkout(
    wheel: zipfile.ZipFile,
) -> None:
    names = wheel.namelist()
    for licence in ("LICENSE", "NOTICE", "DATA_LICENSES.md"):
        assert any(name.endswith(f"licenses/{licence}") for name in names)
    tops = {name.split("/")[0] for name in names}
    assert tops == {"monazite", *(name for name in tops if name.endswith(".dist-info"))}
    assert not [name for name in names if "/tests/" in name or name.endswith((".pyc", ".log"))]
