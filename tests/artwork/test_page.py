"""The artwork's page: the viewer's links, captions, before and after, process shots, works around it, sharing."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from fediart.actions.sizes import choose_for_all
from fediart.clock import MINUTE, HandClock
from fediart.rights.licences import LICENCES
from fediart.site import Site
from fediart.store import pictures, work_words
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Database
from fediart.store.visitor_sizes import Bound
from fediart.store.work_words import PictureWords, WorkFacts
from fediart.web.licence_words import IN_PLAIN_WORDS
from tests import seeds
from tests.site import Client, log_in, make_artist, running_site, served

pytestmark = pytest.mark.one_engine
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with running_site(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def jane(site: Site) -> Actor:
    await make_artist(site, "tom")
    return (await make_artist(site, "jane"))[1]


async def caption(site: Site, work: Artwork, words: Sequence[PictureWords]) -> None:
    async with site.db.writing() as tx:
        known = await pictures.of_artwork(tx, work.id)
        await work_words.keep_words(tx, work.id, {one.id: said for one, said in zip(known, words, strict=True)})
    site.pages.changed()


async def read(client: Client, work: Artwork) -> str:
    answer = await client.get(f"/@jane/{work.id}")
    assert answer.status == 200
    return answer.text


def viewed(text: str) -> list[tuple[str, str]]:
    """Where each link of the viewer leads without scripts, and how wide that file is."""
    return re.findall(r'<a class="stage-picture" href="([^"]+)" data-full data-width="(\d+)"', text)


async def test_the_viewer_opens_the_largest_file_that_one_may_have(site: Site, jane: Actor) -> None:
    work = await seeds.hang(site, jane, "Wide", sizes=[(3000, 2000)])
    async with served(site) as client:
        member = client.fresh()
        await log_in(member, "tom")
        whole = viewed(await read(client, work))
        assert len(whole) == 1
        assert "dialog" in await read(client, work)
        await choose_for_all(site, jane, Bound(640))
        [(small, wide)] = viewed(await read(client, work))
        assert int(wide) <= 640
        assert small != whole[0][0]
        assert viewed(await read(member, work)) == whole, "members get the whole picture"


async def test_captions_pairs_and_steps_of_the_making(site: Site, jane: Actor) -> None:
    work = await seeds.hang(site, jane, "Mill", sizes=[(600, 400)] * 4)
    said = [
        PictureWords("The mill at noon"), PictureWords("Grey", "before"), PictureWords(HOSTILE, "after"),
        PictureWords("First lines", "process"),
    ]  # fmt: skip
    await caption(site, work, said)
    async with served(site) as client:
        text = await read(client, work)
    stage, _, process = text.partition('<ol class="process-row">')
    assert stage.index("The mill at noon") < stage.index("data-compare") < stage.index("Grey")
    assert stage.count('<input type="range"') == 1
    assert "First lines" in process.partition("</ol>")[0]
    assert HOSTILE not in text
    assert html.escape(HOSTILE, quote=False).replace('"', "&#34;") in text
    assert len(viewed(text)) == 4


async def test_a_before_without_its_after_and_process_alone_are_pictures_as_others(site: Site, jane: Actor) -> None:
    lonely = await seeds.hang(site, jane, "Lonely", sizes=[(600, 400)] * 2)
    await caption(site, lonely, [PictureWords("", "before"), PictureWords("", "")])
    steps = await seeds.hang(site, jane, "Steps", sizes=[(600, 400)] * 2)
    await caption(site, steps, [PictureWords("", "process")] * 2)
    async with served(site) as client:
        for work in (lonely, steps):
            text = await read(client, work)
            assert "data-compare" not in text
            assert "process-row" not in text
            assert len(viewed(text)) == 2


async def test_year_and_size_stand_on_the_label(site: Site, jane: Actor) -> None:
    work = await seeds.hang(site, jane, "Board", medium="Oil")
    async with site.db.writing() as tx:
        await work_words.keep_facts(tx, work.id, WorkFacts("2024–2026", "30 × 40 cm"))
    site.pages.changed()
    async with served(site) as client:
        text = await read(client, work)
    assert "<bdi>30 × 40 cm</bdi>" in text
    assert "<bdi>2024–2026</bdi>" in text


async def test_every_licence_is_said_in_plain_words(site: Site, jane: Actor) -> None:
    assert set(IN_PLAIN_WORDS) == set(LICENCES)
    work = await seeds.hang(site, jane, "Board", licence="cc-by-nd-4.0")
    async with served(site) as client:
        assert "Changed versions may not be shared." in await read(client, work)


async def test_the_works_before_and_after_lead_on_by_links_and_keys(site: Site, jane: Actor, clock: HandClock) -> None:
    made = []
    for title in ("First", "Second", "Third", "Only for followers"):
        seen_by = "followers" if title.startswith("Only") else "public"
        made.append(await seeds.hang(site, jane, title, visibility=seen_by))
        clock.move(MINUTE)
    async with served(site) as client:
        text = await read(client, made[1])
        assert f'href="/@jane/{made[2].id}" rel="prev"' in text
        assert f'href="/@jane/{made[0].id}" rel="next"' in text
        assert "Only for followers" not in text
        last = await read(client, made[2])
        assert 'rel="prev"' not in last
        own = client.fresh()
        await log_in(own, "jane")
        assert "Only for followers" in await read(own, made[2])


async def test_sharing_and_embedding_a_public_work(site: Site, jane: Actor) -> None:
    work = await seeds.hang(site, jane, "Pears", ai_policy="no-ai-no-search")
    mature = await seeds.hang(site, jane, "Night", mature=1, warning="Nudity")
    async with served(site) as client:
        text = await read(client, work)
        address = f"{site.config.origin}/@jane/{work.id}"
        assert f'data-share="{address}"' in text
        assert f"{address}/embed" in text
        frame = await client.get(f"/@jane/{work.id}/embed")
        assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]
        assert frame.headers["Content-Usage"] == "train-ai=n, search=n"
        assert "noimageai" in frame.text and "/media/" in frame.text and "Pears" in frame.text
        assert "<script" not in frame.text.replace("application/ld+json", "") or "<script src" not in frame.text
        covered = await client.get(f"/@jane/{mature.id}/embed")
        assert "/media/" not in covered.text and "Nudity" in covered.text
        page = await client.get(f"/@jane/{work.id}")
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"], "only the frame goes into frames"


async def test_no_frame_shows_what_is_not_for_everybody(site: Site, jane: Actor) -> None:
    """Also to those who may see it on its page: the frame stands on somebody else's."""
    work = await seeds.hang(site, jane, "Private", visibility="followers")
    other = await seeds.hang(site, jane, "Open")
    async with served(site) as client:
        await log_in(client, "jane")
        for path in (f"/@jane/{work.id}/embed", f"/@tom/{other.id}/embed", f"/@jane/{2**63}/embed"):
            assert (await client.get(path)).status == 404
        text = await read(client, work)
        assert "embed-code" not in text and "data-share" not in text
        framed = await client.get(f"/@jane/{other.id}/embed")
        assert "<form" not in framed.text, "nothing can be pressed in it"


async def test_a_post_of_another_server_opens_in_the_same_viewer(site: Site, jane: Actor) -> None:
    ana = await seeds.stranger(site, "ana")
    post = await seeds.say(site, ana, "<p>A hill</p>")
    await seeds.remote_picture(site, post, kept=True)
    async with served(site) as client:
        await log_in(client, "tom")
        text = (await client.get(f"/posts/{post.id}")).text
        assert re.search(r'<a href="/remote-media/\d+\.webp" data-full data-width="800"', text)
        assert "data-viewer" in text


async def test_long_conversations_are_folded_and_shown_in_parts(site: Site, jane: Actor, clock: HandClock) -> None:
    work = await seeds.hang(site, jane, "Talked about")
    ana = await seeds.stranger(site, "ana")
    first = await seeds.say(site, ana, "<p>The first word</p>", to=work)
    for number in range(4):
        clock.move(MINUTE)
        await seeds.say(site, ana, f"<p>Answer {number} to it</p>", to=first)
    for number in range(25):
        clock.move(MINUTE)
        await seeds.say(site, ana, f"<p>Word number {number}</p>", to=work)
    async with served(site) as client:
        text = await read(client, work)
        assert "30 replies" in text
        folded = text.partition('<details class="branch">')[2].partition("</details>")[0]
        assert "4 answers" in folded and "Answer 3 to it" in folded and "Word number" not in folded
        assert "Word number 18" in text and "Word number 19" not in text
        assert "Show 6 more replies" in text
        everything = await client.get(f"/@jane/{work.id}?replies=all")
        assert "Word number 24" in everything.text and "more replies" not in everything.text
        member = client.fresh()
        await log_in(member, "tom")
        assert "Word number 24" in await read(member, work)
