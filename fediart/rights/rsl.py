"""`/license.xml`: the site's terms in RSL 1.0, one content element per path that differs."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.rights.model import Holder, Override, Policy, policy_url
from fediart.rights.paths import written
from fediart.rights.values import values
from fediart.rights.xmltext import xml_text

MEDIA_TYPE = "application/rsl+xml"


def license_xml(policy: Policy, origin: str, holder: Holder, overrides: Sequence[Override] = ()) -> bytes:
    """The document; `holder` is the instance, or the artist on a one-person site.

    No payment and no licence server are named: a plain refusal needs neither (RSL 1.0 guide). Longer paths
    come first.
    """
    scoped = [(path, o.policy) for o in overrides for path in o.paths]
    scoped.sort(key=lambda rule: -len(rule[0]))
    parts = [_content(path, own, origin, holder) for path, own in (*scoped, ("/", policy))]
    body = "\n".join(parts)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rsl xmlns="https://rslstandard.org/rsl">\n{body}\n</rsl>\n'
    ).encode()


def _content(path: str, policy: Policy, origin: str, holder: Holder) -> str:
    said = values(policy)
    permits = f'<permits type="usage">{said.permits}</permits>' if said.permits else ""
    prohibits = f'<prohibits type="usage">{said.prohibits}</prohibits>' if said.prohibits else ""
    return (
        f' <content url="{xml_text(written(path))}">\n'
        f'  <copyright contactUrl="{xml_text(holder.url)}">{xml_text(holder.name)}</copyright>\n'
        f"  <terms>{xml_text(policy_url(origin, policy.preset))}</terms>\n"
        f"  <license>{permits}{prohibits}</license>\n"
        " </content>"
    )
