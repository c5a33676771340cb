"""The wheel stands alone: installed in a fresh environment, it makes and serves an instance from any folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("fediart/docs/artists.md", "fediart/docs/gallery.png", "fediart/ARCHITECTURE.md")


def interpreters() -> list[str]:
    """The Python that runs the tests, and each other supported one that is on this machine and really runs."""
    found = [sys.executable]
    for name in ("python3.11", "python3.13"):
        path = shutil.which(name)
        if not path or name == f"python{sys.version_info[0]}.{sys.version_info[1]}":
            continue
        works = subprocess.run([path, "-c", "import venv, ensurepip"], capture_output=True, check=False)
        if works.returncode == 0:
            found.append(path)
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("fediart-*.whl"))


@pytest.fixture(params=interpreters(), ids=lambda path: Path(path).name)
def installed(request: pytest.FixtureRequest, wheel: Path, tmp_path: Path) -> Iterator[Path]:
    """The `fediart` command of a new environment that has the wheel and nothing of the checkout."""
    environment = tmp_path / "environment"
    subprocess.run([request.param, "-m", "venv", "--without-pip", str(environment)], check=True, capture_output=True)
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin" / "python"), "install", "--no-compile"]
    subprocess.run([*pip, "-q", "--disable-pip-version-check", str(wheel)], check=True, capture_output=True)
    yield environment / "bin" / "fediart"


def test_an_installed_wheel_makes_and_serves_an_instance(installed: Path, tmp_path: Path) -> None:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "FEDIART"))}
    port = _free_port()
    make = [str(installed), "init", str(tmp_path / "var"), "--host", f"localhost:{port}", "--development"]
    subprocess.run(make, check=True, cwd="/", env=clean, capture_output=True)
    serve = [str(installed), "serve", "-c", str(tmp_path / "var" / "config.toml")]
    with subprocess.Popen(serve, cwd="/", env=clean, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert f"http://localhost:{port}/welcome" in server.stdout.readline()
            with urllib.request.urlopen(f"http://localhost:{port}/welcome") as answer:
                assert b"</html>" in answer.read()
                assert answer.headers["tdm-reservation"] == "1"
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(20) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_wheel_holds_templates_and_migrations_and_no_tests(wheel: Path) -> None:
    listing = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", str(wheel)], check=True, capture_output=True, text=True
    ).stdout
    for wanted in (
        "fediart/templates/layout.html",
        "fediart/migrations/0001_first.sql",
        "federation/signatures.py",
        *DOCUMENTS,
    ):
        assert wanted in listing
    assert "tests/" not in listing
