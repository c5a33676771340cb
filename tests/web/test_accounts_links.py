"""Advisory 29: a link is verified only by a page that links back to exactly this profile with rel=me."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from fediart.clock import HOUR, HandClock
from fediart.jobs.profiles import is_link
from fediart.store import actors
from tests.site import Client, drain, log_in, make_artist


@asynccontextmanager
async def homepage(body: str, *, content_type: str = "text/html", status: int = 200) -> AsyncIterator[str]:
    """Somebody's web site on loopback; yields the address of its page."""

    async def show(request: web.Request) -> web.Response:
        return web.Response(text=body, content_type=content_type, status=status)

    app = web.Application()
    app.router.add_get("/me", show)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/me"
    finally:
        await runner.cleanup()


@pytest.fixture
async def jane(client: Client) -> Client:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    return client


async def verified(client: Client, url: str) -> bool:
    await client.post_form("/settings/profile", {"field_name_1": "Web", "field_value_1": url})
    await drain(client.site)
    async with client.site.db.reading() as tx:
        actor = await actors.by_handle(tx, "jane")
    assert actor is not None
    return bool(actor.fields[0].verified)


async def test_a_link_back_verifies(jane: Client) -> None:
    mine = f"{jane.site.config.origin}/@jane"
    for back in (f'<a rel="me" href="{mine}">', f"<link href='{mine}' rel='NoFollow ME'>"):
        async with homepage(f"<p>x</p>{back}") as url:
            assert await verified(jane, url), back
    assert "Verified" in (await jane.get("/settings/profile")).text


@pytest.mark.parametrize(
    "back",
    [
        '<a href="{mine}">',
        '<a rel="me" href="{mine}/">',
        '<a rel="me" href="{mine}2">',
        '<a rel="me" href="{mine}?x">',
        '<a rel="me" href="https://evil.example/{mine}">',
        '<a rel="home" href="{mine}">',
        '<!-- <a rel="me" href="{mine}"> -->',
        "&lt;a rel=me href={mine}&gt;",
    ],
)
async def test_what_only_looks_like_a_link_back_does_not(jane: Client, back: str) -> None:
    async with homepage(back.format(mine=f"{jane.site.config.origin}/@jane")) as url:
        assert not await verified(jane, url)


async def test_only_pages_count(jane: Client) -> None:
    back = f'<a rel="me" href="{jane.site.config.origin}/@jane">'
    async with homepage(back, content_type="text/plain") as url:
        assert not await verified(jane, url)
    async with homepage(back, status=404) as url:
        assert not await verified(jane, url)


async def test_a_page_that_is_down_is_asked_again(jane: Client, clock: HandClock) -> None:
    async with homepage("", status=503) as url:
        assert not await verified(jane, url)
    async with jane.site.db.reading() as tx:
        assert await tx.value("select due from jobs where kind = 'verify-links'") == clock.now() + HOUR


async def test_a_changed_link_is_no_longer_verified(jane: Client) -> None:
    back = f'<a rel="me" href="{jane.site.config.origin}/@jane">'
    async with homepage(back) as url, homepage("nothing") as other:
        assert await verified(jane, url)
        assert await verified(jane, url)  # unchanged, it stays
        assert not await verified(jane, other)


@pytest.mark.parametrize(
    ("value", "link"),
    [
        ("https://jane.example/", True),
        ("http://jane.example/a?b=c#d", True),
        ("https://jane.example@evil.example/", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("see https://jane.example/", False),
        ("https://jane.example/ and more", False),
        ("she/her", False),
    ],
)
def test_what_is_a_link(value: str, link: bool) -> None:
    assert is_link(value) is link
