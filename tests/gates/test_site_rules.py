"""Rules, terms and privacy: versions to be read, translations, and members who are told."""

from __future__ import annotations

import pytest

from fediart.clock import DAY, HandClock
from tests.api.house import App
from tests.site import Client, change_settings, log_in, make_artist


@pytest.mark.one_engine
async def test_each_version_of_the_rules_stays_to_be_read_and_members_are_told(
    visitor: Client, jane: Client, clock: HandClock
) -> None:
    await make_artist(visitor.site, "olga", role="owner")
    await change_settings(visitor.site, rules=("Be kind.",))
    olga = visitor.fresh()
    await log_in(olga, "olga")
    form = {"name": "fediart", "registrations": "open", "ai_policy": "no-ai", "rules": "Be kind.\nCredit others."}
    for _ in range(2):
        assert (await olga.post_form("/admin/settings", form)).status in (303, 422)
    page = (await visitor.get("/rules")).text
    assert "Credit others." in page and "The first rules" in page
    clock.move(DAY)
    spanish = {"language": "es", "words_0": "Sé amable.", "words_1": ""}
    assert (await olga.post_form("/admin/rules", spanish)).status == 303
    shown = (await visitor.get("/rules", headers={"Accept-Language": "es"})).text
    assert "Sé amable." in shown and "Credit others." in shown
    rules = (await App(visitor).get("/api/v2/instance")).json["rules"]
    assert [one["translations"] for one in rules] == [{"es": {"text": "Sé amable.", "hint": ""}}, {}]
    assert (await olga.post_form("/admin/rules/tell", page="/admin/rules")).status == 303
    assert "The rules of this instance have changed" in (await jane.get("/home")).text
    assert (await jane.post_form("/admin/rules/tell", page="/settings/profile")).status == 403
    wrong = await olga.post_form("/admin/rules", {"language": "xx", "words_0": "x"})
    assert wrong.status == 422


@pytest.mark.one_engine
async def test_new_terms_are_announced_with_their_day(visitor: Client, jane: Client, clock: HandClock) -> None:
    await make_artist(visitor.site, "olga", role="owner")
    olga = visitor.fresh()
    await log_in(olga, "olga")
    day = (
        (await olga.get("/admin/texts")).text.partition('name="effective"')[2].partition('value="')[2].partition('"')[0]
    )
    sent = await olga.post_form(
        "/admin/texts/terms", {"terms": "Be good.", "effective": day, "tell": "1"}, page="/admin/texts"
    )
    assert sent.status == 303
    told = (await jane.get("/home")).text
    assert f"New terms of service hold from {day} on." in told and f"/terms/{day}" in told
