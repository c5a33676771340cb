"""An artwork's page: what it shows to whom, and that page, headers and machine-readable data say the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.store.database import Database
from fediart.web.showing import DEEPEST
from tests import seeds
from tests.site import log_in, make_artist, running_site, served


def meta(text: str, name: str) -> list[str]:
    return re.findall(rf'<meta (?:name|property)="{re.escape(name)}" content="([^"]*)">', text)


def json_ld(text: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert found
    data = json.loads(found[1])
    assert isinstance(data, dict)
    return data


async def test_the_page_tells_what_there_is_to_know(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        work = await seeds.hang(
            site, jane, "Three pears", sizes=[(1200, 800), (800, 1200)], medium="Oil on board", tools="Krita",
            tags=("Fruit",), description="From a window.\n\nhttps://jane.example", licence="cc-by-4.0",
            ai_label="assisted",
        )  # fmt: skip
        text = (await client.get(f"/@jane/{work.id}")).text
        for words in ("Three pears", "Oil on board", "Krita", "CC BY 4.0", "AI-assisted", "No AI", "From a window."):
            assert words in text, words
        assert 'href="https://jane.example"' in text
        assert 'href="/tags/fruit"' in text
        assert text.index("picture 1") < text.index("picture 2") < text.index("<h1")
        assert text.count("<h1") == 1
        assert "Paste this address" in text
        assert f"{site.config.origin}/@jane/{work.id}" in text
        assert 'method="post"' not in text.split("site-foot")[0], "visitors share one page: it has no forms"


async def test_headers_and_head_carry_the_works_own_policy(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock, ai_policy="no-ai") as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        work = await seeds.hang(site, jane, "Open", ai_policy="open", licence="cc-by-4.0")
        page = await client.get(f"/@jane/{work.id}")
        assert page.headers["Content-Usage"] == "train-ai=y, search=y"
        assert page.headers["tdm-reservation"] == "0"
        assert meta(page.text, "tdm-reservation") == ["0"]
        assert 'rel="license" href="https://creativecommons.org/licenses/by/4.0"' in page.text
        assert (await client.get("/@jane")).headers["Content-Usage"] == "train-ai=n, search=y"
        await seeds.change_actor(site, jane, ai_policy="no-ai-no-search")
        portfolio = await client.get("/@jane")
        assert portfolio.headers["Content-Usage"] == "train-ai=n, search=n"
        assert any("noindex" in words for words in meta(portfolio.text, "robots"))
        assert "No AI, no search engines" in portfolio.text


async def test_machines_read_the_same_as_people(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        work = await seeds.hang(site, jane, "</script><b>", description="x")
        text = (await client.get(f"/@jane/{work.id}")).text
        data = json_ld(text)
        assert data["@type"] == "ImageObject"
        assert data["name"] == "</script><b>"
        assert data["url"] == f"{site.config.origin}/@jane/{work.id}"
        assert data["usageInfo"] == f"{site.config.origin}/policies/no-ai"
        assert str(data["contentUrl"]).endswith(".png"), "the file that carries the metadata everywhere"
        assert meta(text, "og:image") == [data["contentUrl"]]
        assert f'<link rel="alternate" type="application/activity+json" href="{jane.uri}/posts/{work.id}">' in text
        assert f'<link rel="canonical" href="{site.config.origin}/@jane/{work.id}">' in text
        assert meta(text, "fediverse:creator") == [f"@jane@{site.config.instance.host}"]


async def test_a_mature_work_is_covered_and_shows_no_preview(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        work = await seeds.hang(site, jane, "Night", mature=1, warning="Nudity")
        text = (await client.get(f"/@jane/{work.id}")).text
        assert meta(text, "og:image") == []
        before, _, inside = text.partition('<details class="cover')
        assert "/media/" not in re.sub(r"<script type=.*?</script>", "", before)
        assert "/media/" in inside
        assert "Nudity" in inside
        assert "fetchpriority" not in text, "nothing is loaded before it is asked for"


@pytest.mark.parametrize("visibility", ["followers", "direct"])
async def test_what_is_not_for_everyone_is_nothing_to_others(
    db: Database, tmp_path: Path, clock: HandClock, visibility: str
) -> None:
    """Advisory 105: absent and forbidden look the same, down to the bytes."""
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        await make_artist(site, "tomasz")
        work = await seeds.hang(site, jane, "Private", visibility=visibility)
        absent = f"/@jane/{work.id + 1}"
        for accept in ("text/html", "application/activity+json"):
            hidden = await client.get(f"/@jane/{work.id}", headers={"Accept": accept})
            missing = await client.get(absent, headers={"Accept": accept})
            assert (hidden.status, missing.status) == (404, 404)
            assert hidden.text.replace(str(work.id), "ID") == missing.text.replace(str(work.id + 1), "ID")
        await log_in(client, "tomasz")
        assert (await client.get(f"/@jane/{work.id}")).status == 404
        await log_in(other := client.fresh(), "jane")
        page = await other.get(f"/@jane/{work.id}")
        assert page.status == 200
        assert meta(page.text, "og:image") == []
        assert "noindex" in meta(page.text, "robots")


async def test_followers_see_followers_works_as_long_as_they_follow(
    db: Database, tmp_path: Path, clock: HandClock
) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        _, tomasz = await make_artist(site, "tomasz")
        work = await seeds.hang(site, jane, "For followers", visibility="followers")
        await log_in(client, "tomasz")
        assert (await client.get(f"/@jane/{work.id}")).status == 404
        assert "For followers" not in (await client.get("/@jane")).text
        await seeds.follow(site, tomasz, jane)
        assert (await client.get(f"/@jane/{work.id}")).status == 200
        assert "For followers" in (await client.get("/@jane")).text


async def test_an_artworks_address_belongs_to_its_artist(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        await make_artist(site, "tomasz")
        work = await seeds.hang(site, jane, "Mine")
        assert (await client.get(f"/@tomasz/{work.id}")).status == 404
        assert (await client.get(f"/@JANE/{work.id}")).status == 200
        assert (await client.get(f"/posts/{work.id}")).location == f"/@jane/{work.id}"
        assert (await client.get(f"/@jane/{2**63}")).status == 404
        assert (await client.get("/@jane/9999999999999999999")).status == 404


async def test_programs_get_the_document_under_the_same_address(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        work = await seeds.hang(site, jane, "Both")
        asked = {"Accept": 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'}
        note = await client.get(f"/@jane/{work.id}", headers=asked)
        assert note.headers["Content-Type"].startswith("application/activity+json")
        assert note.json["id"] == f"{jane.uri}/posts/{work.id}"
        assert "Accept" in note.headers["Vary"]
        actor = await client.get("/@jane", headers={"Accept": "application/activity+json"})
        assert actor.json["id"] == jane.uri
        page = await client.get("/@jane")
        assert page.headers["Content-Type"].startswith("text/html")
        assert "Accept" in page.headers["Vary"]


async def test_members_can_answer_and_the_artist_can_edit(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        await make_artist(site, "tomasz")
        work = await seeds.hang(site, jane, "Work")
        await log_in(client, "tomasz")
        text = (await client.get(f"/@jane/{work.id}")).text
        for path in (f"/posts/{work.id}/like", f"/posts/{work.id}/boost", f"/posts/{work.id}/reply", "/@jane/follow"):
            assert f'action="{path}"' in text, path
        assert "/edit" not in text
        await log_in(artist := client.fresh(), "jane")
        text = (await artist.get(f"/@jane/{work.id}")).text
        assert f'href="/works/{work.id}/edit"' in text
        assert "/@jane/follow" not in text


async def test_replies_stand_below_what_they_answer(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        ana = await seeds.stranger(site, "ana")
        work = await seeds.hang(site, jane, "Work")
        first = await seeds.say(site, ana, "<p>First<script>x</script></p>", to=work)
        clock.move(1)
        second = await seeds.say(site, ana, "<p>Second</p>", to=work)
        clock.move(1)
        answer = await seeds.say(site, jane, "<p>Answer to the first</p>", to=first)
        hidden = await seeds.say(site, ana, "<p>Not for all</p>", to=work, visibility="followers")
        text = (await client.get(f"/@jane/{work.id}")).text
        assert [int(one) for one in re.findall(r'id="post-(\d+)"', text)] == [first.id, answer.id, second.id]
        assert f'depth-1" id="post-{answer.id}"' in text
        assert "3 replies" in text
        assert "<script>x" not in text
        assert str(hidden.id) not in text
        page = (await client.get(f"/@jane/{answer.id}")).text.partition("<main")[2]
        assert page.index("First") < page.index("Answer to the first"), "a reply is shown with what it answers"
        assert (await client.get(f"/posts/{first.id}")).status == 200


async def test_a_very_deep_thread_is_shown_flat_and_whole(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        ana = await seeds.stranger(site, "ana")
        work = await seeds.hang(site, jane, "Work")
        above = await seeds.say(site, ana, "<p>0</p>", to=work)
        for number in range(60):
            clock.move(1)
            above = await seeds.say(site, ana, f"<p>{number}</p>", to=above)
        text = (await client.get(f"/@jane/{work.id}")).text
        assert "61 replies" in text
        assert f"depth-{DEEPEST}" in text
        assert f"depth-{DEEPEST + 1}" not in text


async def test_neighbours_in_a_series_are_a_step_away(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, jane = await make_artist(site, "jane")
        row = await seeds.new_series(site, jane, "Reservoir", "reservoir")
        works = [
            await seeds.hang(site, jane, f"Work {place}", series_id=row.id, series_position=place)
            for place in (1, 2, 3)
        ]
        secret = await seeds.hang(site, jane, "Secret", series_id=row.id, series_position=4, visibility="followers")
        text = (await client.get(f"/@jane/{works[1].id}")).text
        assert f'rel="prev" href="/@jane/{works[0].id}"' in text
        assert f'rel="next" href="/@jane/{works[2].id}"' in text
        assert "2 of 3" in text
        assert str(secret.id) not in (await client.get(f"/@jane/{works[2].id}")).text
