"""Curators choose works for the wall of the house; what nobody may see does not hang there."""

from __future__ import annotations

import pytest

from fediart.actions import choosing_works, person_deeds
from fediart.actions.strikes import Cause
from fediart.errors import NotAllowed, NotFound
from tests.seeds import hang
from tests.site import make_artist
from tests.strikes.conftest import House


@pytest.mark.one_engine
async def test_a_curator_chooses_and_nobody_else(house: House) -> None:
    site, jane = house.site, house.jane
    account, face = await make_artist(site, "cora", role="curator")
    work, quiet = await hang(site, jane, "Harbour"), await hang(site, jane, "For few", visibility="followers")
    cora, visitor = await house.browser("cora"), house.meeting.web.fresh()
    page = f"/@jane/{work.id}"
    assert f"/chosen/{work.id}" in (await cora.get(page)).text
    assert f"/chosen/{work.id}" not in (await (await house.browser("jane")).get(page)).text
    words = {"words": "The light! <img src=x>"}
    assert (await cora.post_form(f"/chosen/{work.id}", words, page=page)).status == 303
    shown = (await visitor.get("/chosen")).text
    assert "The light! &lt;img" in shown and page in shown and "@cora" in shown
    assert 'name="tdm-reservation"' in shown or "noai" in shown, "the page says what machines may do"
    with pytest.raises(NotFound):
        await choosing_works.choose(site, account, quiet.id, "")
    with pytest.raises(NotAllowed):
        await choosing_works.choose(site, account, (await hang(site, face, "Mine")).id, "")
    for deed in ("limit", "suspend"):
        await person_deeds.act(site, house.accounts["olga"], jane.id, deed, Cause(reason="x"))
        assert page not in (await visitor.get("/chosen")).text, deed
        await person_deeds.undo(site, house.accounts["olga"], jane.id, deed)
    janes = await house.browser("jane")
    assert (await janes.post_form(f"/chosen/{work.id}/drop", {}, page="/settings/profile")).status == 403
    assert (await cora.post_form(f"/chosen/{work.id}/drop", {}, page="/chosen")).status == 303
    assert page not in (await visitor.get("/chosen")).text
    assert (await cora.get("/review")).status == 403, "curators moderate nobody"
