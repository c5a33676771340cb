"""An import that is done and one that is looked over, with drawn pictures, to be photographed."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path

from demo.art import draw
from fediart.actions import import_steps, imports
from fediart.errors import Problem
from fediart.jobs.publishing import publish_now
from fediart.site import Site
from fediart.store import actors, import_items
from fediart.store import imports as rows
from fediart.store.actors import Actor
from fediart.store.imports import CHOOSING, RUNNING

_CAPTIONS = (
    "Harbour, early. The cranes are older than I am.\n.\n.\n#harbour #gouache", "Three lamps", "Low tide 🌊 #sea",
    "The long way home through the rain, from memory, with the wrong umbrella and two bags of quinces nobody wanted",
    "", "Study of a chair", "Ridge above the village #mountains", "Windows, 6 pm",
)  # fmt: skip
_STYLES = ("landscape", "rooms", "landscape", "rooms", "landscape", "rooms", "landscape", "rooms")


async def pages(site: Site) -> dict[str, tuple[str, str]]:
    """Paths by name, and who looks."""
    async with site.db.reading() as tx:
        jane = await actors.by_handle(tx, "jane")
        assert jane is not None
        own = await rows.of_actor(tx, jane.id)
    if not own:
        done = await _begun(site, jane, "folder", 3)
        await imports.start(site, jane, done)
        await import_steps.go_on(site, done)
        async with site.db.reading() as tx:
            items = await import_items.page(tx, done)
        for one in items:
            await publish_now(site, one.id)
        await import_steps.go_on(site, done)
        open_ = await _begun(site, jane, "instagram", 8)
    else:
        done = next(one.id for one in own if one.state not in (CHOOSING, RUNNING))
        open_ = next(one.id for one in own if one.state == CHOOSING)
    async with site.db.reading() as tx:
        items = await import_items.page(tx, open_)
    here = f"/settings/import/{open_}"
    return {
        "imports": ("/settings/import", "jane"),
        "import-from": ("/settings/import/from/folder", "nobody"),
        "import-from-instagram": ("/settings/import/from/instagram", "nobody"),
        "import-choosing": (here, "jane"),
        "import-item": (f"{here}/items/{items[0].id}", "jane"),
        "import-done": (f"/settings/import/{done}", "jane"),
    }


async def _begun(site: Site, artist: Actor, kind: str, count: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "archive.zip"
        _pack(Path(name), path, kind, count)
        number = await imports.begin(site, artist, kind, [(path, "archive.zip")])
    made = await imports.own(site, artist, number)
    await import_steps.go_on(site, made.id)
    if (await imports.own(site, artist, number)).state != CHOOSING:
        raise Problem("The archive could not be read.")
    return number


def _pack(folder: Path, path: Path, kind: str, count: int) -> None:
    posts = []
    with zipfile.ZipFile(path, "w") as pack:
        for number in range(count):
            size = ((900, 700), (640, 900), (800, 800))[number % 3]
            file = draw(_STYLES[number], size, 300 + number, folder / f"{kind}{number}.jpg")
            name = f"media/posts/201{number}0{number + 1}/{number:05}_n.jpg"
            pack.writestr(zipfile.ZipInfo(name, (2012 + number, 5, 4, 12, 0, 0)), file.read_bytes())
            text = _CAPTIONS[number].encode().decode("latin-1")
            stamp = 1_300_000_000 + number * 31_000_000
            posts.append({"media": [{"uri": name, "creation_timestamp": stamp, "title": text}]})
        gone = {"uri": "media/posts/201901/gone.jpg", "creation_timestamp": 1_546_300_800, "title": "Lost on the way"}
        posts.append({"media": [gone]})
        if kind == "instagram":
            pack.writestr("your_instagram_activity/media/posts_1.json", json.dumps(posts))
