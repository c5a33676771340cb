"""What a moderator let through is done now, as if its author had just written it. Twice does it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fediart.actions import app_post, held_deeds, message, profile
from fediart.errors import Problem
from fediart.jobs import inbox
from fediart.language import _
from fediart.outcomes import Done, Outcome, Refused
from fediart.site import Site
from fediart.store import actors, held_words, jobs
from fediart.store.actors import Actor
from fediart.store.held_words import LET, HeldWords


async def let_through(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `let-through` jobs: `held` is what was let through."""
    async with site.db.reading() as tx:
        one = await held_words.by_id(tx, int(payload["held"]))
        author = await actors.by_id(tx, one.actor_id) if one else None
    if one is None or author is None or one.state != LET or author.deleted or author.suspended:
        return Done("it is not wanted any more")
    try:
        await _do(site, author, one)
    except Problem as problem:
        async with site.db.writing() as tx:
            words = _("It was let through, but could not be done: %(why)s", why=problem.message)
            await held_deeds.tell(tx, site, one, words)
        return Refused(problem.message)
    async with site.db.writing() as tx:
        await held_deeds.tell(tx, site, one, _("It is out."))
    return Done()


async def _do(site: Site, author: Actor, one: HeldWords) -> None:
    doing = dict(one.payload)
    kind = doing.pop("do")
    if kind == "post":
        quoters = app_post.quoters_word(doing.pop("consent")) if doing.get("consent") else doing.pop("consent", "")
        await app_post.post(site, author, app_post.app_post_from({**doing, "quoters": quoters}), one.id)
    elif kind == "message":
        await _send(site, author, one)
    elif kind == "profile":
        fields = tuple((name, value) for name, value in doing["fields"])
        await profile.save_profile(site, author, replace(profile.Profile(**doing), fields=fields, number=one.id))
    else:
        async with site.db.writing() as tx:
            raw = {"activity": doing["activity"], "signer": doing["signer"]}
            await jobs.enqueue(
                tx, site.ids.new(), inbox.KIND, raw, now=site.clock.now(), order_key=doing["signer"],
                once_key=f"let-through-arrival:{one.id}",
            )  # fmt: skip
        site.bell.ring()


async def _send(site: Site, author: Actor, one: HeldWords) -> None:
    async with site.db.reading() as tx:
        if await app_post.is_made(tx, one.id):
            return
        known = await actors.by_ids(tx, one.payload["people"])
    people = [known[number] for number in one.payload["people"] if number in known]
    await message.post_to(
        site, author, people, one.payload["text"], warning=one.payload["warning"],
        language=one.payload["language"], number=one.id,
    )  # fmt: skip
