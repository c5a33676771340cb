"""Every public file, of every format that comes in and under every policy, as ExifTool reads it back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fediart.clock import HandClock, moment
from fediart.rights.model import Preset
from fediart.store.database import Database
from tests.embedded.exiftool import private_tags, read
from tests.embedded.originals import SIZE, draw_all
from tests.publish.works import artwork_of, files_of, pictures_of, publish_one
from tests.site import make_artist, running_site

pytestmark = pytest.mark.one_engine

PLUS = "http://ns.useplus.org/ldf/vocab/"
SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation"

# What each choice must say, written out: from the table of signals, not from the code that emits them.
DATA_MINING = {
    Preset.NO_AI: ("DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", "train-ai=n, search=y"),
    Preset.NO_AI_NO_SEARCH: ("DMI-PROHIBITED", "train-ai=n, search=n"),
    Preset.NO_TRAINING: ("DMI-PROHIBITED-AIMLTRAINING", "train-ai=n, search=y"),
    Preset.ASK_FIRST: ("DMI-PROHIBITED-SEELINKEDRIGHTSEXPR", "train-ai=n, search=y"),
    Preset.OPEN: ("DMI-ALLOWED", "train-ai=y, search=y"),
}
WORDS = {
    Preset.NO_AI: ("No AI training.", "Not for AI/ML training or text and data mining."),
    Preset.NO_AI_NO_SEARCH: (
        "No AI training.",
        "Not for AI/ML training or text and data mining. Not for search indexes.",
    ),
    Preset.NO_TRAINING: ("No AI training.", "Not for AI/ML training."),
    Preset.ASK_FIRST: (
        "AI use only with the artist's prior consent.",
        "Not for AI/ML training or text and data mining without the artist's prior consent.",
    ),
    Preset.OPEN: ("AI training permitted.", "AI/ML training and text and data mining are permitted."),
}
# What those see who do not read WebP: PNG keeps transparency, and the few colours of a GIF.
FALLBACK = {"alpha.png": "image/png", "gif": "image/png"}
FORMATS = ("jpg", "png", "webp", "avif", "heic", "tif", "gif", "alpha.png")


@dataclass(frozen=True, slots=True)
class Published:
    """One artwork in all formats: what ExifTool reads from each rendition, by the format it came from."""

    origin: str
    artwork_id: int
    year: int
    tags: dict[str, list[dict[str, Any]]]
    media_types: dict[str, set[str]]


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    drawn = draw_all(tmp_path_factory.mktemp("originals") / "drawn")
    assert all(private_tags(tags) for tags in read(drawn.values()).values()), "the originals tell nothing private"
    return drawn


@pytest.mark.parametrize("preset", Preset)
async def test_the_packet_is_in_every_file_and_nothing_private_is(
    preset: Preset, originals: dict[str, Path], db: Database, tmp_path: Path, clock: HandClock
) -> None:
    published = await publish(preset, originals, db, tmp_path, clock)
    for came_as in FORMATS:
        found = published.tags[came_as]
        assert len(found) >= 5, f"{came_as}: one federated file, and two for each width"
        for tags in found:
            assert private_tags(tags) == {}, came_as
            assert said_by(tags) == expected(preset, published), came_as
        made = {"image/webp", FALLBACK.get(came_as, "image/jpeg")} | (set() if came_as == "gif" else {"image/avif"})
        assert made <= published.media_types[came_as], came_as


async def publish(
    preset: Preset, originals: dict[str, Path], db: Database, folder: Path, clock: HandClock
) -> Published:
    """Through the whole flow: submitted, judged, rendered, published."""
    async with running_site(db, folder, clock, config={"admission": {"model": "none"}}) as site:
        _, jane = await make_artist(site, "jane")
        files = [path.read_bytes() for path in originals.values()]
        artwork_id = await publish_one(
            site, folder, jane, *files, ai_policy=preset.value, licence="cc-by-nc-4.0", source_type="digitalCreation"
        )
        artwork = await artwork_of(site, artwork_id)
        assert artwork.state == "published", artwork.note
        names = dict(zip((one.id for one in await pictures_of(site, artwork_id)), originals, strict=True))
        rows = await files_of(site, artwork_id)
        paths = {row.id: await site.storage.local(row.key) for row in rows}
        whole_word = f"{PLUS}{DATA_MINING[preset][0]}<".encode()  # ExifTool shows it without its address
        assert all(whole_word in path.read_bytes() for path in paths.values())
        tags = read(paths.values())
        found: dict[str, list[dict[str, Any]]] = {}
        kinds: dict[str, set[str]] = {}
        for row in rows:
            assert row.width <= SIZE[0]
            found.setdefault(names[row.picture_id], []).append(tags[paths[row.id]])
            kinds.setdefault(names[row.picture_id], set()).add(row.media_type)
        return Published(site.config.origin, artwork_id, moment(clock.now()).year, found, kinds)


def said_by(tags: dict[str, Any]) -> dict[str, Any]:
    """The rights packet, whole: all XMP of the file, so that a word too many shows as well."""
    return {name: value for name, value in tags.items() if name.startswith("XMP-") and name != "XMP-x:XMPToolkit"}


def expected(preset: Preset, published: Published) -> dict[str, Any]:
    code, usage = DATA_MINING[preset]
    policy = f"{published.origin}/policies/{preset.value}"
    # What is offered is offered by the artist, of this work; what is not says the same of all.
    offer = f"/@jane/{published.artwork_id}" if preset in (Preset.ASK_FIRST, Preset.OPEN) else ""
    claim, terms = WORDS[preset]
    return {
        "XMP-dc:Creator": ["jane"],
        "XMP-dc:Rights": f"© {published.year} jane. {claim}",
        "XMP-xmpRights:Marked": True,
        "XMP-xmpRights:WebStatement": f"{published.origin}/@jane/{published.artwork_id}",
        "XMP-xmpRights:UsageTerms": f"{terms} Licence: CC BY-NC 4.0, https://creativecommons.org/licenses/by-nc/4.0",
        "XMP-photoshop:Credit": "jane",
        "XMP-plus:DataMining": code,
        "XMP-plus:OtherConstraints": f"{usage}; {policy}",
        "XMP-plus:Licensor": [{"LicensorName": "jane", "LicensorURL": f"{published.origin}/@jane"}],
        "XMP-iptcExt:DigitalSourceType": SOURCE,
        "XMP-iptcExt:LinkedEncRightsExpr": [
            {
                "LinkedRightsExpr": f"{policy}{offer}.jsonld",
                "RightsExprEncType": "application/ld+json",
                "RightsExprLangId": "http://www.w3.org/ns/odrl/2/",
            }
        ],
    }
