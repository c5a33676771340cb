"""An app asks a person whether it may act for them (RFC 6749, section 4.1.1; RFC 7636): the question is checked, and
the answer becomes a code.

Nobody is ever sent anywhere but to an address that the app itself registered, and not before it is known to be so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from fediart.actions import scopes
from fediart.actions.apps import SHOWN, is_registered
from fediart.clock import MINUTE
from fediart.errors import Problem
from fediart.ids import secret_token
from fediart.language import _
from fediart.site import Site
from fediart.store import app_grants, apps
from fediart.store.accounts import Account
from fediart.store.app_grants import Code
from fediart.store.apps import RegisteredApp

LIFE: Final = 5 * MINUTE  # of a code: apps fetch the token at once (RFC 6749, section 4.1.2, has ten minutes at most)
NAMES: Final = (
    "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method",
    "response_mode",
)  # fmt: skip
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")  # base64url of SHA-256


@dataclass(frozen=True, slots=True)
class Question:
    """A question that may be put to a person. `shown`: the code is shown to them instead of sent to the app."""

    app: RegisteredApp
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    challenge: str

    @property
    def shown(self) -> bool:
        return self.redirect_uri == SHOWN


class SendBack(Exception):
    """The app asked wrongly, and is told so at its own address `to`."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to


class WrongQuestion(Problem):
    """The app asked so wrongly that nobody can be sent back to it: the person is told instead."""

    status = 400


async def question(site: Site, given: Mapping[str, str]) -> Question:
    """What the app asks. Raises WrongQuestion for an unknown app or an address that is not the app's, and then SendBack
    for all else."""
    async with site.db.reading() as tx:
        app = await apps.by_client_id(tx, given.get("client_id", ""))
    if app is None:
        raise WrongQuestion(
            _("This server does not know the app that sent you here. Log out in the app, and log in there anew.")
        )
    address = given.get("redirect_uri") or (app.redirect_uris[0] if len(app.redirect_uris) == 1 else "")
    if not is_registered(app, address):
        raise WrongQuestion(
            _("The app wants you sent back to an address that it has not registered here. Tell those who make it.")
        )
    wanted = scopes.named(given.get("scope", ""))
    if wrong := _wrong(app, given, wanted):
        error, description = wrong
        state = given.get("state")
        if address == SHOWN:
            raise WrongQuestion(_("The app has asked in a wrong way: %(why)s", why=description))
        raise SendBack(with_query(address, error=error, error_description=description, state=state))
    return Question(app, address, wanted, given.get("state"), given.get("code_challenge", ""))


def _wrong(app: RegisteredApp, given: Mapping[str, str], wanted: tuple[str, ...]) -> tuple[str, str] | None:
    """The error and its description, in the words of RFC 6749, section 4.1.2.1, as Mastodon has them."""
    if given.get("response_type") != "code":
        return "unsupported_response_type", "The authorization server does not support this response type."
    if given.get("response_mode", "query") != "query":
        return "invalid_request", "The authorization server supports the response mode query alone."
    challenge, method = given.get("code_challenge", ""), given.get("code_challenge_method", "")
    if (challenge or method) and method != "S256":
        return "invalid_code_challenge_method", "The code_challenge_method must be S256."
    if (challenge or method) and not _CHALLENGE.fullmatch(challenge):
        return "invalid_request", "The code_challenge is not the SHA-256 of a code_verifier, in base64url."
    if not challenge and not app.confidential:
        return "invalid_request", "Code challenge is required."
    if not scopes.within(wanted, app.scopes):
        return "invalid_scope", "The requested scope is invalid, unknown, or malformed."
    return None


async def allow(site: Site, asked: Question, account: Account) -> str:
    """The code, for the app alone; only its hash is kept."""
    secret = secret_token(32)
    code = Code(
        id=site.ids.new(),
        app_id=asked.app.id,
        account_id=account.id,
        redirect_uri=asked.redirect_uri,
        scopes=asked.scopes,
        challenge=asked.challenge,
        expires=site.clock.now() + LIFE,
    )
    async with site.db.writing() as tx:
        await app_grants.insert_code(tx, secret, code)
    return secret


def with_code(asked: Question, code: str) -> str:
    return with_query(asked.redirect_uri, code=code, state=asked.state)


def refused(asked: Question) -> str:
    """Where a person is sent who said no."""
    words = "The resource owner or authorization server denied the request."
    return with_query(asked.redirect_uri, error="access_denied", error_description=words, state=asked.state)


def with_query(address: str, **added: str | None) -> str:
    """The app's address with these beside what its query has already; those that are None are left out."""
    query = urlencode({name: value for name, value in added.items() if value is not None})
    return f"{address}{'&' if '?' in address else '?'}{query}"
