"""What does every section of the report know: the runs, their world, the language, the stamps?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from monazite.chains.stages import main_elements
from monazite.effects import ProjectOutlook
from monazite.indicators.run_view import RunView
from monazite.market.run import Run
from monazite.months import Month
from monazite.present.axes import Axis
from monazite.present.catalogue import Catalogue
from monazite.present.drawing import SANS, Drawing, draw
from monazite.present.focus import Focus, focus_of, resource_states
from monazite.present.panel import Event, Panel, fitted, specification
from monazite.present.parties import Blocs, blocs_of
from monazite.present.run_bands import RunBands

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Context:
    """The runs to be shown, the world they came from, and the words they are shown in.

    scenario : the run that is described; baseline : the run it is compared with, or None
    world    : the world both were made from (labels, contents of goods, stages of recipes)
    """

    words: Catalogue
    scenario: Run
    baseline: Run | None
    world: Any
    fitted: Mapping[str, str]
    """Id of an effect -> its note, for effects fitted on the year they are compared with."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Id of a scenario -> its name in the language of the words."""
    bands: RunBands | None = None
    """90 per cent bands of the scenario's prices, where it was run with members."""
    outlooks: tuple[ProjectOutlook, ...] | None = None
    """Effects on projects that made the scenario's run; None where they are not known."""

    def say(self, key: str, **values: object) -> str:
        """Which text of the catalogue has ``key``?"""
        return self.words.say(key, **values)

    @cached_property
    def view(self) -> RunView:
        """How do indicators read the scenario's run?"""
        return RunView.of(self.scenario, self.world)

    @cached_property
    def baseline_view(self) -> RunView | None:
        """How do indicators read the baseline's run?"""
        return None if self.baseline is None else RunView.of(self.baseline, self.world)

    @cached_property
    def blocs(self) -> Blocs:
        """Which regions of the chain are whose, in the month the world is known as of?"""
        chain, on = self.world.chain, Month.parse(str(self.world.as_known))
        if self.focus.recorded:
            return blocs_of(chain.regions, on)
        return blocs_of(chain.regions, on, resource_states(chain))

    @cached_property
    def focus(self) -> Focus:
        """Which goods and elements of the chain does the report look at?"""
        return focus_of(self.world.chain)

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """Which stages of production has the chain, from the ground to the product?"""
        return self.view.stages.order

    def stage_element(self, stage: str) -> str | None:
        """Which element is counted at a stage? None where its products share one basis."""
        made = [self.view.good(good) for good in self.view.stages.products[stage]]
        if len({str(good.basis) for good in made}) < 2:
            return None
        known = main_elements(self.world.chain)
        return next((e for e in known if any(good.composition.get(e) for good in made)), None)

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs of the report, the baseline first."""
        return (self.scenario,) if self.baseline is None else (self.baseline, self.scenario)

    @property
    def months(self) -> tuple[str, ...]:
        """The months of the scenario's run."""
        return self.scenario.months

    @cached_property
    def years(self) -> FloatArray:
        """Where on the time axis is the middle of each month? (month,), calendar years."""
        return np.asarray([year_of(month) for month in self.months])

    @cached_property
    def cleared(self) -> int:
        """How many months of the scenario's run cleared before the first that did not?"""
        failed = np.flatnonzero(~np.asarray(self.scenario["cleared"], dtype=bool))
        return int(failed[0]) if len(failed) else len(self.months)

    @cached_property
    def gates_since(self) -> str | None:
        """In which month does the first gate of the scenario come into force, if any does?"""
        if "gate_in_force" not in self.scenario:
            return None
        force = np.flatnonzero(self.scenario["gate_in_force"].any(axis=1))
        return self.months[int(force[0])] if len(force) else None

    def name_of(self, run: Run) -> str:
        """By which name is a run's scenario called?"""
        id = str(run.attributes.get("scenario", "?"))
        return self.labels.get(id, id)

    @property
    def scenario_name(self) -> str:
        """By which name is the scenario called?"""
        return self.name_of(self.scenario)

    def place(self, region: str) -> str:
        """What is the short name of a region? The chain's own label where there is none."""
        key = f"place.{region}"
        if self.words.has(key):
            return self.words.say(key)
        return str(self.world.chain.regions[region].label.text(self.words.language))

    def run_names(self) -> str:
        """What are the scenarios of all runs called?"""
        return self.say("word.comma").join(self.name_of(run) for run in self.runs)

    def use_name(self, use_kind: str) -> str:
        """What is a use kind called? The chain's own label where there is one."""
        use = self.world.chain.uses.get(use_kind)
        if use is not None:
            return str(use.zh if self.words.language == "zh" else use.en)
        return self.words.say(f"use_kind.{use_kind}")

    def use_title(self, good: str, use_kind: str) -> str:
        """How is a use of a good called as a title?"""
        return f"{self.good_name(good)}{self.say('word.colon')}{self.use_name(use_kind)}"

    def use_of(self, good: str, use_kind: str) -> str:
        """How is a use of a good called inside a sentence?"""
        use = _inside_sentence(self.use_name(use_kind))
        return self.say("word.use_of", good=_inside_sentence(self.good_name(good)), use=use)

    def good_name(self, good: str) -> str:
        """What is a good called?"""
        return str(self.world.chain.goods[good].label.text(self.words.language))

    def events(self) -> tuple[Event, ...]:
        """Which dated act do charts over time mark: the first gate in force, if there is one?"""
        if self.gates_since is None:
            return ()
        year, month = self.gates_since.split("-")
        return (Event(int(year) + (int(month) - 1) / 12, self.gates_since),)

    def points(self, values: FloatArray, scale: float = 1.0) -> tuple[tuple[float, float], ...]:
        """Which points of a line show monthly values? None after a month that did not clear."""
        pairs = zip(self.years[: self.cleared], values, strict=False)
        return tuple((round(float(year), 4), scale * float(value)) for year, value in pairs)

    def draw(self, panel: Panel) -> Drawing:
        """Which drawing shows a panel in the page's language?"""
        panel = fitted(panel)
        spec = specification(panel, SANS)
        return draw(spec, panel.id, panel.title, panel.description)

    def time_axis(self, first: float, last: float, step: int = 4) -> Axis:
        """Which time axis runs from ``first`` to ``last`` with a tick every ``step`` years?"""
        start = int(np.ceil(first))
        ticks = tuple((float(year), str(year)) for year in range(start, int(last) + 1, step))
        return Axis(first, last, ticks)

    def source_line(self) -> str:
        """Which line beneath a figure says where modelled numbers come from?"""
        return self.say(
            "figure.model",
            version=self.scenario.attributes.get("monazite_version", "?"),
            scenarios=self.run_names(),
            vintage=base_year(self.scenario.attributes.get("data_vintage", "?")),
        )

    def citation(self, title: str, sources: str) -> str:
        """How is a figure cited?"""
        attributes = self.scenario.attributes
        return self.say(
            "figure.citation",
            version=attributes.get("monazite_version", "?"),
            title=title,
            scenarios=self.run_names(),
            vintage=attributes.get("data_vintage", "?"),
            as_of=str(self.world.as_known),
            sources=sources,
        )


def _inside_sentence(name: str) -> str:
    """How is a name written in the middle of a sentence? Words in capitals and symbols stay."""
    return name[:1].lower() + name[1:] if name[1:2].islower() and name[:4] != "NdFe" else name


def base_year(vintage: object) -> str:
    """Which base year does a data vintage name? The folder of its tables is left to files."""
    return str(vintage).partition(" · ")[0]


def year_of(month: str) -> float:
    """Where on a time axis in years is the middle of a month? 2025-07 is 2025.5417."""
    year, number = month.split("-")
    return int(year) + (int(number) - 0.5) / 12


def yearly(months: tuple[str, ...], values: FloatArray) -> dict[str, float]:
    """What is the mean of each complete calendar year? year -> mean of its twelve months."""
    rows: dict[str, list[float]] = {}
    for month, value in zip(months, values, strict=True):
        rows.setdefault(month[:4], []).append(float(value))
    return {year: float(np.mean(found)) for year, found in rows.items() if len(found) == 12}
