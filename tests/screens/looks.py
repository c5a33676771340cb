"""The ways a page is looked at: window, theme, magnified, from right to left, with more contrast."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext

from fediart.site import Site
from fediart.web.cookies import cookie_name
from tests.screens.pages import session

_CONTRAST = "localStorage.setItem('appearance', JSON.stringify({contrast: true}))"
_TURNED = "addEventListener('DOMContentLoaded', () => { document.documentElement.dir = 'rtl'; })"


@dataclass(frozen=True, slots=True)
class Look:
    """`scale` is the browser's zoom: a window of 1440 pixels at 2 has room for 720. `turned` is from right to left, in
    the language of the tests that is written so."""

    name: str
    width: int
    height: int
    theme: str = "light"
    scale: int = 1
    turned: bool = False
    contrast: bool = False


LOOKS: tuple[Look, ...] = (
    Look("1440-light", 1440, 900),
    Look("1440-dark", 1440, 900, "dark"),
    Look("820-light", 820, 1180),
    Look("390-light", 390, 844),
    Look("390-dark", 390, 844, "dark"),
    Look("1440-zoom", 720, 450, scale=2),
    Look("820-rtl", 820, 1180, turned=True),
    Look("1440-contrast", 1440, 900, contrast=True),
    Look("390-contrast-dark", 390, 844, "dark", contrast=True),
)
USUAL = ("1440-light", "1440-dark", "820-light", "390-light", "390-dark")


async def context_for(site: Site, browser: Browser, who: str, look: Look) -> BrowserContext:
    """`who` is a member's name, or empty for a visitor."""
    context = await browser.new_context(
        viewport={"width": look.width, "height": look.height},
        color_scheme="dark" if look.theme == "dark" else "light",
        device_scale_factor=look.scale,
    )
    cookies = {"session": await session(site, who)} if who else {}
    if look.turned:
        cookies["language"] = "ar-XB"
        await context.add_init_script(_TURNED)
    if look.contrast:
        await context.add_init_script(_CONTRAST)
    for word, value in cookies.items():
        await context.add_cookies([{"name": cookie_name(site.config, word), "value": value, "url": site.config.origin}])
    return context
