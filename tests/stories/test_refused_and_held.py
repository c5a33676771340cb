"""What the filter finds: a file that says it was generated, a score that only a person can judge, an appeal won."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from fediart.actions.appeal import appeal
from fediart.actions.review import Choice, decide
from fediart.actions.review_queue import look_again
from fediart.site import Site
from fediart.store.actors import Actor
from tests import seeds
from tests.chromium import ABSENT, REASON
from tests.publish.works import a1111_png, human_png, red_detector, red_png
from tests.side.made import krita
from tests.site import make_artist
from tests.stories.conftest import Founded
from tests.stories.people import uploads

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(90),
    pytest.mark.skipif(ABSENT, reason=REASON),
]


def two_detectors(folder: Path) -> list[str]:
    """Both are wary of red; each has a vote."""
    second = red_detector(folder / "second")
    manifest = second / "manifest.toml"
    manifest.write_text(manifest.read_text().replace('name = "redness"', 'name = "second look"'))
    return [str(red_detector(folder / "first")), str(second)]


@pytest.mark.parametrize("phone", [False, True], ids=["wide screen", "phone without scripts"])
async def test_a_refusal_says_what_was_found_where_and_what_to_do(founded: Founded, phone: bool) -> None:
    async with founded() as town:
        jane = await town.person("jane", phone=phone, scripts=not phone)
        await uploads(jane, town, "Castle", a1111_png())

        # She reads what was found and where, in plain words, and what she can do
        await jane.heads("Not published")
        await jane.reads("You can appeal once", "What you can do")
        why = jane.part("Why")
        await expect(why).to_contain_text("this instance does not publish pictures of which this is said")
        await jane.unfolds("Everything that was found")
        await expect(why).to_contain_text("Declared")
        await expect(why).to_contain_text("parameters")
        await expect(why).to_contain_text("of the file")
        await expect(why.locator("code")).to_contain_text("Steps: 28")
        await jane.looks(f"story-1-refused{'-plain' if phone else ''}")

        # And finds it again from her notifications and among her works
        await jane.hears("was not published")
        await jane.follows("Your artwork", within="main")
        await jane.heads("Not published")
        await jane.goes("/works")
        await jane.reads("Castle", "Not published")
        await jane.looks(f"story-1-works{'-plain' if phone else ''}")


async def test_a_score_holds_a_moderator_asks_and_a_sketch_answers(founded: Founded, tmp_path: Path) -> None:
    async with founded(model=two_detectors(tmp_path)) as town:
        jane = await town.person("jane", phone=True, scripts=False)
        mo = await town.person("mo", role="moderator")
        await uploads(jane, town, "Poppies", red_png())
        await jane.heads("Waiting for a moderator")
        await jane.reads("resembles generated pictures", "A moderator looks at it", "Until then only you")
        await jane.finds_no("You can appeal")
        await jane.looks("story-2-held")

        # The moderator is told, and sees what the detectors make of it, and where
        await mo.goes("/")
        await mo.hears("asks for a review of")
        await mo.goes("/review")
        await mo.reads("Poppies", "by jane", "Score")
        await mo.looks("story-2-queue")
        await mo.presses("Take next")
        await mo.heads("Poppies")
        found = mo.part("What was found")
        await expect(found.get_by_role("table", name="What each model says").get_by_role("row")).to_have_count(2)
        await expect(found).to_contain_text("The file says nothing about its making. That proves nothing")
        await expect(found).to_contain_text("A score is no evidence")
        heat = mo.page.locator(".heat")
        await expect(heat).to_be_hidden()
        await mo.page.get_by_label("Heat map").check()
        await expect(heat).to_be_visible()
        await expect(heat.locator("text").first).to_have_text(re.compile(r"\d\d"))
        await mo.looks("story-2-heat")
        await mo.presses("Ask")
        await expect(mo.page.get_by_label("To the artist")).to_be_focused()
        await mo.page.keyboard.type("Could you show us the picture half done?")
        await mo.presses("Ask")
        await mo.reads("The artist is asked", within="body")

        # The artist answers with a picture of it half done
        await jane.hears("A moderator asks about your artwork")
        await jane.follows("your artwork", within="main")
        await jane.heads("A moderator has a question")
        await jane.reads("Could you show us the picture half done?", "Please answer by")
        await jane.chooses("Files that show how you made it", ("half done.png", human_png(), "image/png"))
        await jane.fills("Your words", "Gouache, wet in wet. The sketch is on the back.")
        await jane.looks("story-2-answer")
        await jane.presses("Send")
        await jane.heads("Waiting for a moderator")
        await jane.reads("half done.png", "Remove")

        # The moderator sees both, and lets it hang
        await mo.hears("answered about")
        await mo.follows("Poppies", within="main")
        await mo.reads("Gouache, wet in wet.", "half done.png")
        preview = mo.page.get_by_alt_text("What half done.png shows")
        assert await preview.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
        await mo.looks("story-2-answered")
        await mo.presses("Publish")
        await mo.reads("Decided, and the artist is told.", within="body")
        await mo.reads("Nobody waits")
        await town.works()
        await jane.hears("Poppies is published")
        await jane.follows("Poppies", within="main")
        await jane.heads("Poppies")
        await jane.finds_no("AI-generated", "AI-assisted")


async def overturned(site: Site, artist: Actor, *, times: int) -> None:
    """Appeals that were won before: fewer than five are not told as a number."""
    first, second = [await make_artist(site, name, role="moderator") for name in ("ines", "olu")]
    for _ in range(times):
        work = await seeds.hang(site, artist, "Kite")
        await look_again(site, first[0], work.id, "Somebody wrote to us")
        await decide(site, first[0], work.id, Choice.REFUSE, "We are not sure")
        await appeal(site, artist, work.id, "Here are the layers")
        await decide(site, second[0], work.id, Choice.PUBLISH)


async def test_an_appeal_with_layers_is_won_before_another_moderator(founded: Founded, tmp_path: Path) -> None:
    async with founded(model=str(red_detector(tmp_path / "red"))) as town:
        await overturned(town.site, (await make_artist(town.site, "kim"))[1], times=4)
        jane = await town.person("jane")
        mo = await town.person("mo", role="moderator", phone=True, scripts=False)
        maxi = await town.person("max", role="moderator", phone=True, scripts=False)
        await maxi.goes("/transparency")
        await maxi.reads("Appeals decided: fewer than 5. Overturned: fewer than 5.")
        await uploads(jane, town, "Poppies", red_png())
        await jane.heads("Waiting for a moderator")

        # A moderator refuses it, from a phone, and has to say why
        await mo.goes("/review")
        await mo.follows("Poppies", within="main")
        await mo.presses("Refuse")
        await mo.reads("Tell the artist why, and what would help.")
        await mo.looks("story-3-needs-words")
        await mo.fills("To the artist", "The petals have no edges. Show us how you made it?")
        await mo.presses("Refuse")
        await mo.reads("Decided, and the artist is told.", within="body")

        # The artist appeals, with the file she painted it in and shots of the way
        await jane.hears("was not published")
        await jane.follows("Your artwork", within="main")
        await jane.reads("The petals have no edges.", "You can appeal once", "A moderator who did not decide before")
        await jane.finds_no("nothing is decided yet")
        shots = [(f"day {day}.png", human_png(seed=day), "image/png") for day in (1, 2)]
        await jane.chooses("Files that show how you made it", ("poppies.kra", krita(), "application/x-krita"), *shots)
        await jane.fills("A word about these files", "Krita, and two evenings.")
        await jane.looks("story-3-refused")
        await jane.fills("Your words", "The petals are wet in wet; the layers show it.")
        await jane.page.get_by_role("button", name="Appeal").focus()
        await jane.page.keyboard.press("Enter")
        await jane.heads("Waiting for a moderator")
        await jane.reads("poppies.kra", "4 layers and 1 group", "day 1.png", "day 2.png")
        await jane.reads("A moderator who did not decide before looks at it", "You appealed")
        await jane.looks("story-3-appealed")

        # Who refused it cannot decide; somebody else can, and reads the names of the layers
        await mo.goes(jane.page.url.replace("/works/", "/review/"))
        await mo.reads("Appeal", "Somebody else")
        await expect(mo.page.get_by_role("button", name="Publish")).to_have_count(0)
        await maxi.goes("/")
        await maxi.hears("asks for a review")
        await maxi.follows("Poppies", within="main")
        await maxi.reads("The petals are wet in wet", "The petals have no edges")
        await maxi.reads("poppies.kra", "Krita, and two evenings.")
        await expect(maxi.part("What was said")).to_contain_text("mo refused it")
        await maxi.unfolds("Names of the layers")
        await maxi.reads("Line art", "Reference photo", "hidden")
        await maxi.looks("story-3-appeal")
        await maxi.presses("Publish")
        await town.works()

        # It hangs without a label, and everybody can read that a decision was overturned
        await jane.hears("Poppies is published")
        await jane.follows("Poppies", within="main")
        await jane.heads("Poppies")
        await jane.finds_no("AI-generated", "AI-assisted")
        await maxi.goes("/")
        await maxi.follows("Decisions", within="footer")
        await maxi.reads("Appeals decided: 5. Overturned: 5, that is 100 of 100.")
        await maxi.reads("no artist is refused for a score alone")
        await maxi.looks("story-3-transparency")
