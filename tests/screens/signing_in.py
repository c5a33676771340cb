"""Apps at the door: the question whether they may come in, the code, and the list of those that are in."""

from __future__ import annotations

from urllib.parse import urlencode

from playwright.async_api import Page

from fediart.actions import authorizing
from fediart.actions.app_tokens import for_code
from fediart.actions.apps import SHOWN, register
from fediart.actions.tokens import make_own
from fediart.clock import DAY
from fediart.site import Site
from fediart.store import accounts
from fediart.store.access_tokens import apps_of
from fediart.store.apps import RegisteredApp, Registration

APPS = (
    ("Feather", "https://feather.example", "feather://signed-in", "read write follow push"),
    ("Lightbox for Tablets", "https://lightbox.example/apps", "https://lightbox.example/back", "profile read:statuses"),
    ("Weekly print calendar", "", SHOWN, "read:statuses write:media write:statuses"),
    ("Broom", "https://broom.example", "https://desk.broom.example/in", "read admin:read admin:write:reports"),
)


async def pages(site: Site) -> dict[str, tuple[str, str]]:
    """Paths and who looks. Made once; a second run finds the apps where they are."""
    async with site.db.reading() as tx:
        jane = await accounts.by_name(tx, "jane")
        assert jane is not None
        known = await apps_of(tx, jane.id, now=site.clock.now())
    made = [await _registered(site, *one) for one in APPS]
    if not known:
        for app in made[:3]:
            await _signed_in(site, app, jane)
        await make_own(site, jane, ["write:media", "write:statuses"], label="Publishes scans from the scanner's folder")
    asked = {word: _question(app) for word, app in zip(("device", "web", "shown", "staff"), made, strict=True)}
    return {
        "consent-device": (asked["device"], "tomasz"),
        "consent-web": (asked["web"], "tomasz"),
        "consent-shown": (asked["shown"], "jane"),
        "consent-staff": (asked["staff"], "jane"),
        "consent-wrong": ("/oauth/authorize?client_id=unknown", ""),
        "settings-apps": ("/settings/apps", "jane"),
        "settings-apps-empty": ("/settings/apps", "nobody"),
    }


async def allow(page: Page) -> None:
    await page.click("button[value=allow]")
    await page.wait_for_selector(".code-shown")


async def ask_for_token(page: Page) -> None:
    await page.locator(".make-token > summary").click()
    await page.evaluate("document.querySelectorAll('.make-token form').forEach((one) => { one.noValidate = true; })")
    await page.locator(".make-token form button[type=submit]").click()
    await page.locator(".error-summary").wait_for()


async def open_all(page: Page) -> None:
    await page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")


async def _registered(site: Site, name: str, website: str, address: str, scopes: str) -> RegisteredApp:
    said = Registration(name, website, (address,), tuple(scopes.split()))
    app, _secret = await register(site, said, confidential=True)
    return app


async def _signed_in(site: Site, app: RegisteredApp, account: accounts.Account) -> None:
    asked = authorizing.Question(app, app.redirect_uris[0], app.scopes, None, "")
    code = await authorizing.allow(site, asked, account)
    await for_code(site, app, code, redirect_uri=app.redirect_uris[0], verifier="")
    async with site.db.writing() as tx:
        now = site.clock.now()
        since, used = (now - 40 * DAY, now - DAY) if app.website else (now, 0)
        sql = "update access_tokens set created = :since, last_used = :used where app_id = :id"
        await tx.run(sql, since=since, used=used, id=app.id)


def _question(app: RegisteredApp) -> str:
    query = {"response_type": "code", "client_id": app.client_id, "redirect_uri": app.redirect_uris[0],
             "scope": " ".join(app.scopes)}  # fmt: skip
    return "/oauth/authorize?" + urlencode(query)
