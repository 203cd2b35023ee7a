"""How long does the command line take to say what it can do?"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time


def _seconds(*arguments: str, times: int = 7) -> float:
    spent = []
    for _ in range(times):
        begin = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


def first_answer() -> dict[str, object]:
    """Median wall time of `monazite --help` in a new process, beside a Python that does nothing."""
    nothing = _seconds("-c", "pass")
    asked = _seconds("-m", "monazite", "--help")
    return {
        "monazite --help, s": asked,
        "the same over a Python that does nothing": asked / nothing,
    }
