"""`monazite projects`: which mines and plants are to come, how likely, and how late?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from monazite.cli.command import Option
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import number, print_json, print_table
from monazite.cli.words import help_text, words
from monazite.present.catalogue import Catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monazite.chains.pipeline import Figure, Outlook

NAME = "projects"


def answer(
    good: Annotated[str | None, Option("--good", help=help_text("projects_good"))] = None,
    country: Annotated[str | None, Option("--country", help=help_text("projects_country"))] = None,
    stage: Annotated[str | None, Option("--stage", help=help_text("projects_stage"))] = None,
    lever: Annotated[list[str] | None, Option("--lever", help=help_text("projects_lever"))] = None,
    seed: Annotated[int, Option("--seed", min=0, help=help_text("projects_seed_of"))] = 1,
    file: Annotated[
        Path | None, Option("--file", metavar="CSV", help=help_text("projects_file"))
    ] = None,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """List projects with chance, announced and likely start, support and offtake."""
    from monazite.chains.pipeline import figures_used, outlooks
    from monazite.chains.projects import chosen_projects, read_projects

    say = words(lang.value)
    levers = tuple(lever or ())
    known = None if file is None else read_projects(file)
    found = outlooks(chosen_projects(good, country, stage, known), levers, seed=seed)
    figures = figures_used(levers)
    if form is Form.JSON:
        print_json(
            {
                "seed": seed,
                "levers": list(levers),
                "projects": [_record(one) for one in found],
                "figures": [_figure(one) for one in figures],
            }
        )
        return 0
    columns = (
        *("id", "project", "country", "stage", "maturity", "chance", "start", "likely", "late"),
        "market",
    )
    print_table([say.say(f"projects.{name}") for name in columns], _lines(found, say), "lllllrllll")
    _print_outside(found, say)
    _print_support(found, say)
    _print_evidence(figures, levers, say)
    return 0


def _lines(found: Sequence[Outlook], say: Catalogue) -> list[list[str]]:
    from monazite.chains.project_places import places_of

    rows = []
    for one in found:
        project = one.project
        chance = number(one.chance, 2)
        if one.with_levers != one.chance:
            chance += f" > {number(one.with_levers, 2)}"
        months = [
            "?" if str(month).startswith("unknown") else str(month)
            for month in (one.earliest, one.median, one.late)
        ]
        rows.append(
            [
                project.id,
                project.name,
                project.country,
                _word("stage", project.stage, say),
                _word("maturity", project.maturity, say),
                chance,
                *months,
                ", ".join(
                    dict.fromkeys(
                        place.chain if place.place == "to_come" else say.say("projects.base_year")
                        for place in places_of(project.id)
                        if place.chain is not None and place.place != "left_out"
                    )
                )
                or "-",
            ]
        )
    return rows


def _word(kind: str, written: str, say: Catalogue) -> str:
    """Return what a stage or maturity is called; one of a reader's own table as it is written."""
    if say.has(f"projects.{kind}.{written}"):
        return say.say(f"projects.{kind}.{written}")
    return written


def _print_outside(found: Sequence[Outlook], say: Catalogue) -> None:
    """Say which projects are in the market of no chain of their minerals, by reason."""
    from monazite.chains.project_places import places_of
    from monazite.present.table_words import said_in

    outside: dict[str, list[str]] = {}
    for one in found:
        places = places_of(one.project.id)
        if places and all(place.place == "left_out" for place in places):
            outside.setdefault(places[0].reason, []).append(one.project.id)
    if outside:
        print()
        print(say.say("projects.outside"))
    for reason, projects in sorted(outside.items()):
        told = said_in(say.language, "reasons", reason)
        print(f"  {told}{say.say('colon')}{', '.join(projects)}")


def _print_support(found: Sequence[Outlook], say: Catalogue) -> None:
    """Say which acts stand behind which projects, and by how much they move their chance."""
    from monazite.chains.project_support import chance_without, supports_of

    told = [(one, supports_of(one.project.id)) for one in found]
    if any(supports for _, supports in told):
        print()
        print(say.say("projects.support"))
    for one, supports in told:
        if supports:
            acts = "; ".join(
                f"{support.rule} ({support.lever} x {number(support.odds.value)})"
                for support in supports
            )
            without = number(chance_without(one.project.id, one.chance), 2)
            print(f"  {one.project.id}: {number(one.chance, 2)}, {without} <- {acts}")


def _print_evidence(figures: Sequence[Figure], levers: Sequence[str], say: Catalogue) -> None:
    from monazite.present.table_words import said_in

    print()
    print(say.say("projects.evidence"))
    if levers:
        print(say.say("projects.beyond"))
    for one in figures:
        bounds = ""
        if isinstance(one.low, float) and isinstance(one.high, float):
            bounds = f" ({number(one.low)} - {number(one.high)})"
        unit, note = (said_in(say.language, "figures", text) for text in (one.unit, one.note))
        print(
            f"  {one.parameter}, {one.of}: {number(one.value)}{bounds} {unit}; {one.grade}; "
            f"{', '.join(one.sources)}; {note}"
        )


def _record(one: Outlook) -> dict[str, object]:
    from monazite.chains.project_places import places_of
    from monazite.chains.project_support import chance_without, supports_of
    from monazite.present.plain_values import plain

    project = one.project
    shown = {
        name: plain(getattr(project, name))
        for name in (
            *("id", "name", "operator", "country", "minerals", "stage", "capacity", "capacity_of"),
            *("status", "maturity", "support", "offtake", "facilities", "grade", "note"),
        )
    }
    return {
        **shown,
        "chance": one.chance,
        "chance_with_levers": one.with_levers,
        "announced_start": str(one.earliest),
        "median_start": str(one.median),
        "late_start": str(one.late),
        "share_of_draws_late": one.delayed,
        "in_chains": [
            {"chain": place.chain, "place": place.place, "reason": place.reason or None}
            | {"facilities": list(place.facilities)}
            for place in places_of(project.id)
        ],
        "chance_without_support": chance_without(project.id, one.chance),
        "support_acts": [
            {"rule": support.rule, "lever": support.lever, "odds_ratio": support.odds.value}
            | {"low": plain(support.odds.low), "high": plain(support.odds.high)}
            | {"grade": support.odds.grade, "because": support.because}
            for support in supports_of(project.id)
        ],
    }


def _figure(one: Figure) -> dict[str, object]:
    from monazite.present.plain_values import plain

    shown: dict[str, object] = plain(one)
    return shown
