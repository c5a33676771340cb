"""What artists here say to those who want to quote them: yes, no, and no more (FEP-044f).

A yes is a QuoteAuthorization that everyone can ask for at its address; it is gone when the artist takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from federation import quotes as words
from federation import write
from federation.audience import PUBLIC
from fediart.actions import outbox
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import actors, follows, notifications, posts, quote_requests, quotes
from fediart.store.actors import Actor
from fediart.store.consent import Answer
from fediart.store.database import Writing
from fediart.store.posts import Post
from fediart.store.quote_requests import QuoteRequest

MOST_WAITING = 10  # requests of one person to one artist that wait for an answer
_STATES = {Answer.YES: quotes.ALLOWED, Answer.ASK: quotes.WAITING, Answer.NO: quotes.REFUSED}


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody, here or elsewhere, wants to quote `post` of `author`. `content` is sanitized HTML."""

    post: Post
    author: Actor
    asker: Actor
    request_uri: str
    quote_uri: str
    quote_url: str
    content: str


def approval_uri(author_uri: str, number: int) -> str:
    """Where the QuoteAuthorization is served."""
    return f"{author_uri}/quote-authorizations/{number}"


async def ask(tx: Writing, site: Site, asking: Asking, answer: Answer) -> QuoteRequest:
    """Keeps a request with what the artist's policy says to it. Asked again, the first answer stays.

    The artist is told of what waits for them, and of quotes that are allowed already.
    """
    known = await quote_requests.of_quote(tx, asking.post.id, asking.quote_uri)
    if known is not None and known.actor_id == asking.asker.id:
        await quote_requests.asked_again(tx, known.id, asking.request_uri)
        return replace(known, request_uri=asking.request_uri)
    now, state = site.clock.now(), _STATES[answer]
    if state == quotes.WAITING and await _insistent(tx, asking):
        state = quotes.REFUSED
    made = QuoteRequest(
        site.ids.new(), asking.post.id, asking.author.id, asking.asker.id, asking.request_uri,
        asking.quote_uri, asking.quote_url, asking.content, state, now, 0 if state == quotes.WAITING else now,
    )  # fmt: skip
    if state == quotes.REFUSED or known is not None:
        return replace(made, state=quotes.REFUSED)
    await quote_requests.insert(tx, made)
    if asking.author.id != asking.asker.id:
        await notifications.notify(
            tx, site.ids, asking.author.id, "quote" if state == quotes.ALLOWED else "quote-request",
            from_id=asking.asker.id, post_id=asking.post.id, now=now,
        )  # fmt: skip
    return made


async def _insistent(tx: Writing, asking: Asking) -> bool:
    """Nobody fills an artist's page with requests."""
    return await quote_requests.waiting_from(tx, asking.author.id, asking.asker.id) >= MOST_WAITING


async def answer_elsewhere(tx: Writing, site: Site, author: Actor, asker: Actor, asked: QuoteRequest) -> None:
    """Accept or Reject to the server of who asked; nothing while the artist has not decided."""
    post = await posts.by_id(tx, asked.post_id)
    if asker.local or asked.state == quotes.WAITING or post is None:
        return
    yes = asked.state == quotes.ALLOWED
    mark = sha256(asked.request_uri.encode()).hexdigest()[:32]
    activity = words.answer(
        f"{author.uri}#{'accepts' if yes else 'rejects'}/quotes/{mark}",
        author.uri,
        words.asked_before(asked.request_uri, asker.uri, post.uri, asked.quote_uri),
        asker.uri,
        result=approval_uri(author.uri, asked.id) if yes else None,
    )
    await outbox.send(tx, site, actor=author, activity=activity, inboxes=[asker.inbox])


async def allow(site: Site, artist: Actor, number: int) -> None:
    """The artist says yes. Raises NotFound for what is not theirs, Problem for what is decided already."""
    await _decide(site, artist, number, quotes.ALLOWED)


async def refuse(site: Site, artist: Actor, number: int) -> None:
    """The artist says no. Raises NotFound, Problem."""
    await _decide(site, artist, number, quotes.REFUSED)


async def _decide(site: Site, artist: Actor, number: int, state: str) -> None:
    async with site.db.writing() as tx:
        asked, asker = await _own(tx, artist, number)
        if not await quote_requests.decide(tx, number, state, among=(quotes.WAITING,), now=site.clock.now()):
            raise Problem(_("This has been decided already."))
        decided = await quote_requests.by_id(tx, number) or asked
        await answer_elsewhere(tx, site, artist, asker, decided)
        await _settle_here(tx, site, artist, asker, decided, was=quotes.WAITING)
        await notifications.take_back(tx, artist.id, "quote-request", from_id=asker.id, post_id=asked.post_id)
    _ring(site)


async def revoke(site: Site, artist: Actor, number: int) -> None:
    """The artist takes a yes back: the authorization is gone, and all who may show the quote are told."""
    async with site.db.writing() as tx:
        asked, asker = await _own(tx, artist, number)
        if not await quote_requests.decide(tx, number, quotes.REVOKED, among=(quotes.ALLOWED,), now=site.clock.now()):
            raise Problem(_("This quote is not allowed any more."))
        address = approval_uri(artist.uri, number)
        activity = write.delete(f"{address}#delete", artist.uri, address, [asker.uri, PUBLIC])
        told = await follows.follower_inboxes(tx, artist.id)
        inboxes = told if asker.local else [asker.inbox, *told]
        await outbox.send(tx, site, actor=artist, activity=activity, inboxes=inboxes)
        revoked = await quote_requests.by_id(tx, number) or asked
        await _settle_here(tx, site, artist, asker, revoked, was=quotes.ALLOWED)
    _ring(site)


async def _own(tx: Writing, artist: Actor, number: int) -> tuple[QuoteRequest, Actor]:
    asked = await quote_requests.owned(tx, number, artist.id)
    asker = await actors.by_id(tx, asked.actor_id) if asked else None
    if asked is None or asker is None:
        raise NotFound(_("There is no such request to quote you."))
    return asked, asker


async def _settle_here(
    tx: Writing, site: Site, artist: Actor, asker: Actor, decided: QuoteRequest, *, was: str
) -> None:
    """Who quotes is known here: their post says from now on what was decided, and if it is of ours, so everywhere."""
    quoting = await posts.by_uri(tx, decided.quote_uri)
    if quoting is None or quoting.deleted or quoting.actor_id != asker.id:
        return
    approval = approval_uri(artist.uri, decided.id) if decided.state == quotes.ALLOWED else ""
    if not await quotes.settle(tx, quoting.id, decided.state, was=was, approval=approval) or not quoting.local:
        return
    await outbox.post_changed(tx, site, quoting)
    await tell_asker(tx, site, quoting, artist, decided.state)


async def tell_asker(tx: Writing, site: Site, quoting: Post, author: Actor, state: str) -> None:
    """Somebody here hears what was said to their quote; of later words only the last."""
    kinds = {quotes.ALLOWED: "quote-allowed", quotes.REFUSED: "quote-refused", quotes.REVOKED: "quote-refused"}
    for kind in kinds.values():
        await notifications.take_back(tx, quoting.actor_id, kind, from_id=author.id, post_id=quoting.id)
    await notifications.notify(
        tx, site.ids, quoting.actor_id, kinds[state], from_id=author.id, post_id=quoting.id, now=site.clock.now()
    )


def _ring(site: Site) -> None:
    site.pages.changed()
    site.delivery_bell.ring()
