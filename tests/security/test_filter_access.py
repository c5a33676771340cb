"""Who may see what of the admission filter: works that were taken down, cases, copies, exports, private files."""

from __future__ import annotations

from federation.media_types import ACTIVITY_JSON
from federation.signatures import sign_cavage
from fediart.actions.pins import pin
from fediart.actions.review import Choice, decide, open_review
from fediart.store.artworks import Artwork
from fediart.store.renditions import EXTENSIONS
from tests.remote import RemoteServer
from tests.security.advisories import advisory
from tests.security.world import World, act
from tests.seeds import hang, new_series
from tests.side import made
from tests.site import Answer, Client, drain, form_data, log_in, make_artist

TITLE = "Zanzibarheron"
DOCUMENT = {"Accept": ACTIVITY_JSON}


async def member(world: World, name: str, role: str = "artist") -> Client:
    await make_artist(world.site, name, role=role)
    browser = world.web.fresh()
    await log_in(browser, name)
    return browser


async def ask(world: World, path: str, server: RemoteServer | None = None, **headers: str) -> Answer:
    signed: dict[str, str] = {}
    if server is not None:
        signed = sign_cavage("GET", world.site.config.origin + path, {}, None, server.key, world.clock.now())
    return await world.web.get(path, headers=DOCUMENT | signed | headers)


def documents(work: Artwork) -> list[str]:
    own = f"/users/jane/posts/{work.id}"
    return [own, *(f"{own}/{one}" for one in ("replies", "replies?page=1", "context", "likes", "shares"))]


LISTS = (
    "/", "/@jane", "/@jane/timeline", "/@jane/series/tides", "/tags/zanzibar", f"/search?q={TITLE}", "/transparency",
)  # fmt: skip
COLLECTIONS = (
    "/users/jane/outbox", "/users/jane/outbox?page=true", "/users/jane/featured", "/users/jane/collections",
    "/users/jane/portfolio", "/users/jane/portfolio?page=true", "/users/jane/series/tides",
    "/users/jane/series/tides?page=1", "/tags/zanzibar",
)  # fmt: skip


async def files_of(world: World, work: Artwork) -> list[str]:
    rows = await world.rows("select name, media_type from renditions where artwork_id = :id", id=work.id)
    return [f"/media/{work.id}/{row['name']}.{EXTENSIONS[row['media_type']]}" for row in rows]


@advisory(85, "CVE-2024-25108", "Pixelfed", "a work that was taken down is on no page, in no document, list or cache")
async def test_cve_2024_25108_what_was_taken_down_is_nowhere(world: World) -> None:
    site = world.site
    shelf = await new_series(site, world.jane, "Tides", "tides")
    work = await hang(site, world.jane, TITLE, series_id=shelf.id, portfolio=1, tags=("zanzibar",))
    await pin(site, world.jane, work.id)
    otto, mo = await member(world, "otto1"), await make_artist(site, "mo1", role="moderator")
    pages = [f"/@jane/{work.id}", f"/posts/{work.id}"]
    seen: dict[str, str] = {}
    async with world.server("fan") as fan:
        post = (await world.rows("select uri from posts where id = :id", id=work.id))[0]["uri"]
        note = fan.note("<p>Wonderful</p>", in_reply_to=post)
        assert await world.says(fan, fan.create(note)) == 202
        for path in (*documents(work), *COLLECTIONS, *pages, *LISTS):
            answer = await (ask(world, path, fan) if path in (*documents(work), *COLLECTIONS) else world.web.get(path))
            seen[path] = answer.headers.get("ETag", "")
        for shown in (await world.web.get("/@jane"), await ask(world, documents(work)[0], fan)):
            assert TITLE in shown.text
        async with site.db.writing() as tx:
            await open_review(tx, site, work, "report", "Somebody doubts it.")
        await decide(site, mo[0], work.id, Choice.REFUSE, "Not yours.")
        await drain(site)
        for path in (*documents(work), *pages):
            kept = {"If-None-Match": seen[path] or "*"}
            for browser in (world.web, otto):
                for more in ({}, DOCUMENT, kept, DOCUMENT | kept):
                    answer = await browser.get(path, headers=more, follow=True)
                    assert answer.status in (404, 410) and TITLE not in answer.text, (path, more, answer.status)
            answer = await ask(world, path, fan)
            assert answer.status in (404, 410) and TITLE not in answer.text, path
        for path in (*LISTS, *COLLECTIONS, "/home", "/notifications"):
            for browser, more in ((world.web, {}), (otto, {}), (world.web, {"If-None-Match": seen.get(path, "")})):
                told = await browser.get(path, headers=more, follow=True)
                assert told.status != 304 and f"/{work.id}" not in told.text, (path, told.status)
            told = await ask(world, path, fan)
            assert f"/{work.id}" not in told.text and (TITLE not in told.text or "search" in path), path
        for path in await files_of(world, work):
            for browser in (world.web, otto):
                assert (await browser.get(path)).status == 404, path
        await nobody_reaches(world, fan, otto, work, post)


async def nobody_reaches(world: World, fan: RemoteServer, otto: Client, work: Artwork, post: str) -> None:
    """What is done to a hidden work has no effect, here and from elsewhere."""
    before = await world.count("likes") + await world.count("boosts") + await world.count("posts")
    for said in (fan.like(post), act(fan, "Announce", post), fan.create(fan.note("<p>Too late</p>", in_reply_to=post))):
        assert await world.says(fan, said) in (202, 400, 403)
    token = await otto.csrf("/settings/profile")
    for deed in ("like", "boost", "react", "reply", "quote", "report"):
        answer = await otto.post(f"/posts/{work.id}/{deed}", data={"csrf": token, "text": "x", "reason": "other"})
        assert answer.status in (404, 410, 422), (deed, answer.status)
    notes = await world.count("posts", "reply_to_id = :id and content like '%Too late%'", id=work.id)
    after = await world.count("likes") + await world.count("boosts") + await world.count("posts") - notes
    assert after == before


@advisory(89, "CVE-2026-28433", "Misskey", "cases, copies, files and the list of decisions are for few")
@advisory(110, "GHSA-m9qf-3pfj-2r86", "Misskey", "what the filter shows to few is kept by no cache")
async def test_cve_2026_28433_the_filters_pages_are_for_few(world: World) -> None:
    site = world.site
    work = await hang(site, world.jane, "Unseen", state="held", published=0)
    async with site.db.writing() as tx:
        await open_review(tx, site, work, "report", "SECRET-WORD of a reporter")
        picture = await tx.value("select id from pictures where artwork_id = :id", id=work.id)
    nosy, jane, mo = await member(world, "nosy2"), world.web.fresh(), await member(world, "mo2", "moderator")
    await log_in(jane, "jane")
    admin = [f"/admin/admission{one}" for one in ("", "/policy.toml", "/rescans", "/decisions.csv", "/decisions.json")]
    few = [f"/review/{work.id}", "/review", "/admin/forbidden", "/admin/forbidden.csv", "/admin/federation/labels",
           "/admin/accounts/jane/trust"]  # fmt: skip
    for path in (*admin, *few, f"/works/{work.id}/evidence/1", f"/works/{work.id}/pictures/{picture}", "/copies/1"):
        for browser in (world.web, nosy):
            answer = await browser.get(path)
            assert answer.status in (303, 403, 404), (path, answer.status)
    for path in (*admin, *few):
        assert (await jane.get(path)).status in (303, 403, 404), path
    for path in admin:
        assert (await mo.get(path)).status == 403, path
    for path in few:
        answer = await mo.get(path)
        assert answer.status == 200 and "no-store" in answer.headers["Cache-Control"], path
    own = await jane.get(f"/works/{work.id}")
    assert own.status == 200 and "SECRET-WORD" not in own.text and "no-store" in own.headers["Cache-Control"]
    async with world.unchanged():
        token = await nosy.csrf("/settings/profile")
        for path in (f"/review/{work.id}", f"/review/{work.id}/look-again", f"/works/{work.id}/evidence",
                     f"/works/{work.id}/answer", f"/works/{work.id}/credit", "/copies/1/permit", "/admin/admission",
                     "/admin/admission/rescans", "/admin/forbidden", "/admin/forbidden/import"):  # fmt: skip
            answer = await nosy.post(path, data={"csrf": token, "choice": "publish", "note": "x", "hash": "0" * 64})
            assert answer.status in (403, 404), (path, answer.status)
        for path in (f"/review/{work.id}", "/admin/forbidden"):
            assert (await mo.post(path, data={"choice": "publish", "hash": "0" * 64})).status == 403, path
        forged = form_data({"evidence": ("x.png", made.png(), "image/png"), "evidence_note": "x"})
        assert (await jane.post(f"/works/{work.id}/evidence", data=forged)).status in (403, 422)


async def test_a_label_is_said_by_the_author_alone_and_is_a_word_and_no_markup(world: World) -> None:
    async with world.server("victim") as victim, world.server("eve") as eve:
        await world.follow(victim)
        await world.follow(eve)
        note = victim.note("<p>By hand</p>")
        assert await world.says(victim, victim.create(note)) == 202
        forged = note | {"digitalSourceType": "trainedAlgorithmicMedia", "content": "<p>Mine now</p>"}
        for said in (act(eve, "Update", forged), act(eve, "Announce", forged), act(eve, "Create", forged),
                     act(eve, "Undo", act(victim, "Create", forged)), act(eve, "Flag", [forged["id"]])):  # fmt: skip
            assert await world.says(eve, said) in (202, 400, 401, 403)
        row = (await world.rows("select id, content from posts where uri = :uri", uri=note["id"]))[0]
        assert row["content"] == "<p>By hand</p>"
        assert await world.count("remote_labels", "post_id = :id", id=row["id"]) == 0
        odd = ('"><script>alert(1)</script>', ["trainedAlgorithmicMedia"] * 5_000, {"@id": 7})
        for number, value in enumerate(odd):
            said = eve.note(f"<p>Number {number}</p>") | {"digitalSourceType": value}
            assert await world.says(eve, eve.create(said)) in (202, 400)
        jane = world.web.fresh()
        await log_in(jane, "jane")
        assert "<script>alert" not in (await jane.get("/home", follow=True)).text
        assert not world.complaints.heard
