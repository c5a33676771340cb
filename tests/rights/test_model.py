"""Which policy holds, and that the table says about each preset what the reference says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fediart.rights.licences import LICENCES, licence
from fediart.rights.model import POLICIES, WORDS, Preset, resolve
from fediart.rights.values import values

maybe = st.none() | st.sampled_from(list(Preset))


def test_the_most_specific_choice_holds():
    assert resolve(Preset.NO_AI).preset is Preset.NO_AI
    assert resolve(Preset.NO_AI, Preset.OPEN).preset is Preset.OPEN
    assert resolve(Preset.NO_AI, Preset.OPEN, Preset.NO_TRAINING).preset is Preset.NO_TRAINING
    assert resolve(Preset.NO_AI, Preset.OPEN, series=Preset.ASK_FIRST).preset is Preset.ASK_FIRST
    assert resolve(Preset.OPEN, None, Preset.NO_AI, series=Preset.ASK_FIRST).preset is Preset.NO_AI


@given(st.sampled_from(list(Preset)), maybe, maybe, maybe)
def test_resolution_is_the_last_choice_made(instance, artist, series, work):
    chosen = [c for c in (instance, artist, series, work) if c is not None][-1]
    assert resolve(instance, artist, work, series=series) == POLICIES[chosen]


AXES = {
    "no-ai": (False, False, False, True),
    "no-ai-no-search": (False, False, False, False),
    "no-training": (False, False, True, True),
    "ask-first": (False, False, False, True),
    "open": (True, True, True, True),
}


@pytest.mark.parametrize(("preset", "axes"), AXES.items())
def test_the_axes_of_each_preset(preset, axes):
    policy = POLICIES[Preset(preset)]
    assert (policy.train_gen, policy.train_other, policy.ai_input, policy.search) == axes


# policy-signals, "Canonical internal model -> signal mapping"
TABLE = {
    "no-ai": (
        "train-ai=n, search=y",
        "search=yes, ai-input=no, ai-train=no",
        1,
        "DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING",
        "noai, noimageai, noarchive",
        "search",
        "ai-all",
    ),
    "no-ai-no-search": (
        "train-ai=n, search=n",
        "search=no, ai-input=no, ai-train=no",
        1,
        "DMI-PROHIBITED",
        "noai, noimageai, noarchive, noindex, noimageindex",
        "",
        "all",
    ),
    "no-training": (
        "train-ai=n, search=y",
        "search=yes, ai-input=yes, ai-train=no",
        1,
        "DMI-PROHIBITED-AIMLTRAINING",
        "noarchive",
        "search ai-input",
        "ai-train",
    ),
    "ask-first": (
        "train-ai=n, search=y",
        "search=yes, ai-input=no, ai-train=no",
        1,
        "DMI-PROHIBITED-SEELINKEDRIGHTSEXPR",
        "noai, noimageai, noarchive",
        "search",
        "ai-all",
    ),
    "open": (
        "train-ai=y, search=y",
        "search=yes, ai-input=yes, ai-train=yes",
        0,
        "DMI-ALLOWED",
        "",
        "all",
        "",
    ),
}


@pytest.mark.parametrize(("preset", "row"), TABLE.items())
def test_the_values_of_each_preset(preset, row):
    said = values(POLICIES[Preset(preset)])
    written = (
        said.content_usage,
        said.content_signal,
        said.reservation,
        said.data_mining,
        said.robots_line,
        said.permits,
        said.prohibits,
    )
    assert written == row


def test_every_preset_has_words_and_noindex_means_no_search():
    for preset, policy in POLICIES.items():
        assert WORDS[preset].title and WORDS[preset].sentence and len(WORDS[preset].points) >= 3
        assert ("noindex" in values(policy).robots) is (not policy.search)


def test_licence_uris_have_no_trailing_slash_and_unknown_ids_name_the_choices():
    assert LICENCES["all-rights-reserved"].uri == "https://rightsstatements.org/vocab/InC/1.0"
    assert licence("cc-by-nc-sa-4.0").uri == "https://creativecommons.org/licenses/by-nc-sa/4.0"
    assert not any(known.uri.endswith("/") for known in LICENCES.values())
    with pytest.raises(ValueError, match=r"cc-by-4\.0"):
        licence("cc-by")
