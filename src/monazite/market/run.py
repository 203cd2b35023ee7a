"""What came out of a simulation: named results with axes, units and a certificate per month.

A :class:`Run` holds plain NumPy arrays under the names of :mod:`monazite.market.variables`; it is
read-only and knows nothing about how it was computed. Months that did not clear, and all after
them, hold NaN, never a number: look at :attr:`Run.status` first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from monazite.errors import Fault, SolveError, StorageError, unknown_name
from monazite.market.axes import AXES, AXIS
from monazite.market.variables import VARIABLE, VARIABLES, Variable

if TYPE_CHECKING:
    import xarray

Language = Literal["en", "zh"]

_KINDS = {"text": "U", "number": "f", "count": "i", "truth": "b"}


@dataclass(frozen=True)
class FailedMonth:
    """Which month did not clear, how far off was it, and at which node was it worst?

    residual   : share of throughput, or of the price where rules that follow prices did not
                 settle; NaN if the month was not tried, because one before it failed, or if no
                 number came out at all
    worst_node : node of the residual; empty if the month was not tried
    """

    month: str
    residual: float
    worst_node: str


@dataclass(frozen=True)
class RunStatus:
    """Did every month of a run clear, and if not, which did not?

    months : number of months simulated
    failed : the months that did not clear, in order of time
    """

    months: int
    failed: tuple[FailedMonth, ...]

    @property
    def cleared(self) -> bool:
        """Did every month clear?"""
        return not self.failed

    def sentence(self, language: Language = "en") -> str:
        """Say in one sentence what :attr:`cleared` and :attr:`failed` mean for a reader."""
        if self.cleared:
            if language == "zh":
                return f"全部 {self.months} 个月均已出清。"
            return f"All {self.months} months cleared."
        first = self.failed[0]
        if language == "zh":
            return (
                f"{self.months} 个月中有 {len(self.failed)} 个月未出清，其数值不可作为结果使用；"
                f"首个为 {first.month}，节点 {first.worst_node}，残差 {first.residual:.1e}。"
            )
        return (
            f"{len(self.failed)} of {self.months} months did not clear and are no results; "
            f"the first is {first.month} at {first.worst_node}, residual {first.residual:.1e}."
        )


@dataclass(frozen=True, eq=False)
class Run:
    """The results of one scenario in one world, month by month.

    coordinates : id -> 1-D text array along its axis (ids of ``variables.AXES``). The axes
                  themselves (month, node, ...) must be there for each variable that has them.
    variables   : id -> array with the axes, unit and basis stated in ``variables.VARIABLES``.
                  A small run may leave variables out; a name outside the table is refused.
    attributes  : what the run was made from, JSON values only: scenario, world, data_vintage,
                  monazite_version, effects_hash, seed, parameters.

    Arrays are copied to a fixed type (float64, int64, bool, text) and made read-only.
    Raises StorageError naming every array whose axes, type or range are not as the table says;
    an infinity is refused everywhere but in ``gate_open``, a NaN everywhere but in months that did
    not clear: those hold no number.
    """

    coordinates: Mapping[str, np.ndarray]
    variables: Mapping[str, np.ndarray]
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults: list[Fault] = []
        coordinates = {
            name: _fixed(np.asarray(self.coordinates[name]), "text")
            for name in _in_table_order(self.coordinates, tuple(AXIS), "coordinate", faults)
        }
        variables = {
            name: _fixed(np.asarray(self.variables[name]), VARIABLE[name].kind)
            for name in _in_table_order(self.variables, tuple(VARIABLE), "variable", faults)
        }
        sizes = _sizes(coordinates, faults)
        cleared = variables.get("cleared")
        failed = None if cleared is None or cleared.dtype != bool else ~cleared
        for name, values in variables.items():
            faults.extend(_faults_of(VARIABLE[name], values, sizes, failed))
        if faults:
            raise StorageError(tuple(faults))
        object.__setattr__(self, "coordinates", MappingProxyType(coordinates))
        object.__setattr__(self, "variables", MappingProxyType(variables))
        object.__setattr__(self, "attributes", MappingProxyType(dict(self.attributes)))

    def __getitem__(self, name: str) -> np.ndarray:
        """Return a variable or a coordinate by its name, read-only.

        Raises UnknownNameError for a name this run does not have, with the nearest ones it has.
        """
        if name in self.variables:
            return self.variables[name]
        if name in self.coordinates:
            return self.coordinates[name]
        known = (*self.variables, *self.coordinates)
        raise unknown_name("run", name, known, "variable or coordinate")

    def __contains__(self, name: object) -> bool:
        return name in self.variables or name in self.coordinates

    @property
    def months(self) -> tuple[str, ...]:
        """The months simulated, as text ("2024-01"), in order."""
        return tuple(str(month) for month in self["month"])

    def position(self, axis: str, label: str) -> int:
        """Where along ``axis`` is ``label``? Raises UnknownNameError with near misses."""
        labels = self[axis]
        found = np.flatnonzero(labels == label)
        if len(found) == 0:
            raise unknown_name("run", label, tuple(str(known) for known in labels), axis)
        return int(found[0])

    def along(self, variable: str, label: str) -> np.ndarray:
        """Return the months of one variable at one label of its second axis.

        returns : (month,), in the variable's unit (``variables.VARIABLE[variable].unit``)
        Raises UnknownNameError if the variable or the label is not in this run.
        """
        values = self[variable]
        record = VARIABLE.get(variable)
        if record is None or len(record.dimensions) != 2:
            monthly = tuple(v.id for v in VARIABLES if len(v.dimensions) == 2)
            raise unknown_name("run", variable, monthly, "variable with a month and a second axis")
        return values[:, self.position(record.dimensions[1], label)]

    def price(self, node: str) -> np.ndarray:
        """What did the last tonne cost at a node, month by month? (month,), USD per tonne."""
        return self.along("price", node)

    def level(self, activity: str) -> np.ndarray:
        """At which level did an activity run? (month,), activity units per month."""
        return self.along("level", activity)

    def consumption(self, use: str) -> np.ndarray:
        """How much did a use get from real supply? (month,), tonnes per month."""
        return self.along("consumption", use)

    def unserved(self, use: str) -> np.ndarray:
        """How much did a use want at the reference price and not get? (month,), t per month."""
        return self.along("unserved", use)

    def stock(self, holder: str) -> np.ndarray:
        """How much did a holder have at the end of each month? (month,), tonnes."""
        return self.along("stock", holder)

    def gate(self, gate: str, variable: str = "gate_flow") -> np.ndarray:
        """What did an export gate let through, or approve, or keep waiting? (month,), tonnes."""
        return self.along(variable, gate)

    @property
    def status(self) -> RunStatus:
        """Did every month clear? Without the variable ``cleared`` the question has no answer.

        Raises UnknownNameError if the run does not carry the certificate.
        """
        cleared = self["cleared"]
        residual = self["residual"]
        if "rule_residual" in self:
            residual = np.fmax(residual, self["rule_residual"])
        failed = tuple(
            FailedMonth(
                month=str(self["month"][position]),
                residual=float(residual[position]),
                worst_node=str(self["worst_node"][position]),
            )
            for position in np.flatnonzero(~cleared)
        )
        return RunStatus(months=len(cleared), failed=failed)

    def require_cleared(self) -> Run:
        """Return this run if every month cleared; raise SolveError with the months otherwise."""
        status = self.status
        if status.cleared:
            return self
        raise SolveError(
            tuple(
                Fault(
                    where=f"month {failed.month}"
                    + (f", node {failed.worst_node}" if failed.worst_node else ""),
                    found=f"residual {failed.residual:.1e}"
                    if failed.worst_node
                    else "a month that was not tried, because one before it failed",
                    expected="every node cleared",
                    because="prices of a month that did not clear are no prices",
                    advice="run `monazite run` with fewer effects to find the one that breaks it",
                )
                for failed in status.failed
            )
        )

    def fingerprints(self) -> dict[str, str]:
        """Return the sha256 of every array with its name, type and shape: equal if bits are."""
        return {
            name: _fingerprint(name, values)
            for name, values in (*self.coordinates.items(), *self.variables.items())
        }

    def identical(self, other: Run) -> bool:
        """Do two runs hold the same arrays, bit for bit? Attributes are not compared."""
        return self.fingerprints() == other.fingerprints()

    def to_xarray(self) -> xarray.Dataset:
        """Return the run as an xarray Dataset with units, bases and names in en and zh.

        The reverse is :meth:`from_xarray`; arrays are the same bits.
        """
        import xarray

        return xarray.Dataset(
            data_vars={
                name: (VARIABLE[name].dimensions, values, attributes_of(VARIABLE[name]))
                for name, values in self.variables.items()
            },
            coords={
                name: (
                    (AXIS[name].dimension,),
                    values,
                    {"long_name_en": AXIS[name].en, "long_name_zh": AXIS[name].zh},
                )
                for name, values in self.coordinates.items()
            },
            attrs=dict(self.attributes),
        )

    @classmethod
    def from_xarray(cls, dataset: xarray.Dataset) -> Run:
        """Return the run that an xarray Dataset of :meth:`to_xarray` holds.

        Raises StorageError if axes, types or ranges are not those of the variable table.
        """
        faults = [
            Fault(
                where=f"variable {name}",
                found=f"axes {tuple(map(str, dataset[name].dims))}",
                expected=f"axes {VARIABLE[str(name)].dimensions}",
            )
            for name in dataset.data_vars
            if str(name) in VARIABLE and dataset[name].dims != VARIABLE[str(name)].dimensions
        ]
        if faults:
            raise StorageError(tuple(faults))
        return cls(
            coordinates={str(name): dataset[name].to_numpy() for name in dataset.coords},
            variables={str(name): dataset[name].to_numpy() for name in dataset.data_vars},
            attributes={str(key): value for key, value in dataset.attrs.items()},
        )


def attributes_of(variable: Variable) -> dict[str, str]:
    """Return the attributes that travel with a saved variable: unit, basis, names."""
    return {
        "unit": variable.unit,
        "basis": variable.basis,
        "long_name_en": variable.en,
        "long_name_zh": variable.zh,
    }


def _in_table_order(
    given: Mapping[str, Any], known: tuple[str, ...], kind: str, faults: list[Fault]
) -> list[str]:
    """Return the given names in the table's order, with a fault for each that is not in it."""
    for name in given:
        if name not in known:
            faults.extend(unknown_name("run", name, known, kind).faults)
    return [name for name in known if name in given]


def _fixed(values: np.ndarray, kind: str) -> np.ndarray:
    """Return a read-only copy in the fixed type of its kind; a copy of another kind as it is."""
    if values.dtype.kind in "OT" and all(isinstance(value, str) for value in values.flat):
        values = np.array(values.tolist(), dtype=str).reshape(values.shape)
    wanted = _KINDS[kind]
    if wanted == "f" and values.dtype.kind in "fiu":
        fixed = np.array(values, dtype=np.float64)
    elif wanted == "i" and values.dtype.kind in "iu":
        fixed = np.array(values, dtype=np.int64)
    elif wanted == "U" and values.dtype.kind == "U":
        # The narrowest text type, so that equal texts have equal bits.
        width = max((len(str(value)) for value in values.flat), default=1)
        fixed = np.array(values, dtype=f"<U{max(width, 1)}")
    else:
        fixed = np.array(values)
    fixed = np.ascontiguousarray(fixed)
    fixed.flags.writeable = False
    return fixed


def _sizes(coordinates: Mapping[str, np.ndarray], faults: list[Fault]) -> dict[str, int]:
    """Return the length of each axis, with a fault for each coordinate that does not fit it."""
    sizes = {
        axis.id: len(coordinates[axis.id])
        for axis in AXES
        if axis.id == axis.dimension and axis.id in coordinates and coordinates[axis.id].ndim == 1
    }
    for name, values in coordinates.items():
        dimension = AXIS[name].dimension
        expected = (sizes[dimension],) if dimension in sizes else None
        if values.dtype.kind != "U" or values.shape != expected:
            faults.append(
                Fault(
                    where=f"coordinate {name}",
                    found=f"shape {values.shape} of type {values.dtype}",
                    expected=f"one text per {dimension}, shape {expected}",
                )
            )
        elif name == dimension and len(set(values.tolist())) != len(values):
            faults.append(
                Fault(
                    where=f"coordinate {name}",
                    found="the same label twice",
                    expected="each label once",
                )
            )
    return sizes


def _faults_of(
    variable: Variable, values: np.ndarray, sizes: Mapping[str, int], failed: np.ndarray | None
) -> list[Fault]:
    """Return what is wrong with the axes, type and range of one variable.

    failed : (month,) months that did not clear, in which a NaN stands for "no number"; or None.
    """
    where = f"variable {variable.id}"
    if variable.dimensions == ("coefficient",):
        fits = values.ndim == 1
        expected: tuple[Any, ...] = ("coefficient",)
    else:
        expected = tuple(sizes.get(axis, f"{axis} missing") for axis in variable.dimensions)
        fits = values.shape == expected
    if not fits:
        return [
            Fault(
                where=where,
                found=f"shape {values.shape}",
                expected=f"{expected} along {variable.dimensions}",
            )
        ]
    if values.dtype.kind != _KINDS[variable.kind]:
        return [Fault(where=where, found=f"type {values.dtype}", expected=variable.kind)]
    if variable.kind != "number" and variable.smallest is None:
        return []
    wrong = np.zeros(values.shape, dtype=bool)
    if variable.kind == "number":
        wrong |= np.isnan(values) if variable.unbounded else ~np.isfinite(values)
    if variable.smallest is not None:
        wrong |= values < variable.smallest
    if failed is not None and variable.dimensions[0] == "month" and len(failed) == len(values):
        wrong[failed] &= ~np.isnan(values[failed])
    if not wrong.any():
        return []
    first = tuple(int(index) for index in np.argwhere(wrong)[0])
    return [
        Fault(
            where=f"{where}, position {first} along {variable.dimensions}",
            found=f"{values[first]!s} ({int(wrong.sum())} such values)",
            expected=(
                "a finite number"
                if variable.smallest is None
                else f"a finite number not below {variable.smallest:g}"
            ),
            because="a missing or impossible number must not travel further as a result",
        )
    ]


def _fingerprint(name: str, values: np.ndarray) -> str:
    """Return the sha256 of an array's name, type, shape and bytes."""
    digest = hashlib.sha256(f"{name}|{values.dtype.str}|{values.shape}|".encode())
    digest.update(values.tobytes())
    return digest.hexdigest()
