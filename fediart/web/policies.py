"""Each AI policy as a page in plain words, and as a document for machines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import ClassVar

from aiohttp import web

from fediart.errors import NotFound
from fediart.language import _
from fediart.rights.model import Holder, Preset
from fediart.rights.policies import MEDIA_TYPE, PolicyPage, odrl, page
from fediart.translate.rights import instance_policy, preset_of
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import settings_of, site_of


@dataclass(frozen=True, slots=True)
class PolicyWordsPage(Page):
    template: ClassVar[str] = "policy.html"
    policy: PolicyPage
    is_default: bool
    others: tuple[tuple[str, str], ...]


async def show(request: web.Request) -> web.StreamResponse:
    origin, preset = site_of(request).config.origin, _preset(request)
    policy = page(preset, origin)
    return await pages.show(
        request,
        PolicyWordsPage(
            title=_("AI policy: %(title)s", title=policy.title),
            policy=policy,
            is_default=instance_policy(settings_of(request)).preset is preset,
            others=tuple((one.value, page(one, origin).title) for one in Preset),
        ),
    )


async def document(request: web.Request) -> web.StreamResponse:
    """ODRL in JSON-LD: what TDMRep's `tdm-policy` and the ActivityPub term `hasPolicy` point to."""
    config, settings = site_of(request).config, settings_of(request)
    holder = Holder(settings.name, config.origin)
    body = odrl(_preset(request), config.origin, holder, email=settings.contact_email or None)
    return web.Response(body=json.dumps(body, indent=1).encode(), content_type=MEDIA_TYPE)


def _preset(request: web.Request) -> Preset:
    found = preset_of(request.match_info["preset"])
    if found is None:
        raise NotFound(_("There is no policy of that name."))
    return found
