"""Write the pages of the manual that are made from the code and the glossary.

Run it with ``make reference``; a test fails where a page is not what this program writes. The
pages are commands, run_variables, scenario_file, glossary and all_chains, in docs/en and docs/zh.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "zh")

TITLES = {
    "commands": {
        "en": ("Commands", "Made from the program by `make reference`: what `--help` says."),
        "zh": ("命令", "由程序经 `make reference` 生成，内容即 `--help` 的说明。"),
    },
    "run_variables": {
        "en": (
            "What a run holds",
            "Made from `monazite.market.axes` and `monazite.market.variables` by `make reference`.",
        ),
        "zh": (
            "模拟结果的内容",
            "由 `monazite.market.axes` 与 `monazite.market.variables` 经 `make reference` 生成。",
        ),
    },
    "scenario_file": {
        "en": (
            "The file of a scenario",
            "Every field must be there unless a default is named. A field marked *path* may be a "
            'number (the same in every month) or a list of steps, `[{from: "2025-04", value: '
            "0.2}]`, which begins no later than the effect. `monazite check FILE` names every "
            "fault at once. Made by `make reference`.",
        ),
        "zh": (
            "情景文件",
            "未注明默认值的字段必须填写。标有“路径”的字段可为一个数（各月相同），或一列步骤 "
            '`[{from: "2025-04", value: 0.2}]`，首步不得晚于效应开始。`monazite check 文件` '
            "一次列出全部错误。由 `make reference` 生成。",
        ),
    },
    "all_chains": {
        "en": (
            "Every scenario on every chain",
            "Does each shipped scenario clear on each of the shipped chains, 144 months to the end "
            "of 2035? Measured by `python -m benchmarks.all_chains`, written here from its results "
            "by `make reference`. Where two scenarios ask the same of a chain, the run is made "
            "once and counted for both; time and memory are those of the runs made, chains one "
            "after another in one process, reading and compiling included, on two shared cores. "
            "The largest gap is the larger of the clearing residual and of the mass imbalance of "
            "any node in any month, share of what passes through it.",
        ),
        "zh": (
            "各情景在各产业链上的运行",
            "每个随附情景在每条产业链上直到2035年底的144个月是否全部出清？由 "
            "`python -m benchmarks.all_chains` 测得，经 `make reference` 写入本页。两个情景对某链"
            "提出同一问题时，只运行一次，两处计数；时间与内存为实际运行之值：单进程、各链依次运行，含读取与编译，"
            "两个共用核心。最大差额为任一节点任一月份的出清残差与物质平衡误差中较大者（占其通过量之比）。",
        ),
    },
    "glossary": {
        "en": ("Glossary", "One word per idea, the same in code, files, pages and commands."),
        "zh": ("词汇表", "一义一词，代码、文件、页面与命令中用法一致。"),
    },
}
HEADINGS = {
    "axes": {"en": "Axes", "zh": "坐标"},
    "axis": {"en": "| name | along | meaning |", "zh": "| 名称 | 所在轴 | 含义 |"},
    "variables": {"en": "Variables", "zh": "变量"},
    "variable": {
        "en": "| name | axes | unit | meaning | basis |",
        "zh": "| 名称 | 坐标轴 | 单位 | 含义 | 口径 |",
    },
    "field": {"en": "| field | meaning | form |", "zh": "| 字段 | 含义 | 形式 |"},
    "path": {"en": "path", "zh": "路径"},
    "default": {"en": "default", "zh": "默认"},
    "scenario": {"en": "The scenario", "zh": "情景"},
    "every_effect": {"en": "Every effect", "zh": "每种效应"},
    "all_chains": {
        "en": "| scenario | chains that clear | runs made | largest gap | processor seconds | "
        "largest memory, MB | measured, revision |",
        "zh": "| 情景 | 全部出清的链 | 实际运行 | 最大差额 | 处理器秒 | 最大内存（MB） "
        "| 测量日、版本 |",
    },
    "of": {"en": "of", "zh": "/"},
    "word": {"en": "| word | in code | 中文 | meaning |", "zh": "| 词 | 代码中 | English | 含义 |"},
}


ALL_HELP = """
from monazite.cli.main import VERBS, exit_code
assert exit_code(["--help"]) == 0
for verb in VERBS:
    print(end="\\f")
    assert exit_code([verb, "--help"]) == 0
"""
"""Program that prints the help of the command and of each verb, form feeds between them."""


def pages() -> dict[Path, str]:
    """Which pages are made, with which text? Path from the repository's root -> text."""
    made = {}
    for language in LANGUAGES:
        for name, body in (
            ("commands", commands(language)),
            ("run_variables", run_variables(language)),
            ("scenario_file", scenario_file(language)),
            ("glossary", glossary(language)),
            ("all_chains", all_chains(language)),
        ):
            title, sentence = TITLES[name][language]
            text = f"# {title}\n\n{sentence}\n\n{body}"
            made[Path("docs") / language / f"{name}.md"] = text.rstrip() + "\n"
    return made


def commands(language: str) -> str:
    """What does each command's help say?"""
    environment = {
        **os.environ,
        "MONAZITE_LANG": language,
        "COLUMNS": "80",
        "TERMINAL_WIDTH": "80",
        "PYTHONPATH": str(REPOSITORY / "src"),
    }

    # the language is chosen when the program starts, so one process tells all of one language
    done = subprocess.run(
        [sys.executable, "-c", ALL_HELP],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    first, *others = (f"```\n{told.strip()}\n```\n" for told in done.stdout.split("\f"))
    verbs = re.findall(r"^  (\w+)  ", first.split("Commands:")[1], flags=re.M)
    named = zip(verbs, others, strict=True)
    return "\n".join([first, *(f"## {verb}\n\n{shown}" for verb, shown in named)])


def run_variables(language: str) -> str:
    """Which axes and variables does a run have?"""
    from monazite.market.axes import AXES
    from monazite.market.variables import VARIABLES

    lines = [f"## {HEADINGS['axes'][language]}", "", HEADINGS["axis"][language], "|---|---|---|"]
    lines += [f"| `{axis.id}` | {axis.dimension} | {getattr(axis, language)} |" for axis in AXES]
    lines += ["", f"## {HEADINGS['variables'][language]}", "", HEADINGS["variable"][language]]
    lines += ["|---|---|---|---|---|"]
    lines += [
        f"| `{variable.id}` | {', '.join(variable.dimensions)} | {variable.unit} "
        f"| {getattr(variable, language)} | {variable.basis} |"
        for variable in VARIABLES
    ]
    return "\n".join(lines)


def scenario_file(language: str) -> str:
    """Which fields has a scenario's file, and what does each mean?"""
    from monazite.scenario.written import WrittenEffect, WrittenScenario, effect_models

    path = REPOSITORY / "docs" / "scenario_fields.yaml"
    meanings = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = {word["id"]: word[language] for word in _words()}
    lines = []
    models = {"scenario": WrittenScenario, **effect_models()}
    for section, fields in meanings.items():
        model = models.get(section, WrittenEffect)
        title = f"`{section}`: {names[section]}" if section in names else ""
        lines += [f"## {HEADINGS[section][language] if section in HEADINGS else title}", ""]
        lines += [HEADINGS["field"][language], "|---|---|---|"]
        for field, meaning in fields.items():
            form = _form(model, field, language)
            lines.append(f"| `{field}` | {meaning[language]} | {form} |")
        lines.append("")
    return "\n".join(lines)


def _form(model: Any, field: str, language: str) -> str:
    """How is a field written: a path with its range, and its default if it has one?"""
    said = []
    low, high = getattr(model, "ranges", {}).get(field, (None, None))
    if field in getattr(model, "ranges", {}):
        bounds = "" if low is None else f" ≥ {low:g}" if high is None else f" {low:g} … {high:g}"
        said.append(HEADINGS["path"][language] + bounds)
    known = model.model_fields.get(field)
    if known is not None:
        for rule in known.metadata:
            said += [f"≥ {rule.ge:g}"] if hasattr(rule, "ge") else []
            said += [f"≤ {rule.le:g}"] if hasattr(rule, "le") else []
        if not known.is_required():
            said.append(f"{HEADINGS['default'][language]} {known.default!r}")
    return ", ".join(said)


def all_chains(language: str) -> str:
    """How did each scenario go on all chains, as the benchmark kept it?"""
    path = REPOSITORY / "benchmarks" / "all_chains.json"
    lines = [HEADINGS["all_chains"][language], "|---|---|---|---|---|---|---|"]
    failed = []
    for row in json.loads(path.read_text(encoding="utf-8")):
        gap, chain = max(row["largest_residual"], row["largest_mass_error"])
        lines.append(
            f"| `{row['scenario']}` | {row['chains_cleared']} {HEADINGS['of'][language]} "
            f"{row['chains']} | {row['runs_made']} | {gap:.1e} ({chain}) | "
            f"{row['processor_seconds']:.0f} | {row['peak_memory_mb']} | "
            f"{row['measured']}, {row['revision']} |"
        )
        failed += [
            f"- `{row['scenario']}`, {name}: {', '.join(months)}"
            for name, months in row["failed"].items()
        ]
    return "\n".join([*lines, "", *failed])


def _words() -> list[dict[str, str]]:
    text = (REPOSITORY / "docs" / "glossary.yaml").read_text(encoding="utf-8")
    found: list[dict[str, str]] = yaml.safe_load(text)
    return found


def glossary(language: str) -> str:
    """What do the words mean?"""
    other = "zh" if language == "en" else "en"
    lines = [HEADINGS["word"][language], "|---|---|---|---|"]
    lines += [
        f"| {word[language]} | `{word['id']}` | {word[other]} | {word[f'says_{language}']} |"
        for word in _words()
    ]
    return "\n".join(lines)


def main() -> None:
    """Write every page."""
    for path, text in pages().items():
        (REPOSITORY / path).write_text(text, encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
