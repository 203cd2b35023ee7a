"""Who asks: in which language, in which colour scheme, about which day?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request

from monazite.present.catalogue import Catalogue, Language
from monazite.web.words import words

SCHEMES = ("light", "dark")
YEARS = (1995, 2040)
"""First and last year that may be chosen."""


@dataclass(frozen=True)
class Visit:
    """What does a page know of a request?

    language : from the address, else the cookie, else the browser's wish, else English
    scheme   : light or dark where chosen, else what the system says ("")
    day      : the day the page is about; today where none is named
    chosen   : the day was named in the address
    misread  : what stands in its place in the address and is no day, "" if nothing does
    path, query : of the address, without language and scheme
    """

    language: Language
    scheme: str
    day: date
    chosen: bool
    path: str
    query: Mapping[str, str]
    misread: str = ""

    @property
    def words(self) -> Catalogue:
        """Which catalogue serves this visit?"""
        return words(self.language)

    def say(self, key: str, **values: object) -> str:
        """Which text has ``key``, in the language of this visit?"""
        return self.words.say(key, **values)

    def link(self, path: str, **query: object) -> str:
        """How is another page linked, so that language and chosen day stay?"""
        given: dict[str, object] = {"lang": self.language}
        if self.chosen and "on" not in query:
            given["on"] = self.day.isoformat()
        given.update({key: value for key, value in query.items() if value not in (None, "")})
        place, _, part = path.partition("#")
        return f"{place}?{urlencode(given)}" + (f"#{part}" if part else "")

    def same(self, **query: object) -> str:
        """How is this page linked with some of its query changed? None takes a key out."""
        given: dict[str, object] = {**self.query, "lang": self.language, **query}
        return f"{self.path}?{urlencode({k: v for k, v in given.items() if v is not None})}"


def _language(request: Request) -> Language:
    for wish in (request.query_params.get("lang"), request.cookies.get("lang")):
        if wish == "en" or wish == "zh":
            return "zh" if wish == "zh" else "en"
    return "zh" if request.headers.get("accept-language", "").lower().startswith("zh") else "en"


def day_in(text: str | None) -> date | None:
    """Which day does a text of an address name? None if none, or one outside the years shown."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if YEARS[0] <= day.year <= YEARS[1] else None


def visit_of(request: Request) -> Visit:
    """What does a request say about who asks? Never raises; what makes no sense is left aside."""
    named = request.query_params.get("on") or ""
    chosen = day_in(named)
    scheme = request.query_params.get("scheme") or request.cookies.get("scheme") or ""
    query = {k: v for k, v in request.query_params.items() if k not in ("lang", "scheme")}
    return Visit(
        _language(request),
        scheme if scheme in SCHEMES else "",
        chosen or date.today(),
        chosen is not None,
        request.url.path,
        query,
        "" if chosen else named[:40],
    )
