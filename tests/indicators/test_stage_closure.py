"""Loop closure by stage, on the hand-made world of three regions."""

from __future__ import annotations

import pytest

from monazite.absence import NotApplicable
from monazite.errors import UnknownNameError
from monazite.indicators.stage_closure import stage_closure
from tests.indicators.hand_made_runs import three_regions


def test_the_whole_world_is_closed_at_every_stage() -> None:
    rows = stage_closure(three_regions().view(), {"A", "B", "C"}, "x")
    known = [row for row in rows if not isinstance(row.share, NotApplicable)]
    assert known
    assert all(row.share == pytest.approx(1.0) for row in known)


def test_a_bloc_of_one_takes_in_foreign_material() -> None:
    rows = {row.stage: row for row in stage_closure(three_regions().view(), {"B"}, "x")}
    taken = [row for row in rows.values() if not isinstance(row.share, NotApplicable)]
    assert taken
    assert all(0 <= row.share < 1 for row in taken)
    empty = stage_closure(three_regions().view(), set(), "x")
    assert all(isinstance(row.share, NotApplicable) for row in empty)
    with pytest.raises(UnknownNameError, match="region"):
        stage_closure(three_regions().view(), {"Z"}, "x")
