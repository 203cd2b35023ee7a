"""The shipped acts: sound, quick to read, every worked case as written."""

from pathlib import Path

import pytest

from monazite.policy.case_run import case_faults
from monazite.policy.check import check
from monazite.policy.library import Library, library
from monazite.policy.quick_yaml import plain_values
from monazite.policy.read import LIBRARY, act_files, cases_file, read_cases
from monazite.text_file import read_text
from monazite.yaml_tree import read_tree

FILES = act_files()


@pytest.fixture(scope="module")
def shelf() -> Library:
    return library()


def test_all_acts_are_sound_and_refer_to_acts_that_exist(shelf: Library) -> None:
    assert len(shelf.acts) >= 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_worked_cases_come_out(path: Path, shelf: Library) -> None:
    act = shelf.acts[f"{path.parent.name}/{path.stem}"]
    cases = read_cases(cases_file(path))
    told = [str(fault) for fault in case_faults(cases, act, shelf, path.stem)]
    assert told == []


def test_there_are_enough_worked_cases() -> None:
    assert sum(len(read_cases(cases_file(path))) for path in FILES) >= 250


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_quick_reader_means_what_the_strict_one_means(path: Path) -> None:
    assert plain_values(read_text(path, 2_000_000)) == read_tree(path).root.plain()


def test_each_act_has_cases_beside_it_and_no_cases_lie_alone() -> None:
    beside = set(LIBRARY.glob("*/*.cases.yaml"))
    assert beside == {cases_file(path) for path in FILES}


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2",
        "a: !!python/object:os.system x",
        "a: &x 1\nb: *x",
        "a: .nan",
        "- 1\n---\n- 2",
        "a: 0123",
        "? [1, 2]\n: 3",
        "a: 1e999",
    ],
)
def test_the_quick_reader_gives_up_on_what_is_not_plainly_right(text: str) -> None:
    assert plain_values(text) is None


@pytest.mark.slow
def test_a_copy_of_a_shipped_act_is_checked_itself(tmp_path: Path) -> None:
    shipped = LIBRARY / "cn" / "mofcom-gacc-2025-57.yaml"
    copy = tmp_path / "cn" / shipped.name
    copy.parent.mkdir()
    text = read_text(shipped, 2_000_000)
    cases = read_text(cases_file(shipped), 2_000_000)
    copy.write_text(text.replace("cn/mofcom-gacc-2025-70", "cn/mofcom-gacc-2025-79"), "utf-8")
    cases_file(copy).write_text(cases.replace("not_announced", "in_force", 1), "utf-8")
    told = [str(fault) for fault in check([copy])[0]]
    assert any("cn/mofcom-gacc-2025-79" in one and "did you mean" in one for one in told)
    assert any("state" in one and "in_force" in one for one in told)


def test_articles_are_told_in_chinese_unless_they_are_names(shelf: Library) -> None:
    told = {one.id: one.rule.article_text("zh") for one in shelf.rules}
    bare = {name for name, text in told.items() if text.isascii()}
    assert bare == {"alliances/pax-silica#area"}
    rule = shelf.rule["cn/mofcom-2025-1#export"].rule
    assert (rule.article_text("en"), rule.article_text("zh")) == ("announcement text", "公告正文")


def test_no_title_tells_the_same_twice(shelf: Library) -> None:
    for act in shelf.acts.values():
        title = act.title
        for shown, told in ((title.en, title.text("en")), (title.zh, title.text("zh"))):
            assert told.count(shown) <= 1, told
            assert told.count(title.original) <= 1, told
        if title.language == "zh":
            told = title.text("zh")
            assert told.count(title.zh[:12]) == 1 or told.count(title.original[:12]) == 1, told


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (
            "cn/mofcom-gacc-2025-18",
            "商务部 海关总署公告2025年第18号 公布对部分中重稀土相关物项实施出口管制的决定",
        ),
        (
            "cn/mofcom-gacc-2025-57",
            "商务部 海关总署公告2025年第57号 公布对部分中重稀土相关物项实施出口管制的决定"
            "（钬、铒、铥、铕、镱）",
        ),
        ("cn/rare-earth-quota-2025", "2025年稀土开采、冶炼分离总量控制指标（未公开）"),
        (
            "cn/general-licences-2025",
            "稀土永磁通用许可（首批）（两用物项通用出口许可（稀土永磁首批））",
        ),
        ("us/federal-equity-stakes", None),
    ],
)
def test_a_title_keeps_what_only_one_of_its_two_names_says(
    shelf: Library, act: str, told: str | None
) -> None:
    title = shelf.acts[act].title
    assert title.text("zh") == (told or f"{title.zh}（{title.original}）")
