"""Files in an object store: what a real S3 server keeps, what this machine keeps of it, and what happens without it."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.config import parse
from fediart.errors import Problems
from fediart.media import file_cache
from fediart.media.errors import BadKey, StorageAway
from fediart.media.object_storage import Bucket, ObjectStorage, open_bucket
from fediart.media.storage import StoredFile
from tests.s3 import KEYS, ObjectServer

ART = b"a picture"
LARGE = bytes(range(256)) * 4096 * 12  # sent in several parts


def storage_in(
    s3: ObjectServer, name: str, folder: Path, clock: HandClock, *, budget: int = 1 << 30, prefix: str = ""
) -> ObjectStorage:
    made = ObjectStorage(
        open_bucket(Bucket(name, f"http://127.0.0.1:{s3.port}", prefix=prefix, **KEYS)),
        folder,
        cache_bytes=budget,
        now=clock.now,
    )
    made.create()
    return made


async def keep(storage: ObjectStorage, data: bytes, area: str = "originals") -> StoredFile:
    path = storage.incoming() / "file"
    path.write_bytes(data)
    kept = await storage.keep(path, area, "png")  # type: ignore[arg-type]
    assert not path.exists()
    storage.discard(path.parent)
    return kept


async def test_two_machines_share_what_is_kept(s3: ObjectServer, tmp_path: Path, clock: HandClock) -> None:
    s3.bucket("shared")
    here = storage_in(s3, "shared", tmp_path / "here", clock, prefix="art.example/files")
    there = storage_in(s3, "shared", tmp_path / "there", clock, prefix="/art.example/files/")
    for data in (ART, LARGE):
        kept = await keep(here, data)
        assert (kept.sha256, kept.bytes) == (hashlib.sha256(data).hexdigest(), len(data))
        found = await asyncio.gather(*[there.local(kept.key) for _ in range(3)])
        assert {path.read_bytes() for path in found} == {data} and len(set(found)) == 1
        assert found[0].stat().st_mode & 0o777 == 0o600
    await keep(here, ART, "public")
    assert [one.bytes async for one in there.keys("public")] == [len(ART)]
    assert sorted([one.bytes async for one in there.keys("originals")]) == [len(ART), len(LARGE)]
    public = await anext(there.keys("public"))
    assert await there.modified(public.key) == public.modified
    assert await there.delete(public.key) and not await there.delete(public.key)
    assert [one async for one in here.keys("public")] == []
    assert not list((tmp_path / "there/cache/public").rglob("*.png"))
    with pytest.raises(FileNotFoundError):
        await there.local(public.key)
    assert list((tmp_path / "there/cache/coming").iterdir()) == []


async def test_copies_stay_within_the_budget(
    s3: ObjectServer, tmp_path: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.bucket("budget")
    storage = storage_in(s3, "budget", tmp_path, clock, budget=10_000)
    kept = []
    for number in range(20):
        kept.append(await keep(storage, bytes([number]) * 1000))
        clock.move(file_cache.IN_USE)
        await storage.local(kept[0].key)  # what is used stays
    assert storage.cache.bytes() <= 11_000
    assert storage.cache.find(kept[0].key) is not None
    assert storage.cache.find(kept[1].key) is None
    assert (await storage.local(kept[1].key)).stat().st_size == 1000, "it comes again"
    clock.move(file_cache.UNUSED)
    await storage.sweep_incoming(0)
    assert storage.cache.bytes() == 0, "what nobody uses goes, and with it what was deleted elsewhere"


async def test_what_is_damaged_or_away_is_not_shown(s3: ObjectServer, tmp_path: Path, clock: HandClock) -> None:
    s3.bucket("damaged")
    storage = storage_in(s3, "damaged", tmp_path, clock)
    kept = await keep(storage, ART)
    await storage.probe()
    await storage._calls.put_async(storage._store, kept.key, b"something else")
    await storage.forget(kept.key)
    with pytest.raises(StorageAway, match="damaged"):
        await storage.local(kept.key)
    for key in ("../config.toml", f"{kept.key}/../x", "public/../../x"):
        for call in (storage.local, storage.modified, storage.delete, storage.forget):
            with pytest.raises(BadKey):
                await call(key)
    absent = storage_in(s3, "nowhere", tmp_path, clock)
    with pytest.raises(StorageAway, match="not there"):
        await keep(absent, ART)
    with pytest.raises(StorageAway, match="not there"):
        await absent.probe()
    deaf = ObjectStorage(
        open_bucket(Bucket("b", "http://127.0.0.1:1", retry_seconds=0, **KEYS)),
        tmp_path,
        cache_bytes=1,
        now=clock.now,
    )
    with pytest.raises(StorageAway):
        await deaf.probe()


def test_a_bucket_that_makes_no_sense_is_told_at_once(tmp_path: Path) -> None:
    keys = {"bucket": "b", "endpoint": "s3.example", "cache_mb": 1}
    with pytest.raises(Problems) as told:
        parse({"storage": keys, "secrets": {"key": "for tests only, of no worth at all"}}, folder=tmp_path)
    assert [one.message.split()[0] for one in told.value.found] == ["storage.endpoint", "storage.cache_mb"]
