"""Robots' requests counted in memory and written together every few seconds: no request waits for a row.

What was counted since the last writing is lost when the process is killed, and kept when it is asked to stop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fediart.clock import DAY
from fediart.rights.agents import OTHER, Agent
from fediart.site import Site
from fediart.store import crawler_counts
from fediart.store.crawler_counts import Count, Visit
from fediart.web.kinds import ROBOTS

MOST_FAMILIES: Final = 300  # names of robots that are on no list, in a day
THE_REST: Final = Agent("others", OTHER)


@dataclass(slots=True)
class _Hits:
    hits: int = 0
    refused: int = 0
    taken: int = 0


@dataclass(slots=True)
class _Times:
    category: str
    first_robots: int = 0
    last_robots: int = 0
    first_other: int = 0


class Tally:
    """`count` adds to memory, `write` moves what is there into the database."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._hits: dict[tuple[int, str, str], _Hits] = {}
        self._times: dict[tuple[int, str], _Times] = {}
        self._families: set[str] = set()
        self._families_of = 0  # the day

    def count(self, agent: Agent, kind: str, *, refused: bool, taken: bool) -> None:
        """One request. `refused`: it got 403 for being this robot; `taken`: it got what robots.txt keeps it out of."""
        now = self._site.clock.now()
        day = now // DAY
        agent = self._bounded(agent, day)
        hits = self._hits.setdefault((day, agent.name, kind), _Hits())
        hits.hits += 1
        hits.refused += refused
        hits.taken += taken
        times = self._times.setdefault((day, agent.name), _Times(agent.category))
        if kind == ROBOTS:
            times.first_robots = times.first_robots or now
            times.last_robots = now
        else:
            times.first_other = times.first_other or now

    def _bounded(self, agent: Agent, day: int) -> Agent:
        """Anybody can invent names: past a bound they are counted together."""
        if agent.listed:
            return agent
        if day != self._families_of:
            self._families, self._families_of = set(), day
        if agent.name not in self._families:
            if len(self._families) >= MOST_FAMILIES:
                return THE_REST
            self._families.add(agent.name)
        return agent

    async def write(self) -> None:
        """One transaction for all that was counted. Where it fails, all is kept for the next time."""
        if not self._hits:
            return
        hits, times = self._hits, self._times
        self._hits, self._times = {}, {}
        counts = [Count(*key, one.hits, one.refused, one.taken) for key, one in sorted(hits.items())]
        visits = [
            Visit(*key, one.category, one.first_robots, one.last_robots, one.first_other)
            for key, one in sorted(times.items())
        ]
        written = False
        try:
            async with self._site.db.writing() as tx:
                await crawler_counts.add(tx, counts, visits)
            written = True
        finally:
            if not written:
                self._keep(hits, times)

    def _keep(self, hits: dict[tuple[int, str, str], _Hits], times: dict[tuple[int, str], _Times]) -> None:
        """Puts back what could not be written, before what was counted meanwhile."""
        for key, newer in self._hits.items():
            older = hits.setdefault(key, _Hits())
            older.hits += newer.hits
            older.refused += newer.refused
            older.taken += newer.taken
        for name, late in self._times.items():
            early = times.setdefault(name, late)
            early.first_robots = early.first_robots or late.first_robots
            early.last_robots = max(early.last_robots, late.last_robots)
            early.first_other = early.first_other or late.first_other
        self._hits, self._times = hits, times
