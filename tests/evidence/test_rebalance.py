"""Balancing an earlier year: the closest account, in which well-known flows give way less."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monazite.chains.read import base_balance
from monazite.chains.world import load_world
from monazite.errors import DataError
from monazite.evidence.episode import read_episode, shipped_episodes
from monazite.evidence.known_world import known_world
from monazite.evidence.priors import priors
from monazite.evidence.rebalance import UNSTATED, columns_of, rebalanced, weight_of
from tests.evidence.episodes import copy_of

LETTERS = "ABCD"
TIN = load_world("tin").chain
TABLES = ("mines", "old_scrap", "processes", "shipments", "uses", "discards")
SEEDS = st.integers(0, 2**32 - 1)


def account(chain):
    """Return the flows of the base year, by table and key."""
    return {table: dict(getattr(chain.base, table)) for table in TABLES}


def shaken(seed, spread=0.7):
    """Return tin's flows of the base year times lognormal factors, and letters for half of them."""
    draw = np.random.default_rng(seed)
    flows = {
        table: {key: value * math.exp(spread * draw.normal()) for key, value in entries.items()}
        for table, entries in account(TIN).items()
    }
    grades = {
        table: {key: LETTERS[draw.integers(4)] for key in entries if draw.random() < 0.5}
        for table, entries in flows.items()
    }
    return flows, grades


def divergence(after, before):
    return after * math.log(after / before) - after + before


def test_weights_are_those_of_the_widths_of_the_letters():
    width = priors().width
    assert weight_of(UNSTATED) == 1.0
    for letter in LETTERS:
        assert weight_of(letter) * width[letter] ** 2 == pytest.approx(width["D"] ** 2)
    assert [weight_of(letter) > weight_of(UNSTATED) for letter in LETTERS] == [True] * 3 + [False]


@given(
    mined=st.floats(1e-2, 1e8),
    used=st.floats(1e-2, 1e8),
    letters=st.tuples(st.sampled_from(LETTERS), st.sampled_from(LETTERS)),
)
def test_a_mine_and_a_use_meet_at_their_weighted_geometric_mean(mined, used, letters):
    mine, use = ("R", "ore"), ("R", "all", "ore")
    flows = {"mines": {mine: mined}, "uses": {use: used}}
    grades = {"mines": {mine: letters[0]}, "uses": {use: letters[1]}}
    result = rebalanced(TIN, flows, grades, "test")
    first, second = (weight_of(letter) for letter in letters)
    mean = (first * math.log(mined) + second * math.log(used)) / (first + second)
    assert result["mines"][mine] == pytest.approx(math.exp(mean), rel=1e-8)
    assert result["uses"][use] == pytest.approx(math.exp(mean), rel=1e-8)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_the_result_balances_and_no_balanced_account_is_closer(seed):
    """Where w log(x / a) is a sum of the balances' rows, a convex divergence has its minimum."""
    flows, grades = shaken(seed)
    result = rebalanced(TIN, flows, grades, "test")
    place = {}
    rows, sides, after = [], [], []
    names = [(table, key) for table, entries in flows.items() for key in entries]
    for (table, key), column in zip(names, columns_of(TIN, flows), strict=True):
        if key not in result[table]:
            continue
        after.append(result[table][key])
        weight = weight_of(grades[table].get(key, UNSTATED))
        sides.append(weight * math.log(after[-1] / flows[table][key]))
        rows.append({place.setdefault(node, len(place)): c for node, c in column.items()})
    matrix = np.zeros((len(rows), len(place)))
    for number, row in enumerate(rows):
        matrix[number, list(row)] = list(row.values())
    net = np.array(after) @ matrix
    assert np.max(np.abs(net) / (np.array(after) @ np.abs(matrix) / 2)) < 1e-9
    multiplier = np.linalg.lstsq(matrix, np.array(sides), rcond=None)[0]
    assert np.max(np.abs(matrix @ multiplier - sides)) < 1e-6


@settings(max_examples=10, deadline=None)
@given(SEEDS, st.sampled_from("ABC"))
def test_letters_that_are_all_the_same_change_nothing(seed, letter):
    flows, _ = shaken(seed)
    without = rebalanced(TIN, flows, {}, "test")
    alike = {table: dict.fromkeys(entries, letter) for table, entries in flows.items()}
    result = rebalanced(TIN, flows, alike, "test")
    for table, entries in without.items():
        assert result[table] == pytest.approx(entries, rel=1e-6)


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.sampled_from(["mines", "processes", "shipments", "uses"]))
def test_the_better_the_letter_the_less_a_flow_gives_way(seed, table):
    flows, grades = shaken(seed)
    kept = list(rebalanced(TIN, flows, grades, "test")[table])
    key = kept[seed % len(kept)]
    moved = []
    for letter in reversed(LETTERS):
        grades[table][key] = letter
        after = rebalanced(TIN, flows, grades, "test")[table][key]
        moved.append(divergence(after, flows[table][key]))
    assert all(
        better <= worse * (1 + 1e-6) + 1e-9 * flows[table][key] for worse, better in pairwise(moved)
    )
    assert moved[-1] < moved[0]


@settings(max_examples=5, deadline=None)
@given(SEEDS)
def test_a_balanced_account_is_left_as_it_is_whatever_its_letters(seed):
    _, grades = shaken(seed)
    same = rebalanced(TIN, account(TIN), grades, "test")
    for table, entries in account(TIN).items():
        for key, value in entries.items():
            assert same[table].get(key, 0.0) == pytest.approx(value, rel=1e-6, abs=1e-9)


def test_what_is_zero_or_leads_nowhere_drops_out():
    flows = {
        "mines": {("R", "ore"): 5.0, ("S", "ore"): 0.0, ("T", "ore"): 7.0},
        "uses": {("R", "all", "ore"): 5.0},
    }
    result = rebalanced(TIN, flows, {"mines": {("T", "ore"): "A"}}, "test")
    assert list(result["mines"]) == [("R", "ore")]
    with pytest.raises(DataError, match="nothing is made"):
        rebalanced(TIN, {"mines": flows["mines"], "uses": {}}, {}, "test")


def test_a_stated_flow_that_only_goes_round_is_refused(tmp_path):
    """Metal that is sent to and fro and used nowhere: the balance shrinks its source to nothing."""
    folder = copy_of(read_episode("tin_wa_2023").folder, tmp_path)
    with (folder / "base_change.csv").open("a", encoding="utf-8") as file:
        file.write("mines,JPN,*,tin_concentrate,,5000,A,a trial,\n")
        file.write("shipments,JPN,KOR,tin_concentrate,,900,A,a trial,\n")
        file.write("shipments,KOR,JPN,tin_concentrate,,900,A,a trial,\n")
    with pytest.raises(DataError, match="mines JPN tin_concentrate without supply or outlet"):
        known_world(read_episode(folder))


@pytest.fixture(scope="module")
def shipped():
    """Return (episode, account before, letters, account after, worst imbalance) of all tables."""
    found = []
    for name in shipped_episodes():
        episode = read_episode(name)
        if episode.written.base is None:
            continue
        with pytest.MonkeyPatch.context() as patch:
            seen = []

            def spy(chain, flows, grades, where, seen=seen):
                seen += [flows, grades, rebalanced(chain, flows, grades, where)]
                return seen[2]

            patch.setattr("monazite.evidence.base_change.rebalanced", spy)
            chain = known_world(episode).world.chain
        balance = base_balance(chain).values()
        worst = max(abs(enters - leaves) / max(enters, leaves) for enters, leaves in balance)
        found.append((name, *seen, worst))
    return found


@pytest.mark.slow
def test_every_earlier_year_that_is_shipped_balances(shipped):
    assert len(shipped) > 40
    assert {name: worst for name, *_, worst in shipped if not worst < 1e-9} == {}


@pytest.mark.slow
def test_in_the_shipped_tables_better_letters_gave_way_less(shipped):
    moved = {letter: [] for letter in (*LETTERS, "unstated")}
    for _, flows, grades, after, _ in shipped:
        for table, entries in after.items():
            for key, value in entries.items():
                letter = grades[table].get(key, "unstated")
                moved[letter].append(math.log(value / flows[table][key]) ** 2)
    widths = [math.sqrt(np.mean(logs)) for logs in moved.values()]
    assert widths == sorted(widths)
    assert widths[1] < 0.1


def test_indonesian_ore_of_2018_stays_nearer_to_its_statistic(monkeypatch):
    episode = read_episode("nickel_ore_ban_2020")
    stated, ore = 606000.0, ("IDN", "nickel_ore")
    weighted = known_world(episode).world.chain.base.mines[ore]
    monkeypatch.setattr("monazite.evidence.rebalance.weight_of", lambda _: 1.0)
    alike = known_world(episode).world.chain.base.mines[ore]
    assert abs(math.log(weighted / stated)) < 0.5 * abs(math.log(alike / stated))
