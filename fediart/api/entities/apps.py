"""Apps and their tokens, as apps see them."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class OwnApplication(TypedDict):
    """The app whose token it is (docs.joinmastodon.org/entities/Application)."""

    id: str
    name: str
    website: str | None
    scopes: list[str]
    redirect_uri: str
    redirect_uris: list[str]
    vapid_key: str


class CredentialApplication(OwnApplication):
    """An app that was just registered, with its secret (docs.joinmastodon.org/entities/Application).

    `client_secret` is empty for an app that asked to have none.
    """

    client_id: str
    client_secret: str
    client_secret_expires_at: int


class Token(TypedDict):
    """What an app may show from now on (docs.joinmastodon.org/entities/Token; RFC 6749, section 5.1).

    `created_at` and `expires_in` are seconds; the last two are there for tokens that expire.
    """

    access_token: str
    token_type: str
    scope: str
    created_at: int
    expires_in: NotRequired[int]
    refresh_token: NotRequired[str]


class UserInfo(TypedDict):
    """Who somebody is (docs.joinmastodon.org/methods/oauth/#userinfo)."""

    iss: str
    sub: str
    name: str
    preferred_username: str
    profile: str
    picture: str | None


class ServerMetadata(TypedDict):
    """How apps sign people in here (RFC 8414; docs.joinmastodon.org/methods/oauth/#authorization-server-metadata)."""

    issuer: str
    service_documentation: str
    authorization_endpoint: str
    token_endpoint: str
    app_registration_endpoint: str
    revocation_endpoint: str
    userinfo_endpoint: str
    scopes_supported: list[str]
    response_types_supported: list[str]
    response_modes_supported: list[str]
    code_challenge_methods_supported: list[str]
    grant_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
