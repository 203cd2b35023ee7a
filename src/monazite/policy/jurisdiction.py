"""What of an economy's law was read: the ground on which "not required" may be said.

``library/<issuer>/jurisdiction.yaml`` names families of goods for which every export rule that the
record knows is encoded. For goods outside these families, for days after the record, and for
economies without such a file, silence means nothing and the answer stays undecided. An economy
whose export law was read for no goods at all says so with an empty list.
"""

from __future__ import annotations

from typing import Annotated

from monazite.labels import Label
from monazite.light_definition import Bounds, CheckedBy, LightDefinition
from monazite.policy.citation import Name
from monazite.policy.places import Places
from monazite.policy.register import RegisterName
from monazite.policy.scope import MOST_ITEMS, EndUse, GoodsItem
from monazite.policy.when import When


def _known_place(name: str) -> str:
    Places.read([name])
    return name


_WITHOUT_CLAUSES: tuple[EndUse, ...] = (
    *("civil", "humanitarian", "research", "semiconductor_logic_14nm_or_below"),
    "semiconductor_memory_256_layers_or_more",
)
"""End uses that general clauses on arms do not look at."""


class ReadFamily(LightDefinition, written_as={"since": "from"}):
    """For which goods was everything read?

    goods : a good that is surely one of these items belongs to the family
    since : read from this day on (left out: for all days)
    complete_lists : registers on which, for these goods, nothing stands that no act here names
    end_uses : end uses for which everything was read. Military uses and weapons are named only
               where the general clauses on them (any good, listed or not) were read too
    """

    id: Name
    says: Label
    goods: Annotated[tuple[GoodsItem, ...], Bounds(min_length=1, max_length=MOST_ITEMS)]
    since: When | None = None
    complete_lists: Annotated[tuple[RegisterName, ...], Bounds(max_length=20)] = ()
    end_uses: Annotated[tuple[EndUse, ...], Bounds(min_length=1, max_length=20)] = _WITHOUT_CLAUSES


class Jurisdiction(LightDefinition):
    """Whose export law was read, as known when, for which goods?

    economy  : ISO3 code or group id
    as_known : day of the record; what was decided later is not known, so that the law of later days
               counts as not read
    says     : what the record holds of this law, and why the rest was not read
    read     : families of goods; empty where no export law was read
    """

    economy: Annotated[str, Bounds(pattern=r"^[A-Za-z0-9_]{2,20}$"), CheckedBy(_known_place)]
    as_known: When
    says: Label
    read: Annotated[tuple[ReadFamily, ...], Bounds(max_length=100)]
