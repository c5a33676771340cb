"""Who waits to be let in, where accounts may not come from, what is held by its words, and what newcomers read."""

from __future__ import annotations

from fediart.actions import invitations, site_rules, unwelcome, unwelcome_mail, word_rules
from fediart.actions.note import write_note
from fediart.actions.sign_up_settings import save_sign_ups
from fediart.errors import Held
from fediart.site import Site
from fediart.store import accounts, sign_ups
from fediart.store.sign_ups import MAIL, QUEUE, SignUpRow
from fediart.store.unwelcome import APPROVAL, Network
from fediart.store.word_rules import DEEDS, PLACES, WordRule
from tests.site import make_artist

NEW = "petra"
_SAYS = "I paint birds and small harbours, mostly in watercolour. My sketchbooks are at https://petra.example."


async def pages(site: Site) -> dict[str, tuple[str, str]]:
    """Paths and who looks. Made once; a second run finds them where they are."""
    async with site.db.reading() as tx:
        known = await accounts.by_name(tx, NEW)
        owner = await accounts.by_name(tx, "jane")
    assert owner is not None
    if known is None:
        await _filled(site, owner)
    return {
        "admin-sign-ups": ("/admin/sign-ups", "jane"),
        "admin-invitations": ("/admin/invitations", "jane"),
        "admin-doors": ("/admin/sign-ups/doors", "jane"),
        "admin-sign-up-settings": ("/admin/sign-ups/settings", "jane"),
        "admin-words": ("/admin/words", "jane"),
        "admin-word-rules": ("/admin/words/rules", "jane"),
        "admin-newcomers": ("/admin/words/newcomers", "jane"),
        "admin-rules": ("/admin/rules", "jane"),
        "rules": ("/rules", ""),
        "held-own": ("/settings/held", NEW),
    }


async def _filled(site: Site, owner: accounts.Account) -> None:
    for name, why, detail in (("wanda", MAIL, "yopmail.com"), ("xaver", QUEUE, "")):
        waiting, _ = await make_artist(site, name, approved=0, reason=_SAYS)
        async with site.db.writing() as tx:
            queued = site.clock.now() if why == QUEUE else 0
            await sign_ups.insert(tx, SignUpRow(waiting.id, why, detail, queued))
    _, petra = await make_artist(site, NEW)
    await save_sign_ups(site, owner, question="", disposable="hold", per_day=25)
    await invitations.invite(site, owner, uses=3, days=30)
    await unwelcome.add_mail_domain(site, owner, "adverts.example")
    await unwelcome_mail.add_address(site, owner, "bob@mail.example", "Came back under five names")
    await unwelcome_mail.say_throw_away(site, owner, "school.example", fine=True)
    await unwelcome.put_network(site, owner, Network(0, "192.0.2.0/24", APPROVAL, "Robots in June", 0, 0))
    for pattern, kind, deed in (("cheap watch*", "words", DEEDS[1]), ("shop.example/sale", "link", DEEDS[0])):
        await word_rules.save(site, owner, WordRule(0, kind, pattern, PLACES[1:], deed, comment="Adverts"))
    for text in (
        "Cheap watches? I have drawn a shop window full of them, all at ten past ten.",
        "Where I learned: " + " ".join(f"https://school{number}.example/" for number in range(5)),
    ):
        try:
            await write_note(site, petra, text)
        except Held:
            continue
    await site_rules.save_translations(site, owner, "es", {0: "Comparte lo que has hecho tú."})
