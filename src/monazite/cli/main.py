"""The command `monazite`: which verb was typed, and how does it end?

Exit codes: 0 done; 1 a month or network did not clear, or a repetition differs; 2 bad input;
3 a fault of Monazite itself; 130 stopped by the reader. Errors go to the error stream, as text or,
with ``--format json``, as {"error": {kind, exit_code, faults[]}}; never as a traceback, unless
MONAZITE_TRACEBACK is set.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from monazite.cli.words import help_text, usual_language
from monazite.errors import Fault, MonaziteError, SolveError, near_misses, quoted

DONE, NOT_CLEARED, BAD_INPUT, OWN_FAULT, STOPPED = 0, 1, 2, 3, 130

VERBS = (
    *("serve", "run", "compare", "report", "indicators", "hindcast", "targets", "projects"),
    *("screen", "policies", "policy", "timeline", "matrix", "coverage", "scenarios", "chain"),
    *("minerals", "sources", "cite", "why", "clear", "check", "repeat", "version"),
)
"""All verbs, in the order of the help. Each stands in a module `<verb>_verb`."""


class _Verbs(click.Group):
    """All verbs, each loaded when it is asked for: the list of them loads none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        from monazite.cli.command import command

        verb = import_module(f"monazite.cli.{cmd_name}_verb")
        return command(cmd_name, help_text(cmd_name), verb.answer)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in VERBS:
            near = near_misses(args[0], VERBS)
            meant = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
            raise click.UsageError(f"No such command {args[0]!r}.{meant}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text(name)) for name in VERBS])


def application() -> click.Group:
    """Return the whole command line."""
    return _Verbs(
        "monazite",
        help=help_text("monazite"),
        callback=click.pass_context(_without_verb),
        invoke_without_command=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


def _without_verb(context: click.Context) -> None:
    """Open the web app where no verb was typed."""
    if context.invoked_subcommand is None:
        from monazite.cli import serve_verb

        serve_verb.answer()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    gc.set_threshold(_OBJECTS_BEFORE_GARBAGE)
    code = exit_code(list(sys.argv[1:] if arguments is None else arguments))
    gc.freeze()  # what ends with the process is not searched for garbage first
    sys.exit(code)


_OBJECTS_BEFORE_GARBAGE = 50_000
"""How many objects are made before garbage is looked for: a command makes many that all stay."""


def exit_code(arguments: list[str]) -> int:
    """Run one command line and return its exit code; whatever fails is told, never raised."""
    try:
        app = application()
        with app.make_context("monazite", list(arguments)) as context:
            outcome = app.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        return end.exit_code
    except MonaziteError as error:
        code = NOT_CLEARED if isinstance(error, SolveError) else BAD_INPUT
        return _tell(arguments, type(error).__name__, error.faults, code)
    except KeyboardInterrupt:
        return _tell(arguments, "Stopped", (_STOPPED,), STOPPED)
    except BrokenPipeError:
        # The reader closed the pipe; what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        if os.environ.get("MONAZITE_TRACEBACK"):
            raise
        return _tell(arguments, "StorageError", (_machine_fault(error),), BAD_INPUT)
    except Exception as error:
        if hasattr(error, "format_message"):
            return _tell(arguments, "UsageError", (_usage_fault(error),), BAD_INPUT)
        if os.environ.get("MONAZITE_TRACEBACK"):
            raise
        return _tell(arguments, "OwnFault", (_own_fault(error),), OWN_FAULT)
    return outcome if isinstance(outcome, int) else DONE


_STOPPED = Fault(
    where="monazite",
    found="a request to stop",
    expected="time to finish",
    because="nothing was saved; what was there before is as it was",
)


def _tell(arguments: list[str], kind: str, faults: tuple[Fault, ...], code: int) -> int:
    """Write an error to the error stream in the form and language asked for; return the code."""
    if _asked_for(arguments, "--format") == "json":
        error = {"kind": kind, "exit_code": code, "faults": [fault.as_dict() for fault in faults]}
        print(json.dumps({"error": error}, ensure_ascii=False, indent=2), file=sys.stderr)
    else:
        language = _asked_for(arguments, "--lang")
        shown = language if language in ("en", "zh") else usual_language()
        if shown == "zh":
            from monazite.present.fault_text import faults_in

            faults = faults_in(faults, shown)
        print(MonaziteError(faults).text(shown), file=sys.stderr)
    return code


def _asked_for(arguments: list[str], option: str) -> str | None:
    """Return the value typed for an option, also where the command line itself is faulty."""
    for position, argument in enumerate(arguments):
        if argument.startswith(f"{option}="):
            return argument.split("=", 1)[1]
        if argument == option and position + 1 < len(arguments):
            return arguments[position + 1]
    return None


def _usage_fault(error: Any) -> Fault:
    """Return the fault of a command line that cannot be understood."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "monazite"
    return Fault(
        where=f"command {command}",
        found=str(error.format_message()),
        expected=context.get_usage().removeprefix("Usage: ") if context is not None else "a verb",
        advice=f"{command} --help",
    )


def _machine_fault(error: OSError) -> Fault:
    """Return the fault of a file that the machine would not read or write."""
    return Fault(
        where=str(error.filename or "monazite"),
        found=f"the machine's refusal: {error.strerror or type(error).__name__}",
        expected="a place that can be read and written",
    )


def _own_fault(error: Exception) -> Fault:
    """Return the fault that stands for an error nobody foresaw."""
    return Fault(
        where="monazite",
        found=f"{type(error).__name__}: {quoted(str(error), longest=400)}",
        expected="an answer or a named fault",
        because="this is a fault of Monazite, not of your input",
        advice="set MONAZITE_TRACEBACK=1, run again, and report what is printed",
    )


if __name__ == "__main__":
    main()
