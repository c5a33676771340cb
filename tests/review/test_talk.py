"""Questions, answers and appeals: who hears what, who decides next, and what time does. The clock is moved by hand."""

from __future__ import annotations

import asyncio

import pytest

from fediart.actions.appeal import answer, appeal, ask
from fediart.actions.review import Choice, decide, open_review
from fediart.actions.review_queue import look_again, open_to, take, take_next
from fediart.clock import DAY, HOUR, HandClock
from fediart.errors import NotAllowed, NotFound, Problem
from fediart.jobs.review_limits import look
from fediart.site import Site
from fediart.store import actors, artworks, reviews, verdicts
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.web.work_case import told as work_told
from tests import seeds
from tests.publish.works import told
from tests.review.conftest import case_of, held, state_of, steps_of
from tests.site import make_artist


async def kinds(site: Site, who: Actor) -> list[str]:
    return [kind for kind, _ in await told(site, who)]


async def actor_of(site: Site, account: Account) -> Actor:
    async with site.db.reading() as tx:
        found = await actors.by_id(tx, account.actor_id)
    assert found is not None
    return found


async def test_a_question_is_answered_and_the_case_comes_back(site: Site, artist: Actor, mo: Account) -> None:
    work = await held(site, artist)
    with pytest.raises(Problem, match="what you would like to know"):
        await ask(site, mo, work, " ")
    await ask(site, mo, work, "Could you show us the sketch?")
    assert (await case_of(site, work)).state == reviews.ASKED
    assert ("artwork-asked", "Could you show us the sketch?") in await told(site, artist)
    with pytest.raises(Problem, match="asked already"):
        await ask(site, mo, work, "And the paper?")
    await answer(site, artist, work, "It is attached.")
    assert (await case_of(site, work)).state == reviews.WAITING
    assert "review-answered" in await kinds(site, await actor_of(site, mo))
    assert await steps_of(site, work) == ["hold", "ask", "answer"]


async def test_nothing_is_refused_by_silence(site: Site, artist: Actor, mo: Account, clock: HandClock) -> None:
    work = await held(site, artist)
    await ask(site, mo, work, "Which brush?")
    await look(site, {})
    assert await steps_of(site, work) == ["hold", "ask"]
    clock.move(10 * DAY)
    await look(site, {})
    await look(site, {})
    assert await steps_of(site, work) == ["hold", "ask", "remind"]
    assert await kinds(site, artist) == ["artwork-asked", "artwork-asked"]
    clock.move(4 * DAY)
    await look(site, {})
    assert await steps_of(site, work) == ["hold", "ask", "remind", "lapse"]
    assert (await case_of(site, work)).state == reviews.WAITING and await state_of(site, work) == "held"
    clock.move(7 * DAY)
    await look(site, {})
    assert "review-reminder" in await kinds(site, await actor_of(site, mo))
    await answer(site, artist, work, "Sorry, I was away. A round one.")
    assert await decide(site, mo, work, Choice.PUBLISH)


async def test_an_appeal_goes_to_another_moderator_and_can_be_won(
    site: Site, artist: Actor, mo: Account, max_: Account
) -> None:
    work = await held(site, artist)
    await decide(site, mo, work, Choice.REFUSE, "It looks generated.")
    await appeal(site, artist, work, "Here are forty layers.")
    case = await case_of(site, work)
    assert (case.cause, case.appealed, await state_of(site, work)) == ("appeal", "refuse:person", "held")
    assert (await kinds(site, await actor_of(site, max_)))[-1] == "review-needed"
    assert (await kinds(site, await actor_of(site, mo))).count("review-needed") == 1
    with pytest.raises(NotAllowed, match="decided about this work before"):
        await decide(site, mo, work, Choice.REFUSE, "Again.")
    await decide(site, max_, work, Choice.PUBLISH, "Beautiful layers.")
    assert (await case_of(site, work)).overturned == 1


async def test_where_nobody_else_is_the_same_person_decides_and_that_is_written_down(
    site: Site, artist: Actor, mo: Account
) -> None:
    work = await held(site, artist)
    await decide(site, mo, work, Choice.REFUSE, "No.")
    await appeal(site, artist, work, "Please look at the layers.")
    await decide(site, mo, work, Choice.REFUSE, "Still no.")
    async with site.db.reading() as tx:
        last = (await verdicts.of_artwork(tx, work))[-1]
    assert [one["code"] for one in last.reasons] == ["same-person"]
    with pytest.raises(Problem, match="nothing to look at again"):
        await appeal(site, artist, work, "Once more.")


async def test_an_appeal_has_its_time_and_a_late_decision_goes_to_the_admins(
    site: Site, artist: Actor, mo: Account, max_: Account, ada: Account, clock: HandClock
) -> None:
    work, late = await held(site, artist), await held(site, artist)
    for one in (work, late):
        await decide(site, mo, one, Choice.REFUSE, "No.")
    clock.move(29 * DAY)
    await appeal(site, artist, work, "I was ill.")
    clock.move(2 * DAY)
    with pytest.raises(Problem, match="time for an appeal is over"):
        await appeal(site, artist, late, "Me too.")
    clock.move(3 * DAY)
    await look(site, {})
    assert (await steps_of(site, work))[-2:] == ["appeal", "remind"]
    clock.move(2 * DAY)
    await look(site, {})
    assert (await steps_of(site, work))[-1] == "escalate"
    assert (await kinds(site, await actor_of(site, ada))).count("review-reminder") == 2
    assert (await kinds(site, await actor_of(site, max_))).count("review-reminder") == 1
    assert (await case_of(site, work)).escalated and await state_of(site, work) == "held"


async def test_only_the_artist_speaks_for_a_work(site: Site, artist: Actor, mo: Account) -> None:
    work = await held(site, artist)
    _, other = await make_artist(site, "mallory")
    for deed in (answer, appeal):
        with pytest.raises(NotFound):
            await deed(site, other, work, "Mine.")
    with pytest.raises(NotAllowed):
        await ask(site, (await make_artist(site, "pete"))[0], work, "Well?")


async def test_of_two_at_the_same_moment_one_decides(site: Site, artist: Actor, mo: Account, max_: Account) -> None:
    work = await held(site, artist)
    ends = await asyncio.gather(
        decide(site, mo, work, Choice.REFUSE, "No."), decide(site, max_, work, Choice.PUBLISH), return_exceptions=True
    )
    assert [type(one) for one in ends if one is not True] == [Problem]
    assert len(await steps_of(site, work)) == 2


async def test_the_queue_gives_each_moderator_what_they_can_decide(
    site: Site, artist: Actor, mo: Account, max_: Account, clock: HandClock
) -> None:
    own = await held(site, await actor_of(site, mo))
    clock.move(HOUR)
    first = await held(site, artist)
    clock.move(HOUR)
    second = await held(site, artist)
    assert await take_next(site, mo) == first
    assert await take_next(site, max_) == own
    assert await take_next(site, max_, after=own) == second
    async with site.db.reading() as tx:
        assert [one.artwork_id for one in await open_to(tx, mo, now=clock.now())] == [first]
    with pytest.raises(NotAllowed):
        await take(site, mo, own)
    clock.move(2 * HOUR)
    assert await take_next(site, mo, after=first) == second


async def test_a_published_work_stays_up_until_a_person_decides(site: Site, artist: Actor, mo: Account) -> None:
    work = await seeds.hang(site, artist, "Heron")
    async with site.db.writing() as tx:
        await open_review(tx, site, work, "rescan", "The new model finds it doubtful.")
        await open_review(tx, site, work, "copy", "It resembles another work.")
    assert await state_of(site, work.id) == "published"
    assert (await case_of(site, work.id)).cause == "rescan"
    assert await steps_of(site, work.id) == ["open", "open"]
    await decide(site, mo, work.id, Choice.KEEP)
    assert await state_of(site, work.id) == "published" and await kinds(site, artist) == []
    await look_again(site, mo, work.id, "A member wrote to us.")
    async with site.db.reading() as tx:
        assert (await artworks.by_id(tx, work.id)) == work
        assert len(await reviews.of_artwork(tx, work.id)) == 2


async def test_a_report_of_what_is_held_already_adds_its_words_to_the_case(
    site: Site, artist: Actor, mo: Account, max_: Account
) -> None:
    work = await held(site, artist)
    await take(site, mo, work)
    for words in ("@kim says that this shows their “Heron”.", "@lu says so, too."):
        async with site.db.writing() as tx:
            found = await artworks.by_id(tx, work)
            assert found is not None
            await open_review(tx, site, found, "copy", words)
    case = await case_of(site, work)
    assert (case.cause, case.words) == ("score", "@kim says that this shows their “Heron”.")
    assert await steps_of(site, work) == ["hold", "open", "open"]
    assert (await kinds(site, await actor_of(site, mo))).count("review-needed") == 3
    assert (await kinds(site, await actor_of(site, max_))).count("review-needed") == 1


@pytest.mark.one_engine
async def test_an_artist_is_told_the_newest_reason(site: Site, artist: Actor, mo: Account) -> None:
    """Not what the filter found long ago, when a person has decided and then somebody reports the work."""
    work = await held(site, artist)

    async def page() -> tuple[tuple[str, ...], str]:
        async with site.db.reading() as tx:
            return work_told(await verdicts.of_artwork(tx, work))

    async def report(cause: str) -> None:
        async with site.db.writing() as tx:
            found = await artworks.by_id(tx, work)
            assert found is not None
            await open_review(tx, site, found, cause, "words for moderators alone")

    old, copied = "Its texture resembles generated pictures.", "An artist says that it shows a work of theirs."
    assert (await page())[0] == (old,)
    await report("copy")
    assert (await page())[0] == (old, copied), "both are undecided"
    await decide(site, mo, work, Choice.LABEL_ASSISTED)
    assert await page() == ((old,), ""), "that is what the label was for"
    await report("report")
    assert await page() == (("Somebody has reported it.",), "")
