"""Notes: short posts without pictures for an artist's timeline. Those with pictures are works that hang there alone."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.actions import brakes, outbox, poll
from fediart.actions.moved import demand_not_moved
from fediart.actions.passing import pass_text
from fediart.actions.reply import MOST_CHARACTERS, people_named
from fediart.actions.written import NOTHING, More, written
from fediart.clock import HOUR
from fediart.errors import Problem, Problems, TooOften
from fediart.language import _
from fediart.site import Site
from fediart.store import blocks, consent, notifications, posts
from fediart.store.actors import Actor
from fediart.store.database import Writing
from fediart.store.posts import Post
from fediart.store.word_rules import POST
from fediart.translate.words import tags_in

NOTES = brakes.Allowance("notes", most=60, each=HOUR)
VISIBILITIES = ("public", "unlisted", "followers")


async def write_note(
    site: Site, actor: Actor, text: str, *, visibility: str = "public", warning: str = "", language: str = "",
    more: More = NOTHING,
) -> Post:  # fmt: skip
    """Tells followers and whoever is named. Raises Problems by field, TooOften."""
    demand_not_moved(actor)
    text = text.strip()
    asking = _checked(text, visibility, more)
    people = await people_named(site, text)
    more = await pass_text(
        site, actor, POST, text, people, more, visibility=visibility, warning=warning, language=language
    )
    async with site.db.writing() as tx:
        if not await brakes.take(tx, NOTES, str(actor.id), now=site.clock.now()):
            raise TooOften(_("These are many notes at once. Go on in an hour."), retry_after=3600)
        made = written(
            site, actor, text, people, visibility=visibility, warning=warning.strip()[:500], language=language,
            consent=more.consent or await consent.default_text(tx, actor.id), number=more.number,
            sensitive=more.sensitive,
        )  # fmt: skip
        named = [one for one in {one.id: one for one in people.values()}.values() if one.id != actor.id]
        await tx.batch(
            [
                posts.inserting_new(made),
                *posts.tagging_new(made.id, tags_in(text), published=made.published),
                *posts.mentioning(made.id, (one.id for one in named)),
                *(poll.keeping(site, made.id, asking) if asking else ()),
            ]
        )
        await _tell(tx, site, actor, named, made)
        await outbox.post_created(tx, site, made)
    site.delivery_bell.ring()
    site.pages.changed()
    return made


def _checked(text: str, visibility: str, more: More) -> poll.Asking | None:
    """The poll that is asked, if one is. Raises Problems that name everything that is wrong."""
    found, asking = list[Problem](), None
    try:
        asking = poll.checked(more.poll) if more.poll else None
    except Problem as problem:
        found.append(problem)
    if not text:
        found.append(Problem(_("Write something first."), field="text"))
    if len(text) > MOST_CHARACTERS:
        words = _("A post has at most %(most)s characters; this has %(count)s.", most=MOST_CHARACTERS, count=len(text))
        found.append(Problem(words, field="text"))
    if visibility not in VISIBILITIES:
        found.append(Problem(_("Choose who may see it."), field="visibility"))
    if found:
        raise Problems(found)
    return asking


async def _tell(tx: Writing, site: Site, actor: Actor, named: Sequence[Actor], made: Post) -> None:
    for one in named:
        if one.local and not await blocks.blocks(tx, one.id, actor.id):
            now = site.clock.now()
            await notifications.notify(tx, site.ids, one.id, "mention", from_id=actor.id, post_id=made.id, now=now)
