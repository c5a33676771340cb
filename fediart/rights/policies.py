"""The documents the signals point to: each preset as a page in plain words and as an ODRL policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fediart.rights.model import POLICIES, WORDS, Holder, Preset, policy_document, policy_url
from fediart.rights.values import values

MEDIA_TYPE = "application/ld+json"

# The profile asks for exactly these two addresses (W3C TDMRep, TDM policies).
_TDM_CONTEXT = ["http://www.w3.org/ns/odrl.jsonld", "http://www.w3.org/ns/tdmrep.jsonld"]
_RESERVATION = (
    "Every refusal here is an express reservation of rights within the meaning of Article 4(3) of "
    "Directive (EU) 2019/790 on copyright in the Digital Single Market."
)


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A preset as its page shows it: words for people, then each signal's exact value."""

    preset: Preset
    title: str
    sentence: str
    points: tuple[str, ...]
    reservation: str
    signals: tuple[tuple[str, str], ...]
    url: str
    document: str


def page(preset: Preset, origin: str) -> PolicyPage:
    """The policy page of a preset; `reservation` is empty where nothing is refused."""
    words, said = WORDS[preset], values(POLICIES[preset])
    signals = (
        ("Content-Usage", said.content_usage),
        ("Content-Signal", said.content_signal),
        ("tdm-reservation", str(said.reservation)),
        ("X-Robots-Tag", said.robots_line),
        ("plus:DataMining", said.data_mining_uri),
        ("RSL permits", said.permits),
        ("RSL prohibits", said.prohibits),
    )
    return PolicyPage(
        preset=preset,
        title=words.title,
        sentence=words.sentence,
        points=words.points,
        reservation="" if preset is Preset.OPEN else _RESERVATION,
        signals=tuple((name, value) for name, value in signals if value),
        url=policy_url(origin, preset),
        document=policy_document(origin, preset),
    )


def odrl(
    preset: Preset,
    origin: str,
    assigner: Holder,
    *,
    email: str | None = None,
    targets: Sequence[str] = (),
    uid: str = "",
    contact: str = "",
) -> dict[str, object]:
    """The preset as ODRL 2.2 JSON-LD; `targets` are the addresses it covers, by default the whole site.

    `ask-first` and `open` are offers in the TDMRep profile. The others offer nothing, and that profile has no
    way to say so (no offer means never), so they are plain ODRL statements that prohibit mining. `uid` is the
    address of this document where it is not the policy's own, `contact` the page that says how to ask.
    """
    covers = targets or (f"{origin}/",)
    if preset in (Preset.ASK_FIRST, Preset.OPEN):
        duty = {"duty": [{"action": "obtainConsent"}]} if preset is Preset.ASK_FIRST else {}
        return {
            "@context": _TDM_CONTEXT,
            "@type": "Offer",
            "profile": "http://www.w3.org/ns/tdmrep",
            "uid": uid or policy_url(origin, preset),
            "assigner": _assigner(assigner, email, contact or policy_url(origin, preset)),
            "permission": [{"target": one, "action": "tdm:mine", **duty} for one in covers],
        }
    return {
        "@context": [
            _TDM_CONTEXT[0],
            {"tdm": "http://www.w3.org/ns/tdmrep#", "description": "http://purl.org/dc/terms/description"},
        ],
        "@type": "Set",
        "uid": policy_url(origin, preset),
        "description": WORDS[preset].sentence,
        "prohibition": [{"target": one, "action": "tdm:mine", "assigner": assigner.url} for one in covers],
    }


def _assigner(holder: Holder, email: str | None, contact: str) -> dict[str, str]:
    said = {"uid": holder.url, "vcard:fn": holder.name}
    if email is not None:
        said["vcard:hasEmail"] = f"mailto:{email}"
    return said | {"vcard:hasURL": contact}
