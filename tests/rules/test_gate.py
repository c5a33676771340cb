"""What other servers say becomes a value in one place: federation.rules.admit. No other module reads their JSON."""

from __future__ import annotations

from tests.rules.test_architecture import Module, modules

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
    "fediart/translate/imports/sealed.py": {"read_actor"},  # the key in a member's own archive
}
# Bytes become JSON in federation.lenient.read_json, which bounds depth, number and texts. These ask for it:
MAY_PARSE = {
    "federation/vocab.py", "federation/lenient.py", "federation/fetch.py", "federation/webfinger.py",
    "federation/nodeinfo.py", "fediart/web/inbox.py", "fediart/admission/huggingface.py",
    "fediart/api/c2s/uploads.py", "fediart/passkeys/messages.py",
}  # fmt: skip
# json.loads is for what we wrote ourselves, and for the auditor, which reads pages as crawlers do.
MAY_LOAD = {
    "federation/lenient.py": "read_json itself",
    "federation/proofs.py": "what the door has let in, read once more so that no name comes twice",
    "fediart/store/": "our own rows",
    "fediart/actions/account_documents.py": "our own column",
    "fediart/actions/backup_": "a backup that we wrote, whose checksums are compared",
    "fediart/actions/import_home.py": "our own column",
    "fediart/actions/forbidden_exchange.py": "a list that a moderator uploads, at most 8 MB, read name by name",
    "fediart/api/bodies.py": "what apps give, at most 1 MiB: given.py reads declared fields, a reader bounds all else",
    "fediart/translate/remote_rights.py": "our own column",
    "fediart/translate/imports/archive.py": "a member's own archive, bounded, in a worker; readers take declared names",
    "fediart/media/credential_library.py": "the report of a library, bounded",
    "fediart/rights/": "the auditor of AI signals, bounded, acts on nothing",
}


def read_by(module: Module) -> set[str]:
    """The auditor has a read_activity of its own, for AI signals."""
    own = {"read_activity"} if module.where.startswith("fediart/rights/") else set()
    return set(module.used) & READERS - own


def test_only_the_gate_reads_what_others_say() -> None:
    wrong = [
        f"{one.where} reads with {read_by(one) - MAY_READ.get(one.where, set())}"
        for one in modules()
        if not read_by(one) <= MAY_READ.get(one.where, set())
    ]
    assert wrong == [], "call federation.rules.admit instead"


def test_json_of_others_is_bounded() -> None:
    asking = [one.where for one in modules() if "read_json" in one.used and one.where not in MAY_PARSE]
    assert asking == [], "ask the connector for a document"
    loading = [one.where for one in modules() if one.loads and not one.where.startswith(tuple(MAY_LOAD))]
    assert loading == [], "json.loads is for what we wrote ourselves"


def test_what_is_fetched_is_proved_by_the_connector_alone() -> None:
    """A `Fetched` and a `Signer` are proofs: each is made in one place."""
    for name, makers in {
        "Fetched": {"federation/fetch.py", "federation/connector.py"},
        "Signer": {"federation/signatures.py", "federation/proofs.py"},
    }.items():
        made = {one.where for one in modules() if name in one.called}
        assert made and made <= makers, f"{made - makers} make a {name}"
