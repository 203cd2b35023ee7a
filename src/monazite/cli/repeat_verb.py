"""`monazite repeat RUN`: does a saved run come out the same, bit for bit?"""

from __future__ import annotations

from monazite.cli.options import USUAL_TONGUE, Form, FormOption, RunFolder, TongueOption
from monazite.cli.output import print_json, progress_bar
from monazite.cli.words import words

NAME = "repeat"


def answer(run: RunFolder, form: FormOption = Form.TEXT, lang: TongueOption = USUAL_TONGUE) -> int:
    """Make a saved run again from its manifest and compare every bit.

    Returns exit code 0 if it is identical, 1 if not; what has changed since is listed.
    """
    from monazite.scenario.repeat import repeat

    say = words(lang.value)
    title = say.say("run.simulating", name=run.name)
    with progress_bar(say, title, quiet=form is Form.JSON) as progress:
        found = repeat(run, progress)
    if form is Form.JSON:
        print_json(
            {
                "identical": found.identical,
                "different_arrays": list(found.arrays),
                "changed_since": [fault.as_dict() for fault in found.circumstances],
            }
        )
        return 0 if found.identical else 1
    if found.identical:
        print(say.say("repeat.identical"))
    else:
        print(say.say("repeat.different", count=len(found.arrays), names=", ".join(found.arrays)))
    if found.circumstances:
        print(say.say("repeat.changed", count=len(found.circumstances)))
        for fault in found.circumstances:
            print(say.say("repeat.change", where=fault.where, now=fault.found, then=fault.expected))
    return 0 if found.identical else 1
