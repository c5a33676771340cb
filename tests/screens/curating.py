"""Portfolios that were arranged: Tomasz's in sections with everything, Jane's with a draft that waits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from hashlib import sha256

from playwright.async_api import Page

from fediart.actions.portfolio import as_shown, publish_draft, save_draft
from fediart.site import Site
from fediart.store import actors, enquiries, portfolios, work_profiles
from fediart.store.actors import Actor
from fediart.store.enquiries import Enquiry
from fediart.store.portfolios import LAYOUTS, About, Portfolio, Section
from fediart.store.work_profiles import WorkProfile

STATEMENT = """I draw what is left when the light goes: quays, stairwells, the backs of houses.

Most pictures begin as **linocuts** and end on a board, in three or four colours. For commissions I work from
[your place](https://tomasz.example/how), at the hour you choose."""
ABOUT = About(
    statement=STATEMENT,
    skills=("Book illustration", "Linocut", "Hand lettering", "Posters", "Murals"),
    tools=("Krita", "Lino and oak gall ink", "Oil on board"),
    clients=("Harbour Press", "Museum of the Coast", "Tram 12"),
    exhibitions=(
        "2025 Night ferries, Harbour Gallery, Bergen https://gallery.example/ferries",
        "2023–2024 The backs of houses, with Ngozi A., Kunsthalle Nord",
        "2021 Open studio",
    ),
    awards=("2024 Prize of the print fair, Gdańsk",),
    education=("2014–2018 BA Illustration, Academy of Fine Arts",),
)


async def ensure(site: Site) -> None:
    async with site.db.reading() as tx:
        tomasz, jane = await actors.by_handle(tx, "tomasz"), await actors.by_handle(tx, "jane")
        assert tomasz is not None
        assert jane is not None
        if (await portfolios.kept(tx, tomasz.id)).shown_at:
            return
    works = await _works(site, tomasz)
    sections = (
        Section("s1", "After dark", "Woodcuts and boards, made between *eleven and two*.", works[1], tuple(works[:4])),
        Section("s2", "By the water", "", 0, tuple(works[4:6])),
    )
    face = Portfolio(
        layout="masonry", accent="rust", headline="Quays, stairwells and the backs of houses, in print and paint",
        cover=str(works[0]), sections=sections, about=ABOUT,
    )  # fmt: skip
    await save_draft(site, tomasz, face)
    await publish_draft(site, tomasz)
    await _draft(site, jane)
    await _open(site, tomasz)


async def _works(site: Site, artist: Actor) -> list[int]:
    async with site.db.reading() as tx:
        rows = await tx.all(
            """select id from artworks where actor_id = :id and state = 'published' and mature = 0
            and visibility = 'public' order by id desc""",
            id=artist.id,
        )
    return [int(row["id"]) for row in rows]


async def _draft(site: Site, jane: Actor) -> None:
    works = await _works(site, jane)
    async with site.db.reading() as tx:
        face = await as_shown(tx, jane.id, await portfolios.shown(tx, jane.id))
    free = [work for work in works if work not in face.pinned]
    sections = (
        Section("s1", "Reservoir", "Seven evenings, one shore.", free[0], tuple(free[:3])),
        Section("s2"),
    )
    draft = replace(face, accent="cobalt", headline="Hills, sometimes fruit, in oil and woodcut", sections=sections)
    await save_draft(site, jane, draft)


async def _open(site: Site, tomasz: Actor) -> None:
    now = site.clock.now()
    async with site.db.writing() as tx:
        await work_profiles.save(tx, WorkProfile(tomasz.id, "open", place="Gdańsk", since=now, changed=now), {})
        for name, words in (
            ("Gro Dahl", "We would like to show six of your prints next spring. Could we come by in March?"),
            ("A person with a rather long name", "How much would a portrait of two dogs cost?\n\nThank you!"),
        ):  # fmt: skip
            digest = sha256(words.encode()).hexdigest()
            letter = Enquiry(
                site.ids.new(), tomasz.id, None, name, "gro@gallery.example", "An exhibition", words, digest, now
            )
            await enquiries.insert(tx, letter)
    site.pages.changed()


_TURN = """word => {
    for (const one of document.querySelectorAll("[data-layout]")) one.dataset.layout = word;
    for (const wall of document.querySelectorAll("[data-wall]")) {
        for (const tile of wall.children) tile.style.width = "";
        wall.className = wall.className.replace(/masonry|hung/g, "") + " " + (word === "justified" ? "rows" : word);
    }
}"""


def hung(layout: str) -> Callable[[Page], Awaitable[None]]:
    """The same works in another layout: that is a matter of the style sheet alone."""

    async def turn(page: Page) -> None:
        await page.evaluate(_TURN, layout)

    return turn


Deed = Callable[[Page], Awaitable[None]] | None


async def pages(site: Site) -> dict[str, tuple[str, str, Deed]]:
    """By name: the path, who looks, and what is done then."""
    await ensure(site)
    layouts: dict[str, tuple[str, str, Deed]] = {
        f"portfolio-{layout}": ("/@tomasz", "", hung(layout)) for layout in LAYOUTS
    }
    return {
        **layouts,
        "portfolio-about": ("/@tomasz/about", "", None),
        "portfolio-about-empty": ("/@nobody/about", "nobody", None),
        "portfolio-print": ("/@tomasz/print", "", None),
        "portfolio-print-pages": ("/@tomasz/print?by=pages", "", None),
        "portfolio-preview": ("/settings/portfolio/preview", "jane", None),
        "contact": ("/@tomasz/contact", "", None),
        "contact-sent": ("/@tomasz/contact?sent=1", "", None),
        "enquiries": ("/enquiries", "tomasz", None),
        "enquiries-empty": ("/enquiries", "nobody", None),
        "settings-portfolio": ("/settings/portfolio", "jane", None),
        "settings-portfolio-empty": ("/settings/portfolio", "nobody", None),
        "settings-portfolio-about": ("/settings/portfolio/about", "tomasz", None),
        "settings-portfolio-contact": ("/settings/portfolio/contact", "tomasz", None),
    }
