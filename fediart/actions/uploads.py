"""Files of artists on their way in: looked at by their headers, and kept as private originals, byte for byte."""

from __future__ import annotations

from collections.abc import Sequence

from fediart.actions.submission import Upload, file_name, limits_of, within
from fediart.errors import Problem, Problems
from fediart.language import _
from fediart.media import studio
from fediart.media.errors import BadImage, WorkFailed
from fediart.media.facts import Probe
from fediart.site import Site
from fediart.store.pictures import Picture


async def probed(site: Site, uploads: Sequence[Upload]) -> list[Probe]:
    """What the files are, told by their content. Raises Problems, each file by its name."""
    probes, found = [], []
    for upload in uploads:
        try:
            probes.append(await studio.probe(site.pool, upload.path, limits_of(site.config)))
        except BadImage as error:
            found.append(Problem(f"{upload.name}: {_(error.reason)}", field="files"))
        except WorkFailed as error:
            found.append(
                Problem(
                    _("%(name)s could not be read: %(reason)s.", name=upload.name, reason=error.reason), field="files"
                )
            )
    if found:
        raise Problems(found)
    return probes


async def taken_over(
    site: Site, artwork_id: int, uploads: Sequence[Upload], probes: Sequence[Probe], *, places: Sequence[int] = ()
) -> list[Picture]:
    """Moves the files to their place; the rows of their pictures are for the caller to write.

    `places` are their positions in the work, else they are the first.
    """
    made = []
    for upload, probe, place in zip(uploads, probes, places or range(len(uploads)), strict=True):
        kept = await site.storage.keep(upload.path, "originals", probe.extension)
        width, height = probe.upright
        made.append(
            Picture(
                id=site.ids.new(),
                artwork_id=artwork_id,
                position=place,
                original=kept.key,
                sha256=kept.sha256,
                bytes=kept.bytes,
                file_name=file_name(upload.name),
                media_type=probe.media_type,
                width=width,
                height=height,
                alt=upload.alt,
                focal_x=within(upload.focal[0]),
                focal_y=within(upload.focal[1]),
                blurhash="",
                colour="",
            )
        )
    return made
