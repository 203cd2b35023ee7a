"""How good is the model, over all episodes and beside naive forecasts, misses included?

The page is rendered from `library/evidence.json`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

DIRECTION_GOAL = 0.80
BEATS_GOAL = 0.75
COVERAGE_GOAL = (0.80, 0.97)

_WORDS = {
    "en": {
        "title": "Scoreboard",
        "lead": "Each forecast starts from what was known before the event and gets only the "
        "policies then announced or in force. Parameters are weighed by the other episodes, never "
        "by the one scored. This page is written by `python -m monazite.evidence` from "
        "`library/evidence.json`; it is not edited by hand.",
        "goals": "Goals and what is reached",
        "goal": "goal",
        "wanted": "wanted",
        "reached": "reached",
        "counted": "counted over",
        "direction": "direction right, all scored quantities",
        "direction_calm": "of these, what the record calls unmoved",
        "direction_at": "the same, if a change up to {band} were called unmoved (0.10 is the rule)",
        "beats": "log error below no-change, quantities that moved in policy episodes",
        "coverage": "records inside the 90 per cent band",
        "crps": "mean CRPS of the model; of no-change",
        "yes": "yes",
        "no": "no",
        "met": "met",
        "quantities": "quantities",
        "records": "records",
        "episodes": "Episodes",
        "head": "| quantity | role | records | direction | forecast; without rules | log error | "
        "no change | last trend | previous episode | CRPS | in band | "
        "peak, months: recorded, forecast |",
        "not_scored": "Not scored",
        "none": "none",
        "learnt": "What the record moved",
        "learnt_lead": "Mean and standard deviation of each latent number after all episodes but "
        "the one scored, averaged over the scored ones; 0 and 1 before. A standard deviation near "
        "1 says that the data do not identify it. The weights are worth {e:.0f} equal draws, which "
        "leaves these figures uncertain by {m:.2f} and {s:.2f}: moved is what lies further from 0 "
        "or 1 than twice that.",
        "latent": "| latent number | mean | standard deviation | moved |",
        "members": "members {m}, of which failed {f}; worth {e:.0f} equal draws; trained on {t}",
        "nothing": "—",
        "units": "Errors and CRPS are in logarithms of the change since before the event: 0.69 is "
        "a factor of two. Without rules is the mean change that the median of the parameters has "
        "if no policy comes: what demand and plants move by themselves.",
    },
    "zh": {
        "title": "计分板",
        "lead": "每次预测只使用事件前已知的信息，以及当时已公布或生效的政策。参数由其他事件加权，"
        "从不使用被评分的事件。本页由 `python -m monazite.evidence` 依 `library/evidence.json` "
        "生成，不作手工修改。",
        "goals": "目标与结果",
        "goal": "目标",
        "wanted": "要求",
        "reached": "结果",
        "counted": "统计范围",
        "direction": "方向正确，全部评分量",
        "direction_calm": "其中记录为未变动者",
        "direction_at": "同上，若变化不超过{band}即称未变动（规则为0.10）",
        "beats": "政策事件中有变动的量：对数误差小于“不变”",
        "coverage": "落入90%区间的记录",
        "crps": "平均CRPS：模型；“不变”",
        "yes": "是",
        "no": "否",
        "met": "达标",
        "quantities": "个量",
        "records": "条记录",
        "episodes": "事件",
        "head": "| 评分量 | 类别 | 记录数 | 方向 | 预测；无政策 | 对数误差 | 不变 | 趋势延续 | "
        "比照上次事件 | CRPS | 区间内 | 峰值月：记录、预测 |",
        "not_scored": "未评分",
        "none": "无",
        "learnt": "记录改变了哪些参数",
        "learnt_lead": "由被评分事件以外的全部事件得出的各潜变量均值与标准差，对各被评分事件取"
        "平均；先验为0与1。标准差接近1表示数据不能识别该参数。权重相当于{e:.0f}个等权抽样，"
        "故两列各有{m:.2f}与{s:.2f}的不确定性：偏离0或1超过其两倍者为已改变。",
        "latent": "| 潜变量 | 均值 | 标准差 | 已改变 |",
        "members": "成员 {m}，其中失败 {f}；相当于 {e:.0f} 个等权抽样；训练自 {t}",
        "nothing": "—",
        "units": "误差与CRPS均为相对事件前变化的对数：0.69为两倍。“无政策”为参数取中位数"
        "且无任何政策时的平均变化，即需求与产能自身的变动。",
    },
}


def scored_of(content: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Which (episode entry, scored quantity) pairs does the record hold?"""
    for entry in content["episodes"].values():
        for one in entry["hindcast"]["scored"]:
            yield entry, one


def summary(content: Mapping[str, Any]) -> dict[str, Any]:
    """What is reached over all episodes? Shares from 0 to 1, None where nothing counts."""
    pairs = list(scored_of(content))
    hits = [one["direction_hit"] for _, one in pairs]
    calm = [one["direction_hit"] for _, one in pairs if one["direction_recorded"] == 0]
    beats = [
        one["beats_no_change"]
        for entry, one in pairs
        if entry["kind"] == "policy" and one["direction_recorded"] != 0
    ]
    points = [one["points"] for _, one in pairs]
    inside = [one["coverage"] * one["points"] for _, one in pairs]
    naive = [one["errors"]["no_change"] for _, one in pairs]
    bands = sorted({band for _, one in pairs for band in one["direction_at"]})
    other = {
        band: float(
            np.mean(
                [one["direction_at"][band][0] == one["direction_at"][band][1] for _, one in pairs]
            )
        )
        for band in bands
    }
    return {
        "direction": float(np.mean(hits)) if hits else None,
        "direction_at": other,
        "direction_count": len(hits),
        "direction_calm": float(np.mean(calm)) if calm else None,
        "direction_calm_count": len(calm),
        "beats_no_change": float(np.mean(beats)) if beats else None,
        "beats_count": len(beats),
        "coverage": float(np.sum(inside) / np.sum(points)) if points else None,
        "coverage_count": int(np.sum(points)),
        "crps": float(np.mean([one["crps"] for _, one in pairs])) if pairs else None,
        "crps_no_change": float(np.mean(naive)) if pairs else None,
    }


def render(content: Mapping[str, Any], lang: str) -> str:
    """Which Markdown page says it, in English or Chinese?"""
    words = _WORDS[lang]
    total = summary(content)
    low, high = COVERAGE_GOAL

    def share(value: float | None) -> str:
        return words["nothing"] if value is None else f"{value:.2f}"

    def met(value: float | None, least: float, most: float = 1.0) -> str:
        return words["yes"] if value is not None and least <= value <= most else words["no"]

    lines = [f"# {words['title']}", "", words["lead"], "", f"## {words['goals']}", ""]
    lines += [
        f"| {words['goal']} | {words['wanted']} | {words['reached']} | {words['met']} | "
        f"{words['counted']} |",
        "|---|---|---|---|---|",
        f"| {words['direction']} | ≥ {DIRECTION_GOAL:.2f} | {share(total['direction'])} | "
        f"{met(total['direction'], DIRECTION_GOAL)} | "
        f"{total['direction_count']} {words['quantities']} |",
        f"| {words['direction_calm']} | | {share(total['direction_calm'])} | | "
        f"{total['direction_calm_count']} {words['quantities']} |",
        *(
            f"| {words['direction_at'].format(band=band)} | | {share(value)} | | "
            f"{total['direction_count']} {words['quantities']} |"
            for band, value in total["direction_at"].items()
        ),
        f"| {words['beats']} | ≥ {BEATS_GOAL:.2f} | {share(total['beats_no_change'])} | "
        f"{met(total['beats_no_change'], BEATS_GOAL)} | "
        f"{total['beats_count']} {words['quantities']} |",
        f"| {words['coverage']} | {low:.2f}–{high:.2f} | {share(total['coverage'])} | "
        f"{met(total['coverage'], low, high)} | {total['coverage_count']} {words['records']} |",
        f"| {words['crps']} | | {share(total['crps'])}; {share(total['crps_no_change'])} | | "
        f"{total['direction_count']} {words['quantities']} |",
        "",
        words["units"],
        "",
        f"## {words['episodes']}",
    ]
    for name, entry in content["episodes"].items():
        cast = entry["hindcast"]
        lines += ["", f"### {name} ({entry['kind']}, {cast['chain']}, {cast['event']})", ""]
        lines += [
            words["members"].format(
                m=cast["members"],
                f=cast["failed"],
                e=cast["effective"],
                t=", ".join(cast["training"]) or words["none"],
            ),
            "",
        ]
        if cast["scored"]:
            lines += [words["head"], "|---" * 12 + "|"]
            lines += [_row(one, words) for one in cast["scored"]]
        for missed, why in cast["missing"].items():
            lines.append(f"- {words['not_scored']}: {missed}: {why}")
    if content["not_scored"]:
        lines += ["", f"## {words['not_scored']}", ""]
        for name, why in content["not_scored"].items():
            lines.append(f"- {name}: {why['reason']}")
    return "\n".join([*lines, *_learnt(content, words)]) + "\n"


def _learnt(content: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    """Which latent numbers did the record move, beyond what so few draws leave uncertain?"""
    casts = [entry["hindcast"] for entry in content["episodes"].values()]
    lines = ["", f"## {words['learnt']}", ""]
    if not casts:
        return [*lines, words["none"]]
    worth = float(np.mean([cast["effective"] for cast in casts]))
    of_mean, of_spread = 1.0 / np.sqrt(worth), 1.0 / np.sqrt(2.0 * worth)
    lead = words["learnt_lead"].format(e=worth, m=of_mean, s=of_spread)
    lines += [lead, "", words["latent"], "|---|---|---|---|"]
    for latent in casts[0]["posterior"]:
        mean, spread = np.mean([cast["posterior"][latent] for cast in casts], axis=0)
        moved = abs(mean) > 2 * of_mean or abs(spread - 1.0) > 2 * of_spread
        said = words["yes"] if moved else words["no"]
        lines.append(f"| {latent} | {mean:+.2f} | {spread:.2f} | {said} |")
    return lines


def _row(one: Mapping[str, Any], words: Mapping[str, str]) -> str:
    errors = one["errors"]
    sign = {1: "+", 0: "0", -1: "−"}
    right = words["yes"] if one["direction_hit"] else words["no"]
    moved = f"{sign[one['direction_recorded']]} {sign[one['direction_forecast']]} ({right})"

    def number(value: float | None) -> str:
        return words["nothing"] if value is None else f"{value:.2f}"

    def month(value: float | None) -> str:
        return words["nothing"] if value is None else f"{value:.0f}"

    peak = f"{month(one['timing_recorded']['peak'])}, {month(one['timing_forecast']['peak'])}"
    cells = [
        one["quantity"],
        one["role"],
        str(one["points"]),
        moved,
        f"{one['forecast_mean']:+.2f}; {one['without_rules']:+.2f}",
        number(errors["model"]),
        number(errors["no_change"]),
        number(errors["last_trend"]),
        number(errors["previous_episode"]),
        number(one["crps"]),
        number(one["coverage"]),
        peak,
    ]
    return f"| {' | '.join(cells)} |"
