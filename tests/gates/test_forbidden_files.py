"""What is on the list is neither uploaded beside works nor kept from elsewhere: avatars, emojis, private files."""

from __future__ import annotations

import hashlib
import io
import json

import numpy as np
import pytest
from PIL import Image

from fediart.actions import forbidden_exchange
from fediart.actions.follow import follow
from fediart.admission.printing import fingerprint
from fediart.clock import HandClock
from fediart.store import actors, forbidden, forbidden_files, remote_media
from tests.copies.art import drawn, resized
from tests.remote import RemoteServer
from tests.site import Client, drain

LIST = "/admin/forbidden"


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


SCENE = drawn(41).resize((320, 240))


async def forbid(mona: Client, word: str) -> None:
    answer = await mona.post_form(LIST, {"hash": word, "reason": "Abuse", "source": "exchange"})
    assert answer.status == 303, answer.text


@pytest.mark.one_engine
async def test_an_avatar_from_elsewhere_that_shows_what_is_listed_is_not_kept(
    mona: Client, jane: Client, clock: HandClock
) -> None:
    site = jane.site
    await forbid(mona, fingerprint(np.asarray(SCENE)).pdq[0])
    async with RemoteServer("bob", clock=clock.now) as bob:
        faces = {
            "/face.png": png(resized(SCENE, 0.8)),
            "/head.png": png(drawn(7).resize((320, 240))),
        }
        icon, image = (bob.serve(path, data, kind="image/png") for path, data in faces.items())
        bob.publish_actor(icon={"type": "Image", "url": icon}, image={"type": "Image", "url": image})
        async with site.db.reading() as tx:
            ann = await actors.by_handle(tx, "jane")
        assert ann is not None
        await bob.deliver(f"{site.config.origin}/inbox", bob.follow(ann.uri))
        await drain(site)
        async with site.db.reading() as tx:
            sender = await actors.by_uri(tx, bob.actor_id)
        assert sender is not None
        await follow(site, ann, sender.id)
        await drain(site)
        async with site.db.reading() as tx:
            states = {one.role: one.state for one in await remote_media.of_actor(tx, sender.id)}
    assert states == {"avatar": "rejected", "header": "kept"}


@pytest.mark.one_engine
async def test_a_file_is_known_by_its_bytes_wherever_it_is_uploaded(mona: Client, jane: Client) -> None:
    data = png(SCENE)
    await forbid(mona, f"SHA256:{hashlib.sha256(data).hexdigest()}")
    refused = await jane.post_form(
        "/settings/profile/avatar", {"file": ("me.png", data, "image/png")}, page="/settings/profile"
    )
    assert (
        refused.status == 422 and "Ask the moderators" in refused.text and "list" not in refused.text.split("main")[1]
    )
    sent = await jane.post_form(
        "/new", {"title": "Scene", "visibility": "public", "alt-1": "x", "files": [("a.png", data, "image/png")]}
    )
    await drain(jane.site)
    assert "cannot be published here" in (await jane.get(sent.location)).text
    shown = (await mona.get(LIST)).text
    number = shown.partition("/admin/forbidden/files/")[2].partition("/")[0]
    assert (await jane.post_form(f"{LIST}/files/{number}/remove", page="/settings/profile")).status == 403
    assert (await mona.post_form(f"{LIST}/files/{number}/remove", page=LIST)).status == 303
    async with jane.site.db.reading() as tx:
        assert await forbidden_files.count(tx) == 0


@pytest.mark.one_engine
async def test_lists_go_out_and_come_in_as_csv_and_json(mona: Client) -> None:
    await forbid(mona, "ab" * 32)
    await forbid(mona, f"sha256:{'cd' * 32}")
    for kind in ("csv", "json"):
        text = (await mona.get(f"{LIST}.{kind}")).text
        given = forbidden_exchange.read(text)
        assert [one[0] for one in given.pictures.entries] == ["ab" * 32]
        assert given.files == (("cd" * 32, "exchange", "Abuse"),)
    more = json.dumps([
        {"type": "sha256", "hash": "EF" * 32, "source": "=1+1", "reason": "x"}, {"type": "pdq", "hash": "12" * 32},
        {"type": "sha256", "hash": "short"}, "nonsense", {"hash": ["a"]},
    ])  # fmt: skip
    sent = await mona.post_form(f"{LIST}/import", {"file": ("l.json", more.encode(), "application/json")}, page=LIST)
    assert sent.status == 303
    async with mona.site.db.reading() as tx:
        assert (await forbidden.count(tx), await forbidden_files.count(tx)) == (2, 2)
    broken = await mona.post_form(f"{LIST}/import", {"file": ("l.json", b"[" * 5000, "text/plain")}, page=LIST)
    assert broken.status == 422 and "no JSON" in broken.text
