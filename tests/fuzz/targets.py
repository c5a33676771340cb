"""The readers of what others send, each as a function of bytes that may raise nothing but what it says it raises."""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from PIL import Image

from federation import lenient, nodeinfo
from federation.fetched import Fetched, FetchError
from federation.keys import KeyProblem, load_public
from federation.rules import Forbidden, admit, check_id, origin
from federation.signatures import Scheme, SignatureError, Signer, arrived, parse
from federation.vocab import BadObject, Note, read_activity, read_json, read_object
from federation.webfinger import BadHandle, parse_handle
from fediart.admission.attached.reading import read_attached
from fediart.admission.evidence import read_evidence
from fediart.admission.strangers import judge_stranger
from fediart.jobs.backlinks import links_with_me
from fediart.media.errors import BadImage
from fediart.media.facts import Limits
from fediart.media.metadata import metadata_of
from fediart.sanitize import clean, plain
from fediart.translate.body import inline_files, told
from fediart.translate.markdown import html_of_markdown
from fediart.translate.words import handles_in, html_of, tags_in
from tests.side import made as layered

# Nothing that runs: no such element, no handler, no address but http(s) in what was sanitized.
_ALIVE = re.compile(
    r"""<(?:script|style|iframe|img|svg|math|object|form)\b|<[a-z][^<>"]*\son\w+=|<a href="(?!https?:|/)""",
    re.IGNORECASE,
)

_SMALL = Limits(pixels=1_000_000, side=4000)
NOTE = Note("https://a.example/1", "https://a.example/users/eve")


def activity(data: bytes) -> None:
    """The inbox's way, up to the gate."""
    with suppress(BadObject, Forbidden):
        raw = read_json(data)
        said = read_activity(raw)
        admit(Signer(said.actor, f"{said.actor}#key", Scheme.CAVAGE), said)


def document(data: bytes) -> None:
    """The fetcher's way, up to the gate."""
    with suppress(BadObject, FetchError):
        raw = read_json(data)
        url = raw.get("id")
        admit(Fetched(url if isinstance(url, str) else "https://a.example/1", raw), raw)
    with suppress(BadObject, FetchError):
        nodeinfo.read(read_json(data))


def embedded(data: bytes) -> None:
    """Whatever JSON value, as a property may hold it."""
    with suppress(BadObject, ValueError, RecursionError):
        value = json.loads(data)
        lenient.check_shape(value)
        read_object(value)


def signature(data: bytes) -> None:
    """Headers: the lines of the data, by turns."""
    names = ("signature", "signature-input", "digest", "content-digest", "date", "host")
    lines = data.decode("latin-1").split("\n")
    for method in ("POST", "GET"):
        with suppress(SignatureError):
            headers = [(name, line) for name, line in zip(names, lines, strict=False) if line]
            parse(arrived(method, "/inbox?a=b", "https://art.example/inbox?a=b", headers, b"{}"), 1_790_000_000_000)


def handle(data: bytes) -> None:
    """Handles, addresses, hosts."""
    text = data.decode("utf-8", "replace")
    with suppress(BadHandle):
        parse_handle(text)
    for check in (origin, check_id):
        with suppress(Forbidden):
            check(text)
    lenient.http_url(text)


def markup(data: bytes) -> None:
    """Everything that turns text of others, or of members, into HTML."""
    text = data.decode("utf-8", "replace")
    for made in (clean(text), told(text, "text/html", NOTE, {}), told(text, "text/markdown", NOTE, {})):
        assert not _ALIVE.search(made)
    plain(text)
    clean(html_of_markdown(text))
    inline_files(Note(NOTE.id, NOTE.attributed_to, content=text))
    html_of(text, origin="https://art.example", people={})
    handles_in(text, "art.example")
    tags_in(text)
    links_with_me(text)


def values(data: bytes) -> None:
    """Times, hashes, keys."""
    text = data.decode("utf-8", "replace")
    lenient.moment(text)
    lenient.blurhash(text)
    with suppress(KeyProblem):
        load_public(text)
    with suppress(KeyProblem):
        load_public(f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----")


def evidence(data: bytes) -> None:
    """What a file says of itself, up to the findings: short, printable, with a place that is inside the file."""
    with suppress(BadImage):
        for found in read_evidence(metadata_of(data)):
            assert found.quote.isprintable() and len(found.quote) <= 200
            assert found.offset is None or 0 <= found.offset <= found.offset + (found.length or 0) <= len(data)


def judging(data: bytes) -> None:
    """Any file, from its bytes to its judgement, decoders included; a broken one is told in words."""
    with NamedTemporaryFile(suffix=".img") as file:
        file.write(data)
        file.flush()
        found = judge_stranger(Path(file.name), (), "", _SMALL)
    assert found.readable or found.error


def attached(data: bytes) -> None:
    """Files that artists attach: whatever they are, no more is said than that they are damaged."""
    with TemporaryDirectory() as folder, suppress(BadImage):
        (Path(folder) / "file").write_bytes(data)
        found = read_attached(Path(folder) / "file", Path(folder), _SMALL)
        assert all(one.name.isprintable() for one in found.layers)


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one
    for one in (activity, document, embedded, signature, handle, markup, values, evidence, judging, attached)
}

_EVE = "https://a.example/users/eve"
_NOTE = {
    "id": "https://a.example/1",
    "type": "Question",
    "attributedTo": _EVE,
    "content": "<p>a</p>",
    "contentMap": {"en": "a"},
    "to": ["as:Public"],
    "cc": [f"{_EVE}/followers"],
    "published": "2026-01-01T00:00:00Z",
    "inReplyTo": "https://b.example/1",
    "tag": [
        {"type": "Mention", "href": _EVE, "name": "@eve"},
        {"type": "Hashtag", "name": "#a"},
        {"type": "Emoji", "name": ":a:", "icon": {"type": "Image", "url": "https://a.example/a.png"}},
    ],
    "attachment": [
        {
            "type": "Image",
            "url": [{"type": "Link", "href": "https://a.example/a.png", "mediaType": "image/png"}],
            "name": "alt",
            "width": 3,
            "height": 4,
            "focalPoint": [0.1, -1],
            "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
        }
    ],
    "oneOf": [{"type": "Note", "name": "yes", "replies": {"type": "Collection", "totalItems": 3}}],
    "endTime": "2026-02-01",
    "replies": {"type": "Collection", "first": {"type": "CollectionPage", "items": ["https://b.example/2"]}},
    "interactionPolicy": {"canQuote": {"automaticApproval": ["as:Public"]}},
    "quote": "https://b.example/3",
}
_PERSON = {
    "id": _EVE,
    "type": "Person",
    "inbox": f"{_EVE}/inbox",
    "preferredUsername": "eve",
    "summary": "<p>a</p>",
    "endpoints": {"sharedInbox": "https://a.example/inbox"},
    "icon": {"type": "Image", "url": "https://a.example/a.png"},
    "publicKey": {"id": f"{_EVE}#k", "owner": _EVE, "publicKeyPem": "-----BEGIN PUBLIC KEY-----"},
    "assertionMethod": [
        {
            "id": f"{_EVE}#e",
            "type": "Multikey",
            "controller": _EVE,
            "publicKeyMultibase": "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        }
    ],
    "attachment": [{"type": "PropertyValue", "name": "a", "value": "b"}],
    "alsoKnownAs": ["https://b.example/u"],
}
_PAGE = {
    "id": "https://a.example/1",
    "type": "OrderedCollection",
    "first": "https://a.example/2",
    "orderedItems": [_NOTE],
}
_SAID = [
    {"id": "https://a.example/a", "type": kind, "actor": _EVE, "object": what, "target": f"{_EVE}/featured"}
    for kind, what in (
        ("Create", _NOTE),
        ("Update", _PERSON),
        ("Undo", {"type": "Like", "actor": _EVE, "object": _EVE}),
        ("Add", "https://a.example/1"),
        ("Accept", {"type": "Follow", "actor": "https://b.example/u"}),
    )
]
_JSON = [json.dumps(one).encode() for one in (*_SAID, _NOTE, _PERSON, _PAGE)]


def _files() -> list[bytes]:
    """A small file of each format that says something of itself in several places."""
    image = Image.linear_gradient("L").resize((24, 24)).convert("RGB")
    said = Image.Exif()
    said[0x0131] = "AI generated;txt2img;flux"
    settings = "Steps: 5, Sampler: a, CFG scale: 7, Seed: 1, Size: 5x5"
    said.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + settings.encode("utf-16")
    syntax = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='" + syntax + b"'/></x:xmpmeta>"
    out = []
    for kind in ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF"):
        with io.BytesIO() as file:
            image.save(file, kind, exif=said, xmp=xmp)
            out.append(file.getvalue())
    store = b"\0\0\0\x3cjumb\0\0\0\x34jumb\0\0\0\x2ccbordigitalsourcetype/trainedAlgorithmic"
    body = b"\0\0\0" + bytes((len(store),)) + b"caBX" + store
    out.append(out[1][:33] + body + zlib.crc32(body[4:]).to_bytes(4, "big") + out[1][33:])
    return out


_FILES = _files()
SEEDS: dict[str, list[bytes]] = {
    "evidence": _FILES,
    "judging": _FILES,
    "attached": [
        layered.psd(),
        layered.psd(large=True),
        layered.krita(),
        layered.openraster(),
        layered.procreate(),
        layered.xcf(),
        layered.mp4(),
        layered.webm(),
    ],
    "activity": _JSON,
    "document": _JSON,
    "embedded": _JSON,
    "signature": [
        b'keyId="https://a.example/k",algorithm="hs2019",created=1790000000,headers="(request-target) (created) host'
        b' digest",signature="YQ=="\n\nSHA-256=x\n\nSun, 06 Nov 1994 08:49:37 GMT\nart.example',
        b'sig1=:YQ==:\nsig1=("@method" "@target-uri" "content-digest");created=1790000000;keyid="k";alg="ed25519"\n\n'
        b"sha-256=:YQ==:",
    ],
    "handle": [
        b"acct:eve@a.example",
        b"https://a.example:8443/users/eve?a=b#c",
        "https://b\u00fccher.example/".encode(),
    ],
    "markup": [
        b"<p>a <a href='https://a.example/@eve' class=mention>@eve</a> #tag<br><img src=https://a.example/a.png></p>",
        b"# a\n\n- **b** [c](https://a.example)\n> d\n```\ne\n```\n![f](https://a.example/f.png)",
        b"@eve@a.example #tag https://a.example/ <link rel=me href='https://a.example'>",
    ],
    "values": [b"2026-01-01T00:00:00Z", b"LEHV6nWB2yk8pyo0adR*.7kCMdnj"],
}
