"""The instance's certificate for Content Credentials: made where it is missing, looked at, renewed.

The files lie in `c2pa/` beside the config, the keys for the instance's own user alone. An admin who has a certificate
from elsewhere names it in [c2pa] of the config; then nothing is made here.
"""

from __future__ import annotations

import logging
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from federation.certificates import About, CertificateProblem, Issued, about, check, make_certificate, make_root
from fediart.clock import DAY
from fediart.config import Config
from fediart.errors import Problem
from fediart.language import _
from fediart.media.credential_library import installed

FOLDER: Final = "c2pa"
WARN: Final = 180 * DAY

log = logging.getLogger("fediart.certificates")


@dataclass(frozen=True, slots=True)
class Files:
    """Where the PEM files lie; `own` if this instance made them, and `root` is then what it signed them with."""

    certificate: Path
    key: Path
    root: Path
    root_key: Path
    own: bool


@dataclass(frozen=True, slots=True)
class Status:
    """`problem` says why nothing can be sealed, with the fix; `warning` what will be, or is not as it should be."""

    files: Files
    about: About | None
    installed: bool
    problem: str = ""
    warning: str = ""

    @property
    def fingerprint(self) -> str:
        return self.about.fingerprint if self.about else ""

    @property
    def ready(self) -> bool:
        return self.installed and not self.problem


def files_of(config: Config) -> Files:
    """Those of the config, else the instance's own."""
    folder = config.folder / FOLDER
    own = not config.c2pa.certificate
    return Files(
        certificate=folder / "certificate.pem" if own else config.folder / config.c2pa.certificate,
        key=folder / "key.pem" if own else config.folder / config.c2pa.key,
        root=folder / "root.pem",
        root_key=folder / "root-key.pem",
        own=own,
    )


def status(config: Config, *, now: int) -> Status:
    """What there is to seal with, and how well it is. Reads files; `now` in ms."""
    files = files_of(config)
    there = installed()
    try:
        seen = check(files.certificate.read_text(encoding="ascii"), files.key.read_text(encoding="ascii"))
    except FileNotFoundError as error:
        return Status(files, None, there, f"{error.filename} is missing. {_fix(files)}")
    except (OSError, UnicodeDecodeError) as error:
        return Status(files, None, there, f"The certificate or its key cannot be read: {error}. {_fix(files)}")
    except CertificateProblem as problem:
        return Status(files, None, there, f"{files.certificate}: {problem}. {_fix(files)}")
    if not seen.begins <= now < seen.ends:
        return Status(files, seen, there, f"The certificate is not valid now. {_fix(files)}")
    return Status(files, seen, there, warning=_warning(files, seen, now))


def _warning(files: Files, seen: About, now: int) -> str:
    if stat.S_IMODE(files.key.stat().st_mode) & 0o077:
        return f"Others on this machine can read the key: chmod 600 {files.key}"
    if seen.ends - now < WARN:
        return f"The certificate ends in {(seen.ends - now) // DAY} days, and every seal with it. {_fix(files)}"
    return ""


def _fix(files: Files) -> str:
    if files.own:
        return "Run `fediart rights certificate --renew`."
    return "Put a valid one in the place that [c2pa] in the config names, and start anew."


def ensure(config: Config, *, now: int) -> bool:
    """Makes the instance's own certificate where there is none; True if it did. A folder that cannot be written to
    is told in the log: without a certificate nothing is sealed, and all else goes on."""
    files = files_of(config)
    if not files.own:
        return False
    _finish(files)
    if files.certificate.is_file() and files.key.is_file():
        return False
    try:
        _make(config, files, now)
    except OSError as error:
        log.warning("no certificate for Content Credentials: %s cannot be written (%s)", files.key.parent, error)
        return False
    return True


def renew(config: Config, *, now: int) -> About:
    """A new certificate under the same root. Raises Problem where the certificate is not our own.

    Seals with the old one hold until that one ends; the public files are to be sealed anew.
    """
    files = files_of(config)
    if not files.own:
        raise Problem(
            _(
                "%(certificate)s was not made here. Renew it where it came from, and put it in its place.",
                certificate=files.certificate,
            )
        )
    try:
        _make(config, files, now)
        return about(files.certificate.read_text(encoding="ascii"))
    except OSError as error:
        raise Problem(
            _(
                "%(certificate)s cannot be written: %(strerror)s.",
                certificate=files.certificate,
                strerror=error.strerror,
            )
        ) from error


def _make(config: Config, files: Files, now: int) -> None:
    files.key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    host = config.instance.host
    made = make_certificate(host, _root(files, host, now), now=now)
    _prepare(files.certificate, made.certificate, 0o644)
    _write(files.key, made.key, 0o600)
    _coming(files.certificate).replace(files.certificate)


def _finish(files: Files) -> None:
    """Ends a renewal that was broken off between the key and the certificate, which fit each other alone."""
    coming = _coming(files.certificate)
    try:
        check(coming.read_text(encoding="ascii"), files.key.read_text(encoding="ascii"))
        coming.replace(files.certificate)
    except (OSError, UnicodeDecodeError, CertificateProblem):
        return


def _root(files: Files, host: str, now: int) -> Issued:
    """The instance's root, made on first use: whoever trusts it trusts what is renewed, too."""
    try:
        root = Issued(files.root.read_text(encoding="ascii"), files.root_key.read_text(encoding="ascii"))
        if about(root.certificate).ends > now:
            make_certificate(host, root, now=now)
            return root
    except (FileNotFoundError, UnicodeDecodeError, CertificateProblem):
        pass
    root = make_root(host, now=now)
    _write(files.root_key, root.key, 0o600)
    _write(files.root, root.certificate, 0o644)
    return root


def _write(path: Path, text: str, mode: int) -> None:
    """Whole or not at all, and never readable for others for a moment."""
    _prepare(path, text, mode)
    _coming(path).replace(path)


def _coming(path: Path) -> Path:
    return path.with_suffix(".new")


def _prepare(path: Path, text: str, mode: int) -> None:
    """On disk beside its place."""
    fresh = _coming(path)
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
