"""Where does the raw material lie, and what stands in a file of it?

The raw material is not part of the package: tables with rows that may not ship live there. It is
found through the argument ``--shared``, the environment variable ``MONAZITE_SHARED`` or a folder
``shared`` beside the repository.
"""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from pathlib import Path

from monazite.errors import DataError


@dataclass(frozen=True)
class Shared:
    """The folder with the raw data and facts."""

    folder: Path

    def rows(self, name: str) -> list[dict[str, str]]:
        """Which rows does a CSV of the shared data have? ``name`` is relative to the folder.

        Raises DataError where the file is absent or a row has more cells than the header.
        """
        path = self.folder / name
        if not path.is_file():
            raise DataError.one(
                where=f"shared data, {name}",
                found="no such file",
                expected="a CSV file",
                because="the shipped tables can only be rebuilt from the shared raw data",
                advice="pass --shared DIR or set MONAZITE_SHARED",
            )
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, restkey="__surplus__"))
        for number, row in enumerate(rows, start=2):
            if "__surplus__" in row:
                raise DataError.one(
                    where=f"shared data, {name}, line {number}",
                    found="more cells than the header names",
                    expected="one cell a column",
                    because="shifted cells put numbers under wrong names",
                )
        return rows

    def path(self, name: str) -> Path:
        """Where does a file of the shared data lie?"""
        return self.folder / name


def find_shared(given: str | None = None) -> Path | None:
    """Which folder holds the raw data: the argument, the environment, or the folder beside us?

    None if none of the three is there.
    """
    beside = Path(__file__).resolve().parents[5] / "shared"
    for candidate in (given, os.environ.get("MONAZITE_SHARED"), str(beside)):
        if candidate and (Path(candidate) / "data").is_dir():
            return Path(candidate)
    return None
