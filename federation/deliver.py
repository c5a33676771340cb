"""One signed POST to one inbox, and what its answer means for the delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial

from federation.fetch import ACTIVITY_JSON, Fetcher, FetchError, Posted, Refused
from federation.keys import PrivateKey
from federation.rules import host_of
from federation.signatures import Scheme, sign

KIND = {"Content-Type": ACTIVITY_JSON}
# Answers of a server that may only dislike how we signed.
ANOTHER_KNOCK = frozenset({400, 401, 403})
# A 4xx is final but for these three; of the 5xx only 501 is (as Mastodon decides).
NOT_FINAL = frozenset({401, 408, 429})
MAX_WAIT_MS = 7 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Delivered:
    """The inbox took it; `scheme` is how it was signed, worth remembering for the host."""

    scheme: Scheme
    status: int


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not now. `when` (milliseconds) is what the server asked for, None when it asked for nothing.

    `host_down` says that no other inbox of this host would do better.
    """

    when: int | None
    why: str
    host_down: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """The inbox is gone for good (410): its actor need never be written to again."""

    why: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A final no to this activity."""

    why: str


Outcome = Delivered | TryLater | Gone | Rejected


async def deliver(
    fetcher: Fetcher,
    inbox: str,
    body: bytes,
    key: PrivateKey,
    scheme: Scheme | None,
    now: int,
    headers: Mapping[str, str] = KIND,
    ed25519: PrivateKey | None = None,
) -> Outcome:
    """POST `body`, signed in `scheme`; with None (host not known yet) in RFC 9421, then in draft-cavage.

    A host whose scheme is known gets the other one only after 401. `now` is in milliseconds; `headers` are sent, and
    those that are worth it signed. `ed25519` is for hosts that publish such keys: tried first where RFC 9421 is read,
    and not again for a day where it is refused.
    """
    first = scheme or Scheme.RFC9421
    again = ANOTHER_KNOCK if scheme is None else {401}
    try:
        if ed25519 is not None and scheme is Scheme.RFC9421 and fetcher.knocks.may_take_ed25519(host_of(inbox)):
            answer = await _knock(fetcher, inbox, body, ed25519, first, now, headers)
            if answer.status not in ANOTHER_KNOCK:
                return judged(answer, first, now)
            fetcher.knocks.refused_ed25519(host_of(inbox))
        answer = await _knock(fetcher, inbox, body, key, first, now, headers)
        if answer.status in again:
            first = Scheme.CAVAGE if first is Scheme.RFC9421 else Scheme.RFC9421
            answer = await _knock(fetcher, inbox, body, key, first, now, headers)
    except Refused as refused:
        return Rejected(refused.reason)
    except FetchError as problem:
        return TryLater(None, problem.reason, host_down=True)
    return judged(answer, first, now)


def judged(answer: Posted, scheme: Scheme, now: int) -> Outcome:
    """What an answer means for a delivery."""
    status = answer.status
    if 200 <= status < 300:
        return Delivered(scheme, status)
    why = f"the inbox answered {status}"
    if status == 410:
        return Gone(why)
    if status == 501 or (400 <= status < 500 and status not in NOT_FINAL):
        return Rejected(why)
    # 429 and 5xx speak for the whole host; a redirect or a refused signature for this inbox.
    if status == 429:
        return TryLater(_retry_after(answer, now), "the server asked us to come later (429)", host_down=True)
    if status >= 500:
        return TryLater(_retry_after(answer, now), f"the server says it has a fault ({status})", host_down=True)
    return TryLater(_retry_after(answer, now), why, host_down=False)


async def _knock(
    fetcher: Fetcher,
    inbox: str,
    body: bytes,
    key: PrivateKey,
    scheme: Scheme,
    now: int,
    headers: Mapping[str, str],
) -> Posted:
    made = partial(sign, scheme, "POST", inbox, headers, body, key, now)
    return await fetcher.post(inbox, headers, body, made)


def _retry_after(answer: Posted, now: int) -> int | None:
    """Retry-After in seconds or as a date (RFC 9110, section 10.2.3), at most a week ahead."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        when = now + int(text) * 1000
    else:
        try:
            when = int(parsedate_to_datetime(text).timestamp() * 1000)
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
    return min(when, now + MAX_WAIT_MS) if when > now else None
