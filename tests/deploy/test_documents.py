"""The files of deploy/ are what the documents show, and say the same as the code."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from fediart.cli import _parser
from fediart.rights.crawlers import read_crawlers
from fediart.web.cache import FOR_PROXIES
from tests.deploy.proxies import DEPLOY, ROOT

SHOWN = re.compile(r"\(\.\./deploy/([\w.-]+)\):\n\n```\w*\n(.*?)```\n", re.DOTALL)
BROWSERS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
    "Safari/605.1.15",
)


def test_what_the_documents_show_is_what_is_in_deploy() -> None:
    shown = dict(SHOWN.findall((ROOT / "docs" / "running.md").read_text()))
    assert {"Caddyfile", "Caddyfile.own-domains", "nginx.conf", "fediart.service"} <= set(shown)
    for name, text in shown.items():
        assert text == (DEPLOY / name).read_text(), f"docs/running.md shows another {name}"


def _program(agent: str) -> bool:
    """What nginx's map says: the first pattern that fits counts."""
    inside = re.search(
        r"map \$http_user_agent \$fediart_program \{(.*?)\n\}", (DEPLOY / "nginx.conf").read_text(), re.DOTALL
    )
    assert inside
    for tilde, pattern, value in re.findall(r'"(~\*?)(.*?)" (\d);', inside[1]):
        if re.search(pattern, agent, re.IGNORECASE if tilde == "~*" else 0):
            return bool(value == "1")
    return True


def test_only_browsers_are_given_what_the_proxy_has_kept() -> None:
    assert not any(_program(agent) for agent in BROWSERS)
    known = read_crawlers()
    tokens = [*known.training, *known.retrieval, *known.undeclared]
    assert len(tokens) > 20
    for token in tokens:
        for agent in (token, f"{token}/1.0", f"Mozilla/5.0 (compatible; {token}/1.0; +https://robot.example)"):
            assert _program(agent), agent


def test_the_proxy_keeps_pages_as_long_as_the_documents_say() -> None:
    assert FOR_PROXIES == "2" and "for two seconds" in (ROOT / "docs" / "running.md").read_text()


@pytest.mark.parametrize("name", [path.name for path in sorted(DEPLOY.glob("*.service"))])
def test_units_start_commands_that_exist(name: str) -> None:
    [line] = re.findall(r"^ExecStart=(.*)$", (DEPLOY / name).read_text(), re.MULTILINE)
    program, *words = shlex.split(line)
    assert program == "/srv/fediart/venv/bin/fediart"
    _parser().parse_args(words)


def test_the_container_starts_a_command_that_exists() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    words = re.search(r"^CMD \[(.*)\]$", text, re.MULTILINE)
    assert words
    _parser().parse_args([word.strip().strip('"') for word in words[1].split(",")])
    assert "dockerfile: deploy/Containerfile" in (DEPLOY / "compose.yaml").read_text()
    assert Path(ROOT / "deploy" / "Caddyfile").read_text().count("127.0.0.1:8000") == 1, "compose.yaml writes another"
