"""Cases to look at: one with a heat map and a talk, a question, an appeal, published works put up and taken down."""

from __future__ import annotations

import math
from pathlib import Path

from demo.art import draw
from fediart.actions.appeal import answer, appeal, ask
from fediart.actions.publish import submit
from fediart.actions.review import Choice, decide, hold, open_review
from fediart.actions.submission import Details, Submission, Upload
from fediart.admission.verdict import ADVICE, Decision, Label, Reason, Verdict
from fediart.clock import DAY, HOUR, HandClock
from fediart.jobs.checking import of_whole
from fediart.site import Site
from fediart.store import accounts, artworks, measurements, pictures, verdicts
from fediart.store.accounts import Account
from fediart.store.actors import Actor
from fediart.store.measurements import Measurement
from tests.site import drain

SCORE = Verdict(
    Decision.HOLD, Label.NONE,
    (
        Reason("detector-score", "The detector finds that its texture resembles generated pictures (96 of 100; "
               "about 1 in 100 hand-made pictures scores as high). It can be wrong, above all about smooth painting."),
        Reason(ADVICE, "A moderator will look at it before it is published; nothing is decided yet. What shows how "
               "you made it helps: sketches, layers, work-in-progress pictures."),
    ),
)  # fmt: skip
NONE = Verdict(
    Decision.HOLD, Label.NONE, (Reason("detector-abstained", "The detector cannot tell about this picture: it is "
                                       "flat. That says nothing against it."),)
)  # fmt: skip
FOUND = {
    "grade": "declared", "claim": "assisted", "code": "iptc", "where": "XMP, Iptc4xmpExt:DigitalSourceType",
    "quote": "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
}  # fmt: skip
PLAN = (
    ("Orchard, late", "landscape", (2400, 1600), SCORE), ("Kitchen table", "still life", (1600, 2000), SCORE),
    ("Blue weave", "weave", (1400, 1400), NONE), ("Ferry", "woodcut", (1800, 1200), SCORE),
    ("Stairwell", "rooms", (1500, 1900), SCORE), ("Kite", "landscape", (2000, 1000), SCORE),
)  # fmt: skip
UP = ("Ferry", "Kite")


async def furnish(site: Site, clock: HandClock, artist: Actor, *, scale: float = 1.0) -> dict[str, int]:
    """Returns the works by their titles."""
    found = {}
    for number, (title, style, (width, height), verdict) in enumerate(PLAN):
        size = (int(width * scale), int(height * scale))
        clock.move(9 * HOUR)
        found[title] = await _work(site, artist, title, style, size, number)
        if title not in UP:
            await _hold(site, found[title], verdict)
        await drain(site)
    jane, mo = await _account(site, "jane"), await _account(site, "mo")
    await ask(site, mo, found["Orchard, late"], "A beautiful light. Could you show us a sketch, or the file with its "
              "layers? The trees on the right are what makes us ask.")  # fmt: skip
    clock.move(3 * HOUR)
    await answer(site, artist, found["Orchard, late"], "Of course! The sketch is on the back of the board. I paint "
                 "wet in wet, so the trees are soft; the layers are attached.")  # fmt: skip
    await ask(site, mo, found["Kitchen table"], "Which paper is this?")
    await decide(site, mo, found["Stairwell"], Choice.REFUSE, "The banister runs into the wall twice, and we found no "
                 "sketch. If we are wrong, please tell us how you made it.")  # fmt: skip
    clock.move(DAY)
    await appeal(site, artist, found["Stairwell"], "The stairs are from a dream; here is my sketchbook, page 12.")
    await _published(site, clock, found, jane)
    return found


async def _published(site: Site, clock: HandClock, found: dict[str, int], jane: Account) -> None:
    for title in UP:
        async with site.db.writing() as tx:
            work = await artworks.by_id(tx, found[title])
            assert work is not None
            await open_review(tx, site, work, "report" if title == "Kite" else "rescan",
                              "The new model finds it doubtful: 93 of 100, the old one 41.")  # fmt: skip
    await decide(site, jane, found["Kite"], Choice.REFUSE, "Two members showed us the picture it was made from.")
    async with site.db.writing() as tx:  # the instance is looked at two months later
        await tx.run("update reviews set opened = opened + :on, due = due + :on", on=59 * DAY)


async def _work(site: Site, artist: Actor, title: str, style: str, size: tuple[int, int], number: int) -> int:
    folder = site.storage.incoming()
    path: Path = draw(style, size, 900 + number, folder / f"{number}.png")
    details = Details(title=title, medium="Oil on board, 40 × 30 cm", description="From the window, in October.")
    work = await submit(site, artist, Submission(details, (Upload(path, path.name, f"{title}, a drawing."),)))
    site.storage.discard(folder)
    await _measure(site, work, size, number)
    return work


async def _measure(site: Site, work: int, size: tuple[int, int], number: int) -> None:
    side = min(size) // 4
    across, down = size[0] // side, size[1] // side
    crops = tuple(
        (x * side, y * side, side, round(0.5 + 0.47 * math.sin(x * 0.9 + number) * math.cos(y * 0.7 - number), 2))
        for x in range(across) for y in range(down)
    )  # fmt: skip
    votes = (
        {"model": "grain 2", "probability": 0.97, "abstained": False, "band": "high", "why": ""},
        {"model": "baseline 1", "probability": 0.88, "abstained": False, "band": "low", "why": ""},
        {"model": "noise 1", "probability": None, "abstained": True, "band": "cannot-tell", "why": "it is small"},
    )
    told = number == 2
    async with site.db.writing() as tx:
        [picture] = await pictures.of_artwork(tx, work)
        await measurements.keep(
            tx,
            Measurement(
                picture.sha256, "grain 2 + baseline 1 + noise 1", None if told else 0.96,
                "cannot-tell" if told else "doubtful", int(told), "it is flat" if told else "",
                () if told else crops, *size, () if told else votes, (FOUND,) if number == 0 else (),
                site.clock.now() + 1,
            ),
        )  # fmt: skip


async def _hold(site: Site, work_id: int, verdict: Verdict) -> None:
    """As the filter would have: before its job is done, which then leaves it alone."""
    async with site.db.writing() as tx:
        await tx.run("update artworks set state = 'held' where id = :id", id=work_id)
        work = await artworks.by_id(tx, work_id)
        assert work is not None
        await verdicts.insert(tx, of_whole(site, work_id, 1, verdict))
        await hold(tx, site, work, [{"code": one.code, "text": one.text} for one in verdict.reasons])


async def _account(site: Site, name: str) -> Account:
    async with site.db.reading() as tx:
        found = await accounts.by_name(tx, name)
    assert found is not None
    return found
