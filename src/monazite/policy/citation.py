"""Where it is written: the publications an act's record rests on, and how well they were seen."""

from __future__ import annotations

from typing import Annotated, Literal

from monazite.light_definition import Bounds, LightDefinition
from monazite.policy.when import When

Grade = Literal["A", "B", "C", "D"]
"""A official text seen, B official text reported, C press or law firm, D unverified knowledge."""

GRADES: dict[Grade, tuple[str, str]] = {
    "A": ("official text seen", "见过官方文本"),
    "B": ("official text reported", "官方文本经转述"),
    "C": ("press or law firm", "新闻或律所"),
    "D": ("unverified: general knowledge", "未核实：一般知识"),
}
"""Grade -> what it means in English and Chinese."""

Name = Annotated[str, Bounds(min_length=1, max_length=80, pattern=r"^[a-z0-9][a-z0-9_]*$")]
"""An id inside a file: small letters, digits and underscores."""

Sentence = Annotated[str, Bounds(min_length=1, max_length=4000)]
"""Text that says something."""


class Citation(LightDefinition):
    """Which publication, and how well was it seen?

    id        : short name, used by calendar, rules and readings of the same file
    title     : of the publication, in its own language
    publisher : who published it
    date      : of publication
    address   : web address; `none` for a publication without one, `unknown` if it was not kept
    language  : of the publication, ISO 639-1
    grade     : A official text seen, B official text reported, C press or law firm, D unverified
    note      : what the citation does not show
    """

    id: Name
    title: Sentence
    publisher: Sentence
    date: When
    address: Annotated[
        str, Bounds(min_length=1, max_length=600, pattern=r"^(https?://\S+|none|unknown)$")
    ]
    language: Annotated[str, Bounds(pattern=r"^[a-z]{2}$")]
    grade: Grade
    note: Sentence | None = None
