"""`monazite minerals`: which minerals are there, how deep, from whom, on which lists?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from monazite.cli.command import Argument, Option
from monazite.cli.day_option import day_of
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json, print_table
from monazite.cli.words import help_text, words

if TYPE_CHECKING:
    from monazite.present.minerals import Mineral

NAME = "minerals"


def answer(
    mineral: Annotated[str, Argument(metavar="MINERAL", help=help_text("minerals_one"))] = "",
    on: Annotated[str, Option("--on", metavar="DATE", help=help_text("policies_on"))] = "",
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """List the minerals with their depth, lists, sources, gaps and acts; or tell one in full."""
    from monazite.errors import unknown_name
    from monazite.present.minerals import minerals

    found = minerals(day_of(on, "--on", date.today()))
    if mineral:
        if mineral not in {one.id for one in found}:
            raise unknown_name("minerals", mineral, [one.id for one in found], "mineral")
        found = tuple(one for one in found if one.id == mineral)
    if form is Form.JSON:
        print_json([one.as_json() for one in found])
        return 0
    say, chinese = words(lang.value), lang.value == "zh"
    if mineral:
        one = found[0]
        lines = {
            "depth": say.say(f"minerals.depth.{one.depth}"),
            "lists": ", ".join(say.say(f"minerals.list.{name}") for name in one.lists) or "-",
            "vintages": "; ".join(one.vintages[:6]) or "-",
            "sources": "; ".join(f"{s.id} ({s.rows})" for s in one.sources) or "-",
            "grades": ", ".join(f"{grade} {count}" for grade, count in one.grades.items()) or "-",
            "gaps": "".join(f"\n    - {gap[lang.value]}" for gap in one.gaps) or "-",
            "policies": ", ".join(one.policies) or "-",
        }
        print(one.zh if chinese else one.en)
        for key, text in lines.items():
            print(f"  {say.say(f'minerals.{key}')}{say.say('colon')}{text}")
        return 0
    counts = {depth: sum(one.depth == depth for one in found) for depth in ("full", "compact")}
    rest = len(found) - sum(counts.values())
    print(say.say("minerals.head", full=counts["full"], compact=counts["compact"], listed=rest))
    print_table(
        [
            say.say(f"minerals.{key}")
            for key in ("id", "name", "depth", "lists", "acts", "published", "guesses")
        ],
        [
            [
                one.id,
                one.zh if chinese else one.en,
                say.say(f"minerals.depth.{one.depth}"),
                ", ".join(say.say(f"minerals.list.{name}") for name in one.lists) or "-",
                str(one.policy_count),
                _published(one, lang.value),
                f"{one.grades.get('D', 0) / sum(one.grades.values()):.0%}" if one.grades else "-",
            ]
            for one in found
        ],
        "llllrlr",
    )
    return 0


def _published(one: Mineral, language: str) -> str:
    """Whose publication stands behind most of its rows, or why there is no chain?"""
    if one.depth == "listed":
        return one.gaps[0][language]
    source = one.published_source
    return f"{source.id} ({source.rows})" if source else "-"
