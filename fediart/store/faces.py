"""Whose avatar or header a file is: only those files are served as such."""

from __future__ import annotations

from fediart.store.database import Reading


async def owner_of(tx: Reading, key: str) -> int | None:
    """The local actor whose avatar or header has this storage key; None for any other file."""
    if not key:
        return None
    found = await tx.value("select id from actors where avatar = :key and host = '' and avatar <> ''", key=key)
    if found is None:
        found = await tx.value("select id from actors where header = :key and host = '' and header <> ''", key=key)
    return None if found is None else int(found)
