"""Definitions whose classes are plain: what does a record hold, before anything checks it?

A record written in a file is checked once, by pydantic, which builds a validator for its class;
read back from what was checked before, or asked a question, it needs none of that. The classes here
are ordinary dataclasses that say which values they admit in words of their own; pydantic is loaded
only where a file is read (:mod:`monazite.definition`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["Bounds", "CheckedBy", "LightDefinition", "ToldApartBy", "field"]


class Bounds:
    """Which values does a place admit? In ``Annotated[float, Bounds(ge=0, le=1)]``.

    gt, ge, lt, le         : bounds of a number
    min_length, max_length : of a text or list
    pattern                : regular expression that a text matches
    """

    __is_annotated_types_grouped_metadata__ = True

    def __init__(self, **bounds: Any) -> None:
        self.bounds = bounds

    def __iter__(self) -> Iterator[Any]:
        from pydantic import Field as Constraints

        yield from Constraints(**self.bounds).metadata


class CheckedBy:
    """Which function looks at a value once its type is right, and refuses or returns it?"""

    def __init__(self, check: Callable[[Any], Any]) -> None:
        self.check = check

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.check, handler(source))


class ToldApartBy:
    """By which key are the members of a union told apart?"""

    def __init__(self, key: str) -> None:
        self.key = key

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from typing import Annotated

        from pydantic import Discriminator

        return handler.generate_schema(Annotated[source, Discriminator(self.key)])


_CONFIG = {"extra": "forbid", "strict": True, "allow_inf_nan": False}


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class LightDefinition:
    """What every such record shares: named values, equal by value, never changed.

    A class lists its fields with their types; those with a default come in any order. Checks of the
    record as a whole stand in ``__post_init__``. Types are checked where a file is read, not where
    a record is built from Python.

    written_as : field -> key in the file, where the key is a word of Python or would mislead
    """

    written_as: ClassVar[Mapping[str, str]] = {}

    __pydantic_config__: ClassVar[dict[str, Any]] = _CONFIG
    _fields: ClassVar[tuple[Field[Any], ...]] = ()

    def __init_subclass__(cls, written_as: Mapping[str, str] | None = None) -> None:
        super().__init_subclass__()
        # Nothing is generated: what dataclasses would write for each class stands below, once.
        dataclass(init=False, repr=False, eq=False, kw_only=True)(cls)
        cls._fields = fields(cls)  # type: ignore[arg-type]
        if written_as:
            cls.written_as = written_as
            cls.__pydantic_config__ = {
                **_CONFIG,
                "alias_generator": lambda name: written_as.get(name, name),
            }

    def __init__(self, **given: Any) -> None:
        own = self.__dict__
        for one in self._fields:
            name = one.name
            if name in given:
                own[name] = given.pop(name)
            elif one.default is not MISSING:
                own[name] = one.default
            elif one.default_factory is not MISSING:
                own[name] = one.default_factory()
            else:
                raise TypeError(f"{type(self).__name__}: no value for {name}")
        if given:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(given)}")
        self.__post_init__()

    def __post_init__(self) -> None:
        """Check the record as a whole; raise DefinitionError with every fault."""

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    @classmethod
    def field_names(cls) -> tuple[str, ...]:
        """Return the names of the fields, in the order of the class."""
        return tuple(one.name for one in cls._fields)

    def as_mapping(self) -> dict[str, Any]:
        """Return field -> value; records inside stay records."""
        return {one.name: self.__dict__[one.name] for one in self._fields}

    def changed(self, **values: Any) -> Self:
        """Return a copy with other values of some fields."""
        return type(self)(**{**self.as_mapping(), **values})

    def _values(self) -> tuple[Any, ...]:
        own = self.__dict__
        return tuple(own[one.name] for one in self._fields)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        named = (f"{one.name}={self.__dict__[one.name]!r}" for one in self._fields)
        return f"{type(self).__name__}({', '.join(named)})"
