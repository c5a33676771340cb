"""What a work's post says where there is only one text: on other servers, and in apps that know no artworks."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from fediart.config import Config
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.critiques import Critique
from fediart.store.work_words import PictureWords, WorkFacts
from fediart.translate import critique
from fediart.translate.words import html_of, tags_line

UNTITLED: Final = "Untitled"  # what a work is called of which nothing was said
SHOWN_ELSEWHERE: Final = 4  # Mastodon drops what comes after the fourth picture, without a word


def artwork_words(
    config: Config,
    artwork: Artwork,
    *,
    url: str,
    people: Iterable[Actor],
    facts: WorkFacts,
    pictures: Sequence[int],
    words: Mapping[int, PictureWords],
    asked: Critique | None,
) -> str:
    """Title, description, medium, the pictures others will not show, and tags: what Mastodon displays.

    `url` is the work's page, `people` are those it names, `pictures` the ids of its pictures in their order, and
    `words` what is said of these.
    """
    known = {(one.name.lower(), one.host): one for one in people}
    parts = [] if begins_with_title(artwork) else [f"<p><strong>{html.escape(artwork.title)}</strong></p>"]
    parts.append(html_of(artwork.description, origin=config.origin, people=known))
    line = ", ".join(word for word in (artwork.medium, facts.size, facts.year) if word)
    if line:
        parts.append(f"<p>{html.escape(line)}</p>")
    parts.append(_captions(pictures, words))
    if len(pictures) > SHOWN_ELSEWHERE:
        more, page = len(pictures) - SHOWN_ELSEWHERE, html.escape(url)
        parts.append(f'<p>+{more} more on <a href="{page}">{html.escape(config.instance.host)}</a></p>')
    if asked is not None:
        parts.append(critique.federated(asked))
    parts.append(tags_line(tags_with(artwork.tags, asked), config.origin))
    return "".join(parts)


def begins_with_title(artwork: Artwork) -> bool:
    """Works that apps send in are called by their first words, which need not be said twice; or by none."""
    first, title = artwork.description.partition("\n")[0].strip(), artwork.title
    cut = title[-1:] in ("!", "?", "…") and first.startswith(title.removesuffix("…"))
    return title == UNTITLED or (bool(title) and (first.rstrip(".") == title or first.startswith(f"{title}. ") or cut))


def tags_with(tags: Sequence[str], asked: Critique | None) -> tuple[str, ...]:
    """A work that asks for critique is found by that tag."""
    lacks = asked is not None and critique.TAG not in {tag.lower() for tag in tags}
    return (*tags, critique.TAG) if lacks else tuple(tags)


def _captions(pictures: Sequence[int], words: Mapping[int, PictureWords]) -> str:
    """In the text, since nobody shows what else stands beside an alternative text; by the pictures' places."""
    several = len(pictures) > 1
    said = [
        (f"{place}. " if several else "") + html.escape(words[picture].caption).replace("\n", "<br>")
        for place, picture in enumerate(pictures, 1)
        if picture in words and words[picture].caption
    ]
    return f"<p>{'<br>'.join(said)}</p>" if said else ""
