"""Which options do several commands share?"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from monazite.cli.command import Argument, Option
from monazite.cli.words import help_text, usual_language


class Form(StrEnum):
    """In which form is an answer printed?"""

    TEXT = "text"
    JSON = "json"


class Tongue(StrEnum):
    """In which language is an answer printed?"""

    EN = "en"
    ZH = "zh"


USUAL_TONGUE = Tongue(usual_language())

FormOption = Annotated[Form, Option("--format", help=help_text("format"))]
TongueOption = Annotated[Tongue, Option("--lang", help=help_text("lang"))]
OverwriteOption = Annotated[bool, Option("--overwrite", help=help_text("overwrite"))]
LargestOption = Annotated[int, Option("--largest", min=1, help=help_text("largest"))]
RunFolder = Annotated[Path, Argument(metavar="RUN", help=help_text("run_folder"))]
