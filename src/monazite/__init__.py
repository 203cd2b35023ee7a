"""Monazite: what do dated policies do to the supply, price and dependence of critical minerals?

The names below are the whole public door. They are loaded on first use, so that importing the
package reads no file, writes none, and starts no numerical library.

    import monazite

    world = monazite.load_world("rare_earths")
    run = monazite.simulate(world, monazite.load_scenario("heavy_licences"))
    print(run.status.sentence())

>>> import monazite
>>> "simulate" in dir(monazite)
True
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

# Linear algebra of small systems runs many times slower when several of its threads compete for
# the cores of a busy machine; the reader's own setting wins.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"

# public name -> (module, name inside it)
_DOORS: dict[str, tuple[str, str]] = {
    "MonaziteError": ("monazite.errors", "MonaziteError"),
    "Run": ("monazite.market.run", "Run"),
    "Scenario": ("monazite.scenario.scenario", "Scenario"),
    "cite": ("monazite.data.catalog", "cite"),
    "clear_network": ("monazite.market.network_file", "clear_network"),
    "compare": ("monazite.scenario.compare", "compare"),
    "load_run": ("monazite.scenario.storage", "load"),
    "load_scenario": ("monazite.scenario.read", "load_scenario"),
    "load_world": ("monazite.chains.world", "load_world"),
    "Transaction": ("monazite.policy.transaction", "Transaction"),
    "policy_library": ("monazite.policy.library", "library"),
    "save_run": ("monazite.scenario.storage", "save"),
    "scenarios": ("monazite.scenario.read", "shipped_scenarios"),
    "screen": ("monazite.policy.screen", "screen"),
    "simulate": ("monazite.market.simulate", "simulate"),
    "sources": ("monazite.data.catalog", "sources"),
    "write_report": ("monazite.present.report", "write_report"),
}

__all__ = [
    "MonaziteError",
    "Run",
    "Scenario",
    "Transaction",
    "__version__",
    "cite",
    "clear_network",
    "compare",
    "load_run",
    "load_scenario",
    "load_world",
    "policy_library",
    "save_run",
    "scenarios",
    "screen",
    "simulate",
    "sources",
    "write_report",
]

if TYPE_CHECKING:
    from monazite.chains.world import load_world
    from monazite.data.catalog import cite, sources
    from monazite.errors import MonaziteError
    from monazite.market.network_file import clear_network
    from monazite.market.run import Run
    from monazite.market.simulate import simulate
    from monazite.policy.library import library as policy_library
    from monazite.policy.screen import screen
    from monazite.policy.transaction import Transaction
    from monazite.present.report import write_report
    from monazite.scenario.compare import compare
    from monazite.scenario.read import load_scenario
    from monazite.scenario.read import shipped_scenarios as scenarios
    from monazite.scenario.scenario import Scenario
    from monazite.scenario.storage import load as load_run
    from monazite.scenario.storage import save as save_run


def __getattr__(name: str) -> Any:
    """Return a public name, importing the module behind it on first use."""
    if name not in _DOORS:
        raise AttributeError(
            f"monazite has no public name {name!r}; there are: {', '.join(__all__)}"
        )
    module, inner = _DOORS[name]
    value = getattr(import_module(module), inner)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, whether loaded yet or not."""
    return sorted(__all__)
