"""The list of AI crawlers: what is on it, how a User-Agent is read by it, and how an admin puts a newer one in."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from fediart.cli import main
from fediart.rights.agents import NAMELESS, OTHER, Agent, Agents, server_named
from fediart.rights.crawlers import (
    CATEGORIES,
    OWN,
    RETRIEVAL,
    SHIPPED,
    TRAINING,
    UNDECLARED,
    in_force,
    put,
    read_crawlers,
    swap,
)

LIST = read_crawlers()
AGENTS = Agents(LIST)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.mark.shared
def test_every_name_of_the_common_list_was_considered(shared: Path) -> None:
    text = (shared / "reference" / "policy-signals.md").read_text(encoding="utf-8")
    common = text.split("## Appendix A")[1].split("\n", 1)[1].split("·")
    known = {name.lower() for one in CATEGORIES for name in LIST.of(one)} | {name.lower() for name in LIST.left_out}
    without_version = {re.sub(r"[/ ][\d.]+$", "", name.strip()).lower() for name in common}
    assert len(common) == 166
    assert without_version <= known, sorted(without_version - known)


@pytest.mark.parametrize(
    ("header", "name", "category"),
    [
        ("Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)", "GPTBot", TRAINING),
        ("gptbot", "GPTBot", TRAINING),
        ("CCBot/2.0 (https://commoncrawl.org/faq/)", "CCBot", TRAINING),
        ("Mozilla/5.0 (X11; rv:72.0) Gecko Firefox/72.0 (compatible; img2dataset; +https://x.example)", "img2dataset",
         TRAINING),
        ("GoogleOther-Image/1.0", "GoogleOther-Image", TRAINING),
        ("Mozilla/5.0 Chrome/1 Mobile Safari/537.36 (compatible; GoogleOther)", "GoogleOther", UNDECLARED),
        ("Mozilla/5.0 (compatible; ChatGPT-User/1.0; +https://openai.com/bot)", "ChatGPT-User", RETRIEVAL),
        ("Mozilla/5.0 (compatible; Kangaroo Bot/1)", "Kangaroo Bot", UNDECLARED),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot", OTHER),
        ("Python/3.11 aiohttp/3.13", "aiohttp", OTHER),
        ("NotGPTBotAtAll/1", "NotGPTBotAtAll", OTHER),
        ("=HYPERLINK(1)bot", "bot", OTHER),
        ("", NAMELESS, OTHER),
        ("   ", NAMELESS, OTHER),
    ],
)  # fmt: skip
def test_robots_are_known_by_their_header(header: str, name: str, category: str) -> None:
    assert AGENTS.find(header) == Agent(name, category)
    assert AGENTS.find(header) == Agent(name, category)  # from memory


@pytest.mark.parametrize(
    ("header", "host"),
    [
        (FIREFOX, ""),
        ("Mozilla/5.0 (Linux; Android 9; CUBOT_NOTE) Chrome/120 Mobile", ""),
        ("Mastodon/4.5.0 (http.rb/5.2.0; +https://gptbot.example/)", "gptbot.example"),
        ("http.rb/5.1.1 (Mastodon/4.2.1; +https://Mastodon.Example/)", "mastodon.example"),
        ("(Pixelfed/0.12.4; +https://pixelfed.example)", "pixelfed.example"),
        ("Akkoma 3.10.4; https://akkoma.example <admin@akkoma.example>", "akkoma.example"),
        ("gotosocial/0.17.0 (+https://gts.example)", "gts.example"),
        ("Misskey/2024.5.0 (https://misskey.example:8443)", "misskey.example:8443"),
        ("Mastodon/4.5.0", ""),
    ],
)
def test_people_and_servers_are_no_robots(header: str, host: str) -> None:
    assert AGENTS.find(header) is None
    assert server_named(header) == host


def test_what_is_remembered_has_a_bound() -> None:
    agents = Agents(LIST)
    for number in range(5000):
        agents.find(f"Thing{number}bot/1")
    long = "GPTBot " + "x" * 9_000
    assert agents.find(long) == Agent("GPTBot", TRAINING)
    assert len(agents._known) <= 4096
    assert long not in agents._known


def _list(folder: Path, updated: date, **names: list[str]) -> Path:
    path = folder / f"list-{updated}.toml"
    lines = [f"updated = {updated}", *(f"{one} = {names.get(one, [])}" for one in CATEGORIES)]
    path.write_text("\n".join(lines).replace("'", '"'), encoding="utf-8")
    return path


def test_the_newest_list_holds_and_putting_it_in_can_be_undone(tmp_path: Path) -> None:
    first = _list(tmp_path, date(2027, 1, 1), training=["FirstBot"])
    second = _list(tmp_path, date(2027, 2, 1), training=["SecondBot"])
    assert in_force(tmp_path) == LIST
    assert not swap(tmp_path)
    put(tmp_path, first)
    put(tmp_path, second)
    assert in_force(tmp_path).training == ("SecondBot",)
    assert swap(tmp_path)
    assert in_force(tmp_path).training == ("FirstBot",)
    assert swap(tmp_path)
    assert in_force(tmp_path).training == ("SecondBot",)
    put(tmp_path, _list(tmp_path, date(2020, 1, 1), training=["OldBot"]))
    assert in_force(tmp_path) == LIST, "the list that comes with fediart is newer"


def test_the_first_list_of_ones_own_can_be_undone(tmp_path: Path) -> None:
    put(tmp_path, _list(tmp_path, date(2027, 1, 1), training=["FirstBot"]))
    assert swap(tmp_path)
    assert in_force(tmp_path) == LIST
    assert swap(tmp_path)
    assert in_force(tmp_path).training == ("FirstBot",)


@pytest.mark.parametrize(
    "text",
    [
        "training = ['A']", "no toml", "training = ['A']\nretrieval = ['a']\nundeclared = []",
        "training = ['*']\nretrieval = []\nundeclared = []", "training = ['A # B']\nretrieval = []\nundeclared = []",
        "training = ['A\\nDisallow: /']\nretrieval = []\nundeclared = []".replace("'", '"'),
        "updated = 'soon'\ntraining = []\nretrieval = []\nundeclared = []",
        "training = ['" + "A" * 61 + "']\nretrieval = []\nundeclared = []",
        f"training = {[f'B{n}' for n in range(2001)]}\nretrieval = []\nundeclared = []",
        "# " + "x" * 600_000,
        "a = " + "[" * 9_000,
    ],
)  # fmt: skip
def test_a_list_that_is_none_changes_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.toml"):
        put(tmp_path, tmp_path / "bad.toml")
    assert not (tmp_path / OWN).exists()


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[secrets]\nkey = "for tests only, of no worth at all"\n', encoding="utf-8")

    def run(*words: str, status: int = 0) -> str:
        assert main(["rights", *words, "-c", str(config)]) == status
        said = capsys.readouterr()
        return said.out + said.err

    text = SHIPPED.read_text(encoding="utf-8").replace('"GPTBot",', '"NewBot",').replace("2026-11-22", "2027-03-01")
    newer = tmp_path / "newer.toml"
    newer.write_text(text.replace("retrieval = [", 'retrieval = [\n    "GPTBot",'), encoding="utf-8")
    assert "~ GPTBot (training -> retrieval)" in run("update-crawlers", str(newer), "--dry-run")
    assert not (tmp_path / OWN).exists()
    assert "+ NewBot (training)" in run("update-crawlers", str(newer))
    assert "NewBot" in run("crawlers")
    assert "older" in run("update-crawlers", str(SHIPPED), status=1)
    assert "- NewBot (training)" in run("update-crawlers", str(SHIPPED), "--older")
    assert "+ NewBot (training)" in run("update-crawlers", "--undo")
    (tmp_path / OWN).write_text("damaged", encoding="utf-8")
    assert "--undo" in run("crawlers", status=1)
    assert "in force again" in run("update-crawlers", "--undo")
    assert '"updated": "2026-11-22"' in run("crawlers", "--json")
    assert "cannot be read" in run("update-crawlers", str(tmp_path / "absent.toml"), status=1)
