"""The server's door to the readers of attached files: they run in a worker process, never here."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

from fediart.admission.attached.facts import Attached
from fediart.media.facts import Limits
from fediart.media.pool import Pool

_READ: Final = "fediart.admission.attached.reading:read_attached"


async def read(pool: Pool, path: Path, out: Path, limits: Limits) -> Attached:
    """What an attached file is and says; its preview goes to the folder `out`.

    Raises BadImage for files we do not take, with a sentence for the artist, and WorkFailed.
    """
    return cast(Attached, await pool.call(_READ, path, out, limits))
