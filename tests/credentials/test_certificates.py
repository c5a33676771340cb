"""The instance's certificate: made by `init`, kept to itself, renewed under its root, replaceable."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from federation.certificates import CertificateProblem, about, check, make_certificate, make_root
from fediart.actions import certificates
from fediart.actions.certificates import WARN, ensure, files_of, renew, status
from fediart.cli.certificate import run
from fediart.cli.instance import init
from fediart.clock import DAY
from fediart.config import Config, parse
from fediart.errors import Problem, Problems
from tests.credentials import made

NOW = 1_790_000_000_000
SECRET = {"key": "for tests only, of no worth at all"}


def config_in(folder: Path, **c2pa: str) -> Config:
    raw: dict[str, dict[str, Any]] = {"instance": {"host": "art.example"}, "secrets": SECRET, "c2pa": c2pa}
    return parse(raw, folder=folder)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_it_has_the_profile_that_c2pa_asks_for(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    assert ensure(config, now=NOW) and not ensure(config, now=NOW)
    files = files_of(config)
    leaf = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    root = x509.load_pem_x509_certificate(files.root.read_bytes())
    leaf.verify_directly_issued_by(root)
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical and usage.value.digital_signature and not usage.value.key_cert_sign
    assert list(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.EMAIL_PROTECTION
    ]
    assert leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    seen = status(config, now=NOW)
    assert seen.ready and not seen.warning and seen.about is not None
    assert seen.about.subject == "art.example" and seen.about.begins < NOW < seen.about.ends - 9 * 365 * DAY


def test_nobody_else_on_the_machine_reads_the_keys(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    ensure(config, now=NOW)
    files = files_of(config)
    assert mode(files.key) == mode(files.root_key) == 0o600
    assert mode(files.key.parent) == 0o700
    assert "PRIVATE" not in files.certificate.read_text() + files.root.read_text()
    files.key.chmod(0o644)
    assert "chmod 600" in status(config, now=NOW).warning


def test_renewing_keeps_the_root(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    ensure(config, now=NOW)
    before, root = status(config, now=NOW).about, files_of(config).root.read_text()
    after = renew(config, now=NOW + DAY)
    assert before is not None and after.serial != before.serial
    assert files_of(config).root.read_text() == root
    assert status(config, now=NOW + DAY).about == after


@pytest.mark.parametrize("lost", ["certificate", "key", "root", "root_key"])
def test_a_lost_file_is_mended(tmp_path: Path, lost: str) -> None:
    config = config_in(tmp_path)
    ensure(config, now=NOW)
    getattr(files_of(config), lost).unlink()
    if lost in ("certificate", "key"):
        assert f"{getattr(files_of(config), lost)} is missing" in status(config, now=NOW).problem
        assert ensure(config, now=NOW)
    else:
        renew(config, now=NOW)
    assert status(config, now=NOW).ready


def test_the_end_is_told_half_a_year_before(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    ensure(config, now=NOW)
    seen = status(config, now=NOW).about
    assert seen is not None
    assert not status(config, now=seen.ends - WARN - DAY).warning
    assert "ends in 179 days" in status(config, now=seen.ends - WARN + DAY).warning
    assert "not valid now" in status(config, now=seen.ends + 1).problem


def test_one_from_elsewhere_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "theirs.pem").write_text(made.signer().chain)
    (tmp_path / "theirs.key").write_text(made.signer().key)
    config = config_in(tmp_path, certificate="theirs.pem", key="theirs.key")
    assert not ensure(config, now=NOW)
    assert not (tmp_path / "c2pa").exists()
    seen = check(made.signer().chain, made.signer().key)
    assert status(config, now=seen.begins + DAY).about == seen
    with pytest.raises(Problem, match="was not made here"):
        renew(config, now=NOW)
    with pytest.raises(Problems, match="belong together"):
        config_in(tmp_path, certificate="theirs.pem")


def test_what_cannot_seal_is_said_with_the_fix() -> None:
    root = make_root("art.example", now=NOW)
    leaf = make_certificate("art.example", root, now=NOW)
    with pytest.raises(CertificateProblem, match="for another key"):
        check(leaf.certificate, root.key)
    with pytest.raises(CertificateProblem, match="does not say what it is for"):
        check(root.certificate, root.key)
    with pytest.raises(CertificateProblem, match="must be PEM text"):
        about("no certificate")
    with pytest.raises(CertificateProblem, match="not PEM text"):
        check(leaf.certificate, "no key")


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / certificates.FOLDER).write_text("in the way")
    config = config_in(tmp_path)
    assert not ensure(config, now=NOW)
    assert "cannot be written" in caplog.text
    assert not status(config, now=NOW).ready


async def test_init_makes_it_and_the_command_renews_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await init(Namespace(dir=tmp_path / "art", host="art.example", development=False))
    config = tmp_path / "art" / "config.toml"
    capsys.readouterr()
    seen = []
    for renewed in (False, True):
        assert await run(Namespace(config=config, renew=renewed, json=True)) == 0
        seen.append(json.loads(capsys.readouterr().out))
    before, after = seen
    assert before["subject"] == after["subject"] == "art.example"
    assert before["own"] and not before["problem"] and not before["warning"]
    assert before["fingerprint"] != after["fingerprint"]
    (config.parent / "c2pa" / "key.pem").write_text(made.signer().key)
    assert await run(Namespace(config=config, renew=False, json=False)) == 1
    assert "for another key" in capsys.readouterr().out
