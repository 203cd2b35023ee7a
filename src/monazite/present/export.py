"""Which files hold the report's charts, one a figure, as SVG, PNG or PDF?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal, get_args

from monazite.errors import MonaziteError, unknown_name
from monazite.present.catalogue import Language
from monazite.present.contents import figures
from monazite.present.drawing import composed, pdf, png
from monazite.present.figure import Figure
from monazite.present.report import Runs, context_of, write_whole

Format = Literal["svg", "png", "pdf"]


def charts(
    runs: Runs, lang: Language = "en", world: Any = None, years: tuple[str, ...] | None = None
) -> tuple[Figure, ...]:
    """Which figures has the report of some runs, drawings, tables and sources included?

    runs, world : as for :func:`monazite.present.report.context_of`
    years       : calendar years of the flow diagrams; the first and the last of the run if None
    """
    by_section = figures(context_of(runs, lang, world), years)
    return tuple(figure for group in by_section.values() for figure in group)


def figure_svg(figure: Figure) -> str:
    """Which SVG file shows a whole figure with title, subtitle and source, in light colours?"""
    return composed(
        figure.drawings,
        title=figure.title,
        subtitle=figure.subtitle,
        source=f"{figure.grade} · {figure.source}",
        columns=figure.columns,
    )


def write_charts(
    runs: Runs,
    directory: str | os.PathLike[str],
    lang: Language = "en",
    format: Format = "png",
    world: Any = None,
) -> tuple[Path, ...]:
    """Write each figure of the report into a folder, and say which files were written.

    format : "svg", "png" (two pixels a unit) or "pdf". Each file is written whole or not at all.
    Raises UnknownNameError for another format, OSError if a file cannot be written.
    """
    if format not in get_args(Format):
        error: MonaziteError = unknown_name(
            "write_charts()", str(format), get_args(Format), "format"
        )
        raise error
    written = []
    for figure in charts(runs, lang, world):
        svg = figure_svg(figure)
        content = {"svg": svg.encode("utf-8")}.get(format)
        if content is None:
            content = png(svg) if format == "png" else pdf(svg)
        written.append(write_whole(Path(directory) / f"{figure.id}.{format}", content))
    return tuple(written)
