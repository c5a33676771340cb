"""Rules for words and links, and brakes for newcomers: what is held, refused, marked, and how it comes out again."""

from __future__ import annotations

from typing import Any

import pytest

from federation.objects import Mention
from fediart.clock import DAY, HandClock
from fediart.store import accounts, actors, held_words, person_limits, posts
from fediart.store.word_patterns import LINK, WORDS, ready, ready_text
from tests.api.house import App, token_for
from tests.publish import works
from tests.remote import RemoteServer
from tests.site import Answer, Client, drain

RULES = "/admin/words/rules"
HELD = "/admin/words"


async def rule(mona: Client, pattern: str, deed: str, *places: str, kind: str = "words", **more: str) -> Answer:
    given: dict[str, Any] = {"id": "0", "kind": kind, "pattern": pattern, "deed": deed, "places": list(places)}
    return await mona.post_form(RULES, given | more, page=RULES)


async def note(browser: Client, text: str, **more: str) -> Answer:
    return await browser.post_form("/notes/new", {"text": text, "visibility": "public"} | more)


async def written(browser: Client, name: str) -> list[str]:
    async with browser.site.db.reading() as tx:
        actor = await actors.by_handle(tx, name)
        assert actor is not None
        rows = await tx.all("select source from posts where actor_id = :id and deleted = 0 order by id", id=actor.id)
    return [row["source"] for row in rows]


async def held(browser: Client) -> list[held_words.HeldWords]:
    async with browser.site.db.reading() as tx:
        return list(await held_words.waiting(tx))


@pytest.mark.parametrize(
    ("kind", "pattern", "text", "fits"),
    [
        (WORDS, "cheap watch*", "CHEAP watches here", True),
        (WORDS, "cheap watch*", "cheap and watches", False),
        (WORDS, "art", "party", False),
        (WORDS, "*art*", "party", True),
        (WORDS, "straße", "STRASSE", True),
        (WORDS, "casino", "cas\u200bino", True),
        (WORDS, "v1@gra", "buy V1@GRA now", True),
        (WORDS, "手表", "便宜手表出售", True),
        (LINK, "shop.example", "see https://www.Shop.example/x", True),
        (LINK, "shop.example", "see https://notshop.example/x", False),
        (LINK, "shop.example", "see shop.example today", True),
        (LINK, "shop.example/sale", "https://a.shop.example/Sale/9", True),
        (LINK, "shop.example/sale", "https://shop.example/other", False),
        (LINK, "*", "https://any.example", True),
        (LINK, "*", "no link", False),
    ],
)
def test_how_patterns_fit(kind: str, pattern: str, text: str, fits: bool) -> None:
    made = ready(kind, pattern)
    assert made is not None
    assert made.fits(ready_text(text)) is fits


def test_what_is_looked_for_takes_linear_time() -> None:
    """The classic traps of regular expressions are only stars here."""
    made = ready(WORDS, "a*" * 60 + "b")
    assert made is not None
    assert not made.fits(ready_text("a" * 20_000))
    assert ready(WORDS, "(((") is None and ready(LINK, "nonsense") is None


async def test_held_words_wait_and_go_out_with_one_button(mona: Client, jane: Client) -> None:
    assert (await rule(mona, "casino", "hold", "post")).status == 303
    sent = await note(jane, "My new casino picture")
    assert (sent.status, sent.location) == (303, "/settings/held")
    own = (await jane.get("/settings/held")).text
    assert "you need not send it again" in own and "My new casino picture" in own
    assert await written(jane, "jane") == []
    assert "waits for a moderator" in (await mona.get("/notifications")).text
    [one] = await held(jane)
    page = (await mona.get(HELD)).text
    assert "My new casino picture" in page and "Rule: casino" in page
    assert (await mona.post_form(f"{HELD}/{one.id}/let", page=HELD)).status == 303
    await drain(jane.site)
    assert await written(jane, "jane") == ["My new casino picture"]
    async with jane.site.db.reading() as tx:
        post = await posts.by_id(tx, one.id)
    assert post is not None  # under the number it has had from the beginning
    again = await mona.post_form(f"{HELD}/{one.id}/let", page=HELD)
    await drain(jane.site)
    assert again.status == 303 and await written(jane, "jane") == ["My new casino picture"]


@pytest.mark.one_engine
async def test_kept_back_with_words_let_through_after_all_or_taken_back(mona: Client, jane: Client) -> None:
    await rule(mona, "casino", "hold", "post", "reply")
    await note(jane, "One casino")
    await note(jane, "Two casino")
    second, first = await held(jane)
    await mona.post_form(f"{HELD}/{first.id}/keep", {"note": "No adverts, please."}, page=HELD)
    assert "No adverts, please." in (await jane.get("/settings/held")).text
    assert "A moderator has looked at" in (await jane.get("/notifications")).text
    assert (await jane.post_form(f"/settings/held/{second.id}/take-back", page="/settings/held")).status == 303
    assert (await mona.post_form(f"{HELD}/{second.id}/let", page=HELD)).status == 303
    await mona.post_form(f"{HELD}/{first.id}/let", page=HELD)
    await drain(jane.site)
    assert await written(jane, "jane") == ["One casino"]


@pytest.mark.one_engine
async def test_refused_with_words_marked_and_tried_before(mona: Client, jane: Client) -> None:
    await note(jane, "A casino by night")
    tried = await rule(mona, "casin*", "refuse", "post", **{"try": "1"})
    assert "It fits 1 of the last 500 public posts" in tried.text and "A casino by night" in tried.text
    assert (await note(jane, "Another casino")).status == 303  # to try is not to make a rule
    await rule(mona, "casin*", "refuse", "post", "profile", said="Leave out what is for sale.")
    refused = await note(jane, "A third casino")
    assert refused.status == 422 and "Leave out what is for sale." in refused.text
    form = {"display_name": "Jane", "bio": "casino"}
    assert (await jane.post_form("/settings/profile", form)).status == 422
    made = (await mona.get(RULES)).text
    number = made.partition('href="/admin/words/rules/')[2].partition('"')[0]
    await mona.post_form(f"{RULES}/{number}/pause", page=RULES)
    assert (await note(jane, "A fourth casino")).status == 303
    await rule(mona, "nightmare", "sensitive", "post")
    await note(jane, "A nightmare")
    async with jane.site.db.reading() as tx:
        assert await tx.value("select sensitive from posts where source = 'A nightmare'") == 1
    assert (await note(mona, "Whoever says casino")).status == 303  # moderators may quote what they keep out


@pytest.mark.one_engine
async def test_apps_hear_the_same_and_messages_to_strangers_wait(mona: Client, jane: Client) -> None:
    await rule(mona, "casino", "hold", "post", "message")
    async with jane.site.db.reading() as tx:
        account = await accounts.by_name(tx, "jane")
    app = App(jane.fresh(), await token_for(jane.site, account))
    answer = await app.post(
        "/api/v1/statuses", {"status": "casino", "poll": {"options": ["a", "b"], "expires_in": 900}}
    )
    assert answer.status == 409 and "you need not send it again" in answer.json["error"]
    await app.post("/api/v1/statuses", {"status": "@nora the casino", "visibility": "direct"})
    message, post = await held(jane)
    assert (message.place, post.place) == ("message", "post")
    for one in (message, post):
        await mona.post_form(f"{HELD}/{one.id}/let", page=HELD)
    await drain(jane.site)
    async with jane.site.db.reading() as tx:
        found = await posts.by_id(tx, message.id)
        assert found is not None and found.visibility == "direct"
        assert await tx.value("select count(*) from polls where post_id = :id", id=post.id) == 1


@pytest.mark.one_engine
async def test_newcomers_links_strangers_and_follows(mona: Client, nora: Client, clock: HandClock) -> None:
    many = " ".join(f"https://{number}.example/" for number in range(4))
    assert (await note(nora, many)).location == "/settings/held"
    page = (await nora.get("/settings/held")).text
    assert "It has many links, and your account is new." in page and "with more than 3 links" in page
    given = {"new_days": "7", "new_held": "1", "new_links": "9", "new_strangers": "0", "new_follows": "1"}
    async with nora.site.db.writing() as tx:
        await tx.run("update accounts set role = 'admin' where email = 'mona@mail.example'")
    nora.site.passes.changed()
    assert (await mona.post_form("/admin/words/newcomers", given)).status == 303
    assert (await note(nora, "My first words")).location == "/settings/held"  # the first post waits
    [first, _links] = await held(nora)
    await mona.post_form(f"{HELD}/{first.id}/let", page=HELD)
    await drain(nora.site)
    assert (await note(nora, "My second words")).location != "/settings/held"
    assert (await note(nora, "Hello @jane")).location == "/settings/held"
    async with nora.site.db.reading() as tx:
        ids = [one.id for name in ("mona", "jane") if (one := await actors.by_handle(tx, name))]
        account = await accounts.by_name(tx, "nora")
    app = App(nora.fresh(), await token_for(nora.site, account))
    assert (await app.post(f"/api/v1/accounts/{ids[0]}/follow")).status == 200
    slow = await app.post(f"/api/v1/accounts/{ids[1]}/follow")
    assert slow.status == 429 and "While your account is new" in slow.json["error"]
    clock.move(8 * DAY)
    assert (await note(nora, many + " https://5.example https://6.example")).location != "/settings/held"
    assert (await app.post(f"/api/v1/accounts/{ids[1]}/follow")).status == 200


async def test_posts_from_elsewhere_are_held_refused_or_limit_who_sends_them(
    mona: Client, jane: Client, clock: HandClock
) -> None:
    site = jane.site
    async with RemoteServer("bob", clock=clock.now) as bob:
        async with site.db.reading() as tx:
            ann = await actors.by_handle(tx, "jane")
        assert ann is not None

        async def say(path: str, content: str) -> None:
            said = bob.note(content, path=path, mentions=(Mention(ann.uri, "@jane"),))
            await bob.deliver(f"{site.config.origin}/inbox", bob.create(said))
            await drain(site)

        await rule(mona, "shop.example", "hold", "elsewhere", kind="link")
        await say(
            "/1", f'<p><a class="mention" href="{ann.url}">@jane</a> <a href="https://shop.example/">look</a></p>'
        )
        [one] = await held(jane)
        assert one.uri == f"{bob.origin}/1"
        await say("/1", "<p>again https://shop.example/</p>")
        async with site.db.reading() as tx:
            assert await posts.by_uri(tx, one.uri) is None
        await mona.post_form(f"{HELD}/{one.id}/let", page=HELD)
        await drain(site)
        async with site.db.reading() as tx:
            assert await posts.by_uri(tx, one.uri) is not None

        await rule(mona, "casino", "refuse", "elsewhere")
        await say("/2", "<p>CASINO</p>")
        await rule(mona, "lottery", "limit", "elsewhere")
        await say("/3", "<p>The lottery</p>")
        async with site.db.reading() as tx:
            assert await posts.by_uri(tx, f"{bob.origin}/2") is None
            assert await posts.by_uri(tx, f"{bob.origin}/3") is not None
            sender = await actors.by_uri(tx, bob.actor_id)
            assert sender is not None and (await person_limits.of(tx, sender.id)).silenced
        [limited] = await held(jane)
        await mona.post_form(f"{HELD}/{limited.id}/let", page=HELD)
        async with site.db.reading() as tx:
            assert not (await person_limits.of(tx, sender.id)).silenced


@pytest.mark.one_engine
async def test_a_works_words_send_it_to_review(mona: Client, jane: Client) -> None:
    await rule(mona, "casino", "hold", "post")
    files = [("night.png", works.human_png(), "image/png")]
    sent = await jane.post_form(
        "/new", {"title": "Casino by night", "visibility": "public", "alt-1": "Lights", "files": files}
    )
    assert sent.status == 303, sent.text
    await drain(jane.site)
    queue = (await mona.get("/review")).text
    assert "Casino by night" in queue
    async with jane.site.db.reading() as tx:
        assert await tx.value("select cause from reviews") == "words"


@pytest.mark.one_engine
async def test_only_moderators_decide_and_only_authors_take_back(mona: Client, jane: Client, nora: Client) -> None:
    await rule(mona, "casino", "hold", "post")
    await note(jane, '<script>alert("casino")</script>')
    [one] = await held(jane)
    assert "<script>alert" not in (await mona.get(HELD)).text
    assert (await nora.post_form(f"/settings/held/{one.id}/take-back", page="/settings/held")).status == 404
    assert "casino" not in (await nora.get("/settings/held")).text
    for path in (HELD, RULES, "/admin/words/newcomers"):
        assert (await jane.get(path)).status == 403
    assert (await jane.post_form(f"{HELD}/{one.id}/let", page="/settings/held")).status == 403
    assert (await mona.post(f"{HELD}/{one.id}/let")).status == 403
    wrong = await rule(mona, "***", "hold", "post")
    assert wrong.status == 422 and "a star stands for any letters" in wrong.text
