"""The way from a page here to the same thing on a visitor's own server, which its WebFinger tells: the subscribe link
of OStatus, which Mastodon, Pixelfed, Misskey and others have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from federation.fetch import Budget, FetchError
from federation.fetch import NotFound as NotThere
from federation.lenient import http_url
from federation.rules import Forbidden, host_of
from federation.webfinger import Handle, parse_handle, subscribe_template
from fediart.actions import brakes
from fediart.clock import MINUTE
from fediart.errors import Problem, TooOften
from fediart.language import _
from fediart.site import Site
from fediart.store import domain_rules

ASKED: Final = brakes.Allowance("own servers asked", most=20, each=10 * MINUTE)
FETCHES: Final = 3
_USUAL: Final = "/authorize_interaction?uri={uri}"
_HOST: Final = re.compile(r"[^\s/?#@\\]{1,253}")


@dataclass(frozen=True, slots=True)
class Way:
    """Where to go on, and on whose server that is."""

    host: str
    url: str


async def way_to(site: Site, said: str, uri: str, *, address: str) -> Way:
    """`said` is `@name@host`, `host` or an address there; `uri` is what they want to see; `address` whom to brake.

    Raises Problem for the field `server`, TooOften.
    """
    whose = _read(said)
    host = whose.host if isinstance(whose, Handle) else whose
    if host == site.config.instance.host:
        raise Problem(_("That is this server: log in, and you are there."), field="server")
    async with site.db.writing() as tx:
        if await domain_rules.covered(tx, host):
            raise Problem(_("This server does not talk to %(host)s.", host=host), field="server")
        if not await brakes.take(tx, ASKED, address, now=site.clock.now()):
            raise TooOften(_("That was a lot of servers. Wait ten minutes, then try again."), retry_after=600)
    template = await _template(site, whose, host)
    url = http_url(template.replace("{uri}", quote(uri, safe="")))
    if url is None or "{uri}" not in template:
        raise Problem(_("%(host)s does not say how to open things there.", host=host), field="server")
    return Way(host, url)


def _read(said: str) -> Handle | str:
    """The handle or the host that was meant. Raises Problem."""
    text = said.strip()
    wrong = Problem(_("Write your handle like @name@server, or your server’s name."), field="server")
    try:
        if text.lower().startswith(("https://", "http://")):
            return host_of(text)
        if "@" in text.removeprefix("@").removeprefix("acct:"):
            return parse_handle(text)
        bare = text.removeprefix("@")
        if ("." not in bare and ":" not in bare) or not _HOST.fullmatch(bare):
            raise wrong
        return host_of(f"https://{bare}")
    except (Forbidden, ValueError):
        raise wrong from None


async def _template(site: Site, whose: Handle | str, host: str) -> str:
    """What the server says; for a bare name that says nothing, the address that most servers have."""
    scheme = site.config.origin.partition(":")[0]
    resource = f"acct:{whose}" if isinstance(whose, Handle) else f"{scheme}://{host}/"
    try:
        found = await subscribe_template(site.http, host, resource, Budget(FETCHES), scheme=scheme)
    except NotThere:
        found = ""
        if isinstance(whose, Handle):
            raise Problem(_("%(host)s knows nobody of that name.", host=host), field="server") from None
    except FetchError as problem:
        why = problem.reason
        raise Problem(_("%(host)s cannot be asked: %(why)s.", host=host, why=why), field="server") from problem
    return found or f"{scheme}://{host}{_USUAL}"
