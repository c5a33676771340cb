"""Pictures as apps see them."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class MetaDetails(TypedDict):
    """The measures of one file, in pixels (docs.joinmastodon.org/entities/MediaAttachment/#meta)."""

    width: int
    height: int
    size: str
    aspect: float


class Focus(TypedDict):
    """The point that cropped views keep: from -1 (left, bottom) to 1 (right, top)."""

    x: float
    y: float


class Meta(TypedDict):
    """Measures of the file and of its preview (docs.joinmastodon.org/entities/MediaAttachment/#meta)."""

    original: NotRequired[MetaDetails]
    small: NotRequired[MetaDetails]
    focus: NotRequired[Focus]


class MediaAttachment(TypedDict):
    """A picture of a post (docs.joinmastodon.org/entities/MediaAttachment). `url` is null until it is processed."""

    id: str
    type: Literal["unknown", "image", "gifv", "video", "audio"]
    url: str | None
    preview_url: str | None
    remote_url: str | None
    preview_remote_url: str | None
    text_url: str | None
    meta: Meta
    description: str | None
    blurhash: str | None
