"""A whole sheet of transactions: read in a process of its own, answered, and deleted."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from monazite.policy.bill_of_materials import COLUMNS
from monazite.present.figure import Table
from monazite.web.rendering import failed, page
from monazite.web.settings import LARGEST_UPLOAD
from monazite.web.tables import file_answer, table_answer
from monazite.web.visit import Visit, visit_of

router = APIRouter(include_in_schema=False)

LONGEST = 60.0
"""Seconds that a sheet may take."""

AT_ONCE = asyncio.Semaphore(2)
"""How many sheets are read at the same time."""

TEMPLATE = ("date", "good", "hs", "from", "to", "origin", "end_user", "end_use")
EXAMPLE = (
    "2026-11-28",
    "sintered NdFeB magnets with dysprosium",
    "850511",
    "CHN",
    "DEU",
    "CHN",
    "",
    "civil",
)


@router.get("/screen/template.{ending}")
def template(request: Request, ending: str) -> Response:
    """Hand over a sheet with the usual columns and one row."""
    kind = ending if ending in ("csv", "xlsx") else "csv"
    return table_answer(Table(TEMPLATE, (EXAMPLE,)), "monazite-screening", kind)


@router.post("/screen/sheet")
async def sheet(request: Request) -> Response:
    """Screen an uploaded sheet; the file is gone when the answer is sent."""
    visit = visit_of(request)
    async with request.form(max_files=1, max_fields=8) as form:
        given = form.get("sheet")
        wanted = str(form.get("as") or "page")
        ending = wanted if wanted in ("csv", "xlsx") else "page"
        if not isinstance(given, UploadFile) or not given.filename:
            return _refused(request, visit, "sheet_none", "", "")
        name = given.filename
        content = await given.read(LARGEST_UPLOAD + 1)
    suffix = Path(name).suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        return _refused(request, visit, "sheet_kind", suffix or name[:60], ".csv, .xlsx")
    if len(content) > LARGEST_UPLOAD:
        return _refused(request, visit, "sheet_large", f"{len(content):,}", f"{LARGEST_UPLOAD:,}")
    async with AT_ONCE:
        told = await _read(content, suffix, visit.language, ending)
    if "faults" in told:
        lines = [_in_words(visit, fault) for fault in told["faults"]]
        return failed(request, 422, visit.say("sheet.refused"), lines)
    answer = told["answer"]
    if ending != "page":
        return file_answer(bytes.fromhex(answer["file"]), "monazite-screened", ending)
    return page(request, "sheet.html.j2", answer=answer, columns=COLUMNS, filename=name[:80])


async def _read(content: bytes, suffix: str, lang: str, ending: str) -> dict[str, Any]:
    """Return what the limited process says of a sheet; its file is deleted whatever happens."""
    descriptor, name = await run_in_threadpool(tempfile.mkstemp, suffix, "monazite-sheet-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I" if "PYTHONPATH" not in os.environ else "-B",
            "-m",
            "monazite.web.sheet_reader",
            name,
            lang,
            ending,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            stdin=asyncio.subprocess.DEVNULL,
        )
        try:
            said, _ = await asyncio.wait_for(process.communicate(), LONGEST)
        except TimeoutError:
            process.kill()
            await process.wait()
            return {
                "faults": [{"where": "sheet_slow", "found": "", "expected": f"{LONGEST:.0f} s"}]
            }
        if process.returncode != 0:
            return {"faults": [{"where": "sheet_memory", "found": "", "expected": ""}]}
        result: dict[str, Any] = json.loads(said.decode("utf-8"))
        return result
    finally:
        Path(name).unlink(missing_ok=True)


def _in_words(visit: Visit, fault: dict[str, Any]) -> dict[str, Any]:
    """Return a fault in the page's language, without the temporary file's name."""
    where = str(fault["where"])
    if visit.words.has(f"sheet.{where}"):
        return {**fault, "where": visit.say("sheet.file"), "because": visit.say(f"sheet.{where}")}
    place = where.rpartition(", ")[2] if ", " in where else visit.say("sheet.file")
    return {**fault, "where": place}


def _refused(request: Request, visit: Visit, key: str, found: str, expected: str) -> Response:
    line = {
        "where": visit.say("sheet.file"),
        "found": found,
        "expected": expected,
        "because": visit.say(f"sheet.{key}"),
    }
    return failed(request, 422, visit.say("sheet.refused"), [line])
