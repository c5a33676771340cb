"""What others say about AI and their works, in rows, joined with our own policy: the more restrictive holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace

from federation.lenient import http_url
from fediart.clock import moment
from fediart.rights.kept import NOTHING_KEPT, Kept
from fediart.rights.licences import ALL_RIGHTS_RESERVED, LICENCES, Licence
from fediart.rights.meaning import Meaning
from fediart.rights.model import Holder, Policy, Rights
from fediart.rights.wishes import Heard, Pairs, Wishes, held_to, said_in, together
from fediart.rights.xmp import packet
from fediart.store.wishes import Told

MOST_LICENCES = 4
PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")


def meaning_of(remote_rights: str) -> Meaning:
    """What the terms of one document mean; where two of them differ, the refusal holds."""
    return said_in(_pairs(remote_rights), "activitypub") if remote_rights != "{}" else {}


def wishes_for(told: Told) -> Wishes:
    """A face is its actor's; what is kept beside it is the actor's of an earlier day, and does not count."""
    face = told.media.post_id is None
    return Wishes(
        actor=meaning_of(told.actor),
        post=meaning_of(told.post),
        attachment={} if face else meaning_of(told.media.rights),
        server=said_in(_listed(told.server), "http"),
        file=said_in(_listed(told.file), "image"),
    )


def wishes_of_post(actor: str, post: str, pictures: Sequence[Told]) -> Wishes:
    """What is said of a post that has these pictures, as far as documents say it."""
    of_pictures = (meaning_of(one.media.rights) for one in pictures)
    return Wishes(actor=meaning_of(actor), post=meaning_of(post), attachment=together(of_pictures))


def hearing(told: Told, heard: Heard) -> Told:
    """With what came along with the picture."""
    kept = json.dumps(asdict(heard.kept)) if heard.kept != NOTHING_KEPT else "{}"
    return replace(told, server=json.dumps(heard.server), file=json.dumps(heard.file), kept=kept)


def kept_in(told: Told) -> Kept:
    """The rights fields of the picture's file."""
    said = json.loads(told.kept)
    return Kept(**(said | {"creators": tuple(said["creators"])})) if said else NOTHING_KEPT


def copy_policy(told: Told, local: Policy) -> Policy:
    """What holds for our copy of a picture."""
    return held_to(wishes_for(told).all, local)


def copy_packet(told: Told, local: Policy, origin: str) -> bytes:
    """The packet in our copy: whose the picture is, what its file said of rights, what its owner and we permit."""
    one = told.media
    holder = Holder(told.holder, told.holder_url)
    rights = Rights(copy_policy(told, local), origin, holder, one.url, ALL_RIGHTS_RESERVED, moment(one.created).year)
    return packet(rights, kept_in(told))


def terms_in(*remote_rights: str) -> str:
    """The first address of their own terms that people can read, or nothing."""
    for text in remote_rights:
        found = http_url(dict(_pairs(text)).get("usageInfo", ""))
        if found is not None:
            return found
    return ""


def licences_in(remote_rights: str) -> tuple[Licence, ...]:
    """The licences others put a work under (FEP-6757): several are alternatives. Unknown ones go by their address."""
    terms = json.loads(remote_rights)
    told = terms.get("license", []) if isinstance(terms, dict) else []
    uris = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    known = {_bare(one.uri): one for one in LICENCES.values()}
    found = [url for one in uris[:MOST_LICENCES] if isinstance(one, str) and (url := http_url(one)) is not None]
    return tuple(known.get(_bare(url)) or Licence("", url.partition("://")[2], url) for url in found)


def _bare(uri: str) -> str:
    """With and without http, with and without a slash at the end, it is the same licence."""
    return uri.partition("://")[2].removesuffix("/").lower()


def _pairs(remote_rights: str) -> Iterator[tuple[str, str]]:
    terms = json.loads(remote_rights)
    for name, value in terms.items() if isinstance(terms, dict) else ():
        if name == "searchableBy" and isinstance(value, list):
            value = next((one for one in value if one in PUBLIC), "")
        yield name, _text(value)


def _listed(pairs: str) -> Pairs:
    return tuple((name, value) for name, value in json.loads(pairs))


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value)
