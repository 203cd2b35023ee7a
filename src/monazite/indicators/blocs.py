"""Which regions of a chain make up a group of countries?"""

from __future__ import annotations

from collections.abc import Collection, Mapping


def bloc_of(
    members_of: Mapping[str, tuple[str, ...]], countries: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Which regions of a chain lie inside a group of countries, and which only in part?

    members_of : region id -> its members (ISO 3166-1 alpha-3); ("*",) is the rest of the world
    countries  : members of the group
    returns    : regions all of whose members belong; regions of which only some do (the rest of
                 the world counts among these if any country of the group is in no other region)

    The caller decides, and states, whether a region that lies inside only in part is counted.
    A group without any member gives two empty sets.
    """
    wanted = set(countries)
    named = {country for members in members_of.values() for country in members}
    whole: set[str] = set()
    partly: set[str] = set()
    for region, members in members_of.items():
        if members == ("*",):
            if wanted - named:
                partly.add(region)
            continue
        belonging = [country for country in members if country in wanted]
        if belonging:
            (whole if len(belonging) == len(members) else partly).add(region)
    return frozenset(whole), frozenset(partly)
