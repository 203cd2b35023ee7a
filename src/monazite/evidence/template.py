"""How does somebody begin a new episode? With a folder that can be read at once."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from monazite.errors import DefinitionError, StorageError
from monazite.evidence.episode import shipped_episodes
from monazite.evidence.episode_text import ID

_LONGEST = 80


def new_episode(name: str, place: Path) -> Path:
    """Write the template of an episode into a new folder ``place/name`` and return the folder.

    Raises DefinitionError for a name that is none or a shipped episode's, StorageError where the
    folder exists.
    """
    if not re.fullmatch(ID, name) or len(name) > _LONGEST:
        raise DefinitionError.one(
            where="name of the episode",
            found=name,
            expected="small letters, digits and underscores, beginning with a letter",
        )
    if name in shipped_episodes():
        raise DefinitionError.one(
            where="name of the episode",
            found=name,
            expected="a name that no shipped episode has",
            because="its record would be taken for that of the shipped one",
            advice=f"monazite hindcast {name} scores the shipped one",
        )
    folder = place / name
    if folder.exists():
        raise StorageError.one(
            where=str(folder),
            found="a file or folder of that name",
            expected="a place that is free",
            advice="choose another name, or remove it yourself",
        )
    folder.mkdir(parents=True)
    template = files("monazite.evidence").joinpath("library", "template")
    for entry in template.iterdir():
        text = entry.read_text(encoding="utf-8")
        if entry.name == "episode.yaml":
            text = text.replace("NAME", name)
        (folder / entry.name).write_text(text, encoding="utf-8")
    return folder
