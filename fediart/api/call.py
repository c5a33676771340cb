"""One request of an app, as handlers get it, and what they may return beside plain JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import _
from fediart.site import Site
from fediart.store.access_tokens import Bearer
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.settings import InstanceSettings

One = TypeVar("One")


@dataclass(frozen=True, slots=True)
class Call:
    """`bearer` is whose token came with the request, if one did: it holds, and has one of the endpoint's scopes."""

    request: web.Request
    site: Site
    settings: InstanceSettings
    bearer: Bearer | None = None

    @property
    def now(self) -> int:
        """Milliseconds."""
        return self.site.clock.now()

    @property
    def viewer(self) -> Actor | None:
        """Who looks; None for visitors and for apps that speak for nobody."""
        return self.bearer.actor if self.bearer else None

    @property
    def viewer_id(self) -> int | None:
        return self.bearer.actor.id if self.bearer and self.bearer.actor else None

    @property
    def actor(self) -> Actor:
        """Who acts, where the endpoint needs a PERSON."""
        if self.bearer is None or self.bearer.actor is None:
            raise PermissionError("an endpoint without PERSON asked for one")
        return self.bearer.actor

    @property
    def account(self) -> Account:
        """Whose account it is, where the endpoint needs a PERSON."""
        if self.bearer is None or self.bearer.account is None:
            raise PermissionError("an endpoint without PERSON asked for one")
        return self.bearer.account

    def part(self, name: str) -> str:
        """A part of the address."""
        return self.request.match_info[name]

    def number(self, name: str = "id") -> int:
        """The identifier in the address. What cannot be one is nobody's: raises NotFound."""
        return number_from(self.request.match_info[name])


def number_from(text: str) -> int:
    """An identifier as apps send it. Raises NotFound where the database cannot hold it."""
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63):
        raise NotFound(_("Record not found"))
    return int(text)


@dataclass(frozen=True, slots=True)
class Paged(Generic[One]):
    """A list with its neighbours: `next` and `prev` are queries such as `{"max_id": 5}`, told in the Link header.

    None where there is nothing on that side. What the request asked beside them (limit, filters) stays.
    """

    items: Sequence[One]
    next: Mapping[str, Any] | None = None
    prev: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Answered(Generic[One]):
    """JSON with a status or headers of its own."""

    body: One
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written(Generic[One]):
    """JSON that is written already, such as a kept timeline. `One` is what it holds, for the OpenAPI document."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def by_id(items: Sequence[Any], *, key: str = "id", most: int, next_to: Sequence[int] | None = None) -> Paged[Any]:
    """A page of a list that goes by descending ids: the next one has older ones, the previous newer ones.

    `next_to` are the ids that count where these are not those of the items; `most` is how many were asked for.
    """
    ids = list(next_to) if next_to is not None else [int(item[key]) for item in items]
    if not ids:
        return Paged(items)
    older = {"max_id": min(ids)} if len(ids) >= most else None
    return Paged(items, next=older, prev={"min_id": max(ids)})
