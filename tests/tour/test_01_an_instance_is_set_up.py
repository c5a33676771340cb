"""Chapter one. Somebody has started an instance; its first visitor makes it a place."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.store.database import Database
from tests.site import PASSWORD
from tests.tour.hands import press, words
from tests.tour.places import Place, opened, says

ANSWERS = {
    "name": "ada",
    "email": "ada@mail.example",
    "password": PASSWORD,
    "instance_name": "Riverside Studio",
    "instance_tagline": "Drawn by hand",
    "instance_description": "For people who draw along the river.",
    "instance_rules": "Be kind.\nCredit your sources.",
    "instance_ai_policy": "no-ai",
    "admission": "balanced",
    "instance_registrations": "open",
}


@pytest.fixture
async def new(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Place]:
    """An instance right after `fediart init`."""
    async with opened(db, tmp_path, clock, set_up=False, name="fediart") as place:
        yield place


async def test_whatever_the_first_visitor_asks_for_leads_to_the_welcome(new: Place) -> None:
    for path in ("/", "/about", "/log-in", "/@ada"):
        shown = await new.visitor.get(path, follow=True)
        assert shown.path == "/welcome"
        says(shown, "Welcome", "1. You", "2. The place", "3. What AI may do with the works")
        says(shown, "4. Pictures made by AI", "5. Who may join")


async def test_what_is_missing_is_said_and_what_was_typed_stays(new: Place) -> None:
    # Given a form that was sent too early
    early = ANSWERS | {"password": "brief", "instance_name": ""}
    sent = await press(new.visitor, "/welcome", "Open the instance", early)
    # Then nothing is lost but the password
    assert sent.status == 422
    assert "Give the instance a name." in words(sent)
    assert 'value="ada@mail.example"' in sent.text and "brief" not in sent.text
    assert await new.rows("select id from accounts") == []


async def test_five_answers_make_it_a_place_with_an_owner(new: Place) -> None:
    # When the first visitor answers
    arrived = await press(new.visitor, "/welcome", "Open the instance", ANSWERS)

    # Then they are its owner, logged in, and asked to say who they are
    assert arrived.path == "/settings/profile"
    assert [row["role"] for row in await new.rows("select role from accounts")] == ["owner"]
    assert (await new.visitor.get("/admin/settings")).status == 200

    # And everybody reads what the place is and what its rules are, in plain words
    stranger = new.visitor.fresh()
    assert "Riverside Studio" in (await stranger.get("/")).text
    says(
        await stranger.get("/about"),
        "For people who draw along the river.", "Be kind.", "Credit your sources.",
        "Nobody may feed this work to artificial intelligence",
    )  # fmt: skip

    # And machines read it, too
    info = await new.document("/nodeinfo/2.1")
    assert (info["openRegistrations"], info["metadata"]["nodeName"]) == (True, "Riverside Studio")

    # And nobody can do it a second time
    assert (await stranger.get("/welcome")).status == 404
    token = await stranger.csrf("/log-in")
    assert (await stranger.post("/welcome", data=ANSWERS | {"csrf": token})).status == 404
    assert len(await new.rows("select id from accounts")) == 1
