"""What pages show of the files an artist has attached, and how much more a form takes."""

from __future__ import annotations

from dataclasses import dataclass

from fediart.actions.attach import FIELD, Bounds, bounds_of, takes_files
from fediart.config import Config
from fediart.site import Site
from fediart.store import attachments
from fediart.store.artworks import Artwork
from fediart.store.attachments import Attachment
from fediart.store.database import Reading
from fediart.web.upload_form import Room

ATTACHED = (
    ".psd,.psb,.kra,.xcf,.ora,.clip,.procreate,.mp4,.mov,.webm,.gif,.pdf,"
    "image/jpeg,image/png,image/webp,video/mp4,video/webm,application/pdf"
)


@dataclass(frozen=True, slots=True)
class Side:
    """An artist's own view of the files attached to a work. `open`: more are taken."""

    attached: tuple[Attachment, ...]
    open: bool
    bounds: Bounds
    accepted: str = ATTACHED

    @property
    def room(self) -> bool:
        """Whether more files can come with an answer or an appeal."""
        return len(self.attached) < self.bounds.files


async def side_of(tx: Reading, site: Site, work: Artwork) -> Side:
    """For the artist alone: who asks has to make sure of it."""
    found = tuple(await attachments.of_artwork(tx, work.id))
    bounds = bounds_of(site.config)
    return Side(found, len(found) < bounds.files and await takes_files(tx, work), bounds)


def room_of(config: Config) -> Room:
    """What a form's field for attached files takes."""
    bounds = bounds_of(config)
    return Room(FIELD, bounds.files, bounds.file_bytes, "attached files")
