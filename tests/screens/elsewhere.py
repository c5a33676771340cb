"""Posts of other servers of every type, as their servers write them, kept through the functions of the inbox."""

from __future__ import annotations

from typing import Any

from PIL import Image

from demo.art import draw
from federation.audience import PUBLIC
from federation.objects import Actor as ActorDocument
from federation.objects import Note
from federation.vocab import read_actor, read_object
from fediart.actions import keep
from fediart.actions.resolve import keep_actor
from fediart.clock import DAY, HandClock
from fediart.rights.kept import Kept
from fediart.rights.wishes import Heard
from fediart.site import Site
from fediart.store import actors, emojis, remote_media, wishes
from fediart.translate.remote_rights import hearing
from tests import seeds

HOST = "far.example"
KIM = f"https://{HOST}/users/kim"
LONG = "".join(
    f"<h2>Part {number}</h2><p>{'The press was bought from a school that no longer taught the craft. ' * 9}</p>"
    for number in range(1, 5)
)
EMOJI = [{"type": "Emoji", "name": ":brush:", "icon": {"type": "Image", "url": f"https://{HOST}/emoji/brush.png"}}]


def picture(number: int, size: tuple[int, int], alt: str = "") -> dict[str, Any]:
    return {
        "type": "Image", "mediaType": "image/jpeg", "url": f"https://{HOST}/files/{number}.jpg", "name": alt,
        "width": size[0], "height": size[1],
    }  # fmt: skip


POSTS: dict[str, dict[str, Any]] = {
    "article": {
        "type": "Article", "name": "How the press came into the kitchen", "content": LONG,
        "summary": "A letterpress from 1911, four flights of stairs, and what it prints today.",
        "image": picture(1, (1600, 900), "A cast-iron press below a window"),
    },
    "event": {
        "type": "Event", "name": "Open studio: linocut for beginners", "startTime": "2026-09-12T18:00:00+02:00",
        "endTime": "2026-09-12T21:30:00+02:00", "timezone": "Europe/Stockholm", "category": "ARTS",
        "content": "<p>Bring an old shirt. Ink, paper and lino are here.</p>",
        "location": {"type": "Place", "name": "Kvarnhallen", "address": {
            "type": "PostalAddress", "streetAddress": "Ånäsvägen 44", "postalCode": "416 68",
            "addressLocality": "Göteborg", "addressCountry": "Sweden"}},
        "attachment": [picture(2, (1500, 600), "Hands inking a roller")],
    },
    "video": {
        "type": "Video", "name": "Pulling the first proof", "duration": "PT754S", "mediaType": "text/markdown",
        "content": "Filmed in **one** take.\n\n- Ink: Charbonnel\n- Paper: Somerset\n\nhttps://far.example/shop",
        "category": {"identifier": "4", "name": "Art"}, "licence": {"identifier": "1", "name": "Attribution"},
        "icon": [picture(3, (1280, 720))],
    },
    "audio": {
        "type": "Audio", "name": "The sound of the guillotine", "duration": "PT3M5S",
        "content": "<p>Field recording.</p>",
    },
    "page": {
        "type": "Page", "name": "A museum gives its prints to everyone",
        "content": "<p>About forty thousand sheets.</p>",
        "attachment": [{"type": "Link", "href": "https://www.museum.example/open/prints"}],
        "image": picture(4, (1200, 800), "A drawer of prints"),
    },
    "image": {
        "type": "Image", "name": "Dusk over the harbour", "url": f"https://{HOST}/files/5.jpg",
        "mediaType": "image/jpeg", "contentSignal": "search=yes, ai-input=no, ai-train=no",
        "usageInfo": f"https://{HOST}/about/ai", "license": "https://creativecommons.org/licenses/by-nc/4.0/",
    },
    "album": {
        "type": "Note", "content": "<p>Nine stages of one block :brush:</p>",
        "contentMap": {"en": "<p>Nine stages of one block :brush:</p>", "sv": "<p>Ett block i nio steg :brush:</p>"},
        "attachment": [picture(10 + n, (900 + 100 * (n % 3), 900), f"Stage {n + 1}") for n in range(9)], "tag": EMOJI,
    },
    "files": {
        "type": "Note", "content": "<p>The paper of the talk, and the talk.</p>",
        "attachment": [
            {"type": "Document", "mediaType": "application/pdf", "url": f"https://{HOST}/files/talk.pdf"},
            {
                "type": "Audio", "mediaType": "audio/mpeg", "url": f"https://{HOST}/files/talk.mp3",
                "name": "The talk, as it was given", "duration": "PT41M9S",
            },
        ],
    },
}  # fmt: skip


async def furnish(site: Site, clock: HandClock, *, scale: float = 1.0) -> dict[str, int]:
    """The ids of the posts by their words in POSTS; `scale` makes their pictures smaller, for tests in a hurry."""
    document = read_actor({
        "id": KIM, "type": "Service", "inbox": f"{KIM}/inbox", "preferredUsername": "kim", "name": "Kim :brush: Åberg",
        "summary": "<p>Letterpress and lino :brush:, twice a week.</p>", "published": "2019-04-01T00:00:00Z",
        "url": f"https://{HOST}/@kim", "tag": EMOJI, "memorial": True,
        "tdmReservation": 1, "xRobotsTag": ["noai", "noimageai"], "usageInfo": f"https://{HOST}/about/ai",
        "attachment": [{"type": "PropertyValue", "name": "Shop", "value": '<a href="https://far.example/shop">far.example/shop</a>'}],
    })  # fmt: skip
    assert isinstance(document, ActorDocument)
    async with site.db.writing() as tx:
        kim = await keep_actor(tx, site, document)
    found = {}
    for word, raw in POSTS.items():
        clock.move(DAY // 8)
        note = read_object({"id": f"https://{HOST}/posts/{word}", "attributedTo": KIM, "to": [PUBLIC], **raw})
        assert isinstance(note, Note)
        kept = await keep.keep_note(site, note, kim)
        assert kept is not None
        found[word] = kept.id
        await _files(site, kept.id, scale)
    await _said_by_file(site, found["image"])
    async with site.db.writing() as tx:
        (brush,) = await emojis.waiting(tx, HOST, limit=9)
        key = await _drawn(site, "still life", (96, 96), 7)
        await tx.run("update emojis set key = :key, state = 'kept' where id = :id", key=key, id=brush.id)
        jane = await tx.one("select id from actors where name = 'jane' and host = ''")
    assert jane is not None
    async with site.db.reading() as tx:
        follower = await actors.by_id(tx, jane["id"])
    assert follower is not None
    await seeds.follow(site, follower, kim)
    return found


async def _said_by_file(site: Site, post_id: int) -> None:
    """What the picture file of a post said, as fetching would have heard it."""
    kept = Kept(("Kim Åberg",), "Kim Åberg, Far Press", "© 2024 Kim Åberg", "Not for prints or merchandise.")
    file = (("plus:DataMining", "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING"),)
    async with site.db.writing() as tx:
        for told in await wishes.of_posts(tx, [post_id]):
            await wishes.keep(tx, hearing(told, Heard((), file, kept)))


async def _files(site: Site, post_id: int, scale: float) -> None:
    """Copies of the pictures, as fetching would have made them."""
    async with site.db.reading() as tx:
        wanted = (await remote_media.of_posts(tx, [post_id])).get(post_id, [])
    for number, one in enumerate(wanted):
        if one.state == remote_media.WAITING:
            size = (one.width or 1400, one.height or 1000)
            drawn = (int(size[0] * scale), int(size[1] * scale))
            key = await _drawn(site, ("landscape", "woodcut", "rooms")[number % 3], drawn, post_id % 97 + number)
            async with site.db.writing() as tx:
                await tx.run(
                    "update remote_media set state = 'kept', key = :key, width = :w, height = :h where id = :id",
                    key=key, w=size[0], h=size[1], id=one.id,
                )  # fmt: skip


async def _drawn(site: Site, style: str, size: tuple[int, int], seed: int) -> str:
    folder = site.storage.incoming()
    path = draw(style, size, seed, folder / "drawn.png")
    with Image.open(path) as image:
        image.save(folder / "drawn.webp", "WEBP", quality=70)
    return (await site.storage.keep(folder / "drawn.webp", "public", "webp")).key
