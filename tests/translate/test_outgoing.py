"""Artworks and actors as other servers read them best (docs: how each of them reads a post)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from federation.vocab import Note, read_actor, read_note
from fediart.clock import HandClock
from fediart.rights.model import Preset
from fediart.site import Site
from fediart.store import posts
from fediart.store.actors import Actor, Field
from fediart.store.artworks import Artwork
from fediart.store.database import Database
from fediart.store.settings import InstanceSettings
from fediart.translate import outgoing
from fediart.translate.loading import told
from tests.seeds import hang
from tests.site import make_artist, running_site

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@pytest.fixture
async def home(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[tuple[Site, Actor]]:
    async with running_site(db, tmp_path, clock) as site:
        _, jane = await make_artist(site, "jane")
        yield site, jane


async def note_of(site: Site, work: Artwork, **changes: Any) -> dict[str, Any]:
    async with site.db.reading() as tx:
        post = await posts.by_id(tx, work.id)
        assert post is not None
        made = await told(tx, replace(post, **changes))
    assert made is not None
    return outgoing.artwork_note(site.config, InstanceSettings(), made)


async def test_the_golden_note(home: tuple[Site, Actor]) -> None:
    site, jane = home
    work = await hang(
        site, jane, "Harbour <at> night", sizes=[(4000, 3000)], description="Oil, #harbour.\n\nFor sale.",
        medium="Oil on canvas", tags=("Night", "sea"),
    )  # fmt: skip
    note = await note_of(site, work)
    assert note["type"] == "Note"
    assert note["@context"][0] == "https://www.w3.org/ns/activitystreams"
    assert note["id"] == f"{jane.uri}/posts/{work.id}" and note["attributedTo"] == jane.uri
    assert note["url"] == f"{site.config.origin}/@jane/{work.id}"
    assert (note["to"], note["cc"]) == ([PUBLIC], [jane.followers_uri])
    assert note["content"].startswith("<p><strong>Harbour &lt;at&gt; night</strong></p><p>Oil, ")
    assert "<p>Oil on canvas</p>" in note["content"]
    assert list(note["contentMap"]) == ["en"] and note["contentMap"]["en"] == note["content"]
    assert note["summary"] is None and note["sensitive"] is False and "name" not in note
    assert {tag["name"] for tag in note["tag"]} >= {"#Night", "#sea"}
    assert note["replies"]["first"]["items"] == [] and note["replies"]["totalItems"] == 0
    assert note["likes"]["totalItems"] == 0 and note["shares"]["totalItems"] == 0
    assert note["interactionPolicy"]["canLike"]["automaticApproval"] == [PUBLIC]
    assert note["interactionPolicy"]["canQuote"]["automaticApproval"] == [jane.uri]
    assert "updated" not in note


async def test_pictures_as_every_server_takes_them(home: tuple[Site, Actor]) -> None:
    site, jane = home
    work = await hang(site, jane, "Two", sizes=[(1200, 800), (800, 1200)])
    for one in (await note_of(site, work))["attachment"]:
        assert one["type"] == "Image"
        assert isinstance(one["url"], str) and one["url"].startswith(site.config.origin + "/media/")
        assert one["mediaType"] in ("image/jpeg", "image/png", "image/webp")
        assert one["name"] == one["summary"]
        assert 0 < one["width"] <= 5000 and 0 < one["height"] <= 5000
        assert len(one["focalPoint"]) == 2


async def test_more_than_four_pictures_are_all_sent_and_told_of(home: tuple[Site, Actor]) -> None:
    site, jane = home
    note = await note_of(site, await hang(site, jane, "Six", sizes=[(600, 600)] * 6))
    assert len(note["attachment"]) == 6
    assert f'+2 more on <a href="{note["url"]}">' in note["content"]
    assert "more on" not in (await note_of(site, await hang(site, jane, "Four", sizes=[(600, 600)] * 4)))["content"]


async def test_a_warning_folds_and_an_edit_says_when(home: tuple[Site, Actor]) -> None:
    site, jane = home
    work = await hang(site, jane, "Blood", warning="Blood", mature=1)
    note = await note_of(site, work, edited=work.published + 60_000)
    assert (note["summary"], note["sensitive"]) == ("Blood", True)
    assert note["updated"] > note["published"]


@pytest.mark.parametrize(
    ("visibility", "to", "cc"),
    [("unlisted", "followers", [PUBLIC]), ("followers", "followers", []), ("direct", "nobody", [])],
)
async def test_who_it_is_for(home: tuple[Site, Actor], visibility: str, to: str, cc: list[str]) -> None:
    site, jane = home
    note = await note_of(site, await hang(site, jane, "Quiet", visibility=visibility))
    assert note["to"] == ([jane.followers_uri] if to == "followers" else [])
    assert note["cc"] == cc
    assert note["searchableBy"] == note["attributedTo"], "an empty list would say nothing (FEP-268d)"
    if visibility != "unlisted":
        assert PUBLIC not in str(note["interactionPolicy"])


async def test_the_policy_is_on_the_post_and_on_each_picture(home: tuple[Site, Actor]) -> None:
    site, jane = home
    note = await note_of(site, await hang(site, jane, "Two", sizes=[(600, 600)] * 2, licence="cc-by-nc-nd-4.0"))
    for part in (note, *note["attachment"]):
        assert part["contentUsage"] == "train-ai=n, search=y"
        assert part["tdmReservation"] == 1
        assert part["license"] == "https://creativecommons.org/licenses/by-nc-nd/4.0"
        assert part["hasPolicy"] == f"{site.config.origin}/policies/no-ai.jsonld"
        assert part["creditText"] == jane.shown_name
    work = await hang(site, jane, "Open", ai_policy=str(Preset.OPEN))
    assert (await note_of(site, work))["contentUsage"] == "train-ai=y, search=y"


async def test_how_a_picture_came_to_be_is_said_when_declared_or_labelled(home: tuple[Site, Actor]) -> None:
    site, jane = home
    assert "digitalSourceType" not in await note_of(site, await hang(site, jane, "Silent"))
    declared = await note_of(site, await hang(site, jane, "Said", digital_source_type="digitalCreation"))
    assert declared["digitalSourceType"].endswith("/digitalCreation")
    labelled = await note_of(site, await hang(site, jane, "Labelled", ai_label="generated"))
    assert labelled["attachment"][0]["digitalSourceType"].endswith("/trainedAlgorithmicMedia")


async def test_what_we_write_we_read(home: tuple[Site, Actor]) -> None:
    site, jane = home
    note = await note_of(site, await hang(site, jane, "Round trip", tags=("ink",)))
    read = read_note(note)
    assert isinstance(read, Note)
    assert read.hashtags[0].name == "ink" and len(read.attachments) == 1 and read.url == note["url"]


async def test_a_processor_finds_the_terms_under_their_own_names(home: tuple[Site, Actor]) -> None:
    site, jane = home
    note = await note_of(site, await hang(site, jane, "Terms"))
    inline = [one for one in note["@context"] if isinstance(one, dict)]
    (expanded,) = jsonld.expand({**note, "@context": inline})
    for iri in (
        "http://purl.org/dc/terms/license",
        "http://www.w3.org/ns/odrl/2/hasPolicy",
        "http://www.w3.org/ns/tdmrep#reservation",
        "https://schema.org/usageInfo",
        "https://gotosocial.org/ns#interactionPolicy",
    ):
        assert iri in expanded, iri


async def test_the_actor_says_the_policy_to_people_and_programs(home: tuple[Site, Actor]) -> None:
    site, jane = home
    jane = replace(jane, fields=(Field("Shop", "https://shop.example/jane"), Field("From", "<Oslo>")), avatar="")
    made = outgoing.actor_document(site.config, InstanceSettings(), jane)
    read = read_actor(made)
    assert (read.username, read.type, read.keys[0].id) == ("jane", "Person", jane.public_key_id)
    assert read.webfinger == f"jane@{site.config.instance.host}"
    by_name = {one["name"]: one["value"] for one in made["attachment"]}
    assert by_name["AI training"] == "Not permitted"
    assert 'rel="me nofollow noopener"' in by_name["Shop"] and by_name["From"] == "&lt;Oslo&gt;"
    assert made["preferredLicense"] and made["contentUsage"] == "train-ai=n, search=y"
    assert made["indexable"] is True and made["discoverable"] is True
    hidden = outgoing.actor_document(site.config, InstanceSettings(), replace(jane, discoverable=0))
    assert hidden["indexable"] is False and hidden["discoverable"] is False
    assert "private" not in str(made).lower()
