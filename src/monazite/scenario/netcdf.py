"""How does a run reach programs that read NetCDF but not Zarr?"""

from __future__ import annotations

import json
import os
from pathlib import Path

from monazite.errors import StorageError
from monazite.market.run import Run
from monazite.scenario.storage import writing_failed


def export_netcdf(run: Run, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write all arrays of a run into one NetCDF file, for programs that do not read Zarr.

    Whole numbers are stored with 32 bits, attributes that are lists as JSON text. The file has no
    manifest, so it can be read but not verified. Raises StorageError if the place is taken or
    writing fails.
    """
    place = Path(path)
    if place.exists() and not overwrite:
        raise StorageError.one(
            where=str(place), found="a file", expected="a place that does not exist yet"
        )
    dataset = run.to_xarray()
    dataset.attrs = {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in dataset.attrs.items()
    }
    draft = place.with_name(f"{place.name}.partial-{os.getpid()}")
    try:
        dataset.to_netcdf(draft, engine="scipy")
        os.replace(draft, place)
    except OSError as error:
        raise writing_failed(place, error) from error
    finally:
        draft.unlink(missing_ok=True)
    return place
