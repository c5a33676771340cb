"""Create: a post by the rules of every post of an app; with uploaded pictures it is a work, and is admitted or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from federation import write
from federation.audience import PUBLIC_NAMES, Visibility, visibility_of
from federation.context import ACTIVITYSTREAMS
from federation.lenient import each, focal_point, id_of, kind_of, moment, text, told, yes
from federation.objects import Raw
from federation.polls import poll_of
from federation.tags import hashtags_of, policy_of, tags_of
from fediart.actions import app_files, app_post, message, post_defaults
from fediart.actions.app_post import AppPost
from fediart.actions.poll import Asking
from fediart.api.c2s.addressing import addressed, demand_told, handles, named_in, with_names
from fediart.api.c2s.finding import post_at
from fediart.api.c2s.posted import Made, Posted
from fediart.api.call import Call
from fediart.api.idempotency import number_of
from fediart.api.posting import settled
from fediart.api.refusals import Refused
from fediart.api.shown.waiting import admission_of
from fediart.errors import NotFound
from fediart.language import _
from fediart.sanitize import plain
from fediart.store import posts
from fediart.store.actors import Actor
from fediart.store.database import Reading
from fediart.store.posts import Post
from fediart.translate import outgoing
from fediart.translate.loading import told as told_of
from fediart.translate.typed import typed_of

KINDS: Final = ("Note", "Question", "Image")
_CODE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


async def create(call: Call, posted: Posted) -> Made:
    """Raises Refused and Problem in words; then nothing was posted."""
    thing = posted.thing
    if thing is None or kind_of(thing, frozenset(KINDS)) not in KINDS:
        raise Refused(422, _("A Create has an `object` of one of these types: %(kinds)s.", kinds=", ".join(KINDS)))
    people = await addressed(call, posted)
    named = await named_in(call, thing)
    asked = await _asked(call, posted, thing, people, {**named, **handles(call, people)})
    number = number_of(call)
    if asked.visibility == Visibility.DIRECT and not asked.reply_to and not asked.media:
        await _message(call, people, asked, number)
    else:
        await demand_told(call, asked, people)
        await app_post.post(call.site, call.actor, asked, number)
    return await (_work(call, number) if asked.media else _answered(call, number))


async def _asked(
    call: Call, posted: Posted, thing: Raw, people: Sequence[Actor], named: dict[str, str]
) -> AppPost:  # fmt: skip
    quoted = next(
        (one for name in ("quote", "quoteUrl", "quoteUri", "_misskey_quote") if (one := id_of(thing.get(name)))), None
    )
    parent = await post_at(call, id_of(thing.get("inReplyTo"))) if thing.get("inReplyTo") else None
    media = await _media(call, thing)
    title = plain(text(thing.get("name"), 1_000) or "") if kind_of(thing) != "Image" else ""
    if title and not media:
        raise Refused(422, _("A text has no title here: leave `name` out, or attach uploaded pictures."))
    written = with_tags(typed_of(thing, named), thing)
    visibility = visibility_of(posted.to, posted.cc, call.actor.followers_uri)
    if visibility != Visibility.DIRECT or parent is not None:
        written = await with_names(call, written, people, parent)
    asked = AppPost(
        text=written,
        visibility=str(visibility),
        warning=plain(text(thing.get("summary"), 20_000) or ""),
        language=_language(thing),
        reply_to=parent.id if parent else 0,
        quoted=(await post_at(call, quoted)).id if quoted else 0,
        quoters=_quoters(call, thing),
        media=media,
        poll=asking_of(thing, call.now),
        work={"title": title} if title else {},
    )
    sensitive = yes(thing["sensitive"]) if thing.get("sensitive") is not None else None
    return await post_defaults.filled(call.site, call.actor, asked, sensitive=sensitive)


def with_tags(written: str, thing: Raw) -> str:
    """Tags that the text does not name are put below it."""
    wanted = [re.sub(r"\W", "", one.name) for one in hashtags_of(tags_of(thing))]
    missing = [one for one in dict.fromkeys(wanted) if one and f"#{one}".lower() not in written.lower()]
    return "\n\n".join(part for part in (written, " ".join(f"#{one}" for one in missing)) if part)


def _language(thing: Raw) -> str:
    code = told(thing, "content", 1)[1] or ""
    return code if _CODE.fullmatch(code) else ""


def _quoters(call: Call, thing: Raw) -> str:
    """Who may quote, where the post says it (FEP-044f); all else is as the member's settings have it."""
    policy = policy_of(thing.get("interactionPolicy"))
    if policy is None or policy.can_quote is None:
        return ""
    may = policy.can_quote.automatic
    if not PUBLIC_NAMES.isdisjoint(may):
        return "public"
    return "followers" if call.actor.followers_uri in may else "nobody"


def asking_of(thing: Raw, now: int) -> Asking | None:
    """The poll of a Question; without an end it lasts a day."""
    poll = poll_of(thing, kind_of(thing))
    if poll is None:
        return None
    ends = moment(thing.get("endTime"))
    lasts = 24 * 3_600_000 if ends is None else ends - now
    return Asking(tuple(one.name for one in poll.options), lasts, poll.multiple)


async def _media(call: Call, thing: Raw) -> tuple[int, ...]:
    """The uploads that it names, with what it says of them. Raises Refused for files of other places."""
    listed = each(thing.get("attachment")) if kind_of(thing) != "Image" else [thing, *each(thing.get("attachment"))]
    found: dict[int, None] = {}
    for one in listed:
        number = upload_number(call, one)
        if number is None:
            raise Refused(422, _("Send pictures to `uploadMedia` first, and attach them by the ids that it answers."))
        found[number] = None
        alt = text(one.get("name"), 20_000) if isinstance(one, dict) else None
        focal = focal_point(one.get("focalPoint")) if isinstance(one, dict) else None
        if alt or focal:
            await app_files.describe(call.site, call.actor, number, alt=alt or None, focal=focal)
    return tuple(found)


def upload_number(call: Call, value: Any) -> int | None:
    """The upload that an attachment names by id or address; None for everything else."""
    places = [id_of(value), id_of(value.get("url"))] if isinstance(value, dict) else [id_of(value)]
    for place in places:
        number = (place or "").removeprefix(f"{call.site.config.origin}{outgoing.UPLOADS}/")
        if number != place and number.isascii() and number.isdigit() and len(number) < 19:
            return int(number)
    return None


async def _message(call: Call, people: Sequence[Actor], asked: AppPost, number: int) -> None:
    """To those it is addressed to, and to nobody else whom its words may name."""
    async with call.site.db.reading() as tx:
        if await app_post.is_made(tx, number):
            return
    app_post.demand_sound(asked)
    if asked.quoted or asked.poll:
        app_post.demand_sound(replace(asked, media=()))
        raise Refused(422, _("A message quotes nothing and asks no poll. Address it to your followers or the public."))
    await message.post_to(
        call.site, call.actor, people, asked.text, warning=asked.warning, language=asked.language, number=number
    )


async def _answered(call: Call, number: int) -> Made:
    async with call.site.db.reading() as tx:
        post = await posts.by_id(tx, number)
        if post is None:
            raise NotFound(_("Record not found"))
        return Made(await create_of(tx, call, post))


async def create_of(tx: Reading, call: Call, post: Post) -> dict[str, Any]:
    """The Create of a post of somebody here, as followers got it."""
    made = await told_of(tx, post)
    if made is None:
        raise NotFound(_("Record not found"))
    note = outgoing.note(call.site.config, call.settings, made)
    terms = outgoing.activity_terms(call.site.config, call.settings, made)
    return {**write.create(f"{post.uri}#create", made.author.uri, note), **terms}


async def _work(call: Call, number: int) -> Made:
    """As for every app: published, held or refused, in the filter's own words."""
    artwork = await settled(call, number)
    if artwork is None or artwork.state == "deleted":
        raise NotFound(_("Record not found"))
    if artwork.state == "published":
        return await _answered(call, number)
    async with call.site.db.reading() as tx:
        said = await admission_of(tx, call, artwork)
    if artwork.state == "refused":
        raise Refused(422, " ".join(said["words"]), fediart={"admission": said})
    uri = f"{call.actor.uri}/posts/{number}"
    activity = {
        "@context": ACTIVITYSTREAMS,
        "id": f"{uri}#create",
        "type": "Create",
        "actor": call.actor.uri,
        "object": uri,
    }
    return Made(activity, 202, {"fediart": {"admission": said}})
