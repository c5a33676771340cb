"""The OpenAPI 3.1 document of the client API, written from the very table that routes it and checks its scopes.

Source of the form: spec.openapis.org/oas/v3.1.1. What a handler takes and returns is read from its signature.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from http import HTTPStatus
from typing import Any, Final, get_type_hints

from aiohttp import web

from federation.media_types import ACTIVITY_JSON
from fediart import __version__
from fediart.actions.scopes import SCOPES
from fediart.api.call import Paged
from fediart.api.door import given_kind, hints_of
from fediart.api.endpoint import ANYBODY, APP, CLIENT, Endpoint
from fediart.api.given import Whole, bounds_of
from fediart.api.schema import Json, Schemas, given_schema, parameter_schema

_PART: Final = re.compile(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})*))?\}")
_FORMS: Final = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
_MOST_IN_QUERY: Final = 100  # of one list: an address has 8190 bytes; more go in a body
_ACTIVITIES: Final = (ACTIVITY_JSON, "application/ld+json", "application/json")
_ERROR: Final[Json] = {
    "type": "object",
    "description": "What went wrong. `details` names the fields, where the fault lies in some.",
    "properties": {
        "error": {"type": "string"},
        "error_description": {"type": "string"},
        "details": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"error": {"type": "string"}, "description": {"type": "string"}},
                    "required": ["error", "description"],
                },
            },
        },
    },
    "required": ["error"],
}
_UNREAD: Final[Json] = {"text/plain": {}}  # an address beyond 8190 bytes, and what is no HTTP, reaches no endpoint
_LIMITS: Final = {
    "X-RateLimit-Limit": "How many requests there may be in the time.",
    "X-RateLimit-Remaining": "How many are left.",
    "X-RateLimit-Reset": "When the time begins anew.",
}


def document(endpoints: Iterable[Endpoint], origin: str) -> Json:
    """The whole document as JSON. Raises TypeError where a signature cannot be told, naming the endpoint."""
    schemas, paths = Schemas(), dict[str, Json]()
    for one in endpoints:
        if one.path.endswith("/"):
            continue  # the same as without, for apps that write it so
        try:
            paths.setdefault(plain_path(one.path), {})[one.method.lower()] = _operation(one, schemas)
        except TypeError as error:
            raise TypeError(f"{one.method} {one.path}: {error}") from error
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "fediart",
            "version": __version__,
            "description": "Mastodon's client API, and what fediart adds to it: artworks, rights and admission.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": origin}],
        "paths": paths,
        "components": {"schemas": {**schemas.named, "Error": _ERROR}, "securitySchemes": _security(origin)},
    }


def plain_path(path: str) -> str:
    """`/api/v1/lists/{id:\\d+}` as `/api/v1/lists/{id}`."""
    return _PART.sub(r"{\1}", path)


def family(path: str) -> str:
    """The word that endpoints are sorted under: what follows the version."""
    parts = [part for part in path.split("/") if part and not part.startswith("{")]
    if parts[0] != "api":
        return parts[0].strip(".")
    rest = [part for part in parts[1:] if not re.fullmatch(r"v\d(_alpha)?", part)]
    return " ".join(rest[:2]) if rest and rest[0] in ("admin", "fediart") else (rest[0] if rest else "api")


def _operation(one: Endpoint, schemas: Schemas) -> Json:
    summary, _, rest = (inspect.getdoc(one.handler) or "").partition("\n")
    operation: Json = {
        "operationId": f"{one.method.lower()}{''.join(_camel(plain_path(one.path)))}",
        "summary": summary,
        "tags": [family(one.path)],
        "responses": _responses(one, schemas),
    }
    said = [" ".join(rest.split()), _needs(one)]
    operation["description"] = " ".join(word for word in said if word)
    operation["security"] = _required(one)
    parameters = [_path_parameter(name, pattern) for name, pattern in _PART.findall(one.path)]
    kind = given_kind(one)
    if kind is not None and one.method in ("GET", "HEAD", "DELETE"):
        parameters += _query(kind)
    elif kind is not None:
        forms = _ACTIVITIES if kind is Whole else _FORMS
        operation["requestBody"] = {"content": {form: {"schema": given_schema(kind)} for form in forms}}
    if one.idempotent:
        words = "The same key with the same request is done once."
        header = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}, "description": words}
        parameters.append(header)
    if parameters:
        operation["parameters"] = parameters
    return operation


def _camel(path: str) -> Iterable[str]:
    return (part[:1].upper() + part[1:] for part in re.split(r"\W+", path) if part)


def _needs(one: Endpoint) -> str:
    deed = " Only for members of staff whose role allows it." if one.deed else ""
    if one.need == ANYBODY:
        return f"No token is needed.{deed}"
    if one.need == CLIENT:
        return "Needs no token, but the app's client_id and client_secret, in the body or as HTTP Basic authorization."
    whose = "an app or a person" if one.need == APP else "a person"
    scopes = f" with the scope {' or '.join(one.scopes)}" if one.scopes else ""
    return f"Needs a token of {whose}{scopes}.{deed}"


def _required(one: Endpoint) -> list[Json]:
    if one.need == CLIENT:
        return [{}]
    asked = [{"OAuth2": [scope]} for scope in one.scopes] or [{"OAuth2": []}]
    return [*asked, {}] if one.need == ANYBODY else [*asked]


def _path_parameter(name: str, pattern: str) -> Json:
    words = pattern.split("|")
    schema: Json = {"type": "string"}
    if len(words) > 1 and all(re.fullmatch(r"[\w-]+", word) for word in words):
        schema["enum"] = words
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query(kind: Any) -> list[Json]:
    hints = get_type_hints(kind)
    listed = []
    for one in fields(kind):
        bounds = bounds_of(one)
        schema = parameter_schema(hints[one.name], bounds, one)
        several = schema.get("type") == "array"
        if several:
            schema["maxItems"] = min(schema.get("maxItems", _MOST_IN_QUERY), _MOST_IN_QUERY)
        name = bounds.name or one.name
        listed.append(
            {
                "name": f"{name}[]" if several else name,
                "in": "query",
                "required": bounds.required,
                "schema": schema,
                **({"style": "form", "explode": True} if several else {}),
            }
        )
    return listed


def _responses(one: Endpoint, schemas: Schemas) -> Json:
    returned = hints_of(one).get("return")
    limits = {name: _header(words) for name, words in _LIMITS.items()}
    made: Json = {}
    for status in (one.status, *(status for status in one.also if status < 400)):
        made[str(status)] = {"description": HTTPStatus(status).phrase, "headers": dict(limits)}
        if isinstance(returned, type) and issubclass(returned, web.StreamResponse):
            made[str(status)]["content"] = {_media_type(one): {}}
            continue
        made[str(status)]["content"] = {_media_type(one): {"schema": schemas.returned(returned)}}
        if getattr(returned, "__origin__", None) is Paged:
            made[str(status)]["headers"]["Link"] = _header("RFC 8288: `next` is older, `prev` is newer.")
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for status in _errors(one):
        content = {**error, **_UNREAD} if status == HTTPStatus.BAD_REQUEST else error
        made.setdefault(str(status), {"description": HTTPStatus(status).phrase, "content": content})
    return made


def _media_type(one: Endpoint) -> str:
    """What it answers in, where nothing goes wrong; its errors are JSON always."""
    if one.path.startswith(("/users/", "/api/activitypub/")):
        return ACTIVITY_JSON
    if one.stream:
        return "text/event-stream"
    returned = hints_of(one).get("return")
    return "*/*" if isinstance(returned, type) and issubclass(returned, web.StreamResponse) else "application/json"


def _header(words: str) -> Json:
    return {"description": words, "schema": {"type": "string"}}


def _errors(one: Endpoint) -> Sequence[int]:
    named = [400, 401, 404, 422, 429, *([413] if one.method != "GET" else [])]
    said = {*named, *(status for status in one.also if status >= 400)}
    said |= {403} if one.scopes or one.deed or one.need != ANYBODY else set()
    return sorted(said | {503} if one.idempotent else said)  # 503: a twin of the request is still being worked on


def _security(origin: str) -> Json:
    scopes = {scope: _scope_words(scope) for scope in SCOPES}
    authorize, token = f"{origin}/oauth/authorize", f"{origin}/oauth/token"
    return {
        "OAuth2": {
            "type": "oauth2",
            "flows": {
                "authorizationCode": {"authorizationUrl": authorize, "tokenUrl": token, "scopes": scopes},
                "clientCredentials": {"tokenUrl": token, "scopes": scopes},
            },
        }
    }


def _scope_words(scope: str) -> str:
    broad, _, narrow = scope.rpartition(":")
    return f"{broad} of {narrow} alone" if broad else f"all of {scope}"
