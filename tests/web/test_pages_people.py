"""Pages about people: portfolios, timelines, people of other servers, home and notifications."""

from __future__ import annotations

import re
from pathlib import Path

from fediart.clock import HOUR, HandClock
from fediart.site import Site
from fediart.store import blocks, boosts, notifications
from fediart.store.actors import Actor, Field
from fediart.store.boosts import Boost
from fediart.store.database import Database
from fediart.store.posts import Post
from fediart.web.notifications import grouped
from tests import seeds
from tests.site import Client, change_settings, log_in, make_artist
from tests.web.test_pages_gallery import titles


async def pin(site: Site, actor: Actor, post_id: int, position: int = 0) -> None:
    async with site.db.writing() as tx:
        await tx.run(
            "insert into pins (actor_id, post_id, position) values (:actor, :post, :position)",
            actor=actor.id, post=post_id, position=position,
        )  # fmt: skip
    site.pages.changed()


async def told(site: Site, actor: Actor, kind: str, by: Actor, post: Post | None = None) -> None:
    async with site.db.writing() as tx:
        await notifications.notify(
            tx, site.ids, actor.id, kind, now=site.clock.now(), from_id=by.id, post_id=post.id if post else None
        )


def said_in(text: str) -> list[int]:
    return [int(one) for one in re.findall(r'id="post-(\d+)"', text)]


async def test_a_portfolio_shows_pinned_works_first_then_the_newest(
    site: Site, client: Client, clock: HandClock
) -> None:
    _, jane = await make_artist(site, "jane")
    old = await seeds.hang(site, jane, "Old")
    for title in ("Middle", "New"):
        clock.move(HOUR)
        await seeds.hang(site, jane, title)
    await seeds.hang(site, jane, "Unlisted", visibility="unlisted")
    await seeds.hang(site, jane, "Elsewhere only", portfolio=0)
    await pin(site, jane, old.id)
    assert titles((await client.get("/@jane")).text) == ["Old", "Unlisted", "New", "Middle"]


async def test_a_portfolio_says_who_this_is_and_what_ai_may_do(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    fields = (Field("Site", "https://jane.example", 1), Field("Bad", 'https://x"onmouseover="x', 0))
    await seeds.change_actor(
        site, jane, display_name="Jane", bio_html="<p>Paints.</p>", fields=fields, ai_policy="ask-first"
    )
    text = (await client.get("/@jane")).text
    assert "Paints." in text
    assert '<a href="https://jane.example" rel="me nofollow noopener">jane.example</a>' in text
    assert "verified" in text
    assert 'href="https://x' not in text
    assert 'href="/policies/ask-first"' in text
    assert f"@jane@{site.config.instance.host}" in text, "the handle to paste elsewhere"


async def test_whoever_is_gone_has_no_page(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    host = site.config.instance.host.partition(":")[0]
    for path in ("/@nobody", f"/@{host}", "/@nobody@elsewhere.example"):
        assert (await client.get(path)).status == 404, path
    assert (await client.get("/@jane")).status == 200
    await seeds.change_actor(site, jane, suspended=1)
    for path in ("/@jane", "/@jane/timeline", "/@jane/followers", "/@jane/following"):
        assert (await client.get(path)).status == 404, path


async def test_members_are_offered_what_fits(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    _, tomasz = await make_artist(site, "tomasz")
    await log_in(client, "tomasz")
    assert 'action="/@jane/follow"' in (await client.get("/@jane")).text
    assert 'href="/settings/profile"' in (await client.get("/@tomasz")).text
    await seeds.follow(site, tomasz, jane)
    assert 'action="/@jane/unfollow"' in (await client.get("/@jane")).text


async def test_an_artists_own_empty_walls_invite(site: Site, client: Client) -> None:
    await make_artist(site, "jane")
    assert "has not published anything" in (await client.get("/@jane")).text
    await log_in(client, "jane")
    assert "Hang your first artwork" in (await client.get("/@jane")).text


async def test_a_timeline_has_works_replies_and_boosts_in_order(site: Site, client: Client, clock: HandClock) -> None:
    _, jane = await make_artist(site, "jane")
    ana = await seeds.stranger(site, "ana", display_name="Ana")
    theirs = await seeds.say(site, ana, "<p>Boosted words</p>")
    clock.move(HOUR)
    work = await seeds.hang(site, jane, "Work")
    clock.move(HOUR)
    reply = await seeds.say(site, jane, "<p>Reply</p>", to=theirs)
    secret = await seeds.say(site, jane, "<p>Secret</p>", visibility="direct", mentions=[ana])
    clock.move(HOUR)
    async with site.db.writing() as tx:
        await boosts.add(tx, Boost(site.ids.new(), jane.id, theirs.id, f"{jane.uri}#boost", clock.now()))
    site.pages.changed()
    text = (await client.get("/@jane/timeline")).text
    assert said_in(text) == [theirs.id, reply.id, work.id]
    assert "Boosted by" in text
    assert str(secret.id) not in text


async def test_someone_of_another_server_has_a_page_with_what_arrived(site: Site, client: Client) -> None:
    ana = await seeds.stranger(site, "ana", bio_html="<p>Hi <img src=x onerror=x> there</p>")
    await seeds.say(site, ana, '<p>Words <a href="javascript:alert(1)">x</a></p>')
    hidden = await seeds.say(site, ana, "<p>For followers</p>", visibility="followers")
    page = await client.get("/@ana@elsewhere.example")
    assert page.status == 200
    assert "Words" in page.text
    assert "javascript:" not in page.text
    assert "onerror" not in page.text
    assert str(hidden.id) not in page.text
    assert 'href="https://elsewhere.example/@ana"' in page.text
    assert page.headers["Content-Usage"] == "train-ai=n, search=n", "it is not ours to offer"
    assert "noindex" in page.text


async def test_nothing_is_loaded_from_other_servers(site: Site, client: Client) -> None:
    ana = await seeds.stranger(site, "ana", avatar="https://elsewhere.example/a.png", header="https://e.example/h.png")
    post = await seeds.say(site, ana, "<p>Look</p>")
    await seeds.remote_picture(site, post, kept=False)
    await seeds.remote_picture(site, post, kept=True)
    for path in ("/@ana@elsewhere.example", f"/posts/{post.id}"):
        text = (await client.get(path)).text
        assert re.findall(r'(?:src|srcset)="(?!/)([^"]+)"', text) == [], path
        assert "/remote-media/" in text
        assert "A distant hill" in text


async def test_home_is_what_one_follows_in_order_of_time(site: Site, client: Client, clock: HandClock) -> None:
    _, viewer = await make_artist(site, "viewer")
    _, jane = await make_artist(site, "jane")
    ana = await seeds.stranger(site, "ana")
    await seeds.hang(site, jane, "Before anyone followed, and still there")
    not_followed = await seeds.stranger(site, "bo")
    await seeds.say(site, not_followed, "<p>Unheard</p>")
    await log_in(client, "viewer")
    empty = (await client.get("/home")).text
    assert "Follow someone" in empty
    assert f"@viewer@{site.config.instance.host}" in empty
    await seeds.follow(site, viewer, jane)
    await seeds.follow(site, viewer, ana)
    clock.move(HOUR)
    remote = await seeds.say(site, ana, "<p>Remote</p>", visibility="followers")
    clock.move(HOUR)
    work = await seeds.hang(site, jane, "Newest", visibility="followers")
    await seeds.say(site, ana, "<p>A reply to others</p>", to=remote)
    text = (await client.get("/home")).text
    assert said_in(text)[:2] == [work.id, remote.id]
    assert len(said_in(text)) == 3
    assert "Unheard" not in text
    async with site.db.writing() as tx:
        await blocks.block(tx, ana.id, viewer.id, now=clock.now())
    assert remote.id not in said_in((await client.get("/home")).text)


async def test_home_and_notifications_are_for_members(site: Site, client: Client) -> None:
    for path in ("/home", "/notifications"):
        assert (await client.get(path)).location.startswith("/log-in")


async def test_notifications_are_grouped_and_then_seen(site: Site, client: Client, clock: HandClock) -> None:
    _, jane = await make_artist(site, "jane")
    people = [await seeds.stranger(site, name) for name in ("ana", "bo", "cy")]
    work = await seeds.hang(site, jane, "Hill")
    other = await seeds.hang(site, jane, "Pear")
    for one in people:
        await told(site, jane, "like", one, work)  # type: ignore[arg-type]
    await told(site, jane, "like", people[0], other)  # type: ignore[arg-type]
    reply = await seeds.say(site, people[1], "<p>Lovely &amp; calm</p>", to=work)
    await told(site, jane, "reply", people[1], reply)
    async with site.db.reading() as tx:
        listed = await notifications.latest(tx, jane.id)
    assert [len(group) for group in grouped(listed, most=9)[0]] == [1, 1, 3]
    await log_in(client, "jane")
    assert '<span class="count" aria-hidden="true">5</span>' in (await client.get("/about")).text
    text = (await client.get("/notifications")).text
    assert "and 1 more" in text
    assert "Lovely &amp; calm" in text
    assert f'href="/posts/{reply.id}"' in text
    assert f'href="/@jane/{work.id}"' in text
    assert text.count('badge">New<') == 3
    assert 'class="count"' not in text
    assert 'badge">New<' not in (await client.get("/notifications")).text


async def test_followers_are_listed(site: Site, client: Client) -> None:
    _, jane = await make_artist(site, "jane")
    ana = await seeds.stranger(site, "ana")
    asking = await seeds.stranger(site, "asking")
    await seeds.follow(site, ana, jane)
    await seeds.follow(site, asking, jane, state="requested")
    text = (await client.get("/@jane/followers")).text
    assert 'href="/@ana@elsewhere.example"' in text
    assert "asking" not in text
    assert "Nobody is followed yet" in (await client.get("/@jane/following")).text


async def test_the_owner_names_the_house(site: Site, client: Client, db: Database, tmp_path: Path) -> None:
    await change_settings(site, name="Lichtung", rules=("Be kind.",), contact_email="hello@lichtung.example")
    text = (await client.get("/about")).text
    for words in ("Lichtung", "Be kind.", "hello@lichtung.example", "AI policy: No AI", "not published", "fediart 0."):
        assert words in text, words
