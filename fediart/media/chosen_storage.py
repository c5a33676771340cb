"""Storage whose place can change while the server runs: what is kept goes to the new place, what is not there yet is
read from the old one.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fediart.media.object_storage import ObjectStorage
from fediart.media.storage import Area, Storage, StoredFile, StoredKey

FOLDER: Final = "folder"
S3: Final = "s3"
PLACES: Final = (FOLDER, S3)


@dataclass(frozen=True, slots=True)
class Choice:
    """Where files are kept, and the place they are being moved from, or nothing."""

    at: str = FOLDER
    leaving: str = ""


class ChosenStorage:
    """`places` by their names. `choice` says which of them counts now; it may be a few seconds old."""

    def __init__(self, places: Mapping[str, Storage], choice: Callable[[], Awaitable[Choice]]) -> None:
        self.places = places
        self._choice = choice

    def incoming(self) -> Path:
        return self.places[FOLDER].incoming()

    def discard(self, folder: Path) -> None:
        self.places[FOLDER].discard(folder)

    async def sweep_incoming(self, before: int) -> int:
        return sum([await place.sweep_incoming(before) for place in self.places.values()])

    async def keep(self, temp: Path, area: Area, ext: str) -> StoredFile:
        return await (await self._now())[0].keep(temp, area, ext)

    async def local(self, key: str) -> Path:
        """Another process may have heard of a move before this one: whatever the choice, every place is looked at."""
        for place in await self._all():
            with contextlib.suppress(FileNotFoundError):
                return await place.local(key)
        raise FileNotFoundError(f"{key} is not in storage; restore it from a backup")

    async def modified(self, key: str) -> int:
        found = []
        for place in await self._now():
            with contextlib.suppress(FileNotFoundError):
                found.append(await place.modified(key))
        if not found:
            raise FileNotFoundError(f"{key} is not in storage; restore it from a backup")
        return max(found)

    async def delete(self, key: str) -> bool:
        """Also where a finished move has left it."""
        return any([await place.delete(key) for place in await self._all()])

    async def keys(self, area: Area) -> AsyncIterator[StoredKey]:
        home, *before = await self._now()
        if not before:
            async for one in home.keys(area):
                yield one
            return
        async for here, there in side_by_side(home.keys(area), before[0].keys(area)):
            yield max((one for one in (here, there) if one is not None), key=lambda one: one.modified)

    async def answers(self) -> bool:
        """Whether a bucket counts, and answers. Raises StorageAway where one counts that does not."""
        found = [place for place in await self._now() if isinstance(place, ObjectStorage)]
        for place in found:
            await place.look()
        return bool(found)

    async def _now(self) -> list[Storage]:
        """The place that counts, then the one that is being left."""
        choice = await self._choice()
        return [self.places[name] for name in (choice.at, choice.leaving) if name]

    async def _all(self) -> list[Storage]:
        """Those that count first."""
        now = await self._now()
        return [*now, *(place for place in self.places.values() if place not in now)]


async def side_by_side(
    left: AsyncIterator[StoredKey], right: AsyncIterator[StoredKey]
) -> AsyncIterator[tuple[StoredKey | None, StoredKey | None]]:
    """Two inventories in the order of their keys, brought together: each key once, None where a place lacks it."""
    here, there = await anext(left, None), await anext(right, None)
    while here is not None or there is not None:
        first = min(one.key for one in (here, there) if one is not None)
        mine = here if here is not None and here.key == first else None
        other = there if there is not None and there.key == first else None
        yield mine, other
        here = await anext(left, None) if mine is not None else here
        there = await anext(right, None) if other is not None else there
