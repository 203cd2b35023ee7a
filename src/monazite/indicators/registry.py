"""Which indicators are there, what does each mean, and which function computes it?

One record per indicator. The report's captions, the reference pages in both languages and the
tests read these records; nothing about an indicator is written twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from monazite.errors import unknown_name
from monazite.labels import Label


@dataclass(frozen=True)
class Indicator:
    """What does one indicator measure?

    id       : short English name
    label    : what it is called; question: what it answers; these, unit, formula and reading are
               in English and Chinese
    unit     : of its value ("share" is a fraction, percent is never stored)
    lowest, highest : range of a known value, None for no bound
    formula  : in words and names of the quantities
    reading  : edge cases and how to read it
    source   : paper, law or section of the model it follows
    measure  : "module:function" under monazite.indicators, of plain numbers or tables
    of_run   : the same for a run, or of the shipped tables where no run is needed
    needs_run: does `of_run` take a run?
    """

    id: str
    label: Label
    question: Label
    unit: Label
    lowest: float | None
    highest: float | None
    formula: Label
    reading: Label
    source: str
    measure: str
    of_run: str
    needs_run: bool = True

    def functions(self) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """Which functions compute it: of plain tables, and of a run?"""
        return _function(self.measure), _function(self.of_run)

    @property
    def range(self) -> str:
        """Between which values does it lie, as text?"""
        low = "-∞" if self.lowest is None else f"{self.lowest:g}"
        high = "∞" if self.highest is None else f"{self.highest:g}"
        return f"{low} … {high}"


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(f"monazite.indicators.{module}"), function)
    return found


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        id="concentration",
        label=Label("Concentration of supply", "供应集中度"),
        question=Label(
            "How concentrated is production at a stage: mine, separation, metal or magnet?",
            "某一环节（开采、分离、金属、磁体）的生产有多集中？",
        ),
        unit=Label("index", "指数"),
        lowest=0.0,
        highest=1.0,
        formula=Label(
            "HHI = Σ_region (production_region / Σ production)²",
            "HHI = Σ_地区 (该地区产量 / 总产量)²",
        ),
        reading=Label(
            "1 is a single supplier, 1/n are n equal ones. Times 10,000 it is on the scale of "
            "merger guidelines. Nothing produced: not applicable. Separation counts oxides only, "
            "so that a concentrate separated twice is not counted twice; recycling is left out.",
            "1 表示只有一个供应方，1/n 表示 n 个供应方均等。乘以 10,000 即为反垄断指南所用的标度。"
            "没有产量时不适用。分离环节只计氧化物，两次分离的富集物不重复计算；回收不计入。",
        ),
        source="Herfindahl 1950; Hirschman, American Economic Review 54(5), 1964",
        measure="concentration:herfindahl",
        of_run="concentration:concentration",
    ),
    Indicator(
        id="largest_third_country",
        label=Label("Share of the largest third country", "最大单一第三国份额"),
        question=Label(
            "Which outside country ships the largest share of what a bloc uses of a good?",
            "哪个区外国家供应了该集团某种商品用量的最大份额？",
        ),
        unit=Label("share", "份额"),
        lowest=0.0,
        highest=None,
        formula=Label(
            "max_country imports_country / (processing + final use)",
            "max_国家 自该国进口量 / (加工用量 + 最终用量)",
        ),
        reading=Label(
            "The European Union aims at no more than 0.65 by 2030. Above 1 where imports are sent "
            "on. The last shipper counts; for the country of the mine or plant see origins. The "
            "aim binds the Union and its members, not a single importer.",
            "欧盟的目标是到 2030 年不超过 0.65。进口后转出时可大于 1。按最后发货国计算；"
            "矿山或工厂所在国见“来源”。该目标约束欧盟及其成员国，而非单个进口商。",
        ),
        source="Regulation (EU) 2024/1252, Article 5(1)(b)",
        measure="concentration:largest_third_country",
        of_run="concentration:third_country",
    ),
    Indicator(
        id="import_reliance",
        label=Label("Net import reliance", "净进口依存度"),
        question=Label(
            "Which share of a region's use comes from abroad, net of its own exports?",
            "一个地区的用量中有多大份额（扣除自身出口）来自区外？",
        ),
        unit=Label("share", "份额"),
        lowest=0.0,
        highest=1.0,
        formula=Label(
            "(imports - exports + stock withdrawal) / apparent use",
            "(进口 - 出口 + 库存减少量) / 表观用量",
        ),
        reading=Label(
            "A net exporter scores 0 and is flagged, never negative. No use: not applicable. "
            "Unknown if any quantity is unknown. Trade among members of a bloc is not counted.",
            "净出口方记为 0 并加标注，不取负值。没有用量时不适用；任一数量未知则为未知。"
            "集团成员之间的贸易不计。",
        ),
        source="US Geological Survey, Mineral Commodity Summaries, appendix",
        measure="import_reliance:net_import_reliance",
        of_run="import_reliance:import_reliance",
    ),
    Indicator(
        id="shortage",
        label=Label("Unserved demand", "未满足的需求"),
        question=Label(
            "How much is wanted at the reference price and not supplied?",
            "按参考价格需要而没有得到供应的数量是多少？",
        ),
        unit=Label(
            "t of the good's basis; share of what is wanted", "吨（按商品计量基准）；占需求量的份额"
        ),
        lowest=0.0,
        highest=None,
        formula=Label(
            "max(0, wanted at reference price - consumption from real supply)",
            "max(0, 参考价格下的需求量 - 来自实际供应的消费量)",
        ),
        reading=Label(
            "Substitutes and doing without count as unserved. Goods of different basis are never "
            "added. The share lies between 0 and 1; nothing wanted: not applicable.",
            "替代品和放弃使用均计为未满足。不同计量基准的商品从不相加。份额介于 0 与 1 之间；"
            "没有需求时不适用。",
        ),
        source="Monazite model, section 5",
        measure="shortage:unserved_demand",
        of_run="shortage:shortage",
    ),
    Indicator(
        id="cover",
        label=Label("Months of cover", "库存可用月数"),
        question=Label(
            "For how many months would stocks last at the recent rate of use?",
            "按近期用量，库存可以维持几个月？",
        ),
        unit=Label("months", "月"),
        lowest=0.0,
        highest=None,
        formula=Label(
            "stock at month's end / mean monthly use of the last twelve months",
            "月末库存 / 最近十二个月的月均用量",
        ),
        reading=Label(
            "Use is what processes and final uses take from real supply. No use: not applicable, "
            "not infinite.",
            "用量指加工和最终用途从实际供应中取用的数量。没有用量时不适用，而非无穷大。",
        ),
        source="stocks-to-use ratio",
        measure="cover:months_of_cover",
        of_run="cover:cover",
    ),
    Indicator(
        id="origins",
        label=Label("Origins of what is used", "所用材料的来源"),
        question=Label(
            "In which countries was the element mined, separated or made that a region uses?",
            "一个地区所用的元素是在哪些国家开采、分离或制造的？",
        ),
        unit=Label("share", "份额"),
        lowest=0.0,
        highest=1.0,
        formula=Label(
            "(diag(inflow) - links) · share = inflow that carries the origin's mark",
            "(diag(流入) - 连接矩阵) · 份额 = 带该来源标记的流入",
        ),
        reading=Label(
            "Each element is followed by its content in goods; every outflow of a node has the "
            "node's mixture, and stocks keep the mixture laid in. Stocks from before the first "
            "month are taken as mixed like its flows. Shares of all origins add up to 1.",
            "按商品中的元素含量逐一追踪；节点的每股流出都带有该节点的混合比例，库存保留入库时的"
            "混合比例。首月之前的库存按首月流量的比例处理。全部来源的份额之和为 1。",
        ),
        source=(
            "Duchin and Levine, Journal of Industrial Ecology 14(4), 2010; Eckelman and Daigo, "
            "Ecological Economics 67(2), 2008; Bialek, IEE Proceedings GTD 143(4), 1996"
        ),
        measure="tracing:trace",
        of_run="origins:origins",
    ),
    Indicator(
        id="loop_closure",
        label=Label("Loop closure", "闭环率"),
        question=Label(
            "Which share of a bloc's final use has its whole path, mine to use, inside the bloc?",
            "一个集团的最终用量中，从开采到使用全程都在集团内部的份额是多少？",
        ),
        unit=Label("share", "份额"),
        lowest=0.0,
        highest=1.0,
        formula=Label(
            "Σ_use used · s_node / Σ_use used;  s = inside inflow / inflow, s = 0 outside",
            "Σ_用途 用量 · s_节点 / Σ_用途 用量； s = 全程在内的流入 / 流入，集团外 s = 0",
        ),
        reading=Label(
            "Material that was outside once is outside for good. Mines of the bloc and old scrap "
            "collected in it are inside; substitutes are left out. For a good of several elements "
            "the joint share is the smallest of its elements': the most that can be wholly inside.",
            "材料只要离开过集团，就始终视为区外。集团内的矿山和在集团内回收的旧废料算作区内；"
            "替代品不计。含多种元素的商品，其联合份额取各元素中的最小值，即可能全程在内的上限。",
        ),
        source="Monazite model, section 5; tracing as for origins",
        measure="tracing:trace",
        of_run="loop_closure:loop_closure",
    ),
    Indicator(
        id="status_premium",
        label=Label("Status premium", "管辖外溢价"),
        question=Label(
            "How much dearer is material outside a foreign rule than the same material under it?",
            "不受外国规则约束的材料比受约束的同种材料贵多少？",
        ),
        unit=Label("share", "份额"),
        lowest=-1.0,
        highest=None,
        formula=Label(
            "price of the free good / price of the bound good - 1",
            "不受约束商品的价格 / 受约束商品的价格 - 1",
        ),
        reading=Label(
            "0.4 is 40 % dearer. Only where both nodes of a region carry more than 1/10,000 of "
            "the world's flow of the good; otherwise not applicable.",
            "0.4 表示贵 40%。仅当该地区两个节点的流量都超过该商品全球流量的万分之一时给出，"
            "否则不适用。",
        ),
        source="Monazite model, section 3",
        measure="status_premium:premium",
        of_run="status_premium:status_premium",
    ),
    Indicator(
        id="two_prices",
        label=Label("Marginal and volume-weighted price", "边际价格与按量加权价格"),
        question=Label(
            "What did the last tonne cost, and what did the average tonne cost?",
            "最后一吨的价格是多少？平均每吨的价格又是多少？",
        ),
        unit=Label("USD/t of the good's basis", "美元/吨（按商品计量基准）"),
        lowest=0.0,
        highest=None,
        formula=Label(
            "Σ tonnes · price paid / Σ tonnes; licensed tonnes at the origin's FOB price",
            "Σ 吨数 · 实付价格 / Σ 吨数；获许可的数量按原产地离岸价",
        ),
        reading=Label(
            "Behind a licence gate the marginal price is that of the last tonne, while licensed "
            "tonnes come at the exporter's price. Without a rule both are one. Nothing bought: "
            "not applicable.",
            "在许可关口之后，边际价格是最后一吨的价格，而获得许可的数量按出口方价格成交。"
            "没有规则时两者相同。没有购买时不适用。",
        ),
        source="Monazite model, section 2",
        measure="two_prices:volume_weighted_price",
        of_run="two_prices:two_prices",
    ),
    Indicator(
        id="licence_rent",
        label=Label("Rent of an export gate", "出口关口租金"),
        question=Label(
            "What was the right to pass an export gate worth?",
            "通过出口关口的资格值多少钱？",
        ),
        unit=Label("USD", "美元"),
        lowest=None,
        highest=None,
        formula=Label(
            "tonnes · (price behind the gate - price before it with the charges on leaving)",
            "吨数 · (关口外价格 - 关口内价格与出口税费之和)",
        ),
        reading=Label(
            "Counted while a rule is in force. Who keeps it (buyer, exporter, state) is for the "
            "rule to say. Values slightly below zero come from the gate's small dispersion.",
            "仅在规则生效期间计算。归谁所得（买方、出口方或国家）由规则决定。略低于零的数值来自关口的微小离散度。",
        ),
        source="Monazite model, section 2",
        measure="two_prices:licence_rent",
        of_run="two_prices:gate_rents",
    ),
    Indicator(
        id="production_share",
        label=Label("Share of production", "产量份额"),
        question=Label(
            "How much does each region make at a stage, and which share of the world's is that?",
            "各地区在某一环节的产量是多少？占全球多大份额？",
        ),
        unit=Label("t of the products' basis; share", "吨（按产品计量基准）；份额"),
        lowest=0.0,
        highest=1.0,
        formula=Label("production_region / Σ production", "该地区产量 / 总产量"),
        reading=Label(
            "Products of different basis are added only by the content of one named element.",
            "计量基准不同的产品，只有指定一种元素并按其含量才能相加。",
        ),
        source="accounts of the run",
        measure="concentration:supply_shares",
        of_run="trade:production",
    ),
    Indicator(
        id="stage_flows",
        label=Label("Flows from stage to stage", "各环节之间的流向"),
        question=Label(
            "Through which countries does an element pass from the mine to the use in a year?",
            "一年之中，一种元素从开采到使用经过哪些国家？",
        ),
        unit=Label("t of oxide equivalent", "吨（氧化物当量）"),
        lowest=0.0,
        highest=None,
        formula=Label(
            "link(a, b) = Σ taken in by b · share of the mixture last made by a",
            "流向(a, b) = Σ b 取入的数量 · 其中最后由 a 制成的份额",
        ),
        reading=Label(
            "What enters a place leaves it again; losses, surplus and changes of stock are links "
            "of their own. Recycling of new scrap leads back, so the links form circles.",
            "进入一处的数量必等于离开的数量；损耗、过剩和库存变动各有流向。新废料回收使流向成环。",
        ),
        source="tracing as for origins",
        measure="tracing:trace",
        of_run="stage_flows:stage_flows",
    ),
    Indicator(
        id="fiscal_cost",
        label=Label("Fiscal cost", "财政成本"),
        question=Label(
            "What do price floors and strategic stocks cost the public purse?",
            "价格下限与战略储备使财政付出多少？",
        ),
        unit=Label("constant USD", "不变价美元"),
        lowest=None,
        highest=None,
        formula=Label(
            "Σ top-up paid − share of the upside taken; Σ tonnes bought · market price",
            "Σ 补足额 − 分得的溢价；Σ 购入吨数 · 市场价格",
        ),
        reading=Label(
            "Tariffs and export taxes bring in money that a run does not keep; they are not "
            "counted. Negative where the purse received more than it paid.",
            "关税与出口税的收入未记入运行结果，故不计。收入多于支出时为负。",
        ),
        source="Monazite model, sections 4 and 5",
        measure="fiscal:purchase_cost",
        of_run="fiscal:fiscal_cost",
    ),
    Indicator(
        id="stage_concentration",
        label=Label("Concentration as published", "已公布数据的集中度"),
        question=Label(
            "How concentrated was a stage of a mineral, as its publishers print it?",
            "按出版方公布的数据，某矿种某环节有多集中？",
        ),
        unit=Label("index", "指数"),
        lowest=0.0,
        highest=1.0,
        formula=Label(
            "Σ_country (output_country / output)²; upper bound + (others / output)²",
            "Σ_国家 (该国产量 / 总产量)²；上限另加 (其他国家 / 总产量)²",
        ),
        reading=Label(
            "Before any balancing. Countries that the source does not name count as many small "
            "ones; the upper bound takes them as one. A withheld country is left out and named.",
            "未经平衡。来源未列名的国家视为许多小国，上限则视为一国。保密的国家不计入并予列出。",
        ),
        source="Herfindahl 1950; Hirschman, American Economic Review 54(5), 1964",
        measure="stage_concentration:index_bounds",
        of_run="stage_concentration:stage_concentration",
        needs_run=False,
    ),
    Indicator(
        id="geopolrisk",
        label=Label("GeoPolRisk score and factor", "GeoPolRisk 得分与特征化因子"),
        question=Label(
            "How risky, geopolitically, is an importer's supply of a mineral, and a kilogram?",
            "某进口方的某矿种供应在地缘政治上有多大风险？每千克又承载多少？",
        ),
        unit=Label("score 0 to 1; kg copper equivalent per kg", "得分 0–1；千克铜当量/千克"),
        lowest=0.0,
        highest=None,
        formula=Label(
            "HHI · Σ_origin imports · risk / (production + Σ imports); "
            "factor = score · price / 0.409412948",
            "HHI · Σ_来源 进口量 · 风险 / (产量 + Σ 进口量)；因子 = 得分 · 价格 / 0.409412948",
        ),
        reading=Label(
            "Risk is (2.5 - political stability) / 5. Trade inside a group bears no risk. Imports "
            "count by content, as production does. A country that the source of production does "
            "not name counts as making nothing. An origin without a governance score makes the "
            "value unknown; the reference package takes 0.5 there, 0 for a failed division and 0 "
            "for missing trade.",
            "风险为 (2.5 - 政治稳定性) / 5。集团内部贸易不计风险。进口与产量均按含量计。"
            "产量来源未列名的国家视为不生产。来源国缺治理评分时结果为未知；参考软件包对此取 0.5，"
            "除法失败与缺失贸易取 0。",
        ),
        source=(
            "Koyamparambath, Loubet, Young and Sonnemann, Resources, Conservation and Recycling "
            "209, 107801, 2024; Gemechu and others, Journal of Industrial Ecology 20(1), 2016"
        ),
        measure="geopolrisk:geopolrisk_score",
        of_run="risk_of_supply:geopolrisk",
        needs_run=False,
    ),
    Indicator(
        id="eu_supply_risk",
        label=Label("Supply risk of the European Union", "欧盟供应风险"),
        question=Label(
            "How risky is the Union's supply of a mineral, by the Commission's method?",
            "按欧盟委员会的方法，欧盟某矿种供应风险有多大？",
        ),
        unit=Label("index, 0 to about 10", "指数，约 0–10"),
        lowest=0.0,
        highest=None,
        formula=Label(
            "(HHI_world · IR/2 + HHI_sourcing · (1 - IR/2)) · (1 - EoL-RIR) · SI; "
            "HHI = Σ share² · governance · t",
            "(HHI_世界 · IR/2 + HHI_来源 · (1 - IR/2)) · (1 - EoL-RIR) · SI；"
            "HHI = Σ 份额² · 治理 · t",
        ),
        reading=Label(
            "From 1 a material counts as critical if it matters to the economy. Political "
            "stability stands for the Commission's mean of six indicators; no trade restriction "
            "(t = 1) and no substitution (SI = 1) are counted.",
            "达到 1 且具经济重要性即为关键原材料。以政治稳定性代替委员会六项指标的平均；"
            "不计贸易限制（t = 1）与替代（SI = 1）。",
        ),
        source=(
            "European Commission, Methodology for establishing the EU list of critical raw "
            "materials, 2017; Blengini and others, Resources Policy 53, 2017"
        ),
        measure="supply_risk:combined_risk",
        of_run="risk_of_supply:european_supply_risk",
        needs_run=False,
    ),
    Indicator(
        id="us_import_reliance",
        label=Label("Net import reliance of the United States", "美国净进口依存度"),
        question=Label(
            "Which share of its consumption does the United States import, net?",
            "美国消费中净进口占多大份额？",
        ),
        unit=Label("share", "份额"),
        lowest=0.0,
        highest=1.0,
        formula=Label(
            "1 - domestic supply, old scrap included / consumption",
            "1 - 国内供应（含旧废料）/ 消费量",
        ),
        reading=Label(
            "Equal to (imports - exports + stock withdrawal) / consumption, as accounts balance. "
            "The bounds hold for all numbers that round to the printed ones; the Survey's own "
            "percentage is shown beside. Withheld lines make it unknown.",
            "账户平衡，故等于 (进口 - 出口 + 库存减少) / 消费量。上下限对应所有四舍五入后等于"
            "原表数字的取值；并列出调查局自己的百分比。保密行使其为未知。",
        ),
        source="US Geological Survey, Mineral Commodity Summaries 2026, appendix B",
        measure="us_import_reliance:open_share",
        of_run="us_import_reliance:us_import_reliance",
        needs_run=False,
    ),
    Indicator(
        id="eu_targets",
        label=Label("Benchmarks of the European Union", "欧盟基准目标"),
        question=Label(
            "Does the Union extract, process and recycle what it set out to, and from whom does "
            "it buy?",
            "欧盟的开采、加工、回收是否达到既定目标？又从何处购买？",
        ),
        unit=Label("share of annual consumption", "占年消费量份额"),
        lowest=0.0,
        highest=None,
        formula=Label(
            "extraction ≥ 0.10, processing ≥ 0.40, recycling ≥ 0.25, one third country ≤ 0.65",
            "开采 ≥ 0.10，加工 ≥ 0.40，回收 ≥ 0.25，单一第三国 ≤ 0.65",
        ),
        reading=Label(
            "Aims for 2030. Consumption is own production plus net imports by content; unknown "
            "where no customs lines cover just the forms used. Recycling is the input rate of the "
            "study of 2023. Later years come from a run.",
            "2030 年目标。消费量为自产加净进口（按含量）；没有恰好覆盖所用形态的海关编码时为未知。"
            "回收为 2023 年研究的投入率。以后年份取自模拟。",
        ),
        source="Regulation (EU) 2024/1252, Article 5(1)",
        measure="targets:reached",
        of_run="targets:observed_targets",
        needs_run=False,
    ),
)
"""Every indicator, in the order of the reference page."""


def indicator(id: str) -> Indicator:
    """Which record describes an indicator? Raises UnknownNameError with near misses."""
    for record in INDICATORS:
        if record.id == id:
            return record
    raise unknown_name("indicator()", id, [record.id for record in INDICATORS], "indicator")
