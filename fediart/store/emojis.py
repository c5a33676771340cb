"""Custom emojis of other servers and our copies of them, by the host that uses them and their name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import PurePosixPath
from typing import Any

from fediart.store.actors import Actor
from fediart.store.database import Reading, Row, Writing
from fediart.store.remote_media import WAITING

MOST_OF_A_HOST = 5_000
CODE = re.compile(r"(?<![\w:]):([\w+-]{1,100}(?:@[\w.-]{1,100})?):(?!\w)")
Statement = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class CustomEmoji:
    """`shortcode` is without colons. `updated` is the time its server gives, to see that it is another one now."""

    id: int
    host: str
    shortcode: str
    url: str
    key: str
    state: str
    updated: int
    created: int


_LISTED = ", ".join(item.name for item in fields(CustomEmoji))


def path_of(key: str) -> str:
    """Where our copy is served: named by the hash of its bytes, which never change."""
    return f"/emojis/{PurePosixPath(key).name}" if key else ""


def wanting(emoji: CustomEmoji) -> Statement:
    """Notes an emoji that was used. One that is known is fetched again only when its server has changed it."""
    return _WANT, {name: getattr(emoji, name) for name in ("id", "host", "shortcode", "url", "updated", "created")}


_WANT = f"""insert into emojis (id, host, shortcode, url, updated, created)
    values (:id, :host, :shortcode, :url, :updated, :created)
    on conflict (host, shortcode) do update set url = excluded.url, updated = excluded.updated, state = '{WAITING}'
    where emojis.url <> excluded.url or emojis.updated < excluded.updated"""


async def waiting(tx: Reading, host: str, *, limit: int) -> list[CustomEmoji]:
    """Those of a host that are not fetched yet, the oldest first."""
    rows = await tx.all(
        f"select {_LISTED} from emojis where host = :host and state = '{WAITING}' order by id limit :limit",
        host=host,
        limit=limit,
    )
    return [_emoji(row) for row in rows]


async def settle(tx: Writing, emoji: CustomEmoji) -> None:
    """Keeps how fetching ended, unless it was changed meanwhile."""
    await tx.run(
        "update emojis set key = :key, state = :state where id = :id and url = :url and updated = :updated",
        key=emoji.key,
        state=emoji.state,
        id=emoji.id,
        url=emoji.url,
        updated=emoji.updated,
    )


async def thin_out(tx: Writing, host: str) -> None:
    """A host has a bounded number of them here: the newest beyond it go, whether fetched or not."""
    await tx.run(
        """delete from emojis where host = :host and id in
        (select id from emojis where host = :host order by id limit 100000 offset :most)""",
        host=host,
        most=MOST_OF_A_HOST,
    )


async def used_in(tx: Reading, texts: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Paths of our copies by host and name, of those that appear as `:name:` in these `(host, text)`.

    Asks nothing where nothing looks like one: few texts have any.
    """
    by_host: dict[str, dict[str, None]] = {}
    for host, text in texts:
        if host and ":" in text and (written := CODE.findall(text)):
            by_host.setdefault(host, {}).update(dict.fromkeys(written[:100]))
    found: dict[str, dict[str, str]] = {}
    for host, codes in by_host.items():
        places = ", ".join(f":c{number}" for number in range(len(codes)))
        rows = await tx.all(
            f"""select shortcode, key from emojis where host = :host and shortcode in ({places})
            and key <> ''""",
            host=host,
            **{f"c{number}": code for number, code in enumerate(codes)},
        )
        found[host] = {row["shortcode"]: path_of(row["key"]) for row in rows}
    return found


async def in_names(tx: Reading, people: Iterable[Actor]) -> dict[str, dict[str, str]]:
    """Those in the names of these people, by host and name."""
    return await used_in(tx, ((one.host, one.display_name) for one in people))


async def host_of_key(tx: Reading, key: str) -> str | None:
    """Whose emoji this storage key is; None where it is nobody's."""
    row = await tx.one("select host from emojis where key = :key and key <> ''", key=key)
    return row["host"] if row else None


async def named(tx: Reading, keys: Sequence[str]) -> set[str]:
    """Which of these storage keys are some emoji's."""
    if not keys:
        return set()
    places = ", ".join(f":key{number}" for number in range(len(keys)))
    rows = await tx.all(
        f"select key from emojis where key in ({places}) and key <> ''",
        **{f"key{number}": key for number, key in enumerate(keys)},
    )
    return {row["key"] for row in rows}


def _emoji(row: Row) -> CustomEmoji:
    return CustomEmoji(**{item.name: row[item.name] for item in fields(CustomEmoji)})
