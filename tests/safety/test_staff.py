"""An admin may demand a second step of the staff: at pages, in their apps, and at once."""

from __future__ import annotations

from fediart.actions.tokens import create_token
from fediart.cli.doctor_safety import safety_findings
from tests.safety.second import scanned
from tests.site import Client, log_in, make_artist


async def test_staff_without_the_second_step_can_do_nothing_of_their_role(client: Client) -> None:
    site = client.site
    await make_artist(site, "olga", role="owner")
    await make_artist(site, "mona", role="moderator")
    await make_artist(site, "jane")
    await log_in(client, "olga")
    alone = await client.post_form("/admin/safety", {"demanded": "1"})
    assert alone.status == 422 and "your own second step" in alone.text
    app = await scanned(client)
    await client.post_form("/settings/safety/app/on", {"code": app.code()}, page="/settings/safety")
    assert (await client.post_form("/admin/safety", {"demanded": "1"})).status == 303
    page = await client.get("/admin/safety")
    assert "@mona" in page.text and "@jane" not in page.text and "checked" in page.text
    moderator = client.fresh()
    await log_in(moderator, "mona")
    led = await moderator.get("/admin/reports")
    assert (led.status, led.location) == (303, "/settings/safety")
    refused = await moderator.post_form("/admin/accounts/approve", {"name": "jane"}, page="/settings/profile")
    assert refused.status == 403 and "second step" in refused.text
    token = await create_token(site, "mona", ("read", "admin:read"), label="app")
    told = await moderator.get("/api/v1/admin/reports", headers={"Authorization": f"Bearer {token}"})
    assert told.status == 403 and "second step" in told.json["error"]
    assert (await moderator.get("/works")).status == 200
    theirs = await scanned(moderator)
    await moderator.post_form("/settings/safety/app/on", {"code": theirs.code()}, page="/settings/safety")
    assert (await moderator.get("/admin/reports")).status == 200
    assert (await moderator.get("/api/v1/admin/reports", headers={"Authorization": f"Bearer {token}"})).status == 200
    artist = client.fresh()
    await log_in(artist, "jane")
    assert (await artist.get("/new")).status == 200
    said = [one async for one in safety_findings(site)]
    assert said == [("second step", "ok", "all 2 of the staff have a second step to log in", "")]
