"""Files and lists made to exhaust the filter: expressions, archives, entities, lists, numbers."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from fediart.actions import forbidden
from fediart.admission.attached.reading import read_attached
from fediart.admission.evidence import read_evidence
from fediart.admission.policy import PolicyError
from fediart.admission.policy_toml import policy_from_toml
from fediart.errors import Problem
from fediart.media.errors import BadImage
from fediart.media.facts import Limits
from fediart.media.metadata import metadata_of
from tests.admission import made as drawn
from tests.security.advisories import advisory
from tests.side import made

MOST = 1.0  # seconds of work for one file made to be slow; a picture may take 300 ms


def spent(work: Callable[[], object]) -> float:
    """Seconds of this process's own work."""
    before = time.process_time()
    work()
    return time.process_time() - before


def png_with(key: bytes, text: bytes, chunk: bytes = b"tEXt") -> bytes:
    whole = drawn.encoded(drawn.drawing(64, 64), "PNG")
    body = key + b"\0" + text
    piece = struct.pack(">I", len(body)) + chunk + body + struct.pack(">I", zlib.crc32(chunk + body))
    return whole[:33] + piece + whole[33:]


SEEDS = (
    " ", "a", "{", "}", "<", "\0", "\\", '"', "-s 1 ", "--a ", "Steps: 1", "Steps: " + "9" * 7, "Job ID: ",
    "Signature: " + "A" * 63 + " ", "Sampler: ", '"class_type"', '"class_type"' + " " * 9, '"nodes" :', '{"a":',
    "prompt:{", "prompt" + " " * 9, '"Label"' + " " * 9, "AIGC{", '"AIGC"' + " " * 9 + "{", "c2pa.actions",
    "digitalsourcetype/", "trainedAlgorithmic", "0123abcd-", "<x>", "<![CDATA[", "<rdf:li>", "NovelAI Diffusion x ",
    "Stable Diffusion " + "x " * 5, "\n", " -W ", "Negative prompt: ", "Model: ", "Version: ", "sui_image_params",
)  # fmt: skip
KEYS = (b"parameters", b"prompt", b"Comment", b"Description", b"Software", b"Dream", b"XML:com.adobe.xmp", b"AIGC",
        b"workflow", b"sd-metadata", b"Source")  # fmt: skip


@advisory(57, "GHSA-jpxp-r43f-rhvx", "Mastodon", "no words in a file make the reading of evidence slow")
def test_ghsa_jpxp_r43f_rhvx_evidence_is_read_in_linear_time() -> None:
    slow: dict[tuple[bytes, str], float] = {}
    for number, seed in enumerate(SEEDS):
        key = KEYS[number % len(KEYS)]
        data = png_with(key, (seed * (300_000 // len(seed))).encode())
        took = spent(lambda data=data: read_evidence(metadata_of(data)))
        if took > MOST:
            slow[key, seed] = took
    assert not slow


ENTITIES = "<!DOCTYPE DOC [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
) + "]><DOC><IMAGE name='x'>&j;</IMAGE></DOC>"  # fmt: skip
OUTSIDE = "<!DOCTYPE DOC [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><DOC><IMAGE><layer name='&a;'/></IMAGE></DOC>"


def bomb() -> bytes:
    """A Krita file of 130 kB whose description unpacks to 128 MiB."""
    return made.krita(more={"maindoc.xml": b"<DOC>" + b" " * (128 << 20) + b"</DOC>"})


def leading_out() -> bytes:
    """A file whose members are named as files of this machine, and once as its own description, twice."""
    out = io.BytesIO(made.krita(more={"../../../../tmp/led-out": b"x", "/etc/led-out": b"x", "..\\led-out": b"x"}))
    with zipfile.ZipFile(out, "a") as files:
        files.writestr("a/../maindoc.xml", "<DOC/>")
    return out.getvalue()


HARMFUL: dict[str, Callable[[], bytes]] = {
    "bomb": bomb, "names": leading_out, "entities": lambda: made.krita(main=ENTITIES),
    "outside": lambda: made.krita(main=OUTSIDE),
}  # fmt: skip


@advisory(61, "CVE-2025-32944", "PeerTube", "names in an archive are looked up, and no file is ever written by them")
@advisory(62, "CVE-2025-32949", "PeerTube", "an archive is unpacked in memory, piece by piece, each to a bound")
@advisory(73, "CVE-2023-5588", "Pleroma", "a description in XML expands no entity and fetches nothing")
@pytest.mark.parametrize("case", HARMFUL)
def test_cve_2025_32949_layered_files_are_no_bombs(case: str, tmp_path: Path) -> None:
    out = tmp_path / "inner" / "out"
    out.mkdir(parents=True)
    path = tmp_path / "heron.kra"
    path.write_bytes(HARMFUL[case]())
    told: list[str] = []

    def read() -> None:
        found = read_attached(path, out, Limits())
        told.append(f"{found.partial} {found.layers} {found.more}")

    try:
        assert spent(read) < 2
    except BadImage as error:
        told.append(error.reason)
    assert "root:" not in told[0] and "hahaha" not in told[0]
    left = {str(one.relative_to(tmp_path)) for one in tmp_path.rglob("*") if one.is_file()}
    assert {one for one in left if not one.startswith("inner/out/")} == {"heron.kra"}


POLICIES = {
    "deep": "[" * 5_000, "dots": "a" + ".a" * 20_000 + " = 1", "tables": "[table.new.none]\n" * 2_000,
    "long": "x = 1\n" * 200_000, "numbers": "answer_days = 1" + "0" * 5_000, "infinite": "answer_days = inf",
    "names": 'name = "' + "<b>" * 9_000 + '"',
}  # fmt: skip


@pytest.mark.parametrize("case", POLICIES)
def test_a_policy_made_to_harm_is_refused_with_a_sentence(case: str) -> None:
    def read() -> None:
        with pytest.raises(PolicyError):
            policy_from_toml(POLICIES[case])

    assert spent(read) < MOST


def test_a_list_of_hashes_made_to_be_slow_is_read_and_asked_quickly() -> None:
    text = "\n".join(["hash,quality,source,reason", *(f"{n:064x},1e9,=cmd|x,@x" for n in range(100_000))])
    found: list[forbidden.Read] = []
    assert spent(lambda: found.append(forbidden.read_list(text))) < 3
    assert len(found[0].entries) == 100_000 and all(0 <= one[1] <= 100 for one in found[0].entries[:50])
    for odd in ('"' * 400_001, "," * 500_000, "\0\n" * 1_000, '"' + "x" * 200_000):
        try:
            assert not forbidden.read_list(odd).entries
        except Problem as problem:
            assert problem.message
