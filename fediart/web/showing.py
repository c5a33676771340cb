"""From rows to what templates show: pictures with every width there is, tiles, people, posts in a thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fediart.store.actors import Actor
from fediart.store.gallery import Hanging
from fediart.store.images import Image, Source
from fediart.store.renditions import NEWER
from fediart.store.threads import Spoken
from fediart.web.beside import ShownBeside, shown_beside
from fediart.web.extras import Extras, extras_of, version_for
from fediart.web.polls import ShownPoll, shown_poll
from fediart.web.proportions import proportion_class
from fediart.web.seeing import ALL, How, Seeing, ShownLabel, of_work

DEEPEST = 4  # replies below this are set no further in

SHOWN_BY_BROWSERS = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"})


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """`avif`, `webp` and `fallback` are srcset texts; `largest` is the widest file that every browser and server reads.

    At widths without an AVIF, `avif` has the WebP: whoever reads the one reads the other.

    `elsewhere` is a remote picture's own address, for when there is no copy here (`src` is empty then).
    `largest_width` and `largest_height` are the pixels of `largest`, 0 where unknown.
    """

    src: str
    webp: str
    fallback: str
    largest: str
    width: int
    height: int
    alt: str
    colour: str
    shape: str
    elsewhere: str = ""
    id: int = 0
    largest_width: int = 0
    largest_height: int = 0
    blurhash: str = ""
    avif: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A work as a tile. `covered` ones show their warning instead of the picture; so do those with a `cover`, for
    this viewer."""

    id: int
    path: str
    title: str
    artist: str
    artist_path: str
    picture: ShownPicture | None
    pictures: int
    covered: bool
    warning: str
    ai_label: str
    shape: str
    sizes: str
    pinned: bool = False
    cover: str = ""

    @property
    def empty(self) -> bool:
        """Whether its place on the wall has words, or nothing, instead of the picture."""
        return self.covered or bool(self.cover) or self.picture is None

    def sizes_in(self, wall: str) -> str:
        """How wide it becomes on a wall of this kind; the style sheets have these figures."""
        if wall == "masonry":
            return _COLUMNS
        if wall == "single":
            return single_sizes(self.picture)
        return self.sizes


@dataclass(frozen=True, slots=True)
class Person:
    """`handle` is complete, for copying: `@jane@art.example`."""

    id: int
    path: str
    handle: str
    shown_name: str
    avatar_url: str
    local: bool
    url: str
    emojis: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    """A post in a thread or a timeline. `content` is HTML: templates clean it once more."""

    id: int
    person: Person
    path: str
    kind: str
    title: str
    content: str
    warning: str
    covered: bool
    pictures: tuple[ShownPicture, ...]
    at: int
    edited: int
    visibility: str
    depth: int
    likes: int
    boosts: int
    replies: int
    liked: bool
    boosted: bool
    boosted_by: Person | None
    own: bool
    url: str
    poll: ShownPoll | None = None
    extras: Extras = field(default_factory=Extras)
    emojis: Mapping[str, str] = field(default_factory=dict)
    beside: ShownBeside = field(default_factory=ShownBeside)
    ai: ShownLabel = field(default_factory=ShownLabel)
    bookmarked: bool = False


def shown(image: Image, *, member: bool = False) -> ShownPicture:
    """`member` is whether somebody logged in looks: for them, there may be larger files than for visitors."""
    sources = sorted((*image.sources, *image.for_members), key=_width) if member else image.sources
    usable = [file for file in sources if file.role != "federated"] or list(sources)
    webp = [file for file in usable if file.media_type == "image/webp"]
    avif = [file for file in usable if file.media_type == "image/avif"]
    plain = [file for file in usable if file.media_type not in NEWER] or webp
    federated = next((file for file in sources if file.role == "federated"), None)
    largest = federated or (plain[-1] if plain else None)
    return ShownPicture(
        src=_middle(plain).path if plain else "",
        webp=_srcset(webp) if plain is not webp else "",
        fallback=_srcset(plain),
        largest=largest.path if largest else "",
        width=image.width,
        height=image.height,
        alt=image.alt,
        colour=image.colour,
        shape=proportion_class(image.width, image.height),
        elsewhere=image.elsewhere,
        id=image.id,
        largest_width=largest.width if largest else 0,
        largest_height=largest.height if largest else 0,
        blurhash=image.blurhash,
        avif=_srcset([*webp, *avif]) if avif else "",
    )


def _width(file: Source) -> int:
    return file.width


def _srcset(files: Sequence[Source]) -> str:
    """Empty where there is no choice, or where it is not known how wide the files are: the browser takes `src`."""
    by_width = {file.width: file for file in files if file.width > 0 and file.role != "remote"}
    return ", ".join(f"{file.path} {width}w" for width, file in sorted(by_width.items()))


def _middle(files: Sequence[Source]) -> Source:
    """For browsers without srcset: about 960 pixels wide."""
    return next((file for file in files if file.width >= 960), files[-1])


def card(work: Hanging, *, pinned: bool = False, eyes: Seeing = ALL) -> Card:
    picture = shown(work.image, member=eyes.member) if work.image else None
    covered = eyes.how(of_work(work), work.artist_name) is not How.SHOW
    return Card(
        id=work.id,
        path=f"/@{work.artist_name}/{work.id}",
        title=work.title or "Untitled",
        artist=work.artist,
        artist_path=f"/@{work.artist_name}",
        picture=picture if picture and picture.src else None,
        pictures=work.pictures,
        covered=eyes.covers_mature(work.mature, work.warning),
        warning=work.warning,
        ai_label=work.ai_label,
        shape=picture.shape if picture else "p0",
        sizes=tile_sizes(picture),
        pinned=pinned,
        cover=eyes.cover_of(work) or (_COVERS.get(work.ai_label, "") if covered else ""),
    )


# From `.gallery.masonry` of fediart.css: two columns on phones, and up to six.
_COLUMNS = "(min-width: 135rem) 16vw, (min-width: 104rem) 19vw, (min-width: 67rem) 24vw, (min-width: 38rem) 32vw, 46vw"
_COVERS = {"generated": "AI-generated", "assisted": "AI-assisted"}


def cards(works: Iterable[Hanging], *, pinned: Iterable[int] = (), eyes: Seeing = ALL) -> tuple[Card, ...]:
    first = frozenset(pinned)
    return tuple(card(work, pinned=work.id in first, eyes=eyes) for work in works)


def tile_sizes(picture: ShownPicture | None) -> str:
    """How wide a tile of a row becomes: as high as `--row` of fediart.css says, and stretched by a tenth or so."""
    ratio = picture.width / picture.height if picture and picture.height else 1.0
    high = f"calc({ratio * 1.1:.2f} * clamp(15rem, 12rem + 8vw, 26rem))"
    return f"(max-width: 40rem) min(100vw, {ratio * 14:.0f}rem), min(100vw, {high})"


def single_sizes(picture: ShownPicture | None) -> str:
    """Alone in its row: as high as the window without the bar and the words below, never higher."""
    ratio = picture.width / picture.height if picture and picture.height else 1.0
    return f"(max-width: 48rem) 100vw, min(100vw, {ratio * 86:.0f}vh)"


def actor_path(actor: Actor) -> str:
    return f"/{actor.handle}"


def person(actor: Actor, avatar: str, *, host: str, emojis: Mapping[str, Mapping[str, str]] | None = None) -> Person:
    """`host` is this instance's, for the complete handle of people here; `emojis` those of their name, by host."""
    return Person(
        id=actor.id,
        path=actor_path(actor),
        handle=actor.handle if actor.host else f"@{actor.name}@{host}",
        shown_name=actor.shown_name,
        avatar_url=avatar,
        local=actor.local,
        url=actor.url,
        emojis=(emojis or {}).get(actor.host, {}),
    )


def remark(
    said: Spoken, *, host: str, viewer_id: int = 0, depth: int = 0, locale: str = "", eyes: Seeing = ALL
) -> Remark:
    """`locale` is the reader's language: a post that is told in it as well is shown in it."""
    post, author = said.post, said.author
    path = f"/@{author.name}/{post.id}" if post.local else f"/posts/{post.id}"
    told = version_for(said.details, locale)
    content, language = (told.content, told.language) if told else (post.content, post.language)
    files = [image for image in said.images if image.linked]
    quoted = remark(said.quoted, host=host, viewer_id=viewer_id, locale=locale, eyes=eyes) if said.quoted else None
    return Remark(
        id=post.id,
        person=person(author, said.avatar, host=host, emojis=said.emojis),
        path=path,
        kind=post.kind,
        title=(told.title if told else post.title) or ("Untitled" if post.kind == "artwork" else ""),
        content=content,
        warning=told.warning if told else post.warning,
        covered=eyes.covers_mature(post.sensitive, post.warning),
        pictures=tuple(shown(image, member=eyes.member) for image in said.images if not image.linked),
        at=said.at,
        edited=post.edited,
        visibility=post.visibility,
        depth=depth,
        likes=post.like_count,
        boosts=post.boost_count,
        replies=post.reply_count,
        liked=said.liked,
        boosted=said.boosted,
        boosted_by=person(said.boosted_by, "", host=host, emojis=said.emojis) if said.boosted_by else None,
        own=author.id == viewer_id,
        url=post.url,
        poll=shown_poll(said.poll) if said.poll else None,
        extras=extras_of(said.details, content, files, path, language),
        emojis=said.emojis.get(author.host, {}),
        beside=shown_beside(said.beside, author, quoted, open_=post.visibility in ("public", "unlisted")),
        ai=eyes.label_of(said),
        bookmarked=said.bookmarked,
    )


def as_thread(
    thread: Sequence[Spoken], root_id: int, *, host: str, viewer_id: int = 0, locale: str = "", eyes: Seeing = ALL
) -> tuple[Remark, ...]:
    """Everything said below `root_id`: each reply after what it answers, oldest first, with how deep it is.

    Replies whose parent cannot be seen stand at the first level, so that nothing the viewer may see is lost. Those with
    a muted word that hides are left out.
    """
    thread = [said for said in thread if said.post.id == root_id or not eyes.mutes(said)]
    known = {said.post.id for said in thread}
    below: dict[int, list[Spoken]] = {}
    for said in thread:
        parent = said.post.reply_to_id if said.post.reply_to_id in known else root_id
        if said.post.id != root_id and parent is not None:
            below.setdefault(parent, []).append(said)
    return tuple(
        remark(said, host=host, viewer_id=viewer_id, depth=min(depth, DEEPEST), locale=locale, eyes=eyes)
        for said, depth in _walk(below, root_id)
    )


def _walk(below: Mapping[int, Sequence[Spoken]], root_id: int) -> list[tuple[Spoken, int]]:
    """Without recursion: a hostile thread may be very deep. A circle of replies is left out."""
    order: list[tuple[Spoken, int]] = []
    waiting = [(said, 0) for said in reversed(below.get(root_id, ()))]
    while waiting:
        said, depth = waiting.pop()
        order.append((said, depth))
        waiting += [(reply, depth + 1) for reply in reversed(below.get(said.post.id, ()))]
    return order
