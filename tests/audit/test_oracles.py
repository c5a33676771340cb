"""Each collector, by its own documented rules and with other people's readers, leaves every refusing work out on every
surface alone, and takes the open one; on a closed site and on an open one."""

from __future__ import annotations

from pathlib import Path

import pytest

from fediart.actions import certificates
from fediart.clock import HandClock, SystemClock
from fediart.rights.model import Preset
from fediart.store.database import Database
from tests.audit.oracles import by_bytes, by_feed, by_headers, by_robots, by_site_files, by_terms
from tests.rights.collectors import metas_refuse
from tests.site import change_settings, drain
from tests.tour.places import Place, opened, publish

pytestmark = pytest.mark.one_engine

FILES = ("/robots.txt", "/.well-known/tdmrep.json", "/license.xml", "/ai.txt")
FEEDS = ("/feed", "/@jane/feed", "/tags/river/feed")
# noai would also refuse AI input, which no-training permits, so whoever knows noai alone hears nothing against it.
SILENT = {Preset.NO_TRAINING: {"img2dataset", "X-Robots-Tag", "xRobotsTag"}}


async def works_of(place: Place) -> dict[Preset, str]:
    """Five works with five policies, whose files are sealed."""
    assert certificates.ensure(place.site.config, now=place.site.clock.now())
    jane = await place.member("jane")
    works = {}
    for number, preset in enumerate(Preset):
        picture = place.painting(size=(96, 64), seed=number)
        works[preset] = await publish(place, jane, f"Work {preset}", picture, ai_policy=preset.value, tags="river")
    await drain(place.site)
    return works


async def heard(place: Place, page: str) -> dict[str, bool]:
    """By surface and source, whether the work is left out."""
    found: dict[str, bool] = {}

    def add(surface: str, answers: dict[str, bool]) -> None:
        found.update({f"{surface}: {source}": refused for source, refused in answers.items()})

    note = await place.document(page)
    site = {one: (await place.visitor.get(one)).body for one in FILES}
    paths = {"page": page, "object": note["id"].removeprefix(place.origin)}
    shown = await place.visitor.get(page)
    add("page", {"metas": metas_refuse(shown.text)})
    add("object", by_terms(note))
    paths |= {f"picture {one['url'][-8:]}": one["url"].removeprefix(place.origin) for one in note["attachment"]}
    paths["share picture"] = (
        shown.text.split('property="og:image" content="')[1].split('"')[0].removeprefix(place.origin)
    )
    for attachment in note["attachment"]:
        add("attachment", by_terms(attachment))
    for surface, path in paths.items():
        answer = await place.visitor.get(path)
        add(surface, by_headers(answer))
        add(surface, by_robots(site["/robots.txt"].decode(), place.origin, path))
        add(surface, by_site_files(site, path))
        if "picture" in surface:
            add(surface, by_bytes(answer.body, answer.headers["Content-Type"]))
    return found


async def heard_elsewhere(place: Place, page: str) -> dict[str, bool]:
    """What other servers get to read, feeds, oEmbed and the policy document."""
    first = (await place.document("/users/jane/outbox"))["first"].removeprefix(place.origin)
    sent = (await place.document(first))["orderedItems"]
    (activity,) = [one for one in sent if one["type"] == "Create" and one["object"]["url"] == place.origin + page]
    found = {f"Create: {source}": refused for source, refused in by_terms(activity).items()}
    found |= {f"Create's object: {source}": refused for source, refused in by_terms(activity["object"]).items()}
    for feed in FEEDS:
        for form in ("atom", "rss", "json"):
            body = (await place.visitor.get(f"{feed}.{form}")).body
            answers = by_feed(body, place.origin + page)
            found |= {f"{feed}.{form}: {source}": refused for source, refused in answers.items()}
    embedded = await place.visitor.get(f"/oembed?url={place.origin}{page}")
    found |= {f"oEmbed: {source}": refused for source, refused in by_headers(embedded).items()}
    found |= {f"oEmbed: {source}": refused for source, refused in by_terms(embedded.json).items()}
    return found


async def test_every_refusal_is_heard_on_every_surface_alone_and_the_open_work_is_taken(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    clock.move(SystemClock().now() - clock.now())  # certificates go by the machine's clock
    async with opened(db, tmp_path, clock) as place:
        works = await works_of(place)
        for instance in (Preset.NO_AI, Preset.OPEN):
            await change_settings(place.site, ai_policy=instance.value)
            for preset, page in works.items():
                answers = await heard(place, page)
                if instance is Preset.NO_AI:  # the rest does not hang on what the instance says
                    answers |= await heard_elsewhere(place, page)
                assert len(answers) > 60
                if preset is Preset.OPEN:
                    assert not [one for one, refused in answers.items() if refused], instance
                    continue
                accepted = {one for one, refused in answers.items() if not refused}
                quiet = {one for one in accepted if one.split(": ")[-1] in SILENT.get(preset, set())}
                assert accepted == quiet, (preset, instance)
