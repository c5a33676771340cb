"""What is new for this person: who followed, liked, boosted, answered, and what became of their works.

Likes, boosts, reactions and follows are told in one line for each work. Looking at a page marks what is on it as seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web
from markupsafe import Markup, escape

from fediart.actions.news import path_of, title_of, words_of
from fediart.actions.news_words import KNOWN, sentence
from fediart.language import N_, _
from fediart.store import emojis, muted_words, news_choices, news_rules, notifications
from fediart.store.database import Reading
from fediart.store.muted_words import HIDE, NEWS, MutedWord, Words
from fediart.store.news_choices import APART, FAMILIES
from fediart.store.notifications import Notice, Notification
from fediart.store.threads import faces_of
from fediart.web import pages
from fediart.web.dressing import with_emojis
from fediart.web.render import Page
from fediart.web.request import is_number, site_of, viewer
from fediart.web.showing import Person, person

ON_A_PAGE: Final = 40  # lines
MOST_READ: Final = 300  # notifications that are looked through for them
FACES: Final = 8
TOGETHER: Final = frozenset({"like", "boost", "follow", "reaction"})
FAR: Final = 2**62
STRANGERS: Final = "strangers"
TABS: Final[Mapping[str, str]] = {
    "": N_("All"),
    "words": N_("Replies and mentions"),
    "liked": N_("Likes and boosts"),
    "people": N_("Followers"),
    "works": N_("Your works"),
}


@dataclass(frozen=True, slots=True)
class News:
    """One line. `people` are the latest of those who did it; `sentence` is HTML; `words` what was said in it, covered
    where `cover` says why; `emojis` are those in the words."""

    kind: str
    people: tuple[Person, ...]
    sentence: Markup
    words: str
    path: str
    at: int
    new: bool
    emojis: Mapping[str, str] = field(default_factory=dict)
    cover: str = ""


@dataclass(frozen=True, slots=True)
class NotificationsPage(Page):
    """`tabs` are `(path, label)`, `shown` is the path of the one that is open; `unseen` is in the frame."""

    template: ClassVar[str] = "notifications.html"
    news: tuple[News, ...]
    first: bool
    older: str
    tabs: tuple[tuple[str, str], ...]
    shown: str


async def show(request: web.Request) -> web.StreamResponse:
    """`/notifications`, with `?of=` a family of news, or what strangers said."""
    site, who, of = site_of(request), viewer(request).actor, request.query.get("of", "")
    before = _before(request)
    async with site.db.reading() as tx:
        apart = await _keeps_apart(tx, who.id)
        of = of if of in TABS or (of == STRANGERS and apart) else ""
        read = await _read(tx, who.id, of, before)
        groups, last = grouped(read, most=ON_A_PAGE)
        words = await muted_words.ready(tx, who.id)
        news = await _news(tx, groups, words, site.config.instance.host)
    fresh = [one.id for group in groups for one in group if not one.seen]
    if fresh:
        async with site.db.writing() as tx:
            await notifications.mark_these_seen(tx, who.id, fresh, now=site.clock.now())
    shown = _path(of)
    more = len(read) > sum(len(group) for group in groups) or len(read) == MOST_READ
    page = NotificationsPage(
        title=_("Notifications"),
        news=tuple(news),
        first=before == FAR,
        older=f"{shown}{'&' if of else '?'}before={last}" if more else "",
        tabs=tuple((_path(word), label) for word, label in _tabs(apart)),
        shown=shown,
    )
    return await pages.show(request, page)


async def mark_all(request: web.Request) -> web.StreamResponse:
    """`/notifications/seen`: everything that came until now."""
    site, who = site_of(request), viewer(request).actor
    async with site.db.writing() as tx:
        await notifications.mark_seen(tx, who.id, up_to=FAR, now=site.clock.now())
    return pages.go(request, "/notifications", notice=_("Everything is marked as read."))


async def _keeps_apart(tx: Reading, actor_id: int) -> bool:
    choice, rules = await news_choices.of_actor(tx, actor_id), await news_rules.of_actor(tx, actor_id)
    return choice.strangers == APART or rules.keeps_apart


def _tabs(apart: bool) -> Iterable[tuple[str, str]]:
    return [*TABS.items(), *([(STRANGERS, N_("From strangers"))] if apart else [])]


def _path(of: str) -> str:
    return f"/notifications?of={of}" if of else "/notifications"


def _before(request: web.Request) -> int:
    said = request.query.get("before", "")
    return int(said) if is_number(said) else FAR


async def _read(tx: Reading, actor_id: int, of: str, before: int) -> list[Notice]:
    if of == STRANGERS:
        return await notifications.from_strangers(tx, actor_id, before=before, limit=MOST_READ)
    return await notifications.latest(tx, actor_id, kinds=FAMILIES.get(of, ()), before=before, limit=MOST_READ)


def grouped(listed: Sequence[Notice], *, most: int) -> tuple[list[list[Notice]], int]:
    """Those of a kind about one post put together, where the newest of them is; replies and news of works stay single.

    At most `most` lines, and the id of the last one taken: the next page goes on below it.
    """
    groups: dict[object, list[Notice]] = {}
    last = FAR
    for one in listed:
        key: object = (one.kind, one.post_id) if one.kind in TOGETHER else one.id
        if key not in groups and len(groups) == most:
            break
        groups.setdefault(key, []).append(one)
        last = one.id
    return list(groups.values()), last


async def _news(tx: Reading, groups: Sequence[Sequence[Notice]], words: Words, host: str) -> list[News]:
    """Rows are read for the people whose faces are shown alone."""
    shown = [_once(group)[:FACES] for group in groups]
    known = {one.id: one for one in await notifications.whole(tx, [one for group in shown for one in group])}
    faces = await faces_of(tx, [one.by for one in known.values() if one.by])
    drawn = await emojis.used_in(tx, _texts(known.values()))
    made = []
    for group, first in zip(groups, shown, strict=True):
        whole = [known[one.id] for one in first]
        found = words.found_in(f"{title_of(whole[0])}\n{words_of(whole[0])}", NEWS) if words else None
        if found is None or found.way != HIDE:
            count = len({one.from_id for one in group})
            made.append(_line(whole, count, any(not one.seen for one in group), found, faces, drawn, host))
    return made


def _once(group: Sequence[Notice]) -> list[Notice]:
    """Who reacted twice is shown once."""
    first: dict[int | None, Notice] = {}
    for one in group:
        first.setdefault(one.from_id, one)
    return list(first.values())


def _texts(found: Iterable[Notification]) -> list[tuple[str, str]]:
    """Where custom emojis may stand: in names, and in what was said."""
    return [(one.by.host, f"{one.by.display_name} {words_of(one)}") for one in found if one.by]


def _line(
    whole: Sequence[Notification],
    count: int,
    new: bool,
    muted: MutedWord | None,
    faces: Mapping[int, str],
    drawn: Mapping[str, Mapping[str, str]],
    host: str,
) -> News:
    first = whole[0]
    people = tuple(person(one.by, faces.get(one.by.id, ""), host=host, emojis=drawn) for one in whole if one.by)
    path, title = path_of(first), title_of(first)
    said = sentence(first.kind, count, names=[_name(one) for one in people], path=path, title=str(escape(title)))
    signs = first.kind == "reaction"  # each with which one reacted, once
    words = " ".join(dict.fromkeys(words_of(one) for one in whole)) if signs else words_of(first)
    return News(
        kind=first.kind,
        people=people,
        sentence=Markup(said) if first.kind in KNOWN else escape(words or first.kind),  # noqa: S704 - escaped there
        words=words if first.kind in KNOWN else "",
        path=path,
        at=first.created,
        new=new,
        emojis=drawn.get(first.by.host, {}) if first.by else {},
        cover=_("You muted “%(phrase)s”", phrase=muted.phrase) if muted else "",
    )


def _name(one: Person) -> str:
    return f'<a href="{escape(one.path)}">{with_emojis(str(escape(one.shown_name)), one.emojis)}</a>'
