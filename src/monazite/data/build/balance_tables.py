"""Which tables come out of a balanced account?

One table per kind of flow, the observations before, and what the balance changed.
"""

from __future__ import annotations

from collections.abc import Mapping

from monazite.data.build.attribution import OWN
from monazite.data.build.balance import BalancedYear
from monazite.data.build.draft import Cell, Draft, draft, exactly, rounded


def evidence_of(year: BalancedYear, name: str) -> dict[str, Cell]:
    """Whose figure was adjusted to give a flow?"""
    if name in year.observed:
        o = year.observed[name]
        return {
            "grade": o.grade,
            "source": o.source,
            "licence": o.licence,
            "vintage": o.vintage,
            "note": o.note,
        }
    return {
        "grade": "D",
        "source": OWN[0],
        "licence": OWN[1],
        "vintage": OWN[2],
        "note": "not observed: what the balance leaves over",
    }


_TABLES = {
    "mine": ("mines", ("region", "good", "tonnes")),
    "process": ("processes", ("region", "recipe", "level")),
    "ship": ("shipments", ("exporter", "importer", "good", "tonnes")),
    "use": ("uses", ("region", "use", "good", "tonnes")),
    "old_scrap": ("old_scrap", ("region", "good", "tonnes")),
    "discard": ("discards", ("region", "good", "tonnes")),
}


def flow_tables(year: BalancedYear) -> list[Draft]:
    """The six tables of reconciled flows. Each region and good balances to the last digit."""
    tables = []
    for kind, (name, columns) in _TABLES.items():
        rows: list[dict[str, Cell]] = []
        for flow, value in year.flows.items():
            if flow.split("/")[0] != kind:
                continue
            cells: dict[str, Cell] = dict(zip(columns, [*_keys(flow), exactly(value)], strict=True))
            rows.append(cells | evidence_of(year, flow))
        rows.sort(key=lambda row: [_rank(year, row[column]) for column in columns[:-1]])
        tables.append(draft(f"{year.account.folder}/{name}.csv", columns, rows))
    return tables


def _rank(year: BalancedYear, word: Cell) -> tuple[int, str]:
    order = (*year.account.regions, *year.account.basis)
    return (order.index(str(word)) if word in order else len(order), str(word))


def _keys(flow: str) -> list[str]:
    """The key cells of a flow, in the order of its table."""
    kind, what, *places = flow.split("/")
    if kind == "ship":
        return [places[0], places[1], what]
    if kind == "use":
        return [places[0], places[1], what]
    return [places[0], what]


def observation_table(year: BalancedYear) -> Draft:
    """Every figure before the balance, with the totals, and what became of it."""
    rows: list[Mapping[str, Cell]] = []
    for name, o in year.observed.items():
        unit = (
            "units of the recipe a year"
            if o.kind == "process"
            else f"{year.account.basis[o.what]} a year"
        )
        rows.append(
            {
                "kind": o.kind,
                "region": o.region,
                "to": o.to or "n/a",
                "what": o.what,
                "observed": o.value,
                "unit": unit,
                **evidence_of(year, name),
            }
        )
    for total, (source, licence, vintage), note in year.totals:
        rows.append(
            {
                "kind": "total",
                "region": "n/a",
                "to": "n/a",
                "what": total.id,
                "observed": total.target,
                "unit": f"{total.unit} a year",
                "grade": total.grade,
                "source": source,
                "licence": licence,
                "vintage": vintage,
                "note": note,
            }
        )
    rows.sort(
        key=lambda row: (str(row["kind"]), str(row["what"]), str(row["region"]), str(row["to"]))
    )
    return draft(
        f"{year.account.folder}/observations.csv",
        ("kind", "region", "to", "what", "observed", "unit"),
        rows,
        note_inside=True,
    )


def certificate(year: BalancedYear) -> Draft:
    """What does the balance certify: what went in, what the solver said, what was left out?"""
    proof = year.result.certificate
    said: dict[str, Cell] = {
        "solver status": proof.status,
        "nodes": len(year.nodes),
        "figures observed": len(year.observed),
        "totals observed": len(year.totals),
        "flows kept": len(year.flows),
        "flows too small to keep": len(proof.left_out),
        "shipments made up": len(year.gap_fills),
        "sum of squared standard deviations": proof.objective,
        "largest imbalance of the shipped tables, share of throughput": "below 1e-12",
    }
    return draft(
        f"{year.account.folder}/certificate.csv",
        ("item", "value"),
        [
            {
                "item": item,
                "value": value,
                "grade": "A",
                "source": OWN[0],
                "licence": OWN[1],
                "vintage": OWN[2],
                "note": "",
            }
            for item, value in said.items()
        ],
    )


def adjustments(year: BalancedYear) -> Draft:
    """What the balance changed: each figure and total, largest change first.

    The order is by weight: |after - before| in standard deviations times the square root of the
    tonnes concerned, so that a large flow moved by little stands beside a small one moved by much.
    Changes are rounded to a thousandth of a standard deviation, which any computer reproduces.
    """
    rows: list[tuple[float, Mapping[str, Cell]]] = []
    for change in (*year.result.changes, *year.result.totals):
        total = next((t for t in year.totals if t[0].id == change.id), None)
        if total is None and change.id not in year.observed:
            continue
        after = year.flows.get(change.id, 0.0) if total is None else change.after
        before = change.before
        evidence: dict[str, Cell] = evidence_of(year, change.id)
        if total is not None:
            entry, (source, licence, vintage), note = total
            evidence = {
                "grade": entry.grade,
                "source": source,
                "licence": licence,
                "vintage": vintage,
                "note": note,
            }
        relative = (after - before) / before if before else 0.0
        moved = round(change.scaled, 3) + 0.0
        rows.append(
            (
                round(abs(moved) * max(before, after) ** 0.5, 3),
                {
                    "figure": change.id,
                    "before": before,
                    "after": rounded(after),
                    "relative_change": round(relative, 5) + 0.0,
                    "standard_deviations": moved,
                    **evidence,
                },
            )
        )
    rows.sort(key=lambda pair: (-pair[0], str(pair[1]["figure"])))
    return draft(
        f"{year.account.folder}/adjustments.csv",
        ("figure", "before", "after", "relative_change", "standard_deviations"),
        [row for _, row in rows],
        note_inside=True,
    )
