"""Trust from the shell."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from fediart.cli import main


def test_an_artist_is_trusted_and_distrusted_with_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "var"
    assert main(["init", str(folder), "--host", "art.example"]) == 0
    config = ["-c", str(folder / "config.toml")]
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))
    assert main(["account", "create", "jane", "--email", "jane@mail.example", "--password-stdin", *config]) == 0
    capsys.readouterr()
    assert main(["account", "trust", "@jane", "--reason", "Seen at the fair.", *config]) == 0
    assert "@jane is trusted." in capsys.readouterr().out
    assert main(["account", "distrust", "jane", "--reason", "Asked to.", *config]) == 0
    assert "is not trusted" in capsys.readouterr().out
    assert main(["account", "trust", "nobody", "--reason", "x", *config]) == 1
    assert "no member named nobody" in capsys.readouterr().err
