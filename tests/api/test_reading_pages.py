"""Pages of timelines: max_id, since_id and min_id to the letter, Link headers, filters of each list, what is hidden."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from fediart.clock import HOUR, MINUTE, HandClock
from fediart.site import Site
from fediart.store import boosts, likes, muted_words, viewer_choices
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.boosts import Boost
from fediart.store.database import Database
from fediart.store.likes import Like
from fediart.store.muted_words import COVER, HIDE, MutedWord
from fediart.store.posts import Post
from fediart.store.viewer_choices import Choice
from tests.api.house import App, app_of
from tests.seeds import follow, hang, remote_picture, say, stranger
from tests.site import Answer, make_artist, running_site, served


def _ids(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    return [one["id"] for one in answer.json]


def _linked(answer: Answer, relation: str) -> str:
    found = re.search(rf'<http://[^/]+([^>]+)>; rel="{relation}"', answer.headers.get("Link", ""))
    return found[1] if found else ""


async def _boost(site: Site, actor: Actor, post_id: int) -> int:
    made = Boost(site.ids.new(), actor.id, post_id, f"{actor.uri}#boost-{post_id}", site.clock.now())
    async with site.db.writing() as tx:
        await boosts.add(tx, made)
    return made.id


async def test_cursors_are_exact(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, eve = await make_artist(site, "eve")
        _, ann = await make_artist(site, "ann")
        await follow(site, eve, ann)
        made: list[str] = []
        held = await hang(site, ann, "Held for long", state="held")  # an old number
        for _ in range(30):
            clock.move(MINUTE)
            made.append(str((await say(site, ann, "<p>x</p>")).id))
        clock.move(MINUTE)
        late = await hang(site, ann, "Published last", sizes=(), id=held.id + 1, published=clock.now())
        newest_first = [str(late.id), *made[::-1]]
        app = await app_of(client, account)
        path = "/api/v1/timelines/home?limit=7"
        answer, seen = await app.get(path), list[str]()
        while True:  # back to the end
            seen += _ids(answer)
            if not (older := _linked(answer, "next")):
                break
            answer = await app.get(older)
        assert seen == newest_first
        walked, newer = list[str](), f"{path}&min_id={made[0]}"
        for _ in range(9):  # and up again, without a gap
            answer = await app.get(newer)
            walked = [*_ids(answer), *walked]
            newer = _linked(answer, "prev")
            if not newer:
                break
        assert walked == newest_first[:-1]
        assert _ids(await app.get(f"{path}&since_id={made[10]}")) == newest_first[:7]
        assert _ids(await app.get(f"{path}&since_id={made[27]}")) == newest_first[:3]
        assert _ids(await app.get(f"{path}&max_id={made[10]}&since_id={made[7]}")) == [made[9], made[8]]
        assert _ids(await app.get(f"{path}&max_id={made[10]}&min_id={made[1]}")) == made[2:9][::-1]
        assert _ids(await app.get(f"{path}&since_id={newest_first[0]}")) == []
        assert (await app.get(f"{path}&max_id=x")).status == 404


async def test_very_many_posts_are_climbed_in_steps(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        _, ann = await make_artist(site, "ann")
        made = []
        for place in range(200):
            clock.move(1000 if place % 50 else HOUR)
            made.append(str((await say(site, ann, "<p>x</p>")).id))
        app = App(client)
        path = f"/api/v1/accounts/{ann.id}/statuses?limit=20"
        assert _ids(await app.get(f"{path}&min_id={made[3]}")) == made[4:24][::-1]
        assert _ids(await app.get(f"{path}&min_id={made[95]}")) == made[96:116][::-1]


async def test_boosts_are_shown_once_and_page_on(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, eve = await make_artist(site, "eve")
        people = [(await make_artist(site, f"p{number}"))[1] for number in range(6)]
        far = await stranger(site, "far")
        for one in people:
            await follow(site, eve, one)
        old = await say(site, people[0], "<p>Old</p>")
        post = await say(site, far, "<p>Far</p>")
        for one in people:
            clock.move(MINUTE)
            last = await _boost(site, one, post.id)
        app = await app_of(client, account)
        said = (await app.get("/api/v1/timelines/home?limit=2")).json
        assert [one["id"] for one in said] == [str(last), str(old.id)]
        boosted = said[0]
        assert (boosted["reblog"]["id"], boosted["account"]["acct"]) == (str(post.id), "p5")
        assert boosted["reblog"]["account"]["acct"] == "far@elsewhere.example"
        mine = f"/api/v1/accounts/{people[5].id}/statuses"
        assert _ids(await app.get(mine)) == [str(last)]
        assert _ids(await app.get(f"{mine}?exclude_reblogs=true")) == []


@pytest.mark.both_engines
async def test_everybodys_timelines(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, _ = await make_artist(site, "eve")
        _, ann = await make_artist(site, "ann")
        far = await stranger(site, "far")
        names: dict[str, str] = {}

        async def put(name: str, post: Post | Artwork) -> None:
            names[str(post.id)] = name
            clock.move(MINUTE)

        work = await hang(site, ann, "Work", tags=("sea", "ink"))
        await put("work", work)
        await put("note", await say(site, ann, "<p>Note</p>"))
        await put("reply", await say(site, ann, "<p>Reply</p>", to=work))
        await put("quiet", await hang(site, ann, "Quiet", visibility="unlisted", tags=("sea",)))
        await put("far", await say(site, far, "<p>Far</p>"))
        pictured = await say(site, far, "<p>Far, with a picture</p>")
        await remote_picture(site, pictured, kept=True, focal_x=0.5)
        await put("pictured", pictured)
        async with site.db.writing() as tx:
            await tx.run("insert into post_tags (tag, post_id, published) values ('sea', :id, :now)",
                         id=pictured.id, now=pictured.published)  # fmt: skip
        member, visitor = await app_of(client, account), App(client)

        async def listed(app: App, path: str) -> list[str]:
            return [names[one] for one in _ids(await app.get(f"/api/v1/timelines/{path}"))]

        assert await listed(member, "public") == ["pictured", "far", "note", "work"]
        assert await listed(member, "public?local=true") == ["note", "work"]
        assert await listed(member, "public?remote=1") == ["pictured", "far"]
        assert await listed(member, "public?only_media=true") == ["pictured", "work"]
        assert await listed(visitor, "public") == ["note", "work"]
        assert (await visitor.get("/api/v1/timelines/public?remote=true")).status == 401
        assert await listed(member, "tag/SEA") == ["pictured", "work"]
        assert await listed(member, "tag/sea?local=true") == ["work"]
        assert await listed(member, "tag/sea?all[]=ink") == ["work"]
        assert await listed(member, "tag/sea?none[]=ink") == ["pictured"]
        assert await listed(member, "tag/ink?any[]=sea") == ["pictured", "work"]
        assert await listed(visitor, "tag/sea") == ["work"]
        assert _ids(await visitor.get("/api/v1/timelines/link?url=https://a.example/")) == []
        (remote,) = (await member.get("/api/v1/timelines/public?remote=1&limit=1")).json[0]["media_attachments"]
        assert remote["url"].startswith(f"{site.config.origin}/remote-media/") and remote["remote_url"]
        assert (remote["type"], remote["meta"]["focus"]["x"]) == ("image", 0.5)


@pytest.mark.both_engines
async def test_threads_and_persons_lists(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, eve = await make_artist(site, "eve")
        _, ann = await make_artist(site, "ann")
        top = await hang(site, ann, "Top", tags=("sea",))
        one = await say(site, eve, "<p>One</p>", to=top)
        two = await say(site, ann, "<p>Two</p>", to=one)
        three = await say(site, eve, "<p>Three</p>", to=two)
        beside = await say(site, eve, "<p>Beside</p>", to=top)
        app = await app_of(client, account)
        around = (await app.get(f"/api/v1/statuses/{two.id}/context")).json
        assert [post["id"] for post in around["ancestors"]] == [str(top.id), str(one.id)]
        assert [post["id"] for post in around["descendants"]] == [str(three.id)]
        under = (await App(client).get(f"/api/v1/statuses/{top.id}/context")).json["descendants"]
        assert [post["id"] for post in under] == [str(post.id) for post in (one, two, three, beside)]
        assert under[1]["in_reply_to_account_id"] == str(eve.id)
        mine = f"/api/v1/accounts/{ann.id}/statuses"
        assert _ids(await app.get(mine)) == [str(two.id), str(top.id)]
        assert _ids(await app.get(f"{mine}?exclude_replies=true")) == [str(top.id)]
        assert _ids(await app.get(f"{mine}?only_media=true")) == [str(top.id)]
        assert _ids(await app.get(f"{mine}?tagged=SEA")) == [str(top.id)]
        several = f"/api/v1/statuses?id[]={two.id}&id[]={top.id}&id[]=7"
        assert _ids(await app.get(several)) == [str(two.id), str(top.id)]
        async with site.db.writing() as tx:
            for place, number in enumerate((top.id, two.id)):
                await likes.add(tx, Like(100 + place, eve.id, number, f"{eve.uri}#{place}", clock.now()))
        answer = await app.get("/api/v1/favourites?limit=1")
        assert _ids(answer) == [str(two.id)]
        assert _ids(await app.get(_linked(answer, "next"))) == [str(top.id)]
        assert _ids(await app.get("/api/v1/favourites?min_id=100")) == [str(two.id)]


async def test_what_somebody_wants_hidden_or_covered(db: Database, tmp_path: Path, clock: HandClock) -> None:
    async with running_site(db, tmp_path, clock) as site, served(site) as client:
        account, eve = await make_artist(site, "eve")
        _, ann = await make_artist(site, "ann")
        await follow(site, eve, ann)
        for title in ("Spiders", "A storm", "By machine", "Plain"):
            clock.move(MINUTE)
            await hang(site, ann, title, ai_label="generated" if title == "By machine" else "")

        async def titles(app: App, path: str = "/api/v1/timelines/home?limit=2") -> Sequence[str]:
            return [one["fediart"]["title"] for one in (await app.get(path)).json]

        app = await app_of(client, account)
        assert await titles(app) == ["Plain", "By machine"]
        async with site.db.writing() as tx:
            await viewer_choices.put(tx, eve.id, Choice(ai="hide"))
        assert await titles(app) == ["Plain", "A storm"]
        async with site.db.writing() as tx:
            await viewer_choices.put(tx, eve.id, Choice(ai="blur"))
            word = MutedWord(site.ids.new(), "storm", 1, ("home",), HIDE, 0)
            await muted_words.put(tx, eve.id, word, now=clock.now())
        assert await titles(app) == ["Plain", "By machine"]
        assert await titles(app, "/api/v1/timelines/home") == ["Plain", "By machine", "Spiders"]
        covered = (await app.get("/api/v1/timelines/home?limit=2")).json[1]
        assert (covered["sensitive"], covered["spoiler_text"]) == (True, "AI-generated")
        async with site.db.writing() as tx:
            await muted_words.put(tx, eve.id, replace(word, way=COVER), now=clock.now())
        assert await titles(app, "/api/v1/timelines/home") == ["Plain", "By machine", "A storm", "Spiders"]
        assert "AI-generated" not in json.dumps((await App(client).get("/api/v1/timelines/public")).json)
