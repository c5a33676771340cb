"""The house rules, checked on every file: imports point down, one door per heavy library, nothing grows too large."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

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
    "fediart.config": 1,
    "fediart.ids": 1,
    "federation": 0,
}
LEAVES = {
    "fediart",
    *(f"fediart.{name}" for name in ("catalogues", "clock", "errors", "language", "outcomes", "resources", "sanitize")),
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
    "nh3": ("fediart/sanitize.py",),
    "cryptography": (
        "federation/keys.py",
        "federation/signatures.py",
        "federation/proofs.py",
        "federation/certificates.py",
        "federation/web_push.py",
    ),
    "c2pa": ("fediart/media/credential_library.py",),
    "aiosmtplib": ("fediart/mail.py",),
    "argon2": ("fediart/passwords.py",),
    "babel": ("fediart/language.py",),
    "orjson": ("fediart/api/",),
    "dns": ("federation/text_records.py",),
}
SOCKETS = {"socket", "urllib.request", "http.client", "requests", "httpx", "urllib3", "smtplib", "ftplib"}
MOST_LINES = 400
MOST_FUNCTION_LINES = 40


def modules() -> list[Path]:
    return sorted([*ROOT.glob("fediart/**/*.py"), *ROOT.glob("federation/**/*.py")])


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def floor_of(name: str) -> tuple[str, int] | None:
    parts = name.split(".")
    for length in (2, 1):
        package = ".".join(parts[:length])
        if package in FLOORS:
            return package, FLOORS[package]
    return None


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_point_down(path: Path) -> None:
    name = name_of(path)
    here = floor_of(name)
    for target in imported(tree_of(path)):
        there = floor_of(target)
        if there is None or target in LEAVES:
            continue
        if name in LEAVES:
            pytest.fail(f"{name} is a leaf and imports {target}")
        assert here is not None, f"{name} has no floor: name it in FLOORS"
        together = here[0] == there[0] or {here[0], there[0]} <= SIDE_BY_SIDE.get(here[1], set())
        assert together or there[1] < here[1], f"{name} (floor {here[1]}) imports {target} (floor {there[1]})"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_each_heavy_library_has_one_door(path: Path) -> None:
    where = str(path.relative_to(ROOT))
    for target in imported(tree_of(path)):
        library = target.split(".")[0]
        if library in DOORS:
            assert where.startswith(DOORS[library]), f"{where} imports {library}; its door is {DOORS[library]}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_only_the_connector_opens_connections(path: Path) -> None:
    """Advisory 38: a subsystem with its own HTTP client is a subsystem without the private-address guard."""
    where = str(path.relative_to(ROOT))
    targets = set(imported(tree_of(path)))
    allowed = {"federation/addresses.py", "federation/fetch.py", "federation/connector.py"}
    if where not in allowed:
        assert not targets & SOCKETS, f"{where} imports {targets & SOCKETS}"
        assert "ClientSession" not in path.read_text(encoding="utf-8") or where in {"fediart/app.py"}, where


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES, f"{path.name} has more than {MOST_LINES} lines: split it by subject"
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines <= MOST_FUNCTION_LINES, f"{path.name}: {node.name} has {lines} lines"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree_of(path)), f"{path} has no docstring"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_names_say_what_things_are(path: Path) -> None:
    vague = ("Manager", "Helper", "Util", "Utils", "Service", "Base")
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ClassDef):
            assert not node.name.endswith(vague), f"{path.name}: {node.name}"
