"""What is the viewer's own at posts: what they did, what they may do, and what they do not want to see of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fediart.api.call import Call
from fediart.api.entities.filters import FilterResult
from fediart.api.entities.statuses import Status
from fediart.api.shown.filtered import filtered
from fediart.api.shown.polls import poll
from fediart.api.shown.quoting import approval_of
from fediart.store import consent, eyes, viewer_choices
from fediart.store.consent import Answer
from fediart.store.database import Reading
from fediart.store.visibility import NOBODY
from fediart.store.whole_posts import Whole
from fediart.web.seeing import Seeing


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything by post. Empty for visitors."""

    viewer: int = NOBODY
    deeds: frozenset[tuple[str, int]] = frozenset()
    votes: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    may: Mapping[int, Mapping[str, Answer]] = field(default_factory=dict)
    filters: Mapping[int, list[FilterResult]] = field(default_factory=dict)
    seeing: Seeing = field(default_factory=Seeing)


async def mine_of(tx: Reading, call: Call, found: Sequence[Whole]) -> Mine:
    """For all these posts in a few questions; none for visitors."""
    viewer, posts = call.viewer, [one.post for one in found]
    if viewer is None or not posts:
        return Mine(seeing=Seeing(elsewhere=call.settings.elsewhere))
    ids = [post.id for post in posts]
    asked = [one.post.id for one in found if one.poll]
    choice = await viewer_choices.of_actor(tx, viewer.id)
    return Mine(
        viewer=viewer.id,
        deeds=frozenset(await eyes.deeds(tx, ids, viewer.id)),
        votes=await eyes.votes(tx, asked, viewer.id) if asked else {},
        may=await consent.among(tx, [(one.post, one.author) for one in found], viewer.id, viewer.uri, verbs=("quote",)),
        filters=await filtered(tx, call, posts, {one.post.id: _beside(one) for one in found}),
        seeing=Seeing(choice, "", call.settings.elsewhere, True, viewer.handle.lower()),
    )


def _beside(one: Whole) -> list[str]:
    """What of a post stands beside its text, for filters."""
    options = [option.name for option in one.poll.options] if one.poll else []
    return [*(image.alt for image in one.images if image.alt), *options]


def with_mine(call: Call, status: Status, one: Whole, mine: Mine) -> Status:
    """The post for this viewer."""
    post = one.post
    made = status.copy()
    made["quote_approval"] = approval_of(post, mine.may.get(post.id, {}).get("quote"))
    _cover(made, one, mine)
    if mine.viewer == NOBODY:
        return made
    made["favourited"] = (eyes.LIKE, post.id) in mine.deeds
    made["reblogged"] = (eyes.BOOST, post.id) in mine.deeds
    made["bookmarked"] = (eyes.BOOKMARK, post.id) in mine.deeds
    made["muted"] = (eyes.MUTED_THREAD, post.id) in mine.deeds
    made["filtered"] = mine.filters.get(post.id, [])
    if post.actor_id == mine.viewer:
        made["pinned"] = (eyes.PIN, post.id) in mine.deeds
    if one.poll is not None:
        asked = replace(one.poll, chosen=mine.votes.get(post.id, ()))
        made["poll"] = poll(
            call.site.config.origin,
            asked,
            now=call.now,
            drawn=one.emojis,
            voter=True,
            own=post.actor_id == mine.viewer,
        )
    return made


def _cover(made: Status, one: Whole, mine: Mine) -> None:
    """What this viewer, or this server, wants covered for its AI label stands behind a warning in words."""
    cover = mine.seeing.label(one.ai, one.author).cover
    if cover:
        made["sensitive"] = True
        made["spoiler_text"] = made["spoiler_text"] or cover
