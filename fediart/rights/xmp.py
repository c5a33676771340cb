"""The XMP packet written into every rendition of a picture: PLUS, IPTC, Dublin Core and xmpRights.

Only what someone declared is written: no digital source type is claimed unless the artist gave one.
"""

from __future__ import annotations

from collections.abc import Iterator

from fediart.rights.kept import NOTHING_KEPT, Kept
from fediart.rights.licences import ALL_RIGHTS_RESERVED
from fediart.rights.model import DigitalSource, Rights
from fediart.rights.values import values
from fediart.rights.xmltext import xml_text

LIMIT = 65_504  # bytes: what one JPEG APP1 segment can hold
_NAME = 300  # characters
_KEPT = 600  # characters
_OPEN = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"\n'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"'
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">\n'
)
_CLOSE = '\n</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'


def packet(rights: Rights, kept: Kept = NOTHING_KEPT) -> bytes:
    """The packet for one picture, UTF-8, always shorter than `LIMIT` (policy-signals, section 3).

    `kept` are the rights fields of somebody else's file that this is a copy of: its maker's words go before ours, and
    what is said of AI is `rights.policy`, which has heard the file.
    """
    return (_OPEN + "\n".join(_properties(rights, kept)) + _CLOSE).encode()


def _properties(rights: Rights, kept: Kept) -> Iterator[str]:
    said = values(rights.policy)
    makers = "".join(f"<rdf:li>{xml_text(one, _NAME)}</rdf:li>" for one in kept.creators or (rights.holder.name,))
    yield f"<dc:creator><rdf:Seq>{makers}</rdf:Seq></dc:creator>"
    notice = xml_text(kept.notice, _KEPT) or f"{xml_text(rights.notice, _NAME + 80)}. {xml_text(said.claim)}"
    yield _alternative("dc:rights", notice)
    yield f"<xmpRights:Marked>{rights.licence.reserved}</xmpRights:Marked>"
    yield f"<xmpRights:WebStatement>{xml_text(kept.statement or rights.work_url)}</xmpRights:WebStatement>"
    yield _alternative("xmpRights:UsageTerms", _after(kept.usage_terms, xml_text(_usage_terms(rights))))
    yield f"<photoshop:Credit>{xml_text(kept.credit or rights.credit_line, _NAME)}</photoshop:Credit>"
    yield f"<plus:DataMining>{said.data_mining_uri}</plus:DataMining>"
    ours = f"{said.content_usage}; {xml_text(rights.policy_url)}"
    yield _alternative("plus:OtherConstraints", _after(kept.constraints, ours))
    yield _licensor(rights, kept)
    if source := _source(rights, kept):
        yield f"<Iptc4xmpExt:DigitalSourceType>{source}</Iptc4xmpExt:DigitalSourceType>"
    yield (
        '<Iptc4xmpExt:LinkedEncRightsExpr><rdf:Bag><rdf:li rdf:parseType="Resource">'
        f"<Iptc4xmpExt:LinkedRightsExpr>{xml_text(rights.policy_document)}</Iptc4xmpExt:LinkedRightsExpr>"
        "<Iptc4xmpExt:RightsExprEncType>application/ld+json</Iptc4xmpExt:RightsExprEncType>"
        "<Iptc4xmpExt:RightsExprLangId>http://www.w3.org/ns/odrl/2/</Iptc4xmpExt:RightsExprLangId>"
        "</rdf:li></rdf:Bag></Iptc4xmpExt:LinkedEncRightsExpr>"
    )


def _licensor(rights: Rights, kept: Kept) -> str:
    name, url = rights.holder.name, rights.licensing_url or rights.holder.url
    if kept.licensor or kept.licensor_url:
        name, url = kept.licensor or name, kept.licensor_url or url
    return (
        '<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource">'
        f"<plus:LicensorName>{xml_text(name, _NAME)}</plus:LicensorName>"
        f"<plus:LicensorURL>{xml_text(url)}</plus:LicensorURL>"
        "</rdf:li></rdf:Seq></plus:Licensor>"
    )


def _source(rights: Rights, kept: Kept) -> str:
    if rights.digital_source_type is not None:
        return rights.digital_source_type.uri
    return DigitalSource(kept.source).uri if kept.source else ""


def _after(theirs: str, ours: str) -> str:
    """Their words and then ours, once where they are the same."""
    said = xml_text(theirs, _KEPT)
    return ours if not said or said == ours else f"{said} {ours}"


def _usage_terms(rights: Rights) -> str:
    terms = values(rights.policy).usage_terms
    if rights.licence is ALL_RIGHTS_RESERVED:
        return terms
    return f"{terms} Licence: {rights.licence.name}, {rights.licence.uri}"


def _alternative(tag: str, text: str) -> str:
    return f'<{tag}><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></{tag}>'
