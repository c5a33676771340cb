"""`/api/docs`: the client API to read, and `/api/openapi.json`: the same for programs, both from the routing table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from aiohttp import web

import fediart.api.endpoints as table
from fediart.api.openapi import document, family, plain_path
from fediart.api.written import json_bytes
from fediart.language import _
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import site_of

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Named:
    """A parameter, a field given or a field returned. `entity` is the name of the schema that its kind links to."""

    name: str
    kind: str
    says: str
    required: bool
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Described:
    """One endpoint. `returns` is its kind in words, `answers` its other statuses."""

    anchor: str
    method: str
    path: str
    summary: str
    says: str
    given: tuple[Named, ...]
    returns: str
    entity: str
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    name: str
    says: str
    fields: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class ApiDocsPage(Page):
    template: ClassVar[str] = "api_docs.html"
    families: tuple[tuple[str, tuple[Described, ...]], ...]
    entities: tuple[Entity, ...]
    count: int


async def show(request: web.Request) -> web.StreamResponse:
    families, entities = _read(site_of(request).config.origin)
    count = sum(len(listed) for _name, listed in families)
    page = ApiDocsPage(title=_("The API for apps"), families=families, entities=entities, count=count)
    return await pages.show(request, page)


async def show_document(request: web.Request) -> web.StreamResponse:
    body = json_bytes(_document(site_of(request).config.origin))
    headers = {"Content-Type": "application/json; charset=utf-8", "Access-Control-Allow-Origin": "*"}
    return web.Response(body=body, headers=headers)


@lru_cache(maxsize=2)
def _document(origin: str) -> Json:
    return document(table.ENDPOINTS, origin)


@lru_cache(maxsize=2)
def _read(origin: str) -> tuple[tuple[tuple[str, tuple[Described, ...]], ...], tuple[Entity, ...]]:
    told = _document(origin)
    sorted_in: dict[str, list[Described]] = {}
    for one in table.ENDPOINTS:
        path = plain_path(one.path)
        operation = told["paths"].get(path, {}).get(one.method.lower())
        if operation is None:
            continue  # another spelling of an address that is told already
        sorted_in.setdefault(family(one.path), []).append(_described(one.method, path, operation))
    entities = [_entity(name, schema) for name, schema in sorted(told["components"]["schemas"].items())]
    return tuple((name, tuple(sorted_in[name])) for name in sorted(sorted_in)), tuple(entities)


def _described(method: str, path: str, operation: Json) -> Described:
    given = [_named(one["name"], one["schema"], required=one["required"]) for one in _parameters(operation)]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    given += _fields(body)
    answers = operation["responses"]
    first: Json = next((answers[status] for status in sorted(answers) if status.startswith("2")), {})
    told: Json = next(iter(first.get("content", {}).values()), {})
    kind, entity = _kind(told.get("schema", {}))
    return Described(
        anchor=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        says=operation["description"],
        given=tuple(given),
        returns=kind,
        entity=entity,
        statuses=tuple(sorted(answers)),
    )


def _parameters(operation: Json) -> Iterable[Json]:
    return ({"required": False, **one} for one in operation.get("parameters", ()))


def _entity(name: str, schema: Json) -> Entity:
    return Entity(name, schema.get("description", ""), tuple(_fields(schema)))


def _fields(schema: Json) -> list[Named]:
    needed = schema.get("required", ())
    return [_named(name, one, required=name in needed) for name, one in schema.get("properties", {}).items()]


def _named(name: str, schema: Json, *, required: bool) -> Named:
    kind, entity = _kind(schema)
    return Named(name, kind, schema.get("description", ""), required, entity)


def _kind(schema: Json) -> tuple[str, str]:
    """The kind in words, and the entity it is made of."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name, name
    if "enum" in schema:
        return " | ".join(str(word) for word in schema["enum"]), ""
    if "anyOf" in schema:
        kinds = [_kind(one) for one in schema["anyOf"]]
        return " | ".join(kind for kind, _name in kinds), next((name for _kind_, name in kinds if name), "")
    kind = schema.get("type", "anything")
    if kind == "array":
        inner, entity = _kind(schema.get("items", {}))
        return f"list of {inner}", entity
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        inner, entity = _kind(schema["additionalProperties"])
        return f"object of {inner}", entity
    return (" | ".join(kind) if isinstance(kind, list) else str(kind)), ""
