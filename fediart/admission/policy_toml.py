"""An admission policy as a TOML file that people read, keep, compare and hand on; what is written is read back."""

from __future__ import annotations

import tomllib
from typing import Final

from fediart.admission.findings import Band
from fediart.admission.policy import (
    FORMAT,
    PRESET_WORDS,
    ArtistState,
    EvidenceRow,
    Policy,
    PolicyError,
    policy_from_dict,
)
from fediart.admission.policy_words import BAND_WORDS, ROW_WORDS, STATE_WORDS

LONGEST: Final = 32 * 1024
"""Bytes of a file that is read; one that fediart writes has about 3,000."""

_MOST_DOTS: Final = 60  # in one line: reading dotted names takes time with the square of their number
_ACTIONS: Final = "publish, label-assisted, label-generated, hold, refuse"
_COMMENTS: Final = {
    "format": "of this file",
    "detector": "false: no detector is asked, and every score counts as low",
    "score_may_refuse": 'true: row "none" may refuse doubtful and high scores, where nothing but a score speaks',
    "copies": "what happens to a picture that matches another artist's",
    "two_persons": "true: a refusal needs two moderators",
    "answer_days": "for an artist to answer a question of the moderators",
    "decide_days": "for moderators to decide",
    "appeal_days": "for an artist to appeal",
    "accepted_works": "that many accepted works make an artist trusted; 0: trust is not earned this way",
    "vouches": "that many members who vouch for an artist; 0: trust is not earned this way",
}


def policy_to_toml(policy: Policy) -> str:
    """The whole policy with a comment for everything in it. The version is a comment: saving gives the next one."""
    lines = [
        f"# Admission policy {_quoted(policy.name)}, version {policy.version}.",
        f"# An action is one of: {_ACTIONS}. What is left out is as in the preset balanced.",
        "",
        _line("format", str(FORMAT)),
        f"name = {_quoted(policy.name)}{_of_preset(policy.name)}",
    ]
    for name in ("detector", "score_may_refuse"):
        lines.append(_line(name, _flag(getattr(policy, name))))
    lines.append(_line("copies", f'"{policy.copies.value}"'))
    lines.append(_line("two_persons", _flag(policy.two_persons)))
    for name in ("answer_days", "decide_days", "appeal_days"):
        lines.append(_line(name, str(getattr(policy, name))))
    lines += ["", "[trust]"]
    for name in ("accepted_works", "vouches"):
        lines.append(_line(name, str(getattr(policy.trust, name))))
    lines += ["", "# The scores:"]
    lines += [f"#   {band.value}: {BAND_WORDS[band][1]}" for band in Band]
    lines += ["# The rows:"]
    lines += [f"#   {row.value}: {ROW_WORDS[row][1]}" for row in EvidenceRow]
    for state in ArtistState:
        lines += ["", f"[table.{state.value}]  # {STATE_WORDS[state][0]}. {STATE_WORDS[state][1]}"]
        lines += [_row(policy, row, state) for row in EvidenceRow]
    return "\n".join(lines) + "\n"


def policy_from_toml(text: str) -> Policy:
    """The policy in a file; PolicyError names what is wrong in it, by its field or its line."""
    if len(text.encode("utf-8", "replace")) > LONGEST:
        raise PolicyError("toml", f"is longer than {LONGEST // 1024} KiB; a policy is much shorter")
    if not text.strip():
        raise PolicyError("toml", "is empty; choose a file that was exported, or paste its text")
    if any(line.count(".") > _MOST_DOTS for line in text.splitlines()):
        raise PolicyError("toml", "has names too deep in each other; a policy has three levels")
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError:
        raise PolicyError("toml", "has tables too deep in each other; a policy has three levels") from None
    except ValueError as error:
        raise PolicyError("toml", f"cannot be read as TOML: {str(error)[:200]}") from None
    return policy_from_dict(data)


def _line(name: str, value: str) -> str:
    return f"{name} = {value}  # {_COMMENTS[name]}"


def _row(policy: Policy, row: EvidenceRow, state: ArtistState) -> str:
    cells = ", ".join(f'{band.value} = "{policy.action(row, band, state).value}"' for band in Band)
    return f"{row.value} = {{ {cells} }}"


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _of_preset(name: str) -> str:
    return f"  # {PRESET_WORDS[name][1]}" if name in PRESET_WORDS else ""
