"""What a page action asks of its request: the site, who is looking, the form's answers, where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import web

from fediart.errors import NotAllowed, NotFound
from fediart.language import _
from fediart.rights.model import Policy
from fediart.site import Site
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.settings import InstanceSettings
from fediart.web.access import Route
from fediart.web.render import Renderer

SITE: web.AppKey[Site] = web.AppKey("site", Site)
RENDERER: web.AppKey[Renderer] = web.AppKey("renderer", Renderer)
SETTINGS: web.RequestKey[InstanceSettings] = web.RequestKey("settings", InstanceSettings)
REQUEST_ID = "X-Request-Id"
REFERENCE: web.RequestKey[str] = web.RequestKey("reference", str)
"""What the log calls this request (web/measured.py)."""
ROUTE: web.RequestKey[Route] = web.RequestKey("route", Route)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is logged in. `session` is the hash under which the session is kept; `sure` is when they last proved, by
    password or second factor, who they are (ms)."""

    account: Account
    actor: Actor
    session: str
    sure: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """The policy that holds for what a response carries, and the artwork's licence where it is one.

    `page` is whose offer it is, as the address of their page or the work's; nothing where nothing is offered.
    """

    policy: Policy
    licence_uri: str | None = None
    page: str = ""


OWN_HOST: web.RequestKey[str] = web.RequestKey("own host", str)
"""The artist's own domain that was asked, where it is not this instance's host."""
VIEWER: web.RequestKey[Viewer] = web.RequestKey("viewer", Viewer)
FROZEN: web.RequestKey[bool] = web.RequestKey("frozen", bool)
"""Set where the session is of a frozen account; VIEWER is set as well where the route is open to those."""
RIGHTS: web.RequestKey[Said] = web.RequestKey("rights", Said)


def site_of(request: web.Request) -> Site:
    return request.app[SITE]


def settings_of(request: web.Request) -> InstanceSettings:
    """The instance's settings as the gate read them: at most a few seconds old."""
    return request[SETTINGS]


def viewer_of(request: web.Request) -> Viewer | None:
    """None for visitors."""
    return request.get(VIEWER)


def viewer(request: web.Request) -> Viewer:
    """For actions whose route already demands a viewer."""
    found: Viewer | None = request.get(VIEWER)
    if found is None:
        raise NotAllowed(_("Log in first."))
    return found


async def answers(request: web.Request) -> dict[str, str]:
    """The text fields of a form; of a repeated one, the last. Files are never read here."""
    form = await request.post()
    return {key: value.strip() for key, value in form.items() if isinstance(value, str)}


async def ticked(request: web.Request, name: str) -> tuple[str, ...]:
    """All values of a repeated field, such as a group of checkboxes."""
    form = await request.post()
    return tuple(value for value in form.getall(name, []) if isinstance(value, str))


def set_rights(request: web.Request, policy: Policy, *, licence_uri: str | None = None, page: str = "") -> None:
    """Says which policy the headers and the page's head of this answer carry; else it is the instance's.

    `page` is the address of the artist's or the work's page, where the policy is somebody's.
    """
    request[RIGHTS] = Said(policy, licence_uri, page if policy.negotiable else "")


def wants_html(request: web.Request) -> bool:
    """Whether a person's browser asks, rather than a program that wants JSON."""
    accept = request.headers.get("Accept", "")
    if "text/html" in accept:
        return True
    return "json" not in accept and "X-CSRF-Token" not in request.headers


def own_path(path: str) -> str:
    """The path if it leads to this site, else `/`: a link's maker must not choose where people land (advisory 83)."""
    plain = path.isascii() and path.isprintable() and " " not in path
    if not plain or not path.startswith("/") or path.startswith("//") or "\\" in path:
        return "/"
    return path


def address_of(request: web.Request) -> str:
    """The client's network address, for brakes: forwarded headers count only from trusted proxies (advisory 104).

    IPv6 is cut to its /64, which one household or one attacker has as a whole.
    """
    trusted = site_of(request).config.server.trusted_proxies
    peer = request.remote or ""
    hops = [hop.strip() for line in request.headers.getall("X-Forwarded-For", []) for hop in line.split(",")]
    while hops and is_trusted(peer, trusted):
        peer = hops.pop()
    address = _address(peer)
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address) >> 64 << 64, 64)))
    return str(address) if address else "unknown"


@lru_cache(maxsize=4096)
def is_trusted(peer: str, networks: tuple[str, ...]) -> bool:
    """Whether an address is in one of these networks, those of the proxies whose word counts."""
    address = _address(peer)
    return address is not None and any(address in ip_network(network, strict=False) for network in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def is_number(text: str) -> bool:
    """Whether it is a number that the database can hold. Other digits than 0 to 9, such as `²`, are none."""
    return text.isascii() and text.isdigit() and len(text) < 19


def number_in(request: web.Request, name: str = "id") -> int:
    """The identifier in the address. One too large for the database is nobody's. Raises NotFound."""
    number = int(request.match_info[name])
    if number >= 2**63:
        raise NotFound(_("There is nothing at this address."))
    return number
