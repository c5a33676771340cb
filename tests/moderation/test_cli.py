"""Rules and relays from the shell."""

from __future__ import annotations

from pathlib import Path

import pytest

from fediart.cli import main
from tests.moderation.test_lists import MASTODON


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    folder = tmp_path / "var"
    assert main(["init", str(folder), "--host", "art.example"]) == 0
    capsys.readouterr()

    def run(*words: str, status: int = 0) -> str:
        assert main(["federation", *words, "-c", str(folder / "config.toml")]) == status
        said = capsys.readouterr()
        return said.out + said.err

    return run


def test_rules_are_made_listed_moved_and_taken_back(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert "silence, no pictures" in run("block", "Loud.Example", "--severity", "silence", "--reject-media")
    assert "suspend" in run("block", "bücher.example", "--comment", "why")
    run("block", "art.example", status=1)
    assert "now on the allow-list" in run("allow", "friend.example")
    assert "allow-list" in run("mode", "allow")
    listed = run("list")
    assert "loud.example" in listed
    assert "friend.example" in listed
    assert '"comment": "why"' in run("list", "--json")
    assert "no longer" in run("allow", "friend.example", "--remove")
    run("unblock", "loud.example")
    run("unblock", "loud.example", status=1)
    file = tmp_path / "list.csv"
    file.write_text(MASTODON + "not a domain,suspend,,,,\n")
    shown = run("import", str(file), status=1)
    assert "line 5" in shown
    assert "spam.example" in shown
    assert "spam.example" not in run("list"), "only shown"
    assert "3 applied, 0 left" in run("import", str(file), "--apply", status=1)
    assert "spam.example,suspend,True,True" in run("export")


def test_relays_are_asked_listed_and_left(run) -> None:  # type: ignore[no-untyped-def]
    run("mode", "block")
    assert "mastodon" in run("relay", "add", "https://relay.example/inbox")
    assert "pending" in run("relay", "list")
    run("relay", "remove", "https://other.example/inbox", status=1)
    assert "is left" in run("relay", "remove", "https://relay.example/inbox")
    assert "relay.example" not in run("relay", "list")
