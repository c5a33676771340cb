"""Finding copies: an upload is held against all pictures known here, a picture from elsewhere against our artists'.

Who may be told what: an artist hears of a copy only once their own work is public, and only of a copy that was meant
for everyone; what moderators see is theirs alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from fediart.actions.forbidden import is_forbidden, nearly_turned
from fediart.admission import copies as index
from fediart.admission.fingerprint import Likeness, Print
from fediart.admission.policy import Action, Policy
from fediart.admission.verdict import Decision, Label, Reason, Verdict, outcome_of
from fediart.admission.whole import COPY, NOT_ACCEPTED
from fediart.clock import DAY, MINUTE
from fediart.ids import first_of
from fediart.site import Site
from fediart.store import actors, artworks, blocks, copies, forbidden_files, jobs, picture_hashes, posts, remote_media
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.copies import Copy
from fediart.store.database import Reading, Writing
from fediart.store.notifications import notify
from fediart.store.picture_hashes import Holder, PictureHash
from fediart.store.pictures import Picture

OPEN_TO_ALL: Final = ("public", "unlisted")
MOST_TOLD: Final = 20  # alerts to one artist in a day; further copies stand on their list
MOST_LATEST: Final = 3_000  # fingerprints that are compared without the index
LEAST_NEW: Final = 250  # a segment is made of no fewer
PAUSE: Final = 10 * MINUTE
KIND: Final = "index-copies"
FORBIDDEN: Final = Reason(NOT_ACCEPTED, "This picture cannot be published here. Ask the moderators if you wonder why.")
HELD: Final = Reason(COPY, "A picture of it looks like a work that another artist has published here.")
CARRIES: Final = Reason(
    COPY, "A picture of it carries the invisible identifier of a work that another artist has published here."
)


@dataclass(frozen=True, slots=True)
class Match:
    """A picture of a work here, and how it resembles the one that was asked about."""

    holder: Holder
    likeness: Likeness


def folder_of(site: Site) -> Path:
    """Where the index lies."""
    return site.config.folder / index.FOLDER


async def look_up(site: Site, asking: bytes, *, but: int = 0) -> tuple[Match, ...]:
    """Pictures of works here that resemble this fingerprint, the surest first. `but` is a work to leave out.

    Raises WorkFailed.
    """
    found = await _search(site, asking)
    if not found:
        return ()
    async with site.db.reading() as tx:
        holders = [one for one in await picture_hashes.holders(tx, found) if one.artwork_id != but]
        others = await picture_hashes.bodies(tx, sorted({one.print_id for one in holders}))
    alike = {one.print_id: one for one in await index.compare(site.pool, asking, others)} if others else {}
    known = [Match(one, alike[one.print_id]) for one in holders if one.print_id in alike]
    return tuple(sorted(known, key=lambda one: (not one.likeness.certain, -one.likeness.places)))


async def _search(site: Site, asking: bytes) -> tuple[int, ...]:
    folder = folder_of(site)
    reached = await index.covered(site.pool, folder)
    async with site.db.reading() as tx:
        latest = await picture_hashes.after(tx, reached, limit=MOST_LATEST)
    return await index.search(site.pool, folder, asking, latest)


async def certain(site: Site, kept: PictureHash) -> tuple[Likeness, ...]:
    """What is surely the same picture as one with a fingerprint, itself included, whoever has it. Raises WorkFailed."""
    found = [one for one in await _search(site, kept.body) if one != kept.id] if kept.places else []
    async with site.db.reading() as tx:
        others = await picture_hashes.bodies(tx, found) if found else []
    alike = await index.compare(site.pool, kept.body, others) if others else ()
    return (same_bytes(kept.id, kept.places), *(one for one in alike if one.certain))


async def meet(
    site: Site, artwork: Artwork, picture: Picture, taken: Print | None, policy: Policy, *, hidden: Match | None = None
) -> list[Verdict]:
    """Keeps the fingerprint of an uploaded picture and holds it against the others: what follows for the work.

    `hidden` is the work whose invisible identifier the upload carries, a certain match whatever it looks like.
    Safe to repeat. A flat picture is compared by its bytes alone, one of a single colour not at all. Raises WorkFailed.
    """
    async with site.db.reading() as tx:
        if await forbidden_files.is_listed(tx, picture.sha256):
            return [Verdict(Decision.REFUSE, Label.NONE, (FORBIDDEN,))]
    if taken is None or taken.plain:
        return []
    kept = await _keep(site, picture, taken)
    async with site.db.reading() as tx:
        if await is_forbidden(tx, taken.pdq, taken.quality):
            return [Verdict(Decision.REFUSE, Label.NONE, (FORBIDDEN,))]
    matches = _with(hidden, await _matches(site, artwork, kept, taken))
    async with site.db.writing() as tx:
        acting = [one for one in matches if await note(tx, site, artwork, picture, one, policy)]
    return [_follows(acting, hidden, policy)] if acting else []


def _follows(acting: Sequence[Match], hidden: Match | None, policy: Policy) -> Verdict:
    """An identifier can be carried from one picture into another: by that alone people decide, and nothing else."""
    if any(one is not hidden for one in acting):
        return outcome_of(policy.copies, HELD)
    return outcome_of(Action.HOLD if policy.copies is Action.REFUSE else policy.copies, CARRIES)


async def _keep(site: Site, picture: Picture, taken: Print) -> int:
    row = PictureHash(site.ids.new(), picture.sha256, taken.pdq[0], taken.quality, taken.places, taken.kept)
    async with site.db.writing() as tx:
        print_id = await picture_hashes.keep(tx, row, now=site.clock.now())
        await picture_hashes.link_picture(tx, picture.id, print_id)
        await schedule(tx, site)
    return print_id


async def _matches(site: Site, artwork: Artwork, print_id: int, taken: Print) -> list[Match]:
    """Of every work the picture that resembles it most, those with the very same bytes first."""
    found = list(await look_up(site, taken.asking, but=artwork.id)) if taken.places else []
    async with site.db.reading() as tx:
        same = [one for one in await picture_hashes.holders(tx, [print_id]) if one.artwork_id != artwork.id]
    found = [Match(one, same_bytes(print_id, taken.places)) for one in same] + found
    first: dict[int, Match] = {}
    for match in found:
        first.setdefault(match.holder.artwork_id, match)
    return list(first.values())[: picture_hashes.MOST_NOTED]


def same_bytes(print_id: int, places: int) -> Likeness:
    """How a file lies in itself."""
    whole = (0.0, 0.0, 1.0, 1.0)
    return Likeness(print_id, True, places, 1.0, 0, whole, whole)


def _with(hidden: Match | None, found: list[Match]) -> list[Match]:
    """What was hidden counts where looks alone have not made sure of the same work."""
    if hidden is None or any(one.likeness.certain for one in found if _same_work(one, hidden)):
        return found
    return [hidden, *(one for one in found if not _same_work(one, hidden))]


def _same_work(one: Match, other: Match) -> bool:
    return one.holder.artwork_id == other.holder.artwork_id


async def note(tx: Writing, site: Site, artwork: Artwork, picture: Picture, match: Match, policy: Policy) -> bool:
    """Keeps the match, tells the first artist where that is theirs to know, and says whether the policy is to act."""
    holder = match.holder
    own = holder.actor_id == artwork.actor_id
    if own and not match.likeness.certain:
        return False
    if not own and await are_one(tx, holder.actor_id, artwork.actor_id):
        return False
    public = holder.state == "published" and holder.visibility in OPEN_TO_ALL
    permitted = await copies.choice(tx, holder.actor_id, artwork.actor_id) == copies.PERMIT
    acts = match.likeness.certain and public and not own and not permitted
    theirs = policy.copies is not Action.REFUSE and artwork.visibility in OPEN_TO_ALL
    if not own and not public:
        return False
    row = _row(site, holder, artwork.actor_id, picture.id, match.likeness, own=own, permitted=permitted)
    await _keep_and_tell(tx, site, row, artwork_id=artwork.id, tell=acts and theirs, theirs=theirs)
    return acts


def _row(
    site: Site, holder: Holder, other_id: int, other_picture: int, likeness: Likeness, *, own: bool, permitted: bool
) -> Copy:
    now = site.clock.now()
    return Copy(
        id=site.ids.new(), artist_id=holder.actor_id, picture_id=holder.picture_id, other_id=other_id,
        artwork_id=None, post_id=None, other_picture=other_picture, own=int(own), certain=int(likeness.certain),
        places=likeness.places, agreement=likeness.agreement, turn=likeness.turn, ours=likeness.ours,
        theirs=likeness.theirs, state=copies.PERMITTED if permitted else copies.OPEN, told=0, created=now, changed=now,
    )  # fmt: skip


async def _keep_and_tell(
    tx: Writing,
    site: Site,
    row: Copy,
    *,
    artwork_id: int | None = None,
    post_id: int | None = None,
    tell: bool,
    theirs: bool = True,
) -> None:
    """One alert per person and day, and not more than a day's number of all; the rest is on the artist's list.

    Unless it is `theirs` to know: then only moderators see it.
    """
    tell = tell and await _may_be_told(tx, site, row)
    made = replace(row, artwork_id=artwork_id, post_id=post_id, told=int(tell) if theirs else copies.KEPT_BACK)
    if await copies.insert(tx, made) and tell:
        await notify(
            tx, site.ids, row.artist_id, "copy-found", now=site.clock.now(), from_id=row.other_id, text=str(row.id)
        )


async def _may_be_told(tx: Reading, site: Site, row: Copy) -> bool:
    if row.state != copies.OPEN or await copies.choice(tx, row.artist_id, row.other_id) == copies.MUTE:
        return False
    if await blocks.between(tx, row.artist_id, row.other_id):
        return False
    today = await copies.told_since(tx, row.artist_id, first_of(site.clock.now() - DAY))
    return row.other_id not in today and sum(today.values()) < MOST_TOLD


async def seen(site: Site, media_id: int, sha256: str, taken: Print | None) -> None:
    """A picture of another server's post: its fingerprint is kept, and our artists hear of copies of their works.

    Without `taken`, bytes that are known already are meant. What nobody may upload is not shown either. WorkFailed.
    """
    kept = await _keep_media(site, media_id, sha256, taken)
    if kept is None:
        return
    if await _shut_out(site, media_id, taken.pdq if taken else nearly_turned(kept.pdq), kept.quality):
        return
    asking = taken.asking if taken else kept.body
    found = await look_up(site, asking) if kept.places else ()
    async with site.db.writing() as tx:
        media = await remote_media.by_id(tx, media_id)
        post = await posts.by_id(tx, media.post_id) if media and media.post_id else None
        by = await actors.by_id(tx, post.actor_id) if post else None
        if post is None or by is None or post.deleted or by.suspended or post.visibility not in OPEN_TO_ALL:
            return
        for match in found[: picture_hashes.MOST_NOTED]:
            await _note_seen(tx, site, match, by, post.id, media_id)


async def _keep_media(site: Site, media_id: int, sha256: str, taken: Print | None) -> PictureHash | None:
    async with site.db.writing() as tx:
        if taken is not None:
            row = PictureHash(site.ids.new(), sha256, taken.pdq[0], taken.quality, taken.places, taken.kept)
            await picture_hashes.keep(tx, row, now=site.clock.now())
            await schedule(tx, site)
        kept = await picture_hashes.by_sha256(tx, sha256)
        if kept is not None and await remote_media.by_id(tx, media_id) is not None:
            await picture_hashes.link_media(tx, media_id, kept.id)
    return kept


async def _shut_out(site: Site, media_id: int, pdqs: Sequence[str], quality: int) -> bool:
    async with site.db.writing() as tx:
        if not await is_forbidden(tx, pdqs, quality):
            return False
        await remote_media.shut_out(tx, media_id)
    site.pages.changed()
    return True


async def _note_seen(tx: Writing, site: Site, match: Match, by: Actor, post_id: int, media_id: int) -> None:
    holder, likeness = match.holder, match.likeness
    if not likeness.certain or holder.state != "published" or holder.visibility not in OPEN_TO_ALL:
        return
    artist = await actors.by_id(tx, holder.actor_id)
    if artist is None or same_person(artist, by):
        return
    permitted = await copies.choice(tx, artist.id, by.id) == copies.PERMIT
    row = _row(site, holder, by.id, media_id, likeness, own=False, permitted=permitted)
    await _keep_and_tell(tx, site, row, post_id=post_id, tell=True)


def same_person(artist: Actor, other: Actor) -> bool:
    """Whether the artist has named this account as another of their own. The other's word alone proves nothing."""
    return other.id == artist.id or other.uri in artist.also_known_as or other.uri == artist.moved_to


async def are_one(tx: Reading, artist_id: int, other_id: int) -> bool:
    """`same_person` by their numbers."""
    both = await actors.by_ids(tx, [artist_id, other_id])
    return len(both) == 2 and same_person(both[artist_id], both[other_id])


async def matches_of(tx: Reading, artwork_id: int) -> tuple[list[Copy], list[Copy]]:
    """For moderators: what the pictures of this work are copies of, and what they only resemble."""
    found = await copies.of_artwork(tx, artwork_id)
    return [one for one in found if one.certain], [one for one in found if not one.certain]


async def first_works(tx: Reading, found: Sequence[Copy]) -> dict[int, Artwork]:
    """By picture, the work that it is a part of."""
    holders = await picture_hashes.works_of(tx, [one.picture_id for one in found])
    works = {one: await artworks.by_id(tx, one) for one in set(holders.values())}
    return {picture: work for picture, number in holders.items() if (work := works[number]) is not None}


async def agrees(site: Site) -> bool:
    """Whether the index holds what the database does, and not that of another database. Raises WorkFailed."""
    folder = folder_of(site)
    reached = await index.covered(site.pool, folder)
    held, some = await index.count(site.pool, folder, reached), await index.sample(site.pool, folder)
    async with site.db.reading() as tx:
        there, known = await picture_hashes.count(tx, up_to=reached), await picture_hashes.existing(tx, some)
    return there <= held and (not some or known > 0)


async def schedule(tx: Writing, site: Site) -> None:
    """Queues taking what is new into the index, once in ten minutes at most. Ring no bell: it can wait."""
    turn = site.clock.now() // PAUSE + 1
    await jobs.enqueue(
        tx, site.ids.new(), KIND, {}, now=site.clock.now(), due=turn * PAUSE, once_key=f"{KIND}:{turn}", order_key=KIND
    )


async def bring_up_to_date(site: Site, *, least: int = LEAST_NEW) -> int:
    """Takes up to 2,000 fingerprints into the index that it has not; how many those were. Raises WorkFailed.

    The last minutes are left for later: of transactions side by side the later number may be seen first. An index that
    does not agree with the database, as after a backup was put back, is begun anew.
    """
    folder = folder_of(site)
    if not await agrees(site):
        await index.clear(site.pool, folder)
    reached = await index.covered(site.pool, folder)
    async with site.db.reading() as tx:
        fresh = await picture_hashes.after(tx, reached, before=first_of(site.clock.now() - 5 * MINUTE))
    if len(fresh) < least:
        return 0
    if fresh:
        await index.add(site.pool, folder, reached, fresh)
    return len(fresh)
