"""From a page here to the visitor's own server, and from another server's page to here; and nobody is led astray."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from federation.webfinger import SUBSCRIBE
from fediart.clock import HandClock
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Database
from tests import seeds
from tests.remote import RemoteServer
from tests.site import Client, make_artist, running_site, served

pytestmark = pytest.mark.one_engine
JSON = {"Accept": "application/json"}


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def jane(site: Site) -> Actor:
    return (await make_artist(site, "jane"))[1]


@pytest.fixture
async def work(site: Site, jane: Actor) -> Artwork:
    return await seeds.hang(site, jane, "Pears")


@pytest.fixture
async def client(site: Site) -> AsyncIterator[Client]:
    async with served(site) as made:
        yield made


@pytest.fixture
async def bob() -> AsyncIterator[RemoteServer]:
    async with RemoteServer("bob") as made:
        yield made


def tell(bob: RemoteServer, template: object) -> None:
    bob.serve("/.well-known/webfinger", {"subject": "acct:bob", "links": [{"rel": SUBSCRIBE, "template": template}]})


def asked(work: Artwork, server: str) -> str:
    return f"/interact?post={work.id}&server={quote(server, safe='')}"


async def test_a_handle_leads_to_what_its_server_says(
    client: Client, work: Artwork, jane: Actor, bob: RemoteServer
) -> None:
    tell(bob, f"{bob.origin}/open?what={{uri}}")
    uri = quote(f"{jane.uri}/posts/{work.id}", safe="")
    page = await client.get(asked(work, bob.handle))
    assert page.status == 200
    assert f'href="{bob.origin}/open?what={uri}" rel="nofollow noopener noreferrer"' in page.text
    answer = await client.get(asked(work, bob.handle), headers=JSON)
    assert answer.json == {"url": f"{bob.origin}/open?what={uri}"}
    person = await client.get(f"/interact?who=jane&server={quote(bob.handle, safe='')}", headers=JSON)
    assert person.json["url"].endswith(quote(jane.uri, safe=""))


async def test_a_servers_name_alone_is_enough(client: Client, work: Artwork, bob: RemoteServer) -> None:
    for said in (bob.host, bob.origin, f"{bob.origin}/@bob"):
        answer = await client.get(asked(work, said), headers=JSON)
        assert answer.json["url"].startswith(f"{bob.origin}/authorize_interaction?uri=http"), said


async def test_it_works_without_scripts_by_a_form(client: Client, work: Artwork) -> None:
    text = (await client.get(f"/@jane/{work.id}")).text
    assert '<form class="own-server" method="get" action="/interact"' in text
    assert f'name="post" value="{work.id}"' in text
    form = await client.get(f"/interact?post={work.id}")
    assert 'name="server"' in form.text and "noindex" in form.text
    assert 'action="/interact"' in (await client.get("/@jane")).text


@pytest.mark.parametrize("said", ["", "nonsense", "@nobody", "a b.example", "http://", "jane@", "x" * 400, "../etc"])
async def test_what_is_no_server_is_told_at_the_form(client: Client, work: Artwork, said: str) -> None:
    answer = await client.get(asked(work, said))
    assert answer.status == (422 if said else 200)
    assert "own-server" in answer.text


async def test_ones_own_server_and_a_blocked_one(client: Client, site: Site, work: Artwork, bob: RemoteServer) -> None:
    own = await client.get(asked(work, f"@jane@{site.config.instance.host}"))
    assert own.status == 422 and "log in" in own.text
    gone = await client.get(asked(work, f"@nobody@{bob.host}"))
    assert gone.status == 422 and "knows nobody" in gone.text


@pytest.mark.parametrize(
    "template", ["javascript:alert(1)//{uri}", "data:text/html,{uri}", "https://x.example/", 7, None]
)
async def test_a_server_cannot_make_us_lead_into_a_script(
    client: Client, work: Artwork, bob: RemoteServer, template: object
) -> None:
    tell(bob, template)
    answer = await client.get(asked(work, bob.handle), headers=JSON)
    assert answer.json["url"].startswith(f"{bob.origin}/authorize_interaction?uri=")


async def test_other_sites_do_not_make_us_ask_and_nothing_redirects(
    client: Client, work: Artwork, bob: RemoteServer
) -> None:
    tell(bob, "https://evil.example/?{uri}")
    cross = await client.get(asked(work, bob.handle), headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status == 200 and "evil.example" not in cross.text
    assert not bob.requests
    assert (await client.get(asked(work, bob.handle))).location == ""


async def test_private_addresses_are_not_asked(
    db: Database, tmp_path: Path, clock: HandClock, bob: RemoteServer
) -> None:
    """As on a real instance: there the machine's own addresses are nobody's server (advisories of SSRF)."""
    closed = {"instance": {"development": False}}
    async with running_site(db, tmp_path, clock, config=closed) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        work = await seeds.hang(site, jane, "Pears")
        for said in (bob.host, f"@x@{bob.host}", "169.254.169.254", "[::1]:80", "localhost:22"):
            answer = await client.get(asked(work, said), headers=JSON)
            assert answer.status == 422, said
            assert "error" in answer.json
    assert not bob.requests


async def test_nobody_aims_us_at_others_without_end(client: Client, work: Artwork, bob: RemoteServer) -> None:
    for _ in range(20):
        assert (await client.get(asked(work, bob.host), headers=JSON)).status == 200
    assert (await client.get(asked(work, bob.host), headers=JSON)).status == 429
    assert len(bob.requests) == 20


async def test_what_is_not_for_everybody_is_not_there(client: Client, site: Site, jane: Actor) -> None:
    hidden = await seeds.hang(site, jane, "Private", visibility="followers")
    for query in (f"post={hidden.id}", "post=12", "post=²", "post=9999999999999999999", "who=nobody", ""):
        assert (await client.get(f"/interact?{query}&server=x.example")).status == 404, query


async def test_whoever_comes_from_another_server_is_led_to_the_search(client: Client) -> None:
    answer = await client.get("/authorize_interaction?uri=https%3A%2F%2Ffar.example%2F1%3Fa%3Db")
    assert (answer.status, answer.location) == (303, "/search?q=https%3A%2F%2Ffar.example%2F1%3Fa%3Db")
    assert (await client.get("/authorize_interaction?uri=//evil.example")).location.startswith("/search?q=")
