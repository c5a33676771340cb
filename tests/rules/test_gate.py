"""What other servers say becomes a value in one place: federation.rules.admit. No other module reads their JSON."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.test_architecture import ROOT, modules, name_of, tree_of

# The readers of ActivityStreams, and who may call them: the gate, the readers themselves, and the two halves of the
# inbox, which read what was pushed before they know who signed it, and once more from the row it was kept in.
READERS = {"read_note", "read_actor", "read_object", "read_collection", "read_tombstone", "read_activity"}
MAY_READ = {
    "federation/vocab.py": READERS,
    "federation/rules.py": READERS,
    "federation/actors.py": READERS,
    "federation/posts.py": READERS,
    "fediart/web/inbox.py": {"read_activity"},
    "fediart/jobs/inbox.py": {"read_activity"},
}
# Bytes become JSON in federation.lenient.read_json, which bounds depth, number and texts. These ask for it:
MAY_PARSE = {
    "federation/vocab.py", "federation/lenient.py", "federation/fetch.py", "federation/webfinger.py",
    "federation/nodeinfo.py", "fediart/web/inbox.py", "fediart/admission/huggingface.py",
}  # fmt: skip
# json.loads is for what we wrote ourselves, and for the auditor, which reads pages as crawlers do.
MAY_LOAD = {
    "federation/lenient.py": "read_json itself",
    "federation/proofs.py": "what the door has let in, read once more so that no name comes twice",
    "fediart/store/": "our own rows",
    "fediart/translate/remote_rights.py": "our own column",
    "fediart/media/credential_library.py": "the report of a library, bounded",
    "fediart/rights/": "the auditor of AI signals, bounded, acts on nothing",
}


def used(tree: ast.AST) -> Iterator[str]:
    """Every name and attribute that is called or imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
            yield from (alias.name for alias in node.names)


def foreign(name: str, path: Path) -> bool:
    """The auditor has a read_activity of its own, for AI signals."""
    return name == "read_activity" and str(path.relative_to(ROOT)).startswith("fediart/rights/")


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_only_the_gate_reads_what_others_say(path: Path) -> None:
    where = str(path.relative_to(ROOT))
    names = {name for name in set(used(tree_of(path))) & READERS if not foreign(name, path)}
    assert names <= MAY_READ.get(where, set()), f"{where} reads with {names}: call federation.rules.admit instead"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_json_of_others_is_bounded(path: Path) -> None:
    where = str(path.relative_to(ROOT))
    names = set(used(tree_of(path)))
    assert "read_json" not in names or where in MAY_PARSE, f"{where}: ask the connector for a document"
    loads = any(
        isinstance(node, ast.Attribute) and node.attr in ("loads", "load") and getattr(node.value, "id", "") == "json"
        for node in ast.walk(tree_of(path))
    )
    assert not loads or where.startswith(tuple(MAY_LOAD)), f"{where}: json.loads is for what we wrote ourselves"


def test_what_is_fetched_is_proved_by_the_connector_alone() -> None:
    """A `Fetched` and a `Signer` are proofs: each is made in one place."""
    for name, makers in {
        "Fetched": {"federation/fetch.py", "federation/connector.py"},
        "Signer": {"federation/signatures.py", "federation/proofs.py"},
    }.items():
        for path in modules():
            where = str(path.relative_to(ROOT))
            made = [
                node
                for node in ast.walk(tree_of(path))
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
            ]
            assert not made or where in makers, f"{where} makes a {name}"
