"""What every test needs: quiet linear algebra, and the place of the shared data if it is there."""

import os

# Before NumPy or JAX are imported by any test.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How fast this machine is at this moment is no property of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the shared source data; tests that need it are skipped aloud where it is not."""
    place = Path(os.environ.get("MONAZITE_SHARED", REPOSITORY.parent / "shared"))
    if not place.is_dir():
        pytest.skip(f"no shared data at {place.name}/: set MONAZITE_SHARED to run this test")
    return place


@pytest.fixture(scope="session")
def repository() -> Path:
    """Root folder of the repository."""
    return REPOSITORY
