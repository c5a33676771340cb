"""Works and posts that carry an AI label, as this viewer sees them: by their own choice, or by what the address asks.

Members keep a choice; visitors, who are given no cookie for it, carry `?ai=hide` or `?ai=blur` from page to page.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

from aiohttp import web

from fediart.language import N_, _
from fediart.sanitize import plain
from fediart.store import muted_words, viewer_choices
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.gallery import Cursor, Hanging
from fediart.store.muted_words import NO_WORDS, MutedWord, Words
from fediart.store.remote_labels import NOTHING, Label, Standing, Word
from fediart.store.threads import Spoken
from fediart.store.viewer_choices import BLUR, HIDE, SHOW, USUAL, WAYS, Choice
from fediart.web.request import settings_of, viewer_of

T = TypeVar("T")

ROUNDS = 6  # of questions, until a page has as many works to show as it could


class How(StrEnum):
    SHOW = "show"
    COVER = "cover"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """`badge` is an AI label (see ai_badge), `words` say more softly or whose word it is, `cover` why it is covered."""

    badge: str = ""
    words: str = ""
    cover: str = ""


@dataclass(frozen=True, slots=True)
class Seeing:
    """How somebody looks at a page. `asked` is what the address says, `elsewhere` the instance's setting, `own` the
    viewer's handle. `words` are those they muted, `place` where this page is of the places of muted_words."""

    choice: Choice = USUAL
    asked: str = ""
    elsewhere: str = "label"
    member: bool = False
    own: str = ""
    words: Words = NO_WORDS
    place: str = ""

    def how(self, standing: Standing, artist: Actor | str) -> How:
        """`artist` is a name for those here."""
        handle, host = (f"@{artist}", "") if isinstance(artist, str) else (artist.handle, artist.host)
        if standing.label is Label.NONE or handle.lower() == self.own or self._is_exempt(handle.lower(), host):
            return How.SHOW
        if self._minds(standing.label):
            return {HIDE: How.HIDE, BLUR: How.COVER}.get(self.asked or self.choice.ai, How.SHOW)
        return How.SHOW

    def covers(self, standing: Standing, artist: Actor) -> bool:
        """On the page of a single post and in conversations, what is hidden elsewhere is covered: it has its place."""
        if standing.label is Label.NONE or self._is_exempt(artist.handle.lower(), artist.host):
            return False
        by_server = self.elsewhere == "blur" and bool(artist.host) and self.asked != SHOW
        return by_server or self.how(standing, artist) is not How.SHOW

    def hides(self, standing: Standing, artist: Actor | str) -> bool:
        return self.how(standing, artist) is How.HIDE

    def hides_said(self, said: Spoken) -> bool:
        """For lists of posts: an AI label or a muted word hides it here."""
        return (
            self.hides(said.ai, said.author)
            or self.mutes(said)
            or self._hides_mature(said.post.sensitive, said.author.handle)
        )

    def _hides_mature(self, mature: int, artist: str) -> bool:
        own = f"@{artist.removeprefix('@')}".lower() == self.own
        return bool(mature) and self.choice.mature == HIDE and self.asked != SHOW and not own

    def covers_mature(self, mature: int, warning: str) -> bool:
        """Whether something marked as mature or sensitive is covered; a warning in words always covers."""
        return bool(warning) or (bool(mature) and self.choice.mature != SHOW)

    def mutes(self, said: Spoken) -> bool:
        """Whether a muted word hides it here."""
        found = self._muted_in(said)
        return found is not None and found.way == muted_words.HIDE

    def hides_work(self, work: Hanging) -> bool:
        """The same for works of this instance on a wall."""
        found = self._muted_on(work)
        hidden = found is not None and found.way == muted_words.HIDE
        return (
            hidden or self.hides(of_work(work), work.artist_name) or self._hides_mature(work.mature, work.artist_name)
        )

    def label_of(self, said: Spoken) -> ShownLabel:
        """`label`, with the muted word for which the post is covered. What would be hidden is covered, too, where it
        is shown after all: on its own page."""
        shown, found = self.label(said.ai, said.author), self._muted_in(said)
        return shown if found is None else replace(shown, cover=_because(found))

    def cover_of(self, work: Hanging) -> str:
        """Why a work on a wall is covered for a muted word; empty where it is not."""
        found = self._muted_on(work)
        return _because(found) if found else ""

    def _muted_in(self, said: Spoken) -> MutedWord | None:
        if not self.words or said.author.handle.lower() == self.own:
            return None
        post = said.post
        alts = (image.alt for image in said.images)
        text = "\n".join((post.title, post.warning, plain(post.content), *alts))
        return self.words.found_at(post.id, text, self.place)

    def _muted_on(self, work: Hanging) -> MutedWord | None:
        if not self.words or f"@{work.artist_name}".lower() == self.own:
            return None
        alt = work.image.alt if work.image else ""
        return self.words.found_at(work.id, f"{work.title}\n{work.warning}\n{alt}", self.place)

    def keeps_out(self, said: Spoken) -> bool:
        """Whether the instance keeps it out of what people come by without following."""
        return self.elsewhere == "keep-out" and not said.post.local and said.ai.label is not Label.NONE

    def label(self, standing: Standing, artist: Actor) -> ShownLabel:
        """What stands at a post. A suspicion is told to those alone who asked for it."""
        if standing.label is Label.NONE or (self.elsewhere == "off" and artist.host and self.choice == USUAL):
            return ShownLabel()
        covered = self.covers(standing, artist)
        if standing.label is Label.SUSPECTED:
            told = self.member and self.choice.suspected
            words = _("This server’s filter thinks that AI may have been used here. It can be wrong.") if told else ""
            return ShownLabel("", words, (words or _COVERED) if covered else "")
        if standing.label is Label.TAGGED:
            return ShownLabel("", _("Tagged %(quote)s by its author", quote=standing.quote), _why(standing, covered))
        badge = standing.label.value
        return ShownLabel(badge, _WHOSE.get(standing.source, "") if artist.host else "", _why(standing, covered))

    def _minds(self, label: Label) -> bool:
        if label is Label.SUSPECTED:
            return self.choice.suspected
        return label is not Label.ASSISTED or self.choice.assisted

    def _is_exempt(self, handle: str, host: str) -> bool:
        return handle in self.choice.exempt or (host != "" and host.lower() in self.choice.exempt)


_COVERED = N_("Covered by this server’s settings")
_WHOSE = {
    Word.OBJECT: N_("says the server it comes from"),
    Word.FILE: N_("says the picture file"),
    Word.MODERATOR: N_("says a moderator here"),
}
_NAMES = {Label.GENERATED: N_("AI-generated"), Label.ASSISTED: N_("AI-assisted")}


def _because(word: MutedWord) -> str:
    return _("You muted “%(phrase)s”", phrase=word.phrase)


def _why(standing: Standing, covered: bool) -> str:
    if not covered:
        return ""
    return _(_NAMES[standing.label]) if standing.label in _NAMES else _("Tagged %(quote)s", quote=standing.quote)


ALL = Seeing()


def of_work(work: Hanging) -> Standing:
    """The label of a work of this instance."""
    return Standing(Label(work.ai_label)) if work.ai_label else NOTHING


def placed(work: Hanging) -> Cursor:
    """Where a work stands in the order of time."""
    return work.published, work.id


def said_at(said: Spoken) -> Cursor:
    """Where a post or boost stands in the order of time."""
    return said.at, said.cursor


async def seeing(request: web.Request, tx: Reading, place: str = "") -> Seeing:
    """Two questions for members, none for visitors. Words muted in `place` are heeded; without one, none are."""
    viewer, asked = viewer_of(request), request.query.get("ai", "")
    asked = asked if asked in WAYS else ""
    elsewhere = settings_of(request).elsewhere
    if viewer is None:
        return Seeing(USUAL, asked, elsewhere)
    choice = await viewer_choices.of_actor(tx, viewer.actor.id)
    words = await muted_words.ready(tx, viewer.actor.id) if place else NO_WORDS
    return Seeing(choice, asked, elsewhere, True, viewer.actor.handle.lower(), words, place)


@dataclass(frozen=True, slots=True)
class Filled(Generic[T]):
    """A page of what is to be seen: `hidden` were left out on the way, `last` is the place of the last one passed."""

    items: list[T]
    hidden: int
    more: bool
    last: Cursor


async def filled(
    fetch: Callable[[Cursor, int], Awaitable[list[T]]],
    place: Callable[[T], Cursor],
    hides: Callable[[T], bool],
    *,
    before: Cursor,
    size: int,
    kept_out: Callable[[T], bool] | None = None,
) -> Filled[T]:
    """Fetches on past what is hidden, so that a page is as full as it would be, up to ROUNDS questions. Then it is
    shorter, says how much it hides, and the next page goes on from there. What is `kept_out` is not counted."""
    items: list[T] = []
    hidden, at = 0, before
    for _round in range(ROUNDS):
        batch = await fetch(at, size + 1)
        for one in batch:
            if len(items) == size:
                return Filled(items, hidden, True, at)
            at = place(one)
            if kept_out is not None and kept_out(one):
                continue
            if hides(one):
                hidden += 1
            else:
                items.append(one)
        if len(batch) <= size:
            return Filled(items, hidden, False, at)
    return Filled(items, hidden, True, at)


@dataclass(frozen=True, slots=True)
class AiLine:
    """What a page says of the labels on it. `hidden` and `covered` count; the others are addresses, or empty."""

    hidden: int = 0
    marked: int = 0
    show: str = ""
    again: str = ""
    blur: str = ""
    hide: str = ""
    member: bool = False


NO_LINE = AiLine()


def ai_line(request: web.Request, eyes: Seeing, *, hidden: int, marked: int) -> AiLine:
    """`marked` of what is shown carry a label. Where there is nothing to say, nothing is said."""

    def address(way: str) -> str:
        return str(request.rel_url.update_query(ai=way))

    if hidden:
        return AiLine(hidden, marked, show=address(SHOW), member=eyes.member)
    if eyes.asked == SHOW and eyes.choice.ai != SHOW and marked:
        return AiLine(0, marked, again=str(request.rel_url.without_query_params("ai")), member=True)
    if eyes.member or not marked:
        return NO_LINE
    if eyes.asked == BLUR:
        return AiLine(0, marked, show=address(SHOW), hide=address(HIDE))
    return AiLine(0, marked, blur=address(BLUR), hide=address(HIDE))


def carried(path: str, eyes: Seeing) -> str:
    """An address of this site that goes on asking for what this one asked for."""
    return f"{path}{'&' if '?' in path else '?'}ai={eyes.asked}" if eyes.asked else path
