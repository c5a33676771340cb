"""What the C2PA manifest of a picture says about AI: the assertion cawg.training-mining (CAWG 1.1)."""

from __future__ import annotations

from collections.abc import Mapping

from fediart.rights.model import Rights
from fediart.rights.values import values

KEYS = ("cawg.data_mining", "cawg.ai_inference", "cawg.ai_generative_training", "cawg.ai_training")


def entries(rights: Rights) -> dict[str, Mapping[str, str]]:
    """The four entries; what is constrained says where the terms are (policy-signals, section 4)."""
    return {key: _entry(use, rights) for key, use in zip(KEYS, values(rights.policy).mining, strict=True)}


def _entry(use: str, rights: Rights) -> Mapping[str, str]:
    """`constrained` without a word on the constraint counts as notAllowed."""
    return {"use": use, "constraint_info": rights.policy_url} if use == "constrained" else {"use": use}
