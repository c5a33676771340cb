"""An authenticator app for tests, and artists who have one."""

from __future__ import annotations

import re
from base64 import b32decode
from dataclasses import dataclass

from fediart.actions.one_time_codes import STEP, code_of
from fediart.clock import Clock
from tests.site import Answer, Client, log_in, make_artist

SECRET = re.compile(r'<p class="copy-line" dir="ltr"><code>([A-Z2-7 ]+)</code>')
CODE = re.compile(r"<li><code>([a-z2-9-]{19})</code></li>")


@dataclass
class App:
    """What a phone has."""

    secret: bytes
    clock: Clock

    def code(self, *, steps_on: int = 0) -> str:
        return code_of(self.secret, self.clock.now() // STEP + steps_on)


async def scanned(client: Client) -> App:
    """The app of who is logged in here, to be confirmed."""
    page = await client.post_form("/settings/safety/app", page="/settings/safety")
    assert page.status == 200, page.text
    found = SECRET.search(page.text)
    assert found
    return App(b32decode(found.group(1).replace(" ", "")), client.site.clock)


async def two_factors(client: Client, name: str = "jane") -> tuple[App, list[str]]:
    """An artist with the second step on, logged in; her app and her recovery codes."""
    await make_artist(client.site, name)
    await log_in(client, name)
    app = await scanned(client)
    done = await client.post_form("/settings/safety/app/on", {"code": app.code()}, page="/settings/safety")
    assert done.status == 200, done.text
    return app, CODE.findall(done.text)


async def password(client: Client, name: str, word: str) -> Answer:
    return await client.post_form("/log-in", {"name": name, "password": word, "next": "/works"})


async def second(client: Client, code: str) -> Answer:
    return await client.post_form("/log-in/second", {"code": code, "next": "/works"}, page="/log-in/second?next=/works")
