"""The poll of a Question, as Mastodon, Pleroma, Misskey and GoToSocial write it, with the bounds of advisory 54."""

from __future__ import annotations

from federation.lenient import BadObject, count, each, moment, text, total
from federation.objects import Poll, PollOption, Raw
from federation.tags import MAX_NAME

MAX_OPTIONS = 500


def poll_of(raw: Raw, kind: str) -> Poll | None:
    """None for what is no Question, or offers nothing to choose. Raises `BadObject` for too many options."""
    one_of, any_of = each(raw.get("oneOf")), each(raw.get("anyOf"))
    listed = one_of or any_of
    if len(listed) > MAX_OPTIONS:
        raise BadObject(f"the poll has more than {MAX_OPTIONS} options")
    options = [found for one in listed if (found := _option(one)) is not None]
    if kind != "Question" or not options:
        return None
    return Poll(
        options=tuple(options),
        multiple=not one_of,
        ends=moment(raw.get("endTime")),
        closed=moment(raw.get("closed")),
        voters=count(raw.get("votersCount")),
    )


def _option(one: object) -> PollOption | None:
    if not isinstance(one, dict):
        return None
    name = text(one.get("name"), MAX_NAME)
    return None if name is None else PollOption(name, total(one.get("replies")) or 0)
