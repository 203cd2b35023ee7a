"""`monazite version`: which program is this, with which libraries and data?"""

from __future__ import annotations

from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json
from monazite.cli.words import words

NAME = "version"


def answer(form: FormOption = Form.TEXT, lang: TongueOption = USUAL_TONGUE) -> int:
    """Print the version, the sha256 of the code, and the versions of the libraries."""
    from monazite.scenario.manifest import libraries, program

    say, facts, others = words(lang.value), program(), libraries()
    if form is Form.JSON:
        print_json({**facts, "libraries": others})
        return 0
    print(f"monazite {facts['monazite']}")
    print(say.say("version.code", sha256=facts["code_sha256"]))
    print(f"  Python {facts['python']}, {facts['machine']}")
    print("  " + ", ".join(f"{name} {version}" for name, version in others.items()))
    return 0
