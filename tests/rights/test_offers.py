"""Who offers a work to AI is named in the offer, and so is what is offered: in ODRL as the TDMRep profile wants it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from fediart.clock import HandClock
from fediart.rights.model import Holder, Preset
from fediart.rights.policies import odrl
from fediart.site import Site
from fediart.store import series
from fediart.store.database import Database
from tests import seeds
from tests.rights.made import ORIGIN
from tests.rights.test_policies import ODRL, expand
from tests.site import Client, make_artist, running_site, served

ACTIVITY = "application/activity+json"


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as running:
        yield running


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    async with served(site) as browser:
        yield browser


def is_offer(document: dict[str, Any], *, of: list[str], by: str) -> bool:
    """What the profile demands (W3C TDMRep, TDM policies): the MUSTs, and no SHOULD NOT."""
    assert document["@context"] == ["http://www.w3.org/ns/odrl.jsonld", "http://www.w3.org/ns/tdmrep.jsonld"]
    assert (document["@type"], document["profile"]) == ("Offer", "http://www.w3.org/ns/tdmrep")
    assert document["assigner"]["uid"] == by and document["assigner"]["vcard:hasURL"] == by
    assert not {"prohibition", "obligation"} & document.keys()
    assert [one["target"] for one in document["permission"]] == of
    assert {one["action"] for one in document["permission"]} == {"tdm:mine"}
    return True


@pytest.mark.one_engine
async def test_every_pointer_of_a_work_leads_to_its_artists_offer(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    work = await seeds.hang(site, jane, "Ask me", ai_policy="ask-first")
    page = await client.get(f"/@jane/{work.id}")
    note = await client.get(f"/users/jane/posts/{work.id}", headers={"Accept": ACTIVITY})
    address = f"{site.config.origin}/policies/ask-first/@jane/{work.id}.jsonld"
    assert page.headers["tdm-policy"] == note.headers["tdm-policy"] == address
    assert f'<meta name="tdm-policy" content="{address}">' in page.text
    for part in (note.json, *note.json["attachment"]):
        assert part["hasPolicy"] == part["tdmPolicy"] == address
    answer = await client.get(address.removeprefix(site.config.origin), headers={"Accept": "*/*"})
    assert answer.headers["Content-Type"].startswith("application/ld+json")
    document = json.loads(answer.body)
    assert document["uid"] == address
    assert is_offer(document, of=[f"{jane.url}/{work.id}"], by=jane.url)
    assert [one["duty"] for one in document["permission"]] == [[{"action": "obtainConsent"}]]


@pytest.mark.one_engine
async def test_an_artist_offers_what_follows_the_artists_policy_and_series_alike(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    shelf = await seeds.new_series(site, jane, "Herons", "herons")
    async with site.db.writing() as tx:
        await series.set_policy(tx, shelf.id, jane.id, "ask-first")
    inside = await seeds.hang(site, jane, "In it", series_id=shelf.id)
    work_page = await client.get(f"/@jane/{inside.id}")
    assert work_page.headers["tdm-policy"].endswith(f"/policies/ask-first/@jane/{inside.id}.jsonld")
    assert is_offer(
        (await client.get("/policies/ask-first/@jane.jsonld")).json, of=[f"{jane.url}/series/herons"], by=jane.url
    )
    jane = await seeds.change_actor(site, jane, ai_policy="ask-first")
    assert (await client.get("/@jane")).headers["tdm-policy"].endswith("/policies/ask-first/@jane.jsonld")
    whole = (await client.get("/policies/ask-first/@jane.jsonld")).json
    assert is_offer(whole, of=[jane.url, f"{jane.url}/series/herons"], by=jane.url)


@pytest.mark.one_engine
async def test_nothing_is_offered_that_its_artist_does_not_offer(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    _, mia = await make_artist(site, "mia")
    closed = await seeds.hang(site, jane, "Closed")
    offered = await seeds.hang(site, jane, "Open", ai_policy="open")
    secret = await seeds.hang(site, jane, "Secret", ai_policy="open", visibility="followers")
    assert (await client.get(f"/policies/open/@jane/{offered.id}.jsonld")).status == 200
    for path in (
        f"/policies/open/@jane/{closed.id}.jsonld",
        f"/policies/ask-first/@jane/{offered.id}.jsonld",
        f"/policies/open/@jane/{secret.id}.jsonld",
        f"/policies/open/@{mia.name}/{offered.id}.jsonld",
        f"/policies/no-ai/@jane/{closed.id}.jsonld",
        "/policies/open/@jane.jsonld",
        "/policies/open/@nobody.jsonld",
        f"/policies/open/@jane/{9**20}.jsonld",
    ):
        assert (await client.get(path)).status == 404, path


@pytest.mark.one_engine
async def test_a_reply_is_offered_as_its_author_offers(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    jane = await seeds.change_actor(site, jane, ai_policy="ask-first")
    said = await seeds.say(site, jane, "Come and ask.")
    page = await client.get(f"/@jane/{said.id}")
    address = page.headers["tdm-policy"]
    assert address.endswith(f"/policies/ask-first/@jane/{said.id}.jsonld")
    assert (await client.get(address.removeprefix(site.config.origin))).status == 200


def test_an_offer_of_several_expands_to_absolute_addresses() -> None:
    jane = Holder("Jane", f"{ORIGIN}/@jane")
    made = odrl(
        Preset.ASK_FIRST, ORIGIN, jane, targets=[f"{ORIGIN}/@jane", f"{ORIGIN}/@jane/series/a"], uid=f"{ORIGIN}/x"
    )
    expanded = expand(made)
    targets = [one[f"{ODRL}target"] for one in expanded[f"{ODRL}permission"]]
    assert targets == [[{"@id": f"{ORIGIN}/@jane"}], [{"@id": f"{ORIGIN}/@jane/series/a"}]]
