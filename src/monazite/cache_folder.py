"""Where does Monazite keep what it worked out before, so that a second run need not do it again?

Per user and machine, in the usual cache folder of the system. Nothing in it is ever shipped or
shared, and all of it may be deleted at any time: results do not depend on it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder(kind: str, setting: str) -> Path | None:
    """In which folder is one kind of thing kept? None if the user switched it off.

    kind    : name of the subfolder (`compiled`)
    setting : environment variable that holds a folder of the user's choice, or `off`
    """
    given = os.environ.get(setting)
    if given is not None:
        return None if given == "off" else Path(given)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return base / "monazite" / kind
