"""Which years need not be advanced again, because nothing has changed in them or before them?

A scenario that differs from another one only from some year on shares all years before. What came
out of a chunk of months is kept under everything that went in: the model, and the schedule of this
chunk and all before it. The answer is the very same arrays, not an approximation.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import Any

import numpy as np

MOST = 64
"""Chunks that are kept."""


class ChunkMemory:
    """What is remembered of chunks, the latest ``MOST`` of them?"""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, Any] = OrderedDict()

    def get(self, key: bytes) -> Any | None:
        """Return what came out of the chunk with a key, or None."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key]

    def keep(self, key: bytes, outcome: Any) -> None:
        """Keep what came out of a chunk."""
        self._kept[key] = outcome
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)


def chunk_key(before: bytes, rows: Any) -> bytes:
    """Under which key is a chunk kept? Of the chunk before it and its own schedule.

    before : key of the chunk before, or whatever names the model and the length of the run
    rows   : arrays with the months of the chunk along the first axis
    """
    digest = hashlib.sha256(before)
    for leaf in rows:
        array = np.ascontiguousarray(leaf)
        digest.update(f"{array.dtype}{array.shape}".encode())
        digest.update(array.tobytes())
    return digest.digest()
