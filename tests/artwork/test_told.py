"""What captions, year and size become on other servers: words in the text, since nobody shows what stands beside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fediart.actions.delete import delete
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store import pictures, work_words
from fediart.store.database import Database
from fediart.store.work_words import PictureWords, WorkFacts
from tests import seeds
from tests.site import make_artist, running_site, served

ACTIVITY = {"Accept": "application/activity+json"}


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as made:
        yield made


@pytest.mark.one_engine
async def test_captions_stand_in_the_text_and_alt_texts_stay_what_they_are(site: Site) -> None:
    _, jane = await make_artist(site, "jane")
    work = await seeds.hang(site, jane, "Mill", sizes=[(600, 400)] * 2, medium="Oil")
    async with site.db.writing() as tx:
        await work_words.keep_facts(tx, work.id, WorkFacts("2024", "30 × 40 cm"))
        known = await pictures.of_artwork(tx, work.id)
        await work_words.keep_words(tx, work.id, {known[1].id: PictureWords("<b>At noon</b>")})
    async with served(site) as client:
        note = (await client.get(f"/users/jane/posts/{work.id}", headers=ACTIVITY)).json
    assert "<p>Oil, 30 × 40 cm, 2024</p>" in note["content"]
    assert "<p>2. &lt;b&gt;At noon&lt;/b&gt;</p>" in note["content"]
    first, second = note["attachment"]
    assert second["name"] == second["summary"] == known[1].alt, "Mastodon reads summary, the others name: both the alt"
    assert second["sdo:caption"] == "<b>At noon</b>"
    assert "sdo:caption" not in first
    assert (note["sdo:dateCreated"], note["sdo:size"]) == ("2024", "30 × 40 cm")
    assert any(isinstance(one, dict) and one.get("sdo") == "https://schema.org/" for one in note["@context"])
    await delete(site, jane, work.id)
    async with site.db.reading() as tx:
        assert await work_words.words_of(tx, work.id) == {}
        assert await work_words.facts_of(tx, work.id) == WorkFacts()
