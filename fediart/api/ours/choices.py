"""What there is to choose from here: licences, ways of making, AI policies; and the limits of texts."""

from __future__ import annotations

from fediart.actions.money import CURRENCIES
from fediart.actions.submission import LONGEST, MOST_TAGS
from fediart.api.call import Call
from fediart.api.entities.ours_choices import OurChoices
from fediart.api.shown.ours_rights import choices
from fediart.language import _
from fediart.rights.licences import LICENCES
from fediart.rights.process import SOURCES, TITLES, Process
from fediart.web.licence_words import IN_PLAIN_WORDS


async def show(call: Call) -> OurChoices:
    """Shows the words that this server takes, with what they mean."""
    return {
        "licences": [
            {"id": one.id, "name": one.name, "url": one.uri, "sentence": _(IN_PLAIN_WORDS[one.id])}
            for one in LICENCES.values()
        ],
        "processes": [
            {"id": one.value, "title": _(TITLES[one]), "digital_source_type": SOURCES[one].uri} for one in Process
        ],
        "ai_policies": choices(call),
        "currencies": list(CURRENCIES),
        "limits": {
            "texts": dict(LONGEST),
            "pictures": call.site.config.media.max_pictures,
            "tags": MOST_TAGS,
            "alt_required": bool(call.settings.require_alt),
        },
    }
