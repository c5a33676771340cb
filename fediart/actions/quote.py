"""Quoting: a post of a member about another post, here or elsewhere, shown with it once its author has said yes."""

from __future__ import annotations

from federation.quotes import quote_request
from fediart.actions import outbox
from fediart.actions.consent import demand
from fediart.actions.like import seen_post
from fediart.actions.moved import demand_not_moved
from fediart.actions.passing import pass_text
from fediart.actions.quote_answers import Asking, approval_uri, ask
from fediart.actions.reply import MOST_CHARACTERS, people_named
from fediart.actions.written import NOTHING, More, written
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import blocks, consent, notifications, posts, quotes
from fediart.store.actors import Actor
from fediart.store.consent import Answer
from fediart.store.database import Writing
from fediart.store.posts import Post
from fediart.store.quotes import Quote
from fediart.store.settings import read_settings
from fediart.store.word_rules import POST
from fediart.translate import outgoing as documents
from fediart.translate.loading import told
from fediart.translate.words import tags_in

VISIBILITIES = ("public", "unlisted", "followers")


async def quote(
    site: Site, actor: Actor, post_id: int, text: str, *, visibility: str = "public", warning: str = "",
    language: str = "", more: More = NOTHING,
) -> Post:  # fmt: skip
    """Writes the post and asks the author of what it quotes. Raises NotFound, NotAllowed, Problem by field."""
    demand_not_moved(actor)
    text = checked_words(text, visibility)
    async with site.db.reading() as tx:
        quoted, author = await seen_post(tx, actor, post_id)
        await demand(tx, quoted, author, actor, "quote")
    people = await people_named(site, text)
    more = await pass_text(
        site, actor, POST, text, people, more, visibility=visibility, warning=warning, language=language, quoted=post_id
    )
    async with site.db.writing() as tx:
        quoted, author = await seen_post(tx, actor, post_id)
        answer = await demand(tx, quoted, author, actor, "quote")
        kept = await consent.default_text(tx, actor.id)
        made = written(
            site, actor, text, people, visibility=visibility, warning=warning.strip()[:500], language=language,
            consent=more.consent or kept, number=more.number, sensitive=more.sensitive,
        )  # fmt: skip
        named = {one.id: one for one in people.values() if one.id != actor.id}
        await tx.batch(
            [
                posts.inserting_new(made),
                *posts.tagging_new(made.id, tags_in(text), published=made.published),
                *posts.mentioning(made.id, named),
            ]
        )
        await _tell(tx, site, actor, list(named.values()), made)
        await _ask(tx, site, made, actor, quoted, author, answer)
        await outbox.post_created(tx, site, made, also=[author])
    site.delivery_bell.ring()
    site.pages.changed()
    return made


def checked_words(text: str, visibility: str) -> str:
    """Raises Problem by field."""
    text = text.strip()
    if not text:
        raise Problem(_("Say something about it; to pass it on without words, boost it."), field="text")
    if len(text) > MOST_CHARACTERS:
        raise Problem(
            _(
                "A post has at most %(most_characters)s characters; this has %(count)s.",
                most_characters=MOST_CHARACTERS,
                count=len(text),
            ),
            field="text",
        )
    if visibility not in VISIBILITIES:
        raise Problem(_("Choose who may see it."), field="visibility")
    return text


async def _ask(tx: Writing, site: Site, made: Post, actor: Actor, quoted: Post, author: Actor, answer: Answer) -> None:
    """Here the artist's policy answers at once; elsewhere the author's server is asked, whatever its policy says."""
    request_uri = f"{actor.uri}#quote-requests/{made.id}"
    state, approval = quotes.WAITING, ""
    if author.local:
        asking = Asking(quoted, author, actor, request_uri, made.uri, made.url, made.content)
        asked = await ask(tx, site, asking, answer)
        state = asked.state
        approval = approval_uri(author.uri, asked.id) if state == quotes.ALLOWED else ""
    row = Quote(made.id, quoted.uri, quoted.id, state, approval, request_uri, made.published)
    await quotes.put(tx, row)
    if not author.local:
        await _request(tx, site, made, author, row)


async def _request(tx: Writing, site: Site, made: Post, author: Actor, row: Quote) -> None:
    """The post that quotes goes along whole: its author may want to see it before it is out."""
    document = await told(tx, made)
    if document is None:
        return
    note = documents.note(site.config, await read_settings(tx), document)
    activity = quote_request(row.request_uri, document.author.uri, row.quoted_uri, note, author.uri)
    await outbox.send(tx, site, actor=document.author, activity=activity, inboxes=[author.inbox])


async def _tell(tx: Writing, site: Site, actor: Actor, named: list[Actor], made: Post) -> None:
    for one in named:
        if one.local and not await blocks.blocks(tx, one.id, actor.id):
            await notifications.notify(
                tx, site.ids, one.id, "mention", from_id=actor.id, post_id=made.id, now=site.clock.now()
            )
