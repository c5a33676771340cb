"""May a member like, answer, boost or quote this post? Asked by every action, and said in the same words by pages."""

from __future__ import annotations

from fediart.actions.submission import consent_problems
from fediart.errors import NotAllowed, Problems
from fediart.site import Site
from fediart.store import consent
from fediart.store.actors import Actor
from fediart.store.consent import Answer, Choice
from fediart.store.database import Reading
from fediart.store.posts import Post

DEEDS = {"like": "like", "reply": "reply to", "boost": "boost", "quote": "quote"}


def refusal(author: Actor, *verbs: str) -> str:
    """Why somebody may not, in one sentence."""
    *before, last = (DEEDS[verb] for verb in verbs)
    words = f"{', '.join(before)} or {last}" if before else last
    return f"{author.shown_name} does not let you {words} this post."


async def demand(tx: Reading, post: Post, author: Actor, actor: Actor, verb: str) -> Answer:
    """YES or ASK. Raises NotAllowed."""
    answer = await consent.may(tx, post, author, actor, verb)
    if answer is Answer.NO:
        raise NotAllowed(refusal(author, verb))
    return answer


async def choose(site: Site, artist: Actor, choice: Choice) -> None:
    """What holds for the artist's new posts; those that are out keep what they said. Raises Problems."""
    if found := consent_problems(choice):
        raise Problems(found)
    async with site.db.writing() as tx:
        await consent.set_default(tx, artist.id, choice)
