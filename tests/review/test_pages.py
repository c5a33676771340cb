"""The queue and a case in the browser: what is shown to whom, and what forged forms and guessed numbers get."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from fediart.actions.appeal import ask
from fediart.actions.review import Choice, decide, open_review
from fediart.site import Site
from fediart.store import actors, measurements, pictures
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.measurements import Measurement
from tests import seeds
from tests.review.conftest import case_of, change_policy, held, state_of, steps_of
from tests.site import Client, log_in, served

QUOTE = {"grade": "declared", "claim": "generated", "code": "x", "where": "XMP", "quote": "<script>alert(1)</script>"}


@pytest.fixture
async def browser(site: Site, artist: Actor, mo: Account) -> AsyncIterator[Client]:
    """Mo's."""
    async with served(site) as client:
        await log_in(client, "mo")
        yield client


async def as_member(browser: Client, name: str) -> Client:
    other = browser.fresh()
    await log_in(other, name)
    return other


async def measure(site: Site, work: int) -> int:
    """Gives the work's picture a score, squares and a quote. Returns the picture's id."""
    async with site.db.writing() as tx:
        [picture] = await pictures.of_artwork(tx, work)
        crops = ((0, 0, 400, 0.97), (400, 0, 400, 0.1))
        votes = (
            {"model": "one 1", "probability": 0.97, "abstained": False, "band": "high", "why": ""},
            {"model": "two 1", "probability": None, "abstained": True, "band": "cannot-tell", "why": "flat"},
        )
        await measurements.keep(
            tx, Measurement(picture.sha256, "one 1 + two 1", 0.97, "high", 0, "", crops, 1200, 1200, votes, (QUOTE,), 1)
        )
    return picture.id


async def test_a_case_shows_what_was_measured(site: Site, artist: Actor, browser: Client) -> None:
    assert "Nobody waits" in (await browser.get("/review")).text
    work = await held(site, artist)
    picture = await measure(site, work)
    page = (await browser.get(f"/review/{work}")).text
    assert 'viewBox="0 0 1200 1200"' in page and '<rect class="heat-cell" x="0" y="0" width="400" height="400"' in page
    assert 'fill-opacity="0.776"' in page and "top left (0, 0, 400 pixels wide): 97 of 100" in page
    for words in ("High", "97 of 100", "about 1 in 1,000 hand-made", "two 1", "Declared", "few write them falsely"):
        assert words in page, words
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert f'href="/works/{work}/pictures/{picture}"' in page
    for key in "plarjkh":
        assert f"<kbd>{key}</kbd>" in page
    queue = (await browser.get("/review?cause=score")).text
    assert f"/review/{work}" in queue and "Score" in queue and "7 days left" in queue
    assert "None of this kind" in (await browser.get("/review?cause=copy")).text


async def test_asking_taking_and_deciding_in_the_browser(site: Site, artist: Actor, browser: Client) -> None:
    work, other = await held(site, artist), await held(site, artist)
    taken = await browser.post_form("/review/next", {}, page="/review")
    assert taken.location == f"/review/{work}"
    assert "You have taken it" in (await browser.get(f"/review/{work}")).text
    assert (await browser.post_form(f"/review/{work}/leave", {}, page=f"/review/{work}")).status == 303
    empty = await browser.post_form(f"/review/{work}", {"choice": "ask", "note": ""})
    assert empty.status == 422 and "what you would like to know" in empty.text
    asked = await browser.post_form(f"/review/{work}", {"choice": "ask", "note": "Which <b>paper</b>?"})
    assert asked.location == f"/review/{other}"
    jane = await as_member(browser, "jane")
    page = (await jane.get(f"/works/{work}")).text
    assert "A moderator asks" in page and "Which &lt;b&gt;paper" in page and "nothing is refused for that" in page
    assert (await jane.post_form(f"/works/{work}/answer", {"note": "Rag."})).status == 303
    assert "Rag." in (await browser.get(f"/review/{work}")).text
    refused = await browser.post_form(f"/review/{work}", {"choice": "refuse", "note": "Too smooth for us."})
    assert refused.status == 303 and await state_of(site, work) == "refused"
    page = (await jane.get(f"/works/{work}")).text
    assert "Too smooth for us." in page and "You can appeal once, until" in page and f"/works/{work}/appeal" in page
    for accusing in ("fraud", "cheat", "fake", "guilty", "liar"):
        assert accusing not in page.lower()
    assert (await jane.post_form(f"/works/{work}/appeal", {"note": "Layers!"})).status == 303
    page = (await jane.get(f"/works/{work}")).text
    assert "A moderator who did not decide before" in page and ">mo<" not in page


async def test_the_second_of_two_chooses_unseen(
    site: Site, artist: Actor, browser: Client, max_: Account, ada: Account
) -> None:
    await change_policy(site, two_persons=True)
    work = await held(site, artist)
    first = await browser.post_form(f"/review/{work}", {"choice": "refuse", "note": "I see a pattern."}, follow=True)
    assert "Another moderator chooses now" in first.text
    second = await as_member(browser, "max")
    page = (await second.get(f"/review/{work}")).text
    assert "I see a pattern." not in page and "one voice of two" not in page
    assert "chosen already" in (await browser.get(f"/review/{work}")).text
    await second.post_form(f"/review/{work}", {"choice": "publish"})
    third = (await (await as_member(browser, "ada")).get(f"/review/{work}")).text
    assert "I see a pattern." in third and "two disagree" in third.lower() and 'value="refuse"' in third


async def test_forged_and_foreign_requests_change_nothing(site: Site, artist: Actor, browser: Client) -> None:
    work = await held(site, artist)
    jane = await as_member(browser, "jane")
    for path in (f"/review/{work}", f"/review/{work}/take", "/review/next", f"/review/{work}/look-again"):
        assert (await browser.post(path, data={"choice": "publish"})).status == 403, path
        assert (await jane.post_form(path, {"choice": "publish"}, page="/new")).status == 403, path
    for path in ("/review/9999999999999999999", "/review/12"):
        assert (await browser.get(path)).status == 404
        assert (await browser.post_form(path, {"choice": "publish"}, page="/review")).status == 404
    assert (await browser.post_form(f"/review/{work}", {"choice": "delete"})).status == 422
    assert (await browser.post_form(f"/review/{work}", {"choice": "refuse", "note": "x" * 1001})).status == 422
    assert await steps_of(site, work) == ["hold"] and await state_of(site, work) == "held"


async def test_originals_of_published_works_are_seen_only_while_there_is_a_case(
    site: Site, artist: Actor, browser: Client
) -> None:
    work = await seeds.hang(site, artist, "Heron")
    private = await seeds.hang(site, artist, "Letter", visibility="followers")
    async with site.db.reading() as tx:
        [picture] = await pictures.of_artwork(tx, work.id)
    original = f"/works/{work.id}/pictures/{picture.id}"
    page = (await browser.get(f"/review/{work.id}")).text
    assert original not in page and "Put it up for review" in page
    assert (await browser.get(original)).status == 404
    assert (await browser.get(f"/review/{private.id}")).status == 404
    up = await browser.post_form(f"/review/{work.id}/look-again", {"why": "A member asks."}, page=f"/review/{work.id}")
    assert up.status == 303 and (await case_of(site, work.id)).cause == "moderator"
    page = (await browser.get(f"/review/{work.id}")).text
    assert original in page and "Take down" in page and "Leave as it is" in page


async def test_nobody_decides_about_their_own_work(site: Site, browser: Client, mo: Account, max_: Account) -> None:
    async with site.db.reading() as tx:
        own = await actors.by_id(tx, mo.actor_id)
    assert own is not None
    work = await held(site, own)
    page = (await browser.get(f"/review/{work}")).text
    assert "Somebody else has to decide about your own work." in page and 'value="refuse"' not in page
    assert (await browser.post_form(f"/review/{work}", {"choice": "publish"}, page="/new")).status == 403
    await ask(site, max_, work, "How?")
    await decide(site, max_, work, Choice.PUBLISH)


async def test_notifications_lead_to_the_case_and_to_the_work(site: Site, artist: Actor, browser: Client) -> None:
    work = await seeds.hang(site, artist, "Heron")
    async with site.db.writing() as tx:
        await open_review(tx, site, work, "report", "Words for moderators.")
    assert f"/review/{work.id}" in (await browser.get("/notifications")).text
    await browser.post_form(f"/review/{work.id}", {"choice": "refuse", "note": "We doubt it."})
    jane = await as_member(browser, "jane")
    news = (await jane.get("/notifications")).text
    assert f"/works/{work.id}" in news and "was taken down" in news and "We doubt it." in news
    page = (await jane.get(f"/works/{work.id}")).text
    assert "Other servers are not told to delete it" in page and "Words for moderators." not in page
