"""What to do about a signal that is missing, contradictory or unreadable, in one sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fediart.rights.meaning import meaning
from fediart.rights.signal import Signal, Surface

_MISSING: Mapping[tuple[Surface, str], str] = MappingProxyType(
    {
        ("http", "Content-Usage"): "Send the header `Content-Usage: train-ai=n, search=y` (IETF AIPREF) with every "
        "response: pages, documents, feeds and pictures alike.",
        ("http", "Content-Signal"): "Send the header `Content-Signal: search=yes, ai-input=no, ai-train=no`.",
        ("http", "tdm-reservation"): "Send the header `tdm-reservation: 1` (TDMRep) with every response: it is the "
        "form that European law on text and data mining is read with.",
        ("http", "X-Robots-Tag"): "Send the header `X-Robots-Tag: noai, noimageai, noarchive`, on pictures above all: "
        "collectors of image data sets look there first.",
        (
            "html",
            "robots",
        ): 'Put `<meta name="robots" content="noai, noimageai, noarchive">` into the head of the page.',
        ("html", "tdm-reservation"): 'Put `<meta name="tdm-reservation" content="1">` into the head of the page.',
        ("activitypub", "contentUsage"): "Federated objects say nothing of `contentUsage`: servers that receive them "
        "learn nothing of the artist's wish.",
        ("activitypub", "contentSignal"): "Federated objects lack `contentSignal`.",
        ("activitypub", "tdmReservation"): "Federated objects lack `tdmReservation`.",
        ("activitypub", "dataMining"): "Federated objects lack `dataMining` (PLUS).",
        ("activitypub", "xRobotsTag"): "Federated objects lack `xRobotsTag` (FEP-5e53).",
        ("image", "plus:DataMining"): "Write `plus:DataMining` into the XMP of every picture file: it stays with the "
        "file when it is saved and passed on. Whatever saves a picture anew has to write it anew.",
        ("robots.txt", "Content-Usage"): "Add `Content-Usage: train-ai=n, search=y` to each group of robots.txt.",
        ("robots.txt", "Content-Signal"): "Add `Content-Signal: search=yes, ai-input=no, ai-train=no` to robots.txt.",
        ("tdmrep.json", "tdm-reservation"): "Add an entry for this path, or for `/`, to /.well-known/tdmrep.json.",
        ("license.xml", "rsl:license"): "The RSL document says nothing about this path: add a content element for it.",
        ("feed", "rsl:license"): "Say it in each item of the feed (rsl:content): readers of feeds see no page.",
        ("oembed", "contentUsage"): "The oEmbed answer says nothing: sites that embed the work learn nothing.",
        ("policy", "odrl"): "The policy document neither permits nor prohibits mining (`tdm:mine`).",
        ("trust.txt", "datatrainingallowed"): "Add `datatrainingallowed=no` to trust.txt.",
    }
)


# Whatever is said in these answers something, unless it is spelled wrongly.
_SPELLED = ("Content-Usage", "contentUsage", "Content-Signal", "contentSignal", "rsl:license", "cawg.training-mining")


def advice_for(signal: Signal) -> str:
    """One sentence, or nothing where there is nothing to do."""
    if signal.status == "missing":
        return _MISSING.get((signal.surface, signal.signal), f"{signal.signal} is missing ({signal.surface}).")
    if signal.status == "unreadable":
        return f"{_named(signal)} cannot be read ({_short(signal.value)}): nobody will act on it."
    if signal.status == "contradictory":
        return (
            f"{_named(signal)} says “{_short(signal.value)}”, and something else here says otherwise. Careful "
            "collectors take one refusal as a refusal; others take what suits them."
        )
    if signal.signal in _SPELLED and not meaning(signal.signal, signal.value):
        return f"{_named(signal)} is there (“{_short(signal.value)}”) and answers nothing: check its spelling."
    return ""


def _named(signal: Signal) -> str:
    return f"`{signal.signal}` ({signal.surface})"


def _short(value: str) -> str:
    return value if len(value) <= 80 else value[:77] + "..."
