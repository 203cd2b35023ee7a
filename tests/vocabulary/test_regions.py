"""Economies by every name, and groups that know since when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.absence import Unknown
from monazite.errors import DefinitionError, UnknownNameError
from monazite.months import Month
from monazite.region_files import read_economies, read_groups
from monazite.regions import (
    Between,
    Membership,
    economies,
    economy,
    group,
    groups,
    groups_as_known,
    members,
    membership,
    undecided,
)

some_month = st.builds(Month, st.integers(1955, 2030), st.integers(1, 12))
some_group = st.sampled_from([each.id for each in groups()])


def test_the_table_is_whole():
    listed = economies()
    assert len(listed) == 249
    assert [each.iso3 for each in listed] == sorted({each.iso3 for each in listed})
    for each in listed:
        assert len(each.iso2) == 2
        assert len(each.numeric) == 3
        assert each.label.en
        assert each.label.zh
        for name in (each.iso2, each.iso3, each.numeric, each.en, each.zh, *each.aliases):
            assert economy(name) is each


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("NA", "NAM"),
        ("Namibia", "NAM"),
        ("NO", "NOR"),
        ("DRC", "COD"),
        ("Congo, Democratic Republic of the", "COD"),
        ("刚果（金）", "COD"),
        ("刚果(布)", "COG"),
        ("Burma", "MMR"),
        ("South Korea", "KOR"),
        ("Republic of Korea", "KOR"),
        ("韩国", "KOR"),
        ("Democratic People's Republic of Korea", "PRK"),
        ("Viet Nam", "VNM"),
        ("Vietnam", "VNM"),
        ("UK", "GBR"),
        ("USA", "USA"),
        ("U.S.", "USA"),
        ("the united states of america", "USA"),
        ("Russian Federation", "RUS"),
        ("Türkiye", "TUR"),
        ("TURKEY", "TUR"),
        ("turkiye", "TUR"),
        ("Czechia", "CZE"),
        ("Czech Republic", "CZE"),
        ("Cote d'Ivoire", "CIV"),
        ("Ivory Coast", "CIV"),
        ("香港", "HKG"),
        ("Chinese Taipei", "TWN"),
        ("Lao PDR", "LAO"),
        ("004", "AFG"),
        ("156", "CHN"),
    ],
)
def test_other_names(name, iso3):
    assert economy(name).iso3 == iso3


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Germny", "Germany"),
        ("Viet Nahm", "Vietnam"),
        ("Congo", "DR Congo"),
        ("dr kongo", "DR Congo"),
        ("Malasia", "Malaysia"),
        ("de", "DE"),
    ],
)
def test_misspelt_names_are_refused_with_the_nearest(name, near):
    with pytest.raises(UnknownNameError) as caught:
        economy(name)
    assert near in caught.value.faults[0].advice


@pytest.mark.parametrize("name", ["", " ", "ZZZ", "4", "EU", "ZA1", "BLX", "SCG", "ANT", None, 156])
def test_what_is_no_economy_of_today_is_refused(name):
    with pytest.raises(UnknownNameError):
        economy(name)


@given(st.text(max_size=12))
def test_no_text_raises_anything_else(text):
    try:
        assert economy(text) in economies()
    except UnknownNameError as error:
        str(error).encode("utf-8")


def test_groups_are_complete():
    assert {each.id for each in groups()} == {
        *("EU27", "G7", "MSP", "FORGE", "MSP_Forum", "OECD", "Quad", "IPEF", "BRICS"),
        *("ASEAN", "USMCA", "CPTPP", "EFTA", "allied_bloc"),
    }
    codes = {each.iso3 for each in economies()}
    for each in groups():
        assert each.label.text("zh")
        assert each.definition
        assert each.ever <= codes
        assert all(period.source and period.grade in "ABCD" for period in each.memberships)


@pytest.mark.parametrize(
    ("group_id", "month", "count"),
    [
        ("EU27", Month(1958, 1), 6),
        ("EU27", Month(2004, 4), 15),
        ("EU27", Month(2004, 5), 25),
        ("EU27", Month(2007, 1), 27),
        ("EU27", Month(2013, 7), 28),
        ("EU27", Month(2020, 1), 28),
        ("EU27", Month(2020, 2), 27),
        ("G7", Month(2024, 1), 7),
        ("MSP", Month(2022, 5), 0),
        ("MSP", Month(2022, 6), 10),
        ("MSP", Month(2023, 6), 11),
        ("MSP", Month(2024, 2), 13),
        ("MSP", Month(2024, 3), 14),
        ("MSP", Month(2026, 2), 14),
        ("MSP", Month(2026, 3), 0),
        ("FORGE", Month(2026, 1), 0),
        ("FORGE", Month(2026, 2), 14),
        ("MSP_Forum", Month(2024, 12), 15),
        ("OECD", Month(2024, 1), 38),
        ("Quad", Month(2024, 1), 4),
        ("IPEF", Month(2024, 1), 14),
        ("BRICS", Month(2023, 12), 5),
        ("BRICS", Month(2025, 1), 10),
        ("ASEAN", Month(2025, 9), 10),
        ("ASEAN", Month(2025, 10), 11),
        ("USMCA", Month(2020, 6), 0),
        ("USMCA", Month(2020, 7), 3),
        ("CPTPP", Month(2024, 12), 12),
        ("EFTA", Month(2024, 1), 4),
        ("allied_bloc", Month(2024, 6), 35),
    ],
)
def test_members_by_month(group_id, month, count):
    assert len(members(group_id, month)) == count


def test_the_kingdom_left():
    assert membership("EU27", "UK", Month(2020, 1)) is True
    assert membership("EU27", "UK", Month(2020, 2)) is False
    assert membership("allied_bloc", "UK", Month(2021, 1)) is True


def test_an_unknown_month_is_said_not_guessed():
    assert membership("MSP", "Italy", Month(2022, 12)) is False
    answer = membership("MSP", "Italy", Month(2023, 5))
    assert isinstance(answer, Unknown)
    assert "2023-01 and 2023-12" in answer.reason
    assert membership("MSP", "Italy", Month(2023, 12)) is True
    assert "ITA" not in members("MSP", Month(2023, 5))
    assert set(undecided("MSP", Month(2023, 5))) == {"ITA", "NOR"}
    assert set(undecided("BRICS", Month(2025, 1))) == {"SAU"}
    # Italy belongs to the bloc through the European Union whatever the partnership's date
    assert membership("allied_bloc", "ITA", Month(2023, 5)) is True
    assert isinstance(membership("allied_bloc", "NOR", Month(2023, 5)), Unknown)


def test_the_european_union_is_no_member_of_the_seven():
    assert members("G7") == {"CAN", "DEU", "FRA", "GBR", "ITA", "JPN", "USA"}
    assert "invitee" in group("G7").definition


def test_our_own_bloc_says_that_it_is_our_own():
    bloc = group("allied_bloc")
    assert "our own" in bloc.label.en
    assert "自行定义" in bloc.label.zh
    assert bloc.union_of == ("MSP", "FORGE", "G7", "EU27")


@given(some_month)
def test_the_bloc_is_the_union_of_its_parts(month):
    parts = [members(part, month) for part in group("allied_bloc").union_of]
    assert members("allied_bloc", month) == frozenset().union(*parts)


@given(some_group, some_month)
def test_every_economy_is_in_out_or_undecided(group_id, month):
    surely, perhaps = members(group_id, month), set(undecided(group_id, month))
    assert not surely & perhaps
    assert surely | perhaps <= group(group_id).ever
    for iso3 in group(group_id).ever:
        answer = membership(group_id, iso3, month)
        assert (answer is True) == (iso3 in surely)
        assert isinstance(answer, Unknown) == (iso3 in perhaps)


def test_without_a_month_the_latest_known_one_is_meant():
    assert groups_as_known() == Month(2026, 11)
    assert members("EU27") == members("EU27", Month(2026, 11))


def test_an_unknown_group_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean MSP"):
        members("MSSP")
    with pytest.raises(UnknownNameError):
        membership("G7", "Atlantis")


def test_bounds_of_a_membership():
    open_end = Membership("SAU", Between(Month(2024, 1)), None, "x", "C")
    assert open_end.covers(Month(2023, 12)) is False
    assert isinstance(open_end.covers(Month(2030, 1)), Unknown)
    unknown_end = Membership("SAU", Month(2024, 1), Unknown("nobody says"), "x", "C")
    assert unknown_end.covers(Month(2023, 12)) is False
    assert isinstance(unknown_end.covers(Month(2024, 6)), Unknown)
    with pytest.raises(DefinitionError):
        Between(Month(2024, 2), Month(2024, 1))


def test_wrong_group_files_list_all_faults(tmp_path):
    path = tmp_path / "groups.yaml"
    path.write_text(
        """as_known: 2026-11
sources: {seen: a page}
groups:
  - id: A
    label: {en: A, zh: 甲}
    definition: of A
    memberships:
      - {iso3: DEU, from: 2024-01, until: 2023-01, source: seen, grade: A}
      - {iso3: GER, from: 2024-01, source: sen, grade: A}
  - id: A
    label: {en: A, zh: 甲}
    definition: empty
  - id: B
    label: {en: B, zh: 乙}
    definition: of nothing
    union_of: [C]
""",
        encoding="utf-8",
    )
    with pytest.raises(DefinitionError) as caught:
        read_groups(path, {"DEU", "FRA"})
    message = str(caught.value)
    assert len(caught.value.faults) == 6
    for words in ("an end not before", '"GER"', "did you mean seen", "second group", '"C"'):
        assert words in message


def test_nobody_belongs_to_two_groups_that_exclude_each_other(tmp_path):
    path = tmp_path / "groups.yaml"
    text = """as_known: 2026-11
sources: {seen: a page}
groups:
  - id: A
    label: {en: A, zh: 甲}
    definition: of A
    memberships:
      - {iso3: DEU, from: 2020-01, source: seen, grade: A}
      - {iso3: FRA, from: 2020-01, until: 2022-12, source: seen, grade: A}
  - id: B
    label: {en: B, zh: 乙}
    definition: of those outside A
    excludes: [A]
    memberships:
      - {iso3: DEU, from: 2021-05, source: seen, grade: A}
      - {iso3: FRA, from: 2023-01, source: seen, grade: A}
"""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        read_groups(path, {"DEU", "FRA"})
    assert len(caught.value.faults) == 1
    for words in ("group B, member DEU", "belongs to A, from 2021-05", "nobody can belong to both"):
        assert words in str(caught.value)
    path.write_text(text.replace("excludes: [A]", "excludes: [AA]"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="did you mean A"):
        read_groups(path, {"DEU", "FRA"})


def test_two_economies_cannot_share_a_code_or_name(tmp_path):
    path = tmp_path / "economies.csv"
    path.write_text(
        "iso3,iso2,numeric,en,zh,aliases\nAAA,AA,001,One,一,Uno\nBBB,AA,002,Two,二,UNO; 一\n",
        encoding="utf-8",
    )
    with pytest.raises(DefinitionError) as caught:
        read_economies(path)
    assert len(caught.value.faults) == 3
