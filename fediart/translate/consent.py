"""Who may do what to a post, as `interactionPolicy` says it: GoToSocial's terms, and Mastodon's canQuote (FEP-044f)."""

from __future__ import annotations

from federation.audience import PUBLIC, PUBLIC_NAMES
from federation.objects import InteractionPolicy, Note, Permission
from fediart.store.actors import Actor
from fediart.store.consent import (
    EVERYONE,
    FOLLOWERS,
    FOLLOWING,
    MOST_NAMED,
    Consent,
    consent_in,
    kept,
)
from fediart.store.posts import Post

_OPEN = ("public", "unlisted")


def policy_of(author: Actor, post: Post) -> InteractionPolicy:
    """Of a post of ours. All four are always said: without canQuote Mastodon lets nobody quote, the artist included.

    What is for followers cannot be done by more than these, and neither boosted nor quoted by anybody else.
    """
    said, open_ = consent_in(post), post.visibility in _OPEN
    own = Permission((author.uri,))
    return InteractionPolicy(
        _permission(author, said, "like", open_=open_),
        _permission(author, said, "reply", open_=open_),
        _permission(author, said, "boost", open_=open_) if open_ else own,
        can_quote=_permission(author, said, "quote", open_=open_) if open_ else own,
    )


def _permission(author: Actor, said: Consent, verb: str, *, open_: bool) -> Permission:
    """The artist always may, and where nobody else may, is named alone."""
    everyone = PUBLIC if open_ else author.followers_uri
    urls = {EVERYONE: everyone, FOLLOWERS: author.followers_uri, FOLLOWING: author.following_uri}
    at_once = [urls[word] for word in said.at_once.get(verb, ()) if word in urls]
    if everyone not in at_once:
        at_once.append(author.uri)
    return Permission(tuple(at_once), tuple(urls[word] for word in said.asking.get(verb, ()) if word in urls))


def said_by(note: Note, author: Actor) -> str:
    """What a post of another server says, as it is kept with it; only what is narrower than usual."""
    policy = note.policy
    if policy is None:
        return ""
    named = {"like": policy.can_like, "reply": policy.can_reply, "boost": policy.can_announce}
    given = {verb: one for verb, one in named.items() if one is not None and PUBLIC_NAMES.isdisjoint(one.automatic)}
    if policy.can_quote is not None:
        given["quote"] = policy.can_quote
    return kept(
        Consent(
            {verb: _words(one.automatic, author) for verb, one in given.items()},
            {verb: _words(one.manual, author) for verb, one in given.items()},
        )
    )


def _words(who: tuple[str, ...], author: Actor) -> tuple[str, ...]:
    known = dict.fromkeys(PUBLIC_NAMES, EVERYONE)
    known |= {one: word for one, word in ((author.followers_uri, FOLLOWERS), (author.following_uri, FOLLOWING)) if one}
    words = [known.get(one, one) for one in who if one != author.uri]
    return tuple(dict.fromkeys(words))[:MOST_NAMED]
