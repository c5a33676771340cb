"""What judging one file brings to light, and the server's door to it: the judging itself runs in a worker process.

Free of numpy, Pillow and onnxruntime, so the server can import it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from fediart.admission.findings import Finding
from fediart.admission.policy import Policy, policy_to_dict
from fediart.admission.verdict import Verdict
from fediart.errors import Problem
from fediart.media.facts import Limits
from fediart.media.pool import Pool

MODELS: Final = Path(__file__).resolve().parent.parent / "models"
_JUDGE: Final = "fediart.admission.judge:judge_file"
TARGETS: Final = (_JUDGE,)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judged file. `verdict` is None where the file could not be read at all; `error` then says why.

    An `error` beside a verdict means that the detector failed: the picture is held, not waved through.
    """

    path: str
    sha256: str
    probability: float | None
    abstained: bool
    evidence: tuple[Finding, ...]
    verdict: Verdict | None
    model: str | None
    error: str | None

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
        }


async def judge(
    pool: Pool, path: Path, policy: Policy, model: Path | None, anchors: str = "", limits: Limits | None = None
) -> Judgement:
    """Judge an original in a worker process; `model` is a folder, None for no detector.

    `anchors` are PEM certificates whose Content Credentials are proof, `limits` those of the instance. Raises
    WorkFailed.
    """
    return cast(Judgement, await pool.call(_JUDGE, path, policy_to_dict(policy), model, anchors, limits))


def model_folder(setting: str, beside: Path) -> Path | None:
    """The folder that the setting `admission.model` means: a built-in name, 'none', or a path relative to `beside`."""
    if setting.strip().lower() in ("", "none"):
        return None
    built_in = MODELS / setting
    if "/" not in setting and "\\" not in setting and built_in.is_dir():
        return built_in
    return (beside / setting).resolve()


def trust_anchors(setting: str, beside: Path) -> str:
    """The PEM certificates that an admin trusts for Content Credentials, or nothing. Raises Problem."""
    if not setting:
        return ""
    try:
        return (beside / setting).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"admission.trust_anchors: {beside / setting} cannot be read: {error}.") from error
