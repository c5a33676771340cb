"""Archives of fediart accounts that attack: signed by others, changed after they were packed, full of nonsense."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from federation.keys import PrivateKey, generate_ed25519
from federation.multikey import multikey_of
from federation.proofs import with_proof
from fediart.actions import imports
from fediart.actions.account_documents import contents
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import actor_keys, import_items
from fediart.store import imports as rows
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.import_items import Item
from fediart.store.imports import Import
from tests.imports.packed import picture, zipped
from tests.site import drain, log_in, make_artist, running_site, served

pytestmark = pytest.mark.one_engine
ELSEWHERE = "https://elsewhere.example/users/eve"


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as running:
        yield running


def manifest(files: Mapping[str, bytes | str], who: str, key: PrivateKey | None, now: int) -> str:
    listed = [
        {"path": name, "sha256": hashlib.sha256(one if isinstance(one, bytes) else one.encode()).hexdigest()}
        for name, one in files.items()
    ]
    said: dict[str, Any] = {"type": "Object", "attributedTo": who, "files": listed}
    return json.dumps(said if key is None else with_proof(said, key, now))


def work(number: int) -> dict[str, Any]:
    return {"id": f"{ELSEWHERE}/posts/{number}", "title": f"Heron {number}", "published": "2020-01-01T00:00:00Z",
            "pictures": [{"member": f"originals/{number}.jpg", "alt": "A heron"}]}  # fmt: skip


FILES: Mapping[str, bytes | str] = {
    "works.json": json.dumps([work(1), work(2)]), "originals/1.jpg": picture(1), "originals/2.jpg": picture(2),
}  # fmt: skip


async def looked_over(site: Site, artist: Actor, path: Path) -> tuple[Import, list[Item]]:
    number = await imports.begin(site, artist, "fediart", [(path, "a.zip")])
    await drain(site)
    async with site.db.reading() as tx:
        made = await rows.by_id(tx, number)
        assert made is not None
        return made, await import_items.page(tx, number, limit=100)


async def test_it_says_whose_archive_it_is(site: Site, tmp_path: Path) -> None:
    """Whoever names somebody must have their key; and nothing in it is taken for what was signed that is not."""
    account, amy = await make_artist(site, "amy")
    _, jane = await make_artist(site, "jane")
    async with site.db.reading() as tx:
        amys = await actor_keys.signing_key(tx, amy.id)
        janes = await actor_keys.signing_key(tx, jane.id)
    assert amys is not None and janes is not None
    own = generate_ed25519()
    eves = PrivateKey(amys.id.replace(amy.uri, ELSEWHERE), own.private_pem)
    eve = json.loads((await contents(site, account, amy)).texts["actor.json"])
    eve = json.loads(json.dumps(eve).replace(amy.uri, ELSEWHERE))
    eve["assertionMethod"][0] |= {"publicKeyMultibase": multikey_of(own.public_pem)}
    at, document = site.clock.now(), {"actor.json": json.dumps(eve)}
    cases: list[tuple[str, str, PrivateKey | None, Mapping[str, bytes | str]]] = [
        ("genuine", amy.uri, amys, {}),  # also where somebody else brings it: whose it is stands there
        ("broken", amy.uri, janes, {}),
        ("broken", amy.uri, PrivateKey(amys.id, own.private_pem), {}),
        ("unsigned", amy.uri, None, {}),
        ("unconfirmed", ELSEWHERE, eves, document),
        ("broken", ELSEWHERE, janes, document),
        ("broken", ELSEWHERE, eves, {}),
    ]
    for number, (word, who, key, more) in enumerate(cases):
        files = {**FILES, **more}
        packed = {**files, "manifest.json": manifest(files, who, key, at)}
        made, items = await looked_over(site, jane, zipped(tmp_path / f"{number}.zip", packed))
        assert (made.options["origin"]["state"], number) == (word, number)
        assert [one.chosen for one in items if one.kind == "work"] == [1, 1]
        await imports.cancel(site, jane, made.id)


async def test_what_was_changed_is_named(site: Site, tmp_path: Path) -> None:
    """A picture put in the place of another, one added, one taken out; the page says so, and of whom it is not sure."""
    _, jane = await make_artist(site, "jane")
    said = manifest(FILES, "https://x.example/<script>alert(1)</script>", None, 0)
    signed = json.dumps({**json.loads(said), "proof": {"type": "DataIntegrityProof"}})
    packed = {**FILES, "originals/1.jpg": picture(7), "originals/3.jpg": picture(3), "manifest.json": signed}
    del packed["originals/2.jpg"]
    made, items = await looked_over(site, jane, zipped(tmp_path / "a.zip", packed))
    faults = {one.body["name"]: one.words for one in items if one.kind == "file"}
    assert set(faults) == {"originals/1.jpg", "originals/2.jpg", "originals/3.jpg"}
    assert "damaged" in faults["originals/1.jpg"] and "not in the archive" in faults["originals/2.jpg"]
    assert "after it was packed" in faults["originals/3.jpg"]
    assert {one.state for one in items if one.kind == "file"} == {"skipped"}
    assert next("not as it was packed" in one.words for one in items if one.kind == "work")
    async with served(site) as client:
        await log_in(client, "jane")
        page = (await client.get(f"/settings/import/{made.id}")).text
    assert "the signature is wrong" in page and "originals/1.jpg" in page and "<script>alert" not in page


NONSENSE: Mapping[str, Any] = {
    "settings": {
        "name": 5, "bio": ["x" * 9000], "links": [["a"], 7, ["javascript", "javascript:alert(1)"]], "featured": "no",
        "ai-policy": "train-away", "found": 3, "posts": {"visibility": "<script>", "credited_by": [1, "no domain"]},
        "consent": {"like": "x"}, "seeing": {"ai": "x", "exempt": ["\x00"]}, "home": [], "tags": ["a b"],
        "sizes": {"side": -5}, "marks": {"opacity": 10**30, "visible": "image"}, "contact": {}, "work": {"state": 1},
        "role": "owner", "email": "eve@mail.example",
    },
    "series": [{"title": 7, "works": 5}, 5, {"title": "x" * 500, "works": [1]}],
    "offers": [{"title": {"a": 1}}, {"title": "A", "price_from": "1e999"}, {"title": "B", "examples": [ELSEWHERE]}],
    "rules": [{"title": "A", "until": "x", "words": [5]}, {"title": "B", "until": 1, "words": []}, {}],
    "portfolio": {"sections": [5], "pinned": 7, "cover": [], "about": 1}, "avatar": "../../etc/passwd",
    "header": "works.json", "alts": 5,
}  # fmt: skip
NOTES: list[Any] = [
    5, {"text": 7}, {"id": "a", "text": "x" * 9000, "published": "x"}, {"id": "b", "text": "Hm", "visibility": "all"},
    {"id": "c", "text": "To nobody", "own": True, "reply_to": "http://169.254.169.254/latest"},
]  # fmt: skip


async def test_nonsense_comes_to_nothing(site: Site, tmp_path: Path) -> None:
    """Whatever stands in it, each thing comes or says why not; and nobody becomes more than they are."""
    account, jane = await make_artist(site, "jane")
    files = {**FILES, "home.json": json.dumps(NONSENSE), "notes.json": json.dumps(NOTES)}
    files |= {"works.json": json.dumps([{**work(1), "consent": 5, "sizes": [], "marks": {"text": 5}, "camera": 5}])}
    packed = {**files, "manifest.json": manifest(files, ELSEWHERE, None, 0)}
    made, items = await looked_over(site, jane, zipped(tmp_path / "a.zip", packed))
    async with site.db.writing() as tx:
        await import_items.tick(tx, made.id, [one.id for one in items], chosen=True)
    await imports.start(site, jane, made.id)
    await drain(site)
    async with site.db.reading() as tx:
        done = await rows.by_id(tx, made.id)
        left = await import_items.page(tx, made.id, limit=100)
        role = await tx.value("select role from accounts where id = :id", id=account.id)
        told = await contents_of(tx, jane)
    assert done is not None and done.state == "done"
    assert {one.state for one in left} <= {"done", "failed", "skipped"}
    assert all(one.outcome for one in left if one.state == "failed")
    assert role == "artist" and told == ["Hm"]
    await imports.undo(site, jane, made.id)
    await drain(site)


async def contents_of(tx: Any, artist: Actor) -> list[str]:
    found = await tx.all("select source from posts where actor_id = :id and kind <> 'artwork'", id=artist.id)
    return [row["source"] for row in found]
