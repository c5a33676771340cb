"""What was read at the door is not read again by the job, and the job does what its row says."""

from __future__ import annotations

from federation.vocab import read_activity
from fediart.jobs import inbox
from fediart.outcomes import Refused
from fediart.site import LONGEST_ARRIVED, MOST_ARRIVED, Arrived
from tests.inbox.conftest import Meeting

BOB = "https://peer.example/users/bob"


def like(number: int, post: str = "https://here.example/1") -> dict[str, object]:
    return {"id": f"{BOB}#{number}", "type": "Like", "actor": BOB, "object": post}


def test_it_is_given_once_and_only_for_the_very_json_of_the_very_signer() -> None:
    arrived, known = Arrived(), read_activity(like(1))
    arrived.put(BOB, known, 100)
    assert arrived.take("https://peer.example/users/eve", like(1)) is None
    assert arrived.take(BOB, dict(like(1))) is known
    assert arrived.take(BOB, like(1)) is None
    arrived.put(BOB, known, 100)
    assert arrived.take(BOB, like(1, "https://here.example/2")) is None


def test_memory_is_bounded() -> None:
    arrived = Arrived()
    arrived.put(BOB, read_activity(like(0)), LONGEST_ARRIVED + 1)
    assert arrived.take(BOB, like(0)) is None
    for number in range(MOST_ARRIVED + 1):
        arrived.put(BOB, read_activity(like(number)), 100)
    assert arrived.take(BOB, like(0)) is None
    assert arrived.take(BOB, like(1)) is not None


async def test_the_row_counts_and_not_what_is_in_memory(meeting: Meeting) -> None:
    """Two activities of one id: the one that was written down is the one that happens."""
    meeting.site.arrived.put(BOB, read_activity(like(1)), 100)
    outcome = await inbox.receive(meeting.site, {"signer": BOB, "activity": {"id": f"{BOB}#1", "type": "Like"}})
    assert outcome == Refused("the activity lacks a type or an actor")
