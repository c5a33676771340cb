"""The house rules, checked on every file: imports point down, one door per heavy library, nothing grows too large."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The lower the number, the lower the floor. A module may import from its own floor's package and from lower floors.
FLOORS: dict[str, int] = {
    "fediart.app": 10,
    "fediart.cli": 10,
    "fediart.__main__": 11,
    "fediart.web": 9,
    "fediart.api": 9,
    "fediart.jobs": 9,
    "fediart.inbox": 8,
    "fediart.actions": 7,
    "fediart.translate": 6,
    "fediart.site": 5,
    "fediart.admission": 4,
    "fediart.rights": 3,
    "fediart.media": 3,
    "fediart.store": 3,
    "fediart.mail": 2,
    "fediart.passwords": 2,
    "fediart.passkeys": 2,
    "fediart.handbook": 2,
    "fediart.config": 1,
    "fediart.ids": 1,
    "fediart.company": 1,
    "federation": 0,
}
LEAVES = {
    "fediart",
    *(f"fediart.{name}" for name in ("catalogues", "clock", "config_operation", "errors", "figures", "language")),
    *(f"fediart.{name}" for name in ("logs", "outcomes", "resources", "sanitize", "tracing")),
}
SIDE_BY_SIDE = {9: {"fediart.web", "fediart.api", "fediart.jobs"}, 10: {"fediart.app", "fediart.cli"}}

DOORS: dict[str, tuple[str, ...]] = {
    "aiosqlite": ("fediart/store/sqlite.py",),
    "sqlite3": ("fediart/store/sqlite.py", "fediart/admission/attached/clip.py"),
    "asyncpg": ("fediart/store/postgres.py",),
    "PIL": ("fediart/media/",),
    "pillow_heif": ("fediart/media/",),
    "onnxruntime": ("fediart/admission/detector.py",),
    "jinja2": ("fediart/web/render.py",),
    "markdown_it": ("fediart/handbook/markdown.py",),
    "nh3": ("fediart/sanitize.py",),
    "cryptography": (
        "federation/keys.py",
        "federation/signatures.py",
        "federation/proofs.py",
        "federation/certificates.py",
        "federation/web_push.py",
        "fediart/passkeys/keys.py",
    ),
    "c2pa": ("fediart/media/credential_library.py",),
    "obstore": ("fediart/media/object_storage.py",),
    "aiosmtplib": ("fediart/mail.py",),
    "argon2": ("fediart/passwords.py",),
    "segno": ("fediart/web/qr_code.py",),
    "babel": ("fediart/language.py",),
    "orjson": ("fediart/api/",),
    "opentelemetry": ("fediart/tracing.py",),
    "dns": ("federation/text_records.py",),
}
SOCKETS = {"socket", "urllib.request", "http.client", "requests", "httpx", "urllib3", "smtplib", "ftplib"}
MOST_LINES = 400
MOST_FUNCTION_LINES = 40


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def floor_of(name: str) -> tuple[str, int] | None:
    parts = name.split(".")
    for length in (2, 1):
        package = ".".join(parts[:length])
        if package in FLOORS:
            return package, FLOORS[package]
    return None


@dataclass(frozen=True, slots=True)
class Module:
    """What the rules ask of a module, read off it once. `where` is its path in the checkout; `functions` have lines."""

    where: str
    name: str
    text: str
    words: str | None
    imports: tuple[str, ...]
    used: frozenset[str]
    called: frozenset[str]
    functions: tuple[tuple[str, int], ...]
    classes: tuple[str, ...]
    loads: bool


@cache
def modules() -> tuple[Module, ...]:
    paths = sorted([*ROOT.glob("fediart/**/*.py"), *ROOT.glob("federation/**/*.py")])
    assert len(paths) > 500
    return tuple(_read(path) for path in paths)


def _read(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    nodes = list(ast.walk(tree))
    return Module(
        where=str(path.relative_to(ROOT)),
        name=name_of(path),
        text=text,
        words=ast.get_docstring(tree),
        imports=tuple(one for node in nodes for one in _imported(node)),
        used=frozenset(one for node in nodes for one in _used(node)),
        called=frozenset(
            node.func.id for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        ),
        functions=tuple(
            (node.name, (node.end_lineno or 0) - node.lineno + 1)
            for node in nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ),
        classes=tuple(node.name for node in nodes if isinstance(node, ast.ClassDef)),
        loads=any(
            isinstance(node, ast.Attribute)
            and node.attr in ("loads", "load")
            and getattr(node.value, "id", "") == "json"
            for node in nodes
        ),
    )


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _used(node: ast.AST) -> Iterator[str]:
    """Every name and attribute that is called or imported."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in node.names)
        yield from (alias.name for alias in node.names)


def test_imports_point_down() -> None:
    assert [said for one in modules() for said in _upwards(one)] == []


def _upwards(module: Module) -> Iterator[str]:
    name, here = module.name, floor_of(module.name)
    for target in module.imports:
        there = floor_of(target)
        if there is None or target in LEAVES:
            continue
        if name in LEAVES:
            yield f"{name} is a leaf and imports {target}"
        elif here is None:
            yield f"{name} has no floor: name it in FLOORS"
        elif not (here[0] == there[0] or {here[0], there[0]} <= SIDE_BY_SIDE.get(here[1], set()) or there[1] < here[1]):
            yield f"{name} (floor {here[1]}) imports {target} (floor {there[1]})"


def test_each_heavy_library_has_one_door() -> None:
    wrong = [
        f"{one.where} imports {target}; its door is {DOORS[target.split('.')[0]]}"
        for one in modules()
        for target in one.imports
        if not one.where.startswith(DOORS.get(target.split(".")[0], ("",)))
    ]
    assert wrong == []


def test_only_the_connector_opens_connections() -> None:
    """Advisory 38: a subsystem with its own HTTP client is a subsystem without the private-address guard."""
    allowed = {"federation/addresses.py", "federation/fetch.py", "federation/connector.py"}
    others = [one for one in modules() if one.where not in allowed]
    assert [f"{one.where} imports {target}" for one in others for target in SOCKETS & set(one.imports)] == []
    assert [one.where for one in others if "ClientSession" in one.text and one.where != "fediart/app.py"] == []


def test_modules_and_functions_stay_small() -> None:
    long = [one.where for one in modules() if one.text.count("\n") > MOST_LINES]
    assert long == [], f"more than {MOST_LINES} lines: split by subject"
    wrong = [
        f"{one.where}: {name} has {lines} lines"
        for one in modules()
        for name, lines in one.functions
        if lines > MOST_FUNCTION_LINES
    ]
    assert wrong == []


def test_a_module_says_what_it_is_for() -> None:
    assert [one.where for one in modules() if not one.words] == []


def test_names_say_what_things_are() -> None:
    vague = ("Manager", "Helper", "Util", "Utils", "Service", "Base")
    assert [f"{one.where}: {name}" for one in modules() for name in one.classes if name.endswith(vague)] == []
