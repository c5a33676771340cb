"""`uploadMedia`: a picture that is sent in before the post it is for (W3C SocialCG, ActivityPub/MediaUpload)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from federation.context import MASTODON, context
from federation.lenient import BadObject, focal_point, read_json, text
from federation.media_types import ACTIVITY_JSON
from federation.objects import Raw
from fediart.actions import app_files
from fediart.actions.submission import Upload
from fediart.api.call import Answered, Call
from fediart.api.given import File, asked
from fediart.api.refusals import Refused
from fediart.api.shown.waiting_media import attachment
from fediart.errors import Problem
from fediart.language import _
from fediart.media.errors import WorkFailed
from fediart.store.app_files import REFUSED, AppFile
from fediart.translate.outgoing import UPLOADS

_LONGEST: Final = 100_000


@dataclass(frozen=True, slots=True)
class NewUpload:
    """A file, and the shell of the object that it is to be."""

    file: File | None = asked("The picture.", required=True)
    object: str | None = asked("Its object as JSON: `name` is what it shows, `focalPoint` what counts.", most=_LONGEST)


async def send(call: Call, given: NewUpload) -> Answered[dict[str, Any]]:
    """Takes a picture in: 201 with its id in Location, by which a Create names it later."""
    if given.file is None:
        raise Refused(422, _("Send the picture as `file`."))
    shell = _shell(given.object)
    alt, focal = text(shell.get("name"), 20_000) or "", focal_point(shell.get("focalPoint")) or (0.0, 0.0)
    file = await app_files.take_in(call.site, call.actor, Upload(given.file.path, given.file.name, alt, focal))
    with suppress(WorkFailed):  # the job tries it again
        file = await app_files.process(call.site, file.id) or file
    if file.state == REFUSED:
        raise Problem(_(file.why), field="file")
    made = _document(call, file)
    return Answered(made, 201, {"Content-Type": ACTIVITY_JSON, "Location": made["id"]})


async def show(call: Call) -> Answered[dict[str, Any]]:
    """Shows a picture that waits for its post, to who sent it."""
    file = await app_files.own_file(call.site, call.actor, call.number())
    return Answered(_document(call, file), headers={"Content-Type": ACTIVITY_JSON})


def _shell(said: str | None) -> Raw:
    if not said:
        return {}
    try:
        return read_json(said.encode("utf-8", "surrogatepass"))
    except BadObject as problem:
        raise Refused(422, _("The `object` cannot be read: %(reason)s.", reason=problem.reason)) from None


def _document(call: Call, file: AppFile) -> dict[str, Any]:
    made = {
        "@context": context(MASTODON),
        "id": f"{call.site.config.origin}{UPLOADS}/{file.id}",
        "type": "Image",
        "attributedTo": call.actor.uri,
        "mediaType": file.media_type,
        "name": file.alt,
        "width": file.width,
        "height": file.height,
        "focalPoint": [file.focal_x, file.focal_y],
    }
    shown = attachment(call, file)
    return made | {name: value for name, value in (("url", shown["url"]), ("blurhash", shown["blurhash"])) if value}
