"""How does the manual's page of indicators read, in English and in Chinese?

The page is made from the registry; a test compares it with `docs/en/indicators.md` and
`docs/zh/indicators.md`. To write them anew: `python -m monazite.indicators.reference_page FOLDER`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from monazite.indicators.registry import INDICATORS, Indicator
from monazite.labels import LANGUAGES

_WORDS = {
    "en": {
        "title": "Indicators",
        "opening": (
            "What Monazite measures in tables and in simulated runs. Every value is a number, or "
            "says in words why there is none: *unknown* (a month did not clear, a quantity was not "
            "found) or *not applicable* (nothing is used, nothing is made). Shares are fractions "
            "between 0 and 1; percent is never stored."
        ),
        "head": "| Indicator | Unit | Range | Function |",
        "unit": "Unit",
        "range": "Range",
        "formula": "Formula",
        "reading": "Reading",
        "source": "Source",
        "functions": "Functions",
        "closing": (
            "This page is made from `monazite.indicators.registry`; change the record, not the "
            "page."
        ),
        "colon": ": ",
    },
    "zh": {
        "title": "指标",
        "opening": (
            "Monazite 在表格和模拟结果中度量的内容。每个值要么是一个数，要么用文字说明为何没有："
            "*未知*（某月未出清，或数量未查到）或*不适用*（没有用量，或没有产量）。"
            "份额均为 0 到 1 之间的小数，从不以百分数存储。"
        ),
        "head": "| 指标 | 单位 | 取值范围 | 函数 |",
        "unit": "单位",
        "range": "取值范围",
        "formula": "公式",
        "reading": "解读",
        "source": "出处",
        "functions": "函数",
        "closing": "本页由 `monazite.indicators.registry` 生成；请修改记录，而不是本页。",
        "colon": "：",
    },
}


def reference_page(lang: str) -> str:
    """How does the page of all indicators read in `lang` (en or zh), as Markdown?

    Raises ValueError for another language.
    """
    if lang not in LANGUAGES:
        raise ValueError(f'language "{lang}" is not one of {", ".join(LANGUAGES)}')
    words = _WORDS[lang]
    lines = [f"# {words['title']}", "", words["opening"], "", words["head"], "|---|---|---|---|"]
    for record in INDICATORS:
        name = record.label.text(lang)
        lines.append(
            f"| [{name}](#{record.id}) | {record.unit.text(lang)} | {record.range} | "
            f"`{_path(record.of_run)}` |"
        )
    for record in INDICATORS:
        lines += ["", *_section(record, lang)]
    lines += ["", words["closing"], ""]
    return "\n".join(lines)


def _section(record: Indicator, lang: str) -> list[str]:
    words = _WORDS[lang]
    colon = words["colon"]
    both = f"`{_path(record.measure)}`, `{_path(record.of_run)}`"
    return [
        f'<a id="{record.id}"></a>',
        "",
        f"## {record.label.text(lang)}",
        "",
        record.question.text(lang),
        "",
        f"- {words['unit']}{colon}{record.unit.text(lang)}",
        f"- {words['range']}{colon}{record.range}",
        f"- {words['formula']}{colon}`{record.formula.text(lang)}`",
        f"- {words['reading']}{colon}{record.reading.text(lang)}",
        f"- {words['source']}{colon}{record.source}",
        f"- {words['functions']}{colon}{both}",
    ]


def _path(name: str) -> str:
    return "monazite.indicators." + name.replace(":", ".")


def write_reference_pages(folder: Path) -> tuple[Path, ...]:
    """Where were the pages written? `folder`/en/indicators.md and `folder`/zh/indicators.md."""
    written = []
    for lang in LANGUAGES:
        path = folder / lang / "indicators.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(reference_page(lang), encoding="utf-8")
        written.append(path)
    return tuple(written)


if __name__ == "__main__":
    write_reference_pages(Path(sys.argv[1]))
