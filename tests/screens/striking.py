"""Decisions about members: one who was warned, limited and frozen, an appeal that waits and one that was decided."""

from __future__ import annotations

from fediart.actions import answer_templates, choosing_works, person_deeds, strike_appeals
from fediart.actions.strikes import Cause
from fediart.clock import DAY, HandClock
from fediart.site import Site
from fediart.store import accounts
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.strikes import Strike
from tests import seeds
from tests.site import make_artist

STRUCK, COLD = "viktor", "agnes"
WORDS = "The sheet in the third picture is by Ana Ruiz, and she did not give leave. Please name her, or take it down."


async def furnish(site: Site, clock: HandClock) -> None:
    async with site.db.reading() as tx:
        mo, jane = await accounts.by_name(tx, "mo"), await accounts.by_name(tx, "jane")
    assert mo is not None and jane is not None
    for title, text in (
        ("Credit", "Please name whom you draw from, and link to their work where you can."),
        ("Tracing", "A traced work is welcome as a study: say so, and name the original."),
    ):
        await answer_templates.add(site, mo, title, text)
    _one, viktor = await make_artist(site, STRUCK)
    _two, agnes = await make_artist(site, COLD)
    first = await _do(site, mo, viktor, "warn", WORDS, rule=0)
    await strike_appeals.appeal(site, viktor.id, first.id, "Ana is my mother. She sits beside me and says hello.")
    await strike_appeals.decide(site, jane, first.id, "overturned", "Then hello to Ana! It is taken back.")
    clock.move(3 * DAY)
    second = await _do(site, mo, viktor, "limit", "Forty posts about a sale in one hour.")
    await strike_appeals.appeal(site, viktor.id, second.id, "My shop program went mad. I have turned it off since.")
    clock.move(DAY)
    await _do(site, mo, viktor, "warn", "Please keep to one post about each print.", rule=2)
    await _do(site, mo, agnes, "freeze", "Somebody else seems to have your password. Write to us, and it is lifted.")
    await _hang(site, mo)
    loud = await seeds.stranger(site, "loud", "quarrel.example", display_name="Loud")
    await person_deeds.act(site, mo, loud.id, "limit", Cause(reason="Answers to everybody, about themselves"))


async def _hang(site: Site, by: Account) -> None:
    """Works of others on the wall of the house."""
    words = ("Six days at one window, and each rain is another one.", "", "Look at the hands.")
    async with site.db.reading() as tx:
        found = await tx.all(
            """select id from artworks where state = 'published' and visibility = 'public' and actor_id <> :own
            order by id limit 3""",
            own=by.actor_id,
        )
    for row, said in zip(found, words, strict=False):
        await choosing_works.choose(site, by, row["id"], said)


async def _do(site: Site, by: Account, whom: Actor, deed: str, words: str, *, rule: int = -1) -> Strike:
    made = await person_deeds.act(site, by, whom.id, deed, Cause(reason=words, rule=rule))
    assert made is not None
    return made


async def pages(site: Site) -> dict[str, tuple[str, str]]:
    """`(path, who looks)` by the name of the photograph."""
    async with site.db.reading() as tx:
        work = await tx.one(
            """select a.actor_id, a.id from artworks a join pictures p on p.artwork_id = a.id
            join actors on actors.id = a.actor_id where a.state = 'published' and a.visibility = 'public'
            and actors.name = 'tomasz' group by a.actor_id, a.id order by count(*) desc, a.id limit 1"""
        )
        struck = int(await tx.value("select id from actors where name = :name and host = ''", name=STRUCK))
    return {
        "strikes": ("/settings/strikes", STRUCK), "strikes-frozen": ("/settings/strikes", COLD),
        "strikes-none": ("/settings/strikes", "tomasz"), "admin-person": (f"/admin/people/{struck}", "mo"),
        "admin-person-work": (f"/admin/people/{work['actor_id']}?post={work['id']}" if work else "/admin/people", "mo"),
        "chosen": ("/chosen", ""), "admin-people": ("/admin/people", "mo"), "admin-appeals": ("/admin/appeals", "jane"),
        "admin-appeals-own": ("/admin/appeals", "mo"), "admin-answers": ("/admin/answers", "mo"),
        "admin-log-narrowed": ("/admin/log?kind=member", "jane"),
    }  # fmt: skip
