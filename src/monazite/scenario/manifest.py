"""What must be written down so that a run can be repeated and its files trusted?

The manifest is one JSON file in the folder of a saved run. It names the program (version and a
hash of its code), the data (a hash of every shipped table and definition), the libraries, the
scenario and the world, and it holds a fingerprint of every array and of every file.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import monazite
from monazite.errors import Fault, StorageError, quoted

FORMAT = "monazite-run"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"

DATA_FOLDERS = ("chains/", "data/", "library/")
"""Folders of the package whose tables and definitions a run is made from."""

LIBRARIES = (
    "jax",
    "jaxlib",
    "numpy",
    "pyarrow",
    "pydantic",
    "PyYAML",
    "scipy",
    "xarray",
    "zarr",
)
"""Libraries whose version can change a run or its files."""


@dataclass(frozen=True)
class FileRecord:
    """What does a file of a saved run hold? ``bytes`` its size, ``sha256`` of its content."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """From what was a run made, and which files and arrays is it?

    program     : monazite version, sha256 of the code, Python
    libraries   : name -> version, "not installed" where it is not
    tables      : path inside the package -> sha256, for every shipped table and definition
    scenario    : id and sha256 of the canonical text; empty if the run was saved without one
    world       : chain (a path where it is not shipped), month of knowledge, data vintage, sha256
                  of the chain's data
    seed        : seed of the scenario; None if there is none
    status      : number of months and the months that did not clear
    created     : time of saving, UTC, to the second
    arrays      : name -> fingerprint, as of ``Run.fingerprints``
    attributes  : the run's attributes
    files       : path inside the folder -> FileRecord, for every file but the manifest
    """

    program: Mapping[str, str]
    libraries: Mapping[str, str]
    tables: Mapping[str, str]
    scenario: Mapping[str, str]
    world: Mapping[str, str]
    seed: int | None
    status: Mapping[str, Any]
    created: str
    arrays: Mapping[str, str]
    attributes: Mapping[str, Any]
    files: Mapping[str, FileRecord]

    def to_json(self) -> str:
        """Return the text of the manifest file."""
        content = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}
        return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str, where: str) -> Manifest:
        """Return the manifest that a text holds; StorageError if it is not one of ours."""
        try:
            content = json.loads(text)
        except ValueError as error:
            raise _not_a_manifest(where, f"no JSON ({error})") from error
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise _not_a_manifest(where, "another kind of file")
        if content.get("format_version") != FORMAT_VERSION:
            raise StorageError.one(
                where=where,
                found=f"format version {quoted(content.get('format_version'))}",
                expected=f"format version {FORMAT_VERSION}",
                because="another version of Monazite wrote this run",
                advice="repeat the run with this version, or read it with the version it names",
            )
        try:
            content["files"] = {
                path: FileRecord(sha256=str(entry["sha256"]), bytes=int(entry["bytes"]))
                for path, entry in content["files"].items()
            }
            return cls(**{name: content[name] for name in cls.__dataclass_fields__})
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise _not_a_manifest(where, f"a manifest without its parts ({error})") from error


def program() -> dict[str, str]:
    """Which Monazite is this: version, sha256 of its code, Python?"""
    return {
        "monazite": monazite.__version__,
        "code_sha256": code_sha256(),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
    }


def code_sha256() -> str:
    """Return one sha256 over all Python files of the package, whatever line ends they have."""
    digest = hashlib.sha256()
    for name, entry in _package_files(".py"):
        digest.update(f"{name}\n".encode())
        digest.update(entry.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def tables() -> dict[str, str]:
    """Return the sha256 of every shipped table and definition of regions, goods and chains.

    Texts of the report and other scenarios are left out: they change no run.
    """
    return {
        name: hashlib.sha256(entry.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        for name, entry in _package_files(".csv", ".yaml")
        if name.startswith(DATA_FOLDERS)
    }


def libraries() -> dict[str, str]:
    """Return the versions of the libraries that can change a run or its files."""
    return {name: _version(name) for name in LIBRARIES}


def now() -> str:
    """Return the time in UTC, to the second, as text."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def file_record(path: Path) -> FileRecord:
    """Return size and sha256 of a file, read in pieces."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
            size += len(piece)
    return FileRecord(sha256=digest.hexdigest(), bytes=size)


def differences(recorded: Manifest) -> tuple[Fault, ...]:
    """What is no longer as it was when a run was saved: program, libraries, tables?

    Empty where a repetition must give the same bits. Otherwise one Fault for each thing that
    changed; they are notes for the reader, not refusals.
    """
    pairs: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = [
        ("program", recorded.program, program()),
        ("library", recorded.libraries, libraries()),
        ("table", recorded.tables, tables()),
    ]
    return tuple(
        Fault(
            where=f"{kind} {name}",
            found=present.get(name, "not there"),
            expected=before.get(name, "not there"),
            because="the run was made with what is named as expected",
        )
        for kind, before, present in pairs
        for name in sorted({*before, *present})
        if before.get(name) != present.get(name)
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _package_files(*endings: str) -> Iterator[tuple[str, Traversable]]:
    """Yield path inside the package and file, sorted by path."""
    found: list[tuple[str, Traversable]] = []

    def visit(folder: Traversable, prefix: str) -> None:
        for entry in folder.iterdir():
            if entry.is_dir() and entry.name != "__pycache__":
                visit(entry, f"{prefix}{entry.name}/")
            elif entry.name.endswith(endings):
                found.append((f"{prefix}{entry.name}", entry))

    visit(files("monazite"), "")
    yield from sorted(found, key=lambda pair: pair[0])


def _not_a_manifest(where: str, found: str) -> StorageError:
    return StorageError.one(
        where=where,
        found=found,
        expected=f"the manifest of a saved run ({FORMAT})",
        because="only the manifest says which files a run consists of",
        advice="run the scenario again",
    )
