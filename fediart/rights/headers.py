"""The HTTP headers that carry the policy on every response, whatever its type or status."""

from __future__ import annotations

from fediart.rights.model import Policy, policy_document
from fediart.rights.values import values

Header = tuple[str, str]


def headers(
    policy: Policy,
    origin: str,
    *,
    licence_uri: str | None = None,
    rsl: bool = True,
    page: str = "",
    rsl_at: str | None = None,
) -> tuple[Header, ...]:
    """The policy's headers, in a fixed order; the result depends on the arguments alone, so keep it.

    Follows AIPREF attach-05, TDMRep, DeviantArt's noai and Content Signals. `tdm-policy` is sent only where
    there is an offer to take up: a reservation without it means never (TDMRep). `rsl` says that
    `/license.xml` is served; `licence_uri` is the artwork's own licence, `page` the address of the artist's or
    the work's page, where the policy is somebody's. `rsl_at` is where that file is, of a site that is not at `origin`.
    """
    said = values(policy)
    lines = [
        ("Content-Usage", said.content_usage),
        ("Content-Signal", said.content_signal),
        ("tdm-reservation", str(said.reservation)),
    ]
    if policy.negotiable:
        lines.append(("tdm-policy", policy_document(origin, policy.preset, page)))
    if said.robots:
        lines.append(("X-Robots-Tag", said.robots_line))
    if rsl:
        lines.append(("Link", f'<{rsl_at or origin}/license.xml>; rel="license"; type="application/rsl+xml"'))
    if licence_uri is not None:
        lines.append(("Link", f'<{licence_uri}>; rel="license"'))
    return tuple(lines)
