"""The admission policy page: the whole table, presets and files to start from, versions, and what would change."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from aiohttp import web
from aiohttp.web_request import FileField

from fediart.actions.admission_policy import current_policy, policy_of, restore_policy, save_policy
from fediart.actions.judging import models_in_use
from fediart.actions.simulation import LAST, simulate
from fediart.admission.findings import Band
from fediart.admission.policy import (
    PRESET_WORDS,
    PRESETS,
    Action,
    ArtistState,
    EvidenceRow,
    Policy,
    PolicyError,
    policy_from_dict,
    policy_to_dict,
)
from fediart.admission.policy_toml import LONGEST, policy_from_toml, policy_to_toml
from fediart.admission.policy_words import (
    ACTION_WORDS,
    ROW_WORDS,
    STATE_WORDS,
    cell_sentence,
    differences,
    field_words,
    in_sentences,
)
from fediart.errors import NotFound, Problem
from fediart.language import _
from fediart.web import pages
from fediart.web.admission_changes import Trial, trial_of
from fediart.web.admission_form import body_of, field_of
from fediart.web.admission_models import ModelWords, model_words
from fediart.web.admission_versions import Version, versions
from fediart.web.render import Page
from fediart.web.request import answers, site_of, viewer
from fediart.web.upload_form import by_field

PATH = "/admin/admission"


@dataclass(frozen=True, slots=True)
class AdmissionPage(Page):
    """`draft` says what the form shows instead of the version in force; `changes` how it differs from that."""

    template: ClassVar[str] = "admin/admission.html"
    policy: Mapping[str, Any]
    version: int
    name_in_force: str
    draft: str
    changes: Sequence[str]
    sentences: Mapping[str, Sequence[str]]
    cells: Mapping[str, str]
    errors: Mapping[str, str]
    history: Sequence[Version]
    model: ModelWords
    rows: Sequence[tuple[str, str, str]]
    bands: Sequence[tuple[str, str, str]]
    states: Sequence[tuple[str, str, str]]
    actions: Sequence[tuple[str, str]]
    presets: Mapping[str, tuple[str, str]]
    toml: str = ""
    trial: Trial | None = None
    last: int = LAST


async def show(request: web.Request) -> web.StreamResponse:
    """The version in force, or with `?from=` a preset or an older version in the form, to look at and to save."""
    wanted = request.query.get("from", "")
    if not wanted:
        return await _page(request)
    policy, words = await _wanted(request, wanted)
    return await _page(request, policy=policy, draft=words)


async def save(request: web.Request) -> web.StreamResponse:
    """Puts the form in force as the next version; with `do=compare` only says what would change."""
    said = await answers(request)
    body = body_of(said)
    try:
        if said.get("do") == "try":
            return await _try(request, policy_from_dict(body))
        if said.get("do") == "compare":
            return await _page(request, policy=policy_from_dict(body), draft=_("what you have chosen"))
        saved = await save_policy(site_of(request), viewer(request).account, body, seen_version=_seen(said))
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, typed=body, errors=_in_words(problem))
    return pages.go(
        request, PATH, notice=_("Version %(version)s is in force for all new submissions.", version=saved.version)
    )


async def _try(request: web.Request, policy: Policy) -> web.StreamResponse:
    """What the form's policy would have made of the newest works."""
    site = site_of(request)
    found = await simulate(site, policy)
    async with site.db.reading() as tx:
        trial = await trial_of(tx, found)
    return await _page(request, policy=policy, draft=_("what you have chosen"), trial=trial)


async def restore(request: web.Request) -> web.StreamResponse:
    """An older version in force again, as the next one."""
    said = await answers(request)
    number = said.get("restore", "")
    if not number.isdecimal() or len(number) > 9:
        raise NotFound(_("There is no such version."))
    try:
        by = viewer(request).account
        saved = await restore_policy(site_of(request), by, int(number), seen_version=_seen(said))
    except Problem as problem:
        if problem.status != 422:
            raise
        return await _page(request, errors=by_field(problem))
    return pages.go(
        request,
        PATH,
        notice=_(
            "Version %(version)s is in force: it says what version %(number)s said.",
            version=saved.version,
            number=number,
        ),
    )


async def read(request: web.Request) -> web.StreamResponse:
    """A TOML file, or its text, into the form: nothing is in force before it is saved."""
    form = await request.post()
    file = form.get("file")
    given = file.file.read(LONGEST + 1).decode("utf-8", "replace") if isinstance(file, FileField) else ""
    text = given or str(form.get("toml", ""))
    try:
        policy = policy_from_toml(text)
    except PolicyError as problem:
        return await _page(request, errors={"toml": problem.message}, toml=text[:LONGEST])
    return await _page(request, policy=policy, draft="the file")


async def export(request: web.Request) -> web.StreamResponse:
    """`/admin/admission/policy.toml`, of an older version with `?from=version-N`."""
    wanted = request.query.get("from", "")
    if wanted:
        policy, _ = await _wanted(request, wanted)
    else:
        async with site_of(request).db.reading() as tx:
            policy = await current_policy(tx)
    name = f"admission-policy-{policy.version}.toml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return web.Response(text=policy_to_toml(policy), content_type="application/toml", charset="utf-8", headers=headers)


def _in_words(problem: Problem) -> dict[str, str]:
    """Errors by field; one about a policy begins with the field's name for people."""
    if not isinstance(problem, PolicyError) or not problem.field:
        return by_field(problem)
    return {problem.field: field_words(problem.field) + problem.message.removeprefix(problem.field)}


def _seen(said: Mapping[str, str]) -> int:
    number = said.get("version", "")
    return int(number) if number.isdecimal() and len(number) < 10 else 0


async def _wanted(request: web.Request, wanted: str) -> tuple[Policy, str]:
    """The policy that `preset-NAME` or `version-N` means, and the words for it."""
    kind, _rest, name = wanted.partition("-")
    if kind == "preset" and name in PRESETS:
        return PRESETS[name], _("the preset “%(name)s”", name=PRESET_WORDS[name][0])
    if kind == "version" and name.isdecimal() and len(name) < 10:
        async with site_of(request).db.reading() as tx:
            found = await policy_of(tx, int(name))
        if found is not None:
            return found, _("version %(version)s", version=found.version)
    raise NotFound(_("There is no such preset or version."))


def _cells(policy: Policy) -> dict[str, str]:
    """By the name of its field, what each cell of the table means."""
    return {field_of(state, row, band): cell_sentence(policy, row, band, state) for row, band, state in policy.cells}


async def _page(
    request: web.Request,
    *,
    policy: Policy | None = None,
    draft: str = "",
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
    toml: str = "",
    trial: Trial | None = None,
) -> web.StreamResponse:
    site = site_of(request)
    async with site.db.reading() as tx:
        now = await current_policy(tx)
        history = await versions(tx)
        models = await models_in_use(tx, site.config)
    shown = policy or now
    page = AdmissionPage(
        title=_("Admission policy"),
        policy=typed or policy_to_dict(shown),
        version=now.version,
        name_in_force=now.name,
        draft=draft,
        changes=differences(now, shown),
        sentences={} if typed else {state.value: in_sentences(shown, state) for state in ArtistState},
        cells={} if typed else _cells(shown),
        errors=errors or {},
        history=history,
        model=(words := await asyncio.to_thread(model_words, models)),
        rows=tuple((row.value, *ROW_WORDS[row]) for row in EvidenceRow),
        bands=tuple((band.value, *words.bands[band]) for band in Band),
        states=tuple((state.value, *STATE_WORDS[state]) for state in ArtistState),
        actions=tuple((action.value, ACTION_WORDS[action][0]) for action in Action),
        presets=PRESET_WORDS,
        toml=toml,
        trial=trial,
        last=LAST,
    )
    return await pages.show(request, page, status=422 if errors else 200)
