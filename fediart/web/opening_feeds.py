"""The board of jobs as Atom, RSS and JSON Feed."""

from __future__ import annotations

from datetime import UTC, datetime
from types import ModuleType

from aiohttp import web

from fediart.actions.money import price
from fediart.language import _
from fediart.rights import feeds as rights
from fediart.rights.licences import ALL_RIGHTS_RESERVED
from fediart.rights.model import Holder, Rights
from fediart.store import actors, openings
from fediart.store.openings import Opening
from fediart.store.visibility import NOBODY
from fediart.translate.feeds import Author, Entry, Feed
from fediart.translate.rights import instance_policy
from fediart.translate.words import html_of
from fediart.web.feeds import FORMS
from fediart.web.openings import AI_WORDS
from fediart.web.paging import cursor_of
from fediart.web.request import settings_of, site_of

ON_A_PAGE = 30


async def show(request: web.Request) -> web.Response:
    """`/jobs/feed.FORM`: the same for everybody."""
    site, settings, before = site_of(request), settings_of(request), cursor_of(request)
    async with site.db.reading() as tx:
        found = await openings.on_board(tx, viewer=NOBODY, now=site.clock.now(), before=before, limit=ON_A_PAGE + 1)
        people = await actors.by_ids(tx, {one.actor_id for one in found})
    origin = site.config.origin
    entries = tuple(_entry(request, one, people[one.actor_id].url) for one in found[:ON_A_PAGE])
    last = found[ON_A_PAGE - 1] if len(found) > ON_A_PAGE else None
    page = f"?before={before[0]}-{before[1]}" if "before" in request.query else ""
    feed = Feed(
        title=_("Jobs on %(name)s", name=settings.name),
        description=_("What studios and members look for, the newest first."),
        home=f"{origin}/jobs",
        address=f"{origin}/jobs/feed",
        page=page,
        next=f"?before={last.published}-{last.id}" if last else "",
        updated=max((one.updated for one in entries), default=0),
        authors=(Author(settings.name, f"{origin}/about"),),
        icon="",
        entries=entries,
        rights=rights.whole([one.rights for one in entries], origin, instance_policy(settings)),
    )
    form: ModuleType = FORMS[request.match_info["form"]]
    kind = f"{form.MEDIA_TYPE}; charset=utf-8"
    return web.Response(body=form.document(feed), headers={"Content-Type": kind, "Access-Control-Allow-Origin": "*"})


def _entry(request: web.Request, one: Opening, poster: str) -> Entry:
    config = site_of(request).config
    address = f"{config.origin}/jobs/{one.id}"
    pay = price(one.pay_from, one.pay_to, one.currency)
    where = one.place or _("from anywhere")
    facts = f"{one.studio} · {pay} · {where} · {_(AI_WORDS[one.ai])}"
    year = datetime.fromtimestamp(one.published / 1000, UTC).year
    policy = instance_policy(settings_of(request))
    return Entry(
        id=address,
        url=address,
        title=one.title,
        html=html_of(f"{facts}\n\n{one.body}", origin=config.origin, people={}),
        summary=facts,
        warning="",
        published=one.published,
        updated=max(one.published, one.changed),
        author=Author(one.studio, poster),
        tags=(),
        language="",
        files=(),
        rights=Rights(policy, config.origin, Holder(one.studio, poster), address, ALL_RIGHTS_RESERVED, year),
        federates=False,
    )
