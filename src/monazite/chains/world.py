"""What is the world that a run starts from, as known in which month?"""

from __future__ import annotations

from dataclasses import dataclass

from monazite.chains.chain import Chain
from monazite.months import Month


@dataclass(frozen=True)
class World:
    """A chain, the month in which its data were known, and what identifies those data.

    ``vintage`` is the data vintage printed beneath results; ``fingerprint`` the SHA-256 of the
    chain's definition and tables, so that a run can be repeated from exactly these. ``definition``
    is the path of a chain of one's own, empty for a shipped one.
    """

    chain: Chain
    as_known: Month
    vintage: str
    fingerprint: str
    definition: str = ""


def load_world(chain: str = "rare_earths", as_known: str = "2026-11") -> World:
    """Which world does the package ship for a chain, or does a file of one's own describe?

    chain : a chain's id, or the path of a chain's YAML with its folder of tables beside it

    Raises UnknownNameError for a chain that is not shipped, DefinitionError for a definition that
    contradicts itself. Reads only files of the package, or those named.
    """
    from monazite.chains.read import read_world

    return read_world(chain, Month.parse(as_known))
