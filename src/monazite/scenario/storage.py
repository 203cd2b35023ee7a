"""How is a run kept on disk so that what lies there is whole, or is not a run at all?

A saved run is a folder:

    manifest.json      what it was made from, and the sha256 of every other file
    run.zarr/          all arrays with axes and units (Zarr version 3; `xarray.open_zarr` reads it)
    tables/*.parquet   the same numbers as long tables
    scenario.yaml      the scenario, with every option that was changed on the command line

It is written beside its place under a name ending in ``.partial-PROCESS``, hashed, and moved into
place in one step. A full disk, an error or a kill leaves the place as it was; what a killed
process leaves behind is never taken for a run, and is named when the place is read or written.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monazite.errors import Fault, StorageError
from monazite.market.run import Run
from monazite.scenario import manifest as records
from monazite.scenario.manifest import MANIFEST, FileRecord, Manifest

if TYPE_CHECKING:
    import pyarrow

    from monazite.chains.world import World
    from monazite.scenario.scenario import Scenario

ARRAYS = "run.zarr"
TABLES = "tables"
SCENARIO = "scenario.yaml"


def save(
    run: Run,
    directory: str | Path,
    *,
    scenario: Scenario | None = None,
    world: World | None = None,
    overwrite: bool = False,
) -> Path:
    """Write a run into a folder, whole or not at all, and return the folder.

    directory : must not exist, or hold a saved run and ``overwrite`` be given. A folder that is
                not a run is never replaced.
    scenario, world : what the run was made from; a run saved without them cannot be repeated.

    Raises StorageError if the place is taken, or if writing fails (full disk, no permission); the
    place is then as it was before.
    """
    place = check_place(directory, overwrite=overwrite)
    with moved_into_place(place) as draft:
        _write_arrays(run, draft / ARRAYS)
        _write_tables(run, draft / TABLES)
        if scenario is not None:
            from monazite.scenario.scenario_text import scenario_text

            (draft / SCENARIO).write_text(scenario_text(scenario), encoding="utf-8")
        manifest = _manifest(run, scenario, world, _hash_and_flush(draft))
        _write_flushed(draft / MANIFEST, manifest.to_json())
    return place


def load(directory: str | Path) -> Run:
    """Read a saved run, after checking every file against the manifest.

    Raises StorageError naming each file that is missing, added, truncated or altered, with the
    hash found and expected. Reads the Zarr arrays; the Parquet tables are checked, not read.
    """
    place = Path(directory)
    manifest = verify(place)
    run = _read_arrays(place / ARRAYS, manifest)
    found = run.fingerprints()
    faults = [
        Fault(
            where=f"{place / ARRAYS}, array {name}",
            found=f"fingerprint {found.get(name, 'of nothing: the array is missing')}",
            expected=f"fingerprint {manifest.arrays.get(name, 'of nothing: no such array')}",
            because="the array is not the one that was saved",
        )
        for name in sorted({*found, *manifest.arrays})
        if found.get(name) != manifest.arrays.get(name)
    ]
    if faults:
        raise StorageError(faults)
    return run


def verify(directory: str | Path) -> Manifest:
    """Check every file of a saved run against its manifest, and return the manifest.

    Raises StorageError with one fault for each file that is missing, added, truncated or altered.
    """
    place = Path(directory)
    manifest = read_manifest(place)
    present = {str(path.relative_to(place).as_posix()): path for path in _files_under(place)}
    present.pop(MANIFEST, None)
    faults: list[Fault] = []
    for name in sorted({*manifest.files, *present}):
        if name not in present:
            faults.append(_fault(place, name, "no such file", manifest.files[name]))
        elif name not in manifest.files:
            faults.append(
                Fault(
                    where=str(place / name),
                    found="a file that the run was not saved with",
                    expected="only the files named in manifest.json",
                    because="it cannot be told which numbers it holds",
                    advice="move it out of the folder of the run",
                )
            )
        else:
            record, wanted = records.file_record(present[name]), manifest.files[name]
            if record != wanted:
                found = f"{record.bytes} bytes, sha256 {record.sha256}"
                faults.append(_fault(place, name, found, wanted))
    if faults:
        raise StorageError(faults)
    return manifest


def read_manifest(directory: str | Path) -> Manifest:
    """Return the manifest of a saved run, without checking the files it names.

    Raises StorageError if the folder holds none; unfinished leftovers beside it are then named.
    """
    place = Path(directory)
    path = place / MANIFEST
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        found = f"no {MANIFEST}" if place.exists() else "nothing"
        left = leftovers(place)
        raise StorageError.one(
            where=str(place),
            found=found + (f"; unfinished beside it: {', '.join(map(str, left))}" if left else ""),
            expected="the folder of a saved run",
            because="a run without its manifest may be half of one" if place.exists() else None,
            advice=f"make it: monazite run NAME --output {place}",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _reading_failed(path, error) from error
    return Manifest.from_json(text, str(path))


def check_place(directory: str | Path, *, overwrite: bool) -> Path:
    """Return the place if a run may be saved there; StorageError if something else is there.

    Meant to be asked before a long simulation, not only after it.
    """
    place = Path(directory)
    if place.name in ("", ".."):
        place = place.resolve()
    if not place.exists() and not place.is_symlink():
        return place
    is_run = place.is_dir() and not place.is_symlink() and (place / MANIFEST).is_file()
    if is_run:
        read_manifest(place)
        if overwrite:
            return place
        raise StorageError.one(
            where=str(place),
            found="a saved run",
            expected="a place that does not exist yet",
            because="it would be lost",
            advice="give another place, or say --overwrite (overwrite=True)",
        )
    if place.is_dir() and not place.is_symlink() and not any(place.iterdir()):
        return place
    raise StorageError.one(
        where=str(place),
        found="something that is not a saved run",
        expected="a place that does not exist yet, or a saved run",
        because="only a saved run is ever replaced",
        advice="give another place",
    )


def leftovers(directory: str | Path) -> tuple[Path, ...]:
    """Which unfinished or replaced folders did killed processes leave beside this place?

    They are not runs and nothing reads them; they may be deleted when no process of that number
    is writing.
    """
    place = Path(directory)
    if not place.parent.is_dir():
        return ()
    names = (f"{place.name}.partial-", f"{place.name}.replaced-")
    return tuple(sorted(path for path in place.parent.iterdir() if path.name.startswith(names)))


def _write_arrays(run: Run, path: Path) -> None:
    """Write all arrays as one Zarr group; texts as Zarr's own strings, one chunk per array."""
    import numpy

    dataset = run.to_xarray()
    texts = {
        name: (values.dims, values.to_numpy().astype(numpy.dtypes.StringDType()), values.attrs)
        for name, values in dataset.variables.items()
        if values.dtype.kind == "U"
    }
    dataset = dataset.assign_coords({name: texts[name] for name in texts if name in dataset.coords})
    dataset = dataset.assign({name: texts[name] for name in texts if name not in dataset.coords})
    encoding: dict[Any, dict[str, Any]] = {
        name: {"chunks": values.shape}
        for name, values in dataset.variables.items()
        if 0 not in values.shape
    }
    dataset.to_zarr(path, mode="w-", zarr_format=3, consolidated=False, encoding=encoding)


def _write_tables(run: Run, folder: Path) -> None:
    """Write the long tables of a run."""
    from monazite.scenario.run_tables import tables_of

    folder.mkdir()
    for name, table in tables_of(run):
        _write_table(table, folder / f"{name}.parquet")


def _write_table(table: pyarrow.Table, path: Path) -> None:
    """Write one table."""
    import pyarrow.parquet

    pyarrow.parquet.write_table(table, path, compression="zstd")


def _read_arrays(path: Path, manifest: Manifest) -> Run:
    """Read the Zarr group back into a run."""
    import xarray

    try:
        with xarray.open_zarr(path, consolidated=False, chunks=None) as dataset:
            dataset.load()
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise _reading_failed(path, error) from error
    dataset.attrs = dict(manifest.attributes)
    return Run.from_xarray(dataset)


def _manifest(
    run: Run, scenario: Scenario | None, world: World | None, files: dict[str, FileRecord]
) -> Manifest:
    """Return the manifest of a run whose files are written."""
    made_from = run.attributes
    status = run.status if "cleared" in run else None
    return Manifest(
        program=records.program(),
        libraries=records.libraries(),
        tables=records.tables(),
        scenario={}
        if scenario is None
        else {"id": scenario.id, "sha256": scenario.fingerprint, "file": SCENARIO},
        world={}
        if world is None
        else {
            "chain": world.definition or world.chain.id,
            "as_known": str(world.as_known),
            "vintage": world.vintage,
            "sha256": world.fingerprint,
        },
        seed=made_from.get("seed") if scenario is None else scenario.seed,
        status={}
        if status is None
        else {
            "months": status.months,
            "cleared": status.cleared,
            "failed": [failed.month for failed in status.failed],
            "sentence": status.sentence("en"),
        },
        created=records.now(),
        arrays=run.fingerprints(),
        attributes=dict(made_from),
        files=files,
    )


@contextmanager
def moved_into_place(place: Path) -> Iterator[Path]:
    """Give a folder to write in; move it to its place if all went well, remove it if not."""
    draft = place.with_name(f"{place.name}.partial-{os.getpid()}")
    replaced = place.with_name(f"{place.name}.replaced-{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        yield draft
        _flush_folder(draft)
        if place.exists():
            os.rename(place, replaced)
            try:
                os.rename(draft, place)
            except OSError:
                os.rename(replaced, place)
                raise
            shutil.rmtree(replaced, ignore_errors=True)
        else:
            os.rename(draft, place)
        _flush_folder(place.parent)
    except OSError as error:
        raise writing_failed(place, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _hash_and_flush(folder: Path) -> dict[str, FileRecord]:
    """Return size and hash of every file, having made sure that it is on the disk."""
    found = {}
    for path in _files_under(folder):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        found[path.relative_to(folder).as_posix()] = records.file_record(path)
    return found


def _write_flushed(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _flush_folder(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _files_under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _fault(place: Path, name: str, found: str, wanted: FileRecord) -> Fault:
    return Fault(
        where=str(place / name),
        found=found,
        expected=f"{wanted.bytes} bytes, sha256 {wanted.sha256}",
        because="the file is not the one that was saved: truncated, altered or lost",
        advice=f"take the folder from a copy, or make the run again: monazite repeat {place}",
    )


def writing_failed(place: Path, error: OSError) -> StorageError:
    """Return the error that tells why nothing was saved at a place."""
    reason = error.strerror or str(error)
    return StorageError.one(
        where=str(place),
        found=f"writing failed: {reason}",
        expected="a place that can be written to, with room for the run",
        because="nothing was saved; what was there before is as it was",
        advice="make room or give another place, and run again",
    )


def _reading_failed(path: Path, error: Exception) -> StorageError:
    return StorageError.one(
        where=str(path),
        found=f"unreadable: {error}",
        expected="a file as saved",
        advice="take the folder from a copy, or make the run again",
    )
