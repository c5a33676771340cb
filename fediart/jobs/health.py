"""How a server's record changes with what becomes of deliveries to it: plain values in, plain values out."""

from __future__ import annotations

from dataclasses import replace

from fediart.clock import MINUTE
from fediart.jobs.retry import host_wait_after
from fediart.store.hosts import Host


def delivered(state: Host, scheme: str, now: int) -> Host:
    """It is well."""
    return replace(
        state,
        failures=0,
        retry_at=0,
        down_since=0,
        last_success=now,
        last_error="",
        scheme=scheme or state.scheme,
    )


def refused(state: Host, why: str, now: int) -> Host:
    """It answers, and did not want this: nothing against the server, but no success either."""
    return replace(state, failures=0, retry_at=0, down_since=0, last_failure=now, last_error=why)


def failed(state: Host, why: str, now: int, *, not_before: int) -> Host:
    """It did not answer, or said that it cannot; `not_before` is what it asked for, 0 for nothing."""
    failures = state.failures + 1
    down_since = state.down_since or now
    wait = host_wait_after(failures, now - down_since)
    return replace(
        state,
        failures=failures,
        down_since=down_since,
        retry_at=max(now + wait, not_before),
        last_failure=now,
        last_error=why,
    )


def worth_keeping(before: Host, after: Host) -> bool:
    """Whether the row must be written: not for every success of a server that is well."""
    return (
        bool(before.failures or after.failures)
        or after.scheme != before.scheme
        or after.last_error != before.last_error
        or after.last_success - before.last_success >= MINUTE
        or after.last_failure - before.last_failure >= MINUTE
    )
