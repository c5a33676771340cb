"""Commissions between an artist and who asked: both come with their tokens, and nobody else comes in.

Moderators do where one of the two has shown it to them; a visitor's side is on the page that their mails lead to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from aiohttp import web

from fediart.actions import commission_asking, commission_sides, commission_steps, commission_talk
from fediart.actions.commission_asking import Request
from fediart.actions.commission_sides import MODERATOR
from fediart.actions.submission import Upload
from fediart.api.call import Call, Paged
from fediart.api.entities.common import Empty
from fediart.api.entities.ours_commissions import OurCommission, OurCommissionWhole
from fediart.api.given import File, Id, asked, limited
from fediart.api.ours import whose
from fediart.api.shown.ours_commissions import commissions as shown
from fediart.api.shown.ours_commissions import whole
from fediart.errors import NotAllowed, NotFound
from fediart.language import _
from fediart.store import commission_talk as talk_rows
from fediart.store import commissions as rows
from fediart.store.commissions import ARTIST, CLIENT, Commission
from fediart.store.database import Reading
from fediart.store.gallery import FIRST
from fediart.web.attachments import as_download, private_file
from fediart.web.commission_words import date_from

_NOT_YOURS: Final = "This action is not allowed"


@dataclass(frozen=True, slots=True)
class Listed:
    """Which of one's own commissions."""

    of: Literal["under-way", "ended", "asked"] = asked(
        "What is under way with oneself, what came to an end, or what one has asked of others.", default="under-way"
    )
    limit: int = limited(20, 40)
    max_id: Id | None = asked("Only what comes after this one; all that is under way comes at once.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What one would like."""

    account_id: Id | None = asked("The artist.", required=True)
    offer_id: Id | None = asked("One of the artist's offers.", required=True)
    title: str = asked("In a few words.", default="", most=1_000)
    words: str = asked("What one has in mind.", default="", most=20_000)


@dataclass(frozen=True, slots=True)
class Said:
    """A message; files come in a multipart body."""

    words: str = asked("What is said.", default="", most=20_000)
    files: tuple[File, ...] = asked("Private files, for the two sides alone.", default=(), most=50)


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of it."""

    to: Literal["asked", "accepted", "in-progress", "delivered", "completed", "declined", "withdrawn"] | None = asked(
        "One of its `steps`.", required=True
    )
    was: str = asked("The state that one has seen: who comes second is told so. Else the present one.", default="")
    words: str = asked("Why.", default="", most=10_000)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the two have agreed on; what is left out is not agreed on."""

    price: str = asked("Such as `120` or `120.50`.", default="", most=40)
    currency: str = asked("Such as `EUR`.", default="", most=3)
    due: str = asked("The day, such as `2027-03-31`.", default="", most=10)


async def own(call: Call, given: Listed) -> Paged[OurCommission]:
    """Shows one's own commissions: under way with those first that have waited longest, others the newest first."""
    me = call.actor.id
    async with call.site.db.reading() as tx:
        if given.of == "under-way":
            board = [] if given.max_id else await rows.board(tx, me)
            return Paged(await shown(tx, call, [(one, ARTIST) for one in board]))
        side = CLIENT if given.of == "asked" else ARTIST
        before = FIRST
        if given.max_id:
            last = await _seen(tx, call, given.max_id)
            before = (last[0].changed, last[0].id)
        read = rows.asked_by if side == CLIENT else rows.ended
        found = await read(tx, me, before=before, limit=given.limit + 1)
        page = found[: given.limit]
        items = await shown(tx, call, [(one, side) for one in page])
    return Paged(items, next={"max_id": page[-1].id} if len(found) > given.limit else None)


async def _seen(tx: Reading, call: Call, number: int) -> tuple[Commission, str]:
    """Raises NotFound for everybody but the two sides, and moderators whom one has shown it to."""
    return await commission_sides.for_account(tx, call.account, number)


async def _mine(call: Call) -> tuple[Commission, str]:
    """As `_seen`, for what only the two may do."""
    async with call.site.db.reading() as tx:
        one, side = await _seen(tx, call, call.number())
    if side == MODERATOR:
        raise NotAllowed(_NOT_YOURS)
    return one, side


async def ask(call: Call, given: Asked) -> OurCommissionWhole:
    """Asks an artist for a commission."""
    wanted = Request(given.title, given.words)
    number = await commission_asking.ask_as_member(
        call.site, call.actor, given.account_id or 0, given.offer_id or 0, wanted
    )
    return await _whole(call, number)


async def show(call: Call) -> OurCommissionWhole:
    """Shows a commission with all that was said and sent; what was new counts as seen from now on."""
    async with call.site.db.reading() as tx:
        one, side = await _seen(tx, call, call.number())
    if side != MODERATOR:
        await commission_talk.look(call.site, one, side)
    return await _whole(call, one.id)


async def _whole(call: Call, number: int) -> OurCommissionWhole:
    async with call.site.db.reading() as tx:
        one, side = await _seen(tx, call, number)
        return await whole(tx, call, one, side)


async def say(call: Call, given: Said) -> OurCommissionWhole:
    """Says something, with files or without."""
    one, side = await _mine(call)
    uploads = [Upload(file.path, file.name) for file in given.files]
    await commission_talk.say(call.site, one, side, given.words, uploads)
    return await _whole(call, one.id)


async def step(call: Call, given: Step) -> OurCommissionWhole:
    """Accepts, declines, begins, delivers, completes or withdraws it: what `steps` says."""
    one, side = await _mine(call)
    await commission_steps.step(call.site, one.id, side, given.to or "", was=given.was or one.state, words=given.words)
    return await _whole(call, one.id)


async def agree(call: Call, given: Agreed) -> OurCommissionWhole:
    """Notes what the two have agreed on, which is the artist's to do."""
    one, side = await _mine(call)
    if side != ARTIST:
        raise NotAllowed(_NOT_YOURS)
    due = date_from(given.due, field="due")
    await commission_steps.agree(call.site, one.id, amount=given.price, currency=given.currency, due=due)
    return await _whole(call, one.id)


async def put_away(call: Call) -> Empty:
    """Takes what has ended off one's own list. It is gone for good when the other side does the same."""
    one, side = await _mine(call)
    await commission_steps.put_away(call.site, one.id, side)
    return {}


async def file(call: Call) -> web.StreamResponse:
    """Gives out a private file of a commission, as a download."""
    found = await _file(call)
    response = await private_file(call.request, found.stored, "application/octet-stream")
    response.headers["Content-Disposition"] = as_download(found.name)
    return response


async def preview(call: Call) -> web.StreamResponse:
    """Gives out the small picture that this server made of a private file."""
    found = await _file(call)
    if not found.preview:
        raise NotFound(_(whose.ABSENT))
    response = await private_file(call.request, found.preview, "image/webp")
    response.headers["Content-Disposition"] = "inline"
    return response


async def _file(call: Call) -> talk_rows.File:
    async with call.site.db.reading() as tx:
        one, _side = await _seen(tx, call, call.number())
        found = await talk_rows.file_by_id(tx, one.id, call.number("file"))
    if found is None:
        raise NotFound(_(whose.ABSENT))
    return found
