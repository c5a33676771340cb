"""The media types ActivityPub documents are asked for and served with (ActivityPub, section 3.2)."""

from __future__ import annotations

ACTIVITY_JSON = "application/activity+json"
AS2_PROFILE = "https://www.w3.org/ns/activitystreams"
ACCEPT_ACTIVITY = f'{ACTIVITY_JSON}, application/ld+json; profile="{AS2_PROFILE}"'


def is_activity_json(content_type: str) -> bool:
    """Whether a Content-Type promises ActivityStreams; plain JSON may be anybody's upload (advisory 15)."""
    kind, _, parameters = content_type.partition(";")
    if kind.strip().lower() == ACTIVITY_JSON:
        return True
    if kind.strip().lower() != "application/ld+json":
        return False
    for part in parameters.split(";"):
        name, _, value = part.partition("=")
        if name.strip().lower() == "profile" and AS2_PROFILE in value.strip().strip('"').split():
            return True
    return False
