"""The case of an artwork at the filter, in the words of its own page."""

from __future__ import annotations

from fediart.actions.admission_policy import current_policy
from fediart.actions.appeal import standing
from fediart.api.call import Call
from fediart.api.entities.ours_admission import OurCase, OurJudgedPicture, OurStep
from fediart.api.shown.waiting import admission_of
from fediart.api.shown.words import when, when_ever
from fediart.language import _
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.web.review_evidence import JudgedPicture
from fediart.web.review_words import Step
from fediart.web.work_case import work_case


async def case_of(tx: Reading, call: Call, work: Artwork) -> OurCase:
    """For its artist and moderators: who asks has to make sure of it."""
    case = await work_case(tx, call.site, work)
    may = await standing(tx, work, await current_policy(tx), now=call.now)
    admission = await admission_of(tx, call, work)
    return {
        "id": str(work.id),
        "state": work.state,
        "url": admission["url"],
        "words": admission["words"][:1] if work.state != "published" else [],
        "next": list(case.next),
        "reasons": [_(one) for one in case.reasons],
        "advice": _(case.advice) if case.advice else "",
        "note": work.note,
        "question": case.question,
        "pictures": [_picture(one) for one in case.pictures],
        "history": [_step(one) for one in case.history],
        "may": "appeal" if may.may_appeal else "answer" if may.may_add else None,
        "appeal_until": when_ever(may.until) if may.may_appeal else None,
    }


def _picture(one: JudgedPicture) -> OurJudgedPicture:
    score = one.score
    return {
        "number": one.number,
        "name": one.name,
        "evidence": [
            {
                "grade": _said(each.grade),
                "weight": _said(each.weight),
                "claim": _said(each.claim),
                "where": each.where,
                "quote": each.quote,
            }
            for each in one.evidence
        ],
        "score": {
            "per_cent": score.per_cent,
            "band": _said(score.band),
            "meaning": _said(score.meaning),
            "model": score.model,
        }
        if score
        else None,
    }


def _step(one: Step) -> OurStep:
    return {"at": when(one.at), "by": _said(one.by), "did": _said(one.did), "note": one.note}


def _said(words: str) -> str:
    return _(words) if words else ""
