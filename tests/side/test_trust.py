"""Trust: earned, vouched for or set. It decides about doubtful scores all the way through, and never about proof."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fediart.actions.admission_policy import current_policy
from fediart.actions.appeal import appeal
from fediart.actions.review import Choice, decide
from fediart.actions.submission import Details
from fediart.actions.trust import PAUSE, Standing, set_trust, standing, vouch, withdraw_vouch
from fediart.admission.findings import Band
from fediart.admission.policy import PRESETS, Action, ArtistState, EvidenceRow, policy_to_dict
from fediart.clock import HOUR, HandClock
from fediart.errors import NotAllowed, Problem
from fediart.site import Site
from fediart.store import accounts, actors, admission_policies, trust
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.admission_policies import SavedPolicy
from fediart.store.database import Database
from tests.admission import made
from tests.publish import works
from tests.site import Client, log_in, make_artist

pytestmark = pytest.mark.one_engine

ONE = pytest.mark.parametrize("db", ["sqlite"], indirect=True)  # where the databases make no difference
REASON = "Seen at the fair."


async def person(site: Site, name: str) -> tuple[Account, Actor]:
    async with site.db.reading() as tx:
        account, actor = await accounts.by_name(tx, name), await actors.by_handle(tx, name)
    assert account is not None and actor is not None
    return account, actor


async def stands(site: Site, name: str) -> Standing:
    _, actor = await person(site, name)
    async with site.db.reading() as tx:
        return await standing(tx, actor.id, await current_policy(tx))


async def vouch_by(site: Site, voucher: str, artist: str) -> None:
    account, _ = await person(site, voucher)
    async with site.db.reading() as tx:
        policy = await current_policy(tx)
    await vouch(site, account, artist, "I know her studio.", policy)


async def doubts_count_for_the_trusted(site: Site) -> None:
    """A policy by which a high score holds the works of new artists, and not those of trusted ones."""
    cells = dict(PRESETS["balanced"].cells)
    for band in Band:
        cells[EvidenceRow.NONE, band, ArtistState.TRUSTED] = Action.PUBLISH
    policy = replace(PRESETS["balanced"], name="ours", version=2, cells=cells)
    async with site.db.writing() as tx:
        await admission_policies.insert(tx, SavedPolicy(2, policy_to_dict(policy), None, site.clock.now()))


async def test_a_doubtful_score_publishes_what_a_trusted_artist_made_and_holds_it_of_a_new_one(
    site: Site, tmp_path: Path
) -> None:
    await doubts_count_for_the_trusted(site)
    await set_trust(site, None, "jane", "trusted", REASON)
    for name, state in (("jane", "published"), ("tom", "held")):
        _, artist = await person(site, name)
        work_id = await works.publish_one(site, tmp_path, artist, works.red_png())
        assert (await works.artwork_of(site, work_id)).state == state, name


@ONE
async def test_proof_is_refused_whoever_the_artist_is_and_costs_the_trust(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    pytest.importorskip("c2pa", reason="the optional c2pa library is not installed")
    from tests.admission.test_credentials import signed

    picture = signed(tmp_path / "signed.png", made.TRAINED)
    (tmp_path / "roots.pem").write_text(picture.root)
    admission = {"model": str(works.red_detector(tmp_path / "red")), "trust_anchors": "roots.pem"}
    async with works.studio(db, tmp_path, clock, config={"admission": admission}) as site:
        _, jane = await make_artist(site, "jane")
        await make_artist(site, "mo", role="moderator")
        await doubts_count_for_the_trusted(site)
        await set_trust(site, None, "jane", "trusted", REASON)
        await vouch_by(site, "mo", "jane")
        work_id = await works.publish_one(site, tmp_path, jane, picture.path.read_bytes())
        assert (await works.artwork_of(site, work_id)).state == "refused"
        after = await stands(site, "jane")
        assert (after.trusted, after.by) == (False, "lost")
        _, mo = await person(site, "mo")
        assert "vouching-paused" in [kind for kind, _ in await works.told(site, mo)]


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_no_preset_lets_trust_outweigh_proof(preset: str) -> None:
    policy = PRESETS[preset]
    for band in Band:
        new = policy.action(EvidenceRow.PROVEN, band, ArtistState.NEW)
        trusted = policy.action(EvidenceRow.PROVEN, band, ArtistState.TRUSTED)
        assert list(Action).index(trusted) >= list(Action).index(new)


@ONE
async def test_accepted_works_earn_it_and_a_refusal_takes_it_until_it_is_overturned(
    site: Site, tmp_path: Path, clock: HandClock
) -> None:
    _, jane = await person(site, "jane")
    mo, _ = await person(site, "mo")
    for number in range(5):
        assert not (await stands(site, "jane")).trusted
        await works.publish_one(site, tmp_path, jane, works.human_png(seed=number))
    before = await stands(site, "jane")
    assert (before.trusted, before.by, before.works) == (True, "works", 5)
    clock.move(HOUR)
    work_id = await works.publish_one(site, tmp_path, jane, works.red_png())
    await decide(site, mo, work_id, Choice.REFUSE, "The hands are not drawn.")
    after = await stands(site, "jane")
    assert (after.trusted, after.by, after.works) == (False, "lost", 0)
    async with site.db.writing() as tx:
        await trust.log(tx, trust.TrustRow(site.ids.new(), jane.id, "restored", work_id, None, "", clock.now()))
    assert (await stands(site, "jane")).trusted


async def test_followers_only_works_and_labelled_ones_do_not_count(site: Site, tmp_path: Path) -> None:
    _, jane = await person(site, "jane")
    await works.publish_one(site, tmp_path, jane, works.human_png(), visibility="followers")
    work_id = await works.publish_one(site, tmp_path, jane, works.human_png(seed=8))
    assert (await stands(site, "jane")).works == 1
    async with site.db.writing() as tx:
        await tx.run("update artworks set ai_label = 'generated' where id = :id", id=work_id)
    assert (await stands(site, "jane")).works == 0


async def test_members_vouch_if_they_are_trusted_and_not_for_themselves(site: Site) -> None:
    await make_artist(site, "ana")
    with pytest.raises(NotAllowed, match="trusted themselves"):
        await vouch_by(site, "tom", "jane")
    await set_trust(site, None, "tom", "trusted", REASON)
    with pytest.raises(NotAllowed, match="yourself"):
        await vouch_by(site, "tom", "tom")
    await vouch_by(site, "tom", "jane")
    await vouch_by(site, "tom", "jane")
    one = await stands(site, "jane")
    assert (one.trusted, len(one.vouches)) == (False, 1)
    await vouch_by(site, "mo", "jane")
    both = await stands(site, "jane")
    assert (both.trusted, both.by) == (True, "vouches")
    tom, _ = await person(site, "tom")
    await withdraw_vouch(site, tom, "jane")
    assert not (await stands(site, "jane")).trusted
    _, jane = await person(site, "jane")
    async with site.db.reading() as tx:
        kept = await trust.all_vouches_for(tx, jane.id)
    assert next((one.voucher_id, bool(one.withdrawn)) for one in kept) == (tom.actor_id, True)


@ONE
async def test_an_appeal_that_is_won_brings_everything_back(site: Site, tmp_path: Path, clock: HandClock) -> None:
    _, jane = await person(site, "jane")
    mo, _ = await person(site, "mo")
    ana, _ = await make_artist(site, "ana", role="moderator")
    await set_trust(site, mo, "jane", "trusted", REASON)
    await vouch_by(site, "jane", "tom")
    work_id = await works.publish_one(site, tmp_path, jane, works.red_png())
    clock.move(HOUR)
    await decide(site, mo, work_id, Choice.REFUSE, "The hands are not drawn.")
    assert not (await stands(site, "jane")).trusted and (await stands(site, "tom")).vouches == ()
    clock.move(HOUR)
    await appeal(site, jane, work_id, "Here is the sheet.")
    await decide(site, ana, work_id, Choice.PUBLISH)
    assert (await stands(site, "jane")).by == "moderator"
    assert [one.voucher_id for one in (await stands(site, "tom")).vouches] == [jane.id]


@ONE
async def test_who_vouched_for_generated_work_may_not_vouch_for_a_time(
    site: Site, tmp_path: Path, clock: HandClock
) -> None:
    await set_trust(site, None, "tom", "trusted", REASON)
    await vouch_by(site, "tom", "jane")
    _, jane = await person(site, "jane")
    _, tom = await person(site, "tom")
    mo, _ = await person(site, "mo")
    work_id = await works.publish_one(site, tmp_path, jane, works.red_png())
    await decide(site, mo, work_id, Choice.LABEL_GENERATED, "Its making says so.")
    assert "vouching-paused" in [kind for kind, _ in await works.told(site, tom)]
    await make_artist(site, "ana")
    with pytest.raises(NotAllowed, match="cannot vouch at the moment"):
        await vouch_by(site, "tom", "ana")
    clock.move(PAUSE + HOUR)
    await vouch_by(site, "tom", "ana")


@ONE
async def test_what_was_declared_generated_costs_nothing(site: Site, tmp_path: Path) -> None:
    _, jane = await person(site, "jane")
    mo, _ = await person(site, "mo")
    await works.publish_one(site, tmp_path, jane, works.human_png(seed=3))
    source = "compositeWithTrainedAlgorithmicMedia"
    work_id = await works.publish_one(site, tmp_path, jane, works.red_png(), source_type=source)
    assert (await works.artwork_of(site, work_id)).state == "held"
    await decide(site, mo, work_id, Choice.LABEL_GENERATED, "As you said.")
    assert (await stands(site, "jane")).by == ""


async def test_a_moderators_word_needs_a_reason_is_told_and_stands_over_what_is_earned(site: Site) -> None:
    mo, mo_actor = await person(site, "mo")
    _, jane = await person(site, "jane")
    with pytest.raises(Problem, match="Say why"):
        await set_trust(site, mo, "jane", "trusted", " ")
    with pytest.raises(NotAllowed):
        await set_trust(site, mo, mo_actor.name, "trusted", REASON)
    tom, _ = await person(site, "tom")
    with pytest.raises(NotAllowed):
        await set_trust(site, tom, "jane", "trusted", REASON)
    await set_trust(site, mo, "jane", "trusted", REASON)
    assert (await stands(site, "jane")).by == "moderator"
    assert any(kind == "trust" and REASON in words for kind, words in await works.told(site, jane))
    await vouch_by(site, "jane", "tom")
    await set_trust(site, mo, "jane", "distrusted", "Asked to.")
    assert not (await stands(site, "jane")).trusted
    assert (await stands(site, "tom")).vouches == (), "the word of who is not trusted does not stand"
    async with site.db.reading() as tx:
        assert [row.cause for row in await trust.history(tx, jane.id)] == ["trusted", "distrusted"]


@ONE
async def test_the_pages(site: Site, client: Client) -> None:
    await log_in(client, "jane")
    assert "You are not trusted yet" in (await client.get("/settings/trust")).text
    assert "Only members who are trusted" in (await client.get("/@tom/vouch")).text
    assert (await client.get("/@jane/vouch")).status == 404
    assert (await client.get("/admin/accounts/tom/trust")).status == 403
    mo = client.fresh()
    await log_in(mo, "mo")
    path = "/admin/accounts/jane/trust"
    empty = await mo.post_form(path, {"word": "trusted", "reason": ""})
    assert empty.status == 422 and "Say why" in empty.text
    assert (await mo.post_form(path, {"word": "trusted", "reason": "<b>Knows ink</b>"})).status == 303
    assert "&lt;b&gt;Knows ink" in (await mo.get(path)).text
    assert "Moderators trust you" in (await client.get("/settings/trust")).text
    assert 'href="/@tom/vouch"' in (await client.get("/@tom")).text
    assert (await client.post_form("/@tom/vouch", {"words": "Same class"})).status == 303
    assert "Same class" in (await mo.get("/admin/accounts/tom/trust")).text
    assert "tom" in (await client.get("/settings/trust")).text
    assert (await client.post_form("/@tom/vouch", {"take_back": "1"})).status == 303
    assert "ended" in (await mo.get("/admin/accounts/tom/trust")).text
    assert (await client.post("/@tom/vouch", data={"words": "x"})).status == 403, "no token, no deed"


@ONE
async def test_a_process_is_declared_shown_and_labelled_where_the_policy_says_so(
    site: Site, client: Client, tmp_path: Path
) -> None:
    _, jane = await person(site, "jane")
    said = {"process": "by-hand", "how": "Ink first, then colour in Krita.", "how_public": True}
    open_id = await works.publish_one(site, tmp_path, jane, works.human_png(), **said)
    secret = {"process": "assisted", "how": "A generated sky, painted over."}
    secret_id = await works.publish_one(site, tmp_path, jane, works.human_png(seed=6), **secret)
    page = (await client.get(f"/@jane/{open_id}")).text
    assert "Drawn or painted by hand" in page and "then colour in Krita" in page
    labelled = await works.artwork_of(site, secret_id)
    assert (labelled.state, labelled.ai_label) == ("published", "assisted")
    page = (await client.get(f"/@jane/{secret_id}")).text
    assert "Uses generated parts" in page and "painted over" not in page
    await log_in(client, "jane")
    assert "painted over" in (await client.get(f"/works/{secret_id}/edit")).text
    wrong = Details(title="x", process="by magic")
    with pytest.raises(Problem, match="from the list"):
        await works.submit(site, jane, works.Submission(wrong, works.submission(tmp_path, works.human_png()).uploads))
