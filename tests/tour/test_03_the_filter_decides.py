"""Chapter three. Every picture is judged before anybody sees it; the instance's own policy says what follows."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.store.database import Database
from tests.publish.works import a1111_png, iptc_jpeg, partly_jpeg, red_detector, red_png
from tests.site import Client, drain
from tests.tour.hands import has_button, page_of, press, words
from tests.tour.places import Place, artwork_page, opened, publish, says, upload


@pytest.fixture
async def place(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Place]:
    """An instance with the policy it was made with, and a detector that is wary of red."""
    model = str(red_detector(tmp_path / "wary-of-red"))
    async with opened(db, tmp_path, clock, config={"admission": {"model": model}}) as made:
        yield made


@pytest.fixture
async def jane(place: Place) -> Client:
    return await place.member("jane")


@pytest.fixture
async def mira(place: Place) -> Client:
    """A moderator."""
    return await place.member("mira", role="moderator")


async def judged(place: Place, artist: Client, title: str, picture: bytes) -> tuple[str, str]:
    """Uploads and lets the filter decide: where the artist reads of it, and the state."""
    watched = await upload(artist, title, picture)
    await drain(place.site)
    return watched, (await artist.get(f"{watched}/state")).json["state"]


async def unseen(place: Place, title: str, watched: str) -> None:
    """Nobody but its artist learns that there is such a work."""
    for path in ("/", "/@jane", "/users/jane/outbox"):
        assert title not in (await place.visitor.get(path)).text
    work = watched.rsplit("/", 1)[1]
    assert (await place.visitor.get(f"/@jane/{work}")).status == 404
    assert (await place.visitor.get(f"/users/jane/posts/{work}", follow=True)).status == 404
    assert await place.rows("select id from posts") == await place.rows("select id from renditions") == []
    assert await place.rows("select id from outgoing") == []


async def test_a_human_drawing_passes(place: Place, jane: Client) -> None:
    page = await publish(place, jane, "Low sun")
    shown = await place.visitor.get(page)
    says(shown, "Low sun")
    assert "AI-generated" not in words(shown) and "AI-assisted" not in words(shown)


@pytest.mark.parametrize(
    ("picture", "found", "where"),
    [(a1111_png, "a1111", "parameters"), (iptc_jpeg, "iptc", "trainedAlgorithmicMedia")],
)
async def test_a_file_that_says_it_was_generated_is_refused_and_the_artist_learns_why(
    place: Place, jane: Client, picture, found: str, where: str
) -> None:
    # When somebody uploads a file in which a generator has left its mark
    watched, state = await judged(place, jane, "Castle", picture())

    # Then it is refused, with what was found, where, and what to do
    assert state == "refused"
    says(await jane.get(watched), "Why", where, "What you can do")
    says(await jane.get(watched), "this instance does not publish pictures of which this is said")
    says(await jane.get("/notifications"), "was not published")
    await unseen(place, "Castle", watched)

    # And the verdict is kept: which bytes, what was found, by which policy
    [row] = await place.rows("select * from verdicts where picture_id is not null")
    [picture_row] = await place.rows("select sha256 from pictures")
    assert (row["sha256"], row["decision"], row["policy_version"]) == (picture_row["sha256"], "refuse", 1)
    assert found in json.dumps(json.loads(row["evidence"])) + row["reasons"]
    assert row["model"] == "redness 1"


async def test_what_only_the_detector_suspects_waits_for_a_person(place: Place, jane: Client, mira: Client) -> None:
    # Given a picture that says nothing of itself, but looks suspicious to the detector
    watched, state = await judged(place, jane, "Poppies", red_png())
    assert state == "held"
    says(await jane.get(watched), "resembles generated pictures", "A moderator will look at it")
    await unseen(place, "Poppies", watched)
    [score] = await place.rows("select score, abstained from verdicts where picture_id is not null")
    assert score["score"] > 0.9 and not score["abstained"]

    # When the artist says how it was made, and a moderator looks
    await press(jane, watched, "Send", {"note": "Gouache on paper; I can show you the sketches."})
    says(await mira.get("/notifications"), "asks for a review")
    says(await mira.get("/review"), "Poppies", "jane")
    case = f"/review/{watched.rsplit('/', 1)[1]}"
    says(await mira.get(case), "I can show you the sketches", "of 100", "redness 1")
    await press(mira, case, "Publish", {"note": "Lovely brushwork."})
    await drain(place.site)

    # Then it is public, without any label, and the artist reads the moderator's words
    page = await artwork_page(jane, watched)
    says(await place.visitor.get(page), "Poppies")
    says(await jane.get(watched), "Lovely brushwork.")
    persons = await place.rows("select decision, note from verdicts where account_id is not null order by id")
    assert (persons[-1]["decision"], persons[-1]["note"]) == ("publish", "Lovely brushwork.")
    assert "Poppies" not in words(await mira.get("/review"))


async def test_a_refusal_by_a_person_needs_words(place: Place, jane: Client, mira: Client) -> None:
    watched, _ = await judged(place, jane, "Poppies", red_png())
    case = f"/review/{watched.rsplit('/', 1)[1]}"

    wordless = await press(mira, case, "Refuse")
    assert wordless.status == 422

    await press(mira, case, "Refuse", {"note": "The hands have six fingers. Show us your layers?"})
    await drain(place.site)
    says(await jane.get(watched), "The hands have six fingers.")
    await unseen(place, "Poppies", watched)

    # And what should never come again does not
    await press(mira, case, "Add to the list", {"reason": "The third time."})
    assert (await judged(place, jane, "Poppies, anew", red_png()))[1] == "refused"


async def test_nobody_decides_about_a_work_of_their_own_while_others_could(
    place: Place, mira: Client, jane: Client
) -> None:
    await place.member("ada", role="owner")
    watched, state = await judged(place, mira, "Poppies", red_png())
    assert state == "held"
    case = f"/review/{watched.rsplit('/', 1)[1]}"
    own = await mira.get(case)
    says(own, "Somebody else has to decide about your own work")
    assert not has_button(own, "Publish")
    assert (await jane.get("/review")).status == 403


async def test_another_instance_decides_otherwise(place: Place, jane: Client) -> None:
    # Given an owner who would rather have labels than refusals
    ada = await place.member("ada", role="owner")
    await press(ada, "/admin/admission?from=preset-label-only", "Put in force")

    # When the same file comes in that was refused before
    page = await publish(place, jane, "Castle", iptc_jpeg())

    # Then it is shown, and everybody is told: people, servers, and whoever opens the file
    says(await place.visitor.get(page), "Castle", "AI-generated")
    note = await place.document(page)
    assert note["attachment"][0]["digitalSourceType"].endswith("/trainedAlgorithmicMedia")
    file = await place.visitor.get(note["attachment"][0]["url"].removeprefix(place.origin))
    assert b"digitalsourcetype/trainedAlgorithmicMedia" in file.body
    versions = await place.rows("select policy_version, label from verdicts where picture_id is not null")
    assert [(row["policy_version"], row["label"]) for row in versions] == [(2, "generated")]


async def test_partial_use_of_ai_is_labelled_by_default(place: Place, jane: Client) -> None:
    page = await publish(place, jane, "Collage", partly_jpeg())
    shown = await place.visitor.get(page)
    says(shown, "AI-assisted")
    assert page_of(shown).xpath("//a[@href='/about#admission']"), "a link to how works are checked"
