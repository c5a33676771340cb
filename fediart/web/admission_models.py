"""What the detectors in use say of themselves, beside the admission policy: names, licences and measured rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fediart.admission.findings import Band
from fediart.admission.manifest import Manifest, ModelError, load_manifest
from fediart.admission.policy_words import BAND_WORDS
from fediart.language import N_, _


@dataclass(frozen=True, slots=True)
class ModelWords:
    """`bands` gives each band its name and what it means with the detectors in use; `problem` where one is unusable."""

    models: tuple[tuple[str, str], ...]
    bands: Mapping[Band, tuple[str, str]]
    measured: tuple[str, ...]
    problem: str


def model_words(folders: Sequence[Path]) -> ModelWords:
    """Reads the manifests of the detectors in use; a file that cannot be read is told, not raised."""
    if not folders:
        no_detector = _("No detector is installed: only what files say of themselves is judged.")
        return ModelWords((), BAND_WORDS, (), no_detector)
    try:
        manifests = [load_manifest(folder) for folder in folders]
    except ModelError as error:
        return ModelWords((), BAND_WORDS, (), error.message)
    bands = dict(BAND_WORDS)
    for band, rate in ((Band.DOUBTFUL, "1%"), (Band.HIGH, "0.1%")):
        name, sentence = BAND_WORDS[band]
        bands[band] = (name, f"{sentence} {_reached(manifests, rate)}")
    models = tuple((one.label, one.licence) for one in manifests)
    return ModelWords(models, bands, tuple(words for one in manifests for words in _measured(one)), "")


def _reached(manifests: Sequence[Manifest], rate: str) -> str:
    known = [(one, one.thresholds[rate]) for one in manifests if rate in one.thresholds]
    if not known:
        return _("The model in use has not measured that: its scores never come here.")
    if len(manifests) == 1:
        return _("With the model in use: a score of %(score)s or more.", score=f"{known[0][1]:.2f}")
    return _(
        "With the models in use: %(scores)s.", scores=", ".join(f"{value:.2f} ({one.name})" for one, value in known)
    )


def _measured(manifest: Manifest) -> tuple[str, ...]:
    """The model's own measured rates in sentences, as far as its manifest gives them."""
    rates = (
        ("false_alarms_at_1", N_("of 100 hand-made pictures from sources it never saw, %(number)s reach “doubtful”")),
        ("found_at_1", N_("of 100 generated pictures from generators it never saw, %(number)s reach “doubtful”")),
        ("found_at_1_reduced", N_("of those, once made smaller and compressed, %(number)s")),
        ("false_alarms_at_01", N_("of 1,000 hand-made pictures, %(number)s reach “high”")),
        ("found_at_01", N_("of 100 generated pictures, %(number)s reach “high”")),
    )
    said = []
    for key, words in rates:
        share = manifest.measured.get(key)
        if isinstance(share, (int, float)) and not isinstance(share, bool) and 0 <= share <= 1:
            count = share * (1000 if key == "false_alarms_at_01" else 100)
            said.append(_(words, number=f"{count:.1f}".removesuffix(".0")))
    return (f"{manifest.label}: {'; '.join(said)}.",) if said else ()
