"""Which projects are recorded? Read once for all pages."""

from __future__ import annotations

from typing import Any

from monazite.web.kept import worked_out

SEED = 1
"""Of the draws behind likely starts; the command line's usual one."""


def projects_listed() -> tuple[Any, ...]:
    """Which projects are recorded, with chance and likely start? Worked out once."""
    return worked_out("projects", _listed)


def _listed() -> tuple[Any, ...]:
    from monazite.chains.pipeline import outlooks
    from monazite.chains.projects import chosen_projects

    return tuple(outlooks(chosen_projects(None, None, None, None), (), seed=SEED))
