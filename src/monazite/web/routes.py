"""Which addresses does a file of pages answer? Said without loading what serves them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from fastapi import APIRouter

Page = TypeVar("Page", bound=Callable[..., Any])


class Routes:
    """Addresses and the functions that answer them, for pages that open the app.

    Used as fastapi's router is, which takes as long to load as all that the first page needs;
    :meth:`router` makes one of it once the other pages are loaded.
    """

    def __init__(self) -> None:
        self._pages: list[tuple[str, Callable[..., Any], dict[str, Any]]] = []

    def get(self, path: str, **told: Any) -> Callable[[Page], Page]:
        """Say that a function answers an address; told: as for fastapi."""

        def said(page: Page) -> Page:
            self._pages.append((path, page, told))
            return page

        return said

    def router(self) -> APIRouter:
        """Return these addresses as a router of fastapi."""
        from fastapi import APIRouter

        made = APIRouter(include_in_schema=False)
        for path, page, told in self._pages:
            made.add_api_route(path, page, methods=["GET"], **told)
        return made
