"""What each signal means, by its own rules."""

from __future__ import annotations

import pytest

from fediart.rights.meaning import LONGEST, meaning

NO_TRAINING = {"train_gen": False, "train_other": False}
NO_AI = {**NO_TRAINING, "ai_input": False}
PLUS = "http://ns.useplus.org/ldf/vocab/"


@pytest.mark.parametrize(
    ("signal", "value", "said"),
    [
        ("Content-Signal", "search=yes, ai-input=no, ai-train=no", {**NO_AI, "search": True}),
        ("Content-Signal", "search=yes,ai-train=no,use=reference", {**NO_TRAINING, "search": True}),
        ("Content-Signal", "ai-train=maybe", None),
        ("Content-Signal", "nonsense", None),
        ("tdm-reservation", "1", NO_TRAINING),
        ("tdm-reservation", "0", {"train_gen": True, "train_other": True}),
        ("tdm-reservation", "2", None),
        ("tdm-reservation", "true", None),
        ("X-Robots-Tag", "noai, noimageai", NO_AI),
        ("X-Robots-Tag", "NOAI", NO_AI),
        ("X-Robots-Tag", "noarchive", {"train_gen": False}),
        ("X-Robots-Tag", "noindex, follow", {"search": False}),
        ("X-Robots-Tag", "OtherBot: noai", {}),
        ("X-Robots-Tag", "max-image-preview: large, noai", NO_AI),
        ("X-Robots-Tag", "unavailable_after: 25 Jun 2026 15:00:00 PST, noai", NO_AI),
        ("X-Robots-Tag", "index, follow", {}),
        ("plus:DataMining", PLUS + "DMI-ALLOWED", dict.fromkeys((*NO_AI, "search"), True)),
        ("plus:DataMining", PLUS + "DMI-PROHIBITED", dict.fromkeys((*NO_AI, "search"), False)),
        ("plus:DataMining", PLUS + "DMI-PROHIBITED-GENAIMLTRAINING", {"train_gen": False}),
        ("plus:DataMining", PLUS + "DMI-PROHIBITED-AIMLTRAINING", NO_TRAINING),
        ("plus:DataMining", PLUS + "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", {**NO_AI, "search": True}),
        ("plus:DataMining", PLUS + "DMI-PROHIBITED-SEECONSTRAINT", NO_AI),
        ("plus:DataMining", "DMI-PROHIBITED-FROM-THE-FUTURE", NO_AI),
        ("plus:DataMining", PLUS + "DMI-UNSPECIFIED", {}),
        ("plus:DataMining", "yes please", None),
        ("searchableBy", "https://www.w3.org/ns/activitystreams#Public", {"search": True}),
        ("searchableBy", "", {"search": False}),
        ("indexable", "false", {"search": False}),
        ("indexable", "perhaps", None),
        ("license", "https://creativecommons.org/licenses/by/4.0", {}),
    ],
)
def test_a_value_means(signal, value, said):
    assert meaning(signal, value) == said


@pytest.mark.parametrize("signal", ["Content-Usage", "Content-Signal", "X-Robots-Tag", "plus:DataMining"])
def test_a_value_of_a_megabyte_is_refused_unread(signal):
    assert meaning(signal, "a=b," * 250_000) is None
    assert LONGEST < 100_000
