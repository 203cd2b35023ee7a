"""Which indicators rest on the shipped tables alone, without a run?"""

from __future__ import annotations

from monazite.indicators.indicator_record import Indicator
from monazite.labels import Label

TABLE_INDICATORS: tuple[Indicator, ...] = (
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
"""Every indicator that needs no run, in the order of the reference page."""
