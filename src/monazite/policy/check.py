"""Is this act sound? `python -m monazite.policy.check FILE...` (all of the library without FILE).

Checks form, references and worked cases of each act and names every fault at once. Exit code 0 if
all is sound, 2 otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from monazite.errors import DefinitionError, Fault, MonaziteError
from monazite.policy.act_file import ActFile
from monazite.policy.case_run import case_faults
from monazite.policy.cases import Case
from monazite.policy.library import Library
from monazite.policy.quick_yaml import read_record
from monazite.policy.read import (
    LIBRARY,
    act_files,
    cases_file,
    read_act_file,
    read_cases,
    read_library_files,
    reference_faults,
)
from monazite.policy.record import Act
from monazite.schema_faults import placed
from monazite.text_file import shown_path
from monazite.yaml_tree import read_tree


def check(files: Sequence[Path]) -> tuple[list[Fault], list[str]]:
    """Which faults have these files, and what is worth saying about the sound ones?

    References are checked against the shipped library together with the files themselves.
    """
    faults: list[Fault] = []
    notes: list[str] = []
    read: dict[str, ActFile] = {}
    wanted_cases: dict[str, tuple[tuple[Case, ...], str]] = {}
    wanted = {path.resolve() for path in files}
    acts: dict[str, tuple[Act, Path]] = {}
    unsound: dict[str, tuple[Act, Path]] = {}
    others = [path for path in act_files() if path.resolve() not in wanted]
    for path in (*sorted(wanted), *others):
        mine = path.resolve() in wanted
        try:
            file = read_act_file(path)
            act = file.act
        except DefinitionError as error:
            if mine:
                faults += _with_lines(error.faults, path)
                unsound |= _sound_in_form(path)
            continue
        if mine and act.id in acts:
            faults.append(Fault(shown_path(path), f"act {act.id} again", "every act once"))
        if not mine and act.id in acts:
            continue  # the file to be checked stands in the place of the shipped one
        acts[act.id] = (act, path)
        read[act.id] = file
    mine_only = {name: pair for name, pair in acts.items() if pair[1].resolve() in wanted}
    everything = {**acts, **unsound}
    for name, (_, path) in (mine_only | unsound).items():
        faults += _with_lines(reference_faults(everything, [name]), path)
    for act, path in mine_only.values():
        beside = cases_file(path)
        try:
            cases = read_cases(beside)
        except DefinitionError as error:
            faults += error.faults
            continue
        wanted_cases[act.id] = (cases, shown_path(beside))
        notes.append(f"{act.id}: {len(act.rules)} rules, {len(cases)} worked cases")
    if wanted_cases:
        shelf = Library(read.values(), read_library_files()[1])
        for name, (cases, where) in wanted_cases.items():
            faults += case_faults(cases, shelf.acts[name], shelf, where)
    return faults, notes


def _sound_in_form(path: Path) -> dict[str, tuple[Act, Path]]:
    """Return the act of a faulty file, if its form is sound; {} if it is not."""
    try:
        act = read_record(path, Act)
    except DefinitionError:
        return {}
    return {act.id: (act, path)}


def _with_lines(faults: Iterable[Fault], path: Path) -> list[Fault]:
    """Return the faults of a file with the lines of their keys, where they name none."""
    front, root = f"{shown_path(path)}, key `", None
    found = []
    for fault in faults:
        if fault.where.startswith(front):
            root = root or read_tree(path).root
            key = replace(fault, where=fault.where.removeprefix(front).removesuffix("`"))
            told = placed(key, shown_path(path), root, root.line, ())[2]
            fault = fault if "(" in told.where else told
        found.append(fault)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the files named, or the whole library, and print what was found."""
    given = [Path(name) for name in (sys.argv[1:] if arguments is None else arguments)]
    files = [path for path in given if not path.name.endswith(".cases.yaml")] or list(act_files())
    faults, notes = check(files)
    for note in notes:
        print(note)
    if faults:
        print(MonaziteError(faults).text(), file=sys.stderr)
        return 2
    print(f"{len(files)} files are sound ({shown_path(LIBRARY)})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
