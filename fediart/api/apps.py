"""`/api/v1/apps`: apps are registered, and see that they still are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from federation.web_push import public_of
from fediart.actions import apps as registering
from fediart.actions import scopes
from fediart.actions.pushing import server
from fediart.api.call import Call
from fediart.api.entities.apps import CredentialApplication, OwnApplication
from fediart.api.given import asked
from fediart.api.refusals import no_token
from fediart.store import apps
from fediart.store.apps import RegisteredApp, Registration

_LONGEST = registering.LONGEST_ADDRESS
_WORDS = "Where people are sent back to, exactly; urn:ietf:wg:oauth:2.0:oob for a code that is shown. Several: a list."


@dataclass(frozen=True, slots=True)
class NewApp:
    client_name: str = asked("What it is called.", default="")
    redirect_uris: tuple[str, ...] = asked(_WORDS, default=())
    scopes: tuple[str, ...] = asked("All that it may ever ask for, with spaces between.", default=(scopes.DEFAULT,))
    website: str = asked("Its home page.", default="", most=_LONGEST)
    token_endpoint_auth_method: Literal["client_secret_post", "client_secret_basic", "none"] = asked(
        "none: it can keep no secret, gets none, and has to use PKCE (RFC 7591, section 2).",
        default="client_secret_post",
    )


async def register(call: Call, given: NewApp) -> CredentialApplication:
    """Registers an app."""
    said = Registration(
        name=given.client_name.strip(),
        website=given.website.strip(),
        redirect_uris=tuple(dict.fromkeys(one for text in given.redirect_uris for one in text.split())),
        scopes=scopes.named(" ".join(given.scopes)),
    )
    keeps_one = given.token_endpoint_auth_method != "none"  # noqa: S105 - a word of RFC 7591
    app, secret = await registering.register(call.site, said, confidential=keeps_one)
    return {
        **_shown(call, app),
        "client_id": app.client_id,
        "client_secret": secret,
        "client_secret_expires_at": 0,
    }


async def verify(call: Call) -> OwnApplication:
    """Shows the app whose token it is."""
    app_id = call.bearer.app_id if call.bearer else None
    async with call.site.db.reading() as tx:
        app = await apps.by_id(tx, app_id) if app_id is not None else None
    if app is not None:
        return _shown(call, app)
    if call.bearer is None:
        raise no_token()
    return _of_own_token(call)


def _of_own_token(call: Call) -> OwnApplication:
    """Tokens that people made themselves belong to no app: it is named after nobody."""
    assert call.bearer is not None
    return {
        "id": str(call.bearer.token_id),
        "name": "",
        "website": None,
        "scopes": sorted(call.bearer.scopes),
        "redirect_uri": registering.SHOWN,
        "redirect_uris": [registering.SHOWN],
        "vapid_key": public_of(server(call.site.config)),
    }


def _shown(call: Call, app: RegisteredApp) -> OwnApplication:
    return {
        "id": str(app.id),
        "name": app.name,
        "website": app.website or None,
        "scopes": list(app.scopes),
        "redirect_uri": "\n".join(app.redirect_uris),
        "redirect_uris": list(app.redirect_uris),
        "vapid_key": public_of(server(call.site.config)),
    }
