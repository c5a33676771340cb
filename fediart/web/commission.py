"""One commission, as its two sides see it: what was asked, said and sent, how far it is, and what one can do next.

Members come by their account, visitors by the link in their mails; moderators where one of the two has shown it to
them. All pass the same door, `_located`, and whoever may not is told that there is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from fediart.actions import commission_asking, commission_reports, commission_sides, commission_steps, commission_talk
from fediart.actions.commission_sides import MODERATOR
from fediart.actions.commission_steps import STEPS
from fediart.actions.commission_talk import Bounds, bounds_of
from fediart.actions.money import CURRENCIES, price, typed
from fediart.actions.submission import Upload
from fediart.errors import NotAllowed, Problem
from fediart.language import _
from fediart.language import day as written_day
from fediart.store import actors, threads
from fediart.store import commission_talk as talk_rows
from fediart.store.commission_talk import AGREED, Event, File
from fediart.store.commissions import ARTIST, CLIENT, UNCONFIRMED, Commission
from fediart.store.database import Reading
from fediart.web import pages
from fediart.web.attached import ATTACHED
from fediart.web.commission_words import STATES, agreed_words, date_from, date_typed, duration
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer, viewer_of
from fediart.web.showing import Person, person
from fediart.web.upload_form import by_field, receive


@dataclass(frozen=True, slots=True)
class ShownFile:
    """`path` is the download; `preview` the address of a small picture of ours, or empty."""

    path: str
    name: str
    bytes: int
    preview: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said or done. `kind` is message, agreed or a state; `words` stand as they were typed."""

    side: str
    kind: str
    words: str
    at: int
    files: tuple[ShownFile, ...]


@dataclass(frozen=True, slots=True)
class CommissionPage(Page):
    """`base` is the path of this page for this viewer; `side` is artist, client or moderator.

    `client` is None for a visitor, who is `client_name`; `offer` is what was offered when it was asked. `kept_away`:
    moderators let this visitor ask nobody any more, which only they are told.
    """

    template: ClassVar[str] = "commissions/one.html"
    base: str
    side: str
    one: Commission
    artist: Person
    client: Person | None
    client_name: str
    lines: Sequence[Line]
    offer: Mapping[str, str]
    agreed: str
    steps: tuple[str, ...]
    may_write: bool
    bounds: Bounds
    price_typed: str
    due_typed: str
    given: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=lambda: STATES)
    currencies: tuple[tuple[str, str], ...] = (("", "–"), *((one, one) for one in CURRENCIES))
    accepted: str = ATTACHED
    longest: int = commission_talk.LONGEST
    kept_away: bool = False


async def show(request: web.Request) -> web.StreamResponse:
    one, side = await located(request)
    if side != MODERATOR:
        await commission_talk.look(site_of(request), one, side)
    return await _page(request, one, side, {})


async def say(request: web.Request) -> web.StreamResponse:
    """A message with files. The form's token is read before anything is kept."""
    site, (one, side) = site_of(request), await located(request)
    if side == MODERATOR:
        raise NotAllowed(_("Only the two whose commission it is can write here."))
    bounds, folder, given = bounds_of(site.config), site.storage.incoming(), ""
    try:
        form = await receive(request, folder, most_files=bounds.files, most_bytes=bounds.file_bytes)
        given = form.fields.get("words", "")
        if form.problems:
            most = bounds.file_bytes // 1_000_000
            words = _(
                "Send at most %(files)s files at once, each of at most %(most)s MB.", files=bounds.files, most=most
            )
            raise Problem(words, field="files")
        await commission_talk.say(site, one, side, given, [Upload(file.path, file.name) for file in form.files])
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, one, side, by_field(problem), given=given)
    finally:
        site.storage.discard(folder)
    return pages.go(request, f"{base_of(request)}#last", notice=_("Sent."))


async def step(request: web.Request) -> web.StreamResponse:
    """`/commissions/ID/step`: into the state that the pressed button names."""
    site, given, (one, side) = site_of(request), await answers(request), await located(request)
    try:
        await commission_steps.step(
            site, one.id, side, given.get("to", ""), was=given.get("was", ""), words=given.get("why", "")
        )
    except Problem as problem:
        return await _again(request, one, side, problem)
    if one.state == UNCONFIRMED:
        return pages.go(request, "/", notice=_("Your request is deleted. Nobody has seen it."))
    return pages.go(request, base_of(request), notice=_("Done. The other side is told."))


async def confirm(request: web.Request) -> web.StreamResponse:
    """The visitor presses the button on the page that the mail led to."""
    one, _side = await located(request)
    await commission_asking.confirm(site_of(request), one)
    return pages.go(request, base_of(request), notice=_("Your request is sent. We mail you when there is an answer."))


async def agree(request: web.Request) -> web.StreamResponse:
    site, given, (one, side) = site_of(request), await answers(request), await located(request)
    if side != ARTIST:
        raise NotAllowed(_("The artist notes what you agree on. Write to them."))
    try:
        due = date_from(given.get("due", ""), field="due")
        amount, currency = given.get("price", ""), given.get("currency", "")
        await commission_steps.agree(site, one.id, amount=amount, currency=currency, due=due)
    except Problem as problem:
        return await _again(request, one, side, problem)
    return pages.go(request, base_of(request), notice=_("Noted. The other side is told."))


async def put_away(request: web.Request) -> web.StreamResponse:
    one, side = await located(request)
    if side == MODERATOR:
        raise NotAllowed(_("Only the two whose commission it is can do this."))
    try:
        await commission_steps.put_away(site_of(request), one.id, side)
    except Problem as problem:
        return await _again(request, one, side, problem)
    back = "/commissions/ended" if side == ARTIST else "/commissions/asked" if viewer_of(request) else "/"
    return pages.go(
        request, back, notice=_("It is off your list. It is gone for good when the other side does the same.")
    )


async def block(request: web.Request) -> web.StreamResponse:
    """The artist wants nothing more from who asked."""
    one, side = await located(request)
    if side != ARTIST:
        raise NotAllowed(_("Only the artist can do this."))
    await commission_steps.block_client(site_of(request), viewer(request).actor, one)
    return pages.go(request, "/commissions", notice=_("Blocked. You get no more requests from there."))


async def show_moderators(request: web.Request) -> web.StreamResponse:
    """Before one reports the other: moderators may then read along. Goes on to the report itself."""
    one, side = await located(request)
    if side == MODERATOR:
        raise NotAllowed(_("Only the two whose commission it is can do this."))
    await commission_steps.show_moderators(site_of(request), one.id)
    async with site_of(request).db.reading() as tx:
        other_id = one.client_id if side == ARTIST else one.artist_id
        other = await actors.by_id(tx, other_id) if other_id is not None else None
    if other is None:  # a visitor, who has no page to report
        return pages.go(request, f"{base_of(request)}/report")
    notice = _("Moderators can now read this commission. Its address: %(path)s", path=f"/commissions/{one.id}")
    return pages.go(request, f"/{other.handle}/report", notice=notice)


async def located(request: web.Request) -> tuple[Commission, str]:
    """The commission of this address and the viewer's side of it. Raises NotFound."""
    site = site_of(request)
    async with site.db.reading() as tx:
        if "word" in request.match_info:
            return await commission_sides.for_link(tx, site.config, request.match_info["word"]), CLIENT
        return await commission_sides.for_account(tx, viewer(request).account, number_in(request))


def base_of(request: web.Request) -> str:
    """The commission's page, as this viewer reaches it."""
    if "word" in request.match_info:
        return f"/commissions/by-mail/{request.match_info['word']}"
    return f"/commissions/{number_in(request)}"


async def _again(request: web.Request, one: Commission, side: str, problem: Problem) -> web.StreamResponse:
    if problem.status != 422:
        raise problem
    now, _side = await located(request)
    return await _page(request, now, side, by_field(problem))


async def _page(
    request: web.Request, one: Commission, side: str, errors: Mapping[str, str], *, given: str = ""
) -> web.StreamResponse:
    site, base = site_of(request), base_of(request)
    async with site.db.reading() as tx:
        events = await talk_rows.events_of(tx, one.id)
        files = await talk_rows.files_of(tx, one.id)
        known = await actors.by_ids(tx, [number for number in (one.artist_id, one.client_id) if number])
        faces = await threads.faces_of(tx, known.values())
        may_write = side != MODERATOR and await _may_write(tx, one)
        visitor = side == MODERATOR and one.client_id is None
        kept_away = visitor and await commission_reports.is_kept_away(tx, site, one.client_email)
    people = {key: person(who, faces.get(key, ""), host=site.config.instance.host) for key, who in known.items()}
    page = CommissionPage(
        title=one.title,
        base=base,
        side=side,
        one=one,
        artist=people[one.artist_id],
        client=people.get(one.client_id) if one.client_id is not None else None,
        client_name=one.client_name,
        lines=_lines(events, files, base),
        offer=_offered(one),
        agreed=agreed_words(one),
        steps=STEPS.get((side, one.state), ()),
        may_write=may_write,
        bounds=bounds_of(site.config),
        price_typed=typed(one.price),
        due_typed=date_typed(one.due),
        given=given,
        errors=errors,
        kept_away=kept_away,
    )
    response = await pages.show(request, page, status=422 if errors else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


async def _may_write(tx: Reading, one: Commission) -> bool:
    try:
        await commission_talk.demand_open(tx, one)
    except Problem:
        return False
    return True


def _lines(events: Sequence[Event], files: Sequence[File], base: str) -> tuple[Line, ...]:
    sent: dict[int, list[ShownFile]] = {}
    for file in files:
        path = f"{base}/files/{file.id}"
        preview = f"{path}/preview" if file.preview else ""
        sent.setdefault(file.event_id, []).append(ShownFile(path, file.name or _("File"), file.bytes, preview))
    return tuple(
        Line(event.side, event.kind, words_of(event), event.created, tuple(sent.get(event.id, ()))) for event in events
    )


def words_of(event: Event) -> str:
    """What was agreed is kept as `HUNDREDTHS CURRENCY DUE`."""
    if event.kind != AGREED:
        return event.words
    amount, currency, due = event.words.split(" ")
    said, day = price(int(amount), 0, currency), written_day(int(due)) if int(due) else ""
    if said and day:
        return _("%(price)s, until %(day)s", price=said, day=day)
    return said or (_("until %(day)s", day=day) if day else _("nothing for now"))


def _offered(one: Commission) -> Mapping[str, str]:
    """What was offered when it was asked, in words; empty where it began with a job."""
    offer = one.offer
    if "title" not in offer:
        return {}
    return {
        "title": offer["title"],
        "included": offer["included"],
        "terms": offer["terms"],
        "price": price(offer["price_from"], offer["price_to"], offer["currency"]),
        "duration": duration(offer["days"]),
    }
