"""Members' pages come compressed, and nothing secret can be read from how long they are."""

from __future__ import annotations

import gzip
from pathlib import Path

from fediart.clock import HandClock
from fediart.store.database import Database
from fediart.web import csrf
from tests.site import Client, log_in, make_artist, running_site, served


async def raw(client: Client, path: str) -> tuple[str, bytes]:
    """The encoding and the bytes as they come over the wire."""
    async with client.session.get(client.origin + path, auto_decompress=False) as answer:
        return answer.headers.get("Content-Encoding", ""), await answer.read()


async def test_a_members_page_is_compressed_unless_it_may_echo_the_address(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        await make_artist(site, "jane")
        await log_in(client, "jane")
        encoding, body = await raw(client, "/home")
        assert encoding == "gzip" and b"</html>" in gzip.decompress(body)
        assert len(body) < len(gzip.decompress(body)) / 3
        encoding, body = await raw(client, "/search?q=secret")
        assert encoding == "" and b"secret" in body
        async with client.session.get(f"{client.origin}/home", headers={"Accept-Encoding": "identity"}) as answer:
            assert "Content-Encoding" not in answer.headers


async def test_the_forms_token_is_written_anew_on_every_page_and_each_holds(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        await make_artist(site, "jane")
        await log_in(client, "jane")
        first, second = await client.csrf("/settings/profile"), await client.csrf("/settings/profile")
        assert first != second
        for token in (first, second):
            answer = await client.post("/settings/home", data={"csrf": token, "kinds": "artwork"})
            assert answer.status in (303, 422), answer.text
        for wrong in ("", "x", first[:-8], csrf._bare(first), "é" * 40, first[::-1]):
            answer = await client.post("/settings/home", data={"csrf": wrong})
            assert answer.status == 403
