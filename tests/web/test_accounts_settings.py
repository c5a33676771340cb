"""Profile, pictures, AI policy, the instance's settings, roles and suspensions: through the pages."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

import pytest

from fediart.clock import HandClock
from fediart.rights.model import POLICIES, Preset
from fediart.rights.values import values
from fediart.store import accounts, actors
from fediart.store.actors import Actor
from fediart.store.settings import read_settings
from tests.site import Client, change_settings, drain, log_in, make_artist

PROFILE = {"display_name": "Jane Doe", "bio": "I draw.", "discoverable": "1"}


@pytest.fixture
async def jane(client: Client) -> Client:
    await make_artist(client.site, "jane")
    await log_in(client, "jane")
    return client


@pytest.fixture
async def olga(client: Client) -> Client:
    await make_artist(client.site, "olga", role="owner")
    await log_in(client, "olga")
    return client


async def actor_of(client: Client, name: str) -> Actor:
    async with client.site.db.reading() as tx:
        found = await actors.by_handle(tx, name)
    assert found is not None
    return found


async def follow_from_elsewhere(client: Client, name: str) -> None:
    """A follower on another server, so that there is somebody to tell."""
    followee, site = await actor_of(client, name), client.site
    async with site.db.writing() as tx:
        await tx.run(
            """insert into actors (id, uri, name, host, kind, url, inbox, public_key_id, public_key, created)
            values (5, 'https://far.example/u/bob', 'bob', 'far.example', 'Person', 'https://far.example/@bob',
            'https://far.example/u/bob/inbox', 'https://far.example/u/bob#key', '', 0)"""
        )
        await tx.run(
            """insert into follows (id, follower_id, followee_id, state, uri, created)
            values (6, 5, :followee, 'accepted', 'https://far.example/f/1', 0)""",
            followee=followee.id,
        )


async def sent(client: Client) -> list[dict[str, object]]:
    async with client.site.db.reading() as tx:
        return [json.loads(row["body"]) for row in await tx.all("select body from outgoing order by id")]


async def test_a_profile_is_kept_and_shown(jane: Client) -> None:
    form = PROFILE | {
        "bio": "I draw <b>birds</b>.\n\nSee https://shop.example/?a=1&b=2",
        "field_name_1": "Shop",
        "field_value_1": "https://shop.example/",
        "field_name_3": "Pronouns",
        "field_value_3": "she/her",
        "avatar_alt": "A bird",
        "approves_follows": "1",
    }
    assert (await jane.post_form("/settings/profile", form)).status == 303
    actor = await actor_of(jane, "jane")
    assert actor.display_name == "Jane Doe"
    assert "<b>" not in actor.bio_html and "&lt;b&gt;birds" in actor.bio_html
    assert 'href="https://shop.example/?a=1&amp;b=2"' in actor.bio_html
    assert [(one.name, one.value) for one in actor.fields] == [
        ("Shop", "https://shop.example/"),
        ("Pronouns", "she/her"),
    ]
    assert (actor.approves_follows, actor.discoverable, actor.avatar_alt) == (1, 1, "A bird")
    page = await jane.get("/settings/profile")
    assert "I draw &lt;b&gt;birds&lt;/b&gt;." in page.text
    assert (await jane.fresh().get("/@jane")).status == 200


async def test_a_changed_profile_is_told_to_the_followers_servers(jane: Client) -> None:
    await follow_from_elsewhere(jane, "jane")
    await jane.post_form("/settings/profile", PROFILE)
    [update] = await sent(jane)
    assert update["type"] == "Update"
    assert update["object"]["name"] == "Jane Doe"  # type: ignore[index]


async def test_advisory_55_every_text_of_a_profile_has_a_limit(jane: Client) -> None:
    long = {
        "display_name": "x" * 61,
        "bio": "x" * 2_001,
        "field_name_1": "x" * 61,
        "field_value_2": "x" * 501,
        "avatar_alt": "x" * 1_501,
        "header_alt": "x" * 1_501,
    }
    answer = await jane.post_form("/settings/profile", long | {"field_value_1": "y", "field_name_2": "z"})
    assert answer.status == 422
    for name in long:
        assert f'id="error-{name}"' in answer.text, name
    assert (await actor_of(jane, "jane")).bio == ""


async def test_a_pretty_name_cannot_hide_control_characters(jane: Client) -> None:
    await jane.post_form("/settings/profile", PROFILE | {"display_name": "Ja\u0000ne\n  Doe\u0007"})
    assert (await actor_of(jane, "jane")).display_name == "Ja ne Doe"


def drawn(width: int, height: int) -> bytes:
    """A PNG of one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + b"\x30\x60\x90" * width) * height
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


async def packet_in(client: Client, key: str) -> str:
    path: Path = await client.site.storage.local(key)
    return path.read_bytes().decode("latin-1")


async def test_an_avatar_carries_the_policy_and_follows_its_changes(jane: Client) -> None:
    file = {"avatar": ("me.png", drawn(500, 600), "image/png")}
    answer = await jane.post_form("/settings/profile/avatar", file, page="/settings/profile")
    assert answer.status == 303
    first = await actor_of(jane, "jane")
    assert first.avatar.startswith("public/")
    assert values(POLICIES[Preset.NO_AI]).data_mining in await packet_in(jane, first.avatar)
    assert f"/avatars/{first.avatar.rpartition('/')[2]}" in (await jane.get("/settings/profile")).text

    assert (await jane.post_form("/settings/ai", {"ai_policy": "open"})).status == 303
    await drain(jane.site)
    second = await actor_of(jane, "jane")
    assert second.avatar != first.avatar
    assert values(POLICIES[Preset.OPEN]).data_mining in await packet_in(jane, second.avatar)

    await jane.post_form(
        "/settings/profile/avatar", {"remove": "1", "x": ("", b"", "text/plain")}, page="/settings/profile"
    )
    assert (await actor_of(jane, "jane")).avatar == ""


async def test_what_is_no_picture_is_refused_at_its_field(jane: Client) -> None:
    for name, body in (
        ("header", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("avatar", b"%PDF-1.4"),
        ("avatar", b""),
    ):
        file = {name: ("me.png", body, "image/png")}
        answer = await jane.post_form(f"/settings/profile/{name}", file, page="/settings/profile")
        assert answer.status == 422, name
        assert f'id="error-{name}"' in answer.text
    assert (await actor_of(jane, "jane")).header == ""


async def test_a_picture_that_is_too_large_is_refused(jane: Client) -> None:
    file = {"avatar": ("me.png", drawn(10, 10) + bytes(10_000_001), "image/png")}
    answer = await jane.post_form("/settings/profile/avatar", file, page="/settings/profile")
    assert answer.status == 422
    assert "10 MB" in answer.text


async def test_an_artist_chooses_among_the_policies_the_instance_offers(jane: Client) -> None:
    await change_settings(jane.site, ai_policy_choices=("no-ai", "ask-first"))
    page = await jane.get("/settings/ai")
    assert 'value="ask-first"' in page.text and 'value="open"' not in page.text
    refused = await jane.post_form("/settings/ai", {"ai_policy": "open"})
    assert refused.status == 422
    await follow_from_elsewhere(jane, "jane")
    assert (await jane.post_form("/settings/ai", {"ai_policy": "ask-first"})).status == 303
    assert (await actor_of(jane, "jane")).ai_policy == "ask-first"
    assert [one["type"] for one in await sent(jane)] == ["Update"]


async def test_a_policy_chosen_before_may_stay_when_it_is_offered_no_more(jane: Client) -> None:
    await jane.post_form("/settings/ai", {"ai_policy": "open"})
    await change_settings(jane.site, ai_policy_choices=("no-ai",))
    assert 'value="open" checked' in (await jane.get("/settings/ai")).text
    assert (await jane.post_form("/settings/ai", {"ai_policy": "open"})).status == 303


async def test_the_language_is_kept(jane: Client) -> None:
    assert (
        await jane.post_form("/settings/account/language", {"locale": "en"}, page="/settings/account")
    ).status == 303
    assert (
        await jane.post_form("/settings/account/language", {"locale": "xx"}, page="/settings/account")
    ).status == 422


INSTANCE = {
    "name": "Inkwell",
    "tagline": "Drawings",
    "description": "For people who draw.",
    "rules": "Draw.\nBe kind.",
    "contact_email": "we@mail.example",
    "registrations": "closed",
    "ai_policy": "no-training",
    "ai_policy_choices": ["open", "no-ai"],
    "require_alt": "1",
}


async def test_an_admin_changes_the_instance(olga: Client) -> None:
    assert (await olga.post_form("/admin/settings", INSTANCE)).status == 303
    async with olga.site.db.reading() as tx:
        settings = await read_settings(tx)
        logged = await tx.one("select action, detail from admin_log order by id desc limit 1")
    assert settings.name == "Inkwell" and settings.set_up
    assert settings.ai_policy_choices == ("no-ai", "open")
    assert settings.require_alt
    assert logged is not None and logged["action"] == "change instance settings"
    assert "registrations" in logged["detail"]
    page = await olga.fresh().get("/about")
    assert "Inkwell" in page.text and "we@mail.example" in page.text


async def test_wrong_settings_change_nothing(olga: Client) -> None:
    wrong = {
        "name": "",
        "rules": "\n".join(["x"] * 31),
        "contact_email": "nobody",
        "registrations": "x",
        "ai_policy": "x",
    }
    answer = await olga.post_form("/admin/settings", INSTANCE | wrong | {"description": "x" * 10_001})
    assert answer.status == 422
    for name in (*wrong, "description"):
        assert f'id="error-{name}"' in answer.text, name
    async with olga.site.db.reading() as tx:
        assert (await read_settings(tx)).name == "fediart"


async def test_roles_are_given_by_owners_alone_and_one_owner_stays(olga: Client) -> None:
    await make_artist(olga.site, "ada", role="admin")
    await make_artist(olga.site, "jane")
    form = {"name": "jane", "role": "moderator"}
    assert (await olga.post_form("/admin/accounts/role", form, page="/admin/accounts")).status == 303
    async with olga.site.db.reading() as tx:
        account = await accounts.by_name(tx, "jane")
    assert account is not None and account.role == "moderator"

    ada = olga.fresh()
    await log_in(ada, "ada")
    for form in ({"name": "ada", "role": "owner"}, {"name": "jane", "role": "admin"}):
        assert (await ada.post_form("/admin/accounts/role", form, page="/admin/accounts")).status == 403
    last = await olga.post_form("/admin/accounts/role", {"name": "olga", "role": "artist"}, page="/admin/accounts")
    assert last.status == 403
    assert "only owner" in last.text


async def test_nobody_is_suspended_by_an_equal_or_by_themselves(olga: Client) -> None:
    await make_artist(olga.site, "ada", role="admin")
    await make_artist(olga.site, "abe", role="admin")
    await make_artist(olga.site, "jane")
    ada = olga.fresh()
    await log_in(ada, "ada")
    for name, status in (("ada", 403), ("abe", 403), ("olga", 403), ("jane", 303), ("nobody1", 404)):
        answer = await ada.post_form("/admin/accounts/suspend", {"name": name, "note": "x"}, page="/admin/accounts")
        assert answer.status == status, name
    assert (await actor_of(olga, "jane")).suspended
    assert (await ada.post_form("/admin/accounts/unsuspend", {"name": "jane"}, page="/admin/accounts")).status == 303
    assert not (await actor_of(olga, "jane")).suspended
    async with olga.site.db.reading() as tx:
        deeds = [row["action"] for row in await tx.all("select action from admin_log order by id")]
    assert deeds == ["suspend account", "lift suspension"]


async def test_a_moderator_sees_no_buttons_that_are_not_theirs(olga: Client) -> None:
    await make_artist(olga.site, "mona", role="moderator")
    mona = olga.fresh()
    await log_in(mona, "mona")
    page = await mona.get("/admin/accounts")
    assert page.status == 200
    for path in ("/admin/accounts/role", "/admin/accounts/suspend", "/admin/invitations"):
        assert path not in page.text
    assert (await mona.post_form("/admin/accounts/suspend", {"name": "olga"}, page="/admin/accounts")).status == 403


async def test_long_lists_of_accounts_have_pages(olga: Client, clock: HandClock) -> None:
    for n in range(51):
        clock.move(1)
        await make_artist(olga.site, f"artist{n}")
    first = await olga.get("/admin/accounts")
    assert "@artist50" in first.text and "@olga" not in first.text.partition("people-head")[2].partition("</table>")[0]
    older = first.text.partition('rel="next" href="')[2].partition('"')[0]
    assert "@artist0<" in (await olga.get(older)).text


async def test_a_suspended_artist_is_shown_to_nobody_from_that_moment(olga: Client) -> None:
    await make_artist(olga.site, "jane")
    visitor = olga.fresh()
    assert (await visitor.get("/@jane")).status == 200
    await olga.post_form("/admin/accounts/suspend", {"name": "jane", "note": "x"}, page="/admin/accounts")
    assert (await visitor.get("/@jane")).status in (404, 410)
