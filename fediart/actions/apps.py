"""Apps are registered: what they may call themselves, where people may be sent back to, and what they may ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from fediart.actions import scopes
from fediart.errors import Problem, Problems
from fediart.ids import secret_token
from fediart.language import _
from fediart.site import Site
from fediart.store import apps
from fediart.store.apps import RegisteredApp, Registration

SHOWN: Final = "urn:ietf:wg:oauth:2.0:oob"  # the code is shown on a page instead of being sent anywhere
LONGEST_NAME: Final = 60
LONGEST_ADDRESS: Final = 2_000
MOST_ADDRESSES: Final = 20

_PLAIN = re.compile(r"[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]+")  # RFC 3986, without what HTML or a header would mistake
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
# What a browser would run, open on this machine, or hand to something that is no app of that name.
_NEVER: Final = frozenset(
    {
        "about", "blob", "chrome", "data", "edge", "feed", "file", "filesystem", "ftp", "intent", "jar", "javascript",
        "mailto", "ms-appinstaller", "ms-msdt", "res", "resource", "search-ms", "sms", "tel", "urn", "vbscript",
        "view-source", "ws", "wss",
    }
)  # fmt: skip


async def register(site: Site, said: Registration, *, confidential: bool) -> tuple[RegisteredApp, str]:
    """A new app, and its secret, told once; empty for an app that can keep none. Raises Problems by field."""
    found = _wrong(site, said)
    if found:
        raise Problems(found)
    app_id, client_id = site.ids.new(), secret_token(32)
    secret = secret_token(32) if confidential else ""
    async with site.db.writing() as tx:
        await apps.insert(tx, app_id, client_id, secret, said, now=site.clock.now())
        made = await apps.by_id(tx, app_id)
    assert made is not None
    return made, secret


def _wrong(site: Site, said: Registration) -> list[Problem]:
    found = []
    if not said.name.strip():
        found.append(Problem(_("Application name can't be blank"), field="client_name"))
    if len(said.name) > LONGEST_NAME:
        found.append(
            Problem(
                _("Application name is too long (maximum is %(most)s characters)", most=LONGEST_NAME),
                field="client_name",
            )
        )
    if said.website and not _is_website(said.website):
        found.append(Problem(_("Website is not a valid URL"), field="website"))
    if scopes.unknown(said.scopes):
        words = _("Scopes doesn't match configured on the server: %(unknown)s.", unknown=_few(said.scopes))
        found.append(Problem(words, field="scopes"))
    return found + _wrong_addresses(site, said.redirect_uris)


def _few(named: Iterable[str]) -> str:
    return ", ".join(scope[:40] for scope in scopes.unknown(named)[:5])


def _wrong_addresses(site: Site, addresses: Iterable[str]) -> list[Problem]:
    named = list(addresses)
    if not named:
        return [Problem(_("Redirect URI can't be blank"), field="redirect_uris")]
    if len(named) > MOST_ADDRESSES:
        return [Problem(_("At most %(most)s redirect URIs.", most=MOST_ADDRESSES), field="redirect_uris")]
    wrong = dict.fromkeys(why_not(one, development=site.config.instance.development) for one in named)
    return [Problem(why, field="redirect_uris") for why in wrong if why]


def why_not(address: str, *, development: bool) -> str:
    """Why nobody may be sent to this address with a code; empty where they may (RFC 6749, section 3.1.2; RFC 8252).

    https anywhere, http on the app's own machine alone, and schemes of apps' own. `development`: http anywhere.
    """
    if address == SHOWN:
        return ""
    if len(address) > LONGEST_ADDRESS or not _PLAIN.fullmatch(address):
        return "Redirect URI must be an absolute URI."
    if "#" in address:
        return "Redirect URI cannot contain a fragment."
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        return "Redirect URI must be an absolute URI."
    scheme = parts.scheme.lower()
    if not _SCHEME.fullmatch(scheme) or address.partition(":")[2] == "":
        return "Redirect URI must be an absolute URI."
    if scheme in _NEVER:
        return "Redirect URI is forbidden by the server."
    if scheme in ("http", "https"):
        return _why_not_host(parts, secure=scheme == "https" or development)
    return ""


def _why_not_host(parts: SplitResult, *, secure: bool) -> str:
    if not parts.hostname or "@" in parts.netloc:
        return "Redirect URI must be an absolute URI."
    if not secure and not is_this_machine(parts.hostname):
        return "Redirect URI must be an HTTPS/SSL URI."
    return ""


def is_this_machine(host: str) -> bool:
    """Whether a browser means its own machine by this name."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_registered(app: RegisteredApp, address: str) -> bool:
    """Whether the app named this very address. Of a loopback address the port may be another one each time, since
    native apps are given one by their system when they start to listen (RFC 8252, section 7.3)."""
    return any(address == one or _same_but_port(one, address) for one in app.redirect_uris)


def _same_but_port(known: str, given: str) -> bool:
    if not known.startswith("http://") or not _PLAIN.fullmatch(given) or "#" in given:
        return False
    try:
        ours, theirs = urlsplit(known), urlsplit(given)
        named, host = ours.hostname or "", theirs.hostname or ""
        theirs.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        return False
    if host != named or named == "localhost" or not is_this_machine(named) or "@" in theirs.netloc:
        return False
    return (theirs.scheme, theirs.path, theirs.query) == (ours.scheme, ours.path, ours.query)


def _is_website(address: str) -> bool:
    if len(address) > LONGEST_ADDRESS or not _PLAIN.fullmatch(address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
