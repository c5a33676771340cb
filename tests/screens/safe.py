"""What keeps accounts safe: the second step, passkeys, codes, the question who one is, the end of a stolen log-in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page

from fediart.actions.one_time_codes import new_recovery_codes, recovery_hash
from fediart.clock import DAY, HOUR
from fediart.ids import secret_token
from fediart.site import Site
from fediart.store import accounts, mail_links, passkeys, second_factors
from fediart.store.accounts import Account
from fediart.store.database import Writing
from fediart.store.passkeys import Passkey
from fediart.web.cookies import cookie_name

DEVICES = (("Tomasz's phone", 1, 3), ("The key on my key ring", 0, 0))
Deed = Callable[[Page], Awaitable[None]]


async def pages(site: Site) -> dict[str, tuple[str, str, Deed | None]]:
    """Paths, who looks, and what is done first."""
    async with site.db.writing() as tx:
        tomasz, jane = await accounts.by_name(tx, "tomasz"), await accounts.by_name(tx, "jane")
        assert tomasz is not None and jane is not None
        if not tomasz.two_factors:
            await _make_safe(tx, site, tomasz)
        now = site.clock.now()
        link = await mail_links.make(tx, jane.id, mail_links.LOG_IN, jane.email, now=now, life=HOUR)
    return {
        "settings-safety": ("/settings/safety", "tomasz", None),
        "settings-safety-empty": ("/settings/safety", "nobody", None),
        "settings-safety-app": ("/settings/safety", "nobody", _press("Set up an authenticator app")),
        "settings-safety-codes": ("/settings/safety", "tomasz", _press("Make new recovery codes")),
        "log-in-second": ("/log-in", "", _half(site, tomasz)),
        "sure": ("/settings/safety", "nobody", _unsure(site)),
        "sure-second": ("/settings/safety", "tomasz", _unsure(site)),
        "not-me": (f"/not-me/{link}", "", None),
        "admin-safety": ("/admin/safety", "jane", None),
    }


async def _make_safe(tx: Writing, site: Site, account: Account) -> None:
    now = site.clock.now()
    await second_factors.begin(tx, account.id, secret_token(), now=now - 90 * DAY)
    await second_factors.confirm(tx, account.id, now=now - 90 * DAY)
    await second_factors.two_factors(tx, account.id, since=now - 90 * DAY)
    hashes = [recovery_hash(account.id, one) for one in new_recovery_codes()]
    await second_factors.keep_recovery(tx, account.id, hashes[:8], now=now)
    for number, (name, synced, used) in enumerate(DEVICES):
        one = Passkey(
            site.ids.new(), account.id, f"credential-{number}", "", 0, "internal", synced, name, now - 60 * DAY,
            now - used * HOUR if used else 0,
        )  # fmt: skip
        await passkeys.insert(tx, one)


def _press(label: str) -> Deed:
    async def press(page: Page) -> None:
        await page.get_by_role("button", name=label).first.click()
        await page.wait_for_load_state()

    return press


def _half(site: Site, account: Account) -> Deed:
    """The password was right."""

    async def half(page: Page) -> None:
        token, now = secret_token(), site.clock.now()
        async with site.db.writing() as tx:
            await second_factors.go_half(tx, token, account.id, now=now, life=HOUR)
        cookie = {"name": cookie_name(site.config, "half"), "value": token, "url": site.config.origin}
        await page.context.add_cookies([cookie])  # type: ignore[list-item]
        await page.goto(f"{site.config.origin}/log-in/second")

    return half


def _unsure(site: Site) -> Deed:
    """Logged in a while ago."""

    async def unsure(page: Page) -> None:
        async with site.db.writing() as tx:
            await tx.run("update sessions set sure = 0")
        await page.goto(f"{site.config.origin}/sure?next=/settings/safety")

    return unsure
