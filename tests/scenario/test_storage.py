"""Saved runs: whole or absent, verified when read, never half-written."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from monazite.errors import StorageError
from monazite.market.run import Run
from monazite.scenario import storage
from monazite.scenario.netcdf import export_netcdf
from tests.support.small_runs import small_run


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.slow
def test_a_saved_run_is_the_same_run(tmp_path: Path) -> None:
    run = small_run()
    place = storage.save(run, tmp_path / "run")
    again = storage.load(place)
    assert again.identical(run)
    assert dict(again.attributes) == dict(run.attributes)
    assert names_in(tmp_path) == ["run"]
    assert names_in(place) == ["manifest.json", "run.zarr", "tables"]


def test_the_manifest_names_what_the_run_was_made_from(tmp_path: Path) -> None:
    manifest = storage.read_manifest(storage.save(small_run(), tmp_path / "run"))
    assert manifest.libraries["numpy"] == np.__version__
    assert len(manifest.program["code_sha256"]) == 64
    assert "chains/library/rare_earths.yaml" in manifest.tables
    assert manifest.status["sentence"] == "All 3 months cleared."
    assert manifest.created.endswith("+00:00")
    assert set(manifest.arrays) == set(small_run().fingerprints())
    text = json.dumps(manifest.files, default=str)
    assert "manifest.json" not in text
    assert str(tmp_path) not in (tmp_path / "run" / "manifest.json").read_text(encoding="utf-8")


def test_other_programs_read_the_arrays_and_tables(tmp_path: Path) -> None:
    import pyarrow.parquet
    import xarray

    place = storage.save(small_run(), tmp_path / "run")
    with xarray.open_zarr(place / "run.zarr", consolidated=False, chunks=None) as dataset:
        assert float(dataset["price"].sel(month="2024-02").isel(node=1)) == 520e3
        assert dataset["price"].attrs["unit"] == "USD/t"
    prices = pyarrow.parquet.read_table(place / "tables" / "prices.parquet")
    assert prices.num_rows == 6
    row = prices.slice(3, 1).to_pylist()[0]
    assert row["month"] == "2024-02"
    assert row["node_region"] == "DEU"
    assert row["price"] == 520e3
    assert prices.schema.field("price").metadata[b"unit"] == b"USD/t"
    tables = {path.stem for path in (place / "tables").iterdir()}
    assert tables == {
        "activities", "certificates", "facilities", "gates", "levels", "nodes", "prices",
        "stocks", "uses",
    }  # fmt: skip
    gates = pyarrow.parquet.read_table(place / "tables" / "gates.parquet").to_pylist()
    assert [row["gate_in_force"] for row in gates] == [False, True, True]


def test_a_run_without_uses_or_gates_can_be_saved(tmp_path: Path) -> None:
    whole = small_run()
    kept = ("month", "node", "node_region")
    run = Run(
        {name: whole[name] for name in kept}, {"price": whole["price"], "steps": whole["steps"]}
    )
    place = storage.save(run, tmp_path / "run")
    assert storage.load(place).identical(run)
    assert names_in(place / "tables") == ["certificates.parquet", "nodes.parquet", "prices.parquet"]


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["tables/prices.parquet", "run.zarr/price/c/0/0"])
@pytest.mark.parametrize("damage", ["truncated", "altered", "removed"])
def test_a_damaged_file_is_named_with_its_hashes(tmp_path: Path, victim: str, damage: str) -> None:
    place = storage.save(small_run(), tmp_path / "run")
    path = place / victim
    content = path.read_bytes()
    if damage == "truncated":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "altered":
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    else:
        path.unlink()
    with pytest.raises(StorageError) as refusal:
        storage.load(place)
    (fault,) = refusal.value.faults
    assert victim in fault.where
    assert storage.read_manifest(place).files[victim].sha256 in fault.expected
    assert "no such file" in fault.found if damage == "removed" else "sha256" in fault.found
    assert fault.advice is not None


def test_all_damaged_files_are_told_at_once(tmp_path: Path) -> None:
    place = storage.save(small_run(), tmp_path / "run")
    for victim in ("tables/prices.parquet", "tables/uses.parquet"):
        (place / victim).write_bytes(b"")
    (place / "stranger.txt").write_text("?", encoding="utf-8")
    with pytest.raises(StorageError) as refusal:
        storage.load(place)
    assert len(refusal.value.faults) == 3


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "no JSON"),
        ('{"format": "another"}', "another kind of file"),
        ('{"format": "monazite-run", "format_version": 99}', 'format version "99"'),
        ('{"format": "monazite-run", "format_version": 1}', "without its parts"),
    ],
)
def test_a_manifest_of_another_kind_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    place = storage.save(small_run(), tmp_path / "run")
    (place / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(StorageError, match=complaint):
        storage.load(place)


@pytest.mark.slow
def test_an_existing_run_is_replaced_only_on_request(tmp_path: Path) -> None:
    place = storage.save(small_run(), tmp_path / "run")
    with pytest.raises(StorageError, match="--overwrite"):
        storage.save(small_run(2), place)
    assert len(storage.load(place).months) == 3
    storage.save(small_run(2), place, overwrite=True)
    assert len(storage.load(place).months) == 2
    assert names_in(tmp_path) == ["run"]


def test_what_is_not_a_run_is_never_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "chapter.txt").write_text("years of work", encoding="utf-8")
    single = tmp_path / "file"
    single.write_text("text", encoding="utf-8")
    link = tmp_path / "link"
    link.symlink_to(folder)
    for place in (folder, single, link):
        with pytest.raises(StorageError, match="only a saved run is ever replaced"):
            storage.save(small_run(), place, overwrite=True)
    assert (folder / "chapter.txt").read_text(encoding="utf-8") == "years of work"
    assert names_in(tmp_path) == ["file", "link", "thesis"]


@pytest.mark.slow
@pytest.mark.parametrize("writer", ["_write_arrays", "_write_table", "_write_flushed"])
@pytest.mark.parametrize("there_before", [False, True])
def test_a_full_disk_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: str, there_before: bool
) -> None:
    place = tmp_path / "run"
    if there_before:
        storage.save(small_run(), place)
    real = getattr(storage, writer)
    calls = 0

    def full(*arguments: Any) -> None:
        nonlocal calls
        calls += 1
        if writer == "_write_table" and calls < 3:
            real(*arguments)
            return
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(storage, writer, full)
    with pytest.raises(StorageError) as refusal:
        storage.save(small_run(2), place, overwrite=True)
    assert os.strerror(errno.ENOSPC) in str(refusal.value)
    assert "nothing was saved" in str(refusal.value)
    monkeypatch.undo()
    assert names_in(tmp_path) == (["run"] if there_before else [])
    if there_before:
        assert len(storage.load(place).months) == 3


def test_an_error_of_ours_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(storage, "_write_tables", broken)
    with pytest.raises(KeyboardInterrupt):
        storage.save(small_run(), tmp_path / "run")
    assert names_in(tmp_path) == []


KILLED = """
import os, signal, sys
from monazite.scenario import storage
from tests.support.small_runs import small_run

def killed(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(storage, sys.argv[2], killed)
storage.save(small_run(2), sys.argv[1], overwrite=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("there_before", [False, True])
def test_a_kill_in_the_middle_leaves_no_false_run(tmp_path: Path, there_before: bool) -> None:
    place = tmp_path / "run"
    if there_before:
        storage.save(small_run(), place)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(place), "_write_flushed"],
        cwd=Path(__file__).resolve().parents[2],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL
    (left,) = storage.leftovers(place)
    assert left.name.startswith("run.partial-")
    if there_before:
        assert len(storage.load(place).months) == 3
    else:
        with pytest.raises(StorageError, match="unfinished beside it"):
            storage.load(place)
    with pytest.raises(StorageError, match=r"no manifest\.json"):
        storage.load(left)
    storage.save(small_run(2), place, overwrite=True)
    assert len(storage.load(place).months) == 2
    assert storage.leftovers(place) == (left,)


@pytest.mark.slow
def test_an_empty_folder_can_be_filled_also_the_one_one_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("named", "stood_in"):
        (tmp_path / name).mkdir()
    storage.save(small_run(), tmp_path / "named")
    monkeypatch.chdir(tmp_path / "stood_in")
    storage.save(small_run(), ".")
    assert names_in(tmp_path) == ["named", "stood_in"]
    for name in ("named", "stood_in"):
        assert storage.load(tmp_path / name).identical(small_run())


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text", encoding="utf-8")
    with pytest.raises(StorageError, match="nothing was saved"):
        storage.save(small_run(), tmp_path / "file" / "run")


def test_reading_what_is_not_there_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="monazite run NAME"):
        storage.load(tmp_path / "nothing")
    with pytest.raises(StorageError, match=r"no manifest\.json"):
        storage.load(tmp_path)


def test_a_run_that_did_not_clear_keeps_that_on_disk(tmp_path: Path) -> None:
    import pyarrow.parquet

    run = small_run(failed=(2,))
    price = run["price"].copy()
    price[2] = np.nan
    run = Run(run.coordinates, {**run.variables, "price": price}, run.attributes)
    place = storage.save(run, tmp_path / "run")
    assert storage.read_manifest(place).status["failed"] == ["2024-03"]
    assert storage.load(place).identical(run)
    assert not storage.load(place).status.cleared
    prices = pyarrow.parquet.read_table(place / "tables" / "prices.parquet")
    assert prices["price"].null_count == 2


def test_netcdf_holds_the_same_numbers(tmp_path: Path) -> None:
    import xarray

    run = small_run()
    path = export_netcdf(run, tmp_path / "run.nc")
    with xarray.open_dataset(path, engine="scipy") as dataset:
        assert dataset["price"].to_numpy().tobytes() == run["price"].tobytes()
        assert dataset["node"].to_numpy().tolist() == run["node"].tolist()
        assert dataset["gate_open"].attrs["unit"] == "t/month"
    with pytest.raises(StorageError):
        export_netcdf(run, path)
    assert names_in(tmp_path) == ["run.nc"]


def test_saving_a_run_of_the_size_of_the_world_is_quick(tmp_path: Path) -> None:
    months, activities = 144, 3000
    small = small_run()
    labels = np.array([f"{2024 + n // 12}-{n % 12 + 1:02d}" for n in range(months)])
    generator = np.random.default_rng(0)
    run = Run(
        {"month": labels, "activity": np.array([f"ship/{n}" for n in range(activities)])},
        {"level": generator.random((months, activities))},
        small.attributes,
    )
    begin = time.perf_counter()
    storage.load(storage.save(run, tmp_path / "run"))
    assert time.perf_counter() - begin < 10
