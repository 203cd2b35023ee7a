"""Where are simulations handed in? (Filled in with the worker process.)"""

from __future__ import annotations


class SimulationDesk:
    """Who runs simulations for the pages?"""

    def __init__(self, run: bool = True) -> None:
        self.run = run

    def start(self) -> None:
        """Start the worker."""

    def stop(self) -> None:
        """Stop the worker."""
