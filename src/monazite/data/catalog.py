"""Which tables does the package ship, what do they say, and whom do they cite?

The one door to the data: `tables()` lists, `table(id)` reads and verifies, `source(id)` names a
source, `cite(id)` says how to credit a table or a source, `sources_listing()` puts sources and
tables together. Nothing is read before it is asked for, and nothing is ever written.
"""

from __future__ import annotations

import csv
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monazite.data import source as library
from monazite.data.source import Licence, Source
from monazite.data.table import Description, Table, read_described
from monazite.definition import Definition, read_definition
from monazite.errors import DataError, unknown_name
from monazite.labels import LANGUAGES, Label

FOLDER = Path(__file__).parent / "tables"
_LIBRARY = Path(__file__).parent / "library"


FIRST_CHAIN = "rare_earths_2024"
"""Folder listed before those of the other chains."""


class TableLibrary(Definition):
    """What does ``tables.yaml`` hold? ``chain_tables`` stand in the folder of every chain."""

    chain_tables: tuple[Description, ...]
    tables: tuple[Description, ...]


@dataclass(frozen=True)
class Entry:
    """One line of the catalogue: a table without its rows.

    rows, bytes, sha256 : of the shipped file, as written by the builder
    """

    id: str
    label: Label
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Citation:
    """How is a table or source credited?

    subject  : what is cited                 sources  : the records behind it, most rows first
    licences : of these, each once           vintages : editions that its rows name, in order
    lines    : the credit, ready to print, in the language asked for
    """

    subject: str
    lang: str
    sources: tuple[Source, ...]
    licences: tuple[Licence, ...]
    vintages: tuple[str, ...]
    sha256: str
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Listing:
    """A source with its licence and the tables that rest on it: table id -> number of rows."""

    source: Source
    licence: Licence
    tables: Mapping[str, int]


def chain_folders() -> tuple[str, ...]:
    """Which folders hold the tables of a chain? Rare earths first, then in alphabetical order."""
    folders = sorted(path.parent.name for path in FOLDER.glob("*/regions.csv"))
    return tuple(sorted(folders, key=lambda folder: (folder != FIRST_CHAIN, folder)))


@functools.cache
def _descriptions() -> Mapping[str, Description]:
    read = read_definition(_LIBRARY / "tables.yaml", TableLibrary)
    found = {
        f"{folder}/{described.id}": described.model_copy(
            update={
                "id": f"{folder}/{described.id}",
                "en": f"{described.en}: {folder}",
                "zh": f"{described.zh}：{folder}",
            }
        )
        for folder in chain_folders()
        for described in read.chain_tables
        if (FOLDER / folder / f"{described.id}.csv").is_file()
    }
    return found | {described.id: described for described in read.tables}


@functools.cache
def _recorded() -> Mapping[str, tuple[str, int, int]]:
    """Table id -> (sha256, bytes, rows) as the builder wrote them."""
    with (_LIBRARY / "table_hashes.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["table"]: (row["sha256"], int(row["bytes"]), int(row["rows"]))
            for row in csv.DictReader(stream)
        }


@functools.cache
def tables() -> tuple[Entry, ...]:
    """Which tables are shipped, in the order of their descriptions?"""
    recorded = _recorded()
    entries = []
    for name, description in _descriptions().items():
        if name not in recorded:
            raise DataError.one(
                where="catalogue",
                found=f"no recorded hash of table {name}",
                expected="one for each described table",
                advice="run `make data`",
            )
        sha256, size, rows = recorded[name]
        entries.append(Entry(name, Label(description.en, description.zh), rows, size, sha256))
    return tuple(entries)


def described(table_id: str) -> Description:
    """Which columns has a shipped table? Raises UnknownNameError with near misses."""
    known = _descriptions()
    if table_id not in known:
        raise unknown_name("table", table_id, known, "table")
    return known[table_id]


@functools.cache
def table(table_id: str) -> Table:
    """What does a table hold? ``table_id`` such as `rare_earths_2024/mines`.

    Raises UnknownNameError (near misses) for a table that is not shipped, DefinitionError for a
    file that does not fit its description, DataError for a file that is not the one the builder
    wrote.
    """
    described = _descriptions()
    if table_id not in described:
        raise unknown_name("table", table_id, described, "table")
    path = FOLDER / f"{table_id}.csv"
    if path.is_file():
        _require_unchanged(table_id, hashlib.sha256(path.read_bytes()).hexdigest())
    return read_described(path, described[table_id], _notes(table_id))


def _require_unchanged(table_id: str, sha256: str) -> None:
    expected = _recorded().get(table_id, ("", 0, 0))[0]
    if sha256 != expected:
        raise DataError.one(
            where=f"table {table_id}",
            found=f"sha256 {sha256[:12]}...",
            expected=f"sha256 {expected[:12]}...",
            because="the file is not the one that was built and reviewed",
            advice="run `make data`, or load your own file with read_described",
        )


@functools.cache
def _all_notes(folder: str) -> Mapping[str, Mapping[str, str]]:
    path = FOLDER / folder / "notes.csv"
    notes: dict[str, dict[str, str]] = {}
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                notes.setdefault(row["table"], {})[row["row"]] = row["note"]
    return notes


def _notes(table_id: str) -> Mapping[str, str]:
    folder, _, stem = table_id.rpartition("/")
    return _all_notes(folder).get(stem, {}) if folder else {}


def sources() -> tuple[Source, ...]:
    """Which sources do the shipped tables rest on?"""
    return library.sources()


def source(source_id: str) -> Source:
    """Which source has this id? Raises UnknownNameError with near misses."""
    known = {record.id: record for record in library.sources()}
    if source_id not in known:
        raise unknown_name("source", source_id, known, "source")
    return known[source_id]


def licence(licence_id: str) -> Licence:
    """Which licence has this id? Raises UnknownNameError with near misses."""
    known = {record.id: record for record in library.licences()}
    if licence_id not in known:
        raise unknown_name("licence", licence_id, known, "licence")
    return known[licence_id]


@functools.cache
def sources_listing() -> tuple[Listing, ...]:
    """Which source stands behind how many rows of which tables, in the order of the library?"""
    used: dict[str, dict[str, int]] = {record.id: {} for record in library.sources()}
    for entry in tables():
        for row in table(entry.id):
            for name in row.sources:
                rows = used[source(name).id]
                rows[entry.id] = rows.get(entry.id, 0) + 1
    return tuple(
        Listing(record, licence(record.licence), used[record.id]) for record in library.sources()
    )


_WORDS = {
    "en": ("Table", "rows", "rests on", "Licence", "Edition", "Grades of the rows"),
    "zh": ("数据表", "行", "来源", "许可", "版本", "各行等级"),
}


def cite(subject: str, lang: str = "en") -> Citation:
    """How is a table (or a single source) credited?

    subject : id of a table, such as `rare_earths_2024/mines`, or of a source
    lang    : en or zh; the sources' own names stay as they are

    Raises UnknownNameError (near misses) if neither a table nor a source has this id, ValueError
    for another language.
    """
    if lang not in LANGUAGES:
        raise ValueError(f'language "{lang}" is not one of {", ".join(LANGUAGES)}')
    known = {record.id: record for record in library.sources()}
    if subject in known:
        return _citation_of_source(known[subject], lang)
    if subject not in _descriptions():
        raise unknown_name("cite", subject, [*_descriptions(), *known], "table or source")
    return _citation_of_table(table(subject), lang)


def _source_line(record: Source, lang: str) -> str:
    terms = licence(record.licence)
    name = terms.name_en if lang == "en" else terms.name_zh
    gap = ". " if lang == "en" else "。"
    return f"{record.credit} ({record.edition}){gap}{_WORDS[lang][3]}: {name}"


def _citation_of_source(record: Source, lang: str) -> Citation:
    terms = licence(record.licence)
    said = terms.terms_en if lang == "en" else terms.terms_zh
    lines = (_source_line(record, lang), said, record.address, *([record.note] * bool(record.note)))
    return Citation(record.id, lang, (record,), (terms,), (record.edition,), "n/a", lines)


def _citation_of_table(found: Table, lang: str) -> Citation:
    word, rows, rests_on, _, edition, grades = _WORDS[lang]
    records = tuple(source(name) for name in found.source_ids())
    terms = tuple(licence(name) for name in dict.fromkeys(r.licence for r in records))
    vintages = tuple(dict.fromkeys(row.vintage for row in found))
    counted = {grade: sum(row.grade == grade for row in found) for grade in ("A", "B", "C", "D")}
    lines = (
        f"{word} {found.id}: {found.label.text(lang)} ({len(found)} {rows}; {grades}: "
        + ", ".join(f"{grade} {count}" for grade, count in counted.items() if count)
        + ")",
        f"{rests_on}:",
        *(f"  {_source_line(record, lang)}" for record in records),
        f"{edition}: {'; '.join(vintages[:8])}" + ("; ..." if len(vintages) > 8 else ""),
        f"sha256 {found.sha256}",
    )
    return Citation(found.id, lang, records, terms, vintages, found.sha256, lines)
