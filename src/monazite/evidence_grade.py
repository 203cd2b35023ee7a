"""How well do we know a number?"""

from __future__ import annotations

from typing import Literal

Grade = Literal["A", "B", "C", "D"]
"""A official text or statistic seen, B derived or reported, C estimate, D assumption."""
