"""The command `hindcast`: lists, templates, refusals, and one run with a chart."""

import json
import shutil

import pytest

from monazite.cli.main import exit_code
from monazite.evidence.episode import shipped_episodes
from tests.evidence.episodes import change, filled, new


def test_without_an_episode_the_shipped_ones_are_listed(capsys):
    assert exit_code(["hindcast", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == list(shipped_episodes())


def test_new_writes_a_folder_that_is_not_overwritten(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert exit_code(["hindcast", "new", "trial"]) == 0
    assert (tmp_path / "trial" / "episode.yaml").is_file()
    assert exit_code(["hindcast", "new", "trial"]) == 2
    assert exit_code(["hindcast", "new"]) == 2
    assert "free" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_episode_without_its_chain_is_refused_aloud(tmp_path, capsys, lang):
    folder = change(new(tmp_path), "chain: rare_earths", "chain: unobtainium")
    assert exit_code(["hindcast", str(folder), "--lang", lang]) == 2
    assert "unobtainium" in capsys.readouterr().err


def test_a_chart_of_another_form_is_refused(tmp_path, capsys):
    wrong = str(tmp_path / "x.png")
    assert exit_code(["hindcast", "heavy_rare_earths_2025", "--chart", wrong]) == 2
    assert "svg" in capsys.readouterr().err


def test_a_template_that_nobody_filled_in_is_not_scored(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert exit_code(["hindcast", "new", "trial"]) == 0
    assert exit_code(["hindcast", "./trial", "--members", "2", "--lang", "zh"]) == 2
    told = capsys.readouterr().err
    assert "键 `reach_source`" in told
    assert "您自己的文本" in told


def test_new_answers_in_json_too(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert exit_code(["hindcast", "new", "trial", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"episode": "trial", "folder": str(tmp_path / "trial")}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["antimony_2024", "more"], "`new` only"),
        (["antimony_2024", "--observed", "nowhere"], "a folder that exists"),
        (["nowhere", "--all"], "folders of episodes"),
        (["--all", "--chart", "x.svg"], "for one episode"),
    ],
)
def test_words_that_would_go_unread_are_refused(tmp_path, monkeypatch, capsys, words, told):
    monkeypatch.chdir(tmp_path)
    assert exit_code(["hindcast", *words]) == 2
    assert told in capsys.readouterr().err


def test_all_of_a_folder_tells_what_is_wrong_with_each(tmp_path, monkeypatch, capsys):
    """None of the three is run; each is told in the language asked for, and in JSON."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "several"
    folder.mkdir()
    for name, wrong in (("one", "months: 2"), ("two", "months: 12.5")):
        change(new(folder, name), "months: 12", wrong)
    away = "external: {file: own.csv, match: {series_id: MINE}, value: price}"
    change(new(folder, "three"), "file: price_abroad.csv", away)
    assert exit_code(["hindcast", "several", "--all", "--lang", "zh", "--format", "json"]) == 1
    told = capsys.readouterr()
    results = json.loads(told.out)
    assert [one["episode"] for one in results] == ["several/one", "several/three", "several/two"]
    assert all(one["faults"] for one in results)
    assert "至少4" in told.err
    assert "own.csv 不可随附，且不在手边" in told.err
    shutil.rmtree(folder / "one")
    shutil.rmtree(folder / "two")
    assert exit_code(["hindcast", "several", "--all"]) == 0


def test_check_reads_an_episode_with_its_records_and_runs_nothing(tmp_path, capsys):
    folder = new(tmp_path)
    assert exit_code(["check", str(folder / "episode.yaml"), "--lang", "zh"]) == 0
    assert exit_code(["check", str(tmp_path)]) == 0
    assert "有效的事件" in capsys.readouterr().out
    rows = (folder / "price_abroad.csv").read_text(encoding="utf-8")
    (folder / "price_abroad.csv").write_text(rows.replace(",150,", ",0,"), encoding="utf-8")
    assert exit_code(["check", str(folder / "episode.yaml")]) == 2
    assert "price_abroad.csv, row 2 (line 3)" in capsys.readouterr().err
    change(folder, "months: 12", "months: 2")
    assert exit_code(["check", str(tmp_path)]) == 2
    assert "key `months`" in capsys.readouterr().err


@pytest.mark.slow
def test_an_episode_that_stands_twice_in_a_folder_is_scored_once(tmp_path, capsys):
    first = new(tmp_path)
    shutil.copytree(first, tmp_path / "the same")
    command = ["hindcast", str(tmp_path), "--all", "--members", "1", "--format", "json"]
    assert exit_code(command) == 1
    told = capsys.readouterr()
    scored = [one for one in json.loads(told.out) if "scored" in one]
    assert len(scored) == 1
    assert "lead_time.mine" in scored[0]["later_sources"]
    assert any("heavy_rare_earths_2025" in text for text in scored[0]["notes"])
    assert "trial a second time" in told.err


@pytest.mark.slow
def test_a_record_far_from_the_level_of_the_base_year_is_noted(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    folder = new(tmp_path)
    rows = (folder / "price_abroad.csv").read_text(encoding="utf-8")
    rows = rows.replace(",100,", ",100000,").replace(",150,", ",150000,")
    (folder / "price_abroad.csv").write_text(rows, encoding="utf-8")
    assert exit_code(["hindcast", "./trial", "--members", "1", "--lang", "zh"]) == 0
    assert "请核对单位" in capsys.readouterr().err


@pytest.mark.slow
def test_a_new_episode_is_scored_without_code(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert exit_code(["hindcast", "new", "trial"]) == 0
    capsys.readouterr()
    filled(tmp_path / "trial")
    command = ["hindcast", "./trial", "--members", "2", "--format", "json", "--chart", "trial.svg"]
    assert exit_code(command) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["episode"] == "trial"
    (scored,) = result["scored"]
    assert scored["points"] == 1
    assert scored["direction_recorded"] == 1
    assert scored["gaps"] == 8
    assert (tmp_path / "trial.svg").read_text(encoding="utf-8").startswith("<svg")
