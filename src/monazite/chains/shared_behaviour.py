"""Which behaviour do several chains share, and what does one of them change?

Numbers that no study gives for one mineral stand once, cited, in a file of
``library/behaviour/``; a chain names the file and writes only what it knows better. Nothing is
filled in unsaid: a chain that names no shared file must write everything, and a shared file that
lacks a field is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Optional

from pydantic import Field, create_model

from monazite.chains.behaviour import Behaviour, Parameter
from monazite.definition import Definition, read_definition
from monazite.errors import DefinitionError, Fault
from monazite.goods import Good

if TYPE_CHECKING:

    class BehaviourChanges(Definition):
        """Which fields of `Behaviour` does a chain write? Those left out are shared."""
else:
    BehaviourChanges = create_model(
        "BehaviourChanges",
        __base__=Definition,
        __doc__="Which fields of `Behaviour` does a chain write? Those left out are shared.",
        **{
            name: (Optional[field.annotation], None)  # noqa: UP045
            for name, field in Behaviour.model_fields.items()
        },
    )


class SharedBehaviour(Definition):
    """What does a file of shared behaviour hold?

    ceiling_by_stage : ceiling of a good without one of its own, by stage of the good
    behaviour        : everything else, complete
    """

    ceiling_by_stage: dict[str, Parameter] = Field(min_length=1)
    behaviour: BehaviourChanges


@lru_cache(maxsize=8)
def _shared(path: Path, written: int) -> SharedBehaviour:
    """Read a shared file once for all chains that name it, again when it was written anew."""
    return read_definition(path, SharedBehaviour)


def with_changes(
    shared: Path | None, changes: Definition, goods: Mapping[str, Good], where: Path
) -> Behaviour:
    """Which behaviour has a chain: the shared file's, with the chain's own numbers put in?

    Mappings are merged key by key, single numbers replaced. Ceilings of goods that the chain does
    not name follow from their stage. Raises DefinitionError for every field that neither writes.
    """
    written = {name: value for name, value in changes if value is not None}
    common: dict[str, object] = {}
    if shared is not None:
        read = _shared(shared, shared.stat().st_mtime_ns if shared.is_file() else 0)
        common = {name: value for name, value in read.behaviour if value is not None}
        by_stage = read.ceiling_by_stage
        common["ceiling"] = {
            good.id: by_stage[good.stage] for good in goods.values() if good.stage in by_stage
        }
    merged = dict(common)
    for name, value in written.items():
        before = merged.get(name)
        both = isinstance(before, dict) and isinstance(value, dict)
        merged[name] = {**before, **value} if both else value  # type: ignore[dict-item]
    missing = [name for name in Behaviour.model_fields if name not in merged]
    if missing:
        raise DefinitionError(
            [
                Fault(
                    where=f"{where}, behaviour",
                    found=f"no {name}",
                    expected=f"{name}, here or in a file named by shared_behaviour",
                    because="a number that is not written would be a silent default",
                )
                for name in missing
            ]
        )
    return Behaviour.model_validate(merged)
