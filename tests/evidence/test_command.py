"""The command `hindcast`: lists, templates, refusals, and one run with a chart."""

import json

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
