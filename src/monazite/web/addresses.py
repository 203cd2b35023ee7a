"""Which pages and operations are there? Each file of ``pages`` and ``api`` has one router."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from monazite.web.routes import Routes

if TYPE_CHECKING:
    from fastapi import APIRouter

FIRST = "today"
"""The page that opens the app; it is loaded before all others."""
PAGES = (
    "outlook",
    "timeline",
    "policy",
    "sheet",
    "screening",
    "sandbox",
    "minerals",
    "overviews",
    "ranking",
    "mineral_years",
    "hindcasts",
    "records",
    "operations",
    "table_file",
)
OPERATIONS: tuple[str, ...] = ("simulations", "answers", "tables")


def routers() -> list[APIRouter]:
    """Which routers answer, in the order in which they are asked?"""
    named = [f"pages.{name}" for name in (FIRST, *PAGES)] + [f"api.{name}" for name in OPERATIONS]
    return [_router(name) for name in named]


def _router(name: str) -> APIRouter:
    found: APIRouter | Routes = import_module(f"monazite.web.{name}").router
    return found.router() if isinstance(found, Routes) else found
