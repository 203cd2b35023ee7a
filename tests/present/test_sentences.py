"""Every generated sentence is true of the numbers it was written from, and false of others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monazite.present import findings, sentences
from monazite.present.catalogue import LANGUAGES, catalogue
from monazite.present.sentences import Claim, PricePath, UntrueClaim, checked

pytestmark = pytest.mark.slow

MONTHS = tuple(f"{2024 + m // 12}-{m % 12 + 1:02d}" for m in range(24))
"""Two years: enough for what sentences compare, and Hypothesis draws four prices for each month."""
prices = st.lists(st.floats(100, 5e6), min_size=len(MONTHS), max_size=len(MONTHS)).map(tuple)
shares = st.floats(0, 1)


@st.composite
def paths(draw: st.DrawFn) -> PricePath:
    return PricePath(
        element=draw(st.sampled_from(["Dy", "NdPr", "Y"])),
        months=MONTHS,
        inside=draw(prices),
        outside=draw(prices),
        weighted=draw(st.one_of(st.none(), prices)),
        baseline=draw(prices),
    )


def said(claim: Claim) -> None:
    """The claim has a text in both languages, with all fields filled."""
    for language in LANGUAGES:
        text = claim.text(catalogue(language))
        assert text and "{" not in text


@given(paths(), st.sampled_from(["2025-04", "2024-06", None]))
def test_headline(path: PricePath, since: str | None) -> None:
    claim = sentences.headline(path, since)
    assert sentences.headline_holds(claim, path, since)
    said(claim)


@given(paths())
def test_lede(path: PricePath) -> None:
    claim = sentences.lede(path, "2025-04")
    assert sentences.lede_holds(claim, path)
    said(claim)


@given(paths(), st.dictionaries(st.sampled_from(["2024", "2025"]), shares, min_size=1))
def test_lede_without_gates(path: PricePath, separated: dict[str, float]) -> None:
    claim = sentences.lede_plain(path, separated)
    assert sentences.lede_plain_holds(claim, path, separated)
    said(claim)


@given(paths())
def test_peak(path: PricePath) -> None:
    claim = sentences.lead_prices(path)
    assert sentences.lead_prices_holds(claim, path)
    lowered = replace(path, outside=tuple(price * 0.9 for price in path.outside))
    assert not sentences.lead_prices_holds(claim, lowered)
    said(claim)


@given(st.lists(paths(), min_size=1, max_size=4, unique_by=lambda path: path.element))
def test_oxides_above_the_baseline(found: list[PricePath]) -> None:
    claim = sentences.above_baseline(found)
    assert sentences.above_baseline_holds(claim, found)
    said(claim)


@given(st.lists(shares, min_size=2, max_size=12))
def test_share_trend(found: list[float]) -> None:
    years = [str(2024 + at) for at in range(len(found))]
    claim = sentences.share_trend(years, found)
    assert sentences.share_trend_holds(claim, years, found)
    said(claim)


@given(shares, shares)
def test_separated_in_china(first: float, last: float) -> None:
    claim = findings.separated_in_china("Dy", "2024", first, "2035", last)
    assert findings.separated_in_china_holds(claim, {"2024": first, "2035": last})
    assert not findings.separated_in_china_holds(claim, {"2024": first, "2035": last + 0.02})
    said(claim)


gaps = st.lists(
    st.tuples(
        st.text("ab", min_size=1), st.text("xy", min_size=1), st.sampled_from(MONTHS), shares
    ),
    min_size=1,
    max_size=10,
)


@given(gaps)
def test_largest_gap(found: list[tuple[str, str, str, float]]) -> None:
    claim = findings.largest_gap(found)
    assert findings.largest_gap_holds(claim, found)
    if claim.key == "unserved":
        assert not findings.largest_gap_holds(claim, [*found, ("c", "z", "2025-01", 2.0)])
    said(claim)


@given(st.dictionaries(st.sampled_from(["2024", "2030", "2035"]), shares, min_size=2))
def test_closure(years: dict[str, float]) -> None:
    claim = findings.closure("EU", "Dy", years)
    assert findings.closure_holds(claim, years)
    said(claim)


@given(st.lists(st.floats(1, 1e4), min_size=len(MONTHS), max_size=len(MONTHS)))
def test_magnet_exports(flow: list[float]) -> None:
    claim = findings.magnet_exports(MONTHS, flow, "2024")
    assert findings.magnet_exports_hold(claim, MONTHS, flow, "2024")
    said(claim)


@given(st.lists(st.sampled_from(["hit", "miss", "open"])))
def test_behaviour(verdicts: list[str]) -> None:
    claim = findings.behaviour(verdicts)
    assert findings.behaviour_holds(claim, verdicts)
    assert not findings.behaviour_holds(claim, [*verdicts, "hit"])
    said(claim)


@given(st.lists(st.tuples(st.floats(0, 1e-3), st.booleans()), min_size=1), st.integers(1, 3))
def test_certificates(found: list[tuple[float, bool]], runs: int) -> None:
    residuals, cleared = [r for r, _ in found], [c for _, c in found]
    claim = findings.certificates(residuals, cleared, runs)
    assert findings.certificates_hold(claim, residuals, cleared)
    assert not findings.certificates_hold(claim, residuals, [*cleared, False])
    said(claim)


def test_a_false_claim_is_not_printed() -> None:
    with pytest.raises(UntrueClaim, match="flows"):
        checked(Claim("flows", {"share_first": "1\u202f%"}), False)


def test_sentences_start_with_a_capital_and_name_the_month() -> None:
    path = PricePath("Dy", ("2025-05",), (200_000.0,), (800_000.0,))
    text = sentences.lead_prices(path).text(catalogue("en"))
    assert text == "Dysprosium: 800 USD/kg outside and 200 inside in May 2025"
    assert "2025 年 5 月" in sentences.lead_prices(path).text(catalogue("zh"))
