"""The instance's settings, and the set-up of a new instance by its first visitor: one transaction, and never again."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from hashlib import sha256

from fediart import catalogues
from fediart.actions import brakes
from fediart.actions.accounts import add_account, wrong_in
from fediart.actions.actors import new_keys
from fediart.actions.crawlers import about_crawlers
from fediart.actions.elsewhere import about_elsewhere
from fediart.actions.names import checked_email
from fediart.actions.permissions import demand
from fediart.actions.policy_changes import Changed, begin
from fediart.actions.site_rules import note_change
from fediart.actions.submission import one_line, paragraphs
from fediart.admission.policy import PRESETS, policy_to_dict
from fediart.config import Config
from fediart.errors import NotFound, Problem, Problems
from fediart.language import _
from fediart.rights.model import Preset
from fediart.site import Site
from fediart.store import admission_policies, policy_changes
from fediart.store.accounts import Account
from fediart.store.admin_log import SETTINGS, log
from fediart.store.admission_policies import SavedPolicy
from fediart.store.database import Conflict, Writing
from fediart.store.settings import REGISTRATIONS, InstanceSettings, read_settings, save_settings
from fediart.translate.rights import instance_policy

LONGEST = {"name": 60, "tagline": 150, "description": 10_000, "rule": 500}
MOST_RULES = 30


@dataclass(frozen=True, slots=True)
class Welcome:
    """What the first visitor filled in. `admission` is a preset's name; `settings` are all but `set_up`."""

    code: str
    name: str
    email: str
    password: str
    admission: str
    settings: InstanceSettings


def rules_from(text: str) -> tuple[str, ...]:
    """One rule per line."""
    return tuple(rule for line in text.splitlines() if (rule := one_line(line)))


def set_up_code(config: Config) -> str:
    """What `serve` prints and /welcome asks, so that no stranger takes a new public instance. 50 bits."""
    made = hmac.new(config.secrets.key.encode(), b"set-up code", sha256).digest()
    letters = "".join("abcdefghijkmnpqrstuvwxyz23456789"[byte % 32] for byte in made[:10])
    return f"{letters[:5]}-{letters[5:]}"


async def set_up(site: Site, form: Welcome, *, address: str) -> Account:
    """Makes the owner's account and the settings. Raises NotFound once somebody has done it, Problems by field."""
    await _demand_code(site, form.code, address=address)
    settings = _checked_welcome(site, form)
    password_hash, keys = await site.passwords.hash(form.password), await new_keys()
    now = site.clock.now()
    try:
        async with site.db.writing() as tx:
            await _claim(tx, now=now)
            account, _rest = await add_account(tx, site, form.name, form.email, password_hash, keys, role="owner")
            await save_settings(tx, replace(settings, set_up=True), now=now)
            saved = SavedPolicy(1, policy_to_dict(PRESETS[form.admission]), account.id, now)
            await admission_policies.insert(tx, saved)
            await log(
                tx, site.ids, account_id=account.id, action="set up instance", subject=settings.name, now=now,
                kind=SETTINGS,
            )  # fmt: skip
    except Conflict:
        raise NotFound(_("This instance has been set up already.")) from None
    site.pages.changed()
    return account


async def save_instance(site: Site, by: Account, wanted: InstanceSettings) -> InstanceSettings:
    """Keeps what an admin changed. Raises Problems by field."""
    demand(by, "change instance")
    wanted = checked_settings(wanted)
    now = site.clock.now()
    async with site.db.writing() as tx:
        before = await read_settings(tx)
        wanted = replace(wanted, set_up=before.set_up, **about_elsewhere(before), **about_crawlers(before))
        wanted = replace(wanted, content_credentials=before.content_credentials)
        await save_settings(tx, wanted, now=now)
        await note_change(tx, site, before, wanted, by)
        changed = ", ".join(_differences(before, wanted))
        await log(
            tx, site.ids, account_id=by.id, action="change instance settings", detail=changed, now=now, kind=SETTINGS
        )
        for scope, was, became in policies_changed(before, wanted):
            await begin(tx, site, Changed(scope, was, became), account_id=by.id)
    site.pages.changed()
    site.bell.ring()
    return wanted


def policies_changed(before: InstanceSettings, after: InstanceSettings) -> list[tuple[str, str, str]]:
    """`(scope, was, became)` of the instance's policy and its floor, as far as they are others now."""
    both = (
        (policy_changes.INSTANCE, before.ai_policy, after.ai_policy),
        (policy_changes.FLOOR, before.ai_policy_floor, after.ai_policy_floor),
    )
    return [(scope, was, became) for scope, was, became in both if was != became]


def checked_settings(given: InstanceSettings) -> InstanceSettings:
    """Tidied up. Raises Problems that name every wrong field."""
    tidy = replace(
        given,
        name=one_line(given.name),
        tagline=one_line(given.tagline),
        description=paragraphs(given.description),
        rules=tuple(rule for one in given.rules if (rule := one_line(one))),
        contact_email=given.contact_email.strip(),
    )
    found = [*_length_problems(tidy), *_choice_problems(tidy)]
    if found:
        raise Problems(found)
    return tidy


def _length_problems(tidy: InstanceSettings) -> list[Problem]:
    found = [
        Problem(_("Shorten this to %(most)s characters.", most=LONGEST[name]), field=name)
        for name in ("name", "tagline", "description")
        if len(getattr(tidy, name)) > LONGEST[name]
    ]
    if not tidy.name:
        found.append(Problem(_("Give the instance a name."), field="name"))
    if len(tidy.rules) > MOST_RULES or any(len(rule) > LONGEST["rule"] for rule in tidy.rules):
        words = _(
            "Use at most %(rules)s rules of %(characters)s characters each, one per line.",
            rules=MOST_RULES,
            characters=LONGEST["rule"],
        )
        found.append(Problem(words, field="rules"))
    return found


def _choice_problems(tidy: InstanceSettings) -> list[Problem]:
    presets = {preset.value for preset in Preset}
    found = []
    if tidy.registrations not in REGISTRATIONS:
        found.append(Problem(_("Choose who may sign up."), field="registrations"))
    if catalogues.named(tidy.language).code != tidy.language:
        found.append(Problem(_("Choose one of the languages offered."), field="language"))
    if tidy.ai_policy not in presets:
        found.append(Problem(_("Choose one of the AI policies."), field="ai_policy"))
    if tidy.ai_policy_floor not in presets:
        found.append(Problem(_("Choose what nobody may go below."), field="ai_policy_floor"))
    elif tidy.ai_policy in presets and instance_policy(tidy).preset.value != tidy.ai_policy:
        words = _(
            "The instance's own policy permits more than this. Choose a stricter policy, or a floor that allows it."
        )
        found.append(Problem(words, field="ai_policy_floor"))
    if not set(tidy.ai_policy_choices) <= presets:
        found.append(Problem(_("Choose among the AI policies."), field="ai_policy_choices"))
    if tidy.contact_email:
        try:
            checked_email(tidy.contact_email)
        except Problem as problem:
            found.append(Problem(problem.message, field="contact_email"))
    return found


def _differences(before: InstanceSettings, after: InstanceSettings) -> list[str]:
    return [name for name in InstanceSettings.__slots__ if getattr(before, name) != getattr(after, name)]


async def _demand_code(site: Site, code: str, *, address: str) -> None:
    async with site.db.reading() as tx:
        if (await read_settings(tx)).set_up:
            raise NotFound(_("This instance has been set up already."))
    if site.config.instance.development:
        return
    async with site.db.writing() as tx:
        await brakes.count_try(tx, brakes.SET_UP_ADDRESS, address, now=site.clock.now())
    if not hmac.compare_digest(code.strip().lower().encode(), set_up_code(site.config).encode()):
        raise Problem(_("This is not the code that `fediart serve` printed when it started."), field="code")


def _checked_welcome(site: Site, form: Welcome) -> InstanceSettings:
    found: list[Problem] = []
    try:
        settings = checked_settings(form.settings)
    except Problems as problems:
        settings = form.settings
        found += [Problem(one.message, field=f"instance_{one.field}") for one in problems.found]
    found += wrong_in(site, form.name, form.email, form.password)
    if form.admission not in PRESETS:
        found.append(Problem(_("Choose what happens with pictures made by AI."), field="admission"))
    if found:
        raise Problems(found)
    return settings


async def _claim(tx: Writing, *, now: int) -> None:
    """Of two who finish at the same moment, the database lets one through: the row can be written once."""
    await tx.run("insert into settings (key, value, changed) values ('set-up', '1', :now)", now=now)
    if (await read_settings(tx)).set_up:
        raise NotFound(_("This instance has been set up already."))
