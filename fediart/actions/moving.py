"""Moving house: other accounts of one's own, moving away to one of them, taking that back; and who follows along."""

from __future__ import annotations

from dataclasses import replace

from federation import write
from federation.fetch import FetchError
from fediart.actions import block, follow, outbox
from fediart.actions.logging_in import check_password
from fediart.actions.resolve import budget_of, by_handle, fetch_actor, keep_actor, remote_actor
from fediart.clock import DAY, moment
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, blocks, follows, jobs, moves, notifications
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.moves import Move

JOB = "move-followers"
COOL_DOWN = 30 * DAY  # between two moves of one of ours, as Mastodon has it
MOST_ALIASES = 10
BATCH = 50


async def add_alias(site: Site, actor: Actor, text: str) -> Actor:
    """Another account of the same person: only from there can people be led to this one. Raises Problem."""
    other = await _somebody(site, text, field="alias")
    if other.id == actor.id:
        raise Problem(_("This is the account you are in. Name the other one."), field="alias")
    async with site.db.writing() as tx:
        now = await actors.by_id(tx, actor.id) or actor
        if other.uri in now.also_known_as:
            return now
        if len(now.also_known_as) >= MOST_ALIASES:
            raise Problem(
                _("Name at most %(most_aliases)s other accounts. Remove one first.", most_aliases=MOST_ALIASES),
                field="alias",
            )
        changed = replace(now, also_known_as=(*now.also_known_as, other.uri))
        await _keep(tx, site, changed)
    _ring(site)
    return changed


async def remove_alias(site: Site, actor: Actor, uri: str) -> Actor:
    """Nothing happens where it is not there."""
    async with site.db.writing() as tx:
        now = await actors.by_id(tx, actor.id) or actor
        if uri not in now.also_known_as:
            return now
        changed = replace(now, also_known_as=tuple(one for one in now.also_known_as if one != uri))
        await _keep(tx, site, changed)
    _ring(site)
    return changed


async def move_away(site: Site, account: Account, actor: Actor, text: str, password: str, *, address: str) -> Actor:
    """Tells all followers to follow the new account, which must name this one. Raises Problem by field, TooOften."""
    await _demand_password(site, account, password, address=address)
    if actor.moved_to:
        raise Problem(_("This account has moved already. Cancel the redirect first."), field="target")
    target = await _target(site, actor, text)
    now = site.clock.now()
    async with site.db.writing() as tx:
        await _demand_rest(tx, actor, now)
        changed = replace(await actors.by_id(tx, actor.id) or actor, moved_to=target.uri)
        number = site.ids.new()
        made = Move(number, actor.id, target.id, f"{actor.uri}#moves/{number}", now)
        await moves.insert(tx, made)
        await _keep(tx, site, changed)
        activity = write.move(made.uri, actor.uri, target.uri, [actor.followers_uri])
        await outbox.send(tx, site, actor=changed, activity=activity)
        await begin(tx, site, made)
    _ring(site)
    return changed


async def cancel(site: Site, actor: Actor) -> Actor:
    """The redirect is taken down. Followers who have gone stay gone. Nothing happens where there is none."""
    async with site.db.writing() as tx:
        now = await actors.by_id(tx, actor.id) or actor
        if not now.moved_to:
            return now
        changed = replace(now, moved_to="")
        await moves.undo(tx, actor.id, now=site.clock.now())
        await _keep(tx, site, changed)
    _ring(site)
    return changed


async def next_move(site: Site, actor: Actor) -> int:
    """From when on this account may move (again), in milliseconds; 0 where it may now."""
    async with site.db.reading() as tx:
        last = await moves.last_of(tx, actor.id)
    again = last.created + COOL_DOWN if last else 0
    return again if again > site.clock.now() else 0


async def begin(tx: Writing, site: Site, move: Move) -> None:
    """What follows from a move here: blocks are carried over, and followers go along in the background."""
    now = site.clock.now()
    await moves.carry_blocks(tx, move.actor_id, move.target_id, now=now)
    target = await actors.by_id(tx, move.target_id)
    if target is not None:
        await block.tell_carried(tx, site, target, since=now)
    await queue(tx, site, move, after=0)


async def queue(tx: Writing, site: Site, move: Move, *, after: int) -> None:
    """The next followers, from the follow with this id on; the order_key keeps them one batch after the other."""
    await jobs.enqueue(
        tx, site.ids.new(), JOB, {"move": move.id, "after": after},
        now=site.clock.now(), order_key=f"move:{move.id}", once_key=f"move:{move.id}:{after}",
    )  # fmt: skip


async def take_along(tx: Writing, site: Site, follower: Actor, left: Actor, target: Actor) -> None:
    """A follower here follows the new account and leaves the old one. A second run finds nothing left to do."""
    await follow.end(tx, site, follower, left)
    if follower.id == target.id or follower.deleted or follower.suspended:
        return
    if await blocks.between(tx, follower.id, target.id):
        return
    if await follows.between(tx, follower.id, target.id) is None:
        await follow.begin(tx, site, follower, target)
    now = site.clock.now()
    await notifications.notify(tx, site.ids, follower.id, "move", from_id=left.id, text=target.handle, now=now)


async def _somebody(site: Site, text: str, *, field: str) -> Actor:
    """Whoever answers to a handle or an actor's address. Raises Problem."""
    try:
        if text.strip().startswith(("https://", "http://")):
            found = await remote_actor(site, text.strip(), budget_of(site))
        else:
            found = await by_handle(site, text)
    except Problem as problem:
        raise Problem(problem.message, field=field) from None
    if found is None or found.deleted or found.suspended or found.kind == "Application":
        words = _("Nobody was found under this handle. Write it whole, such as @jane@art.example.")
        raise Problem(words, field=field)
    return found


async def _target(site: Site, actor: Actor, text: str) -> Actor:
    """The new account as its server tells it now, if it names this one. Raises Problem."""
    found = await _somebody(site, text, field="target")
    if found.id == actor.id:
        raise Problem(_("This is the account you are in. Name the new one."), field="target")
    names = found.also_known_as
    if not found.local:
        try:
            document = await fetch_actor(site, found.uri, budget_of(site), known=True)
            async with site.db.writing() as tx:
                found = await keep_actor(tx, site, document)
        except FetchError as problem:
            raise Problem(
                _("%(host)s cannot be asked now: %(reason)s. Try later.", host=found.host, reason=problem.reason),
                field="target",
            ) from None
        names = document.also_known_as
    own = f"@{actor.name}@{site.config.instance.host}"
    if actor.uri not in names:
        where = found.host or site.config.instance.host
        raise Problem(
            _(
                "%(handle)s does not name this account yet. Log in there, on %(where)s, find “Moving” (on Mastodon:"
                " Preferences, Account, “Move from a different account”), add %(own)s, and come back.",
                handle=found.handle,
                where=where,
                own=own,
            ),
            field="target",
        )
    if found.moved_to:
        raise Problem(_("That account has itself moved away. Name the last one."), field="target")
    return found


async def _demand_rest(tx: Writing, actor: Actor, now: int) -> None:
    last = await moves.last_of(tx, actor.id)
    if last is not None and now - last.created < COOL_DOWN:
        day = moment(last.created + COOL_DOWN).strftime("%d %B %Y")
        raise Problem(_("Followers are led elsewhere at most once in 30 days. You can move from %(day)s on.", day=day))


async def _demand_password(site: Site, account: Account, password: str, *, address: str) -> None:
    try:
        await check_password(site, account, "", password, address=address)
    except (NotFound, NotAllowed):
        raise
    except Problem as problem:
        if problem.field:
            raise Problem(_("This is not your password."), field="password") from None
        raise


async def _keep(tx: Writing, site: Site, actor: Actor) -> None:
    await actors.save(tx, actor)
    await outbox.actor_updated(tx, site, actor)


def _ring(site: Site) -> None:
    site.pages.changed()
    site.bell.ring()
    site.delivery_bell.ring()
