"""What judging one file brings to light, and the server's door to it: the judging itself runs in a worker process.

Free of numpy, Pillow and onnxruntime, so the server can import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

from fediart.admission.findings import Finding, Score, band_of
from fediart.admission.fingerprint import Print
from fediart.admission.policy import ArtistState, Policy
from fediart.admission.verdict import Decision, Label, Reason, Verdict, combine, decide
from fediart.errors import Problem
from fediart.media.facts import Limits
from fediart.media.pool import Pool

MODELS: Final = Path(__file__).resolve().parent.parent / "models"
INSTALLED: Final = "models"  # the folder of installed models, beside the config file
_JUDGE: Final = "fediart.admission.judge:judge_file"
_JUDGE_UNKNOWN: Final = "fediart.admission.strangers:judge_stranger"
TARGETS: Final = (_JUDGE, _JUDGE_UNKNOWN)
_FAILED = Reason("detector-failed", "The detector could not be asked; the instance's admins can see why.")
_HELD: Final = Verdict(Decision.HOLD, Label.NONE, (_FAILED,))


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judged file. `verdict` is None where the file could not be read at all; `error` then says why.

    An `error` beside a verdict means that a detector failed: the picture is held, not waved through. `model` is the
    label of the detector, or of all that voted, joined by ' + '. `width` and `height` are those of the picture as it
    is shown, 0 where it could not be read.
    """

    path: str
    sha256: str
    probability: float | None
    abstained: bool
    evidence: tuple[Finding, ...]
    verdict: Verdict | None
    model: str | None
    error: str | None
    score: Score | None = None
    width: int = 0
    height: int = 0
    fingerprint: Print | None = None

    @property
    def readable(self) -> bool:
        return self.width > 0

    def as_json(self) -> dict[str, object]:
        """The keys of `fediart admission check --json`: stable."""
        return {
            "path": self.path,
            "sha256": self.sha256,
            "probability": None if self.probability is None else round(self.probability, 4),
            "abstained": self.abstained,
            "evidence": [item.as_json() for item in self.evidence],
            "verdict": self.verdict.decision.value if self.verdict else None,
            "model": self.model,
            "error": self.error,
            "band": band_of(self.score).value,
            "votes": [vote.as_json() for vote in self.score.votes] if self.score else [],
        }


async def judge(
    pool: Pool,
    path: Path,
    policy: Policy,
    models: Sequence[Path],
    anchors: str = "",
    limits: Limits | None = None,
    state: ArtistState = ArtistState.NEW,
) -> Judgement:
    """Measure an original in a worker process and decide; `models` are folders, none for no detector.

    `anchors` are PEM certificates whose Content Credentials are proof, `limits` those of the instance. Raises
    WorkFailed.
    """
    asked = tuple(models) if policy.detector else ()
    return decided(policy, cast(Judgement, await pool.call(_JUDGE, path, asked, anchors, limits)), state)


async def judge_unknown(
    pool: Pool, path: Path, policy: Policy, models: Sequence[Path], anchors: str, limits: Limits
) -> Judgement:
    """`judge` for a file of somebody's folder, which may be no file at all, be swapped, change or vanish meanwhile."""
    asked = tuple(models) if policy.detector else ()
    return decided(policy, cast(Judgement, await pool.call(_JUDGE_UNKNOWN, path, asked, anchors, limits)))


def decided(
    policy: Policy, found: Judgement, state: ArtistState = ArtistState.NEW, said: Sequence[Finding] = ()
) -> Judgement:
    """What the policy makes of what was measured; a file that could not be read gets no verdict.

    `said` is the artist's own word: evidence, and no mark in the file.

    A detector that fails must not wave pictures through: a moderator decides meanwhile.
    """
    if not found.readable:
        return found
    verdict = decide(policy, (*said, *found.evidence), found.score, state)
    return replace(found, verdict=combine((verdict, _HELD)) if found.error else verdict)


def model_folders(names: Sequence[str], beside: Path) -> tuple[Path, ...]:
    """The folders that names of models mean, each once; 'none' and empty names mean none."""
    folders = (model_folder(name, beside) for name in names)
    return tuple(dict.fromkeys(folder for folder in folders if folder is not None))


def model_folder(setting: str, beside: Path) -> Path | None:
    """The folder that one name means: a built-in model, one installed below `beside`/models, 'none', or a path."""
    if setting.strip().lower() in ("", "none"):
        return None
    if "/" not in setting and "\\" not in setting:
        for folder in (MODELS / setting, beside / INSTALLED / setting):
            if folder.is_dir():
                return folder.resolve()
    return (beside / setting).resolve()


def trust_anchors(setting: str, beside: Path) -> str:
    """The PEM certificates that an admin trusts for Content Credentials, or nothing. Raises Problem."""
    if not setting:
        return ""
    try:
        return (beside / setting).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"admission.trust_anchors: {beside / setting} cannot be read: {error}.") from error
