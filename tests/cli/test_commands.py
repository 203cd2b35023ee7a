"""What each command prints and how it ends, with small saved runs."""

import inspect
import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from monazite.cli import run_source
from monazite.cli.output import print_json
from monazite.errors import StorageError
from monazite.market.run import Run
from monazite.scenario import storage
from monazite.scenario.read import open_scenario
from tests.cli.conftest import Command
from tests.support.small_runs import small_run


class _World:
    """As much of a world as saving and printing needs."""

    vintage = "invented numbers"
    as_known = "2026-11"
    fingerprint = "f" * 64
    definition = ""

    class chain:
        id = "rare_earths"


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for the simulation: names what was asked for, returns a small run."""
    asked: list[str] = []

    def make(name: str, say: Any, **options: Any) -> run_source.Made:
        asked.append(name)
        run = small_run(failed=(1,)) if name == "heavy_licences" else small_run()
        return run_source.Made(run, open_scenario(name).scenario, _World())  # type: ignore[arg-type]

    monkeypatch.setattr(run_source, "make_run", make)
    return asked


@pytest.mark.slow
def test_run_saves_and_says_where(monazite: Command, simulated: list[str], tmp_path: Path) -> None:
    place = tmp_path / "run"
    answer = monazite("run", "baseline", "-o", place, "--lang", "en")
    assert (answer.code, answer.err) == (0, "")
    assert "All 3 months cleared." in answer.out
    assert str(place) in answer.out
    assert storage.load(place).identical(small_run())
    manifest = storage.read_manifest(place)
    assert manifest.scenario["id"] == "baseline"
    assert manifest.world["vintage"] == "invented numbers"
    assert "全部" in monazite("run", "baseline", "-o", place, "--overwrite", "--lang", "zh").out


def test_run_answers_in_json(monazite: Command, simulated: list[str], tmp_path: Path) -> None:
    place = tmp_path / "run"
    answer = monazite("run", "baseline", "-o", place, "--format", "json").json()
    assert answer["cleared"] is True
    assert answer["saved"] == str(place)
    assert answer["largest_residual"] == 1e-13


def test_a_month_that_did_not_clear_is_exit_code_1(
    monazite: Command, simulated: list[str], tmp_path: Path
) -> None:
    answer = monazite("run", "heavy_licences", "-o", tmp_path / "run", "--format", "json")
    assert answer.code == 1
    assert answer.json()["failed_months"] == ["2024-02"]
    assert not storage.load(tmp_path / "run").status.cleared


@pytest.mark.slow
def test_run_refuses_a_taken_place_before_it_simulates(
    monazite: Command, simulated: list[str], two_runs: tuple[Path, Path]
) -> None:
    answer = monazite("run", "baseline", "-o", two_runs[0])
    assert answer.code == 2
    assert "--overwrite" in answer.err
    assert simulated == []


def test_run_names_what_a_killed_process_left(
    monazite: Command, simulated: list[str], tmp_path: Path
) -> None:
    (tmp_path / "run.partial-1").mkdir()
    answer = monazite("run", "baseline", "-o", tmp_path / "run", "--lang", "en")
    assert answer.code == 0
    assert "run.partial-1" in answer.err


@pytest.mark.slow
def test_compare_lists_nodes_first(monazite: Command, two_runs: tuple[Path, Path]) -> None:
    first, second = two_runs
    answer = monazite("compare", first, second, "--format", "json").json()
    assert answer["identical"] is False
    assert [row["ratio"] for row in answer["differences"]] == [2.0, 2.0]
    text = monazite("compare", first, second, "--lang", "en", "--largest", 1).out
    assert "2 nodes differ; the 1 largest, in USD/t" in text
    assert "DEU/dysprosium_oxide/bound" in text or "CHN/dysprosium_oxide/bound" in text
    assert "identical" in monazite("compare", first, first, "--lang", "en").out


@pytest.mark.slow
def test_compare_takes_scenarios_by_name(
    monazite: Command, simulated: list[str], two_runs: tuple[Path, Path]
) -> None:
    answer = monazite("compare", "baseline", two_runs[0], "--format", "json")
    assert answer.json()["identical"] is True
    assert simulated == ["baseline"]


def test_a_run_that_did_not_clear_is_named_when_it_is_read(
    monazite: Command, tmp_path: Path
) -> None:
    place = storage.save(small_run(failed=(2,)), tmp_path / "run")
    answer = monazite("compare", place, place, "--lang", "en")
    assert "1 of 3 months did not clear" in answer.err


@pytest.mark.slow
def test_report_is_written_and_named(
    monazite: Command, two_runs: tuple[Path, Path], tmp_path: Path, monkeypatch: Any
) -> None:
    from monazite.present import report

    asked: dict[str, Any] = {}

    def write(runs: dict[str, Run], path: Path, lang: str, bands: Any, outlooks: Any) -> Path:
        asked.update(names=list(runs), lang=lang, bands=dict(bands), outlooks=dict(outlooks))
        path.write_text("<html>", encoding="utf-8")
        return path

    monkeypatch.setattr(report, "write_report", write)
    page = tmp_path / "page.html"
    answer = monazite("report", *two_runs, "-o", page, "--lang", "zh")
    assert answer.code == 0
    assert str(page) in answer.out
    names = [str(place) for place in two_runs]
    beside = {"bands": dict.fromkeys(names), "outlooks": dict.fromkeys(names)}
    assert asked == {"names": names, "lang": "zh", **beside}
    assert monazite("report", *two_runs, "-o", page).code == 2
    assert monazite("report", *two_runs, "-o", page, "--overwrite").code == 0


def test_scenarios_are_listed_in_both_languages(monazite: Command) -> None:
    assert "Baseline" in monazite("scenarios", "--lang", "en").out
    assert "基准情景" in monazite("scenarios", "--lang", "zh").out
    listed = monazite("scenarios", "--format", "json").json()
    assert {"baseline", "heavy_licences"} <= {scenario["id"] for scenario in listed}


@pytest.mark.parametrize("part", ["regions", "goods", "recipes", "facilities", "uses"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_chain_shows_each_part(monazite: Command, part: str, lang: str) -> None:
    rows = monazite("chain", "--show", part, "--format", "json").json()
    summary = monazite("chain", "--format", "json").json()
    assert len(rows) == summary[part] > 0
    text = monazite("chain", "--show", part, "--lang", lang).out
    assert len(text.splitlines()) == len(rows) + 2


def _root() -> float:
    """The price at which 100 / (1 + exp(-(p - 8) / 2)) meets 60 (p / 10) ** -0.5, by halving."""
    low, high = 1.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        supply, demand = 100 / (1 + math.exp(-(middle - 8) / 2)), 60 * (middle / 10) ** -0.5
        low, high = (middle, high) if supply < demand else (low, middle)
    return low


def test_clear_prints_prices_as_json(monazite: Command, tmp_path: Path) -> None:
    network = tmp_path / "market.json"
    network.write_text(
        json.dumps(
            {
                "nodes": [
                    {"id": "n", "reference_price": 10.0, "previous_price": 10.0, "inertia": 0.0}
                ],
                "activities": [
                    {"id": "mine", "io": {"n": 1.0}, "cost": 8.0, "capacity": 100.0,
                     "dispersion": 2.0, "bias": 0.0}
                ],
                "uses": [{"id": "use", "node": "n", "quantity": 60.0, "elasticity": 0.5}],
            }
        ),
        encoding="utf-8",
    )  # fmt: skip
    found = monazite("clear", network).json()
    assert found["ok"] is True
    assert found["residual"] < 1e-9
    assert found["prices"]["n"] == pytest.approx(_root(), rel=1e-9)
    assert found["levels"]["mine"] == pytest.approx(found["uses"]["use"], rel=1e-9)
    assert "n " in monazite("clear", network, "--format", "text").out
    network.write_text('{"nodes": [], "activities": [], "uses": []}', encoding="utf-8")
    assert monazite("clear", network).code == 2


def test_json_has_no_number_that_is_not_finite(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": [float("nan"), 1.0, {"b": float("-inf")}]})
    assert json.loads(capsys.readouterr().out) == {"a": [None, 1.0, {"b": None}]}


@pytest.mark.slow
def test_check_tells_kinds_apart_and_all_faults_at_once(
    monazite: Command, two_runs: tuple[Path, Path], tmp_path: Path, repository: Path
) -> None:
    package = repository / "src" / "monazite"
    for path, kind in (
        (two_runs[0], "run"),
        (package / "scenario" / "library" / "baseline.yaml", "scenario"),
        (package / "chains" / "library" / "rare_earths.yaml", "chain"),
    ):
        answer = monazite("check", path, "--format", "json")
        assert answer.json() == {"file": str(path), "kind": kind, "sound": True}
    wrong = tmp_path / "wrong.yaml"
    text = (package / "scenario" / "library" / "heavy_licences.yaml").read_text(encoding="utf-8")
    wrong.write_text(
        text.replace("exporter: CHN", "exporter: CHINA").replace("[dysprosium", "[disprosium"),
        encoding="utf-8",
    )
    error = monazite("check", wrong, "--format", "json")
    assert error.code == 2
    assert len(error.error()["faults"]) == text.count("exporter: CHN") + text.count("[dysprosium")
    unknown = tmp_path / "unknown.yaml"
    unknown.write_text("a: 1\n", encoding="utf-8")
    assert "scenario (key" in monazite("check", unknown).err


@pytest.mark.slow
def test_sources_name_publisher_licence_and_tables(monazite: Command) -> None:
    listed = monazite("sources", "--format", "json").json()
    assert all(source["publisher"] and source["licence"]["name_zh"] for source in listed)
    text = monazite("sources", "--lang", "zh").out
    for source in listed:
        assert source["id"] in text


def test_cite_lists_tables_and_credits_one(monazite: Command) -> None:
    tables = monazite("cite", "--format", "json").json()
    assert {"rare_earths_2024/mines"} <= {table["table"] for table in tables}
    assert "rare_earths_2024/mines" in monazite("cite", "--lang", "zh").out
    credit = monazite("cite", "rare_earths_2024/mines", "--format", "json", "--lang", "en").json()
    assert credit["sources"]
    assert (
        "\n".join(credit["lines"]) in monazite("cite", "rare_earths_2024/mines", "--lang", "en").out
    )
    wrong = monazite("cite", "rare_earths_2024/mine")
    assert wrong.code == 2
    assert "rare_earths_2024/mines" in wrong.err


def test_scenarios_rest_on_sources_of_the_catalogue() -> None:
    from monazite.data.catalog import source
    from monazite.scenario.read import shipped_scenarios

    for name in shipped_scenarios():
        for source_id in open_scenario(name).scenario.sources:
            assert source(source_id).publisher


@pytest.fixture
def real_names(tmp_path: Path) -> Path:
    """A small run that says it comes from the shipped chain."""
    run = small_run(12, world="rare_earths", as_known="2026-11")
    return storage.save(run, tmp_path / "named")


def test_indicators_are_listed_with_their_settings(monazite: Command) -> None:
    listed = monazite("indicators", "--format", "json").json()
    by_id = {row["id"]: row for row in listed}
    assert "good=..." in by_id["cover"]["settings"]
    assert "集中度" in monazite("indicators", "--lang", "zh").out


def test_an_indicator_of_a_run_is_printed(monazite: Command, real_names: Path) -> None:
    settings = ("cover", "good=dysprosium_oxide", "regions=DEU")
    rows = monazite("indicators", real_names, *settings, "--format", "json").json()
    assert [row["month"] for row in rows][:2] == ["2024-01", "2024-02"]
    text = monazite("indicators", real_names, *settings).out
    assert len(text.splitlines()) == len(rows) + 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "word"),
    [
        (["cover"], "good=..."),
        (["cover", "good=dysprosium_oxide", "regins=DEU"], "regions"),
        (["cover", "good=dysprosium_oxide", "regions=DE"], "DEU"),
        (["cover", "good=dysprosium_oxide", "regions=EU72"], "EU27"),
        (["cover", "good=dysprosium_oxid", "regions=DEU"], "dysprosium_oxide"),
        (["cover", "good=dysprosium_oxide", "regions=DEU", "trailing=two"], "trailing"),
        (["covr"], "cover"),
    ],
)
def test_faulty_settings_are_refused(
    monazite: Command, real_names: Path, settings: list[str], word: str
) -> None:
    answer = monazite("indicators", real_names, *settings)
    assert answer.code == 2
    assert word in answer.err


@pytest.mark.slow
def test_every_indicator_can_be_asked_of_a_real_run(
    monazite: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from monazite.indicators.registry import INDICATORS

    monkeypatch.setattr(storage, "load", cache(storage.load))  # read once, asked for each
    place = tmp_path / "run"
    assert monazite("run", "heavy_licences", "--months", 24, "-o", place).code == 0
    other = tmp_path / "other"
    assert monazite("run", "baseline", "--months", 24, "-o", other).code == 0
    settings = {
        "against": str(other), "exporter": "CHN",
        "stage": "magnet", "good": "dysprosium_oxide", "element": "Dy", "bloc": "EU27",
        "regions": "EU27", "users": "EU27", "year": "2025",
    }  # fmt: skip
    for record in INDICATORS:
        if not record.needs_run:
            continue
        wanted = inspect.signature(record.functions()[1]).parameters
        given = [
            f"{key}={value}"
            for key, value in settings.items()
            if key in wanted
            and not (record.id == "origins" and key == "stage")
            and not (
                key == "element"
                and "stage" in wanted
                and record.id not in ("origins", "value_at_risk")
            )
        ]
        answer = monazite("indicators", place, record.id, *given, "--format", "json")
        assert answer.code == 0, record.id
        assert answer.json(), record.id


def test_version_names_program_and_libraries(monazite: Command) -> None:
    assert monazite("version", "--format", "json").json()["libraries"]["numpy"]
    assert "code sha256" in monazite("version", "--lang", "en").out


@pytest.mark.slow
def test_a_run_saved_without_its_scenario_cannot_be_repeated(
    monazite: Command, two_runs: tuple[Path, Path]
) -> None:
    answer = monazite("repeat", two_runs[0])
    assert answer.code == 2
    assert "without its scenario" in answer.err


@pytest.mark.slow
def test_a_real_run_is_saved_read_and_repeated_bit_for_bit(
    monazite: Command, tmp_path: Path
) -> None:
    place = tmp_path / "run"
    answer = monazite("run", "heavy_licences", "--months", 24, "-o", place, "--format", "json")
    assert (answer.code, answer.json()["months"]) == (0, 24)
    again = monazite("repeat", place, "--format", "json")
    assert again.json() == {"identical": True, "different_arrays": [], "changed_since": []}
    (place / "tables" / "prices.parquet").write_bytes(b"PAR1")
    with pytest.raises(StorageError, match=r"prices\.parquet"):
        storage.load(place)
    assert monazite("repeat", place).code == 2


@pytest.mark.slow
def test_every_variable_of_the_table_is_in_a_real_run(monazite: Command, tmp_path: Path) -> None:
    from monazite.market.axes import AXES
    from monazite.market.variables import VARIABLES

    monazite("run", "baseline", "--months", 1, "-o", tmp_path / "run")
    run = storage.load(tmp_path / "run")
    assert set(run.variables) == {variable.id for variable in VARIABLES}
    assert set(run.coordinates) == {axis.id for axis in AXES}
