"""Registers that several acts add to: control lists of goods, lists of parties.

They stand in ``lexicon/registers.yaml``. A rule may name a register instead of every act that adds
to it, so that a new act needs no change of older ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from monazite.errors import DefinitionError, quoted, suggestion
from monazite.kept_readings import read_once
from monazite.labels import Label
from monazite.light_definition import Bounds, CheckedBy, LightDefinition


class Register(LightDefinition):
    """Which list is this?

    holds : `goods` or `parties`
    economy : whose list it is
    complete : everything on it is encoded; if not, what no act names may still be on it
    """

    id: Annotated[str, Bounds(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Label
    holds: Literal["goods", "parties"]
    economy: str
    complete: bool = False


class _File(LightDefinition):
    registers: tuple[Register, ...]


@lru_cache(maxsize=1)
def registers() -> Mapping[str, Register]:
    """Which registers are there? id -> register."""
    return read_once("registers", _read)


def _read() -> dict[str, Register]:
    from monazite.policy.quick_yaml import read_record

    path = Path(__file__).parent / "lexicon" / "registers.yaml"
    return {one.id: one for one in read_record(path, _File).registers}


def _known_register(name: str) -> str:
    if name not in registers():
        raise DefinitionError.one(
            where="",
            found=f"register {quoted(name)}",
            expected=f"one of {', '.join(registers())}",
            advice=suggestion(name, registers()),
        )
    return name


RegisterName = Annotated[str, CheckedBy(_known_register)]
"""Id of a register."""
