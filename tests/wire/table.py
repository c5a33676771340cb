"""docs/what-we-show.md: what our pages show of what each software sends, told from the payloads themselves.

Made anew by `python -m tests.wire`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from federation.activities import ACTIVITY_TYPES
from federation.lenient import average_colour
from federation.objects import Actor as ActorDocument
from federation.objects import Note, Tombstone
from federation.vocab import Activity, BadObject, Collection, UnknownActivity
from fediart.clock import HandClock
from fediart.ids import Ids
from fediart.store.actors import Actor
from fediart.store.images import Image
from fediart.store.remote_media import LINK, RemoteMedia
from fediart.store.threads import Spoken
from fediart.translate.details import actor_details, emoji_rows, post_details
from fediart.translate.incoming import actor_row, media_rows, post_row, tags_of
from fediart.web.showing import Remark, remark
from tests.wire.corpus import Payload, inside, read

HEAD = """# What we show of other servers' posts and people

This page is made from real payloads by `python -m tests.wire` and compared with them by `tests/wire/test_corpus.py`;
change the code, not the table. A number in brackets says in how many of the payloads something was there to show; what
has none was in all of them. Pictures are copies of ours, files and films are links to where they were posted.

How each type is shown:

| type | form |
|---|---|
| `Note` | its words, all its pictures, other files as labelled links |
| `Question` | as a `Note`, with its choices |
| `Article` | its title and the whole text, folded in lists where it is long; pictures in the text stand below it |
| `Page` | its title, its words, its thumbnail, and the link it is about |
| `Image`, `Document` | a post with that picture, or with a labelled link to the file |
| `Video`, `Audio` | its title, preview picture, duration, category, licence, and a link to where it plays |
| `Event` | its title, when (in its own time zone) and where, with its words and pictures |

A post in several languages is shown in the reader's, else in its first, and can be switched on its page. Markdown and
plain text are turned into paragraphs. Content warnings fold the post. Custom emojis are kept here. Links to people
known here and to hashtags lead to our own pages.

"""


def page(payloads: Iterable[Payload]) -> str:
    """The whole document."""
    posts: dict[tuple[str, str], list[Counter[str]]] = defaultdict(list)
    people: dict[tuple[str, str], list[Counter[str]]] = defaultdict(list)
    others: dict[tuple[str, str], int] = Counter()
    for one in payloads:
        try:
            thing = read(one.raw)
        except BadObject as problem:
            others[(f"refused: {problem.reason}", one.software)] += 1
            continue
        found = inside(thing)
        if isinstance(found, Note):
            posts[(one.software, found.type)].append(Counter(_of_post(found)))
        elif isinstance(found, ActorDocument):
            people[(one.software, found.type)].append(Counter(_of_actor(found)))
        if isinstance(thing, Activity) or not isinstance(found, Note | ActorDocument):
            others[(_acted(thing), one.software)] += 1
    return HEAD + _table("Posts", posts) + _table("People", people) + _rest(others)


def shown(note: Note) -> tuple[Remark, Actor]:
    """The post as pages show it, with all its pictures fetched, through the same functions as the inbox uses."""
    clock = HandClock()
    ids, now = Ids(clock), clock.now()
    document = ActorDocument(note.attributed_to, f"{note.attributed_to}/inbox", username="author")
    author = actor_row(document, None, actor_id=ids.new(), host="elsewhere.example", now=now)
    post = post_row(note, author, None, post_id=ids.new(), published=note.published or now, now=now)
    images = tuple(_image(one) for one in media_rows(note, post.id, ids, now=now))
    said = Spoken(post, author, "", images, details=post_details(note, {}))
    return remark(said, host="art.example"), author


def _image(media: RemoteMedia) -> Image:
    known = (media.id, media.alt, media.width, media.height, average_colour(media.blurhash), (), media.url)
    return Image(*known, media_type=media.media_type, linked=media.state == LINK)


def _of_post(note: Note) -> Iterator[str]:
    told, author = shown(note)
    extras = told.extras
    clock = HandClock()
    says = {
        "title": told.title, "words": told.content, "folded when long": extras.words, "language": extras.language,
        "several languages": extras.languages, "content warning": told.warning,
        "covered as sensitive": told.covered and not told.warning, "pictures": told.pictures,
        "alternative texts": any(one.alt for one in told.pictures), "files as links": extras.files,
        "its link": extras.link, "when": extras.when, "where": extras.place or extras.online,
        "duration": extras.duration, "category": extras.category, "licence": extras.licence,
        "a poll": note.poll, "a reply in its thread": note.in_reply_to, "the post it quotes": note.quote,
        "hashtags": tags_of(note), "mentions": note.mentions,
        "custom emojis": emoji_rows(note.emojis, author.host, Ids(clock), now=clock.now()),
        "the time of its last edit": told.edited,
    }  # fmt: skip
    yield from (name for name, value in says.items() if value)


def _of_actor(document: ActorDocument) -> Iterator[str]:
    clock = HandClock()
    row = actor_row(document, None, actor_id=1, host="elsewhere.example", now=clock.now())
    about = actor_details(document)
    says = {
        "name": row.display_name, "biography": row.bio_html, "picture": row.avatar, "header": row.header,
        "profile lines": row.fields, "custom emojis": document.emojis, "where it has moved": row.moved_to,
        "other accounts": row.also_known_as, "when it joined": about.joined, "that follows are approved":
        row.approves_follows, "that it is a memorial": about.memorial, "that its server has suspended it":
        about.suspended, "a mark for bots, groups and organisations": row.kind != "Person",
    }  # fmt: skip
    yield from (name for name, value in says.items() if value)


def _table(heading: str, found: dict[tuple[str, str], list[Counter[str]]]) -> str:
    lines = [f"## {heading}", "", "| software | type | payloads | we show |", "|---|---|---|---|"]
    for (software, kind), listed in sorted(found.items(), key=lambda item: (item[0][0].lower(), item[0][1])):
        total = sum(listed, Counter())
        order = dict.fromkeys(name for one in listed for name in one)
        words = [name if total[name] == len(listed) else f"{name} ({total[name]})" for name in order]
        lines.append(f"| {software} | `{kind}` | {len(listed)} | {', '.join(words) or 'nothing'} |")
    return "\n".join(lines) + "\n\n"


def _acted(thing: object) -> str:
    """What it is, in the words of FEDERATION.md."""
    if isinstance(thing, UnknownActivity) or not isinstance(thing, Activity):
        if isinstance(thing, Collection):
            return "collections, followed page by page"
        if isinstance(thing, Tombstone):
            return "`Tombstone`: the post is gone"
        kind = getattr(thing, "type", "")
        return f"`{kind}`: not shown" if kind else "no ActivityStreams type: not shown"
    carried = getattr(thing.object, "type", "") if not isinstance(thing.object, str) else ""
    known = carried and type(thing) in ACTIVITY_TYPES.values()
    return f"`{thing.type}` of `{carried}`" if known else f"`{thing.type}`"


def _rest(others: dict[tuple[str, str], int]) -> str:
    """Everything that is not a post or a person by itself; what happens with each is in FEDERATION.md."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for (kind, software), number in sorted(others.items()):
        by_kind[kind].append(f"{software} ({number})" if number > 1 else software)
    lines = [
        "## Everything else in the payloads", "",
        "What each activity does is written in [FEDERATION.md](../FEDERATION.md).", "", "| what | from |", "|---|---|",
        *(f"| {kind} | {', '.join(names)} |" for kind, names in sorted(by_kind.items())),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def with_public(note: Note, public: str) -> Note:
    """The same post, addressed to everyone."""
    return replace(note, to=(public,), cc=())


DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "what-we-show.md"
