"""Artists who are open for work, commissions in every state, and a board of jobs."""

from __future__ import annotations

from dataclasses import replace

from fediart.actions import commission_offers, commission_steps, commission_talk, openings, work_profile
from fediart.actions.commission_asking import Request, ask_as_member, ask_as_visitor, confirm
from fediart.actions.commission_offers import OfferForm
from fediart.actions.commission_sides import link_word
from fediart.actions.openings import OpeningForm
from fediart.actions.submission import Upload
from fediart.actions.work_profile import WorkForm
from fediart.clock import DAY
from fediart.site import Site
from fediart.store import accounts, actors, commissions
from fediart.store.actors import Actor
from fediart.store.commissions import ARTIST, CLIENT

WORDS = "Book covers and portraits, in lino and ink. I like odd formats, old houses and animals that look at you."
TERMS = """Half of the price before I begin, the rest when it is done.
Two rounds of changes are included; further ones cost 30 EUR each.
You may show and print it; selling prints is a matter we talk about.
What I draw is not used to train AI, by nobody."""
WISH = """They are called Ash and Ember, and they never sit still together. Could it be done from photographs?

It is a present, so it would have to be here by the end of August."""
FILM = (
    "Twelve backgrounds in gouache or digital, from our layouts, over ten weeks. The film is eight minutes long and "
    "has a crew of six. You are named in the titles, and may show everything once it is out.\n\n"
    "Send us three works with weather in them."
)
OFFERS = (
    OfferForm("Portrait in lino", "One or two people, or an animal, printed by hand on 24 × 30 cm.\n"
              "The first five prints are yours, signed.", "", "180", "260", "EUR", "21", "2", True, "open"),
    OfferForm("Book cover", "A cover with spine and back, ready for print, with two sketches to choose from.",
              "The fee is for one edition in one language.", "900", "1600", "EUR", "42", "1", True, "open"),
    OfferForm("Your house at night", "From your photographs, on board, 20 × 20 cm.", "", "350", "", "EUR", "28", "",
              True, "closed"),
)  # fmt: skip


async def ensure(site: Site) -> dict[str, tuple[str, str]]:
    """Addresses by the name of the shot, with who looks."""
    people = {name: await _actor(site, name) for name in ("jane", "tomasz", "mo")}
    async with site.db.reading() as tx:
        begun = await tx.value("select 1 from commission_offers limit 1")
    if not begun:
        await _open(site, people)
        await _asked(site, people)
        await _jobs(site, people)
    return await _addresses(site, people)


async def _actor(site: Site, name: str) -> Actor:
    async with site.db.reading() as tx:
        found = await actors.by_handle(tx, name)
    assert found is not None, name
    return found


async def _open(site: Site, people: dict[str, Actor]) -> None:
    tomasz, jane, mo = people["tomasz"], people["jane"], people["mo"]
    await work_profile.save(site, tomasz, WorkForm(
        state="open", place="Gdańsk", words=WORDS, terms=TERMS, mediums="linocut, ink, book illustration",
        styles="portraits, houses, animals", languages="Polski, English, Deutsch"))  # fmt: skip
    await work_profile.save(site, jane, WorkForm(
        state="waiting", place="Bristol", words="Hills and weather in oil; sometimes fruit.", mediums="oil, woodcut",
        styles="landscape", languages="English"))  # fmt: skip
    await work_profile.save(site, mo, WorkForm(
        state="open", remote=False, place="Lagos", words="Murals, and portraits of people at work.",
        mediums="acrylic, digital painting, murals", styles="portraits", languages="English, Igbo"))  # fmt: skip
    async with site.db.reading() as tx:
        rows = await tx.all("select id from artworks where actor_id = :id and state = 'published' and mature = 0 "
                            "and warning = '' order by id desc limit 8", id=tomasz.id)  # fmt: skip
    works = [row["id"] for row in rows]
    for place, form in enumerate(OFFERS):
        chosen = tuple(works[place * 3 : place * 3 + (3, 2, 1)[place]])
        await commission_offers.save(site, tomasz, replace(form, examples=chosen))
    await commission_offers.save(site, mo, OfferForm("A wall", "Up to 12 m².", "", "4000", "", "USD"))


async def _asked(site: Site, people: dict[str, Actor]) -> None:
    tomasz, jane = people["tomasz"], people["jane"]
    async with site.db.reading() as tx:
        offers = [row["id"] for row in await tx.all(
            "select id from commission_offers where actor_id = :id order by position", id=tomasz.id)]  # fmt: skip
    wishes = ("Two cats on a blue chair", "A cover for “The Ferryman”", "My grandmother, from three photographs")
    made = [
        await ask_as_member(site, jane, tomasz.id, offers[place % 2], Request(title, WISH))
        for place, title in enumerate(wishes)
    ]
    await commission_steps.step(site, made[0], ARTIST, "accepted", was="asked", words="Gladly! Send me what you have.")
    await commission_steps.agree(site, made[0], amount="220", currency="EUR", due=site.clock.now() + 40 * DAY)
    async with site.db.reading() as tx:
        one = await commissions.by_id(tx, made[0])
        stored = await tx.all("select original, file_name from pictures where original <> '' limit 2")
    assert one is not None
    folder = site.storage.incoming()
    files = []
    for place, row in enumerate(stored):
        path = folder / str(place)
        path.write_bytes((await site.storage.local(row["original"])).read_bytes())
        files.append(Upload(path, f"cats {place + 1}.jpg"))
    await commission_talk.say(site, one, CLIENT, "Here are the two. Ash is the one who pretends to sleep.", files)
    site.storage.discard(folder)
    await commission_talk.say(site, one, ARTIST, "Lovely. I begin on Monday, with two sketches.", [])
    await commission_steps.step(site, made[0], ARTIST, "in-progress", was="accepted")
    await commission_steps.step(site, made[1], ARTIST, "accepted", was="asked")
    visit = Request("Our boat at the pier", "A small wooden boat, blue.", "Ann Berg", "ann@mail.example")
    await ask_as_visitor(site, tomasz.id, offers[0], visit, address="visitor")
    await ask_as_visitor(site, tomasz.id, offers[1], visit, address="visitor")
    async with site.db.reading() as tx:
        first = await commissions.by_id(tx, await tx.value(
            "select min(id) from commissions where state = 'unconfirmed'"))  # fmt: skip
    assert first is not None
    await confirm(site, first)


async def _jobs(site: Site, people: dict[str, Actor]) -> None:
    async with site.db.reading() as tx:
        owner = await accounts.by_name(tx, "jane")
    assert owner is not None
    first = await openings.post(site, people["jane"], OpeningForm(
        "Slow Harbour Films", "Background painter for a short film",
        FILM, "contract", "3200", "4000", "EUR", "project", True, "Bergen", "none",
        "It stands in the contract, for us and for those who get the film from us."))  # fmt: skip
    await openings.decide(site, owner, first.id, "open")
    await openings.post(site, people["jane"], OpeningForm(
        "Pocket Moon", "Card illustrator, part-time", "A game of fifty cards.", "part-time", "28", "", "USD", "hour",
        True, "", "no-training"))  # fmt: skip
    await openings.post(site, people["mo"], OpeningForm(
        "Museum of the Coast", "Poster for the winter show", "One poster, A1.", "project", "150000", "", "INR",
        "project", False, "Kochi", "none"))  # fmt: skip
    await openings.answer(site, people["tomasz"], first.id, "I paint weather most evenings.", "")


async def _addresses(site: Site, people: dict[str, Actor]) -> dict[str, tuple[str, str]]:
    async with site.db.reading() as tx:
        working = await tx.value("select min(id) from commissions where state = 'in-progress'")
        asked = await tx.value("select max(id) from commissions where state = 'asked' and client_id is not null")
        silent = await commissions.by_id(tx, await tx.value("select max(id) from commissions where client_id is null"))
        offer = await tx.value("select min(id) from commission_offers where actor_id = :id", id=people["tomasz"].id)
        job = await tx.value("select min(id) from openings where state = 'open'")
    assert silent is not None
    return {
        "artists": ("/artists", ""), "artists-none": ("/artists?medium=marble", ""),
        "commissions": ("/@tomasz/commissions", ""), "commissions-own": ("/@tomasz/commissions", "tomasz"),
        "commissions-none": ("/@nobody/commissions", "nobody"),
        "commission-ask": (f"/@tomasz/commissions/{offer}/ask", ""),
        "commission-board": ("/commissions", "tomasz"), "commission-board-empty": ("/commissions", "nobody"),
        "commission-artist": (f"/commissions/{working}", "tomasz"),
        "commission-client": (f"/commissions/{working}", "jane"),
        "commission-asked": (f"/commissions/{asked}", "tomasz"),
        "commission-by-mail": (f"/commissions/by-mail/{link_word(site.config, silent)}", ""),
        "commission-list": ("/commissions/asked", "jane"), "commission-offers": ("/commissions/offers", "tomasz"),
        "commission-offer": (f"/commissions/offers/{offer}", "tomasz"), "settings-work": ("/settings/work", "tomasz"),
        "jobs": ("/jobs", ""), "jobs-member": ("/jobs", "jane"), "job": (f"/jobs/{job}", "mo"),
        "job-visitor": (f"/jobs/{job}", ""), "job-new": ("/jobs/new", "nobody"),
        "job-answers": (f"/jobs/{job}/answers", "jane"), "jobs-waiting": ("/admin/jobs", "jane"),
    }  # fmt: skip
