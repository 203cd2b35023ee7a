"""Which indicators say who gains, who loses and who stands to lose?"""

from __future__ import annotations

from monazite.indicators.indicator_record import Indicator
from monazite.labels import Label

COMPARED_INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="surplus",
        label=Label("Consumers' and producers' surplus", "消费者与生产者剩余"),
        question=Label(
            "Who gained and who lost between two runs, and where?",
            "两次模拟之间，谁得谁失，在哪里？",
        ),
        unit=Label("constant USD", "不变价美元"),
        lowest=None,
        highest=None,
        formula=Label(
            "consumers: -Σ (price - price before) · mean quantity; producers: "
            "Σ (value added - value added before) · mean level + floors received",
            "消费者：-Σ (价格 - 原价格) · 平均数量；"
            "生产者：Σ (增加值 - 原增加值) · 平均水平 + 所得价格下限补足",
        ),
        reading=Label(
            "Against another run of the same chain and months. Exact to second order. Rents of "
            "licences and public money are indicators of their own.",
            "与同一产业链、同一月份的另一次模拟比较。二阶精确。许可租金与公共资金另有指标。",
        ),
        source="Harberger, Journal of Economic Literature 9(3), 1971",
        measure="surplus:sellers_gain",
        of_run="surplus:surplus",
    ),
    Indicator(
        id="leverage",
        label=Label("Leverage of an exporter", "出口方的杠杆"),
        question=Label(
            "How much can an exporter make others lose per unit of its own loss, and how long?",
            "出口方每损失一单位，能使他方损失多少？能维持多久？",
        ),
        unit=Label("ratio; USD; months", "比值；美元；月"),
        lowest=None,
        highest=None,
        formula=Label(
            "Σ loss abroad / Σ own loss since the start; half-life: months from the largest loss "
            "abroad until it is at most half for good",
            "自起点起 Σ 国外损失 / Σ 自身损失；"
            "半衰期：自最大国外损失起，到此后始终不超过其一半的月数",
        ),
        reading=Label(
            "Losses are falls of surplus against the run without the rule. No ratio where the "
            "exporter loses nothing. An exporter who keeps the licence rent loses less than shown.",
            "损失指相对无该规则模拟的剩余减少。出口方无损失时没有比值。"
            "若出口方保有许可租金，其损失小于所示。",
        ),
        source="Monazite model, section 5; Clayton, Maggiori and Schreger 2025",
        measure="leverage:half_life",
        of_run="leverage:leverage_curve",
    ),
    Indicator(
        id="value_at_risk",
        label=Label("Downstream value at risk", "下游风险价值"),
        question=Label(
            "How much do users stand to lose if one origin of an element fell away?",
            "若某元素的某一来源中断，用户最多会损失多少？",
        ),
        unit=Label("constant USD", "不变价美元"),
        lowest=0.0,
        highest=None,
        formula=Label(
            "Σ_use tonnes · share of the origin · max(0, ceiling price - price)",
            "Σ_用途 吨数 · 来源份额 · max(0, 上限价格 - 价格)",
        ),
        reading=Label(
            "The ceiling is the price at which a substitute or doing without takes over. An upper "
            "bound: what other origins could still supply is not taken off.",
            "上限价格指替代品或放弃使用开始起作用的价格。此为上界：未扣除其他来源仍可供应的部分。",
        ),
        source="Monazite model, section 5; Schröder and Kuckshinrichs 2015 for lost load",
        measure="value_at_risk:loss_without",
        of_run="value_at_risk:value_at_risk",
    ),
)
"""Gains and losses, most of them against another run, in the order of the reference page."""
