"""`monazite scenarios`: which questions does the package bring with it?"""

from __future__ import annotations

from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json
from monazite.cli.words import words

NAME = "scenarios"


def answer(form: FormOption = Form.TEXT, lang: TongueOption = USUAL_TONGUE) -> int:
    """List the shipped scenarios with what they ask and how they are run."""
    from monazite.scenario.read import open_scenario, shipped_scenarios

    say = words(lang.value)
    found = [open_scenario(name).scenario for name in shipped_scenarios()]
    if form is Form.JSON:
        print_json(
            [
                {
                    "id": scenario.id,
                    "label": {"en": scenario.label.en, "zh": scenario.label.zh},
                    "description": {
                        "en": scenario.description.en,
                        "zh": scenario.description.zh,
                    },
                    "chain": scenario.chain,
                    "start": str(scenario.start),
                    "months": scenario.months,
                    "demand_scenario": scenario.demand,
                    "effects": [effect.id for effect in scenario.effects],
                }
                for scenario in found
            ]
        )
        return 0
    for scenario in found:
        print(f"{scenario.id}: {scenario.label.text(lang.value)}")
        print(f"  {scenario.description.text(lang.value)}")
        print(
            say.say(
                "scenarios.facts",
                chain=scenario.chain,
                start=scenario.start,
                months=scenario.months,
                demand=scenario.demand,
                effects=len(scenario.effects),
            )
        )
    return 0
