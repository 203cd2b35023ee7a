"""Which pages and operations are there? Each file of ``pages`` and ``api`` has one router."""

from __future__ import annotations

from importlib import import_module

from fastapi import APIRouter

PAGES = (
    "today",
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
OPERATIONS: tuple[str, ...] = ("simulations", "answers")


def routers() -> list[APIRouter]:
    """Which routers answer, in the order in which they are asked?"""
    named = [f"pages.{name}" for name in PAGES] + [f"api.{name}" for name in OPERATIONS]
    return [import_module(f"monazite.web.{name}").router for name in named]
