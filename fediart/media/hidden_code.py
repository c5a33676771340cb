"""The bits of an invisible identifier: a number and a keyed check of it, protected by a convolutional code.

Nobody without the key can tell these bits from noise or make some that are valid.
"""

from __future__ import annotations

import hashlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NUMBER: Final = 64
CHECK: Final = 40
_MEMORY: Final = 8
_TAPS: Final = (0o561, 0o753)  # the best code of rate 1/2 and constraint length 9
STEPS: Final = NUMBER + CHECK + _MEMORY
CODED: Final = len(_TAPS) * STEPS
_STATES: Final = 1 << _MEMORY


def random_bytes(key: bytes, purpose: str, count: int) -> bytes:
    """The same bytes for the same key and purpose on every machine, for ever."""
    return hashlib.shake_256(key + b"\0" + purpose.encode()).digest(count)


def coded(number: int, key: bytes) -> NDArray[np.int8]:
    """`CODED` signs, 1 or -1, for a number from 0 to 2**64 - 1."""
    bits = f"{number:0{NUMBER}b}{_check(number, key):0{CHECK}b}" + "0" * _MEMORY
    state, signs = 0, []
    for bit in bits:
        register = int(bit) << _MEMORY | state
        signs += [1 - 2 * ((register & tap).bit_count() & 1) for tap in _TAPS]
        state = register >> 1
    return np.array(signs, dtype=np.int8)


def decoded(soft: Floats, key: bytes) -> int | None:
    """The likeliest number, given for each sign how much speaks for it; None where its check does not hold."""
    bits = _likeliest(np.clip(soft / (np.abs(soft).mean() + 1e-12), -3, 3).reshape(STEPS, len(_TAPS)))
    number = int("".join(map(str, bits[:NUMBER])), 2)
    check = int("".join(map(str, bits[NUMBER : NUMBER + CHECK])), 2)
    return number if check == _check(number, key) else None


def _check(number: int, key: bytes) -> int:
    digest = hashlib.blake2b(number.to_bytes(NUMBER // 8, "big"), key=key[:64], digest_size=CHECK // 8).digest()
    return int.from_bytes(digest, "big")


def _likeliest(soft: Floats) -> list[int]:
    """Viterbi's algorithm. A state holds the last bits, the latest on top; the first and the last state are 0."""
    state = np.arange(_STATES)
    before = np.stack([(state << 1) & (_STATES - 1), ((state << 1) & (_STATES - 1)) | 1])
    register = (state >> (_MEMORY - 1) << _MEMORY) | before
    parity = np.array([number.bit_count() & 1 for number in range(2 * _STATES)])
    signs = np.stack([1 - 2 * parity[register & tap] for tap in _TAPS])
    score = np.full(_STATES, -1e9)
    score[0] = 0.0
    came: list[NDArray[np.bool_]] = []
    for step in soft:
        both = score[before] + signs[0] * step[0] + signs[1] * step[1]
        came.append(both[1] > both[0])
        score = both.max(axis=0)
    bits, at = [], 0
    for choice in reversed(came):
        bits.append(at >> (_MEMORY - 1))
        at = int(before[int(choice[at]), at])
    return bits[::-1]
