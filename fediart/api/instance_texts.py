"""What an instance says of itself in words: rules, description, privacy policy, terms of service."""

from __future__ import annotations

from fediart.actions.site_texts import as_html, day_from, day_of, day_words, privacy_policy
from fediart.api.call import Call
from fediart.api.entities.instance import ExtendedDescription, InstanceTerms, PrivacyPolicy, Rule
from fediart.api.instance import rules_of
from fediart.api.shown.words import when
from fediart.catalogues import named
from fediart.errors import NotFound
from fediart.language import speaking
from fediart.sanitize import clean
from fediart.store import site_texts
from fediart.store.database import Reading
from fediart.store.site_texts import Terms
from fediart.translate.words import html_of


async def rules(call: Call) -> list[Rule]:
    """Lists the rules that members keep to."""
    async with call.site.db.reading() as tx:
        return await rules_of(tx, call.settings)


async def extended_description(call: Call) -> ExtendedDescription:
    """Gives the description of the about page."""
    async with call.site.db.reading() as tx:
        changed = await site_texts.settings_changed(tx)
    content = html_of(call.settings.description, origin=call.site.config.origin, people={})
    return {"updated_at": when(changed), "content": clean(content)}


async def privacy(call: Call) -> PrivacyPolicy:
    """Gives the privacy policy, in the language of the instance."""
    with speaking(named(call.settings.language)):
        async with call.site.db.reading() as tx:
            kept = await privacy_policy(tx, call.settings)
    return {"updated_at": when(kept.changed), "content": as_html(kept.text)}


async def terms(call: Call) -> InstanceTerms:
    """Gives the terms of service that hold now; 404 where there are none."""
    async with call.site.db.reading() as tx:
        return await _told(tx, call, await site_texts.current_terms(tx, day_of(call.now)))


async def terms_of_day(call: Call) -> InstanceTerms:
    """Gives the terms of service that begin on that day."""
    day = day_from(call.part("date"))
    async with call.site.db.reading() as tx:
        return await _told(tx, call, await site_texts.terms_of(tx, day) if day else None)


async def _told(tx: Reading, call: Call, found: Terms | None) -> InstanceTerms:
    if found is None:
        raise NotFound("Record not found")
    after = await site_texts.terms_after(tx, found.effective)
    return {
        "effective_date": day_words(found.effective),
        "effective": found.effective <= day_of(call.now),
        "content": as_html(found.text),
        "succeeded_by": day_words(after) if after else None,
    }
