"""Posts that wait for their time, as apps see them: texts, and works whose schedule is still ahead."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.actions.app_post import QUOTERS, app_post_from, joined_text
from fediart.api.call import Call
from fediart.api.entities.media import MediaAttachment
from fediart.api.entities.scheduled import ScheduledParams, ScheduledPoll, ScheduledStatus
from fediart.api.shown.waiting_media import waiting_pictures
from fediart.api.shown.words import VISIBILITIES, when
from fediart.store import consent, pictures
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.scheduled_texts import ScheduledText


async def scheduled_text(tx: Reading, call: Call, row: ScheduledText) -> ScheduledStatus:
    asked = app_post_from(row.asked)
    poll: ScheduledPoll | None = None
    if asked.poll:
        poll = {
            "options": list(asked.poll.options),
            "expires_in": asked.poll.lasts // 1000,
            "multiple": asked.poll.multiple,
            "hide_totals": asked.poll.hidden,
        }
    params = _params(asked.text, asked.visibility, asked.warning, asked.sensitive, asked.language)
    params["poll"] = poll
    params["in_reply_to_id"] = asked.reply_to or None
    params["quoted_status_id"] = str(asked.quoted) if asked.quoted else None
    params["quote_approval_policy"] = asked.quoters or _quoters(await consent.default_text(tx, call.actor.id))
    made: ScheduledStatus = {
        "id": str(row.id), "scheduled_at": when(row.due), "params": params, "media_attachments": [],
    }  # fmt: skip
    if row.problem:
        made["fediart_problem"] = row.problem
    return made


async def scheduled_work(tx: Reading, call: Call, work: Artwork, due: int) -> ScheduledStatus:
    known = await pictures.of_artwork(tx, work.id)
    small = await waiting_pictures(tx, call, known)
    params = _params(
        joined_text(work.description, work.tags), work.visibility, work.warning, bool(work.mature), work.language
    )
    params["media_ids"] = [str(one.id) for one in known]
    params["quote_approval_policy"] = _quoters(work.consent)
    return {
        "id": str(work.id),
        "scheduled_at": when(due),
        "params": params,
        "media_attachments": _in_order([one.id for one in known], small),
    }


def _quoters(text: str) -> str:
    quoters = consent.choice_of(text).quote
    return next((said for said, ours in QUOTERS.items() if ours == quoters), "nobody")


def _in_order(numbers: Sequence[int], small: dict[int, MediaAttachment]) -> list[MediaAttachment]:
    return [small[one] for one in numbers if one in small]


def _params(text: str, visibility: str, warning: str, sensitive: bool, language: str) -> ScheduledParams:
    return {
        "text": text,
        "poll": None,
        "media_ids": None,
        "sensitive": sensitive,
        "spoiler_text": warning or None,
        "visibility": VISIBILITIES.get(visibility, "public"),
        "in_reply_to_id": None,
        "quoted_status_id": None,
        "quote_approval_policy": None,
        "language": language or None,
        "application_id": 0,
        "scheduled_at": None,
        "idempotency": None,
        "with_rate_limit": False,
    }
