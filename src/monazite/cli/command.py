"""From a function to a command: which arguments and options does it take, by its own signature?

A verb is a function whose parameters say, in ``Annotated``, how they are typed on the command line:

    output: Annotated[Path | None, Option("--output", "-o", metavar="FILE", help="...")] = None

Types are texts, numbers, paths, truth values (flags), closed lists (StrEnum), and lists of texts.
What has no default must be given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from inspect import Parameter, signature
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import click


@dataclass(frozen=True)
class Argument:
    """How is a value typed that has no name? metavar: what stands for it in the help."""

    metavar: str | None = None
    help: str = ""


@dataclass(frozen=True, init=False)
class Option:
    """How is a value typed that has a name?

    names    : such as `--output` and `-o`
    metavar  : what stands for its value in the help
    min, max : bounds of a number
    """

    names: tuple[str, ...]
    metavar: str | None
    help: str
    min: int | None
    max: int | None

    def __init__(
        self,
        *names: str,
        help: str = "",
        metavar: str | None = None,
        min: int | None = None,
        max: int | None = None,
    ) -> None:
        given = {"names": names, "help": help, "metavar": metavar, "min": min, "max": max}
        self.__dict__.update(given)


def command(name: str, told: str, answer: Callable[..., int]) -> click.Command:
    """Return the command of a verb; told: its help text."""
    hints = get_type_hints(answer, include_extras=True)
    hints.pop("return", None)
    defaults = {one.name: one.default for one in signature(answer).parameters.values()}
    parameters = [_parameter(key, hint, defaults[key]) for key, hint in hints.items()]
    several = {one.name for one in parameters if one.multiple or one.nargs == -1}

    def called(**given: Any) -> int:
        return answer(
            **{
                key: (list(value) or None) if key in several else value
                for key, value in given.items()
            }
        )

    return _Verb(name, callback=called, params=parameters, help=told, short_help=told)


class _Verb(click.Command):
    """A command whose help tells its arguments too."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        told = [one.told for one in self.params if isinstance(one, _Argument)]
        if told:
            with formatter.section("Arguments"):
                formatter.write_dl(told)
        super().format_options(ctx, formatter)


class _Argument(click.Argument):
    """An argument with what stands for it in the help, and its help text."""

    told = "", ""


def _parameter(name: str, hint: Any, default: Any) -> click.Parameter:
    kind, declared = get_args(hint) if get_origin(hint) is Annotated else (hint, None)
    if get_origin(kind) in (Union, UnionType):
        (kind,) = (one for one in get_args(kind) if one is not type(None))
    several = get_origin(kind) is list
    if several:
        (kind,) = get_args(kind)
    required = default is Parameter.empty
    shared: dict[str, Any] = {"required": required}
    if not required and default is not None:
        shared["default"] = default.value if isinstance(default, Enum) else default
    if isinstance(declared, Argument):
        shown = declared.metavar or name.upper()
        argument = _Argument(
            [name],
            type=_type(kind),
            metavar=shown if required else f"[{shown}]",
            nargs=-1 if several else 1,
            **shared,
        )
        argument.told = shown, declared.help
        return argument
    if not isinstance(declared, Option):
        raise TypeError(f"parameter {name}: neither Argument nor Option")
    return click.Option(
        [*(declared.names or (f"--{name.replace('_', '-')}",)), name],
        type=None if kind is bool else _type(kind, declared.min, declared.max),
        metavar=declared.metavar,
        help=declared.help,
        is_flag=kind is bool,
        multiple=several,
        show_default=kind is not bool and default not in (None, ""),
        **shared,
    )


def _type(kind: Any, low: int | None = None, high: int | None = None) -> click.ParamType[Any]:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _OneOf(kind)
    if kind is int:
        return click.INT if low is None and high is None else click.IntRange(low, high)
    if kind is float:
        return click.FLOAT
    return click.Path(path_type=Path) if kind is Path else click.STRING


class _OneOf(click.Choice[str]):
    """A member of a closed list, typed as its value."""

    def __init__(self, members: type[Enum]) -> None:
        self.members = members
        super().__init__([one.value for one in members])

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        return self.members(super().convert(getattr(value, "value", value), param, ctx))
