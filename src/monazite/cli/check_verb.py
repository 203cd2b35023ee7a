"""`monazite check FILE`: is this scenario, episode, chain, mineral, network or saved run sound?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from monazite.cli.command import Argument
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json
from monazite.cli.words import help_text, words

if TYPE_CHECKING:
    from monazite.errors import Fault

NAME = "check"

_MARKS = (
    ("episode", "scored"),
    ("episode", "event"),
    ("scenario", "effects"),
    ("chain", "base_year"),
    ("mineral", "depth"),
    ("act", "calendar"),
    ("cases", "cases"),
    ("jurisdiction", "economy"),
    ("transaction", "to"),
)
"""Kind of definition, and a key that no other kind has."""


def answer(
    file: Annotated[Path, Argument(metavar="FILE", help=help_text("check_file"))],
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Check a file and print that it is sound, or raise every fault in it at once.

    The kind is seen from the file: JSON is a network or a transaction, YAML a definition. A folder
    is a saved run, the runs of all chains, or a folder of definitions: then the faults of all its
    files are told.
    """
    say = words(lang.value)
    kind = _kind_of(file)
    _CHECKS[kind](file)
    if form is Form.JSON:
        print_json({"file": str(file), "kind": kind, "sound": True})
    else:
        print(say.say(f"check.{kind}", file=file))
    return 0


def _kind_of(file: Path) -> str:
    """Return which kind of thing a path holds; raise DefinitionError if that cannot be seen."""
    from monazite.errors import DefinitionError
    from monazite.text_file import shown_path
    from monazite.yaml_tree import read_tree

    if file.is_dir():
        if (file / "world.json").is_file():
            return "world_runs"
        saved = (file / "manifest.json").is_file() or not any(file.rglob("*.yaml"))
        return "run" if saved else "folder"
    if file.suffix == ".json" and not _is_transaction(file):
        return "network"
    tree = read_tree(file)
    keys = tree.root.value if isinstance(tree.root.value, dict) else {}
    for kind, mark in _MARKS:
        if mark in keys:
            return kind
    # A scenario may lack any key, also its mark: then its other keys speak for it.
    if {"start", "months", "demand", "as_known"} & set(keys):
        return "scenario"
    raise DefinitionError.one(
        where=shown_path(file),
        found=f"the keys {', '.join(keys) or 'of nothing'}",
        expected="a scenario (key `effects`), episode (`scored`), chain (`base_year`), mineral "
        "(`depth`), act (`calendar`), worked cases "
        "(`cases`), record of whose law was read (`economy`) or transaction (`to`)",
        because="the kind of a definition is seen from its keys",
    )


def _is_transaction(file: Path) -> bool:
    """Does a JSON file describe a shipment? By its keys; False where it cannot be read as JSON."""
    import json

    from monazite.text_file import read_text
    from monazite.yaml_tree import LARGEST_DEFINITION

    if not file.is_file() or file.stat().st_size > LARGEST_DEFINITION:
        return False
    try:
        content = json.loads(read_text(file, LARGEST_DEFINITION))
    except (ValueError, RecursionError):
        return False
    return isinstance(content, dict) and bool({"to", "date", "good"} & set(content))


def _run(place: Path) -> None:
    from monazite.scenario.storage import load

    load(place)


def _world_runs(place: Path) -> None:
    from monazite.scenario.all_chains import read_world_runs
    from monazite.scenario.storage import load

    for result in read_world_runs(place).results:
        load(place / result.chain)


def _folder(place: Path) -> None:
    """Check every definition of a folder; raise DefinitionError with the faults of all of them."""
    from monazite.chains.projects import read_projects
    from monazite.errors import DefinitionError, MonaziteError

    faults: list[Fault] = []
    for file in sorted(place.rglob("projects.csv")):
        try:
            read_projects(file)
        except MonaziteError as error:
            faults += error.faults
    acts: list[Path] = []
    for file in sorted(place.rglob("*.yaml")):
        if file.name.endswith(".cases.yaml"):
            continue
        try:
            kind = _kind_of(file)
            if kind == "act":
                acts.append(file)
            else:
                _CHECKS[kind](file)
        except MonaziteError as error:
            faults += error.faults
    faults += _faults_of_acts(acts)
    if faults:
        raise DefinitionError(faults)


def _mineral(file: Path) -> None:
    from monazite.data.build.minerals.definition import MineralDefinition
    from monazite.data.build.minerals.faults import require_sound
    from monazite.definition import read_definition
    from monazite.text_file import shown_path

    require_sound(read_definition(file, MineralDefinition), shown_path(file))


def _network(file: Path) -> None:
    from monazite.market.network_file import read_network

    read_network(file)


def _scenario(file: Path) -> None:
    from monazite.scenario.read import load_scenario

    load_scenario(str(file.resolve()))


def _episode(file: Path) -> None:
    """Check an episode, the world known at its event, and those of its records that are at hand."""
    from monazite.evidence.episode import read_episode
    from monazite.evidence.known_world import known_world
    from monazite.evidence.observed import observe_all

    episode = read_episode(file)
    known_world(episode)
    observe_all(episode, None)


def _chain(file: Path) -> None:
    from monazite.chains.own_chain import tables_of
    from monazite.chains.read import read_chain

    read_chain(file, tables_of(file))


def _act(file: Path) -> None:
    from monazite.errors import DefinitionError

    faults = _faults_of_acts([file])
    if faults:
        raise DefinitionError(faults)


def _faults_of_acts(files: Sequence[Path]) -> list[Fault]:
    """Return the faults of acts: form, references and worked cases."""
    from monazite.policy.check import check

    return check(files)[0] if files else []


def _cases(file: Path) -> None:
    _act(file.with_name(file.name.replace(".cases.yaml", ".yaml")))


def _jurisdiction(file: Path) -> None:
    from monazite.definition import read_definition
    from monazite.policy.jurisdiction import Jurisdiction

    read_definition(file, Jurisdiction)


def _transaction(file: Path) -> None:
    from monazite.policy.read_transaction import read_transaction

    read_transaction(file)


_CHECKS = {
    "run": _run,
    "world_runs": _world_runs,
    "folder": _folder,
    "mineral": _mineral,
    "network": _network,
    "episode": _episode,
    "scenario": _scenario,
    "chain": _chain,
    "act": _act,
    "cases": _cases,
    "jurisdiction": _jurisdiction,
    "transaction": _transaction,
}
