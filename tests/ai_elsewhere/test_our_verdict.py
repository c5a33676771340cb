"""Our own labels travel: as a source type on the work and each picture, as a hashtag or warning, and back to us."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from federation.objects import Note
from federation.vocab import read_object
from fediart.actions.withdrawal import relabel
from fediart.clock import HOUR, HandClock
from fediart.site import Site
from fediart.store import artworks, posts
from fediart.store.actors import Actor
from fediart.store.database import Database
from fediart.store.remote_labels import Label, Word
from fediart.store.settings import read_settings
from fediart.translate.declared import declared
from fediart.translate.loading import told
from fediart.translate.outgoing import artwork_note
from tests import seeds
from tests.site import change_settings, make_artist, running_site, served

pytestmark = pytest.mark.one_engine

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
TRAINED, COMPOSITE = f"{IPTC}trainedAlgorithmicMedia", f"{IPTC}compositeWithTrainedAlgorithmicMedia"


@dataclass
class Studio:
    site: Site
    jane: Actor
    clock: HandClock

    async def hang(self, label: str, **more: Any) -> int:
        sizes = [(900, 600), (600, 600)]
        return (await seeds.hang(self.site, self.jane, "Dusk", sizes=sizes, ai_label=label, **more)).id

    async def note(self, work_id: int) -> dict[str, Any]:
        async with self.site.db.reading() as tx:
            post = await posts.by_id(tx, work_id)
            assert post is not None
            made = await told(tx, post)
            assert made is not None
            return artwork_note(self.site.config, await read_settings(tx), made)


def _term(note: dict[str, Any], name: str) -> object:
    """As our own context defines it; that every context expands as meant is shown in tests/rights."""
    return next(one[name] for one in note["@context"] if isinstance(one, dict) and name in one)


@pytest.fixture
async def studio(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Studio]:
    async with running_site(db, tmp_path, clock) as site:
        yield Studio(site, (await make_artist(site, "jane"))[1], clock)


WIRE = (
    ("generated", "", TRAINED),
    ("assisted", "", COMPOSITE),
    ("generated", "digitalCreation", TRAINED),
    ("generated", "compositeWithTrainedAlgorithmicMedia", TRAINED),
    ("assisted", "digitalCreation", COMPOSITE),
    ("assisted", "trainedAlgorithmicMedia", TRAINED),
    ("", "digitalCreation", f"{IPTC}digitalCreation"),
    ("", "", None),
)


async def test_a_label_is_the_source_type_of_the_work_and_of_each_picture(studio: Studio) -> None:
    for label, artist_says, wire in WIRE:
        note = await studio.note(await studio.hang(label, digital_source_type=artist_says))
        said = [one.get("digitalSourceType") for one in (note, *note["attachment"])]
        assert said == [wire, wire, wire], (label, artist_says)
        assert wire is None or _term(note, "digitalSourceType") == {"@id": "sdo:digitalSourceType", "@type": "@id"}


async def test_the_hashtag_and_the_warning_are_the_instances_choice(studio: Studio) -> None:
    work = await studio.hang("generated", warning="Wasps", tags=("Dusk",))
    note = await studio.note(work)
    assert [one["name"] for one in note["tag"] if one["type"] == "Hashtag"] == ["#Dusk", "#AIgenerated"]
    assert note["summary"] == "Wasps"
    assert "#<span>AIgenerated</span>" in note["content"]
    await change_settings(studio.site, label_hashtag=False, label_warning=True)
    note = await studio.note(work)
    assert [one["name"] for one in note["tag"] if one["type"] == "Hashtag"] == ["#Dusk"]
    assert note["summary"] == "Wasps · AI-generated"
    plain = await studio.note(await studio.hang(""))
    assert not plain["summary"] and not [one for one in plain.get("tag", []) if one["type"] == "Hashtag"]


async def test_our_own_object_is_declared_evidence_for_another_instance(studio: Studio) -> None:
    for label in (Label.GENERATED, Label.ASSISTED):
        read = read_object(await studio.note(await studio.hang(label.value)))
        assert isinstance(read, Note)
        assert (declared(read).label, declared(read).source) == (label, Word.OBJECT)
    read = read_object(await studio.note(await studio.hang("", digital_source_type="digitalCreation")))
    assert isinstance(read, Note)
    assert declared(read).label is Label.NONE


async def test_a_new_label_goes_out_as_an_update_that_mastodon_takes_for_an_edit(studio: Studio) -> None:
    work_id = await studio.hang("")
    friend = await seeds.stranger(studio.site, "carol")
    await seeds.follow(studio.site, friend, studio.jane)
    studio.clock.move(HOUR)
    async with studio.site.db.writing() as tx:
        work = await artworks.by_id(tx, work_id)
        assert work is not None
        assert await relabel(tx, studio.site, work, "generated")
        body = await tx.value("select body from outgoing order by id desc limit 1")
    assert '"type":"Update"' in body.replace(" ", "")
    assert TRAINED in body and "AIgenerated" in body
    note = await studio.note(work_id)
    assert note["updated"] > note["published"]


async def test_the_tag_of_the_label_leads_to_what_carries_it(studio: Studio) -> None:
    await studio.hang("generated")
    await studio.hang("assisted")
    await studio.hang("generated", tags=("AIgenerated",))
    await studio.hang("generated", visibility="followers")
    async with served(studio.site) as web:
        page = (await web.get("/tags/aigenerated")).text
    assert page.count('class="tile"') == 2
