"""Administration: rules for words and links, with a look at what they would have met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aiohttp import web

from fediart.actions import word_rules as doing
from fediart.actions.word_rules import TRIED, Fitting
from fediart.errors import NotFound, Problem
from fediart.language import N_, _
from fediart.store import word_rules
from fediart.store.word_rules import (
    ELSEWHERE,
    HOLD,
    LIMIT,
    MESSAGE,
    POST,
    PROFILE,
    REFUSE,
    REPLY,
    SENSITIVE,
    SIGN_UP,
    WordRule,
)
from fediart.web import pages
from fediart.web.render import Page
from fediart.web.request import answers, number_in, site_of, viewer
from fediart.web.upload_form import by_field

PATH: Final = "/admin/words/rules"
PLACE_WORDS: Final[Mapping[str, str]] = {
    SIGN_UP: N_("Sign-ups"),
    PROFILE: N_("Profiles"),
    POST: N_("Posts and works"),
    REPLY: N_("Replies"),
    MESSAGE: N_("Messages to people who do not follow the writer"),
    ELSEWHERE: N_("Posts from other servers"),
}
DEED_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    HOLD: (N_("Hold"), N_("It waits for a moderator. A sign-up goes to approval, a work to review.")),
    REFUSE: (N_("Refuse"), N_("It is not taken, and the words below say why.")),
    SENSITIVE: (N_("Mark sensitive"), N_("It goes out behind a warning.")),
    LIMIT: (N_("Limit the person"), N_("It goes out; the person is seen only by who follows them, until you lift it.")),
}


@dataclass(frozen=True, slots=True)
class RulesPage(Page):
    """`given` is the rule in the form: a new one, or one that is changed. `fitting` is None where nothing was tried."""

    template: ClassVar[str] = "gates/rules.html"
    rules: Sequence[WordRule]
    given: WordRule
    fitting: Sequence[Fitting] | None = None
    tried: int = TRIED
    place_words: Mapping[str, str] = field(default_factory=lambda: PLACE_WORDS)
    deed_words: Mapping[str, tuple[str, str]] = field(default_factory=lambda: DEED_WORDS)
    errors: Mapping[str, str] = field(default_factory=dict)


_NEW: Final = WordRule(0, "words", "", (POST, REPLY, MESSAGE, ELSEWHERE), HOLD)


async def show(request: web.Request) -> web.StreamResponse:
    return await _page(request, _NEW, {})


async def edit(request: web.Request) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        rule = await word_rules.by_id(tx, number_in(request))
    if rule is None:
        raise NotFound(_("There is no such rule."))
    return await _page(request, rule, {})


async def send(request: web.Request) -> web.StreamResponse:
    """Saves a rule, or shows what it would have met where that button was pressed."""
    site, wanted = site_of(request), await _wanted(request)
    try:
        if (await answers(request)).get("try") == "1":
            pattern = doing.checked(wanted)
            async with site.db.reading() as tx:
                return await _page(request, wanted, {}, await doing.tried(tx, pattern))
        await doing.save(site, viewer(request).account, wanted)
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, wanted, by_field(problem))
    return pages.go(request, PATH, notice=_("The rule holds from now on."))


async def act(request: web.Request) -> web.StreamResponse:
    """`/admin/words/rules/ID/DEED`."""
    site, by, number = site_of(request), viewer(request).account, number_in(request)
    deed = request.match_info["deed"]
    if deed == "remove":
        rule = await doing.drop(site, by, number)
        return pages.go(request, PATH, notice=_("The rule for “%(pattern)s” is gone.", pattern=rule.pattern))
    rule = await doing.pause(site, by, number, paused=deed == "pause")
    words = _("The rule for “%(pattern)s” pauses.") if deed == "pause" else _("The rule for “%(pattern)s” holds again.")
    return pages.go(request, PATH, notice=words % {"pattern": rule.pattern})


async def _wanted(request: web.Request) -> WordRule:
    given, form = await answers(request), await request.post()
    number = given.get("id", "")
    return WordRule(
        id=int(number) if number.isdecimal() and len(number) < 19 else 0,
        kind=given.get("kind", ""),
        pattern=given.get("pattern", ""),
        places=tuple(str(one) for one in form.getall("places", ()) if one in PLACE_WORDS),
        deed=given.get("deed", ""),
        said=given.get("said", ""),
        comment=given.get("comment", ""),
    )


async def _page(
    request: web.Request, given: WordRule, errors: Mapping[str, str], fitting: Sequence[Fitting] | None = None
) -> web.StreamResponse:
    async with site_of(request).db.reading() as tx:
        found = await word_rules.rules(tx)
    page = RulesPage(title=_("Rules for words and links"), rules=found, given=given, fitting=fitting, errors=errors)
    return await pages.show(request, page, status=422 if errors else 200)
