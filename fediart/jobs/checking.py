"""The first stage of publishing: every picture is judged, and the instance's policy says what becomes of the work."""

from __future__ import annotations

from fediart.actions.admission_policy import current_policy
from fediart.actions.copies import meet
from fediart.actions.credentials import keep_told, tell
from fediart.actions.identify import hidden_match
from fediart.actions.judging import judge_here
from fediart.actions.review import hold
from fediart.actions.telling import tell_artist
from fediart.actions.trust import after_filter, artist_state
from fediart.actions.words_of_works import words_verdict
from fediart.admission.judgement import Judgement, decided
from fediart.admission.measured import measurement_of
from fediart.admission.policy import ArtistState, Policy
from fediart.admission.review import (
    UNREADABLE,
    declared_verdict,
    public_label,
    reasons_to_json,
    said_of,
    unreadable,
    verdict_from_json,
)
from fediart.admission.verdict import Decision, Verdict, combine
from fediart.media.errors import BadImage
from fediart.site import Site
from fediart.store import artworks, measurements, pictures, verdicts
from fediart.store.artworks import Artwork
from fediart.store.database import Writing
from fediart.store.pictures import Picture
from fediart.store.verdicts import VerdictRow
from fediart.translate.rights import source_of

_OPEN = ("submitted", "checking")


async def check(site: Site, artwork: Artwork) -> bool:
    """Judges a submitted work and moves it on. True where it may be published.

    What was judged before an interruption is not judged again: there is one verdict row per picture and policy
    version. Raises WorkFailed.
    """
    async with site.db.writing() as tx:
        await artworks.move(tx, artwork.id, to="checking", among=_OPEN, now=site.clock.now())
        policy = await current_policy(tx)
        state = await artist_state(tx, artwork.actor_id, policy)
        images = await pictures.of_artwork(tx, artwork.id)
    found = [await _judged(site, artwork, picture, policy, state) for picture in images]
    async with site.db.writing() as tx:
        # What its artist says of it may have changed while it was looked at.
        artwork = await artworks.lock(tx, artwork.id, artwork.actor_id, now=site.clock.now()) or artwork
        verdict = _whole(policy, artwork, [*found, *await words_verdict(tx, site, artwork)], state)
        return await settle(tx, site, artwork, policy, verdict)


async def _judged(site: Site, artwork: Artwork, picture: Picture, policy: Policy, state: ArtistState) -> Verdict:
    async with site.db.reading() as tx:
        known = await verdicts.of_picture(tx, picture.id, policy_version=policy.version)
    if known is not None:
        return verdict_from_json(known.decision, known.label, known.reasons)
    said = said_of(source_of(artwork.digital_source_type))
    seen = await judge_here(site, await site.storage.local(picture.original), policy, state)
    brought = await tell(site, picture, seen)
    found = decided(policy, seen, state, said)
    verdict = found.verdict or unreadable(found.error or "This picture cannot be read.")
    verdict = combine((verdict, *await _met(site, artwork, picture, found, policy)))
    async with site.db.writing() as tx:
        await verdicts.insert(tx, _row(site, artwork.id, picture, policy, found, verdict))
        if found.readable:
            await measurements.keep(tx, measurement_of(found, now=site.clock.now()))
        await keep_told(tx, picture, brought, now=site.clock.now())
    return verdict


async def _met(site: Site, artwork: Artwork, picture: Picture, found: Judgement, policy: Policy) -> list[Verdict]:
    """What follows from the other works that the picture looks like, or whose identifier it carries."""
    if not found.readable:
        return []
    try:
        hidden = await hidden_match(site, await site.storage.local(picture.original), but=artwork.id)
    except BadImage:
        hidden = None
    return await meet(site, artwork, picture, found.fingerprint, policy, hidden=hidden)


def _row(
    site: Site, artwork_id: int, picture: Picture, policy: Policy, found: Judgement, verdict: Verdict
) -> VerdictRow:
    return VerdictRow(
        id=site.ids.new(),
        artwork_id=artwork_id,
        picture_id=picture.id,
        sha256=picture.sha256,
        model=found.model or "",
        score=found.probability,
        abstained=int(found.abstained),
        evidence=tuple(item.as_json() for item in found.evidence),
        policy_version=policy.version,
        decision=verdict.decision.value,
        label=verdict.label.value,
        reasons=reasons_to_json(verdict),
        account_id=None,
        note=found.error or "",
        created=site.clock.now(),
    )


def _whole(policy: Policy, artwork: Artwork, found: list[Verdict], state: ArtistState) -> Verdict:
    """One verdict for the work. A file that cannot be read is refused for that alone."""
    broken = [one for one in found if one.reasons and one.reasons[0].code == UNREADABLE]
    if broken:
        return Verdict(Decision.REFUSE, broken[0].label, tuple(one.reasons[0] for one in broken))
    declared = declared_verdict(policy, source_of(artwork.digital_source_type), state)
    return combine([*found, declared] if declared else found)


async def settle(
    tx: Writing, site: Site, artwork: Artwork, policy: Policy, verdict: Verdict, *, among: str = "checking"
) -> bool:
    """Row, state and notifications in one; True where it may be published. Another run that was faster has its way.

    `among` is the state that the work has to be in.
    """
    now, reasons = site.clock.now(), reasons_to_json(verdict)
    if verdict.decision in (Decision.PUBLISH, Decision.LABEL):
        moved = await artworks.admit(tx, artwork.id, label=public_label(verdict), among=[among], now=now)
    else:
        state = "held" if verdict.decision is Decision.HOLD else "refused"
        moved = await artworks.move(tx, artwork.id, to=state, among=[among], now=now)
    if not moved:
        after = await artworks.by_id(tx, artwork.id)
        return after is not None and after.state == "preparing"
    await verdicts.insert(tx, of_whole(site, artwork.id, policy.version, verdict))
    if verdict.decision is not Decision.PUBLISH:
        await after_filter(tx, site, artwork, await verdicts.of_artwork(tx, artwork.id))
    if verdict.decision is Decision.HOLD:
        await tell_artist(tx, site, artwork, "artwork-held", reasons)
        await hold(tx, site, artwork, reasons)
    if verdict.decision is Decision.REFUSE:
        await tell_artist(tx, site, artwork, "artwork-refused", reasons)
    return verdict.decision in (Decision.PUBLISH, Decision.LABEL)


def of_whole(site: Site, artwork_id: int, version: int, verdict: Verdict) -> VerdictRow:
    """The machine's word on the work as a whole."""
    return VerdictRow(
        id=site.ids.new(),
        artwork_id=artwork_id,
        picture_id=None,
        sha256="",
        model="",
        score=None,
        abstained=0,
        evidence=(),
        policy_version=version,
        decision=verdict.decision.value,
        label=verdict.label.value,
        reasons=reasons_to_json(verdict),
        account_id=None,
        note="",
        created=site.clock.now(),
    )
