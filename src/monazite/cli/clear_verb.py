"""`monazite clear NETWORK.json`: at which prices does a network clear?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from monazite.cli.command import Argument
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import number, print_json, print_table
from monazite.cli.words import help_text, words

NAME = "clear"


def answer(
    network: Annotated[Path, Argument(metavar="NETWORK.json", help=help_text("network"))],
    form: FormOption = Form.JSON,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Clear a network in the public JSON form; print prices, levels, residual and steps.

    Returns exit code 0, or 1 if it did not clear; no price is printed then.
    """
    from monazite.market.network_file import clear_network

    say, found = words(lang.value), clear_network(network)
    if form is Form.JSON:
        print_json(found)
        return 0 if found["ok"] else 1
    verdict = "clear.cleared" if found["ok"] else "clear.failed"
    print(say.say(verdict, residual=number(found["residual"], 2), steps=found["steps"]))
    for part, unit in (("prices", "USD/t"), ("levels", "1/month"), ("uses", "t/month")):
        values = found.get(part, {})
        if values:
            print()
            rows = [[name, number(value, 6)] for name, value in values.items()]
            print_table([say.say(f"clear.{part}"), unit], rows, "lr")
    if not found["ok"]:
        print()
        rows = [
            [node["id"], number(node["residual"], 2), number(node["excess"])]
            for node in found["worst_nodes"]
        ]
        headings = [say.say(f"clear.{name}") for name in ("worst", "node_residual", "excess")]
        print_table(headings, rows, "lrr")
    return 0 if found["ok"] else 1
