"""Episodes that somebody else wrote: what is doubled, idle or unread is refused with its line."""

import shutil

import pytest

from monazite.effects import RouteLimit
from monazite.errors import DataError, DefinitionError, MonaziteError, UnknownNameError
from monazite.evidence.effect_targets import on_idle_routes
from monazite.evidence.episode import read_episode, telling_the_same
from monazite.evidence.hindcast import NothingAtHand, simulate_episode
from monazite.evidence.in_chain import told_in_file
from monazite.evidence.known_world import known_world, later_sources
from monazite.evidence.observed import observe
from monazite.evidence.template import new_episode
from tests.evidence.episodes import change, copy_of, new
from tests.support.own_chains import own_folder

LIMIT = """
  - known: "2025-04"
    effect:
      kind: {kind}
      id: {id}
      {fields}
      span: {{start: "2025-04"}}
      evidence: {{source: "a trial", grade: D}}
"""


def with_effect(folder, kind, fields, name="more"):
    """Add one more policy to the episode of a folder."""
    text = LIMIT.format(kind=kind, id=name, fields=fields).lstrip("\n")
    return _before_scored(folder, text)


def _before_scored(folder, text):
    path = folder / "episode.yaml"
    written = path.read_text(encoding="utf-8")
    place = written.index("# what is scored")
    path.write_text(written[:place] + text + written[place:], encoding="utf-8")
    return folder


def the_fault(folder):
    """Return the only fault of an episode that is refused, by its file or beside its chain."""
    with pytest.raises(MonaziteError) as caught:
        known_world(read_episode(folder))
    (fault,) = caught.value.faults
    assert "episode.yaml, line " in fault.where
    return fault


def test_the_same_policy_under_another_id_is_refused(tmp_path):
    fields = "exporters: [CHN]\n      importers: [USA]\n      goods: [ndpr_oxide]\n      share: 0.5"
    folder = with_effect(new(tmp_path), "route_limit", fields, "once")
    with_effect(folder, "route_limit", fields, "again")
    fault = the_fault(folder)
    assert fault.where.endswith("key `policies[2].effect`")
    assert fault.found == "again, the same as once"


def test_the_same_quantity_under_another_id_is_refused(tmp_path):
    folder = new(tmp_path)
    path = folder / "episode.yaml"
    text = path.read_text(encoding="utf-8")
    start, end = text.index("  - id: price_abroad"), text.index("sources: [")
    second = text[start:end].replace("id: price_abroad", "id: price_again")
    path.write_text(text[:end] + second + text[end:], encoding="utf-8")
    fault = the_fault(folder)
    assert fault.where.endswith("key `scored[1]`")
    assert fault.found == "price_again, the same as price_abroad"


@pytest.mark.parametrize(
    ("old", "wrong", "key"),
    [
        ("regions: [DEU, FRA]", "regions: [DEU, DEU]", "scored[0].regions"),
        ("regions: [DEU, FRA]", 'regions: ["*", DEU]', "scored[0].regions"),
        ("regions: [DEU, FRA]", "regions: []", "scored[0].regions"),
        ("regions: [DEU, FRA]", "destinations: [DEU]", "scored[0].destinations"),
        ("role: price_abroad", "role: volume", "scored[0].role"),
        ("unit: USD/kg", "unit: USD", "scored[0].unit"),
        ("moved: true", "exporter: CHN\n    moved: true", "scored[0].exporter"),
    ],
)
def test_what_would_count_twice_or_go_unread_is_refused(tmp_path, old, wrong, key):
    fault = the_fault(change(new(tmp_path), old, wrong))
    assert fault.where.endswith(f"key `{key}`")


def test_exports_are_told_by_destinations_and_not_by_regions(tmp_path):
    folder = change(new(tmp_path), "measure: price", "measure: exports\n    exporter: CHN")
    change(folder, "role: price_abroad", "role: volume")
    change(folder, "unit: USD/kg", "unit: t oxide")
    assert "write destinations" in str(the_fault(folder))
    change(folder, "regions: [DEU, FRA]", "regions: [CHN]")
    assert known_world(read_episode(folder))


def test_volumes_that_the_base_year_has_nothing_of_are_refused(tmp_path):
    folder = change(new(tmp_path), "measure: price", "measure: production")
    change(folder, "role: price_abroad", "role: production")
    change(folder, "unit: USD/kg", "unit: t oxide")
    fault = the_fault(change(folder, "regions: [DEU, FRA]", "regions: [DEU]"))
    assert "no production of dysprosium_oxide there in 2024" in fault.found


@pytest.mark.parametrize(
    ("kind", "fields", "found"),
    [
        (
            "capacity_change",
            "regions: [JPN]\n      recipes: [separate_ionic_clay]\n      factor: 0.5",
            "JPN",
        ),
        ("demand_change", "regions: [AUS]\n      uses: [wind]\n      factor: 0.5", "AUS"),
    ],
)
def test_an_effect_on_what_was_not_there_is_refused(tmp_path, kind, fields, found):
    fault = the_fault(with_effect(new(tmp_path), kind, fields))
    assert "would do nothing, without a word" in str(fault)
    assert fault.found == found


def test_a_plant_that_was_still_to_come_is_nothing_to_act_on(tmp_path):
    plant = known_world(read_episode("heavy_rare_earths_2025")).left_out[0]
    fields = f"facilities: [{plant}]\n      outcome: comes\n      odds_ratio: 1\n"
    folder = with_effect(new(tmp_path), "project_outlook", f"{fields}      delay_months: 0")
    fault = the_fault(folder)
    assert fault.found == plant
    assert "started before the event" in fault.expected


def test_routes_without_trade_are_named_and_let_through(tmp_path):
    fields = "exporters: [USA]\n      importers: [CHN]\n      goods: [{good}]\n      share: 0.5"
    folder = with_effect(new(tmp_path), "route_limit", fields.format(good="terbium_metal"), "idle")
    with_effect(folder, "route_limit", fields.format(good="mountain_pass_concentrate"), "busy")
    episode = read_episode(folder)
    chain = known_world(episode).world.chain
    limits = [one for one in episode.effects if isinstance(one, RouteLimit)]
    assert {one.id for one in limits} == {"idle", "busy"}
    assert on_idle_routes(episode, chain) == ("idle",)


def test_no_policy_is_known_before_the_act_that_it_cites(tmp_path):
    act = 'known: "2025-02"\n    act: cn/mofcom-gacc-2025-18'
    folder = change(new(tmp_path), 'known: "2025-04"', act)
    fault = the_fault(folder)
    assert fault.where.endswith("key `policies[0].known`")
    assert "2025-04-04" in fault.expected
    change(folder, 'known: "2025-02"', 'known: "2025-04"')
    assert read_episode(folder).written.policies[0].act


def test_a_second_month_of_announcement_is_refused(tmp_path):
    span = 'span: {start: "2025-04", announced: "2025-01"}'
    folder = change(new(tmp_path), 'span: {start: "2025-04"}', span)
    fault = the_fault(folder)
    assert fault.where.endswith("key `policies[0].effect.span.announced`")
    change(folder, 'announced: "2025-01"', 'announced: "2025-04"')
    assert read_episode(folder).effects


@pytest.mark.parametrize("year", [2024, 2025, 2030])
def test_a_base_year_is_an_earlier_one_and_over_before_the_event(tmp_path, year):
    base = f"base: {{year: {year}, file: b.csv, demand_growth: 0, demand_source: x}}\n"
    start = 'start: "2025-01"'
    fault = the_fault(change(new(tmp_path), start, base + start))
    assert fault.where.endswith("key `base.year`")


HEAD = "table,region,to,name,factor,tonnes,grade,source,note\n"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("", "no row"),
        ("uses,CHN,*,glass,0.5,,D,x,\nuses,CHN,*,glass,0.5,,D,x,\n", "a second time"),
        ("mines,IND,*,*,0.5,,D,x,\nmines,IND,*,*,0.4,,D,x,\n", "first in row 1"),
        ("prices,CHN,*,*,0.5,,D,x,\n", "holds everywhere"),
        ("mines,CHN,USA,*,0.5,,D,x,\n", "importer"),
        ("mines,CHM,*,*,0.5,,D,x,\n", "did you mean CHN"),
        ("shipments,CHN,CHN,ndpr_oxide,,5,D,x,\n", "to itself"),
        ("mines,CHN,*,ndpr_oxide,,5,D,x,\n", "is no mine"),
        ("processes,CHN,*,mine_bastnaesite,,5,D,x,\n", "recipe"),
        ("uses,*,*,*,0,,D,x,\n", "nothing is made, or nothing is used"),
    ],
)
def test_a_row_of_an_earlier_year_says_one_thing_that_can_be(tmp_path, rows, words):
    folder = copy_of(read_episode("rare_earths_2010").folder, tmp_path)
    (folder / "base_change.csv").write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(MonaziteError, match=r"base_change\.csv") as caught:
        known_world(read_episode(folder))
    assert words in str(caught.value)


def test_a_year_in_which_nothing_is_left_is_refused(tmp_path):
    folder = copy_of(read_episode("tin_wa_2023").folder, tmp_path)
    rows = "mines,*,*,*,0,,D,x,\n"
    (folder / "base_change.csv").write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(DataError, match="nothing is made, or nothing is used"):
        known_world(read_episode(folder))


def test_a_recipe_that_is_a_mine_is_refused_as_a_process(tmp_path):
    """It would run beside the mine of the same good, without a plant, and no month would clear."""
    folder = copy_of(read_episode("tin_wa_2023").folder, tmp_path)
    chain = known_world(read_episode(folder)).world.chain
    mine = next(name for name, one in chain.recipes.items() if not one.inputs)
    with (folder / "base_change.csv").open("a", encoding="utf-8") as file:
        file.write(f"processes,CHN,*,{mine},,500,D,x,\n")
    with pytest.raises(DefinitionError, match="write it under mines"):
        known_world(read_episode(folder))


def test_an_error_of_the_market_is_told_with_file_and_line(tmp_path):
    episode = read_episode(new(tmp_path))
    error = DataError.one(where="effect licences", found="a", expected="b")
    (fault,) = told_in_file(episode, error).faults
    assert fault.where.endswith("key `policies[0]`")
    other = DataError.one(where="elsewhere", found="a", expected="b")
    assert told_in_file(episode, other).faults == other.faults


def test_an_episode_without_a_record_at_hand_is_not_run(monkeypatch):
    import monazite.evidence.hindcast as tried

    def run(*_, **__):
        raise AssertionError("members were run for nothing")

    monkeypatch.setattr(tried, "run_members", run)
    with pytest.raises(NothingAtHand, match="--observed"):
        simulate_episode(read_episode("molybdenum_2025"), 1, None)


def test_later_sources_are_those_of_the_year_and_after():
    behaviour = known_world(read_episode("heavy_rare_earths_2025")).world.chain.behaviour
    of_2025, of_2100 = later_sources(behaviour, 2025), later_sources(behaviour, 2100)
    assert of_2100 == ()
    assert "lead_time.mine" in of_2025
    assert set(of_2025) < set(later_sources(behaviour, 2010))


def test_a_folder_that_cannot_be_an_id_may_hold_an_episode(tmp_path):
    folder = new(tmp_path)
    for name in ("my trial", "试验", "Trial-2"):
        assert read_episode(shutil.copytree(folder, tmp_path / name)).id == "trial"
    other = shutil.copytree(folder, tmp_path / "other")
    with pytest.raises(DefinitionError, match="rename the folder"):
        read_episode(other)


def test_what_is_no_episode_is_told_what_there_is(tmp_path):
    new(tmp_path)
    with pytest.raises(UnknownNameError, match="trial"):
        read_episode(tmp_path)
    with pytest.raises(UnknownNameError, match="no such folder"):
        read_episode(tmp_path / "nowhere")


def test_a_new_episode_has_no_shipped_name(tmp_path):
    with pytest.raises(DefinitionError, match="shipped"):
        new_episode("antimony_2024", tmp_path)
    assert not (tmp_path / "antimony_2024").exists()


ROWS = "month,through,value,grade,source,licence,vintage,note\n"


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        ("2025-03,,1,{x}2025-05,,2,{x}2025-05,,2,{x}", "row 3 (line 4)", "row 2 (line 3)"),
        ("2025-03,,1000,{x}2025-05,,1.1,{x}", "row 2 (line 3)", "in one unit"),
        ("2025-03,,1,{x}2025-07,2025-05,2,{x}", "row 2 (line 3), column through", "2025-07"),
        ("2025-03,,1,{x}2026-07,,2,{x}", "price_abroad.csv", "from 2025-03 to 2026-07"),
        ("2025-05,,1,{x}", "price_abroad.csv", "no record before the event"),
    ],
    ids=["twice", "unit", "backwards", "late", "no origin"],
)
def test_a_record_that_cannot_be_meant_is_refused_with_its_row(tmp_path, rows, place, words):
    folder = new(tmp_path)
    text = ROWS + rows.format(x="B,somebody,single-fact,2025,\n")
    (folder / "price_abroad.csv").write_text(text, encoding="utf-8")
    episode = read_episode(folder)
    with pytest.raises(MonaziteError) as caught:
        observe(episode, episode.scored[0], None)
    (fault,) = caught.value.faults
    assert "price_abroad.csv" in fault.where
    assert place in fault.where
    assert words in str(fault)


def test_spans_across_the_event_or_the_end_stand_for_neither_side_and_are_named(tmp_path):
    folder = new(tmp_path)
    spans = ("2025-01,,1", "2025-03,2025-04,2", "2025-05,,3", "2025-12,2026-01,4", "2026-02,,5")
    text = ROWS + "".join(f"{span},B,somebody,single-fact,2025,\n" for span in spans)
    (folder / "price_abroad.csv").write_text(text, encoding="utf-8")
    episode = read_episode(folder)
    seen = observe(episode, episode.scored[0], None)
    assert [point.value for point in (*seen.before, *seen.after)] == [1e3, 3e3]
    assert [point.place.rpartition(", ")[2] for point in seen.unread] == [
        "row 2 (line 3)",
        "row 4 (line 5)",
    ]


def test_an_episode_may_name_a_chain_of_its_own_by_its_path(tmp_path):
    own_folder(tmp_path)
    folder = change(
        copy_of(read_episode("tin_wa_2023").folder, tmp_path),
        "chain: tin\n",
        "chain: ../my_tin.yaml\n",
    )
    own, shipped = known_world(read_episode(folder)).world, known_world(read_episode("tin_wa_2023"))
    assert own.chain.id == "my_tin"
    assert own.chain.base.mines == shipped.world.chain.base.mines
    change(folder, "../my_tin.yaml", "../no_tin.yaml")
    with pytest.raises(MonaziteError, match=r"no_tin\.yaml"):
        known_world(read_episode(folder))


def test_a_copy_of_a_shipped_chain_tells_the_same_history(tmp_path):
    own_folder(tmp_path)
    chain = tmp_path / "my_tin.yaml"
    text = chain.read_text(encoding="utf-8")
    chain.write_text(text.replace("id: my_tin\n", "id: tin\n"), encoding="utf-8")
    folder = change(
        copy_of(read_episode("tin_wa_2023").folder, tmp_path),
        "chain: tin\n",
        "chain: ../my_tin.yaml\n",
    )
    assert "tin_wa_2023" in telling_the_same(read_episode(folder))
