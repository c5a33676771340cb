"""What was found about each picture of a case: its file's own words, the score with band and votes, the heat map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fediart.language import _, number
from fediart.store import measurements, pictures
from fediart.store.database import Reading
from fediart.store.measurements import Measurement
from fediart.store.pictures import Picture
from fediart.store.verdicts import VerdictRow
from fediart.web.heat_map import HeatMap, heat_map
from fediart.web.review_words import BANDS, CLAIMS, GRADES
from fediart.web.showing import SHOWN_BY_BROWSERS


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding; `where` and `quote` let a person check it with their own tools. `weight` is what its grade means."""

    grade: str
    weight: str
    claim: str
    where: str
    quote: str


@dataclass(frozen=True, slots=True)
class ShownVote:
    """One model's opinion, where several were asked."""

    model: str
    opinion: str
    per_cent: int | None


@dataclass(frozen=True, slots=True)
class ShownScore:
    """`per_cent` is None where the detector could not tell; `said` is why."""

    per_cent: int | None
    band: str
    meaning: str
    model: str
    said: str
    votes: tuple[ShownVote, ...]


@dataclass(frozen=True, slots=True)
class JudgedPicture:
    """A picture with all that is known of it. `viewable` is whether browsers can show its file."""

    number: int
    path: str
    name: str
    alt: str
    viewable: bool
    media_type: str
    megabytes: str
    width: int
    height: int
    sha256: str
    score: ShownScore | None
    heat: HeatMap | None
    evidence: tuple[Evidence, ...]


async def judged_pictures(tx: Reading, artwork_id: int, newest: Mapping[int, VerdictRow]) -> tuple[JudgedPicture, ...]:
    """The pictures of a work in the artist's order; `newest` is the machine's last word by picture id."""
    own = await pictures.of_artwork(tx, artwork_id)
    measured = await measurements.newest(tx, [one.sha256 for one in own])
    return tuple(
        _judged(number, one, newest.get(one.id), measured.get(one.sha256)) for number, one in enumerate(own, 1)
    )


def _judged(number: int, picture: Picture, verdict: VerdictRow | None, measured: Measurement | None) -> JudgedPicture:
    found = measured.evidence if measured else verdict.evidence if verdict else ()
    return JudgedPicture(
        number=number,
        path=f"/works/{picture.artwork_id}/pictures/{picture.id}",
        name=picture.file_name,
        alt=picture.alt,
        viewable=picture.media_type in SHOWN_BY_BROWSERS and bool(picture.original),
        media_type=picture.media_type,
        megabytes=f"{picture.bytes / 1e6:.1f}",
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        score=_score(verdict, measured),
        heat=heat_map(measured),
        evidence=tuple(evidence_in_words(one) for one in found),
    )


def evidence_in_words(one: Mapping[str, Any]) -> Evidence:
    grade, weight = GRADES.get(one["grade"], (one["grade"], ""))
    where = _place(one["where"], one.get("offset"), one.get("length"))
    return Evidence(grade, weight, CLAIMS.get(one["claim"], one["claim"]), where, one["quote"])


def _place(where: str, offset: int | None, length: int | None) -> str:
    """Where to look in the original file; nothing for what is hidden in the pixels, and in rows of before."""
    if offset is None or length is None:
        return where
    return _(
        "%(where)s, %(length)s bytes from byte %(offset)s of the file",
        where=where,
        length=number(length),
        offset=number(offset),
    )


def _score(verdict: VerdictRow | None, measured: Measurement | None) -> ShownScore | None:
    """None where no detector was asked. Of works older than measurements, the verdict's own number is all there is."""
    if measured is not None and measured.model:
        band, meaning = BANDS.get(measured.band, (measured.band, ""))
        votes = tuple(_vote(one) for one in measured.votes) if len(measured.votes) > 1 else ()
        return ShownScore(_per_cent(measured.probability), band, meaning, measured.model, measured.why, votes)
    if verdict is None or not verdict.model:
        return None
    band, meaning = ("", "") if verdict.score is not None else BANDS["cannot-tell"]
    return ShownScore(_per_cent(verdict.score), band, meaning, verdict.model, verdict.note, ())


def _vote(one: Mapping[str, Any]) -> ShownVote:
    opinion = BANDS.get(str(one.get("band", "")), ("", ""))[0] or ("cannot tell" if one.get("abstained") else "")
    return ShownVote(str(one["model"]), opinion, _per_cent(one.get("probability")))


def _per_cent(probability: float | None) -> int | None:
    """Never 0 or 100: no detector is sure."""
    return None if probability is None else min(max(round(probability * 100), 1), 99)
