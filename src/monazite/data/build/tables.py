"""Which tables are shipped, and how is each made?"""

from __future__ import annotations

from monazite.data.build import (
    balance_tables,
    demand_paths,
    facilities,
    goods_and_regions,
    prices,
    project_places,
    projects,
    published_figures,
    recipes,
    reported_facts,
    supply_figures,
    trade_figures,
    us_figures,
)
from monazite.data.build.base_year import balanced_year
from monazite.data.build.draft import Draft, notes_of
from monazite.data.build.minerals.tables import mineral_drafts, mineral_files
from monazite.data.build.shared import Shared

NOTED = {
    "regions": ("region",),
    "compositions": ("good", "element"),
    "recipes": ("recipe", "good"),
    "recipe_recoveries": ("recipe", "element"),
    "prices": ("good",),
    "demand_paths": ("scenario", "path", "year"),
}
"""Tables without a column for notes, and what identifies their rows. Notes on flows stand beside
their observations."""


def all_drafts(shared: Shared) -> list[Draft]:
    """Every shipped table, in the order in which it is written."""
    year = balanced_year(shared)
    chain = [
        goods_and_regions.regions(shared),
        goods_and_regions.goods(),
        recipes.compositions(shared),
        recipes.recipes(shared),
        recipes.recoveries(shared),
        prices.prices(shared),
        *balance_tables.flow_tables(year),
        balance_tables.observation_table(year),
        balance_tables.adjustments(year),
        balance_tables.certificate(year),
        facilities.facilities(shared),
        demand_paths.demand_paths(shared),
    ]
    minerals = [table for path in mineral_files() for table in mineral_drafts(path, shared)]
    return [
        *chain,
        *minerals,
        notes_of(chain, NOTED, "rare_earths_2024/notes.csv"),
        demand_paths.iea_demand_table(shared),
        published_figures.deposits(shared),
        published_figures.mine_production(shared),
        published_figures.refined_production(shared),
        published_figures.refined_output(shared),
        reported_facts.china_quotas(shared),
        reported_facts.dated_quotes(shared),
        reported_facts.customs_months(shared),
        reported_facts.customs_spans(shared),
        supply_figures.mine_production(shared),
        supply_figures.refined_production(shared),
        trade_figures.trade(shared),
        trade_figures.trade_codes(shared),
        trade_figures.governance(shared),
        us_figures.us_accounts(shared),
        us_figures.us_import_sources(shared),
        us_figures.recycling_rates(shared),
        projects.projects(shared),
        projects.delivery(shared),
        project_places.project_places(shared),
        project_places.project_support(shared),
    ]
