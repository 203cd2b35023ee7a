"""What holds of every explanation of a number?"""

from __future__ import annotations

from monazite.present.trail import LEVELS, Trail


def levels(trail: Trail) -> list[str]:
    return [step.level for step in trail.steps]


def assert_ends_at_sources(trail: Trail) -> None:
    named = {name for step in trail.steps for name in step.sources}
    shown = {step.value for step in trail.steps if step.level == "source"}
    assert named == shown
    assert shown
    assert set(levels(trail)) <= set(LEVELS)
    assert levels(trail)[0] in ("number", "table")
    assert levels(trail)[-1] == "source"
