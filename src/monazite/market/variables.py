"""Which named arrays does a run consist of, with which axes, unit, basis and meaning?

One record per variable, as :mod:`monazite.market.axes` has one per coordinate; the attributes of
saved results, the checks of :class:`monazite.market.run.Run` and the reference page of the manual
are all made from these tables, so that they cannot say different things.

Absence: there is no missing number in a run. Where a quantity does not apply in a month (a gate
without a rule) a boolean variable says so, and the number beside it is not to be read.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "count", "truth"]


@dataclass(frozen=True)
class Variable:
    """What does one variable of a run hold, along which axes, in which unit and on which basis?

    ``smallest`` is the lowest value allowed (None: no bound). ``unbounded`` marks the one kind
    of number that may be infinite. ``basis`` says which tonnes or which price is meant.
    """

    id: str
    dimensions: tuple[str, ...]
    kind: Kind
    unit: str
    basis: str
    en: str
    zh: str
    smallest: float | None = None
    unbounded: bool = False


_OWN = "each good's own basis (REO for oxides, metal for metals, product for magnets)"


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "price",
        ("month", "node"),
        "number",
        "USD/t",
        f"constant USD per tonne of the good, {_OWN}; price of the last tonne",
        "marginal price",
        "边际价格",
    ),
    Variable(
        "reference_price",
        ("node",),
        "number",
        "USD/t",
        f"constant USD per tonne of the good, {_OWN}; base year",
        "reference price of the base year",
        "基准年参考价格",
        smallest=0.0,
    ),
    Variable(
        "level",
        ("month", "activity"),
        "number",
        "activity units/month",
        "units of the activity; tonnes of the good for all but recipes",
        "level of the activity",
        "活动水平",
        smallest=0.0,
    ),
    Variable(
        "consumption",
        ("month", "use"),
        "number",
        "t/month",
        _OWN,
        "quantity used, from real supply",
        "实际消费量",
        smallest=0.0,
    ),
    Variable(
        "wanted",
        ("month", "use"),
        "number",
        "t/month",
        _OWN,
        "quantity wanted at the reference price",
        "参考价格下的需求量",
        smallest=0.0,
    ),
    Variable(
        "unserved",
        ("month", "use"),
        "number",
        "t/month",
        _OWN,
        "quantity wanted at the reference price and not served",
        "未满足的需求量",
        smallest=0.0,
    ),
    Variable(
        "stock",
        ("month", "holder"),
        "number",
        "t",
        f"{_OWN}; end of month, with what waits for a licence",
        "private stock held",
        "私人库存",
        smallest=0.0,
    ),
    Variable(
        "initial_stock",
        ("holder",),
        "number",
        "t",
        f"{_OWN}; before the first month",
        "private stock before the first month",
        "首月之前的私人库存",
        smallest=0.0,
    ),
    Variable(
        "cover_target",
        ("month", "holder"),
        "number",
        "t",
        _OWN,
        "stock the holder wants",
        "目标库存",
        smallest=0.0,
    ),
    Variable(
        "capacity",
        ("month", "facility"),
        "number",
        "activity units/month",
        "units of the facility's recipe",
        "capacity available",
        "可用产能",
        smallest=0.0,
    ),
    Variable(
        "utilisation",
        ("month", "facility"),
        "number",
        "share",
        "level divided by capacity; 0 where there is no capacity",
        "utilisation of capacity",
        "产能利用率",
        smallest=0.0,
    ),
    Variable(
        "gate_in_force",
        ("month", "gate"),
        "truth",
        "",
        "whether any rule limits the gate in the month",
        "gate in force",
        "许可管制是否生效",
    ),
    Variable(
        "gate_open",
        ("month", "gate"),
        "number",
        "t/month",
        f"{_OWN}; infinite where no rule is in force",
        "quantity the gate lets through",
        "关口放行上限",
        smallest=0.0,
        unbounded=True,
    ),
    Variable(
        "gate_flow",
        ("month", "gate"),
        "number",
        "t/month",
        _OWN,
        "quantity that went through the gate",
        "实际出口量",
        smallest=0.0,
    ),
    Variable(
        "gate_applications",
        ("month", "gate"),
        "number",
        "t/month",
        _OWN,
        "quantity applied for",
        "申请量",
        smallest=0.0,
    ),
    Variable(
        "gate_pending",
        ("month", "gate"),
        "number",
        "t",
        f"{_OWN}; end of month",
        "quantity waiting for a decision",
        "待批量",
        smallest=0.0,
    ),
    Variable(
        "gate_approved",
        ("month", "gate"),
        "number",
        "t/month",
        _OWN,
        "quantity approved",
        "批准量",
        smallest=0.0,
    ),
    Variable(
        "taken",
        ("month", "use"),
        "number",
        "t/month",
        f"{_OWN}; substitutes taken at the ceiling price included",
        "quantity bought, substitutes included",
        "购买量（含替代品）",
        smallest=0.0,
    ),
    Variable(
        "given_supply",
        ("month", "node"),
        "number",
        "t/month",
        f"{_OWN}; released stocks, old scrap, strategic releases less purchases",
        "supply that no activity brings: released stocks, collected old scrap",
        "不由任何活动带来的供应：投放的库存与回收的报废料",
    ),
    Variable(
        "strategic_purchase",
        ("month", "node"),
        "number",
        "t/month",
        f"{_OWN}; bought by states for their stocks, negative where released",
        "strategic purchase",
        "战略储备购买量（负值为投放）",
    ),
    Variable(
        "old_scrap",
        ("month", "node"),
        "number",
        "t/month",
        _OWN,
        "end-of-life material collected",
        "回收的报废料",
        smallest=0.0,
    ),
    Variable(
        "in_use",
        ("month",),
        "number",
        "t",
        "t product, all cohorts of goods in use; end of month",
        "goods in use",
        "在用存量",
        smallest=0.0,
    ),
    Variable(
        "support",
        ("month", "facility"),
        "number",
        "USD/month",
        "constant USD; negative where the payer shares the upside",
        "paid by producer floors",
        "价格下限支付额",
    ),
    Variable(
        "credit",
        ("month", "facility"),
        "number",
        "USD/month",
        "constant USD; beside what the base year gave, negative where a credit has ended",
        "paid by credits on production",
        "生产抵免支付额",
    ),
    Variable(
        "gate_cost",
        ("month", "gate"),
        "number",
        "USD/t",
        "unrefunded VAT and export taxes at the exporter's domestic price",
        "charge on passing the gate, rent not included",
        "出口环节税费（不含许可租金）",
    ),
    Variable(
        "negative_prices",
        ("month",),
        "count",
        "1",
        "nodes with a price below zero: a fault of the model, not of a market",
        "nodes with a negative price",
        "负价格节点数",
        smallest=0.0,
    ),
    Variable(
        "price_rounds",
        ("month",),
        "count",
        "1",
        "repeats of the month for charges and floors that follow prices",
        "rounds of the price rules",
        "价格规则轮次",
        smallest=0.0,
    ),
    Variable(
        "residual",
        ("month",),
        "number",
        "share of throughput",
        "largest |excess supply| / throughput over the nodes",
        "clearing residual",
        "出清残差",
        smallest=0.0,
    ),
    Variable(
        "rule_residual",
        ("month",),
        "number",
        "share of price",
        "largest change of a price rule in its last round",
        "residual of the price rules",
        "价格规则残差",
        smallest=0.0,
    ),
    Variable(
        "mass_error",
        ("month",),
        "number",
        "share of throughput",
        "largest |in - out - change of stock| / throughput over the nodes",
        "mass imbalance",
        "物质平衡误差",
        smallest=0.0,
    ),
    Variable("steps", ("month",), "count", "1", "", "Newton steps", "牛顿步数", smallest=0.0),
    Variable(
        "inner_iterations",
        ("month",),
        "count",
        "1",
        "",
        "iterations inside the Newton steps",
        "内层迭代次数",
        smallest=0.0,
    ),
    Variable("cleared", ("month",), "truth", "", "", "the month cleared", "当月是否出清"),
    Variable("worst_node", ("month",), "text", "", "", "node of the largest residual", "最差节点"),
    Variable(
        "column_node",
        ("coefficient",),
        "count",
        "1",
        "position along the axis node",
        "node of a coefficient",
        "系数所属节点",
        smallest=0.0,
    ),
    Variable(
        "column_activity",
        ("coefficient",),
        "count",
        "1",
        "position along the axis activity",
        "activity of a coefficient",
        "系数所属活动",
        smallest=0.0,
    ),
    Variable(
        "column_value",
        ("coefficient",),
        "number",
        "t per activity unit",
        f"{_OWN}; outputs positive, inputs negative",
        "coefficient: tonnes per unit of activity",
        "系数：每单位活动吨数",
    ),
)
"""Every variable of a run."""

VARIABLE: dict[str, Variable] = {variable.id: variable for variable in VARIABLES}
