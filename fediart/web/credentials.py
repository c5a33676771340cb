"""`/works/ID/credentials`: what Content Credentials an artist's files brought along, and how much of them is kept.

Also the lines about them on the public page of a work, and the certificate that seals what is published here.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.actions.certificates import files_of, status
from fediart.actions.credentials import choose
from fediart.admission.told import told_from
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.media.sealing import Kept
from fediart.store import credentials, pictures
from fediart.store.database import Reading
from fediart.web import pages
from fediart.web.choices import Choice
from fediart.web.credential_words import KEEPING, Credentials, in_words
from fediart.web.render import Page
from fediart.web.request import answers, settings_of, site_of, viewer
from fediart.web.works import demand_own

_MOST_PEM = 65_536


@dataclass(frozen=True, slots=True)
class CredentialsPage(Page):
    """`sealing`: public files get a seal here."""

    template: ClassVar[str] = "credentials.html"
    id: int
    name: str
    state: str
    found: tuple[Credentials, ...]
    kept: str
    choices: tuple[Choice, ...]
    sealing: bool


async def show(request: web.Request) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        work = await demand_own(tx, request, viewer(request).actor)
        found = await _of_work(tx, work.id, whole=True)
        kept = await credentials.choice_of(tx, work.id)
    now = await asyncio.to_thread(status, site.config, now=site.clock.now())
    page = CredentialsPage(
        title=_("Content Credentials"),
        id=work.id,
        name=work.title,
        state=work.state,
        found=found,
        kept=kept,
        choices=KEEPING,
        sealing=now.ready and settings_of(request).content_credentials,
    )
    return await pages.show(request, page)


async def send(request: web.Request) -> web.StreamResponse:
    site, artist = site_of(request), viewer(request).actor
    async with site.db.reading() as tx:
        work = await demand_own(tx, request, artist)
    path = f"/works/{work.id}/credentials"
    try:
        await choose(site, artist, work.id, (await answers(request)).get("credentials", ""))
    except Problem as problem:
        if problem.status != 422:
            raise
        return pages.go(request, path, notice=problem.message)
    words = _("Saved. The public files are written anew.") if work.state == "published" else _("Saved.")
    return pages.go(request, path, notice=words)


async def shown(tx: Reading, artwork_id: int) -> tuple[Credentials, ...]:
    """For everybody: what the artist wants kept, and nothing of it where they left it out."""
    found = await credentials.of_artwork(tx, artwork_id)
    if not found:
        return ()
    kept = await credentials.choice_of(tx, artwork_id)
    return () if kept == Kept.NONE else await _of_work(tx, artwork_id, whole=kept == Kept.WHOLE)


async def brought(tx: Reading, artwork_id: int) -> bool:
    """Whether any file of the work brought Content Credentials along."""
    return bool(await credentials.of_artwork(tx, artwork_id))


async def _of_work(tx: Reading, artwork_id: int, *, whole: bool) -> tuple[Credentials, ...]:
    found = await credentials.of_artwork(tx, artwork_id)
    own = [one.id for one in await pictures.of_artwork(tx, artwork_id)] if found else []
    return tuple(
        in_words(
            told_from(found[one]), heading=_("Picture %(place)s", place=place) if len(own) > 1 else "", whole=whole
        )
        for place, one in enumerate(own, 1)
        if one in found
    )


async def certificate(request: web.Request) -> web.StreamResponse:
    """`/content-credentials.pem`: what a reader of Content Credentials has to trust to trust our seals."""
    files = files_of(site_of(request).config)
    path = files.root if files.own else files.certificate
    try:
        text = (await asyncio.to_thread(path.read_text, encoding="ascii"))[:_MOST_PEM]
    except (OSError, UnicodeDecodeError):
        raise NotFound(_("This instance has no certificate.")) from None
    if "PRIVATE KEY" in text:  # a file that holds both, named by an admin
        raise NotFound(_("This instance shows no certificate."))
    return web.Response(text=text, content_type="application/x-pem-file")
