"""AI policies for apps: by the same emitters that write headers, pages, objects and files, never spelled anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fediart.api.call import Call
from fediart.api.entities.ours_rights import OurArtistRights, OurPolicyInWords, OurSurfaces, OurWorkRights
from fediart.language import _
from fediart.rights import html, jsonld
from fediart.rights.headers import headers
from fediart.rights.model import AXES, POLICIES, WORDS, Policy, Preset, Rights, policy_document, policy_url
from fediart.rights.xmp import packet
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.translate.outgoing import work_rights
from fediart.translate.rights import artist_rights, offered, preset_of

MOST_EXCEPTIONS: Final = 200


def policy(origin: str, one: Policy, page: str = "") -> OurPolicyInWords:
    """In words. `page` is the artist's or the work's, where the policy is somebody's."""
    words = WORDS[one.preset]
    permits = {axis: getattr(one, axis) for axis in AXES}
    return {
        "ai_policy": one.preset.value,
        "title": _(words.title),
        "sentence": _(words.sentence),
        "points": [_(point) for point in words.points],
        "permits": permits,  # type: ignore[typeddict-item]  # one for each axis
        "url": policy_url(origin, one.preset),
        "document": policy_document(origin, one.preset, page),
    }


def surfaces(
    origin: str, one: Policy, terms: Mapping[str, Any], *, licence: str | None = None, page: str = ""
) -> OurSurfaces:
    """What is said where; `terms` are those of ActivityPub."""
    offer = page if one.negotiable else ""
    lines = headers(one, origin, licence_uri=licence, page=offer)
    return {
        "headers": [{"name": name, "value": value} for name, value in lines],
        "html": html.render(html.head(one, origin, licence_uri=licence, page=offer)),
        "activitypub": dict(terms),
    }


def choices(call: Call, *, also: str = "") -> list[OurPolicyInWords]:
    """What the instance offers, and what was chosen already."""
    words = offered(call.settings)
    known = [preset_of(word) for word in (words if not also or also in words else (*words, also))]
    return [policy(call.site.config.origin, POLICIES[preset]) for preset in known if preset is not None]


def of_artist(call: Call, artist: Actor) -> OurArtistRights:
    """What holds for an artist's works by default; with what can be chosen, for the artist."""
    origin = call.site.config.origin
    rights = artist_rights(artist, call.settings, origin)
    made: OurArtistRights = {
        "id": str(artist.id),
        "url": artist.url,
        "policy": policy(origin, rights.policy, artist.url),
        "notice": rights.notice,
        "credit": rights.credit_line,
        "surfaces": surfaces(origin, rights.policy, jsonld.actor_terms(rights), page=artist.url),
    }
    if call.viewer_id == artist.id:
        made["chosen"] = artist.ai_policy
        made["offered"] = choices(call, also=artist.ai_policy)
    return made


def of_work(call: Call, artist: Actor, work: Artwork) -> OurWorkRights:
    """The rights to one work; with what can be chosen, for its artist."""
    origin = call.site.config.origin
    rights = work_rights(call.site.config, call.settings, artist, work)
    public = work.visibility in ("public", "unlisted")
    said = surfaces(
        origin, rights.policy, jsonld.object_terms(rights, public=public), licence=rights.licence.uri,
        page=rights.work_url,
    )  # fmt: skip
    said["xmp"] = packet(rights).decode()
    source = rights.digital_source_type
    made: OurWorkRights = {
        "id": str(work.id),
        "url": rights.work_url,
        "policy": policy(origin, rights.policy, rights.work_url),
        "by": _by(rights, artist, work),
        "licence": rights.licence.id,
        "licence_name": rights.licence.name,
        "licence_url": rights.licence.uri,
        "notice": rights.notice,
        "credit": rights.credit_line,
        "digital_source_type": source.uri if source else None,
        "surfaces": said,
    }
    if call.viewer_id == artist.id:
        made["chosen"] = work.ai_policy
        made["offered"] = choices(call, also=work.ai_policy)
    return made


def _by(rights: Rights, artist: Actor, work: Artwork) -> Any:
    """Whose choice holds; the floor, where the most specific choice does not."""
    named = (("artwork", work.ai_policy), ("series", work.series_policy), ("artist", artist.ai_policy))
    by, word = next(((by, word) for by, word in named if preset_of(word) is not None), ("instance", ""))
    return by if not word or Preset(word) is rights.policy.preset else "floor"
