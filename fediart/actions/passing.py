"""How notes, replies and quotes pass the gate for words: the same question for all, and what is done if they wait."""

from __future__ import annotations

from dataclasses import asdict, replace

from fediart.actions.word_gate import Wanted, pass_words
from fediart.actions.written import More, People, joined
from fediart.site import Site
from fediart.store.actors import Actor


async def pass_text(
    site: Site, actor: Actor, place: str, text: str, people: People, more: More, *, visibility: str = "",
    warning: str = "", language: str = "", reply_to: int = 0, quoted: int = 0,
) -> More:  # fmt: skip
    """`more`, marked as sensitive where a rule says so. Raises Problem where it may not be said, Held where it waits.

    What is done when a moderator lets it through is an AppPost (actions/app_post.py) as JSON.
    """
    doing = {
        "do": "post", "text": text, "visibility": visibility, "warning": warning, "language": language,
        "sensitive": more.sensitive, "consent": more.consent, "poll": asdict(more.poll) if more.poll else None,
        "reply_to": reply_to, "quoted": quoted,
    }  # fmt: skip
    wanted = Wanted(place, joined(text, warning, more.poll), doing, tuple(people.values()), more.number)
    return replace(more, sensitive=True) if await pass_words(site, actor, wanted) else more
