"""Which id of the first assembly stands for which region, good and recipe?"""

from __future__ import annotations

REGION = {"EUR": "EU_REST", "AFR": "AFRICA"}

GOOD = {
    "o_bo": "chinese_rock_concentrate",
    "o_mp": "mountain_pass_concentrate",
    "o_mz": "monazite_concentrate",
    "o_ic": "ionic_clay_concentrate",
    "o_seg": "seg_concentrate",
    "La": "lanthanum_oxide",
    "Ce": "cerium_oxide",
    "NdPr": "ndpr_oxide",
    "Sm": "samarium_oxide",
    "Eu": "europium_oxide",
    "Gd": "gadolinium_oxide",
    "Tb": "terbium_oxide",
    "Dy": "dysprosium_oxide",
    "Y": "yttrium_oxide",
    "Oth": "other_heavy_oxide",
    "m_LC": "mischmetal",
    "m_NdPr": "ndpr_metal",
    "m_Sm": "samarium_metal",
    "m_Dy": "dysprosium_metal",
    "m_Tb": "terbium_metal",
    "mag_L": "ndfeb_magnet",
    "mag_H": "ndfeb_magnet_heavy",
    "smco": "smco_magnet",
    "swarf_L": "ndfeb_swarf",
    "swarf_H": "ndfeb_swarf_heavy",
}

RECIPE = {
    "sepfull_o_bo": "separate_chinese_rock",
    "sepfull_o_mp": "separate_mountain_pass",
    "sepfull_o_mz": "separate_monazite",
    "sepfull_o_ic": "separate_ionic_clay",
    "seplight_o_mp": "separate_light_mountain_pass",
    "seplight_o_mz": "separate_light_monazite",
    "sepheavy_seg": "separate_seg",
    "met_NdPr": "reduce_ndpr",
    "met_Dy": "reduce_dysprosium",
    "met_Tb": "reduce_terbium",
    "met_Sm": "reduce_samarium",
    "met_LC": "reduce_mischmetal",
    "make_mag_L": "make_ndfeb_magnet",
    "make_mag_H": "make_ndfeb_magnet_heavy",
    "make_smco": "make_smco_magnet",
    "rec_L": "recycle_ndfeb_swarf",
    "rec_H": "recycle_ndfeb_swarf_heavy",
}

USE = {"ev": "electric_vehicles", "defence_aero": "defence_aerospace"}
"""Uses whose name changed without being split; magnets are split anew (see ``magnet_uses``)."""


def region(old: str) -> str:
    """Which region id has a region of the first assembly?"""
    return REGION.get(old, old)
