"""Whether a post of another server may quote what it quotes: whoever is quoted must have said so (advisories 31, 32).

The authorization must be served by the quoted author's own server, be by that author, and name both posts. What is
quoted by a post that is itself only quoted is not asked for (advisory 49).
"""

from __future__ import annotations

from federation.fetch import Budget, FetchError
from federation.fetched import TimedOut, Unreachable
from federation.objects import Note
from federation.quotes import read_authorization
from federation.rules import admit, same_origin
from fediart.actions.keep import keep_note
from fediart.actions.quote_answers import approval_uri
from fediart.actions.resolve import blocked_host, fetch_post, instance_key
from fediart.clock import DAY, MINUTE
from fediart.outcomes import Done, Ignored, Later, Outcome
from fediart.site import Site
from fediart.store import actors, posts, quote_requests, quotes
from fediart.store.actors import Actor
from fediart.store.database import Reading, Writing
from fediart.store.posts import Post
from fediart.store.quotes import Quote
from fediart.translate.quotes import checking, quote_row

PATIENCE = 1 * DAY  # so long a server may be down that has the consent
_OPEN = ("public", "unlisted")


async def check(site: Site, post_id: int, budget: Budget) -> Outcome:
    """Settles a quote that has just come in; done once for each."""
    async with site.db.reading() as tx:
        row, post = await quotes.of_post(tx, post_id), await posts.by_id(tx, post_id)
        author = await actors.by_id(tx, post.actor_id) if post else None
    if row is None or post is None or author is None or row.state != quotes.UNCHECKED:
        return Ignored("there is nothing to ask any more")
    quoted = await _quoted(site, row, budget)
    if quoted is None:
        return await _settle(site, row, quotes.UNCONFIRMED, 0)
    try:
        allowed = await _allowed(site, row, post, author, quoted, budget)
    except (Unreachable, TimedOut) as problem:
        if site.clock.now() - row.created < PATIENCE:
            return Later(10 * MINUTE, problem.reason)
        allowed = False
    except FetchError:
        allowed = False
    return await _settle(site, row, quotes.ALLOWED if allowed else quotes.UNCONFIRMED, quoted.id)


async def _settle(site: Site, row: Quote, state: str, quoted_id: int) -> Outcome:
    async with site.db.writing() as tx:
        now = await quotes.of_post(tx, row.post_id)
        if now is None or (now.quoted_uri, now.approval) != (row.quoted_uri, row.approval):
            return Ignored("it quotes something else by now")
        await quotes.settle(tx, row.post_id, state, was=quotes.UNCHECKED, approval=row.approval, quoted_id=quoted_id)
    site.pages.changed()
    return Done(state)


async def _quoted(site: Site, row: Quote, budget: Budget) -> Post | None:
    async with site.db.reading() as tx:
        known = await posts.by_uri(tx, row.quoted_uri)
    if known is None:
        found = await fetch_post(site, row.quoted_uri, budget)
        known = await keep_note(site, *found, public_only=True, nested=True) if found else None
    return known if known is not None and not known.deleted and known.visibility in _OPEN else None


async def _allowed(site: Site, row: Quote, post: Post, author: Actor, quoted: Post, budget: Budget) -> bool:
    """Raises FetchError."""
    if quoted.actor_id == author.id:
        return True
    async with site.db.reading() as tx:
        whose = await actors.by_id(tx, quoted.actor_id)
        given = await quote_requests.of_quote(tx, quoted.id, post.uri) if quoted.local else None
    if whose is None or whose.suspended or whose.deleted:
        return False
    if quoted.local:
        mine = approval_uri(whose.uri, given.id) if given and given.state == quotes.ALLOWED else ""
        return bool(mine) and row.approval == mine
    return await authorized(site, row.approval, quoting=post.uri, quoted=quoted.uri, author=whose.uri, budget=budget)


async def authorized(site: Site, address: str, *, quoting: str, quoted: str, author: str, budget: Budget) -> bool:
    """Whether at this address the author lets this very post quote that one. Raises FetchError where nobody answers."""
    if not address or not same_origin(address, author) or not same_origin(quoted, author):
        return False
    async with site.db.reading() as tx:
        if await blocked_host(tx, address):
            return False
    found = await site.http.get_json(address, signer=await instance_key(site), budget=budget)
    given = read_authorization(admit(found, found.body))
    if given is None or given.id != address:
        return False
    return (given.author, given.quoting, given.quoted) == (author, quoting, quoted)


async def quote_changed(tx: Writing, site: Site, post: Post, note: Note) -> bool:
    """An edit may quote something else, or with another consent: then it is asked anew. True where a job waits."""
    before, made = await quotes.of_post(tx, post.id), quote_row(note, post.id, site.config.origin, now=site.clock.now())
    if made is None:
        if before is not None:
            await quotes.remove(tx, post.id)
        return False
    if before is not None and (before.quoted_uri, before.approval) == (made.quoted_uri, made.approval):
        return False
    await quotes.put(tx, made)
    if made.state == quotes.UNCHECKED:
        await tx.batch([checking(site.ids.new(), post.id, now=site.clock.now())])
    return made.state == quotes.UNCHECKED


async def quoted_author(tx: Reading, row: Quote) -> Actor | None:
    """Who wrote what is quoted, where it is known here."""
    quoted = await posts.by_id(tx, row.quoted_id) if row.quoted_id else None
    return await actors.by_id(tx, quoted.actor_id) if quoted else None
