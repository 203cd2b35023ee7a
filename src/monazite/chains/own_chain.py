"""Which chains does a path of one's own name, and where do their tables stand?

A chain of one's own is a YAML as those of the library, with its folder of tables beside it (built
by ``python -m monazite.data.build --minerals FOLDER``) or among the shipped ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from monazite.chains.read import TABLES, ChainDefinition, chain_names
from monazite.definition import read_definition
from monazite.errors import DefinitionError, Fault, unknown_name
from monazite.text_file import shown_path
from monazite.yaml_tree import read_tree

ENDING = ".yaml"
MARK = "base_year"
"""A key that every definition of a chain has and no other kind of definition."""


def chains_named(words: Sequence[str]) -> dict[str, str]:
    """Which chains do words name? Chain id -> what `load_world` reads it by, in their order.

    words : ids of shipped chains, chain definitions (.yaml), or folders with some

    A path is returned as absolute. Raises UnknownNameError (near misses) for a word that is neither
    a shipped chain nor a path, DefinitionError for a folder without a chain, for a faulty
    definition, for tables that are not there, and for one id that two definitions have.
    """
    found: dict[str, str] = {}
    for word in words:
        for name, reference in _named(word).items():
            if found.setdefault(name, reference) != reference:
                raise DefinitionError.one(
                    where=f"--chain {word}",
                    found=f"chain {name} twice: {found[name]} and {reference}",
                    expected="each chain once",
                    because="the runs of both would stand in one folder",
                    advice=f"give one of them another id, or leave one out ({name})",
                )
    return found


def _named(word: str) -> dict[str, str]:
    path = Path(word)
    if word in chain_names():
        return {word: word}
    if path.is_dir():
        files = [file for file in sorted(path.glob(f"*{ENDING}")) if _is_chain(file)]
        if not files:
            raise DefinitionError.one(
                where=shown_path(path),
                found="no definition of a chain",
                expected=f"a {ENDING} file with the key {MARK}",
                because="a mineral's definition (key `depth`) says what its tables hold; its chain "
                "says how they behave",
                advice="write the chain beside it: chains/library/tin.yaml is a short example",
            )
    elif word.endswith(ENDING):
        files = [path]
    else:
        known = [*chain_names()]
        raise unknown_name("--chain", word, known, "chain (or path of one's definition)")
    found: dict[str, str] = {}
    for file in files:
        tables_of(file)
        name = read_definition(file, ChainDefinition).id
        if name in found:
            raise DefinitionError(
                [Fault(shown_path(file), f"chain {name} a second time", "each id once in a folder")]
            )
        found[name] = str(file.resolve())
    return found


def tables_of(file: Path) -> Path:
    """In which folder does the folder of tables of a chain's definition stand?

    Beside the definition or, if it is not there, among the shipped ones. Raises DefinitionError
    where it is in neither, or for a faulty definition.
    """
    definition = read_definition(file, ChainDefinition)
    for place in (file.parent, TABLES):
        if (place / definition.tables).is_dir():
            return place
    raise DefinitionError.one(
        where=f"{shown_path(file)}, tables",
        found=f"no folder {definition.tables} beside it or among the shipped ones",
        expected="the tables of the chain",
        advice=f"python -m monazite.data.build --minerals {file.parent}",
    )


def _is_chain(file: Path) -> bool:
    root = read_tree(file).root.value
    return isinstance(root, dict) and MARK in root
