"""Packs everything of an account into one ZIP in the background, with a manifest that is signed with its key."""

from __future__ import annotations

import asyncio
import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from federation.proofs import with_proof
from fediart import __version__
from fediart.actions import commission_export
from fediart.actions.account_documents import contents
from fediart.clock import iso
from fediart.language import _
from fediart.outcomes import Done, Ignored, Outcome
from fediart.site import Site
from fediart.store import account_exports, accounts, actor_keys, actors, commissions, own_rows
from fediart.store.account_exports import FAILED, READY, WAITING, AccountExport
from fediart.store.actors import Actor
from fediart.store.commissions import Commission

FORMAT: Final = "fediart-account-1"
_SINCE: Final = (1980, 1, 1, 0, 0, 0)
_PIECE: Final = 1 << 20
_TELL: Final = 20  # files between two lines about how far it is
_README: Final = """This is everything of one account: see manifest.json for what is in it, with SHA-256 of every file.

actor.json, outbox.json   the profile and every post, as ActivityPub
works.json                every work with its words, and which of the pictures in originals/ are its own
renditions/               the files that others saw, with your rights in them
lists/                    whom you follow and block and so on, as CSV that Mastodon and others read
home.json, notes.json     profile, choices, series, portfolio, offers and posts without pictures, for another fediart
data.json                 your settings and choices, likes, drafts and notes, as they are kept
messages.json, commissions/, evidence/, decisions.json, account.json   what they say

Another fediart reads this file: Settings, Bring along.
"""


async def pack(site: Site, payload: Mapping[str, Any]) -> Outcome:
    """The handler of `export-account` jobs. What an interruption left is swept, and the next run begins anew."""
    async with site.db.reading() as tx:
        asked = await account_exports.by_id(tx, int(payload["export"]))
        actor = await actors.by_id(tx, asked.actor_id) if asked else None
        account = await accounts.by_actor(tx, asked.actor_id) if asked else None
    if asked is None or actor is None or account is None or actor.deleted or asked.state != WAITING:
        return Ignored("it is no longer waited for")
    made = await contents(site, account, actor)
    folder = site.storage.incoming()
    try:
        path = folder / "account.zip"
        packing = _Packing(site, asked, path, len(made.files))
        for name, text in {"README.txt": _README, **made.texts}.items():
            await packing.text(name, text)
        for name, key in made.files:
            await packing.file(name, key)
        for one in await _commissions(site, actor):
            await packing.path(f"commissions/{one.id}.zip", await commission_export.write_zip(site, one, folder))
        await packing.close(await _manifest(site, actor, packing))
        kept = await site.storage.keep(path, "attachments", "bin")
        async with site.db.writing() as tx:
            await account_exports.settle(tx, asked.id, state=READY, stored=kept.key, bytes_=kept.bytes)
    except OSError as error:
        async with site.db.writing() as tx:
            words = _("there is not enough room for it on the server, or its disk has a fault.")
            await account_exports.settle(tx, asked.id, state=FAILED, words=words)
        return Done(f"failed: {error}")
    finally:
        site.storage.discard(folder)
    return Done(f"{len(packing.listed)} files")


class _Packing:
    """A ZIP that is being written, and the list of what is in it."""

    def __init__(self, site: Site, asked: AccountExport, path: Path, total: int) -> None:
        self._site, self._asked, self._total = site, asked, total
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_STORED)
        self._done = 0
        self.listed: list[Mapping[str, Any]] = []
        self.missing: list[str] = []

    async def text(self, name: str, text: str) -> None:
        data = text.encode()
        about = _entry(name)
        about.compress_type = zipfile.ZIP_DEFLATED
        await asyncio.to_thread(self._zip.writestr, about, data)
        self._list(name, len(data), hashlib.sha256(data).hexdigest())

    async def file(self, name: str, key: str) -> None:
        """A file of the storage; one that is not there any more is named in the manifest."""
        try:
            await self.path(name, await self._site.storage.local(key))
        except FileNotFoundError:
            self.missing.append(name)
        self._done += 1
        if self._done % _TELL == 0:
            async with self._site.db.writing() as tx:
                await account_exports.tell(tx, self._asked.id, self._done, self._total)

    async def path(self, name: str, path: Path) -> None:
        self._list(name, *await asyncio.to_thread(_copy, self._zip, name, path))

    async def close(self, manifest: Mapping[str, Any]) -> None:
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        await asyncio.to_thread(self._zip.writestr, _entry("manifest.json"), text)
        self._zip.close()

    def _list(self, name: str, size: int, digest: str) -> None:
        self.listed.append({"path": name, "bytes": size, "sha256": digest})


def _copy(packed: zipfile.ZipFile, name: str, path: Path) -> tuple[int, str]:
    """Stored as it is: pictures do not get smaller."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, packed.open(_entry(name), "w", force_zip64=True) as out:
        while piece := source.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            out.write(piece)
    return size, digest.hexdigest()


def _entry(name: str) -> zipfile.ZipInfo:
    about = zipfile.ZipInfo(name, _SINCE)
    about.external_attr = 0o100600 << 16
    return about


async def _manifest(site: Site, actor: Actor, packing: _Packing) -> Mapping[str, Any]:
    """With a proof by the account's own key: whoever reads it can ask the server it came from whether it is true."""
    told = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": "Object",
        "generator": f"fediart {__version__}",
        "format": FORMAT,
        "attributedTo": actor.uri,
        "name": actor.handle,
        "published": iso(site.clock.now()),
        "files": packing.listed,
        "missing": packing.missing,
    }
    async with site.db.reading() as tx:
        key = await actor_keys.signing_key(tx, actor.id)
    return told if key is None else with_proof(told, key, site.clock.now())


async def _commissions(site: Site, actor: Actor) -> Sequence[Commission]:
    """On either side."""
    async with site.db.reading() as tx:
        found = [await commissions.by_id(tx, number) for number in await own_rows.commission_ids(tx, actor.id)]
    return [one for one in found if one is not None]
