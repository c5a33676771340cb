"""Pictures that apps send in before the post they are for (docs.joinmastodon.org/methods/media).

They are seen by nobody but who sent them, go with a post as a work through the admission filter, and are let go after
a day if none takes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fediart.actions import app_files as files
from fediart.actions.submission import Upload
from fediart.api.call import Answered, Call
from fediart.api.entities.common import Empty
from fediart.api.entities.media import MediaAttachment
from fediart.api.given import File, asked
from fediart.api.refusals import Refused
from fediart.api.shown.waiting_media import attachment
from fediart.errors import Problem
from fediart.language import _
from fediart.media.errors import WorkFailed
from fediart.store import app_files
from fediart.store.app_files import PROCESSING, REFUSED, AppFile

NO_FILE: Final = "Validation failed: File can't be blank"


@dataclass(frozen=True, slots=True)
class NewMedia:
    """A file and what is said of it."""

    file: File | None = asked("The picture.", required=True)
    thumbnail: File | None = asked("Taken, and not used: previews are made from the picture itself.")
    description: str | None = asked("What it shows, for people who cannot see it.", most=20_000)
    focus: str | None = asked("The point that cropped views keep: two numbers from -1 to 1, such as 0.1,-0.5.")


@dataclass(frozen=True, slots=True)
class SaidOfMedia:
    """What is said anew of a file; what is left out stays."""

    thumbnail: File | None = asked("Taken, and not used: previews are made from the picture itself.")
    description: str | None = asked("What it shows, for people who cannot see it.", most=20_000)
    focus: str | None = asked("The point that cropped views keep: two numbers from -1 to 1, such as 0.1,-0.5.")


async def send(call: Call, given: NewMedia) -> Answered[MediaAttachment]:
    """Takes a picture in and answers at once: 202, and no `url` before it is processed."""
    file = await _take_in(call, given)
    return Answered(attachment(call, file), status=202)


async def send_and_wait(call: Call, given: NewMedia) -> MediaAttachment:
    """Takes a picture in and answers when it is processed."""
    file = await _take_in(call, given)
    try:
        done = await files.process(call.site, file.id)
    except WorkFailed:
        done = file  # the job tries it again
    return attachment(call, _demand_good(done or file))


async def _take_in(call: Call, given: NewMedia) -> AppFile:
    if given.file is None:
        raise Refused(422, NO_FILE)
    focal = focal_of(given.focus) or (0.0, 0.0)
    upload = Upload(given.file.path, given.file.name, given.description or "", focal)
    return await files.take_in(call.site, call.actor, upload)


async def show(call: Call) -> Answered[MediaAttachment]:
    """Shows a picture that waits for its post: 206 while it is processed."""
    file = await files.own_file(call.site, call.actor, call.number())
    return Answered(attachment(call, _demand_good(file)), status=206 if file.state == PROCESSING else 200)


async def change(call: Call, given: SaidOfMedia) -> MediaAttachment:
    """Changes what is said of a picture that waits for its post."""
    number = call.number()
    file = await files.describe(
        call.site, call.actor, number, alt=given.description, focal=focal_of(given.focus) if given.focus else None
    )
    return attachment(call, _demand_good(file))


async def delete(call: Call) -> Empty:
    """Throws away a picture that no post has taken."""
    async with call.site.db.reading() as tx:
        posted = await app_files.is_posted(tx, call.number(), call.actor.id)
    if posted:
        raise Refused(422, "Media attachment is currently used by a status")
    await files.throw_away(call.site, call.actor, call.number())
    return {}


def _demand_good(file: AppFile) -> AppFile:
    if file.state == REFUSED:
        raise Problem(_(file.why), field="file")
    return file


def focal_of(text: str | None) -> tuple[float, float] | None:
    """`0.1,-0.5`. Raises Problem for what is no such thing."""
    if not text:
        return None
    across, comma, up = text.partition(",")
    try:
        point = (float(across), float(up))
    except ValueError:
        point = (9.0, 9.0)
    if not comma or not all(-1 <= one <= 1 for one in point):
        raise Problem(_("Give the focus as two numbers from -1 to 1, such as 0.1,-0.5."), field="focus")
    return point
