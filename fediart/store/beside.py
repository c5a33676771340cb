"""What stands beside a post on a page: reactions, what it quotes, and what the viewer may do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fediart.store import consent, quotes, reactions
from fediart.store.actors import Actor
from fediart.store.consent import Answer
from fediart.store.database import Reading, Row, numbers
from fediart.store.posts import Post
from fediart.store.quotes import Quote
from fediart.store.reactions import Tally
from fediart.store.visibility import NOBODY, SEEN_BY, UNMUTED


@dataclass(frozen=True, slots=True)
class Beside:
    """`may` maps a verb to the answer for this viewer; empty for visitors. `quoted_url` is for people to go to."""

    reactions: tuple[Tally, ...] = ()
    may: Mapping[str, Answer] = field(default_factory=dict)
    quote: Quote | None = None
    quoted_url: str = ""


async def of_posts(tx: Reading, listed: Sequence[tuple[Post, Actor]], viewer: int) -> dict[int, Beside]:
    """By post id."""
    tallied = await reactions.tallies(tx, (post.id for post, _ in listed), viewer)
    quoting = await quotes.of_posts(tx, (post.id for post, _ in listed if post.kind != "artwork"))
    addresses = await _addresses(tx, quoting.values())
    may = await _may(tx, listed, viewer) if viewer != NOBODY else {}
    return {
        post.id: Beside(
            tallied.get(post.id, ()),
            may.get(post.id, {}),
            quoting.get(post.id),
            addresses.get(post.id, ""),
        )
        for post, _ in listed
    }


async def _may(tx: Reading, listed: Sequence[tuple[Post, Actor]], viewer: int) -> dict[int, dict[str, Answer]]:
    """Only a policy that names single people asks who the viewer is to other servers."""
    named = any('"http' in post.consent for post, _ in listed)
    uri = await tx.value("select uri from actors where id = :id", id=viewer) if named else ""
    return await consent.among(tx, listed, viewer, str(uri or ""))


async def _addresses(tx: Reading, quoting: Iterable[Quote]) -> dict[int, str]:
    """Where people find what is quoted: its page, or else its address."""
    found = list(quoting)
    known = [one.quoted_id for one in found if one.quoted_id]
    rows = await tx.all(f"select id, url from posts where id in ({numbers(known)})") if known else []
    pages = {row["id"]: row["url"] for row in rows}
    return {one.post_id: pages.get(one.quoted_id, one.quoted_uri) for one in found}


async def quoted_rows(tx: Reading, besides: Iterable[Beside], columns: str, viewer: int) -> Sequence[Row]:
    """The quoted posts that may be shown in full: allowed by who is quoted, for this viewer to see, and not by
    somebody the viewer blocks. `columns` are those of the post `p` and its author `a`."""
    allowed = {
        one.quote.quoted_id
        for one in besides
        if one.quote and one.quote.quoted_id and one.quote.state == quotes.ALLOWED
    }
    if not allowed:
        return []
    return await tx.all(
        f"""select {columns} from posts p join actors a on a.id = p.actor_id
        where p.id in ({numbers(one for one in allowed if one)}) and {SEEN_BY} and {UNMUTED}""",
        viewer=viewer,
    )
