"""`monazite chain`: of which goods, recipes, facilities and uses does a chain consist?"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from monazite.cli.command import Argument, Option
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import number, print_json, print_table
from monazite.cli.words import help_text, words
from monazite.present.catalogue import Catalogue

if TYPE_CHECKING:
    from monazite.chains.chain import Chain

NAME = "chain"


class Part(StrEnum):
    """Which part of a chain is shown?"""

    SUMMARY = "summary"
    REGIONS = "regions"
    GOODS = "goods"
    RECIPES = "recipes"
    FACILITIES = "facilities"
    USES = "uses"


def answer(
    chain: Annotated[str, Argument(metavar="CHAIN", help=help_text("chain_name"))] = (
        "rare_earths"
    ),
    part: Annotated[Part, Option("--show", help=help_text("show"))] = Part.SUMMARY,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Show a chain, or one part of it as a table with units, grades and sources."""
    from monazite.chains.world import load_world

    say, world = words(lang.value), load_world(chain)
    if part is Part.SUMMARY:
        _summary(world.chain, world.vintage, say, form)
        return 0
    rows = [dict(row) for row in _ROWS[part](world.chain, say)]
    if form is Form.JSON:
        print_json(rows)
    else:
        headings = list(rows[0]) if rows else []
        print_table(
            [say.say(f"chain.{heading}") for heading in headings],
            [[_cell(value) for value in row.values()] for row in rows],
            "".join("r" if isinstance(value, float) else "l" for value in rows[0].values()),
        )
    return 0


def _summary(chain: Chain, vintage: str, say: Catalogue, form: Form) -> None:
    counts = {
        "regions": len(chain.regions),
        "goods": len(chain.goods),
        "recipes": len(chain.recipes),
        "facilities": len(chain.facilities),
        "uses": len(chain.uses),
    }
    if form is Form.JSON:
        print_json(
            {"chain": chain.id, "base_year": chain.base_year, "data_vintage": vintage, **counts}
        )
        return
    print(say.say("chain.head", label=chain.label.text(say.language), year=chain.base_year))
    for name, count in counts.items():
        print(f"  {count:4d} {say.say(f'chain.{name}')}")
    print(say.say("chain.more", name=chain.id))


def _regions(chain: Chain, say: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "id": region.id,
            "name": region.label.text(say.language),
            "members": ", ".join(region.members),
        }
        for region in chain.regions.values()
    ]


def _goods(chain: Chain, say: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "id": good.id,
            "name": good.label.text(say.language),
            "stage": good.stage,
            "basis": good.basis,
            "statuses": ", ".join(good.statuses),
            "price": float(chain.base.price[good.id]) if good.id in chain.base.price else "",
        }
        for good in chain.goods.values()
    ]


def _recipes(chain: Chain, say: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "id": recipe.id,
            "stage": recipe.stage,
            "coefficients": ", ".join(
                f"{value:+.3g} {good}" for good, value in recipe.coefficients.items()
            ),
            "grade": recipe.grade,
            "source": recipe.source,
        }
        for recipe in chain.recipes.values()
    ]


def _facilities(chain: Chain, say: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "id": facility.id,
            "name": facility.name,
            "region": facility.region,
            "recipe": facility.recipe,
            "operator": facility.operator,
            "capacity": facility.capacity,
            "start": "" if facility.start is None else str(facility.start),
            "status": facility.status,
            "probability": facility.probability,
            "grade": facility.grade,
            "source": facility.source,
        }
        for facility in chain.facilities.values()
    ]


def _uses(chain: Chain, say: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "id": use.id,
            "name": use.zh if say.language == "zh" else use.en,
            "goods": ", ".join(use.goods),
            "accepts": use.accepts,
            "demand": use.demand_path,
        }
        for use in chain.uses.values()
    ]


def _cell(value: Any) -> str:
    return number(value) if isinstance(value, float) else str(value)


_ROWS = {
    Part.REGIONS: _regions,
    Part.GOODS: _goods,
    Part.RECIPES: _recipes,
    Part.FACILITIES: _facilities,
    Part.USES: _uses,
}
