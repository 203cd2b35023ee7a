"""Local-processing rule: raw ore may not leave, processed goods may.

Reading one: exports of the raw form fall to a share of normal. Reading two: prohibited for the raw
form; processed forms pass.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from monazite.labels import Label
from monazite.policy.licensing import Licensing
from monazite.policy.outcome import Outcome, refused

if TYPE_CHECKING:
    from monazite.effects import Effect
    from monazite.policy.inquiry import Inquiry
    from monazite.policy.market_reading import MarketReading
    from monazite.policy.rule import Rule

LABEL = Label("local-processing rule", "本地加工要求")
"""Name of the instrument."""


class Terms(Licensing):
    """What has to be processed at home?

    refusal : `prohibited`, or `presumed_denied` where exceptions are granted
    passes  : what may leave, in own words
    """

    refusal: Literal["prohibited", "presumed_denied"] = "prohibited"
    passes: Label


def screen(rule: Rule, inquiry: Inquiry) -> Outcome:
    """What does the rule say of raw goods that leave? Processed forms are outside its scope."""
    found = refused(rule, inquiry)
    return replace(found, notes=(*found.notes, rule.terms.passes))


def effects(reading: MarketReading) -> tuple[Effect, ...]:
    """Hold exports to what practice lets through, nothing if no number is given."""
    from monazite.policy.block_effects import refusal_effects

    return refusal_effects(reading)
