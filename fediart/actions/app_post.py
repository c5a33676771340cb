"""What an app posts: a text goes out as a note, reply, quote or message; with pictures it is a work, and goes through
the same admission filter as one from any other door.

The same at once and at a time of choice; whoever posts twice under one number posts once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from fediart.actions import app_files, message, poll
from fediart.actions.moved import demand_not_moved
from fediart.actions.note import write_note
from fediart.actions.poll import Asking
from fediart.actions.publish import send_in
from fediart.actions.quote import quote
from fediart.actions.reply import people_named, reply
from fediart.actions.submission import Details, Submission, checked, checked_alt
from fediart.actions.turns import demand_turn
from fediart.actions.words_of_works import words_taken
from fediart.actions.written import More
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import app_choices, artworks, consent, posts
from fediart.store.actors import Actor
from fediart.store.consent import APPROVAL, EVERYONE, FOLLOWERS, NOBODY_WORD, consent_of
from fediart.store.database import Reading
from fediart.store.settings import read_settings
from fediart.translate.artwork_words import UNTITLED
from fediart.translate.words import handles_in

_LONGEST_TITLE: Final = 60
_TAG: Final = re.compile(r"#\w{1,60}")
_SENTENCE: Final = re.compile(r"(?<=[.!?…。！？])\s")
QUOTERS: Final[Mapping[str, str]] = {"public": EVERYONE, "followers": FOLLOWERS, "nobody": NOBODY_WORD}
"""Who may quote, in the words of apps; without a word it is as the author has it for all posts."""


@dataclass(frozen=True, slots=True)
class AppPost:
    """What an app asks for, in our words. `reply_to` and `quoted` are ids, 0 for none; `work` is what is said of a work
    beside its text: title, medium, series and the like, by the names of `Details`."""

    text: str = ""
    visibility: str = ""
    warning: str = ""
    sensitive: bool = False
    language: str = ""
    reply_to: int = 0
    quoted: int = 0
    quoters: str = ""
    media: tuple[int, ...] = ()
    poll: Asking | None = None
    work: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)


def app_post_from(kept: Mapping[str, Any]) -> AppPost:
    """Of `AppPost.kept`."""
    asking = kept.get("poll")
    known = {**kept, "media": tuple(kept.get("media", ())), "poll": None}
    if asking:
        known["poll"] = Asking(tuple(asking["options"]), asking["lasts"], asking["multiple"], asking["hidden"])
    return AppPost(**known)


async def is_made(tx: Reading, number: int) -> bool:
    """Whether there is a post or a work of this number."""
    return await posts.by_id(tx, number) is not None or await artworks.by_id(tx, number) is not None


def demand_sound(asked: AppPost) -> None:
    """What can be said without looking anything up. Raises Problem in words that name the fix."""
    if not asked.text.strip() and not asked.media:
        raise Problem(_("Write something first, or add a picture."), field="status")
    if asked.quoted and asked.media:
        raise Problem(_("A work cannot quote. Quote in a post without pictures."), field="quoted_status_id")
    if asked.quoted and asked.reply_to:
        raise Problem(_("A post answers or quotes. Send two posts."), field="quoted_status_id")
    if asked.poll and (asked.media or asked.quoted or asked.visibility == "direct"):
        raise Problem(
            _("A poll goes with text alone: without pictures or a quote, and not in a message."), field="poll"
        )
    if asked.media and asked.reply_to:
        words = _("Pictures are works here, and a work answers nothing. Publish it, then answer with a link to it.")
        raise Problem(words, field="in_reply_to_id")
    if asked.media and asked.visibility == "direct":
        words = _("Messages take no pictures here. Publish them for your followers, or send a link.")
        raise Problem(words, field="media_ids")
    if asked.poll:
        poll.checked(asked.poll)


async def post(site: Site, actor: Actor, asked: AppPost, number: int, *, publish_at: int = 0) -> None:
    """Posts it under this number; once, however often it is called. `publish_at` (ms) is for works alone.

    Raises Problem, NotFound, NotAllowed, TooOften: then nothing was posted.
    """
    demand_sound(asked)
    async with site.db.reading() as tx:
        if await is_made(tx, number):
            return
        own = await consent.default_of(tx, actor.id)
    quoters = QUOTERS.get(asked.quoters)
    kept = consent.kept(consent_of(replace(own, quote=quoters))) if quoters else ""
    if asked.media:
        await _send_work(site, actor, asked, number, publish_at)
        return
    more = More(number, asked.sensitive, kept, asked.poll)
    if asked.quoted:
        await quote(
            site, actor, asked.quoted, asked.text, visibility=asked.visibility or "public", warning=asked.warning,
            language=asked.language, more=more,
        )  # fmt: skip
    elif asked.reply_to:
        await reply(
            site, actor, asked.reply_to, asked.text, visibility=asked.visibility, warning=asked.warning,
            language=asked.language, more=more,
        )  # fmt: skip
    elif asked.visibility == "direct":
        await _send_message(site, actor, asked, number)
    else:
        await write_note(
            site, actor, asked.text, visibility=asked.visibility or "public", warning=asked.warning,
            language=asked.language, more=more,
        )  # fmt: skip


async def _send_message(site: Site, actor: Actor, asked: AppPost, number: int) -> None:
    """To whom it names; without any name it is a note to oneself, as on Mastodon."""
    named = {one.id: one for one in (await people_named(site, asked.text)).values() if one.id != actor.id}
    people = [one for one in named.values() if one.kind != "Application"]
    if not people and handles_in(asked.text, site.config.instance.host):
        raise Problem(
            _("Nobody was found under the names in this message. Look at how they are spelled."), field="status"
        )
    if len(people) > message.MOST_PEOPLE:
        words = _("A message goes to at most %(most)s people.", most=message.MOST_PEOPLE)
        raise Problem(words, field="status")
    await message.post_to(
        site, actor, people, asked.text, warning=asked.warning, language=asked.language, number=number
    )


async def _send_work(site: Site, artist: Actor, asked: AppPost, number: int, publish_at: int) -> None:
    """The work takes the files that wait, in one transaction: nobody else can take them any more."""
    demand_not_moved(artist)
    await demand_turn(site)
    if len(asked.media) > site.config.media.max_pictures:
        words = _("Choose at most %(most)s pictures for one artwork.", most=site.config.media.max_pictures)
        raise Problem(words, field="media_ids")
    said = await words_taken(site, artist, _details(asked, portfolio=False))
    async with site.db.writing() as tx:
        settings = await read_settings(tx)
        details = _details(asked, portfolio=await app_choices.hang_in_portfolio(tx, artist.id))
        own = await consent.default_of(tx, artist.id)
        if asked.quoters in QUOTERS:
            details = replace(details, consent=replace(own, quote=QUOTERS[asked.quoters]))
        details = checked(replace(details, mature=said.mature), settings)
        files = await app_files.taken(tx, artist, asked.media)
        checked_alt(tuple(one.alt for one in files), settings)
        images = await app_files.pictures_of(tx, site, files, number)
        submission = Submission(details, publish_at=publish_at, zone="UTC" if publish_at else "")
        await send_in(tx, site, artist, number, submission, images)
    site.bell.ring()


def _details(asked: AppPost, *, portfolio: bool) -> Details:
    said = {name: value for name, value in asked.work.items() if value is not None}
    text, tags = split_tags(asked.text)
    known = {
        "description": text,
        "tags": tags,
        "warning": asked.warning,
        "mature": asked.sensitive,
        "visibility": asked.visibility or "public",
        "language": asked.language,
        "portfolio": portfolio,
        "title": title_of(asked.text),
    }
    return Details(**{**known, **said})


def split_tags(text: str) -> tuple[str, tuple[str, ...]]:
    """A text without the lines of nothing but hashtags at its end, and these tags as they are spelled."""
    lines, tags = text.rstrip().splitlines(), list[str]()
    while lines and (words := lines[-1].split()) == [one for one in words if _TAG.fullmatch(one)]:
        tags = [one[1:] for one in words] + tags
        lines.pop()
    return "\n".join(lines).rstrip(), tuple(dict.fromkeys(tags))


def joined_text(description: str, tags: Sequence[str]) -> str:
    """What an app is given to edit: the reverse of `split_tags`."""
    return "\n\n".join(part for part in (description, " ".join(f"#{tag}" for tag in tags)) if part)


def title_of(text: str) -> str:
    """A work without a title is called by the first line or sentence of its text, where that has words."""
    line = next((one.strip() for one in text.splitlines() if one.strip()), "")
    words = [word for word in line.split() if not word.startswith(("#", "@", "http://", "https://"))]
    sentence = _SENTENCE.split(" ".join(words), maxsplit=1)[0].strip()
    if len(sentence) > _LONGEST_TITLE:
        sentence = sentence[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return sentence.rstrip(".") or UNTITLED


def quoters_word(text: str) -> str:
    """Who may quote a post of ours, as apps say it, out of its row; `approval` is nobody before asking."""
    word = consent.choice_of(text).quote
    return "nobody" if word == APPROVAL else next((said for said, ours in QUOTERS.items() if ours == word), "public")
