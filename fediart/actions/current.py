"""What a work says of itself now, in the form in which it is edited."""

from __future__ import annotations

from fediart.actions.submission import Details
from fediart.rights.process import process_of
from fediart.store import camera, credentials, process, series, work_words
from fediart.store.artworks import Artwork
from fediart.store.consent import choice_of
from fediart.store.database import Reading


async def current_details(tx: Reading, work: Artwork) -> Details:
    """All of it but the pictures."""
    its_series = await series.by_id(tx, work.series_id) if work.series_id else None
    said, facts = await process.of_artwork(tx, work.id), await work_words.facts_of(tx, work.id)
    known = process_of(said.process, work.digital_source_type)
    return Details(
        title=work.title,
        description=work.description,
        medium=work.medium,
        tools=work.tools,
        tags=work.tags,
        series=its_series.title if its_series else "",
        licence=work.licence,
        warning=work.warning,
        mature=bool(work.mature),
        visibility=work.visibility,
        language=work.language,
        ai_policy=work.ai_policy,
        source_type=work.digital_source_type,
        consent=choice_of(work.consent),
        camera=await camera.parts_of(tx, work.id),
        process=known.value if known else "",
        how=said.words,
        how_public=said.public,
        credentials=await credentials.choice_of(tx, work.id),
        year=facts.year,
        size=facts.size,
        portfolio=bool(work.portfolio),
    )
