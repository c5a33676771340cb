"""license.xml is valid by a schema of RSL 1.0 as its guide describes it: no element, attribute or token besides."""

from __future__ import annotations

import pytest
from lxml import etree

from fediart.rights.exceptions import ArtistTerms, SiteTerms
from fediart.rights.model import POLICIES, Holder, Preset
from fediart.rights.rsl import license_xml
from tests.rights.made import ORIGIN

_USAGE = "(all|ai-all|ai-train|ai-input|ai-index|search)"
_SCHEMA = f"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="https://rslstandard.org/rsl"
  targetNamespace="https://rslstandard.org/rsl" elementFormDefault="qualified">
 <xs:simpleType name="usage"><xs:restriction base="xs:token">
  <xs:pattern value="{_USAGE}( {_USAGE})*"/></xs:restriction></xs:simpleType>
 <xs:complexType name="rule"><xs:simpleContent><xs:extension base="usage">
  <xs:attribute name="type" use="required" fixed="usage"/></xs:extension></xs:simpleContent></xs:complexType>
 <xs:simpleType name="address"><xs:restriction base="xs:anyURI"><xs:pattern value="https?://.+"/></xs:restriction></xs:simpleType>
 <xs:simpleType name="path"><xs:restriction base="xs:string"><xs:pattern value="/[!-~]*"/></xs:restriction></xs:simpleType>
 <xs:element name="rsl"><xs:complexType><xs:sequence>
  <xs:element name="content" maxOccurs="unbounded"><xs:complexType><xs:sequence>
   <xs:element name="copyright"><xs:complexType><xs:simpleContent><xs:extension base="xs:token">
    <xs:attribute name="type"><xs:simpleType><xs:restriction base="xs:token"><xs:enumeration value="person"/>
     <xs:enumeration value="organization"/></xs:restriction></xs:simpleType></xs:attribute>
    <xs:attribute name="contactUrl" type="address" use="required"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
   <xs:element name="terms" type="address"/>
   <xs:element name="license"><xs:complexType><xs:sequence>
    <xs:element name="permits" type="rule" minOccurs="0"/><xs:element name="prohibits" type="rule" minOccurs="0"/>
   </xs:sequence></xs:complexType></xs:element>
  </xs:sequence><xs:attribute name="url" type="path" use="required"/></xs:complexType></xs:element>
 </xs:sequence></xs:complexType>
 <xs:unique name="once"><xs:selector xpath="*"/><xs:field xpath="@url"/></xs:unique></xs:element>
</xs:schema>"""  # noqa: E501
SCHEMA = etree.XMLSchema(etree.fromstring(_SCHEMA))


@pytest.mark.parametrize("preset", Preset)
def test_the_document_is_valid_and_names_each_path_once(preset: Preset) -> None:
    others = [POLICIES[one] for one in Preset if one is not preset]
    works = tuple((10 + place, policy) for place, policy in enumerate(others))
    jane = ArtistTerms("jane", POLICIES[preset], works, (("a & b<", others[0]),), shown_name="Jane & <Co>")
    mia = ArtistTerms("mia", others[-1], ((99, POLICIES[preset]),))
    made = license_xml(SiteTerms(POLICIES[preset], (jane, mia)), ORIGIN, Holder("Kiln & Co", f"{ORIGIN}/about?a=1&b"))
    SCHEMA.assertValid(etree.fromstring(made))


@pytest.mark.parametrize(
    ("change", "to"),
    [
        (b"ai-all", b"ai-some"),
        (b'type="usage"', b'type="use"'),
        (b"</terms>", b"</terms><payment/>"),
        (b'url="/"', b'url="x"'),
    ],
)
def test_the_schema_refuses_what_the_guide_does_not_know(change: bytes, to: bytes) -> None:
    made = license_xml(SiteTerms(POLICIES[Preset.NO_AI]), ORIGIN, Holder("Kiln", f"{ORIGIN}/about"))
    assert SCHEMA.validate(etree.fromstring(made))
    assert not SCHEMA.validate(etree.fromstring(made.replace(change, to)))
