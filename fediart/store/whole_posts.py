"""Posts with everything that can be told of them to anybody: in a fixed number of questions, however many they are.

Whether somebody may see a post is not asked here: see fediart/store/visibility.py.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fediart.store import actor_limits, actors, details, emojis, images, polls, quotes, remote_labels
from fediart.store.actors import Actor
from fediart.store.artworks import LISTED, Artwork, artwork_from
from fediart.store.critiques import Critique
from fediart.store.database import Reading, Row, numbers
from fediart.store.details import PostDetails
from fediart.store.images import Image
from fediart.store.polls import Poll
from fediart.store.posts import Post
from fediart.store.quotes import Quote
from fediart.store.remote_labels import NOTHING, Label, Standing
from fediart.store.work_words import PictureWords, WorkFacts

_MOST_COUNTED = 1_000  # quotes of one post


@dataclass(frozen=True, slots=True)
class InSeries:
    """The series a work hangs in, and its place there."""

    id: int
    slug: str
    title: str
    position: int


@dataclass(frozen=True, slots=True)
class WholeWork:
    """An artwork of this instance with what its artist says beside it. `words` are by picture; `colours` `#rrggbb`."""

    artwork: Artwork
    facts: WorkFacts
    words: Mapping[int, PictureWords]
    critique: Critique | None
    series: InSeries | None
    colours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """A post, the same for everybody. `poll` has nobody's vote; `quote` is what it quotes, allowed or not.

    `emojis` are paths of our copies by name, of those that it and its author's name use. `work` is there for artworks
    of this instance. `quotes` is how many posts quote it with its author's leave.
    """

    post: Post
    author: Actor
    images: tuple[Image, ...] = ()
    poll: Poll | None = None
    details: PostDetails | None = None
    ai: Standing = NOTHING
    tags: tuple[str, ...] = ()
    mentioned: tuple[Actor, ...] = ()
    emojis: Mapping[str, str] = field(default_factory=dict)
    quote: Quote | None = None
    quotes: int = 0
    reply_to_actor: int | None = None
    work: WholeWork | None = None


async def whole(tx: Reading, listed: Sequence[Post]) -> dict[int, Whole]:
    """By post; those whose author's row is missing are left out."""
    if not listed:
        return {}
    posts = await _marked(tx, listed)
    ids = [post.id for post in posts]
    ours = [post.id for post in posts if post.kind == "artwork" and post.local]
    theirs = [post.id for post in posts if not post.local]
    mentions = await _mentions(tx, ids)
    people = await actors.by_ids(
        tx, {*(post.actor_id for post in posts), *(one for some in mentions.values() for one in some)}
    )
    pictures = await _pictures(tx, ours, theirs)
    asked = await polls.of_posts(tx, (post.id for post in posts if post.kind != "artwork"))
    about = await details.of_posts(tx, theirs) if theirs else {}
    works = await of_works(tx, ours) if ours else {}
    labels = await _labels(tx, works, theirs)
    quoting = await quotes.of_posts(tx, (post.id for post in posts if post.kind == "note"))
    quoted, tags, answered = await _quoted(tx, ids), await _tags(tx, ids), await _answered(tx, posts)
    found = {
        post.id: Whole(
            post=post,
            author=people[post.actor_id],
            images=tuple(pictures.get(post.id, ())),
            poll=asked.get(post.id),
            details=about.get(post.id),
            ai=labels.get(post.id, NOTHING),
            tags=tuple(tags.get(post.id, ())),
            mentioned=tuple(people[one] for one in mentions.get(post.id, ()) if one in people),
            quote=quoting.get(post.id),
            quotes=quoted.get(post.id, 0),
            reply_to_actor=answered.get(post.reply_to_id or 0),
            work=works.get(post.id),
        )
        for post in posts
        if post.actor_id in people
    }
    return await _with_emojis(tx, found)


async def _marked(tx: Reading, posts: Sequence[Post]) -> list[Post]:
    """A rule for a domain, or a decision about one person, may say that all their posts are sensitive."""
    marked = await actor_limits.sensitive_among(tx, {post.actor_id for post in posts})
    return [replace(post, sensitive=1) if post.actor_id in marked else post for post in posts]


async def _mentions(tx: Reading, ids: Iterable[int]) -> dict[int, list[int]]:
    rows = await tx.all(
        f"select post_id, actor_id from mentions where post_id in ({numbers(ids)}) order by post_id, actor_id"
    )
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row["post_id"]].append(row["actor_id"])
    return found


async def _tags(tx: Reading, ids: Iterable[int]) -> dict[int, list[str]]:
    rows = await tx.all(f"select post_id, tag from post_tags where post_id in ({numbers(ids)}) order by post_id, tag")
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row["post_id"]].append(row["tag"])
    return found


async def _quoted(tx: Reading, ids: Iterable[int]) -> dict[int, int]:
    rows = await tx.all(
        f"""select p.id as id, (select count(*) from (select 1 from quotes q where q.quoted_id = p.id
        and q.state = '{quotes.ALLOWED}' limit {_MOST_COUNTED}) counted) as many
        from posts p where p.id in ({numbers(ids)})"""
    )
    return {row["id"]: row["many"] for row in rows}


async def _answered(tx: Reading, posts: Iterable[Post]) -> dict[int, int]:
    """The authors of what is replied to, by post."""
    above = {post.reply_to_id for post in posts if post.reply_to_id}
    if not above:
        return {}
    rows = await tx.all(f"select id, actor_id from posts where id in ({numbers(one for one in above if one)})")
    return {row["id"]: row["actor_id"] for row in rows}


async def _pictures(tx: Reading, ours: Sequence[int], theirs: Sequence[int]) -> dict[int, list[Image]]:
    found = dict(await images.of_artworks(tx, ours, first_only=False)) if ours else {}
    return found | (await images.of_posts(tx, theirs) if theirs else {})


async def _labels(tx: Reading, works: Mapping[int, WholeWork], theirs: Sequence[int]) -> dict[int, Standing]:
    own = {post_id: Standing(Label(one.artwork.ai_label)) for post_id, one in works.items() if one.artwork.ai_label}
    return own | (await remote_labels.of_posts(tx, theirs) if theirs else {})


async def of_works(tx: Reading, artwork_ids: Sequence[int]) -> dict[int, WholeWork]:
    """Works of this instance in any state, by id, with what their artists say beside them."""
    which = numbers(artwork_ids)
    known = [artwork_from(row) for row in await tx.all(f"select {LISTED} from artworks where id in ({which})")]
    beside = {
        row["id"]: row
        for row in await tx.all(
            f"""select a.id as id, f.year as year, f.size as size, s.id as series, s.slug as slug, s.title as title,
            i.colours as colours, c.kinds as kinds, c.tone as tone, c.words as words, c.opened as opened
            from artworks a left join work_facts f on f.artwork_id = a.id left join series s on s.id = a.series_id
            left join impressions i on i.post_id = a.id
            left join critiques c on c.artwork_id = a.id and c.closed = 0 where a.id in ({which})"""
        )
    }
    words: dict[int, dict[int, PictureWords]] = defaultdict(dict)
    for row in await tx.all(
        f"select artwork_id, picture_id, caption, role from picture_words where artwork_id in ({which})"
    ):
        words[row["artwork_id"]][row["picture_id"]] = PictureWords(row["caption"], row["role"])
    return {one.id: _work(one, beside[one.id], words.get(one.id, {})) for one in known if one.id in beside}


def _work(artwork: Artwork, row: Row, words: Mapping[int, PictureWords]) -> WholeWork:
    series = None
    if row["series"] is not None:
        series = InSeries(row["series"], row["slug"], row["title"], artwork.series_position)
    asked = None
    if row["kinds"] is not None:
        asked = Critique(artwork.id, tuple(json.loads(row["kinds"])), row["tone"], row["words"], row["opened"])
    colours = tuple(str(colour) for colour, _share in json.loads(row["colours"])) if row["colours"] else ()
    return WholeWork(artwork, WorkFacts(row["year"] or "", row["size"] or ""), words, asked, series, colours)


async def _with_emojis(tx: Reading, found: Mapping[int, Whole]) -> dict[int, Whole]:
    """Asks nothing where no text has anything like one."""
    texts = {post_id: _texts(one) for post_id, one in found.items()}
    drawn = await emojis.used_in(
        tx, ((found[post_id].author.host, text) for post_id, some in texts.items() for text in some)
    )
    if not any(drawn.values()):
        return dict(found)
    made: dict[int, Whole] = {}
    for post_id, one in found.items():
        known = drawn.get(one.author.host, {})
        used = {code for text in texts[post_id] if ":" in text for code in emojis.CODE.findall(text)} if known else ()
        made[post_id] = replace(one, emojis={code: known[code] for code in sorted(used) if code in known})
    return made


def _texts(one: Whole) -> list[str]:
    post = one.post
    options = [option.name for option in one.poll.options] if one.poll else []
    return [post.title, post.warning, post.content, *options]
