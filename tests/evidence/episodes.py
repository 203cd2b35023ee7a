"""A small episode on disk, to be changed by tests."""

import shutil
from pathlib import Path

from monazite.evidence import template


def new(folder: Path, name: str = "trial") -> Path:
    """Return a new episode whose texts somebody has replaced."""
    return filled(template.new_episode(name, folder))


def filled(place: Path) -> Path:
    for file in place.iterdir():
        text = file.read_text(encoding="utf-8")
        for mark in ("replace this by a ", "replace this row by a ", "replace this: ", "请替换："):
            text = text.replace(mark, "")
        file.write_text(text, encoding="utf-8")
    return place


def change(folder: Path, old: str, new: str) -> Path:
    path = folder / "episode.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text, f"the template has no {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def copy_of(source: Path, place: Path) -> Path:
    return Path(shutil.copytree(source, place / source.name))
