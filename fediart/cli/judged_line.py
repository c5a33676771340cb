"""A judgement as one line: for people, as JSON, as CSV. No name of a file can break out of its line, nor reach a
terminal or a spreadsheet as anything but text."""

from __future__ import annotations

import csv
import io
import json
from typing import Final

from fediart.actions.decision_export import cell
from fediart.admission.findings import band_of
from fediart.admission.judgement import Judgement

COLUMNS: Final = ("path", "sha256", "verdict", "probability", "band", "evidence", "model", "error")


def as_text(found: Judgement) -> str:
    """`refuse    0.97  heron.png  a1111-parameters (declared)`: verdict, probability, path, evidence."""
    if found.verdict is None:
        return plain(f"{'error':<8}        {found.path}  {found.error}")
    score = "   -" if found.probability is None else f"{found.probability:.2f}"
    trouble = f"  [{found.error}]" if found.error else ""
    return plain(
        f"{found.verdict.decision.value:<8}  {score}  {found.path}  {_evidence(found) or 'no evidence'}{trouble}"
    )


def as_json(found: Judgement) -> str:
    """One object in ASCII; bytes of a name that are no UTF-8 are lone surrogates, as Python writes them."""
    return json.dumps(found.as_json())


def as_csv(found: Judgement) -> str:
    """The cells of `COLUMNS`."""
    row = (
        found.path,
        found.sha256,
        found.verdict.decision.value if found.verdict else "",
        "" if found.probability is None else f"{found.probability:.4f}",
        band_of(found.score).value,
        _evidence(found),
        found.model or "",
        found.error or "",
    )
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cell(plain(value)) for value in row)
    return out.getvalue()


def plain(text: str) -> str:
    """Printable characters as they are; line ends, escape codes and undecodable bytes as Python's escapes."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii") for letter in text
    )


def _evidence(found: Judgement) -> str:
    return ", ".join(dict.fromkeys(f"{one.code} ({one.grade.value})" for one in found.evidence))
