"""Real proxies with the configuration of deploy/, in which only names of ports, certificates and folders differ."""

from __future__ import annotations

import asyncio
import os
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from tests.site import Client

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
HOST = "art.example"
VISITOR = "127.0.0.7"  # not that of the proxy, whose word is believed
PATIENCE = 20  # seconds
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@dataclass(frozen=True, slots=True)
class Behind:
    """Where the proxy listens, and what it trusts to be right: a certificate of the test's own."""

    port: int
    certificate: Path
    folder: Path

    def session(self, **headers: str) -> aiohttp.ClientSession:
        trusting = ssl.create_default_context(cafile=str(self.certificate))
        connector = aiohttp.TCPConnector(ssl=trusting, resolver=_Here(), local_addr=(VISITOR, 0))
        return aiohttp.ClientSession(connector=connector, headers={"Host": HOST, **headers})

    @property
    def origin(self) -> str:
        return f"https://{HOST}:{self.port}"

    def browser(self, session: aiohttp.ClientSession) -> Client:
        return Client(None, self.origin, session)  # type: ignore[arg-type]


class _Here(AbstractResolver):
    """Every name is this machine."""

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": 2, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        """Holds nothing."""


def found(name: str) -> str | None:
    """The program, also where it is only in the administrator's path."""
    return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@asynccontextmanager
async def behind(name: str, folder: Path, upstream: int, port: int) -> AsyncIterator[Behind]:
    """nginx or Caddy before the server that listens at `upstream`."""
    certificate, key = await asyncio.to_thread(_certificate, folder)
    program = found(name)
    assert program
    write = _nginx if name == "nginx" else _caddy
    path = str(write(folder, upstream, port, certificate, key))
    words = ["-p", str(folder), "-c", path] if name == "nginx" else ["run", "--adapter", "caddyfile", "--config", path]
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    said = folder / f"{name}.log"
    with said.open("wb") as log:
        process = await asyncio.create_subprocess_exec(program, *words, env=environment, stdout=log, stderr=log)
    try:
        await _listens(process, port, said)
        yield Behind(port, certificate, folder)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _listens(process: asyncio.subprocess.Process, port: int, said: Path) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            assert process.returncode is None, said.read_text()
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
                continue
            writer.close()
            return


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    made = ["-keyout", str(key), "-out", str(certificate), "-subj", f"/CN={HOST}", "-days", "2"]
    subprocess.run([*command, *made, "-addext", f"subjectAltName=DNS:{HOST}"], check=True, capture_output=True)
    return certificate, key


def replaced(text: str, others: Mapping[str, str]) -> str:
    """The file with what differs on a test's machine. Each of it is really in the file."""
    for old, new in others.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def _nginx(folder: Path, upstream: int, port: int, certificate: Path, key: Path) -> Path:
    own = replaced(
        (DEPLOY / "nginx.conf").read_text(),
        {
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80;": f"listen unix:{folder}/plain.sock;",
            "listen 443 ": f"listen 127.0.0.1:{port} ",
            "/etc/letsencrypt/live/art.example/fullchain.pem": str(certificate),
            "/etc/letsencrypt/live/art.example/privkey.pem": str(key),
            "/var/cache/nginx/fediart": str(folder / "cache"),
        },
    )
    (folder / "fediart.conf").write_text(own)
    temporary = "".join(f"{word}_temp_path {folder}/temporary-{word};\n" for word in _TEMPORARY)
    user = "user root;\n" if os.geteuid() == 0 else ""
    whole = f"""{user}daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
    events {{ worker_connections 256; }}
    http {{ access_log {folder}/access.log; {temporary} include {folder}/fediart.conf; }}"""
    path = folder / "nginx.conf"
    path.write_text(whole)
    return path


def _caddy(folder: Path, upstream: int, port: int, certificate: Path, key: Path) -> Path:
    own = replaced(
        (DEPLOY / "Caddyfile").read_text(),
        {
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            "\nart.example {\n": f"\nhttps://art.example:{port} {{\n\tbind 127.0.0.1\n\ttls {certificate} {key}\n",
        },
    )
    path = folder / "Caddyfile"
    path.write_text("{\n\tadmin off\n\tauto_https off\n}\n" + own)
    return path
