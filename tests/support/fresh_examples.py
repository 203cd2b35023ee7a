"""Which random examples does a test try: the same every time, or some never tried before?"""

from __future__ import annotations

import os
import random

FRESH_FOR_EACH = 16
"""How many new examples does `make explore` try for each that `make test` repeats?"""


def seeds(first: int, count: int) -> range:
    """Numbers of the examples to draw: ``count`` from ``first`` on.

    `make test` looks for what a change of the code has broken, always in the same examples: some
    hundred suffice, since none failing of 300 says that less than one in a hundred fails (at 95 per
    cent), and more of the same would never show anything else. What is rarer `make explore` looks
    for: it tries `FRESH_FOR_EACH` times as many from a beginning drawn anew; a number that fails
    is in the test's message.
    """
    if os.environ.get("MONAZITE_EXAMPLES") != "new_examples":
        return range(first, first + count)
    begin = random.SystemRandom().randrange(10**6, 10**9)
    return range(begin, begin + FRESH_FOR_EACH * count)
