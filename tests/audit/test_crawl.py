"""A crawl of a running instance: no answer without its signals, none that contradicts, whoever asks and however.

Five works have five policies on an instance that refuses AI; a visitor and its owner ask for every address the site
names, and for each route there is, in every way HTTP has.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from federation.objects import Attachment
from fediart.actions import audits as acts
from fediart.actions import commission_offers, critique
from fediart.actions.commission_offers import OfferForm
from fediart.actions.history import note_edit
from fediart.clock import HandClock
from fediart.rights.auditor import audit
from fediart.rights.headers import headers
from fediart.rights.licences import LICENCES
from fediart.rights.model import AXES, POLICIES, Policy, Preset, strictest
from fediart.rights.reading import read_response
from fediart.rights.report import from_json
from fediart.store import actors, openings
from fediart.store.database import Database
from fediart.store.history import Change
from fediart.store.openings import Opening
from fediart.web.routes import ROUTES
from tests.audit.crawler import Crawl, Seen, filled
from tests.audit.made import picture as picture_of
from tests.remote import RemoteServer
from tests.site import drain
from tests.tour.hands import press
from tests.tour.places import Place, opened, publish

pytestmark = pytest.mark.one_engine

JANES = Preset.NO_TRAINING
"""What the artist chose for all works, on an instance that says no-ai."""
OURS = ("Content-Usage", "Content-Signal", "tdm-reservation", "tdm-policy", "X-Robots-Tag", "Link")
PUBLIC = (
    "/log-out",
    "/media/",
    "/static/",
    "/oembed",
    "/users/",
    "/policies/",
    "/tags/river/feed",
    "/feed",
    "/sitemap",
)
BEGINNINGS = (
    "/", "/robots.txt", "/ai.txt", "/trust.txt", "/license.xml", "/sitemap.xml",
    "/.well-known/tdmrep.json", "/.well-known/gpc.json", "/.well-known/trust.txt", "/.well-known/nodeinfo",
    "/.well-known/host-meta", "/api/v1/instance", "/api/v2/instance", "/actor", "/no/such/place", "/@nobody",
    "/explore", "/artists", "/jobs", "/critique", "/@jane/about", "/@jane/print", "/@jane/commissions",
)  # fmt: skip


NEIGHBOUR = re.compile(r'rel=(preload|"(next|prev)")')  # what other links there are


class World:
    """The works by their policy, and the paths that belong to each."""

    def __init__(self, place: Place, works: dict[Preset, str]) -> None:
        self.place = place
        self.of_id = {page.rsplit("/", 1)[-1]: preset for preset, page in works.items()}

    def policies_at(self, seen: Seen) -> list[Policy]:
        """What may be said there: of a work's own address its policy; of a mixture at most what all of it permits."""
        first = seen.path.split("/")[1]
        own = seen.path.endswith(("/quote", "/report", "/vouch", "/lists")) or seen.path.startswith("/explore/like/")
        if own or first in ("elsewhere", "everywhere", "bookmarks"):  # members' own pages, with what is of others
            return []
        path = seen.path if first.startswith("oembed") else seen.path.partition("?")[0]
        if first == "api" and not re.fullmatch(r"/api/(v1/statuses|fediart/v1/artworks)/\d+", path):
            return []  # many works in one answer: the strictest of them
        about = [POLICIES[self.of_id[one]] for one in re.findall(r"\d{16,19}", path) if one in self.of_id]
        if about and first not in ("works", "admin", "review", "policies"):
            return about
        if "/feed." in seen.path:
            body = seen.answer.body.decode("utf-8", "replace")
            named = [POLICIES[preset] for number, preset in self.of_id.items() if number in body]
            return [strictest(named, POLICIES[Preset.NO_AI])] if named else []
        if path == "/@jane/timeline":  # whole posts of many policies on one page
            return [strictest(map(POLICIES.__getitem__, Preset), POLICIES[JANES])]
        if re.match(r"/(@|users/)jane\b", path) and "/series/" not in path:
            whole = (
                []
                if seen.kind == "text/html"
                else re.findall(r"/media/[a-z-]+/(\d{16,19})/", seen.answer.body.decode())
            )
            return [strictest([POLICIES[JANES], *(POLICIES[self.of_id[one]] for one in whole)], POLICIES[JANES])]
        theirs = first.startswith(("posts", "@bob", "remote-media"))  # what bob wishes, where he wishes less
        return [] if theirs or first in ("@jane", "users", "tags") else [POLICIES[Preset.NO_AI]]


def says(seen: Seen, origin: str) -> list[Policy]:
    """The policies whose headers an answer carries to the letter; there is at most one.

    An offer may be the site's, an artist's or a work's: a work's own address names the work's.
    """
    sent = sorted(
        (name, value) for name in OURS for value in seen.answer.headers.getall(name, []) if not NEIGHBOUR.search(value)
    )
    numbers = re.findall(r"\d{16,19}", seen.path)
    pages = tuple(f"{origin}/@jane/{number}" for number in numbers) or ("", f"{origin}/@jane")
    return [policy for policy in POLICIES.values() if tuple(sent) in written(policy, origin, pages)]


@cache
def written(policy: Policy, origin: str, pages: tuple[str, ...]) -> set[tuple[tuple[str, str], ...]]:
    """Every form the headers of a policy may have, with any licence or none."""
    licences = [None, *(one.uri for one in LICENCES.values())]
    return {tuple(sorted(headers(policy, origin, licence_uri=uri, page=page))) for uri in licences for page in pages}


def wrong(world: World, seen: Seen) -> list[str]:
    """What is not as it should be in one answer."""
    found = says(seen, world.place.origin)
    wanted = world.policies_at(seen)
    about = f"{seen.method} {seen.path} ({seen.how}): {seen.answer.status} {seen.kind}"
    if len(found) != 1:
        sent = [(name, value) for name in OURS for value in seen.answer.headers.getall(name, [])]
        return [f"{about} has no policy's headers: {sent}"]
    if seen.answer.status < 400 and wanted and found[0] not in wanted:
        return [f"{about} is under {found[0].preset}, not {wanted[0].preset}"]
    if seen.method == "HEAD" or seen.answer.status in (206, 304):
        return []
    signals = read_response(seen.answer.headers.items(), seen.answer.body, seen.path)
    if seen.path.startswith("/api/") and seen.path.endswith("/rights"):  # which tells of all signals, as data
        signals = [one for one in signals if one.surface != "activitypub"]
    # The software's own icons, and the figures of its documentation, are no instance's to speak for: headers do.
    if seen.path.startswith(("/static/", "/docs/pictures/")):
        signals = [one for one in signals if one.surface != "image"]
    bad = [one for one in audit(signals, found[0]).signals if one.status not in ("exact", "present")]
    return [f"{about}: {one.surface} {one.signal} {one.status} {one.value}" for one in bad]


async def five_works(place: Place, bob: RemoteServer) -> World:
    """Five works of one artist with five policies, one of them in a series. Bob follows from another server, and
    answers with a picture of his own for which he wants no AI and no search engine."""
    jane = await place.member("jane")
    await bob.deliver(f"{place.origin}/inbox", bob.follow(f"{place.origin}/users/jane"))
    await press(jane, "/settings/ai", "Save AI policy", {"ai_policy": JANES.value})
    works = {}
    for preset in Preset:
        extra = {"series": "Rivers"} if preset is Preset.OPEN else {}
        picture = place.painting(size=(96, 64), seed=len(works))
        works[preset] = await publish(
            place, jane, f"Work {preset}", picture, ai_policy=preset.value, tags="river", **extra
        )
    await drain(place.site)
    url = bob.serve("/files/1.png", picture_of("PNG"), kind="image/png")
    attachment = Attachment(url=url, type="Image", media_type="image/png", alt="A picture")
    first = await place.document(works[Preset.NO_AI])
    note = bob.note("<p>Look</p>", attachments=(attachment,), in_reply_to=first["id"])
    await bob.deliver(f"{place.origin}/inbox", bob.create(note | {"contentUsage": "train-ai=n, search=n"}))
    await beside(place, int(works[Preset.OPEN].rsplit("/", 1)[-1]))
    await drain(place.site)
    return World(place, works)


async def beside(place: Place, work_id: int) -> None:
    """Jane offers commissions, looks for somebody, asks for critique, and has changed a work."""
    site, now = place.site, place.site.clock.now()
    async with site.db.reading() as tx:
        jane = await actors.by_handle(tx, "jane")
    assert jane is not None
    await commission_offers.save(site, jane, OfferForm("Ink", "A page", "", "120", "", "EUR", "14", "1"))
    await critique.ask(site, jane, work_id, ["colour"], "gentle", "")
    job = Opening(
        site.ids.new(), jane.id, "Reed", "A cover", "Ink.", "project", 100, 200, "EUR", "project", 1, "", "none", "",
        "open", "", now, now, now, now + 10**9,
    )  # fmt: skip
    async with site.db.writing() as tx:
        await openings.insert(tx, job)
        await note_edit(tx, site, work_id, [Change("order", "", "")])


async def crawled(place: Place, world: World) -> list[Seen]:
    """Everything a visitor and the owner come to, and every route with any variables at all."""
    visitor, owner = (
        Crawl(place.visitor),
        Crawl(await place.member("olga", role="owner"), leave=PUBLIC, thorough=False),
    )
    known = {
        "handle": "jane",
        "name": "jane",
        "slug": "rivers",
        "tag": "river",
        "preset": "no-ai",
        "id": next(iter(world.of_id)),
    }
    await visitor.walk(BEGINNINGS)
    for page in (f"/@jane/{number}" for number in world.of_id):
        await visitor.ask("GET", page, "as a robot that is kept out", **{"User-Agent": "GPTBot/1.2"})
    await owner.walk(["/home", "/admin/settings", "/settings/profile", "/works", "/review"])
    for route in ROUTES:
        path = filled(route.path, known)
        if path.startswith("/api/v1/streaming"):
            continue  # which would not end
        if route.method == "POST":
            await visitor.ask("POST", path, "without a token")
        for crawl in (visitor, owner):
            if route.method == "GET" and path not in crawl.paths and path != "/log-out":
                await crawl.ask("GET", path, "a route")
    return [*visitor.seen, *owner.seen]


async def test_no_answer_lacks_its_signals_and_none_contradicts(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with opened(db, tmp_path, clock) as place, RemoteServer("bob", clock=clock.now) as bob:
        world = await five_works(place, bob)
        seen = await crawled(place, world)
        problems = [problem for one in seen for problem in wrong(world, one)]
        problems = list({re.sub(r"\d{16,}", "N", one): one for one in problems}.values())
        assert not problems, f"{len(problems)} of {len(seen)}:\n" + "\n".join(problems[:60])
        statuses, hows = Counter(one.answer.status for one in seen), Counter(one.how for one in seen)
        assert {200, 206, 302, 303, 304, 403, 404, 405, 416} <= statuses.keys(), statuses
        assert min(hows.values()) > 1 and len(hows) == 9, hows
        kinds = {one.kind for one in seen}
        assert kinds >= {
            "text/html", "text/plain", "application/json", "application/activity+json", "application/atom+xml",
            "application/rss+xml", "application/feed+json", "application/rsl+xml", "application/xml", "image/jpeg",
            "image/webp", "application/ld+json", "text/css", "text/javascript", "font/woff2", "image/svg+xml",
        }, kinds  # fmt: skip
        paths = " ".join(one.path for one in seen if one.answer.status == 200)
        assert "/remote-media/" in paths and "/posts/" in paths and "/@bob@" in paths
        new = (
            "/embed",
            "/history",
            "/jobs/feed.",
            "/jobs/2",
            "/ask",
            "/explore?",
            "/explore/like/",
            "/print",
            "/about",
        )
        assert not [surface for surface in new if surface not in paths]
        for number, preset in world.of_id.items():
            async with acts.visiting(place.site) as visit:
                found = await acts.look_at(place.site, visit, int(number))
            assert found is not None
            report = from_json(found.report)
            assert report.troubled == (), (preset, report.advice)
            wanted = {axis: "allow" if getattr(POLICIES[preset], axis) else "deny" for axis in AXES}
            assert report.decision == wanted, preset
