"""Making for the photographs: a draft, a work that waits for its time, changes, and a wish for critique."""

from __future__ import annotations

import tempfile
from pathlib import Path

from demo.art import draw
from fediart.actions import batches, critique, drafts
from fediart.actions.describing import describe_pictures
from fediart.actions.drafts import FileWords
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.clock import DAY
from fediart.jobs.publishing import publish_now
from fediart.site import Site
from fediart.store import actors, artworks, pictures
from fediart.store import drafts as rows
from fediart.store.actors import Actor
from tests.screens.sizes import sized

TITLE = "Harbour, before the ferry"


async def ensure(site: Site) -> dict[str, tuple[str, str]]:
    """Paths and viewers by name; what is there already is not made again."""
    async with site.db.reading() as tx:
        jane = await actors.by_handle(tx, "jane")
        assert jane is not None
        own = await artworks.of_artist(tx, jane.id)
        begun = await rows.of_actor(tx, jane.id, limit=1)
    published = [one.id for one in own if one.state == "published"]
    draft = begun[0].id if begun else await _furnish(site, jane, published)
    async with site.db.reading() as tx:
        waiting = await tx.value("select max(artwork_id) from schedules")
        batch = await tx.value("select max(id) from batches")
        asked = await tx.value("select max(artwork_id) from critiques")
    return {
        "draft": (f"/drafts/{draft}", "jane"),
        "scheduled": (f"/works/{waiting}", "jane"),
        "alt": ("/works/alt", "jane"),
        "alt-all": ("/works/alt?all=1", "jane"),
        "many": ("/works/many", "jane"),
        "batch": (f"/works/many/{batch}", "jane"),
        "exchange-pictures": (f"/works/{asked}/pictures", "jane"),
        "edit-work": (f"/works/{asked}/edit", "jane"),
        "history": (f"/@jane/{asked}/history", ""),
        "critique": ("/critique", ""),
        "critique-ask": (f"/works/{asked}/critique", "jane"),
        "critique-asked": (f"/@jane/{asked}", "jane"),
    }


async def _furnish(site: Site, jane: Actor, published: list[int]) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        draft = await _draft(site, jane, folder)
        time = site.clock.now() + 2 * DAY
        upload = Upload(draw("landscape", sized((900, 1200)), 8, folder / "sea.png"), "sea.png", "A grey sea")
        given = Submission(Details(title=TITLE), (upload,), publish_at=time, zone="Asia/Jakarta")
        await publish_now(site, await submit(site, jane, given))
    async with site.db.reading() as tx:
        first = await pictures.of_artwork(tx, published[0])
        second = await pictures.of_artwork(tx, published[1])
    await describe_pictures(site, jane, {first[0].id: "A harbour in the morning, two cranes, no wind."})
    await describe_pictures(site, jane, {second[0].id: ""})
    await critique.ask(site, jane, published[0], ["composition", "values"], "gentle", "Does the eye find the boat?")
    batch = await batches.start(site, jane, published[:6], {"add_tags": ["harbour"], "licence": "cc-by-4.0"})
    await batches.go_on(site, batch)
    return draft


async def _draft(site: Site, jane: Actor, folder: Path) -> int:
    said = {"title": "Three studies of the same lamp", "description": "Not sure about the third.", "tags": "ink, lamps"}
    draft = await drafts.begin(site, jane, said)
    files = []
    for number, size in enumerate(((1200, 800), (800, 1000)), 5):
        path = draw("rooms", sized(size), number, folder / f"lamp-{number}.png")
        files.append(await drafts.add_file(site, jane, draft.id, Upload(path, path.name)))
    await drafts.save(site, jane, draft.id, said, [FileWords(files[0].id, "A lamp, seen from below", (0.4, 0.2))])
    return draft.id
