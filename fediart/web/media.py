"""Files for the public, and the private originals for the two kinds of people who may see them.

Who may fetch what is decided here and not by a proxy's pattern (advisory 111). Types are fixed, nothing is sniffed,
and every file carries the AI policy of its artwork.
"""

from __future__ import annotations

from aiohttp import web

from fediart.actions.attach import may_look
from fediart.errors import NotFound
from fediart.language import N_, _
from fediart.rights.model import POLICIES, Policy, within
from fediart.store import actors, artworks, pictures, posts, renditions
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.pictures import Picture
from fediart.store.renditions import EXTENSIONS, media_path
from fediart.store.visibility import may_see
from fediart.translate.rights import artwork_rights, preset_of
from fediart.web.pace import demand_pace
from fediart.web.request import set_rights, settings_of, site_of, viewer, viewer_of
from fediart.web.sessions import find_viewer
from fediart.web.visitor_media import share_of, to_smaller

ABSENT = N_("There is no such picture, or it is not for everyone.")
# The address of a file stays when its bytes are written anew, so caches may keep it for a while and ask again.
PUBLIC = "public, max-age=3600, stale-while-revalidate=86400"
PRIVATE = "private, no-store"


async def show(request: web.Request) -> web.StreamResponse:
    """A public file: `/media/POLICY/ARTWORK/NAME.EXT`. Ranges, HEAD and conditional requests work.

    Without the policy it is the address of earlier versions, which answers alike.
    """
    site = site_of(request)
    await demand_pace(request)
    name, _rest, extension = request.match_info["file"].partition(".")
    async with site.db.reading() as tx:
        rendition = await renditions.by_name(tx, name)
        artwork = await artworks.by_id(tx, rendition.artwork_id) if rendition else None
        artist = await actors.by_id(tx, artwork.actor_id) if artwork else None
    if rendition is None or artwork is None or artist is None:
        raise NotFound(_(ABSENT))
    if str(artwork.id) != request.match_info["artwork"] or extension != EXTENSIONS[rendition.media_type]:
        raise NotFound(_(ABSENT))
    await demand_open(request, artwork, artist, told=rendition.role == "federated")
    policy = say_rights(request, artwork, artist)
    if _says_too_much(request.match_info.get("preset"), policy):
        path = media_path(policy.preset.value, artwork.id, rendition.name, rendition.media_type)
        return web.Response(status=302, headers={"Location": path, "Cache-Control": "no-store"})
    share = await share_of(request, artwork, artist, rendition)
    if share.instead:
        return to_smaller(share.instead)
    caching = PUBLIC if artwork.is_public and not share.private else PRIVATE
    return await _file(request, rendition.key, rendition.media_type, caching)


async def demand_open(request: web.Request, artwork: Artwork, artist: Actor, *, told: bool = False) -> None:
    """Public works are open to all, those that wait for their artist's look to the artist alone.

    Of others, the federated file is for whoever was `told` its unguessable name.

    Servers fetch the pictures of followers-only posts without a signature; the Note that names the file went to
    followers alone. The files of our own pages are shown to whom the page would be.
    """
    if artist.suspended or artist.deleted:
        raise NotFound(_(ABSENT))
    if artwork.state in ("previewed", "scheduled"):
        await find_viewer(request)
        found = viewer_of(request)
        if found is not None and found.actor.id == artist.id:
            return
    if artwork.state != "published":
        raise NotFound(_(ABSENT))
    if artwork.is_public or told:
        return
    await find_viewer(request)
    found = viewer_of(request)
    async with site_of(request).db.reading() as tx:
        post = await posts.by_id(tx, artwork.id)
        if post is None or not await may_see(tx, post, found.actor.id if found else None):
            raise NotFound(_(ABSENT))


async def original(request: web.Request) -> web.StreamResponse:
    """The private original, for its artist and for those who review held works: `/works/ID/pictures/PICTURE`."""
    async with site_of(request).db.reading() as tx:
        picture, artwork = await _reviewable(tx, request)
        artist = await actors.by_id(tx, artwork.actor_id)
    if artist is not None:
        say_rights(request, artwork, artist)
    response = await _file(request, picture.original, picture.media_type, PRIVATE)
    response.headers["Content-Disposition"] = "inline"
    return response


async def _reviewable(tx: Reading, request: web.Request) -> tuple[Picture, Artwork]:
    artwork_id, picture_id = int(request.match_info["id"]), int(request.match_info["picture"])
    if max(artwork_id, picture_id) >= 2**63:
        raise NotFound(_(ABSENT))
    picture = await pictures.by_id(tx, picture_id)
    artwork = await artworks.by_id(tx, artwork_id)
    if picture is None or artwork is None or picture.artwork_id != artwork.id or not picture.original:
        raise NotFound(_(ABSENT))
    if not await may_look(tx, viewer(request).account, artwork):
        raise NotFound(_(ABSENT))
    return picture, artwork


def _says_too_much(folder: str | None, policy: Policy) -> bool:
    """Whether the address names a policy that permits what this one refuses: site-wide files open it to everybody.

    Raises NotFound where it names none.
    """
    if folder is None:
        return False
    preset = preset_of(folder)
    if preset is None:
        raise NotFound(_(ABSENT))
    return not within(POLICIES[preset], policy)


def say_rights(request: web.Request, artwork: Artwork, artist: Actor) -> Policy:
    rights = artwork_rights(artwork, artist, settings_of(request), site_of(request).config.origin)
    set_rights(request, rights.policy, licence_uri=rights.licence.uri, page=rights.work_url)
    return rights.policy


async def _file(request: web.Request, key: str, media_type: str, caching: str) -> web.FileResponse:
    try:
        path = await site_of(request).storage.local(key)
    except FileNotFoundError:
        raise NotFound(_(ABSENT)) from None
    return web.FileResponse(path, headers={"Content-Type": media_type, "Cache-Control": caching})
