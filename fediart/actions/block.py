"""Blocking: of a person by a person, and of a whole server by those who look after this one."""

from __future__ import annotations

from federation.rules import Forbidden, host_of
from fediart.actions import follow
from fediart.actions.permissions import demand
from fediart.errors import NotFound, Problem
from fediart.site import Site
from fediart.store import actors, blocks, deliveries, follows
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.admin_log import log
from fediart.store.database import Reading, Writing

MOST_COMMENT = 500


async def block(site: Site, actor: Actor, target_id: int) -> None:
    """Neither follows the other any more, and the blocked one sees nothing of who blocks. They are not told."""
    async with site.db.writing() as tx:
        target = await actors.by_id(tx, target_id)
        if target is None or target.kind == "Application":
            raise NotFound("There is nobody of that name here.")
        if target.id == actor.id:
            raise Problem("You cannot block yourself.")
        await blocks.block(tx, actor.id, target.id, now=site.clock.now())
        await follow.end(tx, site, actor, target)
        await follow.remove_follower(tx, site, actor, target)
        await tx.run(
            "delete from notifications where actor_id = :actor and from_id = :target", actor=actor.id, target=target.id
        )
    site.delivery_bell.ring()
    site.pages.changed()


async def unblock(site: Site, actor: Actor, target_id: int) -> None:
    """Follows that the block ended do not come back."""
    async with site.db.writing() as tx:
        await blocks.unblock(tx, actor.id, target_id)
    site.pages.changed()


async def block_domain(site: Site, account: Account, text: str, *, comment: str = "") -> str:
    """Nothing is taken from there or sent there any more; returns the domain. Raises NotAllowed, Problem."""
    demand(account, "block domains")
    domain = domain_of(site, text)
    now = site.clock.now()
    async with site.db.writing() as tx:
        await blocks.block_domain(tx, domain, comment=comment.strip()[:MOST_COMMENT], now=now)
        for host in await _covered(tx, domain):
            await deliveries.drop_host(tx, host, now=now)
            await _part(tx, host)
        await log(
            tx, site.ids, account_id=account.id, action="block domain", subject=domain, detail=comment.strip(), now=now
        )
    site.pages.changed()
    return domain


async def unblock_domain(site: Site, account: Account, text: str) -> None:
    """Raises NotAllowed."""
    demand(account, "block domains")
    async with site.db.writing() as tx:
        await blocks.unblock_domain(tx, text)
        now = site.clock.now()
        await log(tx, site.ids, account_id=account.id, action="unblock domain", subject=text, now=now)
    site.pages.changed()


def domain_of(site: Site, text: str) -> str:
    """`Example.COM`, `https://example.com/about` or `@name@example.com` as the domain meant. Raises Problem."""
    bare = text.strip().rpartition("@")[2]
    try:
        domain = host_of(bare if "://" in bare else f"https://{bare}")
    except Forbidden as problem:
        raise Problem("Write a domain such as example.com.", field="domain") from problem
    if site.config.instance.host in (domain, domain.partition(":")[0]) or domain in blocks.covering(
        site.config.instance.host
    ):
        raise Problem("This server cannot block itself.", field="domain")
    return domain


async def _covered(tx: Reading, domain: str) -> list[str]:
    """The hosts we know under this domain."""
    rows = await tx.all("select distinct host from actors where host <> ''")
    return [row["host"] for row in rows if domain in blocks.covering(row["host"])]


async def _part(tx: Writing, host: str) -> None:
    """Nobody there follows anyone here, nor the other way round."""
    rows = await tx.all(
        """select follower_id, followee_id from follows join actors on actors.id = follows.follower_id
        where actors.host = :host and actors.host <> '' union
        select follower_id, followee_id from follows join actors on actors.id = follows.followee_id
        where actors.host = :host and actors.host <> ''""",
        host=host,
    )
    for row in rows:
        await follows.remove(tx, row["follower_id"], row["followee_id"])
