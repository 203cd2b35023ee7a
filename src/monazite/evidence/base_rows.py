"""Does each row of a table of an earlier base year say one thing that the chain can take?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from monazite.chains.chain import Chain
from monazite.errors import DefinitionError, Fault, suggestion
from monazite.evidence.written_episode import BaseRow

ALL = "*"


def require_sound_rows(chain: Chain, rows: Sequence[BaseRow], where: str) -> None:
    """Refuse a table without a row, a row given twice, and rows that the chain cannot take.

    where : the file, as faults name it. Raises DefinitionError with all of them.
    """
    if not rows:
        raise DefinitionError.one(
            where=where,
            found="no row",
            expected="what of the shipped base year was another number then, at least the prices",
            because="an earlier year without a change would be the later one under its name",
            advice="such as prices,*,*,*,0.65,,A,average of 2009 against 2024,",
        )
    faults: list[Fault] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, start=1):
        at = _place(where, number)
        first = seen.setdefault((row.table, row.region, row.to, row.name), number)
        if first != number:
            faults.append(
                Fault(
                    at,
                    f"{_text(row)} a second time (first in row {first})",
                    "each row once",
                    because="two factors would multiply, and of two amounts only the last would "
                    "count",
                    advice="join the two rows into one",
                )
            )
        faults += _of_row(chain, row, at)
    if faults:
        raise DefinitionError(faults)


def matches_nothing(chain: Chain, row: BaseRow, number: int, where: str) -> Fault:
    """Return the fault of a row that names nothing of the base year, with the nearest names."""
    known: list[Collection[str]] = [chain.regions, chain.regions]
    known.append([*chain.goods, *chain.recipes, *chain.uses])
    parts = (row.region, row.to, row.name)
    strange = [
        (part, names)
        for part, names in zip(parts, known, strict=True)
        if part != ALL and part not in names
    ]
    advice = [suggestion(part, names) for part, names in strange]
    meant = " ".join(one for one in advice if one)
    return Fault(
        _place(where, number),
        _text(row),
        "a row of the base year",
        because="a change of what does not exist would change nothing, without a word",
        advice=meant
        or "see monazite chain CHAIN --show goods (regions, recipes, uses) for the names; what was "
        "not there in the base year needs tonnes instead of a factor",
    )


def _place(where: str, number: int) -> str:
    return f"{where}, row {number} (line {number + 1})"


def _text(row: BaseRow) -> str:
    return f"{row.table} {row.region} {row.to} {row.name}"


def _of_row(chain: Chain, row: BaseRow, at: str) -> Iterator[Fault]:
    """Yield what a row says that has no meaning, or names that its new flow cannot have."""
    if row.table != "shipments" and row.to != ALL:
        yield Fault(
            f"{at}, column to",
            row.to,
            "* (only shipments have an importer)",
            because="the row would be read as if it held everywhere, or nowhere",
        )
    if row.table == "prices" and row.region != ALL:
        yield Fault(
            f"{at}, column region",
            row.region,
            "* (a price of the base year holds everywhere)",
            because="the change would reach all regions, without a word",
        )
    if row.table == "prices" and row.factor == 0:
        yield Fault(f"{at}, column factor", "a price of 0", "a positive multiple")
    if row.table == "shipments" and row.region == row.to and row.to != ALL:
        yield Fault(f"{at}, column to", f"a shipment of {row.to} to itself", "another region")
    if row.tonnes is not None:
        yield from _of_new_flow(chain, row, at)


def _of_new_flow(chain: Chain, row: BaseRow, at: str) -> Iterator[Fault]:
    """Yield which names of a flow in tonnes the chain lacks, and which it takes elsewhere."""
    for column, region in (("region", row.region), ("to", row.to)):
        if region not in (ALL, *chain.regions):
            yield Fault(
                f"{at}, column {column}",
                f"region {region}",
                "a region of the chain",
                advice=suggestion(region, chain.regions),
            )
    names = chain.recipes if row.table == "processes" else chain.goods
    if row.name not in names:
        kind = "recipe" if row.table == "processes" else "good"
        yield Fault(
            f"{at}, column name",
            row.name,
            f"a {kind} of the chain",
            advice=suggestion(row.name, names),
        )
        return
    mined = {one.outputs[0]: name for name, one in chain.recipes.items() if not one.inputs}
    if row.table == "mines" and row.name not in mined:
        yield Fault(
            f"{at}, column name",
            row.name,
            f"a good that is mined or begins the chain: {', '.join(mined)}",
            because="what is made from other goods of the chain is no mine",
            advice="write the recipe that makes it under processes",
        )
    if row.table == "processes" and not chain.recipes[row.name].inputs:
        good = chain.recipes[row.name].outputs[0]
        yield Fault(
            f"{at}, column name",
            row.name,
            "a recipe that takes goods of the chain",
            because="a recipe without inputs is a mine, and would be counted beside it",
            advice=f"write it under mines, with the good: mines,{row.region},*,{good}",
        )
