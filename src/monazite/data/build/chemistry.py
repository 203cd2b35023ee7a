"""How much oxide stands for a tonne of metal?

Factors from standard atomic weights (IUPAC, abridged), oxides as traded: La2O3, CeO2, Pr6O11,
Nd2O3, Sm2O3, Eu2O3, Gd2O3, Tb4O7, Dy2O3, Y2O3.
"""

from __future__ import annotations

OXYGEN = 15.999
_ATOMIC_WEIGHT = {
    "La": 138.905,
    "Ce": 140.116,
    "Pr": 140.908,
    "Nd": 144.242,
    "Sm": 150.36,
    "Eu": 151.964,
    "Gd": 157.25,
    "Tb": 158.925,
    "Dy": 162.500,
    "Y": 88.906,
}
_OXYGEN_PER_ATOM = {
    "La": 3 / 2,
    "Ce": 2,
    "Pr": 11 / 6,
    "Nd": 3 / 2,
    "Sm": 3 / 2,
    "Eu": 3 / 2,
    "Gd": 3 / 2,
    "Tb": 7 / 4,
    "Dy": 3 / 2,
    "Y": 3 / 2,
}

ND_SHARE_OF_NDPR_OXIDE = 0.75
"""Nd2O3 in NdPr oxide, mass share. Bayan Obo 18.5 of 24.7, Mount Weld 18.1 of 23.3."""

ELEMENTS = ("La", "Ce", "NdPr", "Sm", "Eu", "Gd", "Tb", "Dy", "Y", "Other")
"""The elements of the compositions; Other is Ho, Er, Tm, Yb and Lu together."""


def oxide_per_metal(element: str) -> float:
    """How many tonnes of oxide hold one tonne of the metal? ``element`` as in ELEMENTS."""
    if element == "NdPr":
        share = ND_SHARE_OF_NDPR_OXIDE
        return 1 / (share / oxide_per_metal("Nd") + (1 - share) / oxide_per_metal("Pr"))
    weight = _ATOMIC_WEIGHT[element]
    return 1 + _OXYGEN_PER_ATOM[element] * OXYGEN / weight
