"""`/oauth/token`, `/oauth/revoke`, `/oauth/userinfo`, and where apps learn that there are these."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_plus

from fediart.actions import app_tokens, scopes
from fediart.actions.app_tokens import Denied, Issued
from fediart.api.call import Answered, Call
from fediart.api.entities.apps import ServerMetadata, Token, UserInfo
from fediart.api.entities.common import Empty
from fediart.api.given import asked
from fediart.api.refusals import Refused
from fediart.store.apps import RegisteredApp
from fediart.store.threads import local_file
from fediart.web.request import address_of

PRIVATE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}  # RFC 6749, section 5.1
_BASIC: Final = "basic "
_LONGEST: Final = 4_000


@dataclass(frozen=True, slots=True)
class Asking:
    grant_type: str = asked("authorization_code, client_credentials or refresh_token.", default="", most=100)
    client_id: str = asked("The app, unless it says so by HTTP Basic authorization.", default="", most=_LONGEST)
    client_secret: str = asked("Its secret; none for an app that has none.", default="", most=_LONGEST)
    code: str = asked("What a person's consent became.", default="", most=_LONGEST)
    redirect_uri: str = asked("Where the code was sent, exactly.", default="", most=_LONGEST)
    code_verifier: str = asked("What the code_challenge was made from (RFC 7636).", default="", most=_LONGEST)
    refresh_token: str = asked("What renews a token.", default="", most=_LONGEST)
    scope: str = asked("What the token is for; less than was allowed, at most all.", default="", most=_LONGEST)
    username: str = asked("In test mode: who logs in, by name or e-mail address.", default="", most=_LONGEST)
    password: str = asked("In test mode: their password.", default="", most=_LONGEST)


@dataclass(frozen=True, slots=True)
class GivingBack:
    token: str = asked("The token that is not needed any more.", default="", most=_LONGEST)
    token_type_hint: str = asked("Not needed: both kinds are looked for.", default="", most=_LONGEST)
    client_id: str = asked("The app, unless it says so by HTTP Basic authorization.", default="", most=_LONGEST)
    client_secret: str = asked("Its secret; none for an app that has none.", default="", most=_LONGEST)


async def token(call: Call, given: Asking) -> Answered[Token]:
    """Gives an app a token (RFC 6749, section 3.2)."""
    try:
        app = await _app(call, given.client_id, given.client_secret)
        issued = await _issued(call, app, given)
    except Denied as denied:
        raise _refused(denied) from None
    return Answered(shown(issued), headers=PRIVATE)


async def _issued(call: Call, app: RegisteredApp, given: Asking) -> Issued:
    site = call.site
    if given.grant_type == "authorization_code":
        return await app_tokens.for_code(
            site, app, given.code, redirect_uri=given.redirect_uri, verifier=given.code_verifier
        )
    if given.grant_type == "refresh_token":
        return await app_tokens.renewed(site, app, given.refresh_token, scope=given.scope)
    if given.grant_type == "client_credentials":
        return await app_tokens.for_itself(site, app, scope=given.scope)
    if given.grant_type == "password":
        return await app_tokens.for_password(
            site, app, given.username, given.password, scope=given.scope, address=address_of(call.request)
        )
    raise Denied("unsupported_grant_type" if given.grant_type else "invalid_request")


def shown(issued: Issued) -> Token:
    answer: Token = {
        "access_token": issued.token,
        "token_type": "Bearer",
        "scope": " ".join(issued.scopes),
        "created_at": issued.created // 1000,
    }
    if issued.renewal:
        answer["expires_in"] = issued.expires_in
        answer["refresh_token"] = issued.renewal
    return answer


async def revoke(call: Call, given: GivingBack) -> Empty:
    """Ends a token that its app does not need any more (RFC 7009)."""
    try:
        app = await _app(call, given.client_id, given.client_secret)
        await app_tokens.give_back(call.site, app, given.token)
    except Denied as denied:
        raise _refused(denied) from None
    return {}


async def _app(call: Call, client_id: str, secret: str) -> RegisteredApp:
    """By HTTP Basic authorization, or by what stands in the body (RFC 6749, section 2.3.1)."""
    header = call.request.headers.get("Authorization", "")
    if header.lower().startswith(_BASIC):
        client_id, secret = _basic(header[len(_BASIC) :])
    return await app_tokens.known(call.site, client_id, secret, address=address_of(call.request))


def _basic(encoded: str) -> tuple[str, str]:
    try:
        text = b64decode(encoded.strip(), validate=True).decode()
    except ValueError:
        raise Denied("invalid_client", 401) from None
    client_id, _, secret = text.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def _refused(denied: Denied) -> Refused:
    return Refused(denied.status, denied.error, error_description=denied.description)


async def userinfo(call: Call) -> UserInfo:
    """Shows who the token speaks for."""
    actor, origin = call.actor, call.site.config.origin
    picture = f"{origin}{local_file(actor.avatar)}" if actor.avatar else None
    return {
        "iss": f"{origin}/",
        "sub": actor.uri,
        "name": actor.shown_name,
        "preferred_username": actor.name,
        "profile": actor.url,
        "picture": picture,
    }


async def metadata(call: Call) -> ServerMetadata:
    """Tells apps where and how people sign in (RFC 8414)."""
    origin = call.site.config.origin
    grants = ["authorization_code", "client_credentials", "refresh_token"]
    return {
        "issuer": f"{origin}/",
        "service_documentation": f"{origin}/api/docs",
        "authorization_endpoint": f"{origin}/oauth/authorize",
        "token_endpoint": f"{origin}/oauth/token",
        "app_registration_endpoint": f"{origin}/api/v1/apps",
        "revocation_endpoint": f"{origin}/oauth/revoke",
        "userinfo_endpoint": f"{origin}/oauth/userinfo",
        "scopes_supported": list(scopes.SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": grants + ["password"] * call.site.config.instance.development,
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
    }
