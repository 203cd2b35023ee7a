"""What is worked out once for all pages: coverage of the law, sources and their tables."""

from __future__ import annotations

from functools import lru_cache

from monazite.data.catalog import Listing
from monazite.policy.coverage import Coverage


@lru_cache(maxsize=1)
def law_coverage() -> Coverage:
    """What of the founding list and of each act is encoded? Worked out once."""
    from monazite.policy.coverage import coverage

    return coverage()


@lru_cache(maxsize=1)
def sources_kept() -> tuple[Listing, ...]:
    """Which source stands behind how many rows of which tables? Worked out once."""
    from monazite.data.catalog import sources_listing

    return sources_listing()
