"""The readers of what others send, each as a function of bytes that may raise nothing but what it says it raises."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress

from federation import lenient, nodeinfo
from federation.fetched import Fetched, FetchError
from federation.keys import KeyProblem, load_public
from federation.rules import Forbidden, admit, check_id, origin
from federation.signatures import Scheme, SignatureError, Signer, arrived, parse
from federation.vocab import BadObject, Note, read_activity, read_json, read_object
from federation.webfinger import BadHandle, parse_handle
from fediart.jobs.backlinks import links_with_me
from fediart.sanitize import clean, plain
from fediart.translate.body import inline_files, told
from fediart.translate.markdown import html_of_markdown
from fediart.translate.words import handles_in, html_of, tags_in

# Nothing that runs: no such element, no handler, no address but http(s) in what was sanitized.
_ALIVE = re.compile(
    r"""<(?:script|style|iframe|img|svg|math|object|form)\b|<[a-z][^<>"]*\son\w+=|<a href="(?!https?:|/)""",
    re.IGNORECASE,
)

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


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one for one in (activity, document, embedded, signature, handle, markup, values)
}
