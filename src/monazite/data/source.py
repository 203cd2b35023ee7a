"""From whom is a number, under which terms, and may it leave this house?

Every row of every shipped table names one or more sources by id. A source is one record of
``library/sources.yaml``; a licence is one record of the same file.
"""

from __future__ import annotations

import functools
from pathlib import Path

from monazite.definition import Definition, read_definition
from monazite.errors import DefinitionError, Fault, suggestion

LIBRARY = Path(__file__).parent / "library"


class Licence(Definition):
    """Under which terms may a source's figures be passed on?

    id     : short form used in tables, such as `CC-BY-4.0`
    name   : full name                      terms : what it asks for, in one sentence
    address: where the terms can be read, or `n/a`
    """

    id: str
    name_en: str
    name_zh: str
    terms_en: str
    terms_zh: str
    address: str


class Source(Definition):
    """Who published what, when, under which licence?

    id        : used in the column `source` of tables
    publisher : body or persons                 title   : of the publication
    edition   : edition or vintage used         licence : id of a licence
    address   : digital object identifier, or title and place; never a machine's path
    retrieved : day on which it was looked at, YYYY-MM-DD
    may_ship  : may its figures be part of the package?
    credit    : the words that the publisher asks for, or a plain citation
    note      : what to beware of, may be empty
    """

    id: str
    publisher: str
    title: str
    edition: str
    licence: str
    address: str
    retrieved: str
    may_ship: bool
    credit: str
    note: str


class SourceLibrary(Definition):
    """What does ``sources.yaml`` hold?"""

    licences: tuple[Licence, ...]
    sources: tuple[Source, ...]


@functools.cache
def _library() -> SourceLibrary:
    return read_sources(LIBRARY / "sources.yaml")


def read_sources(path: Path) -> SourceLibrary:
    """Which licences and sources does a file describe?

    Raises DefinitionError for anything wrong in it, ids used twice and unknown licences included.
    """
    library = read_definition(path, SourceLibrary)
    known = [licence.id for licence in library.licences]
    faults = [
        Fault(f"{path.name}, {kind} {name}", "the id twice", "one record an id")
        for kind, names in (
            ("licence", known),
            ("source", [source.id for source in library.sources]),
        )
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    faults += [
        Fault(
            f"{path.name}, source {source.id}, licence",
            source.licence,
            f"one of {', '.join(known)}",
            "a figure without terms cannot be passed on",
            suggestion(source.licence, known),
        )
        for source in library.sources
        if source.licence not in known
    ]
    if faults:
        raise DefinitionError(faults)
    return library


def sources() -> tuple[Source, ...]:
    """Which sources do the shipped tables rest on, in the order of the library?"""
    return _library().sources


def licences() -> tuple[Licence, ...]:
    """Which licences do these sources have?"""
    return _library().licences
