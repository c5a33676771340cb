"""The XMP packet written into every rendition of a picture: PLUS, IPTC, Dublin Core and xmpRights.

Only what someone declared is written: no digital source type is claimed unless the artist gave one.
"""

from __future__ import annotations

from collections.abc import Iterator

from fediart.rights.licences import ALL_RIGHTS_RESERVED
from fediart.rights.model import Rights
from fediart.rights.values import values
from fediart.rights.xmltext import xml_text

LIMIT = 65_504  # bytes: what one JPEG APP1 segment can hold
_NAME = 300  # characters
_OPEN = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"\n'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"'
    ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">\n'
)
_CLOSE = '\n</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'


def packet(rights: Rights) -> bytes:
    """The packet for one picture, UTF-8, always shorter than `LIMIT` (policy-signals, section 3)."""
    return (_OPEN + "\n".join(_properties(rights)) + _CLOSE).encode()


def _properties(rights: Rights) -> Iterator[str]:
    said = values(rights.policy)
    name = xml_text(rights.holder.name, _NAME)
    yield f"<dc:creator><rdf:Seq><rdf:li>{name}</rdf:li></rdf:Seq></dc:creator>"
    yield _alternative("dc:rights", f"{xml_text(rights.notice, _NAME + 80)}. {xml_text(said.claim)}")
    yield f"<xmpRights:Marked>{rights.licence.reserved}</xmpRights:Marked>"
    yield f"<xmpRights:WebStatement>{xml_text(rights.work_url)}</xmpRights:WebStatement>"
    yield _alternative("xmpRights:UsageTerms", xml_text(_usage_terms(rights)))
    yield f"<photoshop:Credit>{xml_text(rights.credit_line, _NAME)}</photoshop:Credit>"
    yield f"<plus:DataMining>{said.data_mining_uri}</plus:DataMining>"
    yield _alternative("plus:OtherConstraints", f"{said.content_usage}; {xml_text(rights.policy_url)}")
    yield (
        '<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource">'
        f"<plus:LicensorName>{name}</plus:LicensorName>"
        f"<plus:LicensorURL>{xml_text(rights.licensing_url or rights.holder.url)}</plus:LicensorURL>"
        "</rdf:li></rdf:Seq></plus:Licensor>"
    )
    if rights.digital_source_type is not None:
        source = rights.digital_source_type.uri
        yield f"<Iptc4xmpExt:DigitalSourceType>{source}</Iptc4xmpExt:DigitalSourceType>"
    yield (
        '<Iptc4xmpExt:LinkedEncRightsExpr><rdf:Bag><rdf:li rdf:parseType="Resource">'
        f"<Iptc4xmpExt:LinkedRightsExpr>{xml_text(rights.policy_document)}</Iptc4xmpExt:LinkedRightsExpr>"
        "<Iptc4xmpExt:RightsExprEncType>application/ld+json</Iptc4xmpExt:RightsExprEncType>"
        "<Iptc4xmpExt:RightsExprLangId>http://www.w3.org/ns/odrl/2/</Iptc4xmpExt:RightsExprLangId>"
        "</rdf:li></rdf:Bag></Iptc4xmpExt:LinkedEncRightsExpr>"
    )


def _usage_terms(rights: Rights) -> str:
    terms = values(rights.policy).usage_terms
    if rights.licence is ALL_RIGHTS_RESERVED:
        return terms
    return f"{terms} Licence: {rights.licence.name}, {rights.licence.uri}"


def _alternative(tag: str, text: str) -> str:
    return f'<{tag}><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></{tag}>'
