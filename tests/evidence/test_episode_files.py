"""Episodes are files: what may stand in them, and what is refused."""

import pytest

from monazite.chains.read import chain_names
from monazite.errors import DefinitionError, MonaziteError, StorageError, UnknownNameError
from monazite.evidence.episode import read_episode, shipped_episodes
from monazite.evidence.known_world import known_world
from monazite.evidence.observed import require_basis
from monazite.months import Month
from monazite.policy.library import library
from monazite.policy.named_goods import named_goods
from tests.evidence.episodes import change, new


def test_the_template_is_an_episode_that_can_be_read(tmp_path):
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


def test_an_unknown_name_is_refused_with_its_near_miss():
    with pytest.raises(UnknownNameError, match="heavy_rare_earths_2025"):
        read_episode("heavy_rare_earth_2025")


def test_a_policy_announced_after_the_event_is_refused(tmp_path):
    folder = change(new(tmp_path), 'known: "2025-04"', 'known: "2025-05"')
    with pytest.raises(DefinitionError, match="announced or in force then"):
        read_episode(folder)


@pytest.mark.parametrize("year", ["2025", "2025-11", "2026"])
def test_numbers_fitted_on_the_record_of_the_episode_are_refused(tmp_path, year):
    folder = change(new(tmp_path), 'fitted_on: "2023"', f'fitted_on: "{year}"')
    with pytest.raises(DefinitionError, match="cannot be tested against it"):
        read_episode(folder)


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
    fault = next(one for one in caught.value.faults if "goods" in one.where)
    assert "licences" in fault.where
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
    with pytest.raises(DefinitionError, match="act"):
        read_episode(folder)


def test_an_unknown_key_is_refused_with_its_line(tmp_path):
    folder = change(new(tmp_path), "months: 12", "month: 12")
    with pytest.raises(DefinitionError, match="months"):
        read_episode(folder)


def test_a_missing_chain_is_said_aloud(tmp_path):
    folder = change(new(tmp_path), "chain: rare_earths", "chain: unobtainium")
    with pytest.raises(UnknownNameError, match="unobtainium"):
        known_world(read_episode(folder))


def test_shipped_episodes_without_a_chain_are_refused_and_the_others_name_what_exists():
    for name in shipped_episodes():
        episode = read_episode(name)
        if episode.written.chain not in chain_names():
            with pytest.raises(UnknownNameError):
                known_world(episode)
            continue
        try:
            chain = known_world(episode).world.chain
        except MonaziteError as error:
            pytest.fail(f"{name}: {error}")
        assert episode.written.demand in chain.demand
        for quantity in episode.scored:
            require_basis(quantity, chain, name)


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
    change(folder, "unit: USD/kg", "unit: t metal")
    episode = read_episode(folder)
    chain = known_world(episode).world.chain
    with pytest.raises(DefinitionError, match="another basis is another quantity"):
        require_basis(episode.scored[0], chain, "trial")


def test_goods_of_two_bases_are_refused(tmp_path):
    folder = change(
        new(tmp_path),
        "    goods: [dysprosium_oxide]\n    regions",
        "    goods: [dysprosium_oxide, dysprosium_metal]\n    regions",
    )
    episode = read_episode(folder)
    chain = known_world(episode).world.chain
    with pytest.raises(DefinitionError, match="do not add up"):
        require_basis(episode.scored[0], chain, "trial")
