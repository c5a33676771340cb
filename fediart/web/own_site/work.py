"""The page of a single work on its artist's own site."""

from __future__ import annotations

from dataclasses import replace

from fediart.errors import NotFound
from fediart.language import _
from fediart.rights.model import Rights
from fediart.rights.process import TITLES, process_of
from fediart.sanitize import plain
from fediart.store import artworks, portfolio, process, threads, work_words
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.translate.outgoing import work_rights
from fediart.translate.words import html_of
from fediart.web import credentials
from fediart.web.artwork import Made, RightsPanel
from fediart.web.licence_words import IN_PLAIN_WORDS
from fediart.web.own_site import pages
from fediart.web.own_site.making import Given, MadePage, head_of, shared_parts, with_picture
from fediart.web.own_site.pages import Head
from fediart.web.preset_words import words_for
from fediart.web.request import Said
from fediart.web.seeing import ALL
from fediart.web.showing import ShownPicture, shown
from fediart.web.stage import staged


async def work(tx: Reading, given: Given, artwork_id: int) -> MadePage:
    """Raises NotFound for what is not this artist's, or not for everybody."""
    found = await artworks.by_id(tx, artwork_id) if artwork_id < 2**63 else None
    said = await threads.by_id(tx, artwork_id) if found else None
    if found is None or said is None or found.actor_id != given.artist.id or not found.is_public:
        raise NotFound(_("There is no such artwork here, or it is not for everyone."))
    rights = work_rights(given.config, given.settings, given.artist, found)
    pictures = tuple(shown(image) for image in said.images)
    page = await _page(tx, given, found, rights, pictures)
    shown_page = rights.work_url if rights.policy.negotiable else ""
    return MadePage(page, Said(rights.policy, rights.licence.uri, shown_page))


async def _page(
    tx: Reading, given: Given, found: Artwork, rights: Rights, pictures: tuple[ShownPicture, ...]
) -> pages.WorkPage:
    description = html_of(found.description, origin=given.config.origin, people={})
    words = await work_words.words_of(tx, found.id)
    series_id = found.series_id
    return pages.WorkPage(
        title=_("%(title)s by %(name)s", title=found.title or _("Untitled"), name=given.artist.shown_name),
        **shared_parts(given, rights.policy, _work_head(given, found, rights, pictures, description)),
        id=found.id,
        heading=found.title or _("Untitled"),
        pictures=pictures,
        stage=staged(pictures, words, {}),
        description=description,
        medium=found.medium,
        tools=found.tools,
        tags=found.tags,
        published=found.published,
        covered=ALL.covers_mature(found.mature, found.warning),
        warning=found.warning,
        ai_label=found.ai_label,
        rights=_panel(rights),
        facts=await work_words.facts_of(tx, found.id),
        made=await _made(tx, found),
        series=await portfolio.place_in_series(tx, series_id, found.id) if series_id is not None else None,
        credentials=await credentials.shown(tx, found.id),
        live=rights.work_url,
    )


def _work_head(
    given: Given, found: Artwork, rights: Rights, pictures: tuple[ShownPicture, ...], description: str
) -> Head:
    """A work that is covered shows neither words nor picture where it is linked."""
    covered = bool(found.mature or found.warning)
    path = f"{given.ground.home}/{found.id}"
    head = head_of(given, path, "" if covered else plain(description)[:200], indexed=found.visibility == "public")
    head = replace(head, alternate=f"{given.artist.uri}/posts/{found.id}")
    first = next((one for one in pictures if one.largest), None)
    if first is None:
        return head
    head = with_picture(given, head, rights, first.largest, first.alt, found.title or _("Untitled"))
    return replace(head, image="", image_alt="") if covered else head


async def _made(tx: Reading, artwork: Artwork) -> Made:
    said = await process.of_artwork(tx, artwork.id)
    known = process_of(said.process, artwork.digital_source_type)
    return Made(TITLES[known] if known else "", said.words if said.public else "")


def _panel(rights: Rights) -> RightsPanel:
    words = words_for(rights.policy.preset)
    return RightsPanel(
        notice=rights.notice,
        licence=rights.licence.name,
        licence_uri=rights.licence.uri,
        policy_title=words.title,
        policy_sentence=words.sentence,
        policy_path=f"/policies/{rights.policy.preset.value}",
        licence_sentence=IN_PLAIN_WORDS[rights.licence.id],
    )
