"""How fast are transactions screened: one on the command line, many at once, a bill of materials?

Rows are drawn from the same generator with a fixed seed. "All different" means that no two rows
share their words, so that nothing that is remembered of one text helps the next.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SEED = 20261123
ROWS = 20_000
BILL_ROWS = 100_000
BROKEN_EVERY = 50

_MATTERS = (
    *("oxide", "metal", "chloride", "fluoride", "nitrate", "carbonate", "alloy", "concentrate"),
    *("sputtering target", "powder", "ingot", "wafer", "magnet", "scrap", "foil", "granules"),
)
_ELEMENTS = (
    *("dysprosium", "terbium", "neodymium", "gallium", "germanium", "antimony", "tungsten"),
    *("indium", "bismuth", "tellurium", "nickel", "lithium", "cobalt", "cerium", "yttrium"),
    *("samarium", "scandium", "graphite", "molybdenum", "copper", "aluminium", "manganese"),
)
_THINGS = (
    *("electric motor with NdFeB magnets", "magnetic resonance coil", "turbine blade coating"),
    *(
        "loudspeaker",
        "仪表板",
        "钕铁硼磁体",
        "氧化镝",
        "镍锍",
        "石墨电极",
        "lithium-ion battery cell",
    ),
)
_PLACES = ("CHN", "CHN", "CHN", "IDN", "MYS", "ZWE", "COD", "AUS", "VNM", "USA")
_TARGETS = ("USA", "DEU", "JPN", "KOR", "IND", "TWN", "FRA", "MEX", "CHN")
_USES = ("civil", "military", "research", None)


def _good(draw: random.Random) -> str:
    if draw.random() < 0.2:
        return f"{draw.choice(_THINGS)}"
    words = f"{draw.choice(_ELEMENTS)} {draw.choice(_MATTERS)}"
    if draw.random() < 0.5:
        words += f" {draw.choice((99.0, 99.9, 99.99, 99.999))}%"
    return words


def rows(count: int, *, texts: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield rows of (place, fields).

    texts : `repeated` draws 50 whole rows again and again, `few` 500 texts on random routes and
            days, `different` a text of its own for each row on random routes and days, `bill` a
            text of its own for each row, all on one day over four routes
    """
    draw = random.Random(SEED)
    few = [_good(draw) for _ in range(500)]

    def one(number: int) -> dict[str, Any]:
        words = draw.choice(few)
        if texts in ("different", "bill"):
            words = f"{_good(draw)}, type {draw.randrange(10**6)}-{number}"
        fields = {
            "date": f"{draw.choice((2024, 2025, 2026))}-{draw.randint(1, 12):02d}-15",
            "good": words,
            "from": draw.choice(_PLACES),
            "to": draw.choice(_TARGETS),
            "end_use": draw.choice(_USES),
        }
        if texts == "bill":
            fields |= {"date": "2026-06-15", "from": "CHN", "to": draw.choice(_TARGETS[:4])}
            fields["end_use"] = "civil"
        return {name: value for name, value in fields.items() if value is not None}

    fixed = [one(number) for number in range(50)]
    for number in range(count):
        row = draw.choice(fixed) if texts == "repeated" else one(number)
        yield f"row {number + 1}", row


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _fresh(code: str, env: dict[str, str]) -> float:
    """Seconds that a new process takes for a piece of code, start included."""
    return _timed(lambda: subprocess.run([sys.executable, "-c", code], check=True, env=env))


def from_new_process() -> dict[str, object]:
    """How long does the first answer take in a new process?

    Python keeps its byte code, as it does unless told otherwise: the first run is not counted.
    """
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(folder) / "byte_code")}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        path = Path(folder) / "one.yaml"
        path.write_text(
            "date: 2025-06-01\ngood: dysprosium oxide\nfrom: CHN\nto: DEU\nend_use: civil\n",
            encoding="utf-8",
        )
        command = [sys.executable, "-m", "monazite", "screen", str(path)]
        walls = [
            _timed(lambda: subprocess.run(command, check=True, capture_output=True, env=env))
            for _ in range(6)
        ]
        spent = min(_spent("screen", str(path), env=env)[0] for _ in range(5))
        heavy = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from monazite.cli.main import main\n"
                f"try: main(['screen', {str(path)!r}])\n"
                "except SystemExit: pass\n"
                "print(sorted({'jax', 'pandas', 'numpy'} & set(sys.modules)), file=sys.stderr)",
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        empty = min(_fresh("pass", env) for _ in range(3))
        reading = "from monazite.policy.library import read_library; read_library()"
        loaded = min(_fresh(reading, env) for _ in range(5))
        keeping = "from monazite.policy.library import library; library()"
        kept = min(_fresh(keeping, env) for _ in range(5))
    return {
        "`monazite screen one.yaml`, wall, best of five, s": min(walls[1:]),
        "`monazite screen one.yaml`, processor time, best of five, s": spent,
        "heavy libraries it loads": heavy.stderr.strip().splitlines()[-1],
        "library read and validated in a new process, best of five, s": loaded,
        "library kept from an earlier run, in a new process, best of five, s": kept,
        "a new process that does nothing, s": empty,
    }


def many() -> dict[str, object]:
    """How many transactions a second, once the library is loaded?

    Counted in processor time of this one thread, so that other work on the machine weighs less.
    """
    from monazite.policy.batch import BatchScreener
    from monazite.policy.library import library

    acts = library()
    list(BatchScreener(acts).rows(rows(50, texts="few")))
    found: dict[str, object] = {}
    for texts, says in (
        ("bill", "bill of materials: every text different, one day, four routes"),
        ("different", "every text different, random routes and days"),
        ("few", "500 texts, random routes and days"),
        ("repeated", "50 rows repeated"),
    ):
        screener = BatchScreener(acts)
        asked = list(rows(ROWS, texts=texts))
        start = time.process_time()
        answered = sum(1 for _ in screener.rows(asked))
        found[f"{says}: transactions a second"] = answered / (time.process_time() - start)
    found |= _side_by_side()
    return found


def _side_by_side() -> dict[str, object]:
    """Rows a second by the clock, every text different, answers written out, over all cores.

    The start of the processes counts.
    """
    from monazite.policy.bill_answers import answered_rows

    columns = ("date", "good", "from", "to", "end_use")
    asked = [
        (place, {name: row.get(name, "") for name in columns})
        for place, row in rows(ROWS, texts="different")
    ]
    found: dict[str, object] = {}
    for says, processes in (("one process", 1), ("all cores", None)):
        start = time.perf_counter()
        answered = sum(1 for _ in answered_rows(columns, asked, processes=processes))
        name = f"every text different, finished rows a second by the clock, {says}"
        found[name] = answered / (time.perf_counter() - start)
    return found


def broken_bill() -> dict[str, object]:
    """A bill of 100,000 rows, every fiftieth broken, on the command line: what comes back?

    Time is the processor's, over all processes that answer rows, start and writing of the answers
    included, and the clock's; memory the largest that one of the processes held at any moment. A
    tenth of the bill is measured too: memory must not grow with it.
    """
    found: dict[str, object] = {
        "rows": BILL_ROWS,
        "rows broken on purpose": BILL_ROWS // BROKEN_EVERY,
    }
    with tempfile.TemporaryDirectory() as folder:
        for ending in ("csv", "xlsx"):
            for rows_asked in (BILL_ROWS // 10, BILL_ROWS):
                path = Path(folder) / f"bill_{rows_asked}.{ending}"
                _write_bill(path, rows_asked)
                answers = path.with_name(f"answers_{rows_asked}.{ending}")
                begun = time.perf_counter()
                seconds, megabytes = _spent("screen", str(path), "-o", str(answers))
                found[f"{ending}, {rows_asked:,} rows: wall, s"] = time.perf_counter() - begun
                found[f"{ending}, {rows_asked:,} rows: processor time, s"] = seconds
                found[f"{ending}, {rows_asked:,} rows: largest memory, MB"] = megabytes
            answered, faulty, located = _came_back(answers)
            found[f"{ending}: good rows answered"] = answered
            found[f"{ending}: rows with faults"] = faulty
            found[f"{ending}: of these, told by their own row number"] = located
    return found


_FAULTS = (
    ("2026-13-45", "dysprosium oxide", "CHN", "DEU", "civil"),
    ("2026-06-15", "gallium", "Germany", "DEU", "civil"),
    ("2026-06-15", "gallium", "CHN", "DEU", "militray"),
    ("2026-06-15", "gallium"),
)


def _bill(count: int) -> Iterator[tuple[str, ...]]:
    names = ("date", "good", "from", "to", "end_use")
    yield names
    for number, (_, row) in enumerate(rows(count, texts="bill")):
        broken = number % BROKEN_EVERY == 0
        faulty = _FAULTS[number // BROKEN_EVERY % len(_FAULTS)]
        yield faulty if broken else tuple(row[name] for name in names)


def _write_bill(path: Path, count: int) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(_bill(count))
        return
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("bill")
    for cells in _bill(count):
        sheet.append(cells)
    book.save(path)


def _spent(*arguments: str, env: dict[str, str] | None = None) -> tuple[float, float]:
    """Processor seconds and largest memory (MB) of one command in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "monazite", *arguments], stdout=subprocess.DEVNULL, env=env
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"monazite {' '.join(arguments)}: exit code {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _came_back(path: Path) -> tuple[int, int, int]:
    """How many rows were answered, how many had faults, and how many of these name their row?"""
    table = _table(path)
    head = next(table)
    verdict, faults = head.index("verdict"), head.index("faults")
    answered = faulty = located = 0
    for number, row in enumerate(table, start=2):
        answered += bool(row[verdict])
        faulty += bool(row[faults])
        located += f"row {number}," in f"{row[faults]},"
    return answered, faulty, located


def _table(path: Path) -> Iterator[list[str]]:
    """Read a table row by row: a large parent would count in the memory of the next child."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield from csv.reader(stream)
        return
    import openpyxl

    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        yield [str(cell or "") for cell in row]
