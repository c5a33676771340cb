"""What posts and actors share: tags, small pictures, interaction policies, out of other people's JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from federation.lenient import each, http_url, id_of, kind_of, links, moment, pixels, plain_url, recipients, text
from federation.objects import Emoji, Hashtag, InteractionPolicy, Mention, Permission, Raw

MAX_NAME = 2048
MAX_ALT = 10_000
MAX_TAGS = 300


def tags_of(raw: Raw) -> list[Raw]:
    """The tags that are objects, at most `MAX_TAGS`."""
    return [tag for tag in each(raw.get("tag"))[:MAX_TAGS] if isinstance(tag, dict)]


def mentions_of(tags: Iterable[Raw]) -> Iterator[Mention]:
    """The actors named."""
    for tag in tags:
        href = http_url(tag.get("href"))
        if kind_of(tag) == "Mention" and href is not None:
            yield Mention(href, text(tag.get("name"), MAX_NAME) or "")


def hashtags_of(tags: Iterable[Raw]) -> Iterator[Hashtag]:
    """The tags, without their `#`."""
    for tag in tags:
        name = (text(tag.get("name"), 256) or "").lstrip("#").strip()
        if kind_of(tag) == "Hashtag" and name:
            yield Hashtag(name, http_url(tag.get("href")))


def emojis_of(tags: Iterable[Raw]) -> tuple[Emoji, ...]:
    """The custom emojis that have a name and a picture."""
    found = []
    for tag in tags:
        if kind_of(tag) != "Emoji":
            continue
        name, (icon, _) = text(tag.get("name"), 256), picture_of(tag.get("icon"))
        if name and icon is not None:
            found.append(Emoji(name, icon, id_of(tag), moment(tag.get("updated"))))
    return tuple(found)


def picture_of(value: object) -> tuple[str | None, str]:
    """`(url, alternative text)` of an icon or header, sent as string, object or list: of several sizes the largest."""
    found: list[tuple[int, str, str]] = []
    for one in each(value)[:16]:
        if not isinstance(one, dict):
            if (url := plain_url(one)) is not None:
                found.append((0, url, ""))
            continue
        listed = each(one.get("url", one.get("href")))[:16]
        first = next(iter(links([plain_url(part) if isinstance(part, str) else part for part in listed])), None)
        if first is not None:
            alt = text(one.get("summary"), MAX_ALT) or text(one.get("name"), MAX_ALT) or ""
            found.append((pixels(one.get("width")) or 0, first[0], alt))
    best = max(found, key=lambda one: one[0], default=None)
    return (best[1], best[2]) if best else (None, "")


def policy_of(value: object) -> InteractionPolicy | None:
    """The interactionPolicy, when there is one."""
    if not isinstance(value, dict):
        return None
    return InteractionPolicy(
        can_like=_permission(value.get("canLike")),
        can_reply=_permission(value.get("canReply")),
        can_announce=_permission(value.get("canAnnounce")),
        can_quote=_permission(value.get("canQuote")),
        can_feature=_permission(value.get("canFeature")),
    )


def _permission(value: object) -> Permission | None:
    if not isinstance(value, dict):
        return None
    # GoToSocial's names before 0.17 were `always` and `approvalRequired`.
    automatic = value.get("automaticApproval", value.get("always"))
    manual = value.get("manualApproval", value.get("approvalRequired"))
    return Permission(recipients(automatic)[:64], recipients(manual)[:64])
