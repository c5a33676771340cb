"""Chapter eight. All of it from the shell, as scripts and importers do: real processes in a folder of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from demo.art import draw
from fediart import __version__
from fediart.cli.commands import COMMANDS
from tests import forks
from tests.publish.works import a1111_png, iptc_jpeg, partly_jpeg, red_detector, red_png
from tests.site import PASSWORD

FEDIART = Path(sys.executable).with_name("fediart")


@dataclass(frozen=True, slots=True)
class Done:
    status: int
    out: str
    error: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class Shell:
    """A prompt in a folder, with some pictures beside it."""

    folder: Path

    def fediart(self, *words: str | Path, given: str = "", **variables: str) -> Done:
        environment = {key: value for key, value in os.environ.items() if key != "FEDIART_CONFIG"} | variables
        ended = forks.done(
            "fediart.cli:main", *map(str, words), given=given, folder=self.folder, environment=environment
        )
        assert "Traceback" not in ended.error, ended.error
        return Done(ended.status, ended.out, ended.error)

    def installed(self, *words: str) -> str:
        """The same by the script that is on the path, which starts from nothing."""
        run = subprocess.run(
            [FEDIART, *words], cwd=self.folder, capture_output=True, text=True, check=True, timeout=120
        )
        return run.stdout


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Given pictures by a hand, by generators that say so, in part by one, and one that only looks it."""
    folder = tmp_path_factory.mktemp("shell")
    pictures = folder / "pictures"
    (pictures / "older").mkdir(parents=True)
    draw("landscape", (600, 420), 7, pictures / "low-sun.jpg")
    (pictures / "castle.png").write_bytes(a1111_png())
    (pictures / "older" / "tower.jpg").write_bytes(iptc_jpeg())
    (pictures / "older" / "collage.jpg").write_bytes(partly_jpeg())
    (pictures / "older" / "poppies.png").write_bytes(red_png())
    (pictures / "notes.txt").write_text("Not a picture.")
    return Shell(folder)


@pytest.fixture(scope="module")
def place(shell: Shell) -> Shell:
    """Given an instance with an owner, whose detector is wary of red."""
    said = shell.installed("init", "var", "--host", "localhost:8000", "--development")
    assert "fediart serve -c var/config.toml" in said
    config = shell.folder / "var" / "config.toml"
    model = red_detector(shell.folder / "wary-of-red")
    config.write_text(config.read_text().replace('model = "texture"', f'model = "{model}"'))
    account = ("account", "create", "jane", "--email", "jane@mail.example", "--password-stdin", "--role", "owner")
    assert shell.fediart("-c", "var/config.toml", *account, given=PASSWORD + "\n").status == 0
    return Shell(shell.folder / "var")  # where ./config.toml is found without being named


def test_every_command_explains_itself(shell: Shell) -> None:
    said = shell.fediart("--help")
    assert said.status == 0
    for command in COMMANDS:
        assert command.name in said.out
    assert shell.fediart("--version").out == f"fediart {__version__}\n"


def test_a_mistake_is_told_in_a_sentence_that_names_the_way_out(shell: Shell, place: Shell) -> None:
    nowhere = shell.fediart("migrate", "-c", "nowhere.toml")
    assert nowhere.status == 1 and nowhere.out == ""
    assert nowhere.error.count("\n") == 1 and "fediart init" in nowhere.error
    again = shell.fediart("init", "var", "--host", "localhost:8000")
    assert again.status == 1 and "exists already" in again.error
    nobody = place.fediart("publish", "../pictures/low-sun.jpg", "--as", "nobody", "--title", "Low sun")
    assert nobody.status == 1 and "fediart account list" in nobody.error


def test_people_and_tokens(place: Shell) -> None:
    made = place.fediart(
        "account", "create", "omar", "--email", "omar@mail.example", "--password-stdin", given=PASSWORD
    )
    assert made.status == 0
    assert place.fediart("account", "role", "omar", "moderator").status == 0
    assert place.fediart("account", "suspend", "omar").status == 0
    known = {row["name"]: row for row in place.fediart("account", "list", "--json").lines}
    assert (known["jane"]["role"], known["omar"]["role"], known["omar"]["state"]) == ("owner", "moderator", "suspended")
    assert place.fediart("account", "reset-password", "omar", "--password-stdin", given="another password").status == 0

    token = place.fediart("token", "create", "jane", "--scopes", "read write follow push")
    assert (token.status, len(token.out.split())) == (0, 1), "the token, and nothing else, so that a script can keep it"


@pytest.mark.parametrize(
    ("picture", "status", "verdict"),
    [
        ("../pictures/low-sun.jpg", 0, "publish"),
        ("../pictures/older/collage.jpg", 0, "label"),
        ("../pictures/older/poppies.png", 3, "hold"),
        ("../pictures/castle.png", 4, "refuse"),
        ("../pictures/older/tower.jpg", 4, "refuse"),
    ],
)
def test_publishing_ends_with_a_status_that_scripts_can_read(
    place: Shell, picture: str, status: int, verdict: str
) -> None:
    done = place.fediart("publish", picture, "--as", "jane", "--title", "Study", "--alt", "A study", "--json")
    assert done.status == status, done.error
    assert list(done.json) == ["id", "url", "verdict", "reasons"]
    assert done.json["verdict"] == verdict
    where = f"/@jane/{done.json['id']}" if status == 0 else f"/works/{done.json['id']}"
    assert done.json["url"] == f"http://localhost:8000{where}"
    assert bool(done.json["reasons"]) == (verdict != "publish")
    assert (place.folder / picture).exists(), "the artist's own file stays where it is"


def test_publishing_takes_everything_the_web_form_does(place: Shell) -> None:
    done = place.fediart(
        "publish", "../pictures/low-sun.jpg", "../pictures/low-sun.jpg", "--as", "jane", "--title", "Low sun, twice",
        "--alt", "Hills", "--alt", "Hills again", "--description", "By the #river", "--medium", "Oil", "--tag", "oil",
        "--tag", "hills", "--series", "Evenings", "--license", "cc-by-4.0", "--ai-policy", "ask-first",
        "--visibility", "unlisted",
        FEDIART_CONFIG="config.toml",
    )  # fmt: skip
    assert done.status == 0, done.error
    assert done.out.startswith("Published (publish): http://localhost:8000/@jane/")


def test_a_folder_is_judged_without_any_instance(shell: Shell) -> None:
    # When all pictures of a folder are asked about, by the default policy and the built-in detector
    done = shell.fediart("admission", "check", "pictures", "--json")

    # Then each has its line; what is no picture has its error; and nothing was published or written
    found = {Path(line["path"]).name: line for line in done.lines}
    for line in found.values():
        keys = "path sha256 probability abstained evidence verdict model error band votes"
        assert list(line) == keys.split()
    assert found["castle.png"]["verdict"] == found["tower.jpg"]["verdict"] == "refuse"
    assert found["collage.jpg"]["verdict"] == "label"
    assert found["low-sun.jpg"]["verdict"] == "publish" and found["low-sun.jpg"]["evidence"] == []
    assert 0 <= found["low-sun.jpg"]["probability"] <= 1 and found["low-sun.jpg"]["model"]
    evidence = found["castle.png"]["evidence"][0]
    assert (evidence["grade"], evidence["claim"]) == ("declared", "generated")
    assert sorted(path.name for path in shell.folder.iterdir()) in (["pictures"], ["pictures", "var", "wary-of-red"])


def test_an_instances_own_policy_is_asked_where_there_is_one(place: Shell) -> None:
    [line] = place.fediart("admission", "check", "../pictures/older/poppies.png", "--json").lines
    assert (line["verdict"], line["model"]) == ("hold", "redness 1")
    assert line["probability"] > 0.9


def test_a_files_policy_can_be_read_back(place: Shell) -> None:
    # Given a published picture, as somebody may have saved it
    done = place.fediart(
        "publish", "../pictures/low-sun.jpg", "--as", "jane", "--title", "Gift", "--ai-policy", "open", "--json"
    )
    assert done.status == 0, done.error
    files = sorted((place.folder / "files" / "public").rglob("*.jpg"), key=lambda path: path.stat().st_mtime)

    # Then the file itself says what may be done with it
    audit = place.fediart("policy", "check", files[-1], "--json").json
    assert list(audit) == ["about", "decision", "places", "advice"]
    assert audit["decision"]["train_gen"] == "allow"
    (place_of_it,) = audit["places"]
    assert {"surface": "image", "signal": "plus:DataMining", "value": "http://ns.useplus.org/ldf/vocab/DMI-ALLOWED",
            "status": "exact"} in place_of_it["signals"]  # fmt: skip


def test_the_doctor_finds_an_instance_well_or_says_what_to_do(place: Shell) -> None:
    well = place.fediart("doctor", "--json")
    assert well.status == 0, well.out + well.error
    parts = {one["part"]: one["state"] for one in well.lines}
    assert parts.keys() >= {"seal", "crawlers", "policy", "audit"}
    assert {parts["crawlers"], parts["policy"], parts["audit"]} == {"ok"}

    config = place.folder / "config.toml"
    before = config.read_text()
    config.write_text(before.replace("wary-of-red", "no-such-folder"))
    try:
        ill = place.fediart("doctor")
    finally:
        config.write_text(before)
    assert ill.status == 1
    assert "admission.model" in ill.out
    assert place.fediart("migrate").out == "The database is up to date.\n"
