"""Types as JSON Schema (draft 2020-12, as OpenAPI 3.1 has it): what endpoints return, and what apps give them.

An entity is a TypedDict and becomes a named schema that others refer to; what an app gives is a dataclass made with
`given.asked`, whose words and bounds are told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from fediart.api.call import Answered, Paged, Written
from fediart.api.given import Bounds, File, Id, Whole, bounds_of

Json = dict[str, Any]

_PLAIN: dict[Any, Json] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    Any: {},
    object: {},
}
_AN_ID = {"type": "string", "pattern": "^[0-9]{1,19}$"}


@dataclass(slots=True)
class Schemas:
    """The named schemas that were met so far. Raises TypeError for two entities of one name, or what is no JSON."""

    named: dict[str, Json] = field(default_factory=dict)
    _kinds: dict[str, Any] = field(default_factory=dict)

    def returned(self, hint: Any) -> Json:
        """The schema of what a handler returns, or of a part of it."""
        origin, parts = get_origin(hint), get_args(hint)
        if origin is Paged:
            return {"type": "array", "items": self.returned(parts[0])}
        if origin in (Answered, Written, Annotated, NotRequired, Required):
            return self.returned(parts[0])
        if origin in (Union, UnionType):
            return self._either([self.returned(one) for one in parts])
        if origin in (list, Sequence, tuple) or (isinstance(origin, type) and issubclass(origin, Sequence)):
            return {"type": "array", "items": self.returned(parts[0])}
        if origin is dict or (isinstance(origin, type) and issubclass(origin, Mapping)):
            return {"type": "object", "additionalProperties": self.returned(parts[1])}
        if origin is Literal:
            return {"enum": list(parts)}
        if is_typeddict(hint):
            return self._entity(hint)
        if hint in _PLAIN:
            return dict(_PLAIN[hint])
        raise TypeError(f"{hint!r} cannot be told as JSON Schema")

    def _either(self, schemas: list[Json]) -> Json:
        types = [one["type"] for one in schemas if set(one) == {"type"} and isinstance(one["type"], str)]
        if len(types) == len(schemas):
            return {"type": types}
        return {"anyOf": schemas}

    def _entity(self, kind: Any) -> Json:
        name = kind.__name__
        known = self._kinds.setdefault(name, kind)
        if known is not kind:
            raise TypeError(f"two entities are named {name}: {known.__module__} and {kind.__module__}")
        if name not in self.named:
            self.named[name] = {}  # an entity may hold its own kind: a boost is a status with a status
            self.named[name] = self._object(kind)
        return {"$ref": f"#/components/schemas/{name}"}

    def _object(self, kind: Any) -> Json:
        hints = get_type_hints(kind, include_extras=True)
        made: Json = {
            "type": "object",
            "properties": {name: self.returned(hint) for name, hint in hints.items()},
        }
        needed = [one for one, hint in hints.items() if one not in kind.__optional_keys__ and not _optional(hint)]
        if needed:
            made["required"] = needed
        if kind.__doc__:
            made["description"] = " ".join(kind.__doc__.split())
        return made


def _optional(hint: Any) -> bool:
    return get_origin(hint) is NotRequired


def given_schema(kind: Any) -> Json:
    """The schema of what an app gives, as JSON."""
    if kind is Whole:
        return {"type": "object"}
    hints = get_type_hints(kind)
    properties: Json = {}
    needed = []
    for one in fields(kind):
        bounds = bounds_of(one)
        name = bounds.name or one.name
        properties[name] = parameter_schema(hints[one.name], bounds, one)
        if bounds.required:
            needed.append(name)
    return {"type": "object", "properties": properties, **({"required": needed} if needed else {})}


def parameter_schema(hint: Any, bounds: Bounds, one: Field[Any] | None = None) -> Json:
    """The schema of one field that is given, with its words, bounds and default."""
    schema = _given(hint)
    if bounds.says:
        schema["description"] = bounds.says
    if schema.get("type") == "string" and bounds.most is not None:
        schema["maxLength"] = int(bounds.most)
    if schema.get("type") == "array" and bounds.most is not None:
        schema["maxItems"] = int(bounds.most)
    if schema.get("type") in ("integer", "number") and not bounds.clamped:
        schema |= {"minimum": bounds.least} if bounds.least is not None else {}
        schema |= {"maximum": bounds.most} if bounds.most is not None else {}
    if one is not None and one.default is not MISSING and one.default not in (None, (), ""):
        schema["default"] = one.default
    return schema


def _given(hint: Any) -> Json:
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _given(next(one for one in parts if one is not NoneType))
    if origin is tuple:
        return {"type": "array", "items": _given(parts[0])}
    if origin is Literal:
        return {"type": "string", "enum": list(parts)}
    if hint is Id:
        return dict(_AN_ID)
    if hint is File:
        return {"type": "string", "format": "binary"}
    if is_dataclass(hint):
        return given_schema(hint)
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    raise TypeError(f"{hint!r} cannot be given by an app")
