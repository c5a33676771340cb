"""The policy from the shell: out as TOML and in again, tried on the newest works, and run over everything."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fediart.admission.policy import BALANCED, STRICT
from fediart.admission.policy_toml import policy_to_toml
from fediart.cli import main
from tests.publish import works

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A new instance whose detector dislikes red; gives exit status and what was printed."""
    folder = tmp_path / "instance"
    assert main(["init", str(folder), "--host", "localhost:1", "--development"]) == 0
    works.red_detector(folder / "red")
    config = folder / "config.toml"
    text = config.read_text()
    assert 'model = "texture"' in text
    config.write_text(text.replace('model = "texture"', 'model = "./red"'))
    capsys.readouterr()

    def run(*words: str) -> tuple[int, str]:
        status = main([*words, "-c", str(folder / "config.toml")])
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def test_the_policy_goes_out_and_in_as_a_file(shell: Run, tmp_path: Path) -> None:
    policy = ("admission", "policy")
    status, text = shell(*policy, "export")
    assert status == 0 and text == policy_to_toml(BALANCED)
    assert "Nobody has changed it yet" in shell(*policy, "history")[1]
    file = tmp_path / "strict.toml"
    file.write_text(policy_to_toml(STRICT))
    status, text = shell(*policy, "import", str(file))
    assert status == 0 and "hold instead of label AI-assisted" in text and "--apply" in text
    assert shell(*policy, "import", "off", "--apply")[0] == 0
    status, text = shell(*policy, "import", str(file), "--apply")
    assert status == 0 and "Version 3 is in force" in text
    assert json.loads(shell(*policy, "show", "--json")[1])["name"] == "strict"
    assert "Version 2, “off”" in shell(*policy, "show", "--version", "2")[1]
    assert [line.split()[0] for line in shell(*policy, "history")[1].splitlines()] == ["VERSION", "3", "2"]
    for wrong, said in (
        ("colour = 1", "colour: is not known"),
        ("decide_days = 0", "decide_days: must be a whole number from 1 to 365"),
        ("a = " + "[" * 9_000, "too deep"),
        ("#" * 50_000, "longer than"),
    ):
        file.write_text(wrong)
        status, text = shell(*policy, "import", str(file), "--apply")
        assert status == 1 and said in text
    assert "cannot be read" in shell(*policy, "import", str(tmp_path / "none.toml"))[1]
    assert "no version 9" in shell(*policy, "export", "--version", "9")[1]


def test_everything_is_judged_again_from_the_shell(shell: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a long pass phrase"))
    assert shell("account", "create", "jane", "--email", "jane@art.example", "--password-stdin")[0] == 0
    red, human = tmp_path / "red.png", tmp_path / "human.png"
    red.write_bytes(works.red_png())
    human.write_bytes(works.human_png())
    assert shell("admission", "policy", "import", "off", "--apply")[0] == 0
    for path in (red, human):
        assert shell("publish", str(path), "--as", "jane", "--title", path.stem, "--alt", "A picture")[0] == 0
    status, text = shell("admission", "simulate", "balanced", "--json", "--last", "10")
    tried = json.loads(text)
    assert status == 0 and (tried["works"], tried["after"]["publish"]) == (2, 2)  # no detector was asked then
    assert tried["unmeasured"] == 2
    again = ("admission", "rescan", "--policy", "balanced")
    status, text = shell(*again, "--dry-run", "--json")
    done = json.loads(text)
    assert status == 0 and (done["works"], done["measured"]) == (2, 2)
    assert done["found"] == [{"after": "hold", "outcome": "review", "works": 1}]
    assert "hold" in shell("admission", "simulate", "balanced")[1]
    status, text = shell(*again, "--apply")
    assert status == 0 and "2 works judged again, 0 pictures measured anew" in text
    assert "rescan" in shell("admission", "queue")[1]
    assert "No run is under way" in shell("admission", "rescan", "--cancel")[1]
    assert "belongs to --apply" in shell(*again, "--dry-run", "--apply-labels")[1]
    assert "manifest.toml is missing" in shell(*again, "--dry-run", "--model", "nothing")[1]
