"""Rules from files and shared lists: read with every error named, looked at, accepted one by one or together."""

from __future__ import annotations

import pytest

from fediart.actions import domain_csv, domain_lists, domains
from fediart.clock import DAY
from fediart.errors import Problem
from fediart.jobs import tidy
from fediart.store import domain_rules
from fediart.store.domain_rules import NONE, SILENCE, SUSPEND, DomainRule
from tests.moderation.conftest import House

MASTODON = """#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate
spam.example,suspend,True,True,"Spam, and worse",False
loud.example,silence,False,False,,True
pictures.example,noop,True,False,Heavy,False
"""


async def rules(house: House) -> dict[str, DomainRule]:
    async with house.site.db.reading() as tx:
        return {one.domain: one for one in await domain_rules.all_rules(tx)}


async def test_a_file_of_mastodon_is_read_and_written(house: House) -> None:
    asked = domain_csv.read(house.site, MASTODON)
    assert not asked.wrong
    spam, loud, pictures = asked.rules
    assert (spam.severity, spam.reject_media, spam.reject_reports) == (SUSPEND, True, True)
    assert spam.public_comment == "Spam, and worse"
    assert (loud.severity, loud.obfuscate) == (SILENCE, True)
    assert (pictures.severity, pictures.reject_media) == (NONE, True)
    assert domain_csv.written(asked.rules) == MASTODON
    formula = domain_csv.written([DomainRule("a.example", public_comment="=cmd()")])
    assert "'=cmd()" in formula, "no spreadsheet runs a comment"
    assert domain_csv.read(house.site, formula).rules[0].public_comment == "=cmd()"


async def test_every_line_that_is_wrong_is_named(house: House) -> None:
    own = house.site.config.instance.host
    text = (
        "domain,severity,reject_media\nok.example,limit,\nnot a domain,suspend,\nx.example,explode,\ny.example,noop,\n"
        f"s**m.example,suspend,\n{own},suspend,\nz.example,suspend,perhaps\n\n# a comment\nok.example,suspend,\ncom,,\n"
    )
    asked = domain_csv.read(house.site, text)
    assert [(one.domain, one.severity) for one in asked.rules] == [("ok.example", SUSPEND)], "the last line counts"
    assert [one.line for one in asked.wrong] == [3, 4, 5, 6, 7, 8, 12]
    assert "explode" in asked.wrong[1].why
    plain = domain_csv.read(house.site, "one.example\n\ntwo.example\n")
    assert [one.domain for one in plain.rules] == ["one.example", "two.example"]


@pytest.mark.parametrize("text", ["", "\n\n", "x.example\n" * 20_001, "x" * 900_001, "domain\n"])
async def test_a_file_has_limits(house: House, text: str) -> None:
    with pytest.raises(Problem):
        domain_csv.read(house.site, text)


async def test_nothing_holds_before_it_is_accepted_and_what_ends_follows_never_with_the_rest(house: House) -> None:
    await house.meeting.says(house.bob.follow(house.meeting.jane.uri))
    text = MASTODON + f"{house.bob.host},suspend,False,False,,False\nbroken line here,,,,,\n"
    shown = await house.send("/admin/federation/lists/import", {"file": ("blocks.csv", text.encode(), "text/csv")})
    assert shown.status == 200
    assert "Line 6" in shown.text
    assert "1 of them would end follows" in shown.text
    assert await rules(house) == {}
    page = await house.see("/admin/federation/lists")
    assert "4 changes wait for you" in page
    await house.send("/admin/federation/proposals/accept-all", {})
    assert set(await rules(house)) == {"spam.example", "loud.example", "pictures.example"}
    assert await house.meeting.count("follows") == 1
    async with house.site.db.reading() as tx:
        waiting = await tx.value("select id from domain_proposals where state = 'open'")
    await house.send("/admin/federation/proposals/accept", {"id": waiting})
    assert house.bob.host in await rules(house)
    assert await house.meeting.count("follows") == 0
    again = await house.send("/admin/federation/lists/import", {"list": text.replace("broken line here,,,,,\n", "")})
    assert again.status == 303
    assert "Nothing to decide" in await house.see("/admin/federation/lists"), "all of it holds already"


async def test_a_list_only_ever_tightens_what_was_decided_here(house: House) -> None:
    mine = DomainRule("spam.example", SUSPEND, comment="seen it", mark_sensitive=True)
    await domains.set_rule(house.site, house.owner, mine)
    await domains.set_rule(house.site, house.owner, DomainRule("loud.example", NONE, reject_media=True))
    await domain_lists.import_file(
        house.site, house.owner, "#domain,#severity\nspam.example,silence\nloud.example,silence\n"
    )
    await domain_lists.accept_harmless(house.site, house.owner)
    found = await rules(house)
    assert found["spam.example"].severity == SUSPEND
    assert found["spam.example"].comment == "seen it"
    assert (found["loud.example"].severity, found["loud.example"].reject_media) == (SILENCE, True)


async def test_a_shared_list_is_read_every_day_and_its_changes_are_proposals(house: House) -> None:
    house.bob.serve("/list.csv", MASTODON.encode(), kind="text/csv; charset=utf-8")
    url = f"{house.bob.origin}/list.csv"
    assert (await house.send("/admin/federation/lists/subscribe", {"url": url})).status == 303
    assert (await house.send("/admin/federation/lists/subscribe", {"url": url})).status == 422
    assert (await house.send("/admin/federation/lists/subscribe", {"url": "ftp://x.example/"})).status == 422
    await house.meeting.drain()
    assert await rules(house) == {}
    page = await house.see("/admin/federation/lists")
    assert "3 changes wait for you" in page
    await domain_lists.accept_harmless(house.site, house.owner)
    assert set(await rules(house)) == {"spam.example", "loud.example", "pictures.example"}
    await domains.set_rule(house.site, house.owner, DomainRule("own.example"))
    house.bob.serve("/list.csv", MASTODON.replace("loud.example", "louder.example").encode(), kind="text/plain")
    house.site.clock.move(DAY)
    await tidy.tidy(house.site, {})
    await house.meeting.drain()
    async with house.site.db.reading() as tx:
        found = await tx.all("select domain, change from domain_proposals where state = 'open' order by domain")
    assert [(row["domain"], row["change"]) for row in found] == [("loud.example", "remove"), ("louder.example", "add")]
    async with house.site.db.reading() as tx:
        number = await tx.value("select id from domain_proposals where domain = 'louder.example'")
    await house.send("/admin/federation/proposals/dismiss", {"id": number})
    house.site.clock.move(DAY)
    await tidy.tidy(house.site, {})
    await house.meeting.drain()
    assert await house.meeting.count("domain_proposals", "state = 'open'") == 1, "what was dismissed is not asked again"
    list_id = await house.meeting.row("domain_lists", "url = :url", url=url)
    await house.send(f"/admin/federation/lists/{list_id['id']}/leave", {})
    assert set(await rules(house)) >= {"spam.example", "loud.example"}, "what was accepted stays"


async def test_a_list_may_apply_by_itself_what_harms_nobody_and_nothing_else(house: House) -> None:
    await house.meeting.says(house.bob.follow(house.meeting.jane.uri))
    house.bob.serve("/l.csv", f"{MASTODON}{house.bob.host},suspend,,,,\n".encode(), kind="text/csv")
    await domain_lists.subscribe(house.site, house.owner, f"{house.bob.origin}/l.csv", auto=True)
    await house.meeting.drain()
    assert set(await rules(house)) == {"spam.example", "loud.example", "pictures.example"}
    assert await house.meeting.count("follows") == 1
    assert "1 wait for you" in await house.see("/admin/federation/lists")


async def test_a_list_that_is_no_list_does_no_harm(house: House) -> None:
    for body, kind in (
        (b"<html>404</html>", "text/html"),
        (b"\xff\xfe\x00", "text/csv"),
        (b"x" * 1_100_000, "text/csv"),
    ):
        house.bob.serve("/bad.csv", body, kind=kind)
        made = await domain_lists.subscribe(house.site, house.owner, f"{house.bob.origin}/bad.csv")
        await house.meeting.drain()
        row = await house.meeting.row("domain_lists", "id = :id", id=made.id)
        assert row["checked"], "an admin sees that it was tried"
        assert await rules(house) == {}
        await domain_lists.unsubscribe(house.site, house.owner, made.id)
