"""Other servers in every state, and works that have arrived at most of them."""

from __future__ import annotations

from federation import write
from federation.audience import PUBLIC
from fediart.actions import outbox
from fediart.actions.delete import delete
from fediart.clock import DAY, HOUR, MINUTE, HandClock
from fediart.site import Site
from fediart.store import hosts
from fediart.store.actors import Actor
from fediart.store.hosts import Host, HostError

NAMES = (
    "mastodon.example",
    "pixelfed.example",
    "a-rather-long-host.pixelfed.example",
    "vernissage.example",
    "art.example",
)
LATE = "the server took too long to answer"


async def furnish(site: Site, clock: HandClock, artist: Actor) -> None:
    now = clock.now()
    well = [Host(name, "rfc9421", last_success=now - place * HOUR) for place, name in enumerate(NAMES)]
    well += [Host(f"studio{number:02}.example", "cavage", last_success=now - DAY) for number in range(1, 32)]
    ill = Host("slow.example", "cavage", 5, now + 5 * MINUTE, now - DAY, now - MINUTE, LATE, now - 3 * HOUR)
    dead = Host("gone.example", "", 31, now + 20 * HOUR, now - 20 * DAY, now - HOUR, "the server refuses connections",
                now - 12 * DAY)  # fmt: skip
    no = Host("closed.example", "cavage", 0, 0, now - 9 * DAY, now - DAY, "the inbox answered 403", 0)
    async with site.db.writing() as tx:
        await hosts.save(tx, [*well, ill, dead, no])
        for name, software, version in (
            ("mastodon.example", "mastodon", "4.5.2"), ("pixelfed.example", "pixelfed", "0.12.6"),
            ("slow.example", "gotosocial", "0.20.1"), ("vernissage.example", "vernissage", "1.20.0"),
        ):  # fmt: skip
            await hosts.look(tx, name, software=software, version=version, now=now)
        errors = [
            HostError(site.ids.new(), ill.host, f"https://{ill.host}/inbox", LATE, now - n * HOUR) for n in (3, 2, 1)
        ]
        await hosts.keep_errors(tx, errors)
        works = await tx.all(
            "select id from artworks where actor_id = :id and state = 'published' order by id", id=artist.id
        )
    names = [one.host for one in (*well, ill, dead, no)]
    await _sent(site, artist, works[-1]["id"], "Create", names)
    await _sent(site, artist, works[-1]["id"], "Update", names)
    if len(works) > 3:
        await _sent(site, artist, works[0]["id"], "Create", names)
        await delete(site, artist, works[0]["id"])
        await _ended(site, works[0]["id"])


async def _sent(site: Site, artist: Actor, work: int, kind: str, names: list[str]) -> None:
    activity = write.like(f"{artist.uri}/posts/{work}#{kind}", artist.uri, artist.uri, [PUBLIC]) | {"type": kind}
    async with site.db.writing() as tx:
        inboxes = [f"https://{name}/inbox" for name in names]
        await outbox.send(tx, site, actor=artist, activity=activity, inboxes=inboxes, post_id=work)
    await _ended(site, work)


async def _ended(site: Site, work: int) -> None:
    about = "outgoing_id in (select id from outgoing where post_id = :work)"
    async with site.db.writing() as tx:
        await tx.run(
            f"update deliveries set state = 'rejected', outcome = 'the inbox answered 403' where {about} "
            "and host = 'closed.example'", work=work,
        )  # fmt: skip
        await tx.run(
            f"update deliveries set state = 'delivered', finished = :now, tries = 1 where {about} "
            "and state = 'waiting' and host not in ('slow.example', 'gone.example')", work=work, now=site.clock.now(),
        )  # fmt: skip
