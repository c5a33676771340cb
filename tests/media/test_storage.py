"""Files are named by their content, moved into place in one step, and reached only by keys we made."""

import hashlib
import os

import pytest

from fediart.media.errors import BadKey
from fediart.media.storage import FolderStorage

ART = b"a picture"
HASH = hashlib.sha256(ART).hexdigest()
KEY = f"originals/{HASH[:2]}/{HASH[2:4]}/{HASH}.png"


@pytest.fixture
def storage(tmp_path):
    made = FolderStorage(tmp_path / "media")
    made.create()
    return made


def arrive(storage, data=ART):
    path = storage.incoming() / "file"
    path.write_bytes(data)
    return path


async def test_a_kept_file_has_its_hash_as_name_and_leaves_incoming(storage):
    temp = arrive(storage)
    kept = await storage.keep(temp, "originals", "png")
    assert (kept.key, kept.sha256, kept.bytes) == (KEY, HASH, len(ART))
    assert (await storage.local(kept.key)).read_bytes() == ART
    assert not temp.exists()


async def test_originals_are_private_and_public_files_readable(storage):
    private = await storage.keep(arrive(storage), "originals", "png")
    public = await storage.keep(arrive(storage), "public", "png")
    assert storage.path(private.key).stat().st_mode & 0o777 == 0o600
    assert storage.path(private.key).parent.stat().st_mode & 0o777 == 0o700
    assert storage.path(public.key).stat().st_mode & 0o777 == 0o644


async def test_keeping_twice_is_once_and_makes_it_young_again(storage):
    kept = await storage.keep(arrive(storage), "originals", "png")
    before = storage.path(kept.key).stat().st_ino
    os.utime(storage.path(kept.key), (1, 1))
    again = arrive(storage)
    assert await storage.keep(again, "originals", "png") == kept
    assert storage.path(kept.key).stat().st_ino == before
    assert not again.exists()
    [found] = [entry async for entry in storage.keys("originals")]
    assert found.modified > 1_000_000_000_000


@pytest.mark.parametrize(
    "key",
    [
        "../config.toml",
        "originals/../../etc/passwd",
        f"originals/00/00/{HASH}.png",
        KEY.replace(".png", ".php"),
        KEY + "\n",
        "/" + KEY,
        KEY.replace("originals", "incoming"),
        KEY.upper(),
        "",
        KEY.replace("/", "//", 1),
        KEY + "/../x",
        KEY.replace(".png", ".svg"),
    ],
)
async def test_keys_we_did_not_make_lead_nowhere(storage, key):
    with pytest.raises(BadKey):
        storage.path(key)
    with pytest.raises(BadKey):
        await storage.delete(key)


async def test_an_extension_we_do_not_know_is_not_kept(storage):
    with pytest.raises(BadKey):
        await storage.keep(arrive(storage), "public", "html")


async def test_delete_tells_whether_there_was_something(storage):
    kept = await storage.keep(arrive(storage), "public", "jpg")
    assert await storage.delete(kept.key)
    assert not await storage.delete(kept.key)
    with pytest.raises(FileNotFoundError, match="backup"):
        await storage.local(kept.key)


async def test_the_inventory_lists_every_file_with_its_age_and_nothing_else(storage):
    kept = {(await storage.keep(arrive(storage, bytes([at])), "public", "jpg")).key for at in range(20)}
    await storage.keep(arrive(storage), "originals", "png")
    (storage.path(next(iter(kept))).parent / "notes.txt").write_text("not ours")
    found = [entry async for entry in storage.keys("public")]
    assert {entry.key for entry in found} == kept
    assert all(entry.bytes == 1 and entry.modified > 0 for entry in found)


async def test_old_incoming_folders_are_swept_and_young_ones_stay(storage):
    old, slow, young = storage.incoming(), storage.incoming(), storage.incoming()
    (slow / "upload").write_bytes(b"still arriving")
    os.utime(old, (1000, 1000))
    os.utime(slow, (1000, 1000))
    assert await storage.sweep_incoming(before=2_000_000) == 1
    assert not old.exists() and slow.exists() and young.exists()


async def test_discard_removes_incoming_folders_only(storage, tmp_path):
    folder = storage.incoming()
    (folder / "half").write_bytes(b"x")
    storage.discard(folder)
    assert not folder.exists()
    with pytest.raises(BadKey):
        storage.discard(tmp_path)


async def test_without_hard_links_files_still_move_and_never_overwrite(storage, monkeypatch):
    def no_links(*_):
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    kept = await storage.keep(arrive(storage), "public", "jpg")
    inode = storage.path(kept.key).stat().st_ino
    await storage.keep(arrive(storage), "public", "jpg")
    assert storage.path(kept.key).stat().st_ino == inode
