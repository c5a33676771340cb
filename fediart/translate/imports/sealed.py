"""The manifest of a fediart archive: whether its files are as they were packed, and by whose key it is signed.

A worker process reads and reckons here; whose key it is, is asked by actions/import_origin.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from federation.actors import read_actor
from federation.keys import PublicKey
from federation.lenient import BadObject, http_url, moment
from federation.proofs import NoProof, ProofError, strictly_read, the_proof, verify
from fediart.language import written
from fediart.translate.imports.archive import Archive
from fediart.translate.imports.found import ArchiveError, FoundItem

DAMAGED: Final = written("It is damaged, or was changed after it was packed. Pack the archive anew, if you can.")
LOST: Final = written("It was packed, and is not in the archive any more.")
ADDED: Final = written("It was put into the archive after it was packed.")
TRUE, WRONG, NONE = "true", "wrong", "none"
_MANIFEST: Final = "manifest.json"


def manifest_of(archive: Archive) -> Mapping[str, Any]:
    """Empty where there is none that can be read."""
    member = archive.find(_MANIFEST)
    try:
        return strictly_read(archive.text(member)) if member else {}
    except (ArchiveError, ProofError):
        return {}


def maker_of(manifest: Mapping[str, Any]) -> str:
    """Whose archive it says it is, where it is signed; else empty."""
    who = manifest.get("attributedTo")
    return who if manifest.get("proof") and isinstance(who, str) and http_url(who) else ""


def faults(archive: Archive, manifest: Mapping[str, Any]) -> dict[str, str]:
    """Name of a file -> what is wrong with it, marked for translation."""
    listed = manifest.get("files")
    said = {
        str(one.get("path")): one.get("sha256")
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, Mapping)
    }
    there = {one.name: one for one in archive.members() if one.name != _MANIFEST}
    found = {name: LOST for name in said if name not in there}
    found |= {name: ADDED for name in there if name not in said}
    return found | {name: DAMAGED for name, one in there.items() if name in said and archive.digest(one) != said[name]}


def told(found: Mapping[str, str]) -> list[FoundItem]:
    """Each fault as a thing of the import that can only be told of."""
    return [
        FoundItem("file", {"name": name[:300]}, part="faults", words=(words,), possible=False)
        for name, words in sorted(found.items())[:500]
    ]


class _Given:
    """A KeyFinder of keys that were had before."""

    def __init__(self, keys: Sequence[PublicKey]) -> None:
        self._keys = {one.id: one for one in keys}

    async def find(self, key_id: str, *, fresh: bool) -> PublicKey | None:
        return self._keys.get(key_id)


def proven(files: Sequence[tuple[Path, str]], keys: Sequence[PublicKey] | None, now: int) -> str:
    """TRUE where the manifest was signed by whom it names, with one of these keys (None: of those in the archive's own
    actor.json); WRONG where it was not; NONE where it is not signed, or none of the keys is the one it names.

    An archive is kept for years: of when it was signed is asked only that it be not in the future.
    """
    with Archive(files) as archive:
        manifest = manifest_of(archive)
        had = _own_keys(archive) if keys is None else keys
    try:
        signed = moment(the_proof(manifest).get("created"))
        signer = asyncio.run(verify(manifest, _Given(had), min(now, signed or now)))
    except NoProof:
        return NONE
    except ProofError:
        return WRONG
    return TRUE if signer.actor_id == manifest.get("attributedTo") else WRONG


def _own_keys(archive: Archive) -> Sequence[PublicKey]:
    member = archive.find("actor.json")
    try:
        return read_actor(archive.json(member)).multikeys if member else ()
    except (ArchiveError, BadObject, AttributeError):
        return ()
