"""Sections of the config about running an instance: what is logged, who may read figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def key(default: Any, doc: str) -> Any:
    """A key of the config: its default, and what it means in a line."""
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class Log:
    """What `serve` and `worker` write to their error output. No line holds an address, a form or a query."""

    form: str = key("text", "text, or json: one object a line, for programs that collect logs.")
    level: str = key("info", "The least that is written: debug, info, warning or error.")
    requests: str = key(
        "none", "Lines for requests: none, slow (a second and more, and errors of ours) or all. They name no person."
    )


@dataclass(frozen=True, slots=True)
class Metrics:
    """Figures for Prometheus. Without an address and without a token nobody can read them."""

    listen: str = key(
        "", "A further ADDRESS:PORT with /metrics, /healthz and /readyz, such as 127.0.0.1:9464. Keep it private."
    )
    token: str = key(
        "",
        "With a token, /metrics is also at the usual address, for `Authorization: Bearer TOKEN`; 20 letters or more.",
    )
    traces: str = key(
        "",
        "Where spans of OpenTelemetry go by OTLP, such as http://127.0.0.1:4318/v1/traces; needs 'fediart[otel]'.",
    )


@dataclass(frozen=True, slots=True)
class Backup:
    """Copies of everything that is the instance's own: database, files, config, secrets and certificates."""

    folder: str = key(
        "backups",
        "Where backups lie, relative to this file. Another disk survives this one; on the same one it is cheap.",
    )
    every_hours: int = key(24, "Hours between two backups that are made by themselves, at night; 0 for none.")
    keep: int = key(7, "How many of those are kept. What was backed up by hand stays.")
    media: str = key(
        "include",
        "include: uploaded files are in the backups, each once. reference: only their names and checksums are.",
    )
    before_upgrades: bool = key(True, "Whether the database is backed up before each change of its schema.")


@dataclass(frozen=True, slots=True)
class Imports:
    """What members bring along from elsewhere."""

    max_file_mb: int = key(4000, "The largest archive, in megabytes. It lies in storage until the import is done.")
    max_files: int = key(10, "Into how many files a download may be split.")


def backup_problems(backup: Backup) -> list[str]:
    """What is wrong with this section, in words that name the fix."""
    found = []
    if not backup.folder:
        found.append("backup.folder must name a folder, such as backups.")
    if backup.every_hours < 0:
        found.append("backup.every_hours must be a number of hours, or 0 for no backups by themselves.")
    if backup.keep < 1:
        found.append("backup.keep must be at least 1; with backup.every_hours = 0 none is made by itself.")
    if backup.media not in ("include", "reference"):
        found.append("backup.media must be include or reference.")
    return found


def problems(log: Log, metrics: Metrics) -> list[str]:
    """What is wrong with these sections, in words that name the fix."""
    found = []
    if log.form not in ("text", "json"):
        found.append("log.form must be text or json.")
    if log.level not in ("debug", "info", "warning", "error"):
        found.append("log.level must be debug, info, warning or error.")
    if log.requests not in ("none", "slow", "all"):
        found.append("log.requests must be none, slow or all.")
    if metrics.listen and not address_and_port(metrics.listen):
        found.append("metrics.listen must be an address and a port, such as 127.0.0.1:9464.")
    if metrics.token and len(metrics.token) < 20:
        found.append("metrics.token must have at least 20 characters: who guesses it reads your figures.")
    if metrics.traces and not metrics.traces.startswith(("http://", "https://")):
        found.append("metrics.traces must be an address such as http://127.0.0.1:4318/v1/traces.")
    return found


def address_and_port(text: str) -> tuple[str, int] | None:
    """`127.0.0.1:9464` or `[::1]:9464` in its two parts; None for anything else."""
    address, _, port = text.rpartition(":")
    if not address or not (port.isascii() and port.isdigit()) or not 0 <= int(port) <= 65535:
        return None
    return address.strip("[]"), int(port)
