"""Administration: what happens with AI pictures of other servers, what looking at them costs, and our own labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from aiohttp import web

from fediart.actions.elsewhere import MOST_A_DAY, MOST_SECONDS, save_elsewhere
from fediart.clock import DAY, HOUR
from fediart.errors import Problem
from fediart.language import N_, _
from fediart.store import remote_judgements
from fediart.store.remote_judgements import Spent
from fediart.store.settings import InstanceSettings, read_settings
from fediart.web import pages
from fediart.web.choices import Choice
from fediart.web.render import Page
from fediart.web.request import answers, is_number, site_of, viewer
from fediart.web.upload_form import by_field

MOST_HOSTS = 30
WAYS: tuple[Choice, ...] = (
    (
        "label",
        N_("Label"),
        N_(
            "A post carries an AI label where its server, its file or a moderator here says so. What only the filter "
            "suspects is labelled for nobody; members can ask to be shown it."
        ),
    ),
    (
        "blur",
        N_("Cover"),
        N_(
            "As above, and such pictures are covered until somebody wants to see them, those that are only suspected"
            " or tagged, too."
        ),
    ),
    (
        "keep-out",
        N_("Keep out of what people come by"),
        N_("They are left out of From elsewhere and of tags. Whoever follows their artists sees them, with the label."),
    ),
    (
        "off",
        N_("Off"),
        N_(
            "Nothing is judged and no label shown. What says of itself that it was made with AI stays hidden for"
            " members who hide that."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class PicturesPage(Page):
    """`hosts` are what servers cost within a day; `waiting` pictures are still to be judged."""

    template: ClassVar[str] = "admin/pictures.html"
    given: InstanceSettings
    hosts: Sequence[Spent]
    total: Spent
    waiting: int
    errors: Mapping[str, str] = field(default_factory=dict)
    ways: tuple[Choice, ...] = WAYS
    most: tuple[int, int] = (MOST_A_DAY, MOST_SECONDS)


async def show(request: web.Request) -> web.StreamResponse:
    """`/admin/federation/pictures`."""
    async with site_of(request).db.reading() as tx:
        settings = await read_settings(tx)
    return await _page(request, settings, {})


async def send(request: web.Request) -> web.StreamResponse:
    said = await answers(request)
    async with site_of(request).db.reading() as tx:
        before = await read_settings(tx)
    wanted = replace(
        before,
        elsewhere=said.get("elsewhere", ""),
        elsewhere_per_day=_number(said.get("elsewhere_per_day", "")),
        elsewhere_cpu=_number(said.get("elsewhere_cpu", "")),
        label_hashtag=said.get("label_hashtag") == "1",
        label_warning=said.get("label_warning") == "1",
    )
    try:
        await save_elsewhere(site_of(request), viewer(request).account, wanted)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, wanted, by_field(problem), status=422)
    return pages.go(request, "/admin/federation/pictures", notice=_("Saved. It holds at once."))


def _number(text: str) -> int:
    """-1 for what is no number, which is then told at its field."""
    return int(text) if is_number(text) else -1


async def _page(
    request: web.Request, given: InstanceSettings, errors: Mapping[str, str], *, status: int = 200
) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        hosts = await remote_judgements.spent_since(tx, (site.clock.now() - DAY) // HOUR + 1)
        waiting, _ = await remote_judgements.count_waiting(tx, "")
    counts = ("taken", "strange", "judged", "skipped", "cpu")
    total = Spent("", **{name: sum(getattr(one, name) for one in hosts) for name in counts})
    page = PicturesPage("AI pictures", given, hosts[:MOST_HOSTS], total, waiting, errors)
    return await pages.show(request, page, status=status)
