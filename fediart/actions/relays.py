"""Relays: subscribing, leaving, what they answer, and what they name to us, which is never believed but fetched."""

from __future__ import annotations

from federation import write
from federation.audience import PUBLIC
from federation.lenient import http_url
from federation.rules import same_origin
from federation.vocab import Accept, Reject
from fediart.actions import domains, outbox
from fediart.actions.actors import ensure_instance_actor
from fediart.actions.permissions import demand
from fediart.actions.resolve import budget_of, remote_actor
from fediart.clock import MINUTE
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.outcomes import Done, Ignored, Outcome, Refused
from fediart.site import Site
from fediart.store import domain_rules, jobs, posts, relays
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.admin_log import SETTINGS, log
from fediart.store.database import Conflict, Writing
from fediart.store.relays import ACCEPTED, LITEPUB, MASTODON, PENDING, REJECTED, Relay

STYLES = (MASTODON, LITEPUB)
MOST_RELAYS = 20


async def subscribe(site: Site, by: Account | None, address: str, *, style: str = "") -> Relay:
    """Asks a relay: at its inbox (`…/inbox`, Mastodon's way), or by following its actor (LitePub's way).

    Without a style the address tells. Raises NotAllowed, Problem.
    """
    _demand(by)
    url = http_url(address.strip())
    if url is None or same_origin(url, site.config.origin):
        raise Problem(_("Write the address of the relay’s inbox or actor, with https://."), field="address")
    style = style or (MASTODON if url.rstrip("/").endswith("/inbox") else LITEPUB)
    if style not in STYLES:
        raise Problem(_("The style is one of %(styles)s.", styles=", ".join(STYLES)), field="style")
    if not domains.talks_to_url(await domains.rules_of(site), url):
        raise Problem(_("A rule keeps this instance from talking to that server."), field="address")
    inbox, actor_uri = (url, "") if style == MASTODON else await _actor(site, url)
    instance, now, number = await ensure_instance_actor(site), site.clock.now(), site.ids.new()
    made = Relay(
        number, url, style, inbox, actor_uri, f"{instance.uri}#follows/{number}", PENDING, "", 0, 0, 0, 0, now, now
    )
    try:
        async with site.db.writing() as tx:
            if len(await relays.everyone(tx)) >= MOST_RELAYS:
                raise Problem(
                    _("There are %(most_relays)s relays already. Leave one first.", most_relays=MOST_RELAYS),
                    field="address",
                )
            await relays.insert(tx, made)
            await outbox.send(tx, site, actor=instance, activity=_follow(instance, made), inboxes=[inbox])
            await _log(tx, site, by, "subscribe to relay", url)
    except Conflict:
        raise Problem(_("This relay is subscribed to already."), field="address") from None
    site.delivery_bell.ring()
    return made


async def _actor(site: Site, url: str) -> tuple[str, str]:
    found = await remote_actor(site, url, budget_of(site), fresh=True)
    if found is None or found.deleted:
        raise Problem(_("No actor answers there. A relay of Mastodon’s kind has an address that ends in /inbox."),
                      field="address")  # fmt: skip
    return found.inbox, found.uri


def _follow(instance: Actor, relay: Relay) -> write.Json:
    whom = PUBLIC if relay.style == MASTODON else relay.actor_uri
    activity = write.follow(relay.follow_uri, instance.uri, whom)
    return {name: value for name, value in activity.items() if name != "to"}


async def leave(site: Site, by: Account | None, relay_id: int) -> Relay:
    """The relay is told. What came by it stays. Raises NotAllowed, NotFound."""
    _demand(by)
    instance = await ensure_instance_actor(site)
    async with site.db.writing() as tx:
        found = await relays.by_id(tx, relay_id)
        if found is None:
            raise NotFound(_("There is no such relay."))
        undone = write.undo(f"{found.follow_uri}/undo", instance.uri, _follow(instance, found))
        await outbox.send(tx, site, actor=instance, activity=undone, inboxes=[found.inbox])
        await relays.drop(tx, found.id)
        await domain_rules.rules_changed(tx)
        await _log(tx, site, by, "leave relay", found.address)
    site.delivery_bell.ring()
    await domains.refresh_rules(site)
    return found


def is_ours(site: Site, activity: Accept | Reject) -> bool:
    """Whether it answers a Follow of the instance's own actor, which follows nobody but relays."""
    return (activity.object_id or "").startswith(f"{site.config.origin}/actor#follows/")


async def answered(site: Site, sender: Actor, activity: Accept | Reject) -> Outcome:
    """A relay says yes or no, also later."""
    async with site.db.writing() as tx:
        found = await relays.by_follow(tx, activity.object_id or "")
        if found is None:
            return Ignored("there is no such follow from here")
        meant = sender.uri == found.actor_uri if found.actor_uri else same_origin(sender.uri, found.inbox)
        if not meant:
            return Refused("only the relay itself can answer")
        yes = isinstance(activity, Accept)
        state, words = (ACCEPTED, "") if yes else (REJECTED, "The relay has refused.")
        await relays.answer(tx, found.id, state, actor_uri=sender.uri, outcome=words, now=site.clock.now())
        await domain_rules.rules_changed(tx)
    await domains.refresh_rules(site)
    return Done(f"the relay is {state}")


async def take(site: Site, relay_uri: str, uri: str) -> Outcome:
    """A relay names a post: it is looked up at its origin soon, as far as the relay has not named too many."""
    async with site.db.writing() as tx:
        outcome = await _look_up(tx, site, relay_uri, uri)
    site.bell.ring()
    return outcome


async def named(tx: Writing, site: Site, relay_uri: str, uri: str, *, order_key: str) -> Outcome:
    """As `take`, for what a relay passes on as it came, in the caller's transaction.

    It is looked up after everything that is waiting with the same order key: the author's own word comes first.
    """
    return await _look_up(tx, site, relay_uri, uri, order_key)


async def may_name_one_more(tx: Writing, site: Site, relay_uri: str) -> bool:
    """Counts what a subscribed relay names. False where it is too much for this minute."""
    found = await relays.by_actor(tx, relay_uri)
    if found is None or found.state != ACCEPTED:
        return False
    now = site.clock.now()
    most = (await site.rules.read(tx, now=now)).settings.relay_per_minute
    return await relays.count(tx, found, minute=now // MINUTE, most=most)


async def _look_up(tx: Writing, site: Site, relay_uri: str, uri: str, order_key: str = "") -> Outcome:
    if same_origin(uri, site.config.origin):
        return Ignored("it is ours")
    now = site.clock.now()
    found = await relays.by_actor(tx, relay_uri)
    if found is None or found.state != ACCEPTED:
        return Ignored("that relay is not subscribed to")
    rules = await site.rules.read(tx, now=now)
    if not domains.talks_to_url(rules, uri):
        return Ignored("its server is blocked here")
    if await posts.by_uri(tx, uri) is not None:
        return Done("known already")
    if not await may_name_one_more(tx, site, relay_uri):
        return Ignored(f"the relay names more than {rules.settings.relay_per_minute} posts a minute")
    payload, once = {"uri": uri, "relay_id": found.id}, f"relayed:{uri}"
    await jobs.enqueue(tx, site.ids.new(), "relayed", payload, now=now, once_key=once, order_key=order_key)
    return Done("looked up at its origin")


def _demand(by: Account | None) -> None:
    if by is not None:
        demand(by, "change instance")


async def _log(tx: Writing, site: Site, by: Account | None, action: str, subject: str) -> None:
    now = site.clock.now()
    account_id = by.id if by else None
    await log(tx, site.ids, account_id=account_id, action=action, subject=subject, now=now, kind=SETTINGS)
