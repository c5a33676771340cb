"""The admission page in the browser: the table is edited, compared, tried, exported and restored; runs are begun."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from fediart.actions.admission_policy import current_policy, save_policy
from fediart.admission.findings import Band
from fediart.admission.policy import (
    BALANCED,
    LABEL_ONLY,
    OFF,
    PRESETS,
    STRICT,
    Action,
    ArtistState,
    EvidenceRow,
    Policy,
    Trust,
)  # fmt: skip
from fediart.admission.policy_toml import policy_to_toml
from fediart.clock import HandClock
from fediart.errors import Problem
from fediart.site import Site
from fediart.store.actors import Actor
from fediart.store.database import Database
from tests.admission.forms import form_of
from tests.publish import works
from tests.publish.works import artwork_of, jane, publish_one
from tests.site import Client, drain, log_in, make_artist, served

PATH = "/admin/admission"
ONE = pytest.mark.parametrize("db", ["sqlite"], indirect=True)  # where the databases make no difference
HIGH = (EvidenceRow.NONE, Band.HIGH, ArtistState.NEW)


@pytest.fixture
async def site(db: Database, tmp_path: Path, clock: HandClock) -> AsyncIterator[Site]:
    async with works.studio(db, tmp_path, clock) as made:
        yield made


@pytest.fixture
async def artist(site: Site) -> Actor:
    return (await jane(site))[1]


@pytest.fixture
async def ada(site: Site, artist: Actor) -> AsyncIterator[Client]:
    await make_artist(site, "ada", role="admin")
    async with served(site) as browser:
        await log_in(browser, "ada")
        yield browser


async def in_force(site: Site) -> Policy:
    async with site.db.reading() as tx:
        return await current_policy(tx)


async def save(browser: Client, policy: Policy, version: int, **more: str) -> int:
    return (await browser.post_form(PATH, form_of(policy) | {"version": version, **more})).status


@ONE
async def test_the_whole_table_is_edited_on_one_page(site: Site, ada: Client) -> None:
    page = (await ada.get(PATH)).text
    assert "In force: version 1" in page and "redness 1" in page and page.count('name="table.') == 56
    assert "About 1 in 100 hand-made pictures scores as high" in page and "a score of 0.90 or more" in page
    assert "proves nothing" in page
    ours = replace(
        BALANCED, name="ours", cells={**BALANCED.cells, HIGH: Action.LABEL_GENERATED}, copies=Action.LABEL_ASSISTED,
        trust=Trust(9, 0), two_persons=True, decide_days=3,
    )  # fmt: skip
    assert await save(ada, ours, 1) == 303
    assert await in_force(site) == replace(ours, version=2)
    page = (await ada.get(PATH)).text
    assert "label AI-generated instead of hold" in page and "@ada" in page


@ONE
async def test_what_is_wrong_is_named_at_its_field_and_nothing_is_lost(site: Site, ada: Client) -> None:
    wrong = form_of(BALANCED) | {"version": "1", "name": "kept", "decide_days": "soon"}
    page = await ada.post_form(PATH, wrong)
    assert page.status == 422 and "Days for moderators to decide: must be a whole number from 1 to 365" in page.text
    assert 'value="kept"' in page.text and 'value="soon"' in page.text
    alone = form_of(BALANCED) | {"version": "1", "table.new.none.high": "refuse"}
    page = await ada.post_form(PATH, alone)
    assert page.status == 422 and "No mark, a high score, new artists: a score alone would refuse here" in page.text
    assert (await in_force(site)).version == 1
    assert (await ada.post_form(PATH, alone | {"score_may_refuse": "1"})).status == 303


async def test_presets_and_older_versions_are_looked_at_before_they_hold(site: Site, ada: Client) -> None:
    for name in PRESETS:
        assert (await ada.get(f"{PATH}?from=preset-{name}")).status == 200
    page = (await ada.get(f"{PATH}?from=preset-strict")).text
    assert "Not in force yet: the preset “Strict”" in page and "hold instead of label AI-assisted" in page
    assert (await in_force(site)).name == "balanced"
    assert await save(ada, STRICT, 1) == 303 and await save(ada, OFF, 2) == 303
    page = (await ada.get(f"{PATH}?from=version-2")).text
    assert "Not in force yet: version 2" in page
    restored = await ada.post_form(f"{PATH}/restore", {"restore": "2", "version": "3"}, page=PATH)
    assert restored.status == 303 and await in_force(site) == replace(STRICT, version=4)
    for unknown in ("preset-mild", "version-99", "version-", "x", "version-99999999999"):
        assert (await ada.get(f"{PATH}?from={unknown}")).status == 404
    assert (await ada.post_form(f"{PATH}/restore", {"restore": "77", "version": "4"}, page=PATH)).status == 404


@ONE
async def test_two_admins_at_once_do_not_overwrite_each_other(site: Site, ada: Client) -> None:
    assert await save(ada, STRICT, 1) == 303
    late = await ada.post_form(PATH, form_of(OFF) | {"version": "1"})
    assert late.status == 422 and "saved meanwhile" in late.text
    late = await ada.post_form(f"{PATH}/restore", {"restore": "2", "version": "1"}, page=PATH)
    assert late.status == 422 and await in_force(site) == replace(STRICT, version=2)


async def test_of_two_saves_at_the_same_moment_one_wins(site: Site) -> None:
    account, _ = await make_artist(site, "ada", role="admin")
    saves = (save_policy(site, account, name, seen_version=1) for name in ("strict", "off", "label-only"))
    ended = await asyncio.gather(*saves, return_exceptions=True)
    won = [one for one in ended if isinstance(one, Policy)]
    assert len(won) == 1 and await in_force(site) == won[0]
    assert all(isinstance(one, Problem) for one in ended if one is not won[0])


@ONE
async def test_a_file_is_read_into_the_form_and_given_out(site: Site, ada: Client) -> None:
    mine = replace(LABEL_ONLY, name='“ours” \\ "x"')
    file = ("policy.toml", policy_to_toml(mine).encode(), "application/toml")
    page = await ada.post_form(f"{PATH}/read", {"file": file, "toml": ""}, page=PATH)
    assert page.status == 200 and "Not in force yet: the file" in page.text
    assert (await in_force(site)).version == 1
    assert await save(ada, mine, 1) == 303
    given = await ada.get(f"{PATH}/policy.toml")
    assert given.headers["Content-Disposition"] == 'attachment; filename="admission-policy-2.toml"'
    assert given.text == policy_to_toml(await in_force(site))
    assert (await ada.get(f"{PATH}/policy.toml?from=version-9")).status == 404
    for wrong, said in (
        ("colour = 1", "colour: is not known"),
        ("[table.new]\nnone = { low = 'burn' }", "table.new.none.low: must be one of"),
        ("a=" + "[" * 20_000, "too deep"),
        ("a" + ".a" * 10_000 + " = 1", "too deep"),
        ("# " + "x" * 40_000, "longer than 32 KiB"),
        ("", "is empty"),
        ("name = '<script>alert(1)</script>", "cannot be read as TOML"),
    ):
        page = await ada.post_form(f"{PATH}/read", {"toml": wrong}, page=PATH)
        assert page.status == 422 and said in page.text and "<script>alert" not in page.text


async def test_a_policy_is_tried_before_it_holds(site: Site, artist: Actor, ada: Client, tmp_path: Path) -> None:
    red = await publish_one(site, tmp_path, artist, works.red_png(), title="Rust")
    await publish_one(site, tmp_path, artist, title="Heron")
    hidden = await publish_one(site, tmp_path, artist, works.red_png(), title="Diary", visibility="direct")
    assert (await artwork_of(site, red)).state == "held"
    page = await ada.post_form(PATH, form_of(LABEL_ONLY) | {"version": "1", "do": "try"})
    assert page.status == 200 and "of the last 3 works" in page.text
    assert "2 works would be decided otherwise" in page.text
    assert f"/review/{red}" in page.text and "Rust" in page.text
    assert "Diary" not in page.text and str(hidden) not in page.text
    assert "A work that is not for everybody" in page.text
    assert (await in_force(site)).version == 1 and (await artwork_of(site, red)).state == "held"


async def test_a_run_is_begun_watched_and_read(site: Site, artist: Actor, ada: Client, tmp_path: Path) -> None:
    runs = f"{PATH}/rescans"
    assert "No runs yet" in (await ada.get(runs)).text
    await save(ada, OFF, 1)
    red = await publish_one(site, tmp_path, artist, works.red_png(), title="Rust")
    await save(ada, BALANCED, 2)
    assert (await ada.post_form(runs, {"kind": "all"})).status == 422
    assert (await ada.post_form(runs, {"kind": "dry", "since": "soon"})).status == 422
    begun = await ada.post_form(runs, {"kind": "apply", "since": "2020-01-31"})
    assert begun.status == 303
    assert "under way" in (await ada.get(begun.headers["Location"])).text
    assert (await ada.post_form(runs, {"kind": "dry"}, page=PATH)).status == 422
    await drain(site)
    page = (await ada.get(begun.headers["Location"])).text
    assert "1 of 1 works: finished" in page and "Rust" in page and "before moderators" in page
    assert (await artwork_of(site, red)).state == "published"
    assert (await ada.post_form(f"{begun.headers['Location']}/cancel", page=PATH)).status == 404
    assert (await ada.get(f"{runs}/9")).status == 404


@ONE
async def test_only_who_may_change_the_instance_sees_or_does_any_of_it(site: Site, ada: Client) -> None:
    await make_artist(site, "mo", role="moderator")
    others = []
    for name in ("jane", "mo"):
        browser = ada.fresh()
        await log_in(browser, name)
        others.append(browser)
    reads = (PATH, f"{PATH}/policy.toml", f"{PATH}/rescans", f"{PATH}/rescans/1", f"{PATH}?from=preset-off")
    writes = (PATH, f"{PATH}/read", f"{PATH}/restore", f"{PATH}/rescans", f"{PATH}/rescans/1/cancel")
    for browser in others:
        for path in reads:
            assert (await browser.get(path)).status == 403, path
        for path in writes:
            sent = await browser.post_form(path, form_of(OFF) | {"version": "1", "kind": "apply"}, page="/new")
            assert sent.status == 403, path
    for path in writes:  # without the token of the page
        assert (await ada.post(path, data=form_of(OFF) | {"version": "1"})).status == 403, path
        assert (await ada.fresh().post(path, data={"version": "1"})).status == 401, path
    assert await in_force(site) == BALANCED
    async with site.db.reading() as tx:
        assert await tx.all("select id from rescans where id > 0") == []


@ONE
async def test_policies_of_before_the_table_are_shown_and_restored(site: Site, ada: Client) -> None:
    first = {"name": "old", "version": 1, "evidence": {}, "score": {"hold": "0.1%"}, "on_abstain": "hold"}
    async with site.db.writing() as tx:
        await tx.run(
            """insert into admission_policies (version, body, account_id, created)
            values (1, :body, null, 1780000000000)""",
            body=json.dumps(first),
        )
    assert "“old”" in (await ada.get(PATH)).text
    assert (await in_force(site)).action(EvidenceRow.NONE, Band.CANNOT_TELL, ArtistState.NEW) is Action.HOLD
