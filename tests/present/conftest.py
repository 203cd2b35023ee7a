"""The invented runs and world, made once for all tests of the report."""

from __future__ import annotations

from typing import Any

import pytest

from monazite.market.run import Run
from monazite.present.catalogue import LANGUAGES
from monazite.present.context import Context
from monazite.present.report import context_of, page_of
from tests.present.synthetic import synthetic_run, world


@pytest.fixture(scope="session")
def invented_world() -> Any:
    return world()


@pytest.fixture(scope="session")
def invented_runs() -> dict[str, Run]:
    return {"baseline": synthetic_run(False), "heavy_licences": synthetic_run(True)}


@pytest.fixture(scope="session")
def contexts(invented_runs: dict[str, Run], invented_world: Any) -> dict[str, Context]:
    return {lang: context_of(invented_runs, lang, invented_world) for lang in LANGUAGES}


@pytest.fixture(scope="session")
def pages(contexts: dict[str, Context]) -> dict[str, str]:
    return {lang: page_of(context) for lang, context in contexts.items()}
