"""An artist with one of everything that goes along to another fediart, and what is the same of two archives."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fediart.actions import (
    account_settings,
    commission_offers,
    consent,
    enquiries,
    filters,
    note,
    portfolio,
    profile,
    reply,
    seeing,
    series,
    sizes,
    work_profile,
)
from fediart.actions.account_documents import contents
from fediart.actions.account_settings import SETTINGS
from fediart.actions.commission_offers import OfferForm
from fediart.actions.filters import Wanted, Word
from fediart.actions.profile_changes import Changes, change
from fediart.actions.publish import submit
from fediart.actions.series import SeriesWords
from fediart.actions.submission import Upload
from fediart.actions.work_profile import WorkForm
from fediart.clock import HOUR, HandClock
from fediart.site import Site
from fediart.store import consent as consents
from fediart.store import series as series_rows
from fediart.store import viewer_choices
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.portfolios import About, Portfolio, Section
from fediart.store.visitor_sizes import Bound
from tests.publish import works
from tests.site import drain

_HANDLE = re.compile(r"(@\w+)@localhost:\d+")
"""Who was named by their first name alone is somebody elsewhere after it."""
NEW_HERE = frozenset({"id", "created", "published", "member", "renditions", "ai_label", "state", "file_name"})
"""What a work and its pictures may say otherwise after they have moved: numbers, addresses, names of files, labels of
the filter here. Dates of publication are compared by themselves."""


async def furnish(site: Site, tmp_path: Path, artist: Actor, clock: HandClock) -> tuple[int, list[bytes]]:
    """Returns the first work and its files."""
    pictures = [works.human_png(), works.human_png(seed=2)]
    sent = works.submission(
        tmp_path, *pictures, alts=("A heron", "Its nest"), series="Shore", year="2019", size="A4", medium="Ink",
        tools="Nib", licence="cc-by-4.0", warning="Mud", mature=True, language="en", process="by-hand",
        how="With a nib, from life.", how_public=True, ai_policy="no-ai",
        consent=consents.Choice(reply="followers", quote="nobody"),
    )  # fmt: skip
    first, second = sent.uploads
    uploads = (
        Upload(first.path, "heron.png", first.alt, (0.25, -0.5), "At dawn", ""),
        Upload(second.path, "nest.png", second.alt, role="process"),
    )
    steps = tmp_path / "steps.png"
    steps.write_bytes(works.human_png(seed=9))
    work = await submit(
        site, artist,
        replace(sent, uploads=uploads, evidence=(Upload(steps, "steps.png"),), evidence_note="My sketch.",
                bound=Bound(960, True), full_detail=True),
    )  # fmt: skip
    await drain(site)
    clock.move(HOUR)
    few = await works.publish_one(
        site, tmp_path, artist, works.human_png(seed=3), visibility="followers", title="For few", series="Shore"
    )
    await _say(site, artist, clock, work)
    await _arrange(site, tmp_path, artist, work, few)
    return work, pictures


async def _say(site: Site, artist: Actor, clock: HandClock, work: int) -> None:
    clock.move(HOUR)
    said = await note.write_note(site, artist, "Off to the shore, #birds. Thanks @amy!", warning="Wet", language="en")
    clock.move(HOUR)
    await reply.reply(site, artist, said.id, "And back again.")
    await reply.reply(site, artist, work, "Ink is by hand.")


async def _arrange(site: Site, tmp_path: Path, artist: Actor, work: int, few: int) -> None:
    async with site.db.reading() as tx:
        [shore] = await series_rows.of_actor(tx, artist.id)
    await series.save_series(site, artist, shore.id, SeriesWords("Shore", "Birds and mud."), order=[few, work])
    face = Portfolio(
        layout="masonry", accent="teal", headline="Birds in ink", cover=str(work), rest=False,
        sections=(Section("s1", "Ink", "On paper.", work, (work,)),),
        about=About("I draw birds.", skills=("Ink",), awards=("2020 Heron prize",)),
    )  # fmt: skip
    await portfolio.save_draft(site, artist, face)
    await portfolio.publish_draft(site, artist)
    offer = OfferForm("Your bird", "A bird.", "Half first.", "100", "250.50", "EUR", "30", "2", examples=(work,))
    await commission_offers.save(site, artist, offer)
    words = Wanted("Spoilers", ("home", "walls"), "cover", 0, (Word("ending", True), Word("twist", False)))
    await filters.make(site, artist, words)
    await _choose(site, artist)
    for part in ("avatar", "header"):
        path = tmp_path / part
        path.write_bytes(works.human_png(seed=4))
        await profile.set_picture(site, artist, part, path)


async def _choose(site: Site, artist: Actor) -> None:
    links = [("Shop", "https://shop.example/"), ("Town", "Wismar")]
    await change(
        site, artist,
        Changes(display_name="Jane Doe", bio="I draw birds.", fields=links, avatar_alt="Me", header_alt="The sea",
                hides_follows=True, visibility="unlisted", locked=True, credited_by=["news.example"]),
    )  # fmt: skip
    for name, value in {"tags": ["ink"], "featured": ["Birds"], "home": ["artworks"], "ai-policy": "no-ai",
                        "marks": {"visible": "text", "text": "Jane"}}.items():  # fmt: skip
        await account_settings.SETTINGS[name].write(site, artist, value)
    await consent.choose(site, artist, consents.Choice(boost="followers"))
    await seeing.choose(site, artist, viewer_choices.Choice(ai="hide", exempt=("@bob@elsewhere.example",)))
    await sizes.choose_for_all(site, artist, Bound(1440))
    await account_settings.SETTINGS["detail"].write(site, artist, True)
    await enquiries.choose_door(site, artist, "members")
    await work_profile.save(site, artist, WorkForm("waiting", place="Wismar", words="Birds", mediums="ink, paper"))


async def untouched(site: Site, artist: Actor) -> list[str]:
    """The settings that `furnish` has left as they are for everybody: there should be none."""
    async with site.db.reading() as tx:
        return [name for name, one in SETTINGS.items() if await one.read(tx, artist) == one.usual]


async def compared(site: Site, account: Account, artist: Actor) -> dict[str, Any]:
    """What of an account must be the same wherever it has moved to."""
    made = await contents(site, account, artist)
    home, notes = json.loads(made.texts["home.json"]), json.loads(made.texts["notes.json"])
    listed = json.loads(made.texts["works.json"])
    names = {one["id"]: one["title"] for one in listed}
    names |= {one["id"]: one["text"] for one in notes}
    said: dict[str, Any] = _named({"home": home, "works": {one["title"]: _still(one) for one in listed}}, names)
    plain = {one["id"]: _HANDLE.sub(r"\1", one["text"]) for one in notes}
    answered = {one["reply_to"]: names.get(one["reply_to"], "") for one in notes} | plain
    said["notes"] = [
        {**one, "id": "", "text": plain[one["id"]], "reply_to": answered.get(one["reply_to"], "")} for one in notes
    ]
    said["dates"] = {one["title"]: one["published"][:10] for one in listed}
    said["evidence"] = [(one["step"], one["name"], one["note"]) for one in json.loads(made.texts["evidence.json"])]
    return said


def _still(one: Any) -> Any:
    """Without what is of one instance."""
    if isinstance(one, Mapping):
        return {name: _still(value) for name, value in one.items() if name not in NEW_HERE}
    return [_still(value) for value in one] if isinstance(one, list) else one


def _named(one: Any, names: Mapping[str, str]) -> Any:
    """With the titles of works in the place of their addresses."""
    if isinstance(one, dict):
        return {name: _named(value, names) for name, value in one.items()}
    if isinstance(one, list):
        return [_named(value, names) for value in one]
    return names.get(one, one) if isinstance(one, str) else one
