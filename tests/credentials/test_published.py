"""From upload to the public files: what a work's Content Credentials say, what of them is kept, and who sees it."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions import certificates
from fediart.actions.delete import delete
from fediart.cli.doctor_policy import policy_findings
from fediart.clock import DAY, HandClock, SystemClock
from fediart.jobs.tidy import tidy
from fediart.media.metadata import metadata_of
from fediart.rights.read_image import read_image
from fediart.site import Site
from fediart.store import credentials, marks
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.marks import Wish
from tests.credentials import made
from tests.publish.works import files_of, jane, publish_one
from tests.site import Client, drain, log_in, make_artist, running_site, served

pytestmark = pytest.mark.one_engine


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    """An instance with a certificate. The library goes by the machine's clock, and so do certificates."""
    clock.move(SystemClock().now() - clock.now())
    async with running_site(db, tmp_path, clock) as made_here:
        assert certificates.ensure(made_here.config, now=clock.now())
        yield made_here


@pytest.fixture
async def artist(site: Site) -> Actor:
    return (await jane(site))[1]


async def bytes_of(site: Site, work_id: int) -> dict[str, bytes]:
    """By name, and which of them is the federated one: its name begins with `federated`."""
    return {
        f"{one.role}-{one.width}-{one.media_type}": (await site.storage.local(one.key)).read_bytes()
        for one in await files_of(site, work_id)
    }


async def test_every_public_file_is_sealed_and_says_the_policy(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist, made.picture("PNG", (700, 500)), ai_policy="no-training")
    files, done = await bytes_of(site, work_id), {}
    for name, data in files.items():
        report = made.read(data, name.rpartition("-")[2])
        assert report["validation_state"] == "Valid"
        manifest = made.active(report)
        assert manifest["title"] == f"{site.config.origin}/@jane/{work_id}"
        uses = made.assertion(manifest, "cawg.training-mining")["entries"]
        assert uses["cawg.ai_generative_training"] == {"use": "notAllowed"}
        assert uses["cawg.ai_inference"] == {"use": "allowed"}
        # The packet is in it still, and our own reader finds both.
        assert b"train-ai=n" in metadata_of(data).xmp[0]
        assert {one.surface for one in read_image(data)} == {"image", "c2pa"}
        actions = made.assertion(manifest, "c2pa.actions.v2")["actions"]
        done[name] = {one["action"].removeprefix("c2pa.") for one in actions}
    rows = await files_of(site, work_id)
    assert sorted(len(data) for data in files.values()) == sorted(one.bytes for one in rows)
    always = {"opened", "edited.metadata", "published"}
    assert done["federated-700-image/png"] == always
    assert done["web-700-image/webp"] == done["web-700-image/avif"] == always | {"converted"}
    assert done["web-320-image/webp"] == always | {"converted", "resized"}
    async with served(site) as client:
        await _others_get_it_sealed(site, client, work_id)
        await _a_new_policy_is_sealed(site, client, work_id)
        await log_in(client, "jane")
        assert "brought none along" in (await client.get(f"/works/{work_id}/credentials")).text
        assert "Content Credentials" not in (await client.get(f"/@jane/{work_id}")).text


async def _others_get_it_sealed(site: Site, client: Client, work_id: int) -> None:
    answer = await client.get(f"/users/jane/posts/{work_id}", headers={"Accept": "application/activity+json"})
    for one in json.loads(answer.body)["attachment"]:
        url = one["url"] if isinstance(one["url"], str) else one["url"][0]["href"]
        data = (await client.get(url.removeprefix(site.config.origin))).body
        assert made.read(data, one["mediaType"])["validation_state"] == "Valid"


async def _a_new_policy_is_sealed(site: Site, client: Client, work_id: int) -> None:
    await log_in(client, "jane")
    answer = await client.post_form(f"/works/{work_id}/edit", {"title": "Heron", "ai_policy": "open"})
    assert answer.status == 303, answer.text
    await drain(site)
    for one in await files_of(site, work_id):
        page = await client.get(one.path, follow=True)
        uses = made.assertion(made.active(made.read(page.body, one.media_type)), "cawg.training-mining")["entries"]
        assert {use["use"] for use in uses.values()} == {"allowed"}


async def test_what_an_upload_brought_is_kept_as_its_artist_wants(site: Site, tmp_path: Path, artist: Actor) -> None:
    work_id = await publish_one(site, tmp_path, artist, made.upload())
    path = f"/works/{work_id}/credentials"
    for name, data in (await bytes_of(site, work_id)).items():
        assert made.NAME.encode() not in data and made.PLACE.encode() not in data, name
        assert made.PROGRAM.encode() in data, name
    async with served(site) as client:
        page = (await client.get(f"/@jane/{work_id}")).text
        assert "paintbox.example" in page and made.PROGRAM in page and "drawn or painted digitally" in page
        assert made.NAME not in page and made.FILE not in page
        await log_in(client, "jane")
        assert path in (await client.get(f"/works/{work_id}")).text
        page = (await client.get(path)).text
        for word in (made.NAME, made.FILE, "my street.jpg", "paintbox.example", "small pictures", "camera and place"):
            assert word in page, word
        await _others_keep_out(site, path)
        answer = await client.post_form(path, {"credentials": "whole"}, follow=True)
        assert "written anew" in answer.text
        await drain(site)
        assert made.NAME.encode() in (await bytes_of(site, work_id))["federated-400-image/jpeg"]
        assert made.NAME in (await client.get(f"/@jane/{work_id}")).text
        await client.post_form(path, {"credentials": "none"})
        await drain(site)
        assert not any(made.PROGRAM.encode() in data for data in (await bytes_of(site, work_id)).values())
        assert made.PROGRAM not in (await client.get(f"/@jane/{work_id}")).text
        again = await client.post_form(path, {"credentials": "everything"}, follow=True)
        assert "Choose how much" in again.text
    await delete(site, artist, work_id)
    async with site.db.reading() as tx:
        assert await credentials.of_artwork(tx, work_id) == {}
        assert await credentials.choice_of(tx, work_id) == "trimmed"


async def _others_keep_out(site: Site, path: str) -> None:
    await make_artist(site, "otto")
    async with served(site) as client:
        await log_in(client, "otto")
        assert (await client.get(path)).status == 404
        assert (await client.post_form(path, {"credentials": "whole"})).status == 404


async def test_a_forged_or_hostile_manifest_is_told_as_it_is(site: Site, tmp_path: Path, artist: Actor) -> None:
    """Whatever strangers write into a manifest is text, cut to a length, on every page; `none` is said at once."""
    manifest = made.private_manifest()
    manifest["claim_generator_info"] = [{"name": "<script>alert(1)</script>" + "x" * 5000, "version": "1"}]
    manifest["title"] = "<img src=x onerror=alert(1)>\u202e" * 20
    manifest["assertions"][0]["data"]["actions"].pop()
    whole = made.signed(made.picture(), manifest=manifest)
    harmed = bytearray(whole)
    harmed[-300] ^= 1
    async with served(site) as client:
        await log_in(client, "jane")
        files = [("a.jpg", whole, "image/jpeg"), ("b.jpg", bytes(harmed), "image/jpeg")]
        answer = await client.post_form("/new", {"title": "Heron", "credentials": "whole", "files": files})
        work_id = int(answer.location.rpartition("/")[2])
        await drain(site)
        for path in (f"/@jane/{work_id}", f"/works/{work_id}/credentials"):
            page = (await client.get(path)).text
            assert "<script>alert" not in page and "<img src=x" not in page and "\u202e" not in page
            assert "x" * 300 not in page
            assert "Does not fit the file" in page and "Signed and unchanged" in page
    for one in await files_of(site, work_id):
        data = (await site.storage.local(one.key)).read_bytes()
        assert made.read(data, one.media_type)["validation_state"] == "Valid"


async def test_the_admin_turns_it_off_and_on_and_renews(site: Site, tmp_path: Path, artist: Actor) -> None:
    async with site.db.writing() as tx:
        await marks.keep_wish(tx, artist.id, Wish(visible="text", text="jane", hidden=True), now=site.clock.now())
    work_id = await publish_one(site, tmp_path, artist, made.picture(size=(700, 500)))
    await make_artist(site, "owner", role="owner")
    root = certificates.files_of(site.config).root.read_text()
    sealed = await bytes_of(site, work_id)
    async with served(site) as client:
        assert (await client.get("/content-credentials.pem")).text == root
        await log_in(client, "owner")
        await client.post_form("/admin/credentials/off", {})
        await drain(site)
        bare = await bytes_of(site, work_id)
        assert not any(metadata_of(data).jumbf for data in bare.values())
        assert all(len(sealed[name]) - len(data) < 4096 for name, data in bare.items())
        await client.post_form("/admin/credentials/on", {})
        await client.post_form("/admin/credentials/renew", {})
        await drain(site)
        again = await bytes_of(site, work_id)
        before, after = (made.read(one["web-700-image/webp"], "image/webp", root) for one in (sealed, again))
        assert before["validation_state"] == after["validation_state"] == "Trusted"
        serials = {made.active(one)["signature_info"]["cert_serial_number"] for one in (before, after)}
        assert len(serials) == 2
        for one in (before, after):  # what was put into the pixels is among what was done here, then and now
            done = {each["action"] for each in made.assertion(made.active(one), "c2pa.actions.v2")["actions"]}
            assert {"c2pa.edited", "c2pa.watermarked.unbound"} <= done
        await log_in(client, "jane")
        assert (await client.get("/admin/credentials")).status == 403


async def test_what_cannot_be_sealed_is_published_and_the_admin_is_told(
    site: Site, tmp_path: Path, artist: Actor, clock: HandClock
) -> None:
    await make_artist(site, "owner", role="owner")
    clock.move(10 * 365 * DAY)  # the certificate has ended
    await tidy(site, {})
    await drain(site)
    bare = await publish_one(site, tmp_path, artist, made.picture())
    async with served(site) as client:
        await log_in(client, "owner")
        told = (await client.get("/notifications")).text
        assert "/admin/credentials" in told and "The certificate is not valid now." in told
        page = (await client.get("/admin/credentials")).text
        assert "The certificate is not valid now." in page
        await client.post_form("/admin/credentials/renew", {})
        await drain(site)  # the library goes by the machine's clock, for which the new one begins in ten years
        page = (await client.get("/admin/credentials")).text
        assert "Published without a seal" in page and str(bare) in page and "not valid at time of signing" in page
        assert "key.pem" not in page
        assert "/admin/credentials" not in (await client.get("/notifications")).text.partition("<main")[2]
    files = await bytes_of(site, bare)
    assert files and not any(metadata_of(data).jumbf for data in files.values())


async def test_without_the_library_all_else_goes_on(
    site: Site, tmp_path: Path, artist: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "c2pa", None)  # as where the extra was not installed
    assert not certificates.status(site.config, now=site.clock.now()).ready
    work_id = await publish_one(site, tmp_path, artist, made.picture("PNG", (700, 500)))
    for data in (await bytes_of(site, work_id)).values():
        assert {one.surface for one in read_image(data)} == {"image"}
    async with site.db.reading() as tx:
        assert await credentials.problems(tx, limit=1) == [], "nothing has failed: nothing was to be sealed"
    assert [state async for part, state, _, _ in policy_findings(site) if part == "seal"] == ["ok"]
    await make_artist(site, "olga", role="owner")
    async with served(site) as client:
        assert (await client.get(f"/@jane/{work_id}")).status == 200
        await log_in(client, "olga")
        assert "The library for it is not installed" in (await client.get("/admin/credentials")).text
