"""Are all minerals listed, with depth, lists, sources, gaps and acts that are right?"""

from datetime import date

import pytest

from monazite.present.minerals import Mineral, minerals

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def found() -> dict[str, Mineral]:
    return {one.id: one for one in minerals(DAY)}


def test_depths_and_lists(found: dict[str, Mineral]) -> None:
    depths = [one.depth for one in found.values()]
    assert depths.count("full") == 9
    assert depths.count("compact") >= 20
    assert depths == sorted(depths, key=["full", "compact", "listed"].index)
    assert found["gallium"].lists[-3:] == ("eu_critical", "eu_strategic", "cn_export_control")
    assert found["copper"].lists == ("us_2025", "eu_critical", "eu_strategic")
    assert "us_2022" not in found["potash"].lists
    assert found["superhard_materials"].lists == ("cn_export_control",)
    assert {"us_2018", "us_2025"} <= set(found["potash"].lists)


def test_what_ships_is_sourced_and_what_does_not_has_a_reason(found: dict[str, Mineral]) -> None:
    for one in found.values():
        assert one.gaps
        if one.depth == "listed":
            assert one.chain is None and not one.sources
        else:
            assert one.sources and one.vintages and sum(one.grades.values()) > 20
            assert all("check" not in source.licence for source in one.sources)


def test_acts_touch_the_minerals_that_they_name(found: dict[str, Mineral]) -> None:
    assert "cn/mofcom-gacc-2023-23" in found["germanium"].policies
    assert "cn/mofcom-2024-46" in found["gallium"].policies  # it borrows its goods from another act
    assert found["nickel_cobalt"].policy_count > len(found["nickel_cobalt"].policies) - 1
    assert any("cobalt-suspension" in act for act in found["nickel_cobalt"].policies) or (
        found["nickel_cobalt"].policy_count > 12
    )
