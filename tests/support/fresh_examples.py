"""Which random examples does a test try: the same every time, or some never tried before?"""

from __future__ import annotations

import os
import random


def seeds(first: int, count: int) -> range:
    """Numbers of the examples to draw: ``count`` from ``first`` on.

    `make explore` tries four times as many from a beginning drawn anew; a number that fails is in
    the test's message.
    """
    if os.environ.get("MONAZITE_EXAMPLES") != "new_examples":
        return range(first, first + count)
    begin = random.SystemRandom().randrange(10**6, 10**9)
    return range(begin, begin + 4 * count)
