"""What the admin decides: an instance that labels, copies that first artists hear of, a policy that is tried first."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import expect

from federation.media_types import ACTIVITY_JSON
from tests.chromium import ABSENT, REASON
from tests.copies.art import cropped, drawn
from tests.publish.works import a1111_png, human_png
from tests.stories.conftest import Founded
from tests.stories.people import Person, uploads

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.timeout(90),
    pytest.mark.skipif(ABSENT, reason=REASON),
]
GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


async def to_the_policy(admin: Person) -> None:
    await admin.goes("/")
    await admin.page.locator("header .menu > summary").click()
    await admin.follows("Administration", within="header")
    await admin.follows("Admission", within="main")


async def test_an_instance_that_labels_shows_it_and_visitors_hide_it(founded: Founded) -> None:
    async with founded() as town:
        ada = await town.person("ada", role="admin", phone=True, scripts=False)
        await to_the_policy(ada)
        await ada.follows("Label only", within="main")
        await ada.reads("Not in force yet", "Back to the version in force")
        await ada.looks("story-4-preset")
        await ada.presses("Put in force")
        await ada.reads("In force: version 2")

        # What would be refused elsewhere is published here, with its label
        jane = await town.person("jane")
        await uploads(jane, town, "Castle", a1111_png())
        await jane.heads("Published")
        await jane.reads("with the label", "AI-generated")
        await jane.looks("story-4-published")
        await jane.hears("Castle is published")
        await jane.reads("It carries the label “AI-generated”.")
        await jane.follows("Castle", within="main")
        await jane.heads("Castle")
        await jane.reads("AI-generated", "says that it was made by an AI generator")
        await jane.looks("story-4-artwork")
        await jane.follows("Why, and what you can do", within="main")
        await jane.reads("You can appeal once")
        await jane.page.go_back()
        answer = await jane.page.request.get(jane.page.url, headers={"Accept": ACTIVITY_JSON})
        note = await answer.json()
        assert note["attachment"][0]["digitalSourceType"] == GENERATED

        await uploads(jane, town, "Heron", human_png())
        await jane.heads("Published")

        # A visitor leaves such works out, and can have them back
        visitor = await town.person(phone=True, scripts=False)
        await visitor.goes("/")
        await visitor.reads("1 of these works carries an AI label.")
        await expect(visitor.page.locator(".tile")).to_have_count(2)
        await visitor.looks("story-4-gallery")
        await visitor.follows("Cover", within="main")
        await visitor.reads("1 covered for an AI label.")
        await visitor.looks("story-4-covered")
        await visitor.follows("Hide", within="main")
        await visitor.reads("1 work hidden for an AI label.")
        await expect(visitor.page.locator(".tile")).to_have_count(1)
        await visitor.looks("story-4-hidden")
        await visitor.follows("Show it", within="main")
        await expect(visitor.page.locator(".tile")).to_have_count(2)


async def test_the_first_artist_hears_of_a_copy_and_reports_it_with_one_click(founded: Founded) -> None:
    async with founded() as town:
        scene = drawn(11).resize((400, 300))
        jane = await town.person("jane", phone=True, scripts=False)
        await uploads(jane, town, "Low water", png(scene))
        await jane.heads("Published")
        kim = await town.person("kim")
        taken = cropped(scene.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 0.8, 0.9, 0.1)
        await uploads(kim, town, "Mine", png(taken))

        # It waits, and who uploaded it is told why without being accused
        await kim.heads("Waiting for a moderator")
        await kim.reads("A moderator looks at it", "Nothing is decided yet")
        await expect(kim.part("Why")).to_contain_text("looks like")
        await kim.looks("story-5-held")

        # The first artist sees both side by side
        await jane.hears("kim shows a picture that looks like yours")
        await jane.follows("Look at both", within="main")
        await jane.heads("A copy of your work?")
        await jane.reads("Yours", "Theirs", "It was mirrored or turned.", "It is not published")
        for one in await jane.page.locator(".pair img").all():
            assert await one.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
        await jane.looks("story-5-both")
        await jane.presses("Report")
        await jane.reads("The moderators have both pictures now", within="body")
        await jane.reads("Reported to the moderators")
        await expect(jane.page.get_by_role("button", name="Report")).to_have_count(0)

        # The moderators have one case with all of it
        mo = await town.person("mo", role="moderator", phone=True)
        await mo.goes("/review")
        await mo.reads("Mine", "Copy")
        await mo.follows("Mine", within="main")
        await mo.reads("Resembles another’s work")
        await mo.reads("says that this shows their “Low water” without leave")
        similar = mo.part("Similar works here")
        await expect(similar).to_contain_text("Low water")
        await expect(similar).to_contain_text("Has the same picture, or a part of it")
        await mo.looks("story-5-case")
        await mo.fills("To the artist", "It is jane’s work, mirrored. Please ask her.")
        await mo.presses("Refuse")
        await mo.reads("Decided, and the artist is told.", within="body")

        # And both hear what was decided
        await jane.hears("Moderators have looked at your report")
        await jane.reads("“Mine”, which looks like a work of yours, is not shown here.")
        await jane.follows("your report", within="main")
        await jane.reads("You reported it, and the moderators have decided")
        await jane.looks("story-5-decided")
        await kim.hears("was not published")
        await kim.reads("It is jane’s work, mirrored.")


async def test_a_policy_is_tried_put_in_force_and_taken_back(founded: Founded) -> None:
    async with founded() as town:
        jane = await town.person("jane")
        await uploads(jane, town, "Heron", human_png())
        await jane.heads("Published")
        ada = await town.person("ada", role="admin")
        await to_the_policy(ada)
        await ada.reads("In force: version 1")
        await ada.looks("story-6-policy")

        # What would have become of the works so far
        nothing = ada.part("New artists").get_by_label("No mark, low score")
        await expect(nothing).to_have_value("publish")
        await nothing.select_option(label="Hold")
        await ada.presses(re.compile("^Try it on the last"))
        trial = ada.part("With this policy, of the last")
        await expect(trial.get_by_role("row", name="Held")).to_contain_text("(+1)")
        await expect(trial).to_contain_text("1 work would be decided otherwise")
        await expect(nothing).to_have_value("hold")
        await ada.looks("story-6-tried")

        # In force, and taken back
        await ada.presses("Put in force")
        await ada.reads("In force: version 2", "Version 2")
        await expect(nothing).to_have_value("hold")
        first = ada.part("Versions").get_by_role("listitem").filter(has_text="Version 1")
        await ada.clicks(first.get_by_role("button", name="Restore it"))
        await ada.reads("In force: version 3")
        await expect(nothing).to_have_value("publish")
        await ada.looks("story-6-restored")

        # And out as a file, which an admin elsewhere can read in
        await ada.unfolds("A TOML file")
        async with ada.page.expect_download() as waiting:
            await ada.follows("Export version 3", within="main")
        text = Path(await (await waiting.value).path()).read_text()
        assert "[table.new" in text
        await ada.page.get_by_label("Or its text").fill(text.replace("publish", "hold"))
        await ada.presses("Show it in the form")
        await ada.reads("Not in force yet")
        await expect(nothing).to_have_value("hold")
