"""What an artist does about a copy of their work: report it, ask for a credit, permit it, or leave it."""

from __future__ import annotations

import re
from typing import Final

from fediart.actions import brakes, report, series_told
from fediart.actions.admission_policy import current_policy
from fediart.actions.brakes import Brake
from fediart.actions.permissions import may
from fediart.actions.policy_changes import catch_up
from fediart.actions.publish import queue
from fediart.actions.review import is_away, open_review
from fediart.actions.review_steps import SETTLED, add_step
from fediart.actions.submission import LONGEST
from fediart.admission.review import declared_verdict
from fediart.admission.verdict import ADVICE, Decision
from fediart.admission.whole import COPY
from fediart.clock import DAY, MINUTE
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.site import Site
from fediart.store import accounts, actors, artworks, blocks, copies, pictures, reviews, verdicts
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.copies import ASKED, CREDITED, DISMISSED, LINKED, OPEN, PERMITTED, REPORTED, Copy
from fediart.store.database import Reading, Writing
from fediart.store.notifications import notify, take_back_about
from fediart.translate.rights import source_of

CREDITS: Final = Brake("copy-credits", free=20, first=10 * MINUTE, longest=DAY)
REPORTS: Final = Brake("copy-reports", free=20, first=10 * MINUTE, longest=DAY)
ABSENT: Final = N_("There is no such copy of a work of yours.")
_TAKES_BACK: Final = (OPEN, ASKED, DISMISSED, PERMITTED)


async def demand_copy(tx: Reading, artist: Actor, copy_id: int) -> Copy:
    """A certain copy by somebody else, of this artist's work. Raises NotFound for all else."""
    found = await copies.by_id(tx, copy_id, artist_id=artist.id)
    if found is None or found.own or not found.certain or found.told == copies.KEPT_BACK:
        raise NotFound(_(ABSENT))
    return found


async def report_copy(site: Site, artist: Actor, copy_id: int, words: str, *, forward: bool) -> None:
    """To the moderators: a work here becomes a case of theirs, a post from elsewhere a report. Problem, TooOften."""
    words = words.strip()
    if len(words) > report.MOST_CHARACTERS:
        raise Problem(_("Shorten this to %(most)s characters.", most=report.MOST_CHARACTERS), field="words")
    async with site.db.reading() as tx:
        found = await demand_copy(tx, artist, copy_id)
    if found.state == REPORTED:
        raise Problem(_("You have reported this already; the moderators have it."))
    if found.post_id is not None:
        await report.report_post(site, artist, found.post_id, "theft", words, forward=forward)
    async with site.db.writing() as tx:
        if not await copies.move(tx, copy_id, to=REPORTED, among=_TAKES_BACK, now=site.clock.now()):
            raise Problem(_("You have reported this already; the moderators have it."))
        if found.artwork_id is not None:
            await brakes.count_try(tx, REPORTS, str(artist.id), now=site.clock.now())
            await _to_moderators(tx, site, artist, found, words)
    site.delivery_bell.ring()


async def _to_moderators(tx: Writing, site: Site, artist: Actor, found: Copy, words: str) -> None:
    work = await artworks.by_id(tx, found.artwork_id or 0)
    if work is None or work.state == "deleted":
        raise Problem(_("This work was taken back meanwhile; there is nothing left to report."))
    own = await _own_work(tx, found)
    said = f"{artist.handle} says that this shows their “{own.title if own else ''}” without leave. {words}".strip()
    await open_review(tx, site, work, "copy", said)


async def ask_credit(site: Site, artist: Actor, copy_id: int) -> None:
    """Asks the one who uploaded it to add a line of credit. Only for works here. Problem where that is too late."""
    async with site.db.writing() as tx:
        found = await demand_copy(tx, artist, copy_id)
        if found.artwork_id is None:
            raise Problem(_("People of other servers cannot be asked from here; write to them, or report it."))
        own = await _own_work(tx, found)
        if own is None or not own.is_public:
            raise Problem(
                _("Your work is not to be seen here any more, so a line cannot lead to it. Permit it, or report it.")
            )
        if not await copies.move(tx, copy_id, to=ASKED, among=[OPEN, DISMISSED], now=site.clock.now()):
            raise Problem(_("You have answered this already."))
        await brakes.count_try(tx, CREDITS, str(artist.id), now=site.clock.now())
        await _tell(tx, site, artist, found, "copy-credit")


async def permit(site: Site, artist: Actor, copy_id: int, *, always: bool) -> None:
    """It may stay, this once or whatever this person shows. What was held for it alone is published."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        found = await demand_copy(tx, artist, copy_id)
        if always:
            await copies.choose(tx, artist.id, found.other_id, copies.PERMIT, now=now)
        if not await copies.move(tx, copy_id, to=PERMITTED, among=[OPEN, ASKED, DISMISSED, REPORTED], now=now):
            raise Problem(_("You have answered this already."))
        if found.artwork_id is not None:
            await _let_through(tx, site, found, f"{artist.handle}, whose work it shows, permits it.")
            await _tell(tx, site, artist, found, "copy-permitted")
    site.bell.ring()


async def _tell(tx: Writing, site: Site, artist: Actor, found: Copy, kind: str) -> None:
    """Once for each copy, however often the artist changes their mind; and nobody who blocks them, or is blocked."""
    if found.artwork_id is None or await blocks.between(tx, artist.id, found.other_id):
        return
    await take_back_about(tx, found.other_id, kind, artwork_id=found.artwork_id)
    await notify(
        tx, site.ids, found.other_id, kind, now=site.clock.now(), from_id=artist.id,
        artwork_id=found.artwork_id, text=artist.shown_name,
    )  # fmt: skip


async def dismiss(site: Site, artist: Actor, copy_id: int, *, mute: bool) -> None:
    """Leaves it; with `mute` the artist hears no more of copies by this person."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        found = await demand_copy(tx, artist, copy_id)
        if mute:
            await copies.choose(tx, artist.id, found.other_id, copies.MUTE, now=now)
        await copies.move(tx, copy_id, to=DISMISSED, among=[OPEN, ASKED], now=now)


async def hear_again(site: Site, artist: Actor, copy_id: int) -> None:
    """Takes back what was said of all copies by this person: the next one is held and told again."""
    async with site.db.writing() as tx:
        found = await demand_copy(tx, artist, copy_id)
        await copies.choose(tx, artist.id, found.other_id, "", now=site.clock.now())


async def accept_credit(site: Site, uploader: Actor, artwork_id: int) -> None:
    """The uploader adds the credit that was asked for; what was held for the copy alone is published. NotFound."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        work = await artworks.lock(tx, artwork_id, uploader.id, now=now)
        asked = [one for one in await copies.of_artwork(tx, artwork_id) if one.state == ASKED] if work else []
        if work is None or not asked:
            raise NotFound(_("Nobody asks for a credit here any more."))
        if work.state == "published":
            raise Problem(_("It is published: add the line yourself by editing the work."))
        if work.state == "withdrawn":
            raise Problem(_("It can be edited again when the moderators have brought it back."))
        lines = [await credit_line(tx, site, one) for one in asked]
        described = "\n\n".join([work.description, *(line for line in lines if line not in work.description)]).strip()
        if len(described) > LONGEST["description"]:
            raise Problem(_("The line does not fit into the description any more. Shorten that first."))
        await artworks.describe(tx, artwork_id, described)
        for one in asked:
            await copies.move(tx, one.id, to=CREDITED, among=[ASKED], now=now)
            await _let_through(tx, site, one, "The credit that the first artist asked for was added.")
    site.bell.ring()


async def credit_line(tx: Reading, site: Site, found: Copy) -> str:
    """`After “Title” by Name: ADDRESS`."""
    own, artist = await _own_work(tx, found), await actors.by_id(tx, found.artist_id)
    if own is None or artist is None:
        return ""
    title, name = _bare(own.title) or "a work", _bare(artist.shown_name) or artist.name
    return f"After “{title}” by {name}: {site.config.origin}/@{artist.name}/{own.id}"


def _bare(text: str) -> str:
    """Words that another wrote, without what would link, mention, tag or mark up in the text they come into."""
    return " ".join(re.sub(r"[\[\]()<>*_`~#@|\\]|://", " ", text).split())


async def link_as_series(site: Site, artist: Actor, copy_id: int) -> None:
    """Puts the newer of an artist's own two works into the series of the older one. Problem where it has none."""
    now = site.clock.now()
    async with site.db.writing() as tx:
        found = await copies.by_id(tx, copy_id, artist_id=artist.id)
        if found is None or not found.own or found.artwork_id is None:
            raise NotFound(_("There is no such work of yours."))
        earlier, work = await _own_work(tx, found), await artworks.lock(tx, found.artwork_id, artist.id, now=now)
        if earlier is None or earlier.series_id is None or work is None:
            raise Problem(_("The earlier work is in no series; give both one by editing them."))
        if not await copies.move(tx, copy_id, to=LINKED, among=[OPEN], now=now):
            raise Problem(_("You have answered this already."))
        await artworks.put_in_series(tx, work.id, earlier.series_id)
        after = await artworks.by_id(tx, work.id)
        if after is not None and after.state == "published":
            await catch_up(tx, site, after.id)  # the series may have an AI policy
            await series_told.added(tx, site, artist, after)
    site.bell.ring()
    site.delivery_bell.ring()
    site.pages.changed()


async def _own_work(tx: Reading, found: Copy) -> Artwork | None:
    picture = await pictures.by_id(tx, found.picture_id)
    return await artworks.by_id(tx, picture.artwork_id) if picture else None


async def _let_through(tx: Writing, site: Site, found: Copy, words: str) -> None:
    """A step of its case. Published where every copy is answered and nothing else was found; else people decide."""
    work = await artworks.by_id(tx, found.artwork_id or 0)
    if work is None or work.state != "held":
        return
    if await is_away(tx, work):  # nothing of theirs becomes public, and their case stays as it is
        return
    await add_step(tx, site, work.id, SETTLED, note=words)
    review = await reviews.lock(tx, work.id)
    others = [one for one in await copies.of_artwork(tx, work.id) if one.certain and not one.own]
    answered = all(one.state in (PERMITTED, CREDITED) for one in others)
    if not answered or review is None or review.cause != "copy" or not await _held_for_copy_alone(tx, work.id):
        return
    declared = declared_verdict(await current_policy(tx), source_of(work.digital_source_type))
    if declared is not None and declared.decision is not Decision.PUBLISH:
        return  # said in the meantime, so that nobody has judged it
    if await artworks.admit(tx, work.id, label=work.ai_label, among=["held"], now=site.clock.now()):
        await reviews.close(tx, review, outcome="publish", by=None, now=site.clock.now())
        await queue(tx, site, work.id, again=True)


async def _held_for_copy_alone(tx: Reading, artwork_id: int) -> bool:
    """Whether the filter had no other ground, and no moderator has said anything."""
    history = await verdicts.of_artwork(tx, artwork_id)
    codes = {reason["code"] for row in history if row.decision == "hold" for reason in row.reasons}
    return codes - {ADVICE} == {COPY} and all(row.account_id is None for row in history)


async def may_see_found(tx: Reading, found: Copy) -> bool:
    """Whether the artist may see the picture in which theirs was found: a work meant for everyone, not taken back."""
    work = await artworks.by_id(tx, found.artwork_id or 0)
    uploader = await accounts.by_actor(tx, found.other_id)
    return (
        work is not None
        and work.visibility in ("public", "unlisted")
        and work.state in ("published", "held", "checking", "preparing")
        and (uploader is None or may(uploader, "publish"))
    )
