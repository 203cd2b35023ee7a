"""Which projects are recorded? Read once for all pages."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

SEED = 1
"""Of the draws behind likely starts; the command line's usual one."""


@lru_cache(maxsize=1)
def projects_listed() -> tuple[Any, ...]:
    """Which projects are recorded, with chance and likely start?"""
    from monazite.chains.pipeline import outlooks
    from monazite.chains.projects import chosen_projects

    return tuple(outlooks(chosen_projects(None, None, None, None), (), seed=SEED))
