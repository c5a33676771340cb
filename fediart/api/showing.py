"""From a list of the store to a page of posts for an app: what the viewer wants hidden is left out, as on pages."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.api.call import Call, Paged
from fediart.api.entities.statuses import Status
from fediart.api.given import Older
from fediart.api.paging import Fetch, page_of, paged, span_of
from fediart.api.shown.statuses import entries as shown_entries
from fediart.rights.model import POLICIES, Preset
from fediart.store import muted_words, viewer_choices, whole_posts
from fediart.store.database import Reading
from fediart.store.entries import Entry
from fediart.store.threads import Spoken
from fediart.store.whole_posts import Whole
from fediart.web.request import set_rights
from fediart.web.seeing import Seeing


class Loaded:
    """Posts that were read for one answer: what is hidden is judged by the same rows that are shown."""

    def __init__(self, tx: Reading, call: Call, eyes: Seeing, *, everybodys: bool = False) -> None:
        self._tx, self._call, self._eyes, self._everybodys = tx, call, eyes, everybodys
        self.wholes: dict[int, Whole] = {}

    async def passes(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those that this viewer wants to see."""
        await self.read(entries)
        return [one for one in entries if one.post.id in self.wholes and not self._hides(self.wholes[one.post.id])]

    async def read(self, entries: Sequence[Entry]) -> None:
        """Those that were not read yet."""
        missing = {one.post.id: one.post for one in entries if one.post.id not in self.wholes}
        self.wholes |= await whole_posts.whole(self._tx, list(missing.values()))

    def _hides(self, one: Whole) -> bool:
        said = Spoken(post=one.post, author=one.author, avatar="", images=one.images, ai=one.ai)
        return self._eyes.hides_said(said) or (self._everybodys and self._eyes.keeps_out(said))


async def eyes_of(tx: Reading, call: Call, place: str) -> Seeing:
    """How the viewer looks, with the words they muted in `place`; see fediart/store/muted_words.py."""
    viewer, elsewhere = call.viewer, call.settings.elsewhere
    if viewer is None:
        return Seeing(elsewhere=elsewhere)
    choice = await viewer_choices.of_actor(tx, viewer.id)
    words = await muted_words.ready(tx, viewer.id) if place else muted_words.NO_WORDS
    return Seeing(choice, "", elsewhere, True, viewer.handle.lower(), words, place)


async def page(
    tx: Reading, call: Call, fetch: Fetch, given: Older, *, place: str, everybodys: bool = False
) -> Paged[Status]:
    """A page of a list that goes by time. `everybodys`: one comes by these posts without following anybody."""
    eyes = await eyes_of(tx, call, place)
    loaded = Loaded(tx, call, eyes, everybodys=everybodys)
    found = await page_of(fetch, loaded.passes, await span_of(tx, given), given.limit)
    return paged(found, await shown(tx, call, found.entries, loaded))


async def shown(tx: Reading, call: Call, found: Sequence[Entry], loaded: Loaded) -> list[Status]:
    """Only entries of which it is known that the viewer may see them."""
    say_strictest(call)
    await loaded.read(found)
    return await shown_entries(tx, call, found, loaded.wholes)


def say_strictest(call: Call) -> None:
    """What is of several people, some of them elsewhere, is not ours to offer."""
    set_rights(call.request, POLICIES[Preset.NO_AI_NO_SEARCH])
