"""Episodes are files: what may stand in them, and what is refused."""

import pytest

from monazite.errors import DefinitionError, MonaziteError, StorageError, UnknownNameError
from monazite.evidence.episode import read_episode, shipped_episodes
from monazite.evidence.known_world import known_world
from monazite.evidence.observed import observe
from monazite.evidence.template import new_episode
from monazite.months import Month
from monazite.policy.library import library
from monazite.policy.named_goods import named_goods
from tests.evidence.episodes import change, new


def line_of(folder, text):
    lines = (folder / "episode.yaml").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def refused(folder):
    """Return key -> fault of an episode that is refused, by its file or beside its chain."""
    with pytest.raises(DefinitionError) as caught:
        known_world(read_episode(folder))
    return {fault.where.partition(", key ")[2].strip("`"): fault for fault in caught.value.faults}


def test_the_template_says_of_each_text_that_it_is_to_be_replaced(tmp_path):
    folder = new_episode("trial", tmp_path)
    faults = refused(folder)
    source = "policies[0].effect.evidence.source"
    assert set(faults) == {
        *("description.en", "description.zh", "reach_source", source, "sources[0]")
    }
    assert (
        f"episode.yaml, line {line_of(folder, 'reach_source:')}, " in faults["reach_source"].where
    )
    assert faults["reach_source"].advice


def test_a_record_of_the_template_is_refused_with_its_row(tmp_path):
    example = new_episode("example", tmp_path) / "price_abroad.csv"
    folder = new(tmp_path)
    (folder / "price_abroad.csv").write_bytes(example.read_bytes())
    episode = read_episode(folder)
    with pytest.raises(DefinitionError) as caught:
        observe(episode, episode.scored[0], None)
    assert [fault.where.partition(", ")[2] for fault in caught.value.faults] == [
        "row 1 (line 2), column source",
        "row 2 (line 3), column source",
    ]


def test_a_template_whose_texts_are_replaced_can_be_read(tmp_path):
    episode = read_episode(new(tmp_path))
    assert episode.id == "trial"
    assert episode.event in episode.calendar


def test_a_second_template_of_the_same_name_is_refused(tmp_path):
    new(tmp_path)
    with pytest.raises(StorageError):
        new(tmp_path)


@pytest.mark.parametrize("name", ["Trial", "two words", "../up", ""])
def test_a_bad_name_is_refused(tmp_path, name):
    with pytest.raises(DefinitionError):
        new(tmp_path, name)


@pytest.mark.parametrize("name", shipped_episodes())
def test_every_shipped_episode_can_be_read_and_uses_nothing_known_later(name):
    episode = read_episode(name)
    for known in (*episode.written.policies, *episode.written.facts):
        assert known.known <= episode.event
        assert (known.effect.evidence.fitted_on or "0")[:4] < str(episode.event.year)


def test_episodes_cover_both_control_cases_and_policies():
    kinds = {name: read_episode(name).written.kind for name in shipped_episodes()}
    assert sum(kind == "control" for kind in kinds.values()) >= 2
    assert sum(kind == "policy" for kind in kinds.values()) >= 10


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "28.11.2026"])
def test_an_episode_is_frozen_on_a_day(tmp_path, day):
    folder = change(new(tmp_path), "kind: policy\n", f'kind: policy\nfrozen: "{day}"\n')
    fault = refused(folder)["frozen"]
    assert (fault.found, fault.expected) == (f'"{day}"', "a day such as 2026-11-28")
    assert f"line {line_of(folder, 'frozen: ')}," in fault.where


def test_an_unknown_name_is_refused_with_its_near_miss():
    with pytest.raises(UnknownNameError, match="heavy_rare_earths_2025"):
        read_episode("heavy_rare_earth_2025")


def test_a_policy_announced_after_the_event_is_refused(tmp_path):
    folder = change(new(tmp_path), 'known: "2025-04"', 'known: "2025-05"')
    fault = refused(folder)["policies[0].known"]
    assert f"line {line_of(folder, '- known: ')}," in fault.where
    assert "announced or in force then" in str(fault)


@pytest.mark.parametrize("year", ["2025", "2025-11", "2026"])
def test_numbers_fitted_on_the_record_of_the_episode_are_refused(tmp_path, year):
    folder = change(new(tmp_path), 'fitted_on: "2023"', f'fitted_on: "{year}"')
    fault = refused(folder)["policies[0].effect.evidence.fitted_on"]
    assert f"line {line_of(folder, 'grade: C, fitted_on')}," in fault.where
    assert "cannot be tested against it" in str(fault)


def test_what_does_not_begin_with_a_year_is_no_fitted_on(tmp_path):
    folder = change(new(tmp_path), 'fitted_on: "2023"', 'fitted_on: "lately"')
    assert "begins with a year" in str(refused(folder)["policies[0].effect.evidence.fitted_on"])


def test_a_window_without_a_policy_is_refused(tmp_path):
    folder = new(tmp_path)
    text = (folder / "episode.yaml").read_text()
    start, end = text.index("policies:\n"), text.index("# what is scored")
    (folder / "episode.yaml").write_text(text[:start] + "policies: []\n" + text[end:])
    with pytest.raises(DefinitionError, match="window without a policy"):
        read_episode(folder)


def test_policies_that_were_over_before_the_event_are_refused(tmp_path):
    ended = 'span: {start: "2025-01", end: "2025-04"}'
    folder = change(new(tmp_path), 'span: {start: "2025-04"}', ended)
    with pytest.raises(DefinitionError, match="in force or announced at the event"):
        read_episode(folder)
    change(folder, 'end: "2025-04"', 'end: "2025-05"')
    assert read_episode(folder).written.policies


def test_holders_reckon_with_a_policy_from_the_month_in_which_it_was_known(tmp_path):
    folder = change(new(tmp_path), 'known: "2025-04"', 'known: "2025-02"')
    (effect,) = read_episode(folder).effects
    assert str(effect.span.announced) == "2025-02"
    change(folder, 'span: {start: "2025-04"}', 'span: {start: "2025-01"}')
    (effect,) = read_episode(folder).effects
    assert str(effect.span.announced) == "2025-01"


@pytest.mark.parametrize("name", ["template", *shipped_episodes()])
def test_hoarding_is_written_in_no_episode_because_the_model_has_it(name, tmp_path):
    episode = read_episode(new(tmp_path) if name == "template" else name)
    kinds = {known.effect.kind for known in (*episode.written.policies, *episode.written.facts)}
    assert "cover_shift" not in kinds


@pytest.mark.parametrize("month", ["2026-04", "2025-01", "2024-12"])
def test_an_event_outside_the_window_is_refused_and_the_reader_told_what_to_write(tmp_path, month):
    folder = change(new(tmp_path), 'event: "2025-04"', f'event: "{month}"')
    with pytest.raises(DefinitionError, match="before 2026-01") as refused:
        read_episode(folder)
    assert f"start: {Month.parse(month) - 3}" in str(refused.value)


def test_a_good_that_the_act_does_not_name_is_refused_with_those_that_it_names(tmp_path):
    """The licences of April 2025 name medium and heavy rare earths, not neodymium."""
    act = 'known: "2025-04"\n    act: cn/mofcom-gacc-2025-18'
    folder = change(new(tmp_path), 'known: "2025-04"', act)
    assert read_episode(folder).written.policies[0].act
    change(folder, "goods: [dysprosium_oxide]", "goods: [dysprosium_oxide, ndpr_oxide]")
    with pytest.raises(DefinitionError) as caught:
        read_episode(folder)
    (fault,) = caught.value.faults
    place = line_of(folder, "goods: [dysprosium_oxide, ndpr_oxide]")
    assert fault.where.endswith(f"episode.yaml, line {place}, key `policies[0].effect.goods`")
    assert fault.found == "ndpr_oxide"
    assert "dysprosium_oxide" in fault.expected


def test_goods_that_the_act_names_and_acts_on_all_goods_are_taken():
    acts = library()
    assert named_goods(acts, "cn/mofcom-gacc-2023-23") >= {"gallium_metal", "germanium_metal"}
    everything = {act for act in acts.acts if named_goods(acts, act) is None}
    assert everything, "some sanctions reach all goods"
    with pytest.raises(UnknownNameError):
        named_goods(acts, "cn/mofcom-gacc-2025-99")


def test_an_act_that_the_library_lacks_is_refused(tmp_path):
    folder = change(
        new(tmp_path), 'known: "2025-04"', 'known: "2025-04"\n    act: cn/mofcom-gacc-2025-99'
    )
    fault = refused(folder)["policies[0].act"]
    assert f"line {line_of(folder, 'mofcom-gacc-2025-99')}," in fault.where


def test_an_unknown_key_is_refused_with_its_line(tmp_path):
    folder = change(new(tmp_path), "months: 12", "month: 12")
    with pytest.raises(DefinitionError, match="months"):
        read_episode(folder)


def test_a_missing_chain_is_said_aloud(tmp_path):
    folder = change(new(tmp_path), "chain: rare_earths", "chain: unobtainium")
    fault = refused(folder)["chain"]
    assert f"episode.yaml, line {line_of(folder, 'chain: unobtainium')}, " in fault.where
    assert fault.found == 'chain "unobtainium"'


@pytest.mark.parametrize(
    ("old", "wrong", "key"),
    [
        ("demand: stated_policies", "demand: hopes", "demand"),
        ("exporter: CHN", "exporter: XXX", "policies[0].effect.exporter"),
        ('destinations: ["*"]', "destinations: [QQQ]", "policies[0].effect.destinations[0]"),
        (
            "[dysprosium_oxide]\n      des",
            "[gallium_metal]\n      des",
            "policies[0].effect.goods[0]",
        ),
        ("[dysprosium_oxide]\n    reg", "[gallium_metal]\n    reg", "scored[0].goods"),
        ("regions: [DEU, FRA]", "regions: [DEU, ATL]", "scored[0].regions"),
    ],
)
def test_names_of_another_chain_are_refused_with_their_line(tmp_path, old, wrong, key):
    folder = change(new(tmp_path), old, wrong)
    faults = refused(folder)
    assert list(faults) == [key]
    assert f"line {line_of(folder, wrong.splitlines()[0])}," in faults[key].where


@pytest.mark.parametrize("name", shipped_episodes())
def test_the_chain_of_a_shipped_episode_has_all_that_it_names(name):
    episode = read_episode(name)
    assert episode.written.demand in known_world(episode).world.chain.demand


@pytest.mark.parametrize(
    ("unit", "reason"),
    [
        ("CNY/kg incl. VAT", "exchange rate"),
        ("t oxide", "price"),
        ("USD/stone", "unit"),
    ],
)
def test_a_price_in_another_currency_or_unit_is_refused(tmp_path, unit, reason):
    folder = change(new(tmp_path), "unit: USD/kg", f"unit: {unit}")
    with pytest.raises(MonaziteError, match=reason):
        read_episode(folder)


def test_a_refused_entry_is_not_told_again_as_a_list_that_is_too_short(tmp_path):
    folder = change(new(tmp_path), "unit: USD/kg", "unit: EUR/kg")
    with pytest.raises(DefinitionError) as refused:
        read_episode(folder)
    (fault,) = refused.value.faults
    assert "scored[0].unit" in fault.where


def test_tonnes_of_another_basis_are_refused(tmp_path):
    folder = change(
        new(tmp_path),
        "    measure: price\n",
        "    measure: production\n",
    )
    change(folder, "role: price_abroad", "role: production")
    change(folder, "unit: USD/kg", "unit: t metal")
    assert "another basis is another quantity" in str(refused(folder)["scored[0].unit"])


def test_goods_of_two_bases_are_refused(tmp_path):
    folder = change(
        new(tmp_path),
        "    goods: [dysprosium_oxide]\n    regions",
        "    goods: [dysprosium_oxide, dysprosium_metal]\n    regions",
    )
    assert "do not add up" in str(refused(folder)["scored[0].goods"])
