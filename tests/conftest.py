"""What every test needs: quiet linear algebra, a place for compiled code, and the shared data.

Compiled code is kept under pytest's own cache folder, never in the user's: what one worker, one
command or one earlier run of the tests has compiled, the next need not compile again.
"""

import os

# Before NumPy or JAX are imported by any test.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How fast this machine is at this moment is no property of the code, and what `make test` says
# of a tree is to be the same every time: its examples follow from the test alone. `make explore`
# draws new ones and keeps those that fail.
settings.register_profile(
    "same_examples",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
settings.register_profile(
    "new_examples",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile(os.environ.get("MONAZITE_EXAMPLES", "same_examples"))

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    """Name the folder of compiled code before workers start: they and their commands inherit it."""
    if not hasattr(config, "workerinput"):
        folder = REPOSITORY / ".pytest_cache" / "d" / "compiled_code"
        os.environ["MONAZITE_COMPILED_CODE"] = str(folder)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests or a browser go first, so that no worker ends alone with a long one."""
    slow_files = {item.path for item in items if item.get_closest_marker("slow")}
    first = {item.path for item in items if "browser" in item.path.name}
    items.sort(key=lambda item: item.path not in slow_files | first)


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


BROWSER_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, opened once for all tests of a worker; they are skipped aloud where it is not."""
    place = shutil.which("chromium") or shutil.which("chromium-browser")
    if place is None:
        pytest.skip("no Chromium on this machine: nothing was opened in a browser")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=place, args=list(BROWSER_FLAGS))
        yield found
        found.close()
