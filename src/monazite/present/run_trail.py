"""Why is a number of a run what it is? Through the model and its policies to the base year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monazite.chains.world import World
from monazite.data import catalog
from monazite.errors import DefinitionError, Fault, unknown_name
from monazite.labels import Label
from monazite.market.run import Run
from monazite.market.variables import VARIABLE, Variable
from monazite.months import Month
from monazite.present.balanced_rows import account_rows, balanced_rows, stage_rows
from monazite.present.trail import Step, Trail, table_ids, told, with_sources

if TYPE_CHECKING:
    from monazite.scenario.scenario import Scenario

_EQUATION = {
    "price": Label(
        "the price at which what comes to the node equals what leaves it in that month; it starts "
        "from the reference price of the base year (model, section 2)",
        "使该月节点流入等于流出的价格；以基准年参考价格为起点（模型第 2 节）",
    ),
    "level": Label(
        "capacity times the share that pays at these prices, spread by the activity's dispersion "
        "(model, section 2)",
        "产能乘以在该价格下有利可图的份额，按活动离散度分布（模型第 2 节）",
    ),
    "consumption": Label(
        "base-year use times the demand path, less with a higher price by the use's elasticity "
        "(model, section 2)",
        "基准年用量乘以需求路径，价格上涨时按弹性减少（模型第 2 节）",
    ),
    "capacity": Label(
        "base-year capacity, what was built and closed since, and listed projects times chance "
        "and ramp (model, section 4)",
        "基准年产能、此后新建与关闭的产能，以及列名项目（乘以概率与爬坡）（模型第 4 节）",
    ),
}
_MODEL = Label(
    "computed by the market model, month by month (documentation: model)",
    "由市场模型逐月计算（见文档：模型）",
)


@dataclass(frozen=True)
class _Subject:
    """What of the chain is a number about? Empty where it does not apply."""

    region: str
    good: str
    region_to: str = ""
    recipe: str = ""
    facility: str = ""
    use: str = ""


def why_number(key: str, run: Run, world: World, scenario: Scenario | None) -> Trail:
    """Why has a variable of a run that value at that place in that month?

    key : VARIABLE:PLACE:MONTH, such as `price:USA/dysprosium_oxide/free:2027-03`; a variable
          without a place is VARIABLE:MONTH

    Raises UnknownNameError (near misses) for an unknown variable, place or month.
    """
    name, *rest = key.split(":")
    if name not in run.variables:
        raise unknown_name("why", name, run.variables, "variable of the run")
    variable = VARIABLE[name]
    places = [axis for axis in variable.dimensions if axis != "month"]
    wanted = len(places) + ("month" in variable.dimensions)
    if len(rest) != wanted or len(places) > 1:
        raise DefinitionError(
            [
                Fault(
                    f"why {key}",
                    f"{len(rest)} parts after the variable",
                    ":".join([name, *(axis.upper() for axis in places), "YYYY-MM"]),
                )
            ]
        )
    months = [str(month) for month in run["month"]]
    month = rest[-1] if "month" in variable.dimensions else months[0]
    if month not in months:
        raise unknown_name("why", month, months, "month of the run")
    at: list[int] = [months.index(month)] if "month" in variable.dimensions else []
    subject = _Subject("", "")
    if places:
        names = [str(one) for one in run[places[0]]]
        if rest[0] not in names:
            raise unknown_name("why", rest[0], names, places[0])
        at.append(names.index(rest[0]))
        subject = _subject(run, places[0], at[-1])
    value: Any = run[name][tuple(at)]
    shown = float(value) if variable.kind in ("number", "count") else str(value)
    steps = [_number(variable, shown, month, run)]
    steps.append(Step("model", _EQUATION.get(name, _MODEL)))
    steps += _policies(scenario, Month.parse(month), subject)
    steps += _base_year(world, subject)
    return with_sources(key, steps)


def _number(variable: Variable, value: float | str, month: str, run: Run) -> Step:
    made = f"{run.attributes.get('scenario', '?')}, {month}"
    said = Label(f"{variable.en} ({variable.basis}); {made}", f"{variable.zh}；{made}")
    return Step("number", said, value, variable.unit)


def _subject(run: Run, axis: str, at: int) -> _Subject:
    def label(name: str) -> str:
        return str(run[name][at]) if name in run else ""

    if axis == "activity":
        return _Subject(
            label("activity_region"),
            label("activity_good"),
            label("activity_region_to"),
            label("activity_recipe"),
            label("activity_facility"),
        )
    if axis == "use":
        return _Subject(label("use_region"), label("use_good"), use=label("use_kind"))
    if axis == "facility":
        return _Subject(
            label("facility_region"), "", "", label("facility_recipe"), str(run["facility"][at])
        )
    if axis in ("node", "holder"):
        named = str(run[axis][at])
        region, good = (*named.split("/"), "", "")[:2]
        return _Subject(region, good)
    region, good = (*str(run[axis][at]).split("/"), "", "")[:2]
    return _Subject(region, good)


def _policies(scenario: Scenario | None, month: Month, subject: _Subject) -> list[Step]:
    """Which effects in force in that month name the good, the region or the facility?"""
    if scenario is None:
        return []
    steps = []
    for effect in scenario.effects:
        if not effect.span.covers(month) or not _touches(effect, subject):
            continue
        known = {record.id for record in catalog.sources()}
        evidence = effect.evidence
        words = (
            f"{type(effect).__name__} {effect.id} ({effect.span.start} - {effect.span.end or ''})"
        )
        steps.append(
            Step(
                "policy",
                told(
                    f"{words}: {evidence.source}; {evidence.noted('en')}",
                    f"{words}：{evidence.source}；{evidence.noted('zh')}",
                ),
                grade=evidence.grade,
                sources=(evidence.source,) if evidence.source in known else (),
            )
        )
    if not steps:
        nothing = Label(
            "no effect of the scenario in force names its good, region or plant",
            "情景中没有生效的措施涉及该商品、地区或工厂",
        )
        steps.append(Step("policy", nothing))
    return steps


def _touches(effect: Any, subject: _Subject) -> bool:
    facilities = getattr(effect, "facilities", None)
    if facilities is not None:
        return subject.facility in facilities
    goods = getattr(effect, "goods", None) or (getattr(effect, "good", None),)
    named = {getattr(good, "good", good) for good in goods if good}
    if named and subject.good and not named & {subject.good, "*"}:
        return False
    recipes = getattr(effect, "recipes", None)
    return not (recipes and subject.recipe and not {*recipes} & {subject.recipe, "*"})


def _base_year(world: World, subject: _Subject) -> list[Step]:
    """Which figures of the balanced base year does the number start from, largest first?"""
    folder = world.chain.tables
    steps: list[Step] = []
    for stem, matches in (
        ("prices", {"good": subject.good}),
        ("mines", {"region": subject.region, "good": subject.good}),
        ("processes", {"region": subject.region, "recipe": subject.recipe}),
        ("facilities", {"id": subject.facility}),
        ("uses", {"region": subject.region, "good": subject.good, "use": subject.use}),
        ("shipments", _shipped(subject)),
        ("old_scrap", {"region": subject.region, "good": subject.good}),
        ("compositions", {"good": subject.good}),
    ):
        table_id = f"{folder}/{stem}"
        wanted = {name: word for name, word in matches.items() if word}
        needs = {"processes": "recipe", "facilities": "id"}.get(stem)
        if table_id not in table_ids() or not wanted or (needs and needs not in wanted):
            continue
        if stem in ("mines", "uses", "old_scrap") and "good" not in wanted:
            continue
        steps += balanced_rows(table_id, wanted)
    return steps or account_rows(world.chain)


def _shipped(subject: _Subject) -> dict[str, str]:
    if subject.region_to:
        return {
            "exporter": subject.region,
            "importer": subject.region_to,
            "good": subject.good,
        }
    return {"importer": subject.region, "good": subject.good} if subject.good else {}


def why_indicator(
    key: str, rows: list[Step], world: World, scenario: Scenario | None, month: Month
) -> Trail:
    """Why has an indicator of a run that value? Its rows, its formula, the policies, the base year.

    key : INDICATOR:KEY=VALUE:..., rows : the values that it gives, already computed
    """
    from monazite.indicators.registry import indicator

    record = indicator(key.split(":")[0])
    given = dict(part.split("=", 1) for part in key.split(":")[1:] if "=" in part)
    region = given.get("regions", given.get("bloc", given.get("users", ""))).split(",")[0]
    subject = _Subject(region if region in world.chain.regions else "", given.get("good", ""))
    steps = [*rows, Step("formula", record.formula, record.source)]
    steps.append(Step("formula", record.reading))
    steps.append(Step("model", _MODEL))
    steps += _policies(scenario, month, subject)
    started = stage_rows(world.chain, given.get("stage", ""))
    steps += started or _base_year(world, subject)
    return with_sources(key, steps)
