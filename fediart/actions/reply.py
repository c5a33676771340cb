"""Replies by local people: posts like any other, told to the author answered, to who is named, and to followers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from federation.audience import Visibility
from fediart.actions import outbox, poll, reply_requests, resolve
from fediart.actions.consent import demand
from fediart.actions.like import seen_post
from fediart.actions.moved import demand_not_moved
from fediart.actions.passing import pass_text
from fediart.actions.talking import arriving
from fediart.actions.word_gate import Wanted, pass_words
from fediart.actions.written import NOTHING, UNCHANGED, Changed, More, People, joined, written
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import approvals, blocks, consent, contexts, notifications, polls, post_versions, posts
from fediart.store.actors import Actor
from fediart.store.consent import Answer
from fediart.store.database import Reading, Writing
from fediart.store.post_versions import PostVersion
from fediart.store.posts import Post
from fediart.store.word_rules import POST, REPLY
from fediart.translate.words import handles_in, html_of, tags_in

MOST_CHARACTERS = 5000
MOST_NAMED = 20
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_OPENNESS = (Visibility.DIRECT, Visibility.FOLLOWERS, Visibility.UNLISTED, Visibility.PUBLIC)


async def reply(
    site: Site, actor: Actor, post_id: int, text: str, *, visibility: str = "", warning: str = "",
    language: str = "", more: More = NOTHING,
) -> Post:  # fmt: skip
    """Answers a post that the actor may see. `visibility` is never more open than that of the post, its default.
    Raises NotFound; Problem for words that are missing, too many, or not taken; Held where a moderator looks first."""
    demand_not_moved(actor)
    text, language = _checked(text), _language(language)
    asking = _poll(more)
    async with site.db.reading() as tx:
        parent, author = await seen_post(tx, actor, post_id)
        thread = await contexts.of_thread(tx, parent.thread_id)
        await demand(tx, parent, author, actor, "reply")
        kept = await consent.default_text(tx, actor.id)
    people = await people_named(site, text)
    more = await pass_text(
        site, actor, REPLY, text, people, more, visibility=visibility, warning=warning, language=language,
        reply_to=post_id,
    )  # fmt: skip
    made = written(
        site, actor, text, people, parent=parent, visibility=_no_more_open(visibility, parent.visibility),
        warning=warning.strip()[:500], language=language, consent=more.consent or kept, number=more.number,
        sensitive=more.sensitive,
    )  # fmt: skip
    made = replace(made, context=thread.context, conversation=thread.conversation)
    async with site.db.writing() as tx:
        parent, author = await seen_post(tx, actor, post_id)
        answer = await demand(tx, parent, author, actor, "reply")
        mentioned = _mentioned(actor, author, people)
        await _keep(tx, site, made, mentioned)
        await tx.batch(poll.keeping(site, made.id, asking) if asking else [])
        await _tell(tx, site, actor, author, mentioned, made)
        if answer is Answer.ASK and not author.local:
            await reply_requests.ask(tx, site, made, author)
        else:
            await outbox.post_created(tx, site, made, also=[author])
    site.delivery_bell.ring()
    site.pages.changed()
    return made


async def _keep(tx: Writing, site: Site, made: Post, mentioned: Sequence[Actor]) -> None:
    """The rows of it; one for those it names alone is a message to them."""
    direct = made.visibility == Visibility.DIRECT
    await tx.batch(
        [
            posts.inserting_new(made),
            *posts.tagging_new(made.id, () if direct else tags_in(made.source), published=made.published),
            *posts.mentioning(made.id, (one.id for one in mentioned)),
            *posts.counting_replies_above(made.id),
            *(arriving(site, made, mentioned) if direct else ()),
        ]
    )


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise Problem(_("Write something first."), field="text")
    if len(text) > MOST_CHARACTERS:
        raise Problem(
            _(
                "A reply has at most %(most_characters)s characters; this has %(count)s.",
                most_characters=MOST_CHARACTERS,
                count=len(text),
            ),
            field="text",
        )
    return text


async def people_named(site: Site, text: str) -> People:
    """Those named, asked for elsewhere where they are not known yet; who cannot be found stays plain text."""
    found = {}
    for name, host in handles_in(text, site.config.instance.host)[:MOST_NAMED]:
        try:
            actor = await resolve.by_handle(site, f"@{name}@{host}" if host else f"@{name}")
        except Problem:
            continue
        if actor is not None and not actor.deleted and not actor.suspended:
            found[name, host] = actor
    return found


def _language(code: str) -> str:
    """Raises Problem for what is no tag of BCP 47 as we write them."""
    if code and not _LANGUAGE.fullmatch(code):
        raise Problem(_("Choose a language from the list."), field="language")
    return code


def _mentioned(actor: Actor, author: Actor, people: People) -> list[Actor]:
    named = {one.id: one for one in (author, *people.values()) if one.id != actor.id}
    return list(named.values())


def _no_more_open(wanted: str, of_parent: str) -> str:
    most = _OPENNESS.index(Visibility(of_parent))
    if wanted not in set(_OPENNESS):
        return of_parent
    return str(_OPENNESS[min(most, _OPENNESS.index(Visibility(wanted)))])


async def _tell(tx: Writing, site: Site, actor: Actor, author: Actor, mentioned: Sequence[Actor], made: Post) -> None:
    if made.visibility == Visibility.DIRECT:
        return  # it is in their messages
    for one in mentioned:
        if not one.local or await blocks.blocks(tx, one.id, actor.id):
            continue
        kind = "reply" if one.id == author.id else "mention"
        await notifications.notify(tx, site.ids, one.id, kind, from_id=actor.id, post_id=made.id, now=site.clock.now())


async def own_reply(site: Site, actor: Actor, post_id: int) -> Post:
    """One's own reply, to edit it. Raises NotFound for everything else."""
    async with site.db.reading() as tx:
        return await _own(tx, actor, post_id)


async def edit_reply(
    site: Site, actor: Actor, post_id: int, text: str, *, warning: str = "", more: Changed = UNCHANGED
) -> Post:
    """Changes the words of one's own reply or note, here and wherever it was sent; it is marked as edited.

    Whoever is named now is told; who is named no more hears of the change, too. Raises NotFound, Problem.
    """
    demand_not_moved(actor)
    text, warning = _checked(text), warning.strip()[:500]
    before = await own_reply(site, actor, post_id)
    language = before.language if more.language is None else _language(more.language)
    covered = bool(before.sensitive and not before.warning) if more.sensitive is None else more.sensitive
    said = (text, warning, language, int(bool(warning) or covered))
    asking = _poll(more)
    if _said(before) == said and asking is None:
        return before
    people = await people_named(site, text)
    said = (*said[:-1], await _passed(site, actor, before, joined(text, warning, asking), said[-1]))
    content = html_of(text, origin=site.config.origin, people=people)
    async with site.db.writing() as tx:
        before = await _own(tx, actor, post_id)
        if await approvals.is_held(tx, post_id):
            raise Problem(_("This waits for the author, or was refused: delete it and write anew."), field="text")
        edited = max(site.clock.now(), before.edited + 1)
        made = replace(
            before, content=content, source=text, warning=warning, language=language, sensitive=said[-1], edited=edited
        )
        known = set(await posts.mentioned_ids(tx, made.id))
        direct = before.visibility == Visibility.DIRECT  # an edit brings nobody else into a message
        fresh = [one for one in people.values() if one.id not in known and one.id != actor.id and not direct]
        version = await _version(tx, site, before)
        if not await poll.changed(tx, site, before.id, asking) and _said(before) == said:
            return before
        await post_versions.add(tx, version)
        await _replace(tx, made, () if direct else tags_in(text), fresh)
        await _tell(tx, site, actor, actor, fresh, made)
        await outbox.words_changed(tx, site, made)
    site.delivery_bell.ring()
    site.pages.changed()
    return made


def _poll(more: More | Changed) -> poll.Asking | None:
    return poll.checked(more.poll) if more.poll else None


async def _passed(site: Site, actor: Actor, before: Post, text: str, sensitive: int) -> int:
    """Whether an edit is behind a warning. What would have to wait is not taken: it is out already."""
    place = REPLY if before.reply_to_id else POST
    return int(await pass_words(site, actor, Wanted(place, text, number=before.id)) or sensitive)


async def _replace(tx: Writing, made: Post, tags: Sequence[str], fresh: Sequence[Actor]) -> None:
    """Stores an edited text, with its tags and with those whom it names now."""
    tagged = posts.tagging(made.id, tags, published=made.published)
    await posts.edit(tx, made)
    await tx.batch([*tagged, *posts.mentioning(made.id, (one.id for one in fresh))])


def _said(post: Post) -> tuple[str, str, str, int]:
    """What an edit can change."""
    return post.source, post.warning, post.language, post.sensitive


async def _version(tx: Reading, site: Site, before: Post) -> PostVersion:
    """What it said until now, for whoever may see it."""
    asked = (await polls.of_posts(tx, [before.id])).get(before.id)
    options = tuple(one.name for one in asked.options) if asked else ()
    written_at = before.edited or before.published
    return PostVersion(site.ids.new(), before.id, before.content, before.warning, before.sensitive, options, written_at)


async def delete_reply(site: Site, actor: Actor, post_id: int) -> Post:
    """Deletes one's own reply, here and wherever it was sent. Raises NotFound for everything else."""
    async with site.db.writing() as tx:
        post = await _own(tx, actor, post_id)
        await outbox.post_deleted(tx, site, post)
        await posts.bury(tx, post.id, now=site.clock.now())
    site.delivery_bell.ring()
    site.pages.changed()
    return post


async def _own(tx: Reading, actor: Actor, post_id: int) -> Post:
    post = await posts.by_id(tx, post_id)
    if post is None or post.actor_id != actor.id or not post.local or post.kind == "artwork" or post.deleted:
        raise NotFound(_("There is no such reply of yours."))
    return post
