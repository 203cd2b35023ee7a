"""Does a list of acts hold what was asked for, and nothing that was not?"""

from __future__ import annotations

from datetime import date

import pytest

from monazite.errors import UnknownNameError
from monazite.policy.library import library
from monazite.policy.listing import list_acts, words_meant

DAY = date(2026, 11, 23)


def ids(**asked: str) -> set[str]:
    return {act.id for act in list_acts(library(), DAY, **asked)}


@pytest.mark.parametrize("good", ["gallium", "镓", "gallium metal"])
def test_acts_on_other_elements_are_not_on_gallium(good: str) -> None:
    found = ids(good=good)
    assert "cn/mofcom-gacc-2023-23" in found
    assert not {"id/law-4-2009-ore-ban-2014", "cd/cobalt-suspension-2025"} & found


def test_a_group_of_elements_finds_the_acts_on_each() -> None:
    found = ids(good="heavy rare earths")
    assert {"cn/mofcom-gacc-2025-18", "cn/mofcom-gacc-2025-57"} <= found
    assert "id/law-4-2009-ore-ban-2014" not in found


def test_words_that_nobody_understood_are_refused_rather_than_matched_by_every_act() -> None:
    with pytest.raises(UnknownNameError, match="unobtainium"):
        ids(good="unobtainium")


def test_an_issuer_may_be_called_by_folder_code_or_name_but_not_by_a_piece_of_a_word() -> None:
    assert ids(issuer="China") >= ids(issuer="CHN") == ids(issuer="中国")
    assert ids(issuer="European Union") >= {"eu/crma"}
    assert {act.partition("/")[0] for act in ids(issuer="id")} == {"id"}
    with pytest.raises(UnknownNameError):
        ids(issuer="Atlantis")


def test_words_in_either_language_stand_for_their_elements() -> None:
    assert words_meant("镓") == ("镓", "Ga")
    assert {"Dy", "Tb"} <= set(words_meant("heavy rare earths"))
    with pytest.raises(UnknownNameError, match="unobtainium"):
        words_meant("unobtainium")
