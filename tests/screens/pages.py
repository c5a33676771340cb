"""Every page there is to look at: its path, who looks, and what is done on it before the picture is taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page

from fediart.ids import secret_token
from fediart.site import Site
from fediart.store import accounts, actors, sessions
from tests.screens import (
    admitting,
    announcing,
    asking,
    auditing,
    backed_up,
    bringing,
    changing,
    commissioning,
    conversing,
    copying,
    crawling,
    credentialed,
    curating,
    departing,
    designing,
    gated,
    labelled,
    making,
    overseen,
    polling,
    quoting,
    safe,
    signing_in,
    striking,
    visiting,
)
from tests.screens.corners import folder_for_uploads
from tests.screens.moving import drag

NEWEST = """select max(artworks.id) from artworks join actors on actors.id = actor_id
    where name = 'jane' and state = 'published'"""
_MARKS = "visible=text&text=%C2%A9+Tomasz&place=bottom-right&opacity=70&width=30&tone=auto&hidden=1"
SIX = "select max(id) from artworks where title = 'Six days of rain'"
Deed = Callable[[Page], Awaitable[None]]
READ = {"docs": "/docs", "docs-page": "/docs/running", "docs-search": "/docs/search?q=backup"}


@dataclass(frozen=True, slots=True)
class Shot:
    """`who` is a member's name or empty; `then` is done on the page before it is photographed."""

    path: str
    who: str = ""
    then: Deed | None = None


async def session(site: Site, name: str) -> str:
    token = secret_token()
    async with site.db.writing() as tx:
        account = await accounts.by_name(tx, name)
        assert account is not None
        await sessions.insert(tx, token, account.id, agent="Chromium", now=site.clock.now())
    return token


async def all_pages(site: Site, files: Path) -> dict[str, Shot]:
    seen = {**await _to_see(site), **await _of_quotes(site), **await _of_labels(site),
            **await _of_admission(site), **await _of_crawlers(site), **await _of_copies(site),
            **await _of_policies(site), **await _of_audits(site), **await _of_visits(site)}  # fmt: skip
    threads = {name: Shot(path, who) for name, (path, who) in (await polling.pages(site)).items()}
    hung = {name: Shot(*shot) for name, shot in (await curating.pages(site)).items()}
    signed = {name: Shot(path, who) for name, (path, who) in (await credentialed.ensure(site)).items()}
    signed |= {name: Shot(path, who) for name, (path, who) in (await commissioning.ensure(site)).items()}
    signed |= {name: Shot(path, who) for name, (path, who) in (await conversing.ensure(site)).items()}
    signed |= {name: Shot(path, who) for name, (path, who) in (await making.ensure(site)).items()}
    signed |= {name: Shot(path, who) for name, (path, who) in (await bringing.pages(site)).items()}
    signed |= {name: Shot(path, who) for name, (path, who) in (await announcing.pages(site)).items()}
    signed |= {name: Shot(path, who) for name, (path, who) in (await asking.pages(site)).items()}
    asked = await signing_in.pages(site)
    signed |= {name: Shot(path, who) for name, (path, who) in asked.items()}
    signed["consent-code"] = Shot(*asked["consent-shown"], signing_in.allow)
    signed["settings-token-errors"] = Shot(*asked["settings-apps-empty"], signing_in.ask_for_token)
    signed["news-settings-open"] = Shot("/settings/notifications", "jane", signing_in.open_all)
    signed["admin-announcement-errors"] = Shot("/admin/announcements", "jane", announcing.send_wrong)
    signed["consent-again"] = Shot(asked["consent-web"][0])
    signed["settings-apps-open"] = Shot(*asked["settings-apps"], signing_in.open_all)
    entered = _to_enter() | await _of_one_works(site, files)
    signed |= {name: Shot(*one) for name, one in (await safe.pages(site)).items()}
    signed |= {name: Shot(*one) for name, one in (await overseen.pages(site)).items()}
    signed |= {name: Shot(path) for name, path in READ.items()}
    drawn = {name: Shot(path, "", deed) for name, (path, deed) in designing.PAGES.items()}
    return {**drawn, **threads, **signed, **hung, **seen, **entered, **await _to_run(site)}


async def _of_visits(site: Site) -> dict[str, Shot]:
    return {name: Shot(one.path, one.who, one.then) for name, one in (await visiting.pages(site)).items()}


async def _of_policies(site: Site) -> dict[str, Shot]:
    await changing.ensure(site)
    return {
        "settings-policy": Shot("/settings/ai", "jane"), "policy-changes": Shot("/admin/rights/changes", "jane"),
        "policy-changes-own": Shot("/settings/ai/changes", "jane"),
        "policy-changes-empty": Shot("/settings/ai/changes", "nobody"),
    }  # fmt: skip


async def _of_audits(site: Site) -> dict[str, Shot]:
    made = await auditing.ensure(site) | await backed_up.ensure(site)
    return {name: Shot(path, who) for name, (path, who) in made.items()}


async def _of_copies(site: Site) -> dict[str, Shot]:
    paths = await copying.ensure(site)
    shots = {name: Shot(path, "jane") for name, path in paths.items()}
    return {**shots, "copies-empty": Shot("/copies", "nobody"), "forbidden": Shot("/admin/forbidden", "jane")}


async def _to_see(site: Site) -> dict[str, Shot]:
    async with site.db.reading() as tx:
        jane = await actors.by_handle(tx, "jane")
        assert jane is not None
        newest = await tx.value("select max(id) from artworks where actor_id = :id and state = 'published'", id=jane.id)
        mature = await tx.value("select min(id) from artworks where mature = 1")
        owner = await tx.value("select name from actors join artworks on actors.id = actor_id where mature = 1")
        several = await tx.one("select artwork_id as id, name from pictures join artworks on artworks.id = artwork_id "
                               "join actors on actors.id = actor_id where position > 1")  # fmt: skip
        remote = await tx.value("select max(id) from posts where local = 0 and uri not like 'https://far.example/%'")
        far = {row["uri"].rpartition("/")[2]: row["id"] for row in await tx.all(
            "select id, uri from posts where uri like 'https://far.example/posts/%'")}  # fmt: skip
    where = f"/@{several['name']}/{several['id']}" if several else "/"
    return {
        "gallery": Shot("/"), "gallery-member": Shot("/", "jane"), "portfolio": Shot("/@jane"),
        "portfolio-member": Shot("/@jane", "tomasz"), "portfolio-own": Shot("/@jane", "jane"),
        "portfolio-empty": Shot("/@nobody", "nobody"), "timeline": Shot("/@jane/timeline"),
        "artwork": Shot(f"/@jane/{newest}"), "artwork-member": Shot(f"/@jane/{newest}", "tomasz"),
        "artwork-own": Shot(f"/@jane/{newest}", "jane"), "artwork-mature": Shot(f"/@{owner}/{mature}"),
        "artwork-several": Shot(where), "remote-post": Shot(f"/posts/{remote}", "jane"),
        "remote-actor": Shot("/@ana@mastodon.example", "jane"),
        **{f"remote-{word}": Shot(f"/posts/{post_id}", "jane") for word, post_id in far.items()},
        "remote-types": Shot("/@kim@far.example", "jane"), "home": Shot("/home", "jane"),
        "home-empty": Shot("/home", "nobody"), "notifications": Shot("/notifications", "jane"),
        "notifications-empty": Shot("/notifications", "nobody"), "search": Shot("/search?q=h"),
        "explore": Shot("/explore"), "explore-chosen": Shot("/explore?colour=blue"),
        "everywhere": Shot("/everywhere", "jane"),
        "search-start": Shot("/search"), "search-nothing": Shot("/search?q=zebra"),
        "search-distant": Shot("/search?q=@kim@far.example"), "series": Shot("/@jane/series/reservoir"),
        "tag": Shot("/tags/hills"), "tag-empty": Shot("/tags/nothing"), "followers": Shot("/@jane/followers"),
        "about": Shot("/about"), "policy": Shot("/policies/ask-first"), "missing": Shot("/@jane/1"),
        "person-menu": Shot("/@tomasz", "jane", _open_person),
        "person-menu-open": Shot("/@tomasz", "jane", _unfold_person), "api-docs": Shot("/api/docs"),
        "forbidden": Shot("/admin/settings", "tomasz"), "menu": Shot("/@jane", "jane", _open_menu),
    }  # fmt: skip


async def _of_quotes(site: Site) -> dict[str, Shot]:
    found = await quoting.addresses(site)
    return {
        "quotes": Shot("/quotes", "jane"), "quotes-empty": Shot("/quotes", "nobody"),
        "quote-form": Shot(f"/posts/{await _one(site, NEWEST)}/quote", "tomasz"),
        "react-menu": Shot(f"/@jane/{await _one(site, NEWEST)}", "tomasz", _open_reactions),
        "quote-shown": Shot(f"/posts/{found['shown']}", "jane"),
        "quote-plain": Shot(f"/posts/{found['plain']}", "jane"),
        "quote-waiting": Shot(f"/@tomasz/{found['waiting']}", "tomasz"),
        "post-closed": Shot(f"/posts/{found['strict']}", "jane"),
    }  # fmt: skip


async def _open_case(page: Page) -> None:
    await page.locator(".remote-case > summary").click()


async def _of_labels(site: Site) -> dict[str, Shot]:
    found = await labelled.addresses(site)
    return {
        "labels-visitor-hides": Shot("/?ai=hide"), "labels-visitor-covers": Shot("/?ai=blur"),
        "labels-elsewhere": Shot("/elsewhere?ai=blur", "jane"), "labels-hidden": Shot("/elsewhere?ai=hide", "jane"),
        "labels-post": Shot(f"/posts/{found['album']}", "jane"),
        "labels-case": Shot(f"/posts/{found['image']}", "mo", _open_case),
        "settings-seeing": Shot("/settings/seeing", "jane"), "settings-from-apps": Shot("/settings/from-apps", "jane"),
        "note": Shot("/notes/new", "jane"), "note-poll": Shot("/notes/new", "jane", asking.fill_in),
        "note-poll-errors": Shot("/notes/new", "jane", asking.send_wrong),
        "admin-pictures": Shot("/admin/federation/pictures", "jane"),
        "admin-labels": Shot("/admin/federation/labels", "mo"),
    }  # fmt: skip


async def _of_admission(site: Site) -> dict[str, Shot]:
    found = {name: Shot(path, admitting.ADMIN) for name, path in (await admitting.pages(site)).items()}
    tried = Shot("/admin/admission?from=preset-strict", admitting.ADMIN, admitting.try_it)
    wrong = Shot("/admin/admission", admitting.ADMIN, admitting.send_wrong)
    return found | {"admin-admission-tried": tried, "admin-admission-errors": wrong}


async def _of_crawlers(site: Site) -> dict[str, Shot]:
    await crawling.ensure(site)
    return {
        "admin-crawlers": Shot("/admin/crawlers", "jane"),
        "admin-crawlers-weeks": Shot("/admin/crawlers?by=week", "jane"),
        "crawlers": Shot("/crawlers"), "settings-sizes": Shot("/settings/sizes", "jane"),
        "work-size": Shot(f"/works/{await _one(site, NEWEST)}/size", "jane"),
    }  # fmt: skip


def _to_enter() -> dict[str, Shot]:
    return {
        "log-in": Shot("/log-in"), "log-in-wrong": Shot("/log-in", "", _wrong_password),
        "log-in-again": Shot("/log-in?again=1", "jane"),
        "sign-up": Shot("/sign-up"), "sign-up-errors": Shot("/sign-up", "", _send_unfilled),
        "sign-up-invited": Shot("/sign-up?invitation=gone"), "forgot": Shot("/forgot"),
    }  # fmt: skip


async def _of_one_works(site: Site, files: Path) -> dict[str, Shot]:
    chosen = folder_for_uploads(files)

    async def choose(page: Page) -> None:
        await page.set_input_files("#field-files", chosen)
        await page.locator("[data-preview]").nth(1).click(position={"x": 60, "y": 60})
        await page.locator("[data-alt]").first.fill("Hills behind hills, and a low sun.")

    async def send_untitled(page: Page) -> None:
        await choose(page)
        await _send_unfilled(page)
        await page.locator(".error-summary").wait_for()

    async def open_all(page: Page) -> None:
        await page.locator("details.all-places > summary").click()

    works = {state: await _work(site, state) for state in ("held", "refused", "published", "submitted")}
    own_series = await _one(site, "select min(id) from series")
    return {
        "new": Shot("/new", "jane"), "new-pictures": Shot("/new", "jane", choose),
        "new-errors": Shot("/new", "jane", send_untitled), "works": Shot("/works", "tomasz"),
        "works-empty": Shot("/works", "nobody"),
        **{f"work-{state}": Shot(f"/works/{work_id}", "tomasz") for state, work_id in works.items()},
        "edit": Shot(f"/works/{works['published']}/edit", "tomasz"),
        "work-marks": Shot(f"/works/{works['published']}/marks?choice=own&{_MARKS}", "tomasz"),
        "settings-marks": Shot(f"/settings/marks?{_MARKS}", "jane"),
        "settings-marks-empty": Shot("/settings/marks", "nobody"),
        "identify": Shot("/identify", "jane"),
        "delete": Shot(f"/works/{works['published']}/delete", "tomasz"),
        "withdraw": Shot(f"/works/{works['held']}/delete", "tomasz"),
        "edit-series": Shot(f"/works/series/{own_series}", "jane"),
        "edit-series-moved": Shot(f"/works/series/{own_series}", "jane", drag),
        "elsewhere-waits": Shot(f"/works/{await _work(site, 'previewed')}/elsewhere", "tomasz"),
        "elsewhere": Shot(f"/works/{await _one(site, SIX)}/elsewhere", "tomasz"),
        "deliveries": Shot(f"/works/{await _told(site, 'published')}/deliveries", "tomasz", open_all),
        "deliveries-deleted": Shot(f"/works/{await _told(site, 'deleted')}/deliveries", "tomasz"),
        "works-deleted": Shot("/works/deleted", "tomasz"),
        "new-evidence": Shot("/new", "jane", _open_evidence), "vouch": Shot("/@tomasz/vouch", "jane"),
        "vouch-not": Shot("/@jane/vouch", "tomasz"), "settings-trust": Shot("/settings/trust", "jane"),
        "settings-trust-new": Shot("/settings/trust", "tomasz"),
        "admin-trust": Shot("/admin/accounts/tomasz/trust", "jane"),
        "review": Shot("/review", "jane"), "review-held": Shot(f"/review/{works['held']}", "jane"),
        "review-refused": Shot(f"/review/{works['refused']}", "jane"),
        **await _of_cases(site), "transparency": Shot("/transparency"),
    }  # fmt: skip


async def _of_cases(site: Site) -> dict[str, Shot]:
    """What tests/screens/reviewing.py has made, for moderators and for the artist."""
    cases = {"asked": "Kitchen table", "heat": "Orchard, late", "appeal": "Stairwell", "up": "Ferry", "down": "Kite"}
    found = {
        name: await _one(site, f"select max(id) from artworks where title = '{title}'") for name, title in cases.items()
    }

    async def heat(page: Page) -> None:
        await page.keyboard.press("h")

    async def labels(page: Page) -> None:
        await page.keyboard.press("?")
        await page.keyboard.press("l")

    return {
        **{f"case-{name}": Shot(f"/review/{work}", "jane") for name, work in found.items()},
        "case-heat": Shot(f"/review/{found['heat']}", "jane", heat),
        "case-keys": Shot(f"/review/{found['asked']}", "jane", labels),
        **{f"work-{name}": Shot(f"/works/{found[name]}", "tomasz") for name in ("asked", "appeal", "down")},
    }


async def _told(site: Site, state: str) -> int:
    """A work of tomasz that other servers were told of."""
    async with site.db.reading() as tx:
        found = await tx.value(
            "select max(post_id) from outgoing join artworks on artworks.id = post_id "
            "join actors on actors.id = artworks.actor_id where name = 'tomasz' and state = :state", state=state,
        )  # fmt: skip
    return int(found or 0)


async def _to_run(site: Site) -> dict[str, Shot]:
    admin = {
        name: Shot(f"/admin/{name}", "jane") for name in ("settings", "admission", "accounts", "federation", "log")
    }
    settings = ("profile", "ai", "interactions", "account", "blocks", "moving")
    own = {name: Shot(f"/settings/{name}", "jane") for name in settings}
    return {
        "settings": Shot("/settings", "jane"),
        **{f"settings-{name}": shot for name, shot in own.items()},
        "settings-moving-gone": Shot("/settings/moving", "ngozi"), "portfolio-moved": Shot("/@ngozi"),
        "settings-blocks-empty": Shot("/settings/blocks", "nobody"),
        "follow-requests": Shot("/follow-requests", "jane"), "follow-requests-none": Shot("/follow-requests", "nobody"),
        **{f"admin-{name}": shot for name, shot in admin.items()},
        "admin-host": Shot("/admin/federation/servers/slow.example", "jane"),
        "admin-federation-dead": Shot("/admin/federation?only=dead", "jane"),
        "admin-accounts-moderator": Shot("/admin/accounts", "mo"),
        **await _to_moderate(site),
    }  # fmt: skip


async def _to_moderate(site: Site) -> dict[str, Shot]:
    report = await _one(site, "select max(id) from reports where reason = 'theft'")
    posted = await _one(site, "select max(post_id) from report_posts")
    federation = {name: Shot(f"/admin/federation/{name}", "jane") for name in ("domains", "lists", "relays", "people")}
    return {
        **{f"admin-{name}": shot for name, shot in federation.items()},
        "admin-domain": Shot("/admin/federation/domains/spam.example", "jane"),
        "admin-domains-errors": Shot("/admin/federation/domains", "jane", _block_friends),
        "admin-reports": Shot("/admin/reports", "mo"),
        "admin-reports-none": Shot("/admin/reports?state=resolved", "mo"),
        "admin-report": Shot(f"/admin/reports/{report}", "mo"), "report": Shot(f"/posts/{posted}/report", "tomasz"),
        **{name: Shot(*told) for name, told in (await striking.pages(site)).items()},
        **{name: Shot(*told) for name, told in (await departing.pages(site)).items()},
        **{name: Shot(*told) for name, told in (await gated.pages(site)).items()},
        "settings-severed": Shot("/settings/severed", "jane"), "from-elsewhere": Shot("/elsewhere", "jane"),
    }  # fmt: skip


async def _block_friends(page: Page) -> None:
    await page.locator(".fold-panel > summary").first.click()
    await page.fill("#field-domain", "friends-of-jane.example")
    await page.locator('input[name="severity"][value="suspend"]').check()
    await page.locator('form[action="/admin/federation/domains"] button[type="submit"]').last.click()
    await page.wait_for_load_state("networkidle")


async def _work(site: Site, state: str) -> int:
    """The newest work of tomasz in this state."""
    return await _one(site, "select max(artworks.id) from artworks join actors on actors.id = actor_id "
                            "where name = 'tomasz' and state = :state", state=state)  # fmt: skip


async def _one(site: Site, statement: str, **values: str) -> int:
    async with site.db.reading() as tx:
        return int(await tx.value(statement, **values))


async def _open_evidence(page: Page) -> None:
    await page.click("[data-attach] summary")


async def _open_reactions(page: Page) -> None:
    await page.locator(".artwork-deeds details.react > summary").click()


async def _open_person(page: Page) -> None:
    await page.locator("main .menu > summary.button").first.click()


async def _unfold_person(page: Page) -> None:
    await _open_person(page)
    for one in await page.locator("main .menu > .sheet > .quiet-fold > summary").all():
        await one.click()


async def _open_menu(page: Page) -> None:
    await page.locator(".menu > summary").first.click()


async def _wrong_password(page: Page) -> None:
    await page.fill("#field-name", "jane")
    await page.fill("#field-password", "not hers at all")
    await _send_unfilled(page)
    await page.wait_for_load_state("networkidle")


async def _send_unfilled(page: Page) -> None:
    """Past the browser's own checks, so that the server's are seen."""
    await page.evaluate("document.querySelector('main form').noValidate = true")
    await page.locator('main form button[type="submit"]').first.click()
    await page.wait_for_load_state("networkidle")
