"""Files in an object store that speaks S3, with copies on this machine. The only module that knows obstore.

Objects are called by the same keys as files in the folder. None of them is public at the store: whoever may see a file
gets it from us, with its headers and ranges.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, Final

from fediart.errors import Problem
from fediart.media.errors import Damaged, StorageAway
from fediart.media.file_cache import FileCache
from fediart.media.storage import Area, FolderStorage, StoredFile, StoredKey, demand_key, named

PROBE: Final = "fediart-probe"
_CHUNK: Final = 1 << 20
_TYPES: Final = {
    "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif", "heic": "image/heic",
    "gif": "image/gif", "tif": "image/tiff",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where objects are. Without keys those of the environment are used (AWS_ACCESS_KEY_ID and the like)."""

    name: str
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = ""
    prefix: str = ""
    path_style: bool = True
    retry_seconds: int = 30


def open_bucket(bucket: Bucket) -> Any:
    """The store. Raises Problem where its library is missing, or what is said of it makes no sense."""
    library = _library()
    given = {
        "endpoint": bucket.endpoint, "region": bucket.region, "access_key_id": bucket.access_key,
        "secret_access_key": bucket.secret_key,
    }  # fmt: skip
    words: Any = {name: value for name, value in given.items() if value}
    try:
        return library.store.S3Store(
            bucket.name,
            prefix=bucket.prefix.strip("/") or None,
            virtual_hosted_style_request=not bucket.path_style,
            client_options={"allow_http": bucket.endpoint.startswith("http://"), "timeout": "10min"},
            retry_config={"max_retries": 5, "retry_timeout": timedelta(seconds=bucket.retry_seconds)},
            **words,
        )
    except Exception as error:
        raise Problem(f"[storage] in the config does not name an S3 store: {_first_line(error)}") from error


class ObjectStorage:
    """Storage in a bucket. `root` is a folder of this machine for uploads on their way and for copies."""

    def __init__(self, store: Any, root: Path, *, cache_bytes: int, now: Callable[[], int]) -> None:
        self._calls: Any = _library()
        self._store = store
        self._folder = FolderStorage(root)
        self._coming: dict[str, asyncio.Task[Path]] = {}
        self.cache = FileCache(root / "cache", cache_bytes, now)
        self.on_delete: Callable[[str], None] | None = None

    def create(self) -> None:
        """Makes the folders of this machine; safe to repeat."""
        self._folder.create()
        self.cache.create()

    def incoming(self) -> Path:
        return self._folder.incoming()

    def discard(self, folder: Path) -> None:
        self._folder.discard(folder)

    async def sweep_incoming(self, before: int) -> int:
        """As every storage; copies that nobody uses go as well."""
        await asyncio.to_thread(self.cache.trim)
        return await self._folder.sweep_incoming(before)

    async def keep(self, temp: Path, area: Area, ext: str) -> StoredFile:
        """Writes even what is there: the same bytes become young again, so that no sweep takes them."""
        kept = await asyncio.to_thread(named, temp, area, ext)
        with self._answered("write"):
            attributes = {"Content-Type": _TYPES.get(ext, "application/octet-stream")}
            try:
                await self._calls.put_async(self._store, kept.key, temp, attributes=attributes)
            except FileNotFoundError as error:
                raise StorageAway(f"the bucket is not there: {_first_line(error)}") from error
        await asyncio.to_thread(self.cache.take, kept.key, temp, await self.modified(kept.key))
        return kept

    async def local(self, key: str) -> Path:
        found = await asyncio.to_thread(self.cache.find, key)
        if found is not None:
            return found
        task = self._coming.get(key)
        if task is None:
            task = self._coming[key] = asyncio.create_task(self._fetch(key))
            task.add_done_callback(lambda done: self._came(key, done))
        return await asyncio.shield(task)

    def _came(self, key: str, done: asyncio.Task[Path]) -> None:
        del self._coming[key]
        if not done.cancelled():
            done.exception()  # whoever waited has it; if nobody did, nobody misses it

    async def _fetch(self, key: str) -> Path:
        temp = await asyncio.to_thread(self.cache.coming)
        try:
            with self._answered("read"), temp.open("wb") as file:
                digest = hashlib.sha256()
                answer = await self._calls.get_async(self._store, key)
                async for chunk in answer.stream(min_chunk_size=_CHUNK):
                    await asyncio.to_thread(_absorb, file, digest, chunk)
            if digest.hexdigest() != key.rpartition("/")[2].partition(".")[0]:
                raise Damaged(f"{key} came back damaged from the object store")
            return await asyncio.to_thread(self.cache.take, key, temp, _moment(answer.meta))
        finally:
            await asyncio.to_thread(temp.unlink, missing_ok=True)

    async def modified(self, key: str) -> int:
        return _moment(await self._head(key))

    async def delete(self, key: str) -> bool:
        try:
            await self._head(key)
        except FileNotFoundError:
            await self.forget(key)
            return False
        with self._answered("delete"):
            await self._calls.delete_async(self._store, key)
        await self.forget(key)
        if self.on_delete is not None:
            self.on_delete(key)
        return True

    async def forget(self, key: str) -> None:
        """Removes this machine's copy. Raises BadKey."""
        await asyncio.to_thread(self.cache.drop, key)

    async def keys(self, area: Area) -> AsyncIterator[StoredKey]:
        with self._answered("list"):
            async for page in self._calls.list(self._store, prefix=f"{area}/"):
                for one in page:
                    yield StoredKey(one["path"], one["size"], _moment(one))

    async def look(self) -> None:
        """Asks for an object. Raises StorageAway where the store does not answer, or does not let us in."""
        with contextlib.suppress(FileNotFoundError), self._answered("be asked"):
            await self._calls.head_async(self._store, PROBE)

    async def probe(self) -> None:
        """Writes, reads and removes an object. Raises StorageAway with what is in the way."""
        with self._answered("probe"):
            try:
                await self._calls.put_async(self._store, PROBE, b"fediart")
                answer = await self._calls.get_async(self._store, PROBE)
                if bytes(await answer.bytes_async()) != b"fediart":
                    raise StorageAway("the object store gives back something else than it was given")
                await self._calls.delete_async(self._store, PROBE)
            except FileNotFoundError as error:
                raise StorageAway(f"the bucket is not there: {_first_line(error)}") from error

    async def _head(self, key: str) -> Any:
        demand_key(key)
        with self._answered("look at"):
            return await self._calls.head_async(self._store, key)

    @contextmanager
    def _answered(self, what: str) -> Iterator[None]:
        """Raises StorageAway for whatever goes wrong, but FileNotFoundError in our own words."""
        try:
            yield
        except FileNotFoundError as error:
            raise FileNotFoundError(f"not in the object store: {_first_line(error)}") from None
        except self._calls.exceptions.BaseError as error:
            raise StorageAway(f"the object store could not {what}: {_first_line(error)}") from error


def _absorb(file: IO[bytes], digest: Any, chunk: Any) -> None:
    data = memoryview(chunk)
    digest.update(data)
    file.write(data)


def _moment(about: Any) -> int:
    return int(about["last_modified"].timestamp() * 1000)


def _first_line(error: Exception) -> str:
    """Without what the library adds for those who mend it."""
    return str(error).partition("\n")[0][:300]


def _library() -> Any:
    try:
        import obstore  # noqa: PLC0415 - optional
        import obstore.store  # noqa: PLC0415
    except ImportError as error:
        raise Problem("S3 storage needs one more package: pip install 'fediart[s3]'") from error
    return obstore
