"""Marks in the picture: what an artist wishes for, for all works or for one, and the jobs that make the files anew."""

from __future__ import annotations

import hmac
import json
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from fediart.actions import brakes
from fediart.actions.rights import packet_of
from fediart.actions.submission import limits_of, one_line
from fediart.config import Config
from fediart.errors import NotFound, Problem, Problems, TooOften
from fediart.language import _
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.marks import OPACITIES, PLACES, TONES, WIDTHS, Look, Marks, Visible
from fediart.rights.xmp import packet
from fediart.site import Site
from fediart.store import artworks, jobs, marks, pictures
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading, Writing
from fediart.store.marks import KINDS, Wish
from fediart.store.settings import read_settings
from fediart.translate.rights import artist_rights

REMARK: Final = "remark"
REMARK_ALL: Final = "remark-all"
LONGEST: Final = 60
MOST_BYTES: Final = 5_000_000
PREVIEWS: Final = brakes.Allowance("previews of marks", most=120, each=600_000)
CHANGES: Final = brakes.Allowance("changes of marks", most=30, each=600_000)  # each may make every file anew


@dataclass(frozen=True, slots=True)
class MarkPlan:
    """What goes into the pixels of one work; `digest` tells one plan's files from another's, empty for no marks."""

    marks: Marks
    digest: str


def identifier_key(config: Config) -> bytes:
    """What this instance hides identifiers with: nobody else can read them, or make some."""
    return hmac.new(config.secrets.key.encode(), b"invisible identifier", sha256).digest()


async def wish_for(tx: Reading, artwork: Artwork) -> Wish:
    """What holds for a work: its own wish, or its artist's."""
    own = await marks.wish_of(tx, artwork.id)
    return own or await marks.wish_of(tx, artwork.actor_id) or Wish()


async def plan_for(tx: Reading, site: Site, artwork: Artwork) -> MarkPlan:
    """The marks that the files of this work must have now."""
    wish, signature = await wish_for(tx, artwork), await marks.signature_of(tx, artwork.actor_id)
    if wish.visible == "image" and not signature:
        wish = replace(wish, visible="none")
    if not wish.any:
        return MarkPlan(Marks(), "")
    said = json.dumps([asdict(wish), signature if wish.visible == "image" else ""])
    found = await _marks(site, wish, signature, artwork.id)
    return MarkPlan(found, sha256(said.encode()).hexdigest()[:32])


async def _marks(site: Site, wish: Wish, signature: str, number: int) -> Marks:
    visible = None
    if wish.visible == "text":
        visible = Visible(wish.text, None, wish.place, wish.opacity, wish.width, wish.tone)
    if wish.visible == "image" and signature:
        path = await site.storage.local(signature)
        visible = Visible("", path, wish.place, wish.opacity, wish.width, wish.tone)
    return Marks(visible, number if wish.hidden else None, identifier_key(site.config))


async def save_default(site: Site, artist: Actor, wish: Wish) -> Wish:
    """What holds for all works that have no wish of their own; published files are made anew. Problems, TooOften."""
    tidy = await checked(site, artist, wish)
    async with site.db.writing() as tx:
        await _demand_allowance(tx, site, artist)
        await marks.keep_wish(tx, artist.id, tidy, now=site.clock.now())
        await _queue_all(tx, site, artist.id)
    site.bell.ring()
    return tidy


async def save_own(site: Site, artist: Actor, artwork_id: int, wish: Wish | None) -> None:
    """What holds for one work; None: what holds for the others. Problems, TooOften, NotFound if it is not theirs."""
    tidy = await checked(site, artist, wish) if wish else None
    async with site.db.writing() as tx:
        await _demand_allowance(tx, site, artist)
        artwork = await artworks.lock(tx, artwork_id, artist.id, now=site.clock.now())
        if artwork is None:
            raise NotFound(_("There is no such artwork."))
        if tidy is None:
            await marks.forget_wish(tx, artwork_id)
        else:
            await marks.keep_wish(tx, artwork_id, tidy, now=site.clock.now())
        if artwork.state in ("published", "previewed"):
            await queue_remarking(tx, site, artwork_id, tell=True)
    site.bell.ring()


async def keep_first(tx: Writing, site: Site, artwork_id: int, choice: str) -> None:
    """What the form for a new work says: `none` for no marks in this one, else as the others."""
    if choice == "none":
        await marks.keep_wish(tx, artwork_id, Wish(), now=site.clock.now())


async def set_signature(site: Site, artist: Actor, file: Path) -> None:
    """Takes over a transparent picture as the artist's signature. TooOften; Problem for the field `signature`."""
    async with site.db.writing() as tx:
        await _demand_allowance(tx, site, artist)
    folder = site.storage.incoming()
    try:
        await studio.keep_signature(site.pool, file, folder / "signature.png", limits_of(site.config))
        kept = await site.storage.keep(folder / "signature.png", "attachments", "png")
    except BadImage as error:
        raise Problem(error.reason, field="signature") from None
    except WorkFailed:
        raise Problem(_("This picture could not be read. Try another file."), field="signature") from None
    finally:
        site.storage.discard(folder)
    async with site.db.writing() as tx:
        await marks.keep_signature(tx, artist.id, kept.key, now=site.clock.now())
        await _queue_all(tx, site, artist.id)
    site.bell.ring()


async def remove_signature(site: Site, artist: Actor) -> None:
    """Works that show it are made anew without it. Raises TooOften."""
    async with site.db.writing() as tx:
        await _demand_allowance(tx, site, artist)
        await marks.forget_signature(tx, artist.id)
        await _queue_all(tx, site, artist.id)
    site.bell.ring()


async def _demand_allowance(tx: Writing, site: Site, artist: Actor) -> None:
    if not await brakes.take(tx, CHANGES, str(artist.id), now=site.clock.now()):
        raise TooOften(_("You have changed your marks very often. Wait some minutes, then try again."), retry_after=300)


async def preview(site: Site, artist: Actor, wish: Wish, artwork: Artwork | None) -> Look:
    """A picture of this work, or of the artist's latest, with the marks of `wish`. Problems, TooOften, BadImage."""
    tidy = await checked(site, artist, wish)
    async with site.db.writing() as tx:
        if not await brakes.take(tx, PREVIEWS, str(artist.id), now=site.clock.now()):
            raise TooOften(_("That is a lot of previews. Wait some minutes, then try again."), retry_after=300)
        signature = await marks.signature_of(tx, artist.id)
        original, xmp = await _shown(tx, artist, artwork), await _rights(tx, site, artist, artwork)
    wanted = await _marks(site, tidy, signature, artwork.id if artwork else 0)
    source = await site.storage.local(original) if original else None
    return await studio.look(site.pool, source, xmp, wanted, limits_of(site.config))


async def _rights(tx: Reading, site: Site, artist: Actor, artwork: Artwork | None) -> bytes:
    """Whoever saves the preview has the policy in it, as in every other picture."""
    if artwork is not None:
        return (await packet_of(tx, site, artwork.id))[0]
    return packet(artist_rights(artist, await read_settings(tx), site.config.origin))


async def _shown(tx: Reading, artist: Actor, artwork: Artwork | None) -> str:
    """The storage key of a picture to show marks on; empty where there is none."""
    works = [artwork] if artwork else await artworks.of_artist(tx, artist.id)
    for work in works[:10]:
        own = await pictures.of_artwork(tx, work.id)
        if own and own[0].original:
            return own[0].original
    return ""


async def checked(site: Site, artist: Actor, wish: Wish) -> Wish:
    """The same, tidied. Raises Problems, each named by its form field."""
    tidy, found = replace(wish, text=one_line(wish.text)), []
    if tidy.visible not in KINDS:
        found.append(Problem(_("Choose a text, your own picture, or nothing."), field="visible"))
    for name, known in (("place", PLACES), ("tone", TONES)):
        if getattr(tidy, name) not in known:
            found.append(Problem(_("Choose one of these: %(known)s.", known=", ".join(known)), field=name))
    for name, (least, most) in (("opacity", OPACITIES), ("width", WIDTHS)):
        if not least <= getattr(tidy, name) <= most:
            found.append(Problem(_("Give a number from %(least)s to %(most)s.", least=least, most=most), field=name))
    if tidy.visible == "text":
        found += await _text_problems(site, tidy.text)
    if tidy.visible == "image" and not await _has_signature(site, artist):
        found.append(Problem(_("Upload your signature first, below."), field="visible"))
    if found:
        raise Problems(found)
    return tidy


async def _text_problems(site: Site, text: str) -> list[Problem]:
    if not text:
        return [Problem(_("Write what the signature says."), field="text")]
    if len(text) > LONGEST:
        return [Problem(_("Shorten this to %(most)s characters.", most=LONGEST), field="text")]
    absent = await studio.missing_letters(site.pool, text)
    if absent:
        return [
            Problem(
                _("Our font has no %(absent)s: upload the signature as a picture.", absent=" ".join(absent)),
                field="text",
            )
        ]
    return []


async def _has_signature(site: Site, artist: Actor) -> bool:
    async with site.db.reading() as tx:
        return bool(await marks.signature_of(tx, artist.id))


async def queue_remarking(tx: Writing, site: Site, artwork_id: int, *, tell: bool = False) -> None:
    """The files of one work are made anew; `tell` its followers of it. Ring `site.bell` after the commit."""
    await jobs.enqueue(
        tx, site.ids.new(), REMARK, {"artwork": artwork_id, "tell": tell},
        now=site.clock.now(), order_key=f"artwork:{artwork_id}",
    )  # fmt: skip


async def _queue_all(tx: Writing, site: Site, actor_id: int) -> None:
    await jobs.enqueue(tx, site.ids.new(), REMARK_ALL, {"actor": actor_id, "after": 0}, now=site.clock.now())
