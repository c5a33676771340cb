"""The trail of decisions: it only grows, it can be taken along, and nothing in it runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from fediart.actions.appeal import answer
from fediart.actions.decision_export import COLUMNS, cell, exported
from fediart.actions.review import Choice, decide
from fediart.clock import DAY, HandClock
from fediart.site import Site
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from tests.review.conftest import change_policy, held
from tests.site import log_in, served

ROOT = Path(__file__).resolve().parents[2]
FORMULA = '=HYPERLINK("https://evil.example")'


async def text_of(site: Site, form: str, since: int = 0) -> str:
    return "".join([piece async for piece in exported(site, form, since=since)])


async def test_no_row_can_be_changed_or_deleted(site: Site, artist: Actor) -> None:
    work = await held(site, artist)
    for change in ("update verdicts set note = 'other'", "delete from verdicts"):
        with pytest.raises(Exception, match="never"):
            async with site.db.writing() as tx:
                await tx.run(f"{change} where artwork_id = :id", id=work)
    async with site.db.reading() as tx:
        assert await tx.value("select count(*) from verdicts") == 1


def test_no_code_tries_to() -> None:
    """But erasing a person, which may empty words and nothing else: the triggers see to that."""
    emptied = "update verdicts set note = '', evidence = '[]', reasons = '[]', sha256 = '' where artwork_id in"
    erasing = (emptied, "update verdicts set note = '' where account_id = :account")
    for path in (ROOT / "fediart").rglob("*.py"):
        text = path.read_text(encoding="utf-8").lower()
        if path == ROOT / "fediart/store/erasing_works.py":
            for allowed in erasing:
                text = text.replace(allowed, "")
        assert "update verdicts" not in text and "delete from verdicts" not in text, path


async def test_it_is_exported_in_both_forms(site: Site, artist: Actor, mo: Account, clock: HandClock) -> None:
    work = await held(site, artist)
    clock.move(DAY)
    await answer(site, artist, work, FORMULA)
    await decide(site, mo, work, Choice.REFUSE, "@all: no,\nsorry")
    found = list(csv.DictReader(io.StringIO(await text_of(site, "csv"))))
    assert [(row["step"], row["by"], row["moderator"]) for row in found] == [
        ("hold", "filter", ""), ("answer", "artist", ""), ("refuse", "moderator", "mo"),
    ]  # fmt: skip
    assert found[0]["grounds"] == "detector-score" and found[1]["words"] == "'" + FORMULA
    assert found[2]["words"].startswith("'@all") and found[2]["policy_version"] == "1"
    rows = json.loads(await text_of(site, "json"))
    assert [row["words"] for row in rows][1] == FORMULA and set(rows[0]) == set(COLUMNS)
    assert [row["step"] for row in json.loads(await text_of(site, "json", since=clock.now()))] == ["answer", "refuse"]
    assert json.loads(await text_of(site, "json", since=clock.now() + DAY)) == []
    assert "mail.example" not in await text_of(site, "csv") + await text_of(site, "json")


def test_cells_that_would_be_formulas_are_text() -> None:
    for risky in ("=1+1", "+1", "-1", "@sum", "\t=1", "\r=1"):
        assert cell(risky) == "'" + risky
    assert (cell("plain"), cell(-0.5), cell(None), cell(["a", "b"])) == ("plain", "-0.5", "", "a b")


async def test_the_first_of_two_choices_is_not_exported_while_the_case_is_open(
    site: Site, artist: Actor, mo: Account, max_: Account
) -> None:
    await change_policy(site, two_persons=True)
    work = await held(site, artist)
    await decide(site, mo, work, Choice.REFUSE, "Secret until then.")
    assert "Secret" not in await text_of(site, "csv")
    await decide(site, max_, work, Choice.REFUSE, "Same.")
    assert "Secret" in await text_of(site, "csv")


async def test_only_admins_take_it_along(site: Site, artist: Actor, mo: Account, ada: Account) -> None:
    await held(site, artist)
    async with served(site) as client:
        assert (await client.get("/admin/admission/decisions.csv")).status in (303, 401, 403)
        await log_in(client, "mo")
        assert (await client.get("/admin/admission/decisions.csv")).status == 403
        admin = client.fresh()
        await log_in(admin, "ada")
        answered = await admin.get("/admin/admission/decisions.json?since=2020-01-01")
        assert answered.json[0]["artist"] == "jane" and answered.headers["Cache-Control"] == "no-store"
        assert "attachment" in answered.headers["Content-Disposition"]
        assert (await admin.get("/admin/admission/decisions.csv?since=';drop")).status == 422
        assert (await admin.get("/admin/admission/decisions.xml")).status == 404
