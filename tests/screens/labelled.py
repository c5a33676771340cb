"""Works and posts that carry AI labels, and what looking at pictures of other servers cost."""

from __future__ import annotations

from fediart.clock import DAY, HOUR
from fediart.site import Site
from fediart.store import measurements, remote_judgements, remote_labels
from fediart.store.database import Writing
from fediart.store.measurements import Measurement
from fediart.store.remote_judgements import JUDGED, Judged, Spent
from fediart.store.remote_labels import Label, Standing, Step, Word
from tests.screens.elsewhere import HOST

_URI = f"https://{HOST}/posts/"
_SAID = {
    "album": Standing(Label.ASSISTED, Word.OBJECT, "digitalSourceType: compositeWithTrainedAlgorithmicMedia"),
    "image": Standing(Label.GENERATED, Word.FILE, "PNG text parameters: Steps: 30, Sampler: Euler a, CFG scale: 7"),
    "event": Standing(Label.TAGGED, Word.TAGS, "#aiart"),
    "article": Standing(Label.SUSPECTED, Word.SCORE),
}
_FOUND = {
    "grade": "declared", "claim": "generated", "code": "a1111", "where": "PNG text parameters",
    "quote": "Steps: 30, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 512x512",
}  # fmt: skip


async def furnish(site: Site) -> None:
    now = site.clock.now()
    async with site.db.writing() as tx:
        known = {row["uri"].removeprefix(_URI): row["id"] for row in await tx.all(
            "select id, uri from posts where uri like :start", start=f"{_URI}%")}  # fmt: skip
        for word, standing in _SAID.items():
            await tx.batch([remote_labels.saying(known[word], standing, now=now)])
        await _judged(tx, now, known["image"])
        moderator = await tx.value("select id from accounts where role = 'moderator' limit 1")
        note = "The file is a re-upload through a generator’s web page; see its author’s answer below."
        step = Step(site.ids.new(), known["image"], int(moderator), "withdraw", note, now)
        await remote_labels.add_step(tx, step)
        for host, taken, skipped in ((HOST, 31, 0), ("pix.example", 200, 418), ("ink.example", 4, 0)):
            spent = Spent(host, taken, 0, taken, skipped, taken * 280)
            await remote_judgements.spend(tx, (now + 60 * DAY) // HOUR, spent)
        works = await tx.all("select id from artworks where state = 'published' order by id desc limit 5")
        for row, label in zip(works[1:4:2], ("generated", "assisted"), strict=True):
            await tx.run("update artworks set ai_label = :label where id = :id", label=label, id=row["id"])


async def _judged(tx: Writing, now: int, post_id: int) -> None:
    """What was found in the picture of one post."""
    media, sha256 = await tx.value("select min(id) from remote_media where post_id = :id", id=post_id), "0" * 64
    one = Judged(media, post_id, HOST, JUDGED, "", sha256, "generated", "", "high", 0.993, "fediart 1", now, now)
    await remote_judgements.put(tx, one)
    row = Measurement(sha256, "fediart 1", 0.993, "high", 0, "", (), 1400, 1000, (), (_FOUND,), now)
    await measurements.keep(tx, row)


async def addresses(site: Site) -> dict[str, int]:
    """The posts by their words."""
    async with site.db.reading() as tx:
        rows = await tx.all("select id, uri from posts where uri like :start", start=f"{_URI}%")
    return {row["uri"].removeprefix(_URI): row["id"] for row in rows}
