"""Are the figures of a description read for what they say, whoever wrote them?"""

from __future__ import annotations

import pytest

from monazite.policy.good_text import read_good
from monazite.policy.library import library
from monazite.policy.read_transaction import transaction_of
from monazite.policy.screen import screen

READ = [
    ("antimony trioxide, purity 99,99 %", "purity_pct", "99.99"),
    ("９９，９９％三氧化二锑", "purity_pct", "99.99"),
    ("Sb2O3 99,999%", "purity_pct", "99.999"),
    ("antimony oxide 99.9-99.99%", "purity_pct", "99.9 to 99.99"),
    ("antimony oxide 99.9% to 99.99%", "purity_pct", "99.9 to 99.99"),
    ("lot 12-99.99% antimony oxide", "purity_pct", "99.99"),
    ("graphite 1,75 g/cm3", "density_g_cm3", "1.75"),
    ("graphite 1,732 g/cm3", "density_g_cm3", "1.732"),
    ("graphite 1.75±0.02 g/cm3", "density_g_cm3", "1.73 to 1.77"),
    ("graphite, true density 2.2 g/cm3, bulk density 1.70 g/cm3", "density_g_cm3", "1.7"),
    ("石墨 真密度2.2g/cm3 体积密度1.70g/cm³", "density_g_cm3", "1.7"),
    ("leach liquor equipment, 5,000 m3/day", "leach_liquor_m3_per_day", "5000"),
    ("leach liquor equipment, 5 000 m3/day", "leach_liquor_m3_per_day", "5000"),
    ("leach liquor equipment, 5'000 m3/day", "leach_liquor_m3_per_day", "5000"),
    ("leach liquor equipment, 4,999.5 m3/day", "leach_liquor_m3_per_day", "4999.5"),
    ("diamond powder 20-60 um", "particle_size_um", "20 to 60"),
    ("人造金刚石 20～60 微米", "particle_size_um", "20 to 60"),
    ("tensile strength 20 MPa, flexural strength 35 MPa", "flexural_strength_mpa", "35"),
    ("compressive strength 80 MPa, flexural strength 28 MPa", "flexural_strength_mpa", "28"),
    ("石墨 抗压强度80MPa 抗折强度≥30MPa", "flexural_strength_mpa", ">= 30"),
    ("alloy, tensile strength 1,300 MPa", "tensile_strength_mpa", "1300"),
]


@pytest.mark.parametrize(("text", "parameter", "says"), READ)
def test_a_figure_is_read_for_what_it_says(text: str, parameter: str, says: str) -> None:
    assert str(read_good(text).numbers[parameter]) == says


@pytest.mark.parametrize(
    ("text", "parameter"),
    [
        ("graphite, compressive strength 80 MPa", "flexural_strength_mpa"),
        ("graphite, true density 2.2 g/cm3", "density_g_cm3"),
        ("graphite, flexural strength 0.035 GPa", "flexural_strength_mpa"),
        ("cells 0.31 kWh/kg", "energy_density_wh_kg"),
        ("LFP, tap density 1.0 g/cm3", "density_g_cm3"),
    ],
)
def test_a_figure_of_something_else_is_not_taken(text: str, parameter: str) -> None:
    assert parameter not in read_good(text).numbers


def test_words_for_a_quantity_name_no_thing() -> None:
    """The press of press density is no machine, the 粒 of 粒径 no granule."""
    powder = read_good("LFP cathode powder, press density 2.55 g/cm3")
    assert powder.matter == {"cathode_material"}
    diamond = read_good("人造金刚石微粉 平均粒径50μm")
    assert (diamond.shape, diamond.unread) == ({"powder"}, "")


@pytest.mark.slow
def test_no_rule_says_no_to_what_it_calls_its_own_goods() -> None:
    """Each name of each line, shipped from the place of the act: perhaps open, never "not covered".

    Lines of other acts with the same words must not take the goods away from it.
    """
    asked, lost = 0, []
    for ready in library().rules:
        items = getattr(ready.rule.scope.goods, "items", None) or ()
        place = ready.act.economy if len(str(ready.act.economy or "")) == 3 else "CHN"
        to = "DEU" if place != "DEU" else "FRA"
        for name in (name for item in items for name in item.names):
            goods = {"date": "2026-03-02", "good": name, "from": place, "to": to, "origin": place}
            (found,) = screen(transaction_of(goods), among=(ready,)).findings
            asked += 1
            if found.finding.code == "goods_not_covered":
                lost.append((ready.id, name))
    assert asked > 800
    assert not lost
