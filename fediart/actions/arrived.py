"""Where an artwork has arrived, in plain words for its artist: which servers have it, which wait, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fediart.actions.federation_status import span
from fediart.clock import moment
from fediart.site import Site
from fediart.store import hosts, receipts
from fediart.store.database import Reading
from fediart.store.hosts import Host
from fediart.store.receipts import KINDS, Receipt

_NAMES = {"Create": "The artwork", "Update": "Your last edit", "Delete": "The deletion"}


@dataclass(frozen=True, slots=True)
class Arrival:
    """How far one thing has come: `name` such as "Your last edit", `arrived` of `all` servers."""

    kind: str
    name: str
    words: str
    arrived: int
    all: int


@dataclass(frozen=True, slots=True)
class Late:
    """What a server does not have, for one reason: `what` names it, `why` is a sentence."""

    host: str
    what: tuple[str, ...]
    why: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A server, and when it took each thing: 0 for not (yet), in the order of the arrivals."""

    host: str
    took: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """All there is to say of one artwork."""

    things: Sequence[Arrival]
    late: Sequence[Late]
    places: Sequence[Place]


async def arrivals(tx: Reading, site: Site, artwork_id: int) -> Arrivals:
    """From the rows; whose artwork it is was asked before."""
    found = await receipts.of_post(tx, artwork_id)
    missing = [one for one in found if one.state != "delivered"]
    states = await hosts.some(tx, (one.host for one in missing)) if missing else {}
    now = site.clock.now()
    counts = receipts.count(found)
    kinds = [kind for kind in KINDS if kind in counts]
    things = [_thing(kind, counts[kind].arrived, counts[kind].all) for kind in kinds]
    late = _together([_late(one, states.get(one.host), now) for one in missing])
    return Arrivals(things, sorted(late, key=lambda one: (not one.waiting, one.host)), _places(found, kinds))


def _thing(kind: str, arrived: int, whole: int) -> Arrival:
    servers = "server" if whole == 1 else "servers"
    words = f"{arrived} of {whole} {servers}" if arrived < whole else _all(whole)
    return Arrival(kind, _NAMES[kind], f"has arrived at {words}", arrived, whole)


def _all(whole: int) -> str:
    return "the one server it went to" if whole == 1 else f"all {whole} servers"


def _late(one: Receipt, state: Host | None, now: int) -> Late:
    return Late(one.host, (_NAMES[one.kind],), _why(one, state, now), one.state == "waiting")


def _together(late: Sequence[Late]) -> Sequence[Late]:
    """What a server lacks for the same reason is said once."""
    found: dict[tuple[str, str], Late] = {}
    for one in late:
        before = found.get((one.host, one.why))
        found[one.host, one.why] = one if before is None else replace(before, what=before.what + one.what)
    return list(found.values())


def _why(one: Receipt, state: Host | None, now: int) -> str:
    """In the artist's words: nobody has to know what 410 means."""
    if one.state == "waiting":
        return _waiting(one, state, now)
    if one.state == "gone":
        return "This server has closed the inbox for good."
    if one.state == "rejected":
        return f"This server did not want it ({one.outcome})."
    return f"Given up: {one.outcome}."


def _waiting(one: Receipt, state: Host | None, now: int) -> str:
    again = f"It is tried again in {span(one.due - now)}." if one.due > now else "It is tried again soon."
    if state is not None and state.failures:
        since = moment(state.down_since or state.last_failure)
        return f"Waiting: {state.last_error}, since {since.day} {since:%B %Y}. {again}"
    if one.tries:
        return f"Waiting: {one.outcome}. {again}"
    return "On its way."


def _places(found: Sequence[Receipt], kinds: Sequence[str]) -> Sequence[Place]:
    took: Mapping[tuple[str, str], int] = {
        (one.host, one.kind): one.finished for one in found if one.state == "delivered"
    }
    names = sorted({one.host for one in found})
    return [Place(host, tuple(took.get((host, kind), 0) for kind in kinds)) for host in names]
