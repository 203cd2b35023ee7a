"""`monazite matrix`: what does each side do, and what does it measurably change?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from monazite.cli.command import Argument, Option
from monazite.cli.day_option import day_of
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json, print_table, progress_bar
from monazite.cli.words import help_text, words

NAME = "matrix"


def answer(
    chain: Annotated[str, Argument(metavar="CHAIN", help=help_text("chain_name"))] = (
        "rare_earths"
    ),
    on: Annotated[str | None, Option("--on", help=help_text("on"))] = None,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Run one world four times and print the matrix; 1 if a month of a run did not clear."""
    from monazite.absence import Unknown
    from monazite.chains.world import load_world
    from monazite.market.simulate import simulate
    from monazite.policy.library import library
    from monazite.strategy.contest_matrix import LAWS, contest_matrix, contest_scenarios

    day = day_of(on, "--on", date.today())
    say, world = words(lang.value), load_world(chain)
    runs, asked = {}, contest_scenarios(world)
    unmoved = len({scenario.effects for scenario in asked.values()}) == 1
    for name, scenario in asked.items():
        with progress_bar(say, say.say(f"matrix.{name}"), quiet=form is Form.JSON) as show:
            runs[name] = simulate(world, scenario, show)
    rows = contest_matrix(runs, world, library().acts.values(), day)
    cleared = all(run.status.cleared for run in runs.values())

    def shown(value: Any) -> Any:
        return {"unknown": value.reason} if isinstance(value, Unknown) else value

    if form is Form.JSON:
        print_json(
            {
                "on": day.isoformat(),
                "cleared": cleared,
                "acts_move_the_market": not unmoved,
                "dimensions": [
                    {
                        "id": row.id,
                        "label": row.label.text(lang.value),
                        "west": {
                            "acts": list(row.west.acts),
                            "instruments": list(row.west.instruments),
                        },
                        "china": {
                            "acts": list(row.china.acts),
                            "instruments": list(row.china.instruments),
                        },
                        "gap": [
                            {
                                "id": gap.id,
                                "label": gap.label.text(lang.value),
                                "unit": gap.unit,
                                **{run: shown(value) for run, value in gap.value.items()},
                            }
                            for gap in row.gaps
                        ],
                    }
                    for row in rows
                ],
            }
        )
        return 0 if cleared else 1
    for row in rows:
        counts = say.say("matrix.acts", west=len(row.west.acts), china=len(row.china.acts))
        print(f"\n{row.label.text(lang.value)}: {counts}")
        print_table(
            [say.say("matrix.gap"), *(say.say(f"matrix.{name}") for name in LAWS)],
            [
                [
                    f"{gap.label.text(lang.value)} ({gap.unit})",
                    *(
                        "—" if isinstance(value, Unknown) else f"{value:.3g}"
                        for value in gap.value.values()
                    ),
                ]
                for gap in row.gaps
            ],
            right="lrrrr",
        )
    if unmoved:
        print()
        print(say.say("matrix.unmoved", chain=world.chain.label.text(lang.value)))
    return 0 if cleared else 1
