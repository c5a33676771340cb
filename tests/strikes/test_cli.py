"""Decisions about members from the shell."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from fediart.cli import main
from tests.site import PASSWORD


def test_a_member_is_limited_and_let_be_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "var"
    assert main(["init", str(folder), "--host", "art.example"]) == 0

    def run(*words: str, status: int = 0) -> str:
        capsys.readouterr()
        assert main([*words, "-c", str(folder / "config.toml")]) == status
        said = capsys.readouterr()
        return said.out + said.err

    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    run("account", "create", "jane", "--email", "jane@mail.example", "--password-stdin")
    assert "Say why" in run("account", "act", "jane", "limit", status=1)
    assert "no account named nobody" in run("account", "act", "nobody", "limit", "--rule", "1", status=1)
    run("account", "act", "jane", "limit", "--reason", "Forty posts in one hour.", "--rule", "3")
    run("account", "act", "@jane", "freeze", "--reason", "A pause.")
    assert "frozen" in run("account", "list")
    run("account", "undo", "jane", "freeze")
    listed = run("account", "strikes", "jane")
    assert "Forty posts in one hour." in listed and "lifted" in listed and "stands" in listed
    lines = [json.loads(line) for line in run("log", "--json").splitlines()]
    assert [one["deed"] for one in lines if one["by"] == ""][:3] == ["lift freeze", "freeze account", "limit account"]
    assert "freeze" not in run("log", "--deed", "limit account")
