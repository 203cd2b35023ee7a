"""Is a chain's definition sound, and which `Chain` does it describe?

One YAML of the library names the folder of tables; both are read with all faults of a file at
once, every name is looked up (misspelt ones get their near misses), recipes must conserve the
contained elements, and the base year must balance at every region and good.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from monazite.chains import base_tables as rows
from monazite.chains.behaviour import Behaviour, Use
from monazite.chains.chain import BaseYear, BornBound, Chain, ChainRegion, DemandPath
from monazite.chains.facility import Facility
from monazite.chains.host import Host, require_hosts
from monazite.chains.recipe import BY_PRODUCT, STAGES, Recipe, require_conservation
from monazite.chains.shared_behaviour import BehaviourChanges, with_changes
from monazite.chains.world import World
from monazite.definition import Definition, read_definition, read_table
from monazite.errors import DefinitionError, Fault, near_misses, unknown_name
from monazite.goods import Good
from monazite.labels import Label
from monazite.months import Month

LIBRARY = Path(__file__).parent / "library"
TABLES = Path(__file__).parent.parent / "data" / "tables"
BALANCE_TOLERANCE = 1e-9
"""Largest imbalance of a node of the base year, share of its throughput."""

RowType = TypeVar("RowType", bound=rows.Row)


class BornBoundDefinition(Definition):
    """Where is output born bound, and why?"""

    region: str
    source: str


class ChainDefinition(Definition):
    """What does the YAML of a chain say?"""

    id: str
    en: str
    zh: str
    base_year: int
    tables: str
    export_gates: dict[str, dict[str, tuple[str, ...]]]
    domestic_price_regions: tuple[str, ...]
    born_bound: tuple[BornBoundDefinition, ...]
    uses: tuple[Use, ...]
    shared_behaviour: str | None = None
    behaviour: BehaviourChanges


class _Names:
    """Which names may be referred to, and which references missed?"""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def check(self, where: str, kind: str, found: Iterable[str], known: Iterable[str]) -> None:
        """Note a fault, with near misses, for each name found that is not known."""
        candidates = list(known)
        for name in dict.fromkeys(found):
            if name not in candidates:
                close = near_misses(name, candidates)
                self.faults.append(
                    Fault(
                        where=where,
                        found=f"{kind} {name!r}",
                        expected=f"a {kind} of the chain",
                        because="a name that nothing carries would pass as nothing",
                        advice=f"did you mean {', '.join(close)}?" if close else None,
                    )
                )


def chain_names() -> tuple[str, ...]:
    """Which chains does the package ship?"""
    return tuple(sorted(path.stem for path in LIBRARY.glob("*.yaml")))


def read_world(chain: str, as_known: Month) -> World:
    """Which world does the definition of a chain describe? Errors as `load_world`."""
    own = ""
    if chain.endswith(".yaml"):
        from monazite.chains.own_chain import tables_of

        path = Path(chain)
        own = str(path.resolve())
        read, identity = _identified(path, tables_of(path))
    elif chain in chain_names():
        read, identity = _shipped(chain)
    else:
        raise unknown_name("load_world", chain, chain_names(), "chain")
    return World(read, as_known, f"{read.base_year} · {read.tables}", identity, own)


@cache
def _shipped(chain: str) -> tuple[Chain, str]:
    """Read a chain of the package, whose files stay as they are while a process runs: once."""
    return _identified(LIBRARY / f"{chain}.yaml", TABLES)


def _identified(path: Path, tables: Path) -> tuple[Chain, str]:
    read = read_chain(path, tables)
    return read, fingerprint(path, tables / read.tables, read.behaviour)


def fingerprint(definition: Path, tables: Path, behaviour: Behaviour) -> str:
    """Which SHA-256 identifies a definition, its tables and the behaviour it shares with others?"""
    digest = hashlib.sha256(definition.read_bytes())
    digest.update(repr(behaviour).encode())
    for path in sorted(tables.glob("*.csv")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_chain(path: Path, tables: Path) -> Chain:
    """Which chain does a YAML and its folder of tables describe?

    Raises DefinitionError with all faults found at the first stage that has any: the shape of each
    file, then names, then conservation of elements, then the balance of the base year.
    """
    definition = read_definition(path, ChainDefinition)
    folder = tables / definition.tables
    behaviour = _behaviour(definition, path)

    def table(name: str, row: type[RowType]) -> Sequence[RowType]:
        return read_table(folder / f"{name}.csv", row)

    goods = _goods(table("goods", rows.GoodRow), table("compositions", rows.CompositionRow))
    recipes = _recipes(
        table("recipes", rows.RecipeRow), table("recipe_recoveries", rows.RecoveryRow)
    )
    regions = {
        row.region: ChainRegion(
            row.region, Label(row.name_en, row.name_zh), tuple(row.members.split())
        )
        for row in table("regions", rows.RegionRow)
    }
    facilities = {
        row.id: _facility(row) for row in table("facilities", rows.FacilityRow) if row.probability
    }
    demand: dict[str, dict[str, dict[int, float]]] = {}
    for row in table("demand_paths", rows.DemandPathRow):
        demand.setdefault(row.scenario, {}).setdefault(row.path, {})[row.year] = row.index
    base = BaseYear(
        year=definition.base_year,
        mines={(r.region, r.good): r.tonnes for r in table("mines", rows.MineRow)},
        processes={(r.region, r.recipe): r.level for r in table("processes", rows.ProcessRow)},
        shipments={
            (r.exporter, r.importer, r.good): r.tonnes for r in table("shipments", rows.ShipmentRow)
        },
        uses={(r.region, r.use, r.good): r.tonnes for r in table("uses", rows.UseRow)},
        old_scrap={(r.region, r.good): r.tonnes for r in table("old_scrap", rows.OldScrapRow)},
        discards={(r.region, r.good): r.tonnes for r in table("discards", rows.DiscardRow)},
        price={r.good: r.price_fob_usd_t for r in table("prices", rows.PriceRow)},
        domestic={r.good: r.price_domestic_usd_t for r in table("prices", rows.PriceRow)},
    )
    chain = Chain(
        id=definition.id,
        label=Label(definition.en, definition.zh),
        base_year=definition.base_year,
        regions=regions,
        goods=goods,
        recipes=recipes,
        facilities=facilities,
        uses={use.id: use for use in definition.uses},
        demand={
            scenario: {name: DemandPath(name, index) for name, index in paths.items()}
            for scenario, paths in demand.items()
        },
        behaviour=behaviour(goods),
        base=base,
        export_gates=definition.export_gates,
        born_bound=tuple(BornBound(rule.region, rule.source) for rule in definition.born_bound),
        domestic_price_regions=definition.domestic_price_regions,
        tables=definition.tables,
        hosts={
            (row.region, row.recipe): Host(
                row.region,
                row.recipe,
                row.host,
                row.output,
                row.potential,
                row.floor,
                row.path,
                row.grade,
                row.source,
            )
            for row in (table("hosts", rows.HostRow) if (folder / "hosts.csv").is_file() else ())
        },
    )
    _require_names(chain, path, folder)
    require_hosts(chain, BY_PRODUCT, str(folder))
    require_conservation(recipes, {good.id: good.composition for good in goods.values()}, str(path))
    _require_balance(chain, folder)
    return chain


def _behaviour(
    definition: ChainDefinition, path: Path
) -> Callable[[Mapping[str, Good]], Behaviour]:
    """How do people behave in this chain: the shared file's numbers with the chain's own put in?"""
    shared = definition.shared_behaviour
    source = None if shared is None else path.parent / "behaviour" / f"{shared}.yaml"
    if source is not None and not source.is_file():  # a chain of one's own may name a shipped file
        source = LIBRARY / "behaviour" / source.name
    return lambda goods: with_changes(source, definition.behaviour, goods, path)


def _goods(
    goods: Sequence[rows.GoodRow], compositions: Sequence[rows.CompositionRow]
) -> dict[str, Good]:
    contents: dict[str, dict[str, float]] = {}
    for row in compositions:
        contents.setdefault(row.good, {})[row.element] = row.content_per_tonne
    return {
        row.good: Good(
            id=row.good,
            label=Label(row.name_en, row.name_zh),
            stage=row.stage,  # type: ignore[arg-type]
            basis=row.basis,
            statuses=tuple(row.statuses.split()),  # type: ignore[arg-type]
            composition=contents.get(row.good, {}),
        )
        for row in goods
    }


def _recipes(
    coefficients: Sequence[rows.RecipeRow], recoveries: Sequence[rows.RecoveryRow]
) -> dict[str, Recipe]:
    stated: dict[str, dict[str, float]] = {}
    for row in recoveries:
        stated.setdefault(row.recipe, {})[row.element] = row.recovery
    columns: dict[str, dict[str, float]] = {}
    first: dict[str, rows.RecipeRow] = {}
    for line in coefficients:
        columns.setdefault(line.recipe, {})[line.good] = line.coefficient
        first.setdefault(line.recipe, line)
    return {
        name: Recipe(
            name,
            first[name].stage,
            column,
            stated.get(name, {}),
            first[name].grade,
            first[name].source,
        )
        for name, column in columns.items()
    }


def _facility(row: rows.FacilityRow) -> Facility:
    return Facility(
        id=row.id,
        name=row.name,
        region=row.region,
        recipe=row.recipe,
        operator=row.operator,
        owner_country=row.owner_country,
        capacity=row.capacity,
        start=None if row.start == "operating" else Month.parse(row.start),
        ramp_months=row.ramp_months,
        probability=row.probability,
        status=row.status,
        grade=row.grade,
        source=row.source,
        note=row.note or "",
    )


def _require_names(chain: Chain, path: Path, folder: Path) -> None:
    """Refuse references to regions, goods, recipes, uses, paths or stages that do not exist."""
    names = _Names()
    base = chain.base
    regions, goods, recipes = chain.regions, chain.goods, chain.recipes
    used_regions = [
        *(f.region for f in chain.facilities.values()),
        *(region for region, _ in base.mines),
        *(region for region, _ in base.processes),
        *(region for region, _, _ in base.uses),
        *(region for exporter, importer, _ in base.shipments for region in (exporter, importer)),
        *(region for region, _ in base.old_scrap),
        *(region for region, _ in base.discards),
    ]
    names.check(str(folder), "region", used_regions, regions)
    used_goods = [
        *(good for recipe in recipes.values() for good in recipe.coefficients),
        *(good for _, good in base.mines),
        *(good for _, _, good in base.uses),
        *(good for _, _, good in base.shipments),
        *(good for _, good in base.old_scrap),
        *(good for _, good in base.discards),
    ]
    names.check(str(folder), "good", used_goods, goods)
    names.check(f"{folder}/prices.csv", "priced good", goods, base.price)
    names.check(f"{folder}/prices.csv", "good", base.price, goods)
    names.check(f"{folder}/processes.csv", "recipe", (r for _, r in base.processes), recipes)
    names.check(
        f"{folder}/facilities.csv", "recipe", (f.recipe for f in chain.facilities.values()), recipes
    )
    names.check(f"{folder}/uses.csv", "use", (use for _, use, _ in base.uses), chain.uses)
    names.check(str(path), "region of born_bound", (b.region for b in chain.born_bound), regions)
    names.check(str(path), "region of export_gates", chain.export_gates, regions)
    names.check(str(path), "region", chain.domestic_price_regions, regions)
    names.check(str(path), "region", chain.behaviour.fast_builders, regions)
    names.check(str(path), "good of ceiling", chain.behaviour.ceiling, goods)
    names.check(f"{path} ceiling", "good", goods, chain.behaviour.ceiling)
    use_goods = (good for use in chain.uses.values() for good in use.goods)
    names.check(str(path), "good of a use", use_goods, goods)
    for scenario, paths in chain.demand.items():
        wanted = (use.demand_path for use in chain.uses.values())
        names.check(f"{folder}/demand_paths.csv {scenario}", "demand path", wanted, paths)
    for scenario, paths in chain.demand.items():
        hosted = (host.path for host in chain.hosts.values())
        names.check(f"{folder}/hosts.csv {scenario}", "demand path", hosted, paths)
    names.check(f"{folder}/hosts.csv", "region", (region for region, _ in chain.hosts), regions)
    names.check(f"{folder}/hosts.csv", "recipe", (recipe for _, recipe in chain.hosts), recipes)
    stages = {recipe.stage for recipe in recipes.values()}
    names.check(f"{folder}/recipes.csv", "stage", stages, STAGES)
    for field in ("utilisation", "supply_elasticity", "new_plant_premium", "lead_time"):
        names.check(f"{path} {field}", "stage", stages, getattr(chain.behaviour, field))
    if names.faults:
        raise DefinitionError(names.faults)


def base_balance(chain: Chain) -> dict[tuple[str, str], tuple[float, float]]:
    """What comes in and what goes out at each (region, good) of the base year, t a year?"""
    balance: dict[tuple[str, str], list[float]] = {}

    def add(region: str, good: str, tonnes: float) -> None:
        side = balance.setdefault((region, good), [0.0, 0.0])
        side[0 if tonnes >= 0 else 1] += abs(tonnes)

    base = chain.base
    supplies: tuple[Mapping[tuple[str, str], float], ...] = (base.mines, base.old_scrap)
    for supply in supplies:
        for (region, good), tonnes in supply.items():
            add(region, good, tonnes)
    for (region, recipe), level in base.processes.items():
        for good, coefficient in chain.recipes[recipe].coefficients.items():
            add(region, good, coefficient * level)
    for (exporter, importer, good), tonnes in base.shipments.items():
        add(exporter, good, -tonnes)
        add(importer, good, tonnes)
    for (region, _, good), tonnes in base.uses.items():
        add(region, good, -tonnes)
    for (region, good), tonnes in base.discards.items():
        add(region, good, -tonnes)
    return {place: (entered, left) for place, (entered, left) in balance.items()}


def _require_balance(chain: Chain, folder: Path) -> None:
    """Refuse a base year that does not balance at every region and good."""
    faults = [
        Fault(
            where=f"{folder}, {region} {good}",
            found=f"{entered:.6g} t in, {left:.6g} t out",
            expected=f"equal within {BALANCE_TOLERANCE} of the larger",
            because="a base year that does not conserve mass cannot be cleared",
            advice="run `make data`, or add the missing flow or discard",
        )
        for (region, good), (entered, left) in base_balance(chain).items()
        if abs(entered - left) > BALANCE_TOLERANCE * max(entered, left)
    ]
    if faults:
        raise DefinitionError(faults)
