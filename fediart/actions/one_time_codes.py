"""The six digits that an authenticator app shows for 30 seconds (RFC 6238), and the codes on paper for when it is lost.

An app's secret is made of the instance's own key, the account and a salt: no row and no backup of rows holds one.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b32encode
from hashlib import sha1, sha256
from typing import Final
from urllib.parse import quote, urlencode

from fediart.clock import SECOND
from fediart.config import Config

STEP: Final = 30 * SECOND
DIGITS: Final = 6
_AROUND: Final = (0, -1, 1)  # clocks differ by up to half a minute, and fingers are slow (RFC 6238, section 5.2)
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_GROUPS: Final = 4  # of four letters: 79 bits
RECOVERY_CODES: Final = 10


def secret_of(config: Config, account_id: int, salt: str) -> bytes:
    """The 20 bytes that the app and we share (RFC 4226, section 4)."""
    told = f"authenticator\0{account_id}\0{salt}".encode()
    return hmac.new(config.secrets.key.encode(), told, sha256).digest()[:20]


def spelled(secret: bytes) -> str:
    """For typing it into the app, in groups of four."""
    plain = b32encode(secret).decode()
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def address(secret: bytes, *, instance: str, name: str) -> str:
    """What the square code says: `otpauth://totp/...`, as apps know it."""
    asked = urlencode({"secret": b32encode(secret).decode(), "issuer": instance}, quote_via=quote)
    return f"otpauth://totp/{quote(instance, safe='')}:{quote(name, safe='')}?{asked}"


def code_of(secret: bytes, step: int) -> str:
    """The code of the `step`-th half minute since 1970 (RFC 4226, section 5.3)."""
    made = hmac.new(secret, step.to_bytes(8, "big"), sha1).digest()
    at = made[-1] & 15
    number = int.from_bytes(made[at : at + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(secret: bytes, given: str, *, now: int) -> int:
    """The half minute whose code this is, near `now` (ms); 0 where it is none of them."""
    here = now // STEP
    for around in _AROUND:
        if hmac.compare_digest(code_of(secret, here + around).encode(), given.encode()):
            return here + around
    return 0


def new_recovery_codes() -> list[str]:
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def bare(given: str) -> str:
    """What somebody typed, without the spaces and dashes that make it easy to read."""
    return "".join(given.split()).replace("-", "").lower()


def recovery_hash(account_id: int, code: str) -> str:
    """How a code is kept: it is long and random, so one round is enough."""
    return sha256(f"recovery {account_id} {bare(code)}".encode()).hexdigest()
