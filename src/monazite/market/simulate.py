"""What happens to a world month by month under a scenario?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from monazite.chains.world import World
from monazite.effects import Effect
from monazite.errors import NetworkError
from monazite.market.build_schedule import build_schedule
from monazite.market.calibration import calibrate
from monazite.market.chunk_memory import ChunkMemory
from monazite.market.model import Model, build_model
from monazite.market.network import build_network
from monazite.market.precision import jax
from monazite.market.record_to_run import to_run
from monazite.market.run import Run
from monazite.market.run_schedule import CHUNK, LONGEST_RUN, Progress, run_schedule
from monazite.months import Month, span


class ScenarioLike(Protocol):
    """What must a scenario tell the market?"""

    @property
    def id(self) -> str:
        """What is it called?"""

    @property
    def start(self) -> Month:
        """With which month does it begin?"""

    @property
    def months(self) -> int:
        """How many months does it last?"""

    @property
    def demand(self) -> str:
        """Which demand scenario does it follow?"""

    @property
    def effects(self) -> Sequence[Effect]:
        """What do its policies do to the market?"""


_MODELS: dict[str, Model] = {}
_MODELS_KEPT = 8


def model_of(world: World) -> Model:
    """Which calibrated model does a world have? The latest few are kept by their fingerprint."""
    model = _MODELS.pop(world.fingerprint, None)
    if model is None:
        network = build_network(world.chain)
        calibrate(network)
        model = build_model(network)
    _MODELS[world.fingerprint] = model
    while len(_MODELS) > _MODELS_KEPT:
        del _MODELS[next(iter(_MODELS))]
    return model


def simulate(
    world: World,
    scenario: ScenarioLike,
    progress: Progress | None = None,
    memory: ChunkMemory | None = None,
) -> Run:
    """What happens month by month to prices, flows, stocks, plants and licences?

    Returns a `Run` over ``scenario.months`` calendar months; a month that does not clear is marked
    failed, and it and all after it hold NaN, never a number. With ``memory``, years that an earlier
    run shares up to there are not advanced again. Raises NetworkError or
    UnknownNameError for a scenario that names what the world does not have.
    """
    if not 1 <= scenario.months <= LONGEST_RUN:
        raise NetworkError.one(
            where=f"scenario {scenario.id}, months",
            found=str(scenario.months),
            expected=f"a whole number from 1 to {LONGEST_RUN}",
        )
    model = model_of(world)
    padded = -(-scenario.months // CHUNK) * CHUNK
    months = span(scenario.start, padded)
    schedule = build_schedule(model, scenario.demand, months, tuple(scenario.effects))
    front = f"{world.fingerprint} {max(padded, LONGEST_RUN)}".encode()
    records = run_schedule(model, schedule, scenario.months, progress, memory, front)
    kept = jax.tree_util.tree_map(lambda leaf: leaf[: scenario.months], records)
    return to_run(world, scenario, model, schedule, months[: scenario.months], kept)
