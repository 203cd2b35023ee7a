"""What would settle an answer is tried beside the server; a process that died is replaced."""

from __future__ import annotations

import os
import signal

import pytest

from monazite.errors import MonaziteError
from monazite.web.trial_desk import TrialDesk

MAGNETS = {
    "date": "2026-11-28",
    "good": "sintered NdFeB magnets with dysprosium",
    "from": "CHN",
    "to": "DEU",
    "end_use": "civil",
}


@pytest.mark.slow
def test_a_process_beside_the_server_tries_the_same_and_is_started_again() -> None:
    desk, own = TrialDesk(), TrialDesk(run=False)
    try:
        desk.prepare()
        found = desk.settled(MAGNETS, "zh")
        assert found is not None and found == own.settled(MAGNETS, "zh")
        assert desk.settled({**MAGNETS, "good": "smart widget"}, "en") is None
        with pytest.raises(MonaziteError):
            desk.settled({**MAGNETS, "date": "2026-02-31"}, "en")
        assert desk._pool is not None
        (worker,) = desk._pool._processes
        os.kill(worker, signal.SIGKILL)
        assert desk.settled(MAGNETS, "zh") == found
    finally:
        desk.stop()
