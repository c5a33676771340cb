"""Who is told what becomes of a work: the artist of every decision, the moderators of what waits for one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from fediart.actions.case_mails import mail_artist
from fediart.actions.permissions import MAY
from fediart.admission.review import main_reasons
from fediart.site import Site
from fediart.store import accounts, copies
from fediart.store.accounts import Account
from fediart.store.artworks import Artwork
from fediart.store.database import Reading, Writing
from fediart.store.notifications import notify


async def tell_artist(
    tx: Writing,
    site: Site,
    artwork: Artwork,
    kind: str,
    reasons: Iterable[Mapping[str, str]] = (),
    *,
    words: str = "",
    mail: bool = True,
) -> None:
    """`kind` is one of artwork-published, -held, -refused, -labelled, -withdrawn, -restored, -kept, -asked.

    `words` go before the reasons. Of what is published, its label is told. Where the artist wants a mail of this kind,
    they get one, too, unless `mail` is false.
    """
    published = kind == "artwork-published"
    if published and artwork.ai_label:
        words = f"It carries the label “AI-{artwork.ai_label}”."
    text = " ".join(part for part in (words, main_reasons(reasons)) if part)
    post_id = artwork.id if published else None
    await notify(
        tx, site.ids, artwork.actor_id, kind, now=site.clock.now(),
        post_id=post_id, artwork_id=artwork.id, text=text or ("" if published else artwork.title),
    )  # fmt: skip
    if mail:
        await mail_artist(tx, site, artwork, kind, text)


async def tell_who_reported(
    tx: Writing, site: Site, artwork: Artwork, *, refused: bool = False, withdrawn: bool = False
) -> None:
    """The first artists, who reported this work as a copy of theirs, hear what the moderators decided, or that it is
    gone before they did."""
    word = "is not shown here" if refused else "may be shown here"
    text = f"They decided that “{artwork.title or 'Untitled'}”, which looks like a work of yours, {word}."
    if withdrawn:
        text = f"“{artwork.title or 'Untitled'}”, which looks like a work of yours, was taken back by who uploaded it."
    artists = {one.artist_id for one in await copies.of_artwork(tx, artwork.id) if one.state == copies.REPORTED}
    for artist_id in sorted(artists - {artwork.actor_id}):
        await notify(tx, site.ids, artist_id, "report-handled", now=site.clock.now(), artwork_id=artwork.id, text=text)


async def tell_moderators(
    tx: Writing, site: Site, artwork: Artwork, kind: str = "review-needed", *, only: Container[int] | None = None
) -> None:
    """Everyone who may review hears of it, the artist excepted; or `only` those with one of these account ids."""
    for account in await reviewers(tx):
        if account.actor_id != artwork.actor_id and (only is None or account.id in only):
            await notify(
                tx, site.ids, account.actor_id, kind, now=site.clock.now(),
                from_id=artwork.actor_id, artwork_id=artwork.id, text=artwork.title,
            )  # fmt: skip


async def reviewers(tx: Reading) -> list[Account]:
    """The accounts whose role includes reviewing, as long as they may act."""
    return await accounts.with_roles(tx, [role for role, deeds in MAY.items() if "review" in deeds])
