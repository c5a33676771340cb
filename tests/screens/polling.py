"""Polls of another server in each of their states, and a thread to read and edit in."""

from __future__ import annotations

from fediart.actions.reply import reply
from fediart.actions.vote import vote
from fediart.clock import DAY, HandClock
from fediart.site import Site
from fediart.store import actors, polls
from fediart.store.actors import Actor
from fediart.store.polls import Option, Poll
from tests import seeds

HOST = "polls.example"
OPTIONS = (
    ("The reservoir in the evening, with the two hills and the pine that is not there any more", 41),
    ("Three pears", 23),
    ("Salt", 0),
    ("Whatever you like best; surprise us", 12),
)


async def furnish(site: Site, clock: HandClock, jane: Actor) -> None:
    """An open poll, one that jane voted in, one that has ended, and an answer of hers."""
    mira = await seeds.stranger(site, "mira", HOST, display_name="Mira Haas")
    far, past = clock.now() + 300 * DAY, clock.now() + DAY
    for words, multiple, ends in (
        ("Which one shall I print next? You decide.", False, far),
        ("Which of these would you hang? As many as you like.", True, far),
        ("Paper for the next edition?", False, past),
    ):
        post = await seeds.say(site, mira, f"<p>{words}</p>")
        options = tuple(Option(name, votes) for name, votes in OPTIONS)
        async with site.db.writing() as tx:
            await tx.batch(polls.inserting(Poll(post.id, options, multiple, ends, 0, 76, clock.now())))
        if multiple:
            await vote(site, jane, post.id, [1, 3])
    answer = await seeds.say(site, mira, "<p>The long one, of course.</p>", to=post)
    await reply(site, jane, answer.id, "It will need a sheet of 70 × 100, then. I have a few left.")


async def pages(site: Site) -> dict[str, tuple[str, str]]:
    """`(path, who looks)` by name."""
    async with site.db.reading() as tx:
        mira = await actors.by_handle(tx, "mira", HOST)
        assert mira is not None
        rows = await tx.all("select post_id from polls join posts on posts.id = post_id "
                            "where local = 0 order by post_id")  # fmt: skip
        own = await tx.value("select max(id) from posts where kind = 'reply' and local = 1 and source <> ''")
        thread = await tx.value("select max(id) from posts where actor_id = :id", id=mira.id)
    open_, voted, ended = [f"/posts/{row['post_id']}" for row in rows]
    return {
        "poll": (open_, "jane"), "poll-visitor": (open_, ""), "poll-voted": (voted, "jane"),
        "poll-ended": (ended, "jane"), "thread": (f"/posts/{thread}", "jane"),
        "edit-reply": (f"/posts/{own}/edit", "jane"), "remote-actor-first": (f"/@mira@{HOST}", "tomasz"),
    }  # fmt: skip
