"""What artists hand in beside their works, and how they stand: attached files of several kinds, a vouch, trust."""

from __future__ import annotations

from pathlib import Path

from demo.art import draw
from fediart.actions.admission_policy import current_policy
from fediart.actions.attach import attach
from fediart.actions.submission import Upload
from fediart.actions.trust import set_trust, vouch
from fediart.clock import HOUR, HandClock
from fediart.site import Site
from fediart.store import accounts
from fediart.store.actors import Actor
from tests.screens.sizes import sized
from tests.side import made

LAYERS = (
    ("Varnish", "layer", 0, True), ("Lamp", "group", 0, True), ("Glow, screen", "layer", 1, True),
    ("Shade", "layer", 1, True), ("Lines of the shade", "layer", 1, True), ("Chairs", "group", 0, True),
    ("First chair", "group", 1, True), ("Lines", "layer", 2, True), ("Colour", "layer", 2, True),
    ("Second chair, moved twice and then moved back again because it stood too near", "layer", 1, True),
    ("Third chair", "layer", 1, False), ("Floor — 床", "layer", 0, True), ("Underdrawing", "layer", 0, False),
)  # fmt: skip


async def furnish(site: Site, clock: HandClock, artist: Actor, work_id: int) -> None:
    """A held work with a layered file, a sketch, a film and one that was cut short; a vouch and a moderator's word."""
    folder = site.storage.incoming()
    files = {
        "lamp-and-three-chairs.psd": made.psd(layers=LAYERS),
        "sketch on the train.png": draw("rooms", sized((900, 640)), 3, folder / "sketch.png").read_bytes(),
        "painting-it-in-thirteen-minutes.mp4": made.mp4(),
    }
    await attach(site, artist, work_id, [_upload(folder, name, data) for name, data in files.items()],
                 "The PSD has all the layers, the film is from my own screen.")  # fmt: skip
    clock.move(HOUR)
    await attach(site, artist, work_id, [_upload(folder, "older state.psd", made.psd(layers=LAYERS)[:2400])])
    await set_trust(site, None, "jane", "trusted", "We have seen her studio, and half of the sketchbooks.")
    async with site.db.reading() as tx:
        policy, jane = await current_policy(tx), await accounts.by_name(tx, "jane")
    assert jane is not None
    await vouch(site, jane, artist.name, "We share a studio on Thursdays.", policy)


def _upload(folder: Path, name: str, data: bytes) -> Upload:
    (folder / name).write_bytes(data)
    return Upload(folder / name, name)
