"""Quotes with the consent of who is quoted (FEP-044f): requests to people here, and answers to ours."""

from __future__ import annotations

from federation.fetch import Budget, FetchError
from federation.fetched import TimedOut, Unreachable, Unsuitable
from federation.objects import Note, Unknown
from federation.rules import admit
from federation.vocab import Accept, QuoteRequest, Reject
from fediart.actions import outbox
from fediart.actions.keep import face_later
from fediart.actions.quote_answers import Asking, answer_elsewhere, ask, tell_asker
from fediart.actions.quote_checks import authorized, quoted_author
from fediart.actions.resolve import instance_key
from fediart.clock import MINUTE
from fediart.outcomes import Done, Ignored, Later, Outcome, Refused
from fediart.sanitize import clean
from fediart.site import Site
from fediart.store import actors, consent, notifications, posts, quote_requests, quotes
from fediart.store.actors import Actor
from fediart.store.consent import Answer
from fediart.store.database import Writing
from fediart.store.posts import Post
from fediart.store.quotes import Quote
from fediart.store.visibility import may_see

MOST_SHOWN = 20_000  # characters of a quoting post that are kept for the artist to read


async def quote_asked(site: Site, sender: Actor, activity: QuoteRequest, budget: Budget) -> Outcome:
    """Somebody wants to quote a post of ours: the artist's policy answers, or the artist does."""
    async with site.db.reading() as tx:
        post = await posts.by_uri(tx, activity.object_id or "")
        author = await actors.by_id(tx, post.actor_id) if post else None
        if post is None or author is None or not post.local or not await may_see(tx, post, sender.id):
            return Ignored("no post of ours is meant")
        wanted = await consent.may(tx, post, author, sender, "quote")
    quote_uri, url, content = _named(activity), "", ""
    if wanted is not Answer.NO:
        try:
            note = await _quoting(site, sender, activity, budget)
        except (Unreachable, TimedOut) as problem:
            return Later(10 * MINUTE, problem.reason)
        except FetchError as problem:
            return Refused(problem.reason)
        if note.quote != post.uri:
            return Refused("the post that is to quote ours does not name it")
        quote_uri, url, content = note.id, note.url or note.id, clean(note.content[:MOST_SHOWN])
    asking = Asking(post, author, sender, activity.id or "", quote_uri, url, content)
    return await _answer(site, asking, wanted)


def _named(activity: QuoteRequest) -> str:
    quoting = activity.instrument
    if isinstance(quoting, str):
        return quoting
    return quoting.id or "" if isinstance(quoting, Note | Unknown) else ""


async def _quoting(site: Site, sender: Actor, activity: QuoteRequest, budget: Budget) -> Note:
    """The post that quotes: signed with the request, or asked for at its own server. Raises FetchError."""
    note: object = activity.instrument
    if not isinstance(note, Note):
        found = await site.http.get_json(_named(activity), signer=await instance_key(site), budget=budget)
        note = admit(found, found.body)
    if not isinstance(note, Note) or note.attributed_to != sender.uri:
        raise Unsuitable("the post that is to quote ours is not the sender's")
    return note


async def _answer(site: Site, asking: Asking, wanted: Answer) -> Outcome:
    async with site.db.writing() as tx:
        asked = await ask(tx, site, asking, wanted)
        await answer_elsewhere(tx, site, asking.author, asking.asker, asked)
        await face_later(tx, site, asking.asker)
    site.bell.ring()
    site.delivery_bell.ring()
    if asked.state in (quotes.REFUSED, quotes.REVOKED):
        return Refused("the artist does not let the sender quote this post")
    return Done("waits for the artist" if asked.state == quotes.WAITING else "")


async def request_answered(site: Site, sender: Actor, activity: Accept | Reject, budget: Budget) -> Outcome | None:
    """The answer to a QuoteRequest of ours, from the author of what is quoted only; None where it is about another."""
    async with site.db.reading() as tx:
        row = await quotes.by_request(tx, activity.object_id or "")
        if row is None:
            return Ignored("there is no such request from here") if _is_request(activity) else None
        author, quoting = await quoted_author(tx, row), await posts.by_id(tx, row.post_id)
    if author is None or quoting is None or author.id != sender.id:
        return Refused("only the author of what is quoted can answer")
    if isinstance(activity, Reject):
        return await _settled(site, sender, quoting, row, quotes.REFUSED, "")
    if row.state != quotes.WAITING:
        return Done("answered already")
    try:
        given = await authorized(
            site, activity.result or "", quoting=quoting.uri, quoted=row.quoted_uri, author=sender.uri, budget=budget
        )
    except (Unreachable, TimedOut) as problem:
        return Later(10 * MINUTE, problem.reason)
    except FetchError as problem:
        return Refused(problem.reason)
    if not given:
        return Refused("the authorization is not for this quote")
    return await _settled(site, sender, quoting, row, quotes.ALLOWED, activity.result or "")


def _is_request(activity: Accept | Reject) -> bool:
    return isinstance(activity.object, QuoteRequest)


async def _settled(site: Site, author: Actor, quoting: Post, row: Quote, state: str, approval: str) -> Outcome:
    """Our post says so from now on, everywhere."""
    async with site.db.writing() as tx:
        if row.state not in (quotes.WAITING, quotes.ALLOWED):
            return Done("answered already")
        if not await quotes.settle(tx, quoting.id, state, was=row.state, approval=approval):
            return Done("answered already")
        await outbox.post_changed(tx, site, quoting)
        await tell_asker(tx, site, quoting, author, state)
    site.delivery_bell.ring()
    site.pages.changed()
    return Done()


async def consent_withdrawn(tx: Writing, site: Site, sender: Actor, uri: str) -> bool:
    """Delete of a QuoteAuthorization by who gave it; of a post that quotes ours by who wrote it."""
    await tx.run("delete from quote_requests where quote_uri = :uri and actor_id = :sender", uri=uri, sender=sender.id)
    touched = False
    for row in await quotes.by_approval(tx, uri):
        author, quoting = await quoted_author(tx, row), await posts.by_id(tx, row.post_id)
        if author is None or quoting is None or author.id != sender.id:
            continue
        if not await quotes.settle(tx, row.post_id, quotes.REVOKED, was=row.state, approval=row.approval):
            continue
        touched = True
        if quoting.local:
            await outbox.post_changed(tx, site, quoting)
            await tell_asker(tx, site, quoting, sender, quotes.REVOKED)
    if touched:
        site.pages.changed()
        site.delivery_bell.ring()
    return touched


async def request_withdrawn(tx: Writing, sender: Actor, uri: str) -> bool:
    """Undo of a QuoteRequest: the sender wants to quote no more, and what was allowed is allowed no more."""
    asked = await quote_requests.by_request(tx, uri, sender.id) if uri else None
    if asked is None:
        return False
    await quote_requests.remove(tx, asked.id)
    for kind in ("quote", "quote-request"):
        await notifications.take_back(tx, asked.author_id, kind, from_id=sender.id, post_id=asked.post_id)
    return True
