"""The rules two real collectors document, written down independently of our readers, as test oracles.

`img2dataset` looks at one header. The other is an image fetcher that combines many systems, "one refusal from
any source is enough" (policy-signals, section 0.9); each source is one function here.
"""

from __future__ import annotations

import json
import re

import http_sfv
from lxml import etree
from protego import Protego

REFUSED_BY_IMG2DATASET = {"noai", "noimageai", "noindex", "noimageindex"}


def img2dataset_refuses(headers: list[tuple[str, str]]) -> bool:
    for name, value in headers:
        if name.lower() == "x-robots-tag":
            directives = {word.strip().lower() for word in value.split(":")[-1].split(",")}
            if directives & REFUSED_BY_IMG2DATASET:
                return True
    return False


def robots_tag_refuses(headers: list[tuple[str, str]]) -> bool:
    lines = [value.lower() for name, value in headers if name.lower() == "x-robots-tag"]
    return any(re.search(r"\b(noai|noimageai)\b", line) for line in lines)


def usage_refuses(value: str) -> bool:
    parsed = http_sfv.Dictionary()
    try:
        parsed.parse(value.encode())
    except ValueError:
        return False
    item = parsed.get("train-ai")
    return item is not None and isinstance(item.value, http_sfv.Token) and str(item.value) == "n"


def header_usage_refuses(headers: list[tuple[str, str]]) -> bool:
    return any(usage_refuses(value) for name, value in headers if name.lower() == "content-usage")


def header_tdm_refuses(headers: list[tuple[str, str]]) -> bool:
    return ("tdm-reservation", "1") in [(name.lower(), value) for name, value in headers]


def robots_file_lines(text: str, directive: str, path: str) -> list[str]:
    """The values in the `*` group whose path is the longest prefix of ours ('$' ends it)."""
    group = text.split("User-agent: *\n")[1].split("\n\n")[0]
    hits: dict[int, list[str]] = {}
    for line in group.splitlines():
        if not line.startswith(f"{directive}: "):
            continue
        value = line.removeprefix(f"{directive}: ")
        scope, value = value.split(" ", 1) if value.startswith("/") else ("/", value)
        exact = scope.endswith("$")
        if path == scope[:-1] if exact else path.startswith(scope):
            hits.setdefault(len(scope), []).append(value)
    return hits[max(hits)] if hits else []


def robots_usage_refuses(text: str, path: str) -> bool:
    return any(usage_refuses(value) for value in robots_file_lines(text, "Content-Usage", path))


def robots_signal_refuses(text: str, path: str) -> bool:
    return any("ai-train=no" in value for value in robots_file_lines(text, "Content-Signal", path))


def robots_access_refuses(text: str, agent: str, url: str) -> bool:
    return not Protego.parse(text).can_fetch(url, agent)


def tdmrep_refuses(body: bytes, path: str) -> bool:
    for entry in json.loads(body):
        pattern = "".join(".*" if c == "*" else re.escape(c) for c in entry["location"].removesuffix("$"))
        if re.match(pattern + ("$" if entry["location"].endswith("$") else ""), path):
            return entry["tdm-reservation"] == 1
    return False


def packet_refuses(packet: bytes) -> bool:
    root = etree.fromstring(packet)
    said = root.xpath("//p:DataMining/text()", namespaces={"p": "http://ns.useplus.org/ldf/xmp/1.0/"})
    return any(code.rsplit("/", 1)[-1].startswith("DMI-PROHIBITED") for code in said)


def metas_refuse(page: str) -> bool:
    tree = etree.HTML(page)
    words = {w.strip() for c in tree.xpath("//meta[@name='robots']/@content") for w in c.split(",")}
    reserved = tree.xpath("//meta[@name='tdm-reservation']/@content") == ["1"]
    return reserved or bool(words & {"noai", "noimageai"})
