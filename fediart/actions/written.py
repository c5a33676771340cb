"""The row of what a member writes: a reply, or a post of its own that quotes another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fediart.actions.poll import Asking
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.posts import Post
from fediart.translate.words import html_of

People = Mapping[tuple[str, str], Actor]
"""Those a text names, by name and host."""


@dataclass(frozen=True, slots=True)
class More:
    """What apps say of a text beside its words. `number` is the id it gets (0: a new one), `consent` who may like,
    answer, boost and quote it (store/consent.py; empty: as its author has it)."""

    number: int = 0
    sensitive: bool = False
    consent: str = ""
    poll: Asking | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What an edit changes beside words and warning; None leaves it as it is."""

    language: str | None = None
    sensitive: bool | None = None
    poll: Asking | None = None


NOTHING: Final = More()


def joined(text: str, warning: str, asking: Asking | None = None) -> str:
    """All that is said, for whoever looks for words in it."""
    return "\n".join(part for part in (warning, text, *(asking.options if asking else ())) if part)


UNCHANGED: Final = Changed()


def written(
    site: Site, actor: Actor, text: str, people: People, *, visibility: str, warning: str, language: str,
    parent: Post | None = None, consent: str = "", number: int = 0, sensitive: bool = False,
) -> Post:  # fmt: skip
    """Written at this moment, not yet stored. `parent` is what it answers; `people` are those its text names.

    `number` is the id it gets, where one was given out for it already.
    """
    number, now = number or site.ids.new(), site.clock.now()
    return Post(
        id=number,
        uri=f"{actor.uri}/posts/{number}",
        actor_id=actor.id,
        local=1,
        kind="reply" if parent else "note",
        reply_to_id=parent.id if parent else None,
        reply_to_uri=parent.uri if parent else "",
        thread_id=parent.thread_id if parent else number,
        content=html_of(text, origin=site.config.origin, people=people),
        source=text,
        title="",
        warning=warning,
        sensitive=int(sensitive or bool(warning)),
        language=language,
        visibility=visibility,
        url=f"{site.config.origin}/@{actor.name}/{number}",
        published=now,
        edited=0,
        deleted=0,
        remote_rights="{}",
        reply_count=0,
        like_count=0,
        boost_count=0,
        consent=consent,
    )
