"""`monazite serve`: open the web app on this machine."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from monazite.cli.command import Option
from monazite.cli.options import USUAL_TONGUE, Form, FormOption, TongueOption
from monazite.cli.output import print_json
from monazite.cli.words import help_text, words

NAME = "serve"


def answer(
    port: Annotated[
        int | None, Option("--port", min=0, max=65535, help=help_text("serve_port"))
    ] = None,
    host: Annotated[
        str, Option("--host", metavar="ADDRESS", help=help_text("serve_host"))
    ] = "127.0.0.1",
    no_browser: Annotated[bool, Option("--no-browser", help=help_text("serve_quiet"))] = (False),
    land: Annotated[
        Path | None, Option("--map", metavar="FILE", help=help_text("serve_map"))
    ] = None,
    form: FormOption = Form.TEXT,
    lang: TongueOption = USUAL_TONGUE,
) -> int:
    """Serve the web app until stopped; print its address, then open it in the browser."""
    from monazite.errors import DefinitionError
    from monazite.web.server import address_of, serve
    from monazite.web.settings import Settings

    if land is not None and not land.is_file():
        raise DefinitionError.one(
            where="option --map", found=str(land), expected="a GeoJSON file of land outlines"
        )

    def tell(settings: Settings) -> None:
        if form is Form.JSON:
            print_json({"address": address_of(settings), "loopback": settings.on_loopback})
        else:
            say = words(lang.value)
            print(say.say("serve.open", address=address_of(settings)))
            if not settings.on_loopback:
                print(say.say("serve.exposed", host=settings.host))
        sys.stdout.flush()

    with suppress(KeyboardInterrupt):  # the usual way to stop a server
        serve(host, port, not no_browser, land, tell)
    return 0
