"""The report of the whole instance: what it is made of, what it does not tell, and who decides that it is there."""

from __future__ import annotations

import pytest

from fediart.actions.domains import choose, set_rule
from fediart.actions.instance_report import PARTS
from fediart.clock import DAY, HandClock
from fediart.site import Site
from fediart.store.admin_log import MEMBER, log
from fediart.store.domain_rules import EVERYONE, DomainRule, Moderation
from tests.dashboard.conftest import browser_of
from tests.site import Client

PLACE, JSON = "/transparency/report", "/transparency/report.json"


async def _decide(site: Site, action: str, times: int, *, detail: str = "", strike: int = 0) -> None:
    async with site.db.writing() as tx:
        for _ in range(times):
            await log(
                tx, site.ids, account_id=None, action=action, subject="@secret.person", detail=detail,
                now=site.clock.now(), kind=MEMBER, about=1, strike_id=strike,
            )  # fmt: skip


async def test_it_counts_what_was_done_and_masks_small_numbers(site: Site, visitor: Client, clock: HandClock) -> None:
    await _decide(site, "suspend account", 7, detail="harassed @victim@there.example", strike=9)
    await _decide(site, "warn", 4, strike=9)
    await _decide(site, "suspend account", 3)  # the line of a deed that is no decision against a member
    await _decide(site, "reject sign-up", 5, detail="not an artist: secret words")
    await _decide(site, "set rule for domain", 6, detail="suspend, no pictures")
    await _decide(site, "turn things on", 9)
    clock.move(40 * DAY)
    await _decide(site, "warn", 8, strike=9)  # in the running month
    site.pages.changed()
    told = (await visitor.get(JSON)).json
    (month,) = told["months"]
    assert month["members"]["suspended"] == 7 and month["members"]["warned"] is None
    assert month["members"]["limited"] == 0 and month["doors"]["rejected"] == 5
    assert month["servers"] == {"suspended": 6, "limited": 0, "lifted": 0}
    assert set(month) == {"month", *(part.name for part in PARTS)}
    page = await visitor.get(PLACE)
    assert "1–4" in page.text and ">7<" in page.text and ">4<" not in page.text and ">8<" not in page.text
    for secret in ("secret", "victim", "there.example", "not an artist"):
        assert secret not in page.text + str(told)


@pytest.mark.one_engine
async def test_admins_switch_it_off_and_nobody_else_does(site: Site, visitor: Client) -> None:
    assert "/transparency/report" in (await visitor.get("/transparency")).text
    olga, mona = await browser_of(visitor, "olga"), await browser_of(visitor, "mona")
    assert (await mona.get("/admin/transparency")).status == 403
    assert (await mona.post_form("/admin/transparency", {"public": "0"}, page="/settings")).status == 403
    answer = await olga.post_form("/admin/transparency", {"public": "0"}, page="/admin/transparency")
    assert answer.status == 303
    for path in (PLACE, JSON):
        assert (await visitor.get(path)).status == 404
    assert "/transparency/report" not in (await visitor.get("/transparency")).text
    assert "Nobody but admins" in (await olga.get("/admin/transparency")).text
    assert "turn public report off" in (await olga.get("/admin/log")).text
    await olga.post_form("/admin/transparency", {"public": "1"}, page="/admin/transparency")
    assert (await visitor.get(PLACE)).status == 200


@pytest.mark.one_engine
async def test_servers_are_named_only_where_the_list_is_for_everybody(site: Site, visitor: Client) -> None:
    await set_rule(site, None, DomainRule("starred.example", obfuscate=True, public_comment="Spam"))
    await set_rule(site, None, DomainRule("plain.example", public_comment="Scraping", comment="private words"))
    hidden = (await visitor.get(JSON)).json["servers"]
    assert hidden == {"suspended": None, "limited": 0, "rules": []}
    assert "plain.example" not in (await visitor.get(PLACE)).text
    await choose(site, None, Moderation(shown_to=EVERYONE))
    shown = (await visitor.get(PLACE)).text
    assert "plain.example" in shown and "Scraping" in shown
    assert "starred.example" not in shown and "private words" not in shown
    assert "starred.example" not in str((await visitor.get(JSON)).json)
