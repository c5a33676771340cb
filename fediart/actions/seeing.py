"""A member chooses what to see of works that carry an AI label. Nobody else is told."""

from __future__ import annotations

import re
from typing import Final

from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import viewer_choices
from fediart.store.actors import Actor
from fediart.store.viewer_choices import WAYS, Choice

MOST_EXEMPT: Final = 200
_NAME: Final = r"[a-z0-9_](?:[a-z0-9_.-]{0,62}[a-z0-9_])?"
_HOST: Final = r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?"
_HANDLE: Final = re.compile(f"@({_NAME})(?:@({_HOST}))?")
_SERVER: Final = re.compile(rf"(?=.*[.:]){_HOST}")


def exempt_from(text: str, own_host: str) -> tuple[str, ...]:
    """Handles and servers, one on each line; people here become `@name`. Raises Problem for what is neither."""
    found: dict[str, None] = {}
    for line in text.lower().split():
        word = line.removeprefix("https://").rstrip("/")
        handle = _HANDLE.fullmatch(word)
        if handle is None and not _SERVER.fullmatch(word):
            words = f"“{line[:80]}” is neither a handle such as @name@server.example nor a server."
            raise Problem(words, field="exempt")
        local = handle is not None and handle[2] == own_host.lower()
        found[f"@{handle[1]}" if handle is not None and local else word] = None
    if len(found) > MOST_EXEMPT:
        raise Problem(_("List at most %(most_exempt)s artists and servers.", most_exempt=MOST_EXEMPT), field="exempt")
    return tuple(found)


async def choose(site: Site, actor: Actor, choice: Choice) -> None:
    """Raises Problem for a way that there is not."""
    if choice.ai not in WAYS:
        raise Problem(_("Choose what you want to see."), field="ai")
    if choice.mature not in WAYS:
        raise Problem(_("Choose what you want to see."), field="mature")
    async with site.db.writing() as tx:
        await viewer_choices.put(tx, actor.id, choice)
