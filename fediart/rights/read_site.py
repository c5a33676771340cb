"""No-AI signals a site states for a path: robots.txt and tdmrep.json."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from fediart.rights.crawlers import Crawlers
from fediart.rights.paths import matches
from fediart.rights.signal import Signal

ROBOTS_LIMIT = 500 * 1024  # bytes (RFC 9309, section 2.5)
TDMREP_LIMIT = 4 * 1024 * 1024  # bytes
_MOST_ENTRIES = 50_000
_MOST_SHOWN = 8


@dataclass(slots=True)
class _Group:
    """One robots.txt group while it is read: its agents, access rules, and path-scoped terms."""

    agents: list[str] = field(default_factory=list)
    rules: list[tuple[str, bool]] = field(default_factory=list)
    terms: list[tuple[str, str, str]] = field(default_factory=list)

    def allows(self, path: str) -> bool:
        """RFC 9309: the longest matching rule decides, Allow on a tie, and no rule allows."""
        return self.strongest(path)[1]

    def strongest(self, path: str) -> tuple[int, bool]:
        """The length of the rule that decides, and whether it allows."""
        hits = ((len(pattern), allow) for pattern, allow in self.rules if pattern and matches(pattern, path))
        return max(hits, default=(0, True))

    def stated(self, name: str, path: str) -> list[str]:
        """The values of the longest pattern that covers the path; several where it stands twice."""
        hits = [(len(scope), value) for key, scope, value in self.terms if key == name and matches(scope, path)]
        longest = max((length for length, _ in hits), default=0)
        return [value for length, value in hits if length == longest]


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """A parsed robots.txt: `for_agent` answers what it says to one crawler."""

    groups: tuple[_Group, ...]
    licences: tuple[str, ...]

    def for_agent(self, agent: str) -> _Group:
        """All groups that name the agent as one; without any, the `*` groups."""
        wanted = agent.lower()
        own = [group for group in self.groups if wanted in group.agents]
        merged = _Group()
        for group in own or [group for group in self.groups if "*" in group.agents]:
            merged.rules += group.rules
            merged.terms += group.terms
        return merged


def parse_robots(body: bytes) -> RobotsRules:
    """Read robots.txt leniently: unknown lines are passed over, and what lies past the limit is not read."""
    groups: list[_Group] = []
    licences: list[str] = []
    naming = False
    for line in body[:ROBOTS_LIMIT].decode("utf-8", "replace").lstrip("\ufeff").splitlines():
        key, _, value = (part.strip() for part in line.split("#", 1)[0].partition(":"))
        key = key.lower()
        if key == "user-agent":
            if not naming:
                groups.append(_Group())
            groups[-1].agents.append(value.lower())
        elif key == "license":
            licences.append(value)
        elif groups:
            _take(groups[-1], key, value)
        naming = key == "user-agent" or (naming and not key)
    return RobotsRules(tuple(groups), tuple(licences))


def _take(group: _Group, key: str, value: str) -> None:
    if key in ("allow", "disallow"):
        group.rules.append((value, key == "allow"))
    elif key in ("content-usage", "content-signal"):
        scope, terms = "/", value
        if value.startswith("/"):
            scope, *rest = value.split(maxsplit=1)
            terms = rest[0] if rest else ""
        group.terms.append((key, scope, terms))


def read_robots(body: bytes, path: str, crawlers: Crawlers, agent: str = "*") -> tuple[Signal, ...]:
    """What robots.txt says about a path to this agent, and which AI crawlers it keeps out.

    A path that is disallowed carries no usage preference (AIPREF attach-05, section 3).
    """
    robots = parse_robots(body)
    group = robots.for_agent(agent)
    found = [Signal("robots.txt", "License", value) for value in robots.licences]
    for kind, names in (("training", crawlers.training), ("retrieval", crawlers.retrieval)):
        if kept_out := _kept_out(robots, names, path):
            found.append(Signal("robots.txt", f"Disallow {kind} crawlers", kept_out))
    if not group.allows(path):
        return (*found, Signal("robots.txt", "Disallow", agent))
    for name in ("Content-Usage", "Content-Signal"):
        values = group.stated(name.lower(), path)
        found += [Signal("robots.txt", name, value) for value in values]
        if not values:
            found.append(Signal("robots.txt", name, "", "missing"))
    return tuple(found)


def _kept_out(robots: RobotsRules, names: Iterable[str], path: str) -> str:
    """The crawlers that are refused by name; being refused like everyone else is not about AI."""
    strongest: dict[str, tuple[int, bool]] = {}  # each group is matched once, however many it names
    for group in robots.groups:
        rule = group.strongest(path)
        strongest.update({agent: max(rule, strongest.get(agent, (0, True))) for agent in group.agents})
    refused = [n for n in names if not strongest.get(n.lower(), (0, True))[1]]
    more = f" and {len(refused) - _MOST_SHOWN} more" if len(refused) > _MOST_SHOWN else ""
    return ", ".join(refused[:_MOST_SHOWN]) + more


def read_tdmrep(body: bytes, path: str) -> tuple[Signal, ...]:
    """What tdmrep.json says about a path: the first entry that matches wins."""
    if len(body) > TDMREP_LIMIT:
        return (Signal("tdmrep.json", "document", f"longer than {TDMREP_LIMIT} bytes", "unreadable"),)
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return (Signal("tdmrep.json", "document", "not JSON", "unreadable"),)
    if not isinstance(document, list):
        return (Signal("tdmrep.json", "document", "not a JSON array", "unreadable"),)
    for entry in document[:_MOST_ENTRIES]:
        location = entry.get("location") if isinstance(entry, dict) else None
        if isinstance(location, str) and matches(location, path):
            return _entry(entry)
    return (Signal("tdmrep.json", "tdm-reservation", "", "missing"),)


def _entry(entry: dict[str, object]) -> tuple[Signal, ...]:
    value = entry.get("tdm-reservation")
    found = [Signal("tdmrep.json", "tdm-reservation", value if isinstance(value, str) else json.dumps(value))]
    if isinstance(policy := entry.get("tdm-policy"), str):
        found.append(Signal("tdmrep.json", "tdm-policy", policy))
    return tuple(found)
