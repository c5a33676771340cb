"""Followers of an artist, server by server: what we tell another server of its own people (FEP-8fcf)."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping

from federation.rules import Forbidden, origin
from federation.synchronization import Offer, digest
from fediart.clock import MINUTE
from fediart.site import Site
from fediart.store import synchronization
from fediart.store.actors import Actor
from fediart.store.database import Reading

MOST_FOLLOWERS = 25_000  # of an artist with more nothing is compared, as in Mastodon
KEPT = MINUTE
MOST_KEPT = 64


def partial_url(artist: Actor) -> str:
    """Where a server may ask which of its people we believe to follow this artist."""
    return f"{artist.followers_uri}/synchronization"


def by_origin(uris: Iterable[str]) -> Mapping[str, list[str]]:
    """Addresses by the scheme and host they begin with."""
    found: dict[str, list[str]] = defaultdict(list)
    for uri in uris:
        try:
            found[origin(uri)].append(uri)
        except Forbidden:
            continue
    return found


async def followers_at(tx: Reading, artist: Actor, place: str) -> list[str]:
    """Those of one server, in the order of their addresses."""
    return sorted(by_origin(await synchronization.remote_followers(tx, artist.id)).get(place, ()))


class Offers:
    """The digests for deliveries to followers only: made once a minute for each artist, for all servers together."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._kept: OrderedDict[int, tuple[int, Mapping[str, str]]] = OrderedDict()

    async def offer(self, artist: Actor, inbox: str) -> Offer | None:
        """What to say to the server of this inbox; None where the artist has too many followers."""
        if artist.follower_count > MOST_FOLLOWERS:
            return None
        now = self._site.clock.now()
        made, digests = self._kept.get(artist.id, (-KEPT, {}))
        if now - made >= KEPT:
            async with self._site.db.reading() as tx:
                places = by_origin(await synchronization.remote_followers(tx, artist.id))
            digests = {place: digest(uris) for place, uris in places.items()}
            self._kept[artist.id] = now, digests
            self._kept.move_to_end(artist.id)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return Offer(artist.followers_uri, partial_url(artist), digests.get(origin(inbox)) or digest(()))
