"""A chain of one's own, made from a shipped one: its definition and its tables in a folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from monazite.chains.read import LIBRARY, TABLES


def own_folder(place: Path, name: str = "my_tin") -> Path:
    """A folder with tin as one's own chain, its tables beside it."""
    place.mkdir(parents=True, exist_ok=True)
    text = (LIBRARY / "tin.yaml").read_text(encoding="utf-8")
    text = text.replace("id: tin\n", f"id: {name}\n").replace("tin_2024", f"{name}_2024")
    (place / f"{name}.yaml").write_text(text, encoding="utf-8")
    shutil.copytree(TABLES / "tin_2024", place / f"{name}_2024")
    return place
