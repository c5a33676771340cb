"""The feeds of an artist's own site: the items of the feed on the instance, leading to the site where it is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from fediart.rights import feeds as rights
from fediart.sanitize import plain
from fediart.store import feeds
from fediart.store.database import Reading
from fediart.translate.feeds import Author, Feed, entry
from fediart.translate.outgoing import file_url
from fediart.translate.rights import artist_policy
from fediart.web.feeds import FORMS, ON_A_PAGE
from fediart.web.own_site.ground import address
from fediart.web.own_site.making import Given

KINDS: Final = {ending: form.MEDIA_TYPE for ending, form in FORMS.items()}


async def feed_of(tx: Reading, given: Given) -> Feed:
    """The newest works. Their names stay what they are on the instance, so that readers know them again."""
    artist, config, home = given.artist, given.config, given.ground.home
    found = await feeds.of_artist(tx, artist, limit=ON_A_PAGE)
    entries = [entry(config, given.settings, one) for one in found]
    whole = rights.whole([one.rights for one in entries], config.origin, artist_policy(artist, given.settings))
    avatar = file_url(config, artist.avatar) or ""
    return Feed(
        title=artist.shown_name,
        description=plain(artist.bio_html) or f"Works by {artist.shown_name}",
        home=address(given.ground, home),
        address=f"{given.ground.base}/feed" if given.ground.base else f"{config.origin}{home}/feed",
        page="",
        next="",
        updated=max((one.updated for one in entries), default=artist.created),
        authors=(Author(artist.shown_name, artist.url, avatar),),
        icon=avatar,
        entries=tuple(
            replace(one, url=address(given.ground, f"{home}/{listed.work.id}"))
            for one, listed in zip(entries, found, strict=True)
        ),
        rights=whole,
    )


def document(feed: Feed, form: str) -> bytes:
    """The feed in one of its three forms."""
    made: bytes = FORMS[form].document(feed)
    return made
