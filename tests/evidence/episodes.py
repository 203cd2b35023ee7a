"""A small episode on disk, to be changed by tests."""

import shutil
from pathlib import Path

from monazite.evidence import template


def new(folder: Path, name: str = "trial") -> Path:
    return template.new_episode(name, folder)


def change(folder: Path, old: str, new: str) -> Path:
    path = folder / "episode.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text, f"the template has no {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def copy_of(source: Path, place: Path) -> Path:
    return Path(shutil.copytree(source, place / source.name))
