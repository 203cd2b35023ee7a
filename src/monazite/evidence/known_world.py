"""Which world was known when an episode began?

From the shipped world: an earlier base year where the episode gives one, no plant whose start was
still to come, and no behavioural number that was chosen by looking at the episode or later.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from monazite.chains.behaviour import Behaviour, Parameter
from monazite.chains.chain import Chain
from monazite.chains.world import World, load_world
from monazite.errors import DataError, Fault
from monazite.evidence.base_change import earlier_base
from monazite.evidence.effect_targets import require_something_to_act_on
from monazite.evidence.episode import Episode, fitted_year
from monazite.evidence.in_chain import in_file, require_in_chain
from monazite.evidence.level import require_in_base_year
from monazite.evidence.priors import priors

_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")


@dataclass(frozen=True)
class KnownWorld:
    """The world of an episode, and what was changed to make it the one known then.

    replaced : behavioural parameters whose fitted value was replaced
    left_out : facilities whose start was still to come
    later_sources : behavioural parameters that stay although their source names the event's year or
                    a later one: not fitted on a record, but not known then in this form either
    """

    world: World
    replaced: tuple[str, ...]
    left_out: tuple[str, ...]
    later_sources: tuple[str, ...] = ()


def known_world(episode: Episode) -> KnownWorld:
    """Which world was known before the event?

    Raises DefinitionError for names that the chain does not have (see `require_in_chain`) and for
    effects on, or volumes of, what was not there then (`require_something_to_act_on`,
    `require_in_base_year`), DataError where its base year is not over before the event and the
    episode gives no earlier one.
    """
    written = episode.written
    world = load_world(episode.chain, str(written.event))
    chain = world.chain
    require_in_chain(episode, chain)
    _require_base_known(episode, chain.base_year)
    if written.base is not None:
        chain = earlier_base(chain, written.base, episode.folder)
    left_out = tuple(
        name
        for name, facility in chain.facilities.items()
        if facility.start is not None and facility.start >= written.event
    )
    chain = replace(
        chain,
        facilities={k: f for k, f in chain.facilities.items() if k not in left_out},
    )
    require_something_to_act_on(episode, chain, left_out)
    require_in_base_year(episode, chain)
    behaviour, replaced = known_behaviour(chain, written.event.year)
    chain = replace(chain, behaviour=behaviour)
    mark = hashlib.sha256(f"{world.fingerprint}{chain!r}".encode()).hexdigest()
    vintage = f"{world.vintage} as known before {written.event}"
    known = World(chain, written.event, vintage, mark)
    return KnownWorld(known, replaced, left_out, later_sources(behaviour, written.event.year))


def later_sources(behaviour: Behaviour, year: int) -> tuple[str, ...]:
    """Which behavioural numbers name a source of ``year`` or later? Their names, with their keys.

    Read from the texts of the sources; a number that was chosen by looking at a record belongs
    under `fitted_on` and is then replaced.
    """
    found: list[str] = []
    for name in Behaviour.model_fields:
        value = getattr(behaviour, name)
        for key, one in value.items() if isinstance(value, Mapping) else (("", value),):
            if isinstance(one, Parameter) and any(
                int(told) >= year for told in _YEAR.findall(one.source)
            ):
                found.append(f"{name}.{key}" if key else name)
    return tuple(found)


def _require_base_known(episode: Episode, shipped: int) -> None:
    """Refuse a base year that was not over before the event, or that is no earlier one."""
    base, event = episode.written.base, episode.event
    year = shipped if base is None else base.year
    key = "event" if base is None else "base.year"
    if year >= event.year:
        fault = Fault(
            key,
            f"a base year {year} for an event in {event}",
            "a base year that was over before the event",
            because="the numbers of that year were not known then",
            advice="give the episode an earlier base year with a table of changes",
        )
        raise DataError(in_file(episode, (fault,)))
    if base is not None and year >= shipped:
        fault = Fault(
            key,
            f"a base year {year} beside the shipped one, {shipped}",
            f"a year before {shipped}, or no base at all",
            because="plants that started after the shipped year would be lost",
            advice="leave base out: the shipped year was over before the event",
        )
        raise DataError(in_file(episode, (fault,)))


def known_behaviour(chain: Chain, year: int) -> tuple[Behaviour, tuple[str, ...]]:
    """Which behavioural numbers remain if those fitted on ``year`` or later are replaced?

    Returns the behaviour and the names of what was replaced. Raises DataError for a fitted number
    that has no stand-in.
    """
    replaced: list[str] = []
    changes: dict[str, object] = {}

    def checked(name: str, key: str, parameter: Parameter) -> Parameter:
        fitted = parameter.fitted_on
        if fitted is None or fitted_year(fitted, f"behaviour {name} {key}") < year:
            return parameter
        stage = chain.goods[key].stage if key in chain.goods else key
        try:
            stand_in = priors().stand_in(name, stage)
        except KeyError:
            raise DataError.one(
                where=f"behaviour {name} {key}".strip(),
                found=f"a number fitted on {fitted}",
                expected=f"one known before {year}, or a stand-in in the table of priors",
            ) from None
        replaced.append(f"{name}.{key}" if key else name)
        return stand_in

    for name in Behaviour.model_fields:
        value = getattr(chain.behaviour, name)
        if isinstance(value, Parameter):
            changes[name] = checked(name, "", value)
        elif isinstance(value, Mapping):
            changes[name] = {key: checked(name, key, one) for key, one in value.items()}
    return chain.behaviour.model_copy(update=changes), tuple(replaced)
