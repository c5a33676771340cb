"""What is in a member's archive (docs/leaving.md): documents, as name of the file -> its text, and which files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from federation import write
from fediart.actions import account_home
from fediart.clock import iso
from fediart.site import Site
from fediart.store import actor_keys, own_rows, posts, profile_choices
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.consent import choice_of
from fediart.store.database import Reading, Row
from fediart.store.settings import InstanceSettings, read_settings
from fediart.translate import outgoing
from fediart.translate.loading import told

_POSTS: Final = 200
_WORDS: Final = (
    "title", "description", "medium", "tools", "licence", "warning", "visibility", "language", "ai_policy", "series",
    "process", "how", "year", "size", "state",
)  # fmt: skip


@dataclass(slots=True)
class Contents:
    """`texts` are documents, `files` are `(name in the archive, storage key)`."""

    texts: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, str]] = field(default_factory=list)


async def contents(site: Site, account: Account, actor: Actor) -> Contents:
    """Everything but commissions, which are packed one by one."""
    made = Contents()
    async with site.db.reading() as tx:
        settings = await read_settings(tx)
        keys, choice = await actor_keys.of_actor(tx, actor.id), await profile_choices.of_actor(tx, actor.id)
        made.texts["actor.json"] = _json(outgoing.actor_document(site.config, settings, actor, keys, choice))
        made.texts["account.json"] = _json(await own_rows.account(tx, account.id))
        made.texts["data.json"] = _json(await own_rows.of_actor(tx, actor.id))
        made.texts["decisions.json"] = _json([dict(row) for row in await own_rows.decisions(tx, actor.id)])
        made.texts["messages.json"] = _json([_message(row) for row in await own_rows.messages(tx, actor.id)])
        await _lists(tx, site, actor, made)
        home = await account_home.home(tx, actor)
        await _evidence(tx, actor, made)
    for name, key in (("avatar", actor.avatar), ("header", actor.header)):
        if key:
            home[name] = f"media/{name}{_ending(key)}"
            made.files.append((home[name], key))
    made.texts["home.json"] = _json(home)
    made.texts["notes.json"] = _json(await account_home.notes(site, actor))
    made.texts["works.json"] = _json(await _works(site, actor, made))
    made.texts["outbox.json"] = _json(await _outbox(site, settings, actor))
    return made


def _json(given: object) -> str:
    return json.dumps(given, ensure_ascii=False, indent=1)


def _message(row: Row) -> Mapping[str, Any]:
    return {**dict(row), "published": iso(row["published"])}


async def _works(site: Site, actor: Actor, made: Contents) -> list[Mapping[str, Any]]:
    """As another fediart reads them (translate/imports/own_archive.py); their files are noted in `made`."""
    found: list[Mapping[str, Any]] = []
    after = 0
    while True:
        async with site.db.reading() as tx:
            rows = await own_rows.works(tx, actor.id, after=after)
            ids = [row["id"] for row in rows]
            pictures, renditions = await own_rows.pictures(tx, ids), await own_rows.files(tx, ids)
            beside = await own_rows.beside(tx, ids)
        for row in rows:
            own = [one for one in pictures if one["artwork_id"] == row["id"]]
            shown = [one for one in renditions if one["artwork_id"] == row["id"]]
            found.append({**_work(actor, row, own, shown, made), **_beside(beside[row["id"]])})
        if len(rows) < own_rows.WORKS_AT_ONCE:
            return found
        after = ids[-1]


def _work(
    actor: Actor, row: Row, pictures: Sequence[Row], renditions: Sequence[Row], made: Contents
) -> Mapping[str, Any]:
    said: dict[str, Any] = {"id": f"{actor.uri}/posts/{row['id']}", **{name: row[name] for name in _WORDS}}
    said |= {name: bool(row[name]) for name in ("mature", "portfolio", "how_public")}
    said |= {"tags": own_rows.tags_of(row), "source_type": row["digital_source_type"], "ai_label": row["ai_label"]}
    said |= {"consent": asdict(choice_of(row["consent"]))}
    said |= {"created": iso(row["created"]), "published": iso(row["published"]) if row["published"] else ""}
    said["pictures"], said["renditions"] = [], []
    for place, one in enumerate(pictures, 1):
        member = f"originals/{row['id']}/{place:02}{_ending(one['original'])}"
        made.files.append((member, one["original"]))
        words = {name: one[name] for name in ("alt", "caption", "role", "sha256", "file_name", "width", "height")}
        said["pictures"].append({"member": member, "focal": [one["focal_x"], one["focal_y"]], **words})
    for one in renditions:
        member = f"renditions/{row['id']}/{one['name']}{_ending(one['key'])}"
        made.files.append((member, one["key"]))
        said["renditions"].append({"member": member, "role": one["role"], "width": one["width"]})
    return said


def _beside(row: Row) -> Mapping[str, Any]:
    """What was chosen for this work alone; null where it is as the artist's others."""
    return {
        "sizes": None if row["side"] is None else {"side": row["side"], "servers": bool(row["servers"])},
        "detail": None if row["detail"] is None else bool(row["detail"]),
        "marks": json.loads(row["marks"]) if row["marks"] else None,
        "camera": [one for one in row["camera"].split(",") if one],
        "credentials": row["credentials"],
    }


def _ending(key: str) -> str:
    return f".{key.rpartition('.')[2]}" if "." in key else ""


async def _evidence(tx: Reading, actor: Actor, made: Contents) -> None:
    rows = await own_rows.evidence(tx, actor.id)
    told_ = []
    for number, row in enumerate(rows, 1):
        member = f"evidence/{number:03}{_ending(row['stored'])}"
        made.files.append((member, row["stored"]))
        told_.append({"member": member, **{name: row[name] for name in row.keys() if name != "stored"}})  # noqa: SIM118
    made.texts["evidence.json"] = _json(told_)


async def _outbox(site: Site, settings: InstanceSettings, actor: Actor) -> Mapping[str, Any]:
    """Every post as it was sent, also what only some may see: the file is its author's."""
    items: list[Mapping[str, Any]] = []
    after = (0, 0)
    while True:
        async with site.db.reading() as tx:
            rows = await own_rows.post_ids(tx, actor.id, after=after, limit=_POSTS)
            for row in rows:
                post = await posts.by_id(tx, row["id"])
                one = await told(tx, post) if post else None
                if one is not None:
                    document = outgoing.note(site.config, settings, one)
                    items.append(write.create(f"{one.post.uri}#create", actor.uri, document))
        if len(rows) < _POSTS:
            return write.ordered_collection(actor.outbox, len(items), items=items)
        after = (rows[-1]["published"], rows[-1]["id"])


async def list_named(site: Site, actor: Actor, name: str) -> str | None:
    """One of the lists below by the name of its file, `following_accounts.csv`; None for no such list."""
    made = Contents()
    async with site.db.reading() as tx:
        await _lists(tx, site, actor, made)
    return made.texts.get(f"lists/{name}")


async def _lists(tx: Reading, site: Site, actor: Actor, made: Contents) -> None:
    """In the forms that Mastodon and others read."""
    host = site.config.instance.host

    async def rows(which: str) -> Sequence[Row]:
        return await own_rows.people(tx, actor.id, which)

    following = [
        (_handle(row, host), _yes(row["boosts"]), _yes(row["tells"]), row["languages"].strip(","))
        for row in await rows("following")
    ]
    head = ("Account address", "Show boosts", "Notify on new posts", "Languages")
    made.texts["lists/following_accounts.csv"] = _csv(following, head)
    made.texts["followers.json"] = _json([_handle(row, host) for row in await rows("followers")])
    made.texts["lists/blocked_accounts.csv"] = _csv([(_handle(row, host),) for row in await rows("blocks")])
    muted = [(_handle(row, host), _yes(row["news"])) for row in await rows("mutes")]
    made.texts["lists/muted_accounts.csv"] = _csv(muted, ("Account address", "Hide notifications"))
    made.texts["lists/lists.csv"] = _csv([(row["list"], _handle(row, host)) for row in await rows("lists")])
    made.texts["lists/bookmarks.csv"] = _csv([(row["uri"],) for row in await rows("bookmarks")])
    made.texts["lists/blocked_domains.csv"] = _csv([(row["host"],) for row in await rows("hosts")])


def _handle(row: Row, host: str) -> str:
    return f"{row['name']}@{row['host'] or host}"


def _yes(flag: int) -> str:
    return "true" if flag else "false"


def _csv(rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    if head:
        table.writerow(head)
    table.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue()


def _plain(cell: str) -> str:
    """What a spreadsheet would take for a formula is text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
