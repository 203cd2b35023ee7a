"""`monazite policies`: which acts are there, and how do they stand on a day?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from monazite.cli.command import Option
from monazite.cli.day_option import day_of
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json, print_table
from monazite.cli.words import help_text, words

if TYPE_CHECKING:
    from monazite.policy.record import Act

NAME = "policies"


def answer(
    on: Annotated[str, Option("--on", metavar="DATE", help=help_text("policies_on"))] = "",
    issuer: Annotated[
        str, Option("--issuer", metavar="NAME", help=help_text("policies_issuer"))
    ] = "",
    good: Annotated[str, Option("--good", metavar="TEXT", help=help_text("policies_good"))] = "",
    instrument: Annotated[
        str, Option("--instrument", metavar="NAME", help=help_text("policies_instrument"))
    ] = "",
    state: Annotated[
        str, Option("--state", metavar="STATE", help=help_text("policies_state"))
    ] = "",
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """List the acts with their state on a day (today if none is given)."""
    from monazite.policy.library import library
    from monazite.policy.listing import list_acts

    acts = library()
    day = day_of(on, "--on", date.today())
    found = list_acts(
        acts,
        day,
        issuer=issuer or None,
        good=good or None,
        instrument=instrument or None,
        state=state or None,
    )
    if form is Form.JSON:
        print_json([_dict(act, acts.status(act.id, day).state) for act in found])
        return 0
    say = words(lang.value)
    rows = [
        (
            act.id,
            say.say(f"state.{acts.status(act.id, day).state}"),
            ", ".join(sorted({rule.instrument for rule in act.rules})) or "-",
            act.title.zh if lang.value == "zh" else act.title.en,
        )
        for act in found
    ]
    print(say.say("policies.on", day=day, count=len(found)))
    print_table(
        [say.say(f"policies.{key}") for key in ("id", "state", "instrument", "title")], rows
    )
    return 0


def _dict(act: Act, state: str) -> dict[str, Any]:
    return {
        "id": act.id,
        "kind": act.kind,
        "lane": act.lane,
        "economy": act.economy,
        "state": state,
        "title": {"original": act.title.original, "en": act.title.en, "zh": act.title.zh},
        "instruments": sorted({rule.instrument for rule in act.rules}),
        "coverage": act.coverage.state,
    }
