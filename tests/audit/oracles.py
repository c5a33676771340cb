"""What collectors make of each surface by itself, with other people's readers and the rules the collectors document.

Each function answers whether the collector leaves the work out. Nothing here knows our own readers. The rules are those
of img2dataset and of an image fetcher to which one refusal from any source is enough; see tests/rights/collectors.py
for the ones that look at headers.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import feedparser
from lxml import etree
from PIL import Image
from protego import Protego

from tests.rights import collectors
from tests.site import Answer

RSL = {"r": "https://rslstandard.org/rsl"}
_TRAINS = {"all", "ai-all", "ai-train"}
AGENTS = ("GPTBot", "CCBot", "img2dataset", "ClaudeBot")


def by_headers(answer: Answer) -> dict[str, bool]:
    """One response's headers, each header by itself."""
    sent = list(answer.headers.items())
    return {
        "img2dataset": collectors.img2dataset_refuses(sent),
        "X-Robots-Tag": collectors.robots_tag_refuses(sent),
        "Content-Usage": collectors.header_usage_refuses(sent),
        "tdm-reservation": collectors.header_tdm_refuses(sent),
    }


@cache
def _protego(text: str) -> Protego:
    return Protego.parse(text)


def covers(pattern: str, path: str) -> bool:
    """RFC 9309: a prefix, `*` for anything, a final `$` for the end."""
    inner = "".join(".*" if one == "*" else re.escape(one) for one in pattern.removesuffix("$"))
    return re.match(inner + ("$" if pattern.endswith("$") else ""), path) is not None


def by_robots(text: str, origin: str, path: str) -> dict[str, bool]:
    """robots.txt: the two usage lines of the group for everybody, and each crawler's way in."""
    found = {
        "Content-Usage": _scoped(text, "Content-Usage", path),
        "Content-Signal": _scoped(text, "Content-Signal", path),
    }
    return {
        "robots.txt Content-Usage": any(collectors.usage_refuses(value) for value in found["Content-Usage"]),
        "robots.txt Content-Signal": any("ai-train=no" in value for value in found["Content-Signal"]),
        **{f"robots.txt {one}": not _protego(text).can_fetch(origin + path, one) for one in AGENTS},
    }


def _scoped(text: str, directive: str, path: str) -> list[str]:
    """The values of the longest pattern that covers the path, in the group of everybody."""
    group = text.split("User-agent: *\n")[1].split("\n\n")[0]
    hits: dict[int, list[str]] = {}
    for line in group.splitlines():
        key, _, value = line.partition(": ")
        if key == directive:
            scope, value = value.split(" ", 1) if value.startswith("/") else ("/", value)
            if covers(scope, path):
                hits.setdefault(len(scope), []).append(value)
    return hits[max(hits)]


def by_site_files(files: Mapping[str, bytes], path: str) -> dict[str, bool]:
    """tdmrep.json by its first match, license.xml and ai.txt by their longest."""
    contents = etree.fromstring(files["/license.xml"]).xpath("//r:content", namespaces=RSL)
    longest = max((one for one in contents if covers(one.get("url"), path)), key=lambda one: len(one.get("url")))
    lines = [line.split(": ", 1) for line in files["/ai.txt"].decode().splitlines() if ": " in line]
    rules = [(len(value), key) for key, value in lines if key != "User-Agent" and covers(_anywhere(value), path)]
    return {
        "tdmrep.json": collectors.tdmrep_refuses(files["/.well-known/tdmrep.json"], path),
        "license.xml": rsl_refuses(longest),
        "ai.txt": max(rules)[1] == "Disallow",
    }


def _anywhere(pattern: str) -> str:
    return pattern if pattern.startswith("/") else f"*{pattern.removeprefix('*')}"


def rsl_refuses(element: Any) -> bool:
    """Prohibited, or not permitted."""
    prohibited = set(" ".join(element.xpath(".//r:prohibits/text()", namespaces=RSL)).split())
    permitted = set(" ".join(element.xpath(".//r:permits/text()", namespaces=RSL)).split())
    return bool(prohibited & _TRAINS) or not permitted & _TRAINS


def by_terms(said: Mapping[str, Any]) -> dict[str, bool]:
    """The terms in a JSON object, each by itself."""
    robots = str(said.get("xRobotsTag", ""))  # a list in objects, one line where there are no lists
    return {
        "contentUsage": collectors.usage_refuses(str(said["contentUsage"])),
        "contentSignal": "ai-train=no" in str(said["contentSignal"]),
        "tdmReservation": said["tdmReservation"] == 1,
        **({"dataMining": "DMI-PROHIBITED" in said["dataMining"]} if "dataMining" in said else {}),
        **({"xRobotsTag": "noai" in robots} if robots else {}),
    }


def by_bytes(data: bytes, media_type: str) -> dict[str, bool]:
    """PLUS in the packet as Pillow finds it, and the training assertion as the c2pa library reads it."""
    from c2pa import Context, Reader

    with Image.open(io.BytesIO(data)) as image:
        packet = image.info.get("xmp") or image.info["XML:com.adobe.xmp"].encode()
    settings = {"verify": {"verify_trust": False, "remote_manifest_fetch": False, "ocsp_fetch": False}}
    report = json.loads(Reader(media_type, io.BytesIO(data), context=Context.from_dict(settings)).json())
    assertions = report["manifests"][report["active_manifest"]]["assertions"]
    (entries,) = [one["data"]["entries"] for one in assertions if one["label"] == "cawg.training-mining"]
    uses = {key: entry["use"] for key, entry in entries.items()}
    return {
        "plus:DataMining": collectors.packet_refuses(packet),
        "cawg generative": uses["cawg.ai_generative_training"] != "allowed",
        "cawg mining": uses["cawg.data_mining"] != "allowed",
    }


def by_feed(body: bytes, url: str) -> dict[str, bool]:
    """The item of a work in Atom or RSS: feedparser finds it, lxml its licence; in JSON Feed its own member."""
    if body.startswith(b"{"):
        (item,) = [one for one in json.loads(body)["items"] if one["url"] == url]
        (said,) = [value for key, value in item.items() if key.startswith("_")]
        return by_terms(said)
    assert url in [entry.link for entry in feedparser.parse(body).entries]
    items = etree.fromstring(body).iter("{*}entry", "item")
    (own,) = [item for item in items if url in [one.get("href") or one.text for one in item.findall("{*}link")]]
    (content,) = own.findall("r:content", RSL)
    return {"rsl": rsl_refuses(content)}
