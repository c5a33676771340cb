"""Reads other servers' collections (replies, contexts, outboxes) within bounds: pages, items, and no page twice.

Advisory 60: a collection may be endless, lead in circles or name what is not its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from federation.fetch import Fetcher
from federation.fetched import Budget, Fetched, FetchError, Unsuitable
from federation.keys import PrivateKey
from federation.lenient import id_of
from federation.objects import Collection
from federation.rules import admit
from federation.vocab import Thing


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of one collection is read."""

    pages: int = 5
    items: int = 100


@dataclass(frozen=True, slots=True)
class Item:
    """Something a collection names. `thing` is what its own server has inlined, in what was `found`; None where it
    must be asked for."""

    id: str
    thing: Thing = None
    found: Fetched | None = None


async def collected(
    fetcher: Fetcher, url: str, *, signer: PrivateKey | None, budget: Budget, bounds: Bounds
) -> tuple[Collection, list[Item]]:
    """The collection of this address and what it lists. Raises `FetchError` where not even its head can be had."""
    head = await _read(fetcher, url, signer, budget)
    return _collection(head, head.body), await items_of(
        fetcher, head, head.body, signer=signer, budget=budget, bounds=bounds
    )


async def items_of(
    fetcher: Fetcher,
    found: Fetched,
    raw: object,
    *,
    signer: PrivateKey | None,
    budget: Budget,
    bounds: Bounds,
) -> list[Item]:
    """What a collection lists: `raw` is its head as it stands in what was fetched, or the address of it.

    Ends without a word at a page that cannot be had, that was read before, or that is on another server.
    """
    kept: dict[str, Item] = {}
    seen: set[str] = set()
    pages = 0
    while raw is not None and pages < bounds.pages and len(kept) < bounds.items:
        if not isinstance(raw, Mapping):
            url = id_of(raw)
            if url is None or url in seen:
                break
            seen.add(url)
            try:
                found = await _read(fetcher, url, signer, budget)
            except FetchError:
                break
            raw = found.body
            pages += 1
        try:
            part = _collection(found, raw)
        except Unsuitable:
            break
        for item in _items(found, part):
            if len(kept) < bounds.items:
                kept.setdefault(item.id, item)
        seen.add(part.id or "")
        raw = _onward(raw, part)
    return list(kept.values())


def _onward(raw: Mapping[str, object], part: Collection) -> object:
    """The first page of a collection, the next of a page; pages may be inlined."""
    onward = raw.get("next") if part.next is not None or part.raw_items else raw.get("first")
    if isinstance(onward, Mapping) and not ({"items", "orderedItems", "next"} & set(onward)):
        return id_of(onward)
    return onward


async def _read(fetcher: Fetcher, url: str, signer: PrivateKey | None, budget: Budget) -> Fetched:
    return await fetcher.get_json(url, signer=signer, budget=budget)


def _collection(found: Fetched, raw: Mapping[str, object]) -> Collection:
    part = admit(found, raw)
    if not isinstance(part, Collection):
        raise Unsuitable("it is not a collection")
    return part


def _items(found: Fetched, part: Collection) -> Iterator[Item]:
    """An inlined item is believed where its own server serves the collection; of others only the id counts."""
    for raw in part.raw_items:
        url = id_of(raw)
        if url is None:
            continue
        if not isinstance(raw, Mapping) or set(raw) <= {"id", "type", "@context"}:
            yield Item(url)
            continue
        try:
            yield Item(url, admit(found, raw), found)
        except Unsuitable:
            yield Item(url)
