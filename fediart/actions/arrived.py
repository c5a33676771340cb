"""Where an artwork has arrived, in plain words for its artist: which servers have it, which wait, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fediart.actions.federation_status import span
from fediart.language import N_, _, day, ngettext
from fediart.site import Site
from fediart.store import hosts, receipts
from fediart.store.database import Reading
from fediart.store.hosts import Host
from fediart.store.receipts import KINDS, Receipt

_NAMES = {"Create": N_("The artwork"), "Update": N_("Your last edit"), "Delete": N_("The deletion")}


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
    words = (
        ngettext(
            "has arrived at %(arrived)s of %(count)s server",
            "has arrived at %(arrived)s of %(count)s servers",
            whole,
            arrived=arrived,
        )
        if arrived < whole
        else ngettext("has arrived at the one server it went to", "has arrived at all %(count)s servers", whole)
    )
    return Arrival(kind, _NAMES[kind], words, arrived, whole)


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
        return _("This server has closed the inbox for good.")
    if one.state == "rejected":
        return _("This server did not want it (%(outcome)s).", outcome=one.outcome)
    return _("Given up: %(outcome)s.", outcome=one.outcome)


def _waiting(one: Receipt, state: Host | None, now: int) -> str:
    again = _("It is tried again soon.")
    if one.due > now:
        again = _("It is tried again in %(span)s.", span=span(one.due - now))
    if state is not None and state.failures:
        since = day(state.down_since or state.last_failure)
        return _("Waiting: %(error)s, since %(day)s.", error=state.last_error, day=since) + f" {again}"
    if one.tries:
        return _("Waiting: %(outcome)s.", outcome=one.outcome) + f" {again}"
    return _("On its way.")


def _places(found: Sequence[Receipt], kinds: Sequence[str]) -> Sequence[Place]:
    took: Mapping[tuple[str, str], int] = {
        (one.host, one.kind): one.finished for one in found if one.state == "delivered"
    }
    names = sorted({one.host for one in found})
    return [Place(host, tuple(took.get((host, kind), 0) for kind in kinds)) for host in names]
