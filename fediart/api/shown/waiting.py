"""Works that are not published, as their artist and moderators see them in apps: with plain words about why."""

from __future__ import annotations

from html import escape
from typing import Final

from fediart.actions.artwork_post import post_of
from fediart.actions.permissions import may
from fediart.api.call import Call
from fediart.api.entities.statuses import OurAdmission, Status
from fediart.api.shown.statuses import told
from fediart.api.shown.waiting_media import waiting_pictures
from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.store import actors, artworks, pictures, revisions
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.web.work_case import work_case

_UNDER_WAY: Final = N_("Not published yet: your artwork is being checked and made ready. Nobody else sees it.")
_WORDS: Final = {
    "submitted": _UNDER_WAY,
    "checking": _UNDER_WAY,
    "preparing": _UNDER_WAY,
    "held": N_("Not published yet: a moderator looks at your artwork first. Nobody else sees it until then."),
    "previewed": N_("Not published yet: your artwork is ready, and waits for you to look at it on its page."),
    "scheduled": N_("Not published yet: your artwork waits for the time you have chosen."),
    "failed": N_("Not published: something went wrong. You can try again on its page."),
    "withdrawn": N_("Taken down by a moderator. Nobody else sees your artwork now."),
}
_REFUSED: Final = N_("This server does not publish this artwork.")
_WITH_REASONS: Final = ("held", "refused", "withdrawn")


async def waiting_work(tx: Reading, call: Call, artwork_id: int) -> Artwork:
    """A work that is not published, for its artist and moderators. Raises NotFound for everything else, and for works
    that were refused."""
    artwork = await artworks.by_id(tx, artwork_id)
    if artwork is None or artwork.state not in _WORDS or call.bearer is None or call.viewer_id is None:
        raise NotFound(_("Record not found"))
    if artwork.actor_id != call.viewer_id and not may(call.bearer.account, "review"):
        raise NotFound(_("Record not found"))
    if await revisions.by_id(tx, artwork_id) is not None:
        raise NotFound(_("Record not found"))
    return artwork


async def waiting_status(tx: Reading, call: Call, artwork: Artwork) -> Status:
    """A post that nobody else can see; its content begins with why. Ask `waiting_work` first."""
    artist = await actors.by_id(tx, artwork.actor_id)
    if artist is None:
        raise NotFound(_("Record not found"))
    post = post_of(call.site, artwork, artist, artwork.created)
    made = (await told(tx, call, [post]))[artwork.id]
    admission = await admission_of(tx, call, artwork)
    said = "".join(f"<p>{escape(one)}</p>" for one in admission["words"])
    made["content"] = said + made["content"]
    known = await pictures.of_artwork(tx, artwork.id)
    small = await waiting_pictures(tx, call, known)
    shown = {one["id"]: one for one in made["media_attachments"]} | {str(one): said_ for one, said_ in small.items()}
    made["media_attachments"] = [shown[str(one.id)] for one in known if str(one.id) in shown]
    made["url"] = admission["url"]
    made["fediart"] = {**made["fediart"], "admission": admission}
    return made


async def admission_of(tx: Reading, call: Call, artwork: Artwork) -> OurAdmission:
    """How it stands, and the sentences that its own page shows."""
    words = [_(_WORDS.get(artwork.state, _REFUSED))]
    if artwork.state in _WITH_REASONS:
        case = await work_case(tx, call.site, artwork)
        words += [_(one) for one in (*case.reasons, case.advice, *case.next) if one]
    if artwork.state == "failed" and artwork.note:
        words.append(artwork.note)
    return {"state": artwork.state, "words": words, "url": f"{call.site.config.origin}/works/{artwork.id}"}
