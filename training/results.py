"""Writes docs/detector-results.md and its two drawings from the held-out scores; nothing in it is typed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from fediart.media.charts import draw_reliability, draw_roc
from training.data import CONDITIONS, Picture
from training.evaluate import (
    Figures,
    by_group,
    calibration_error,
    crossed,
    figures,
    reliability,
    share_above,
)
from training.export import NAME, VERSION, Decision

HEADLINE = "short side 512"
EQUALISED = ("short side 512", "native", "short side 320")


@dataclass(frozen=True)
class Judged:
    """Held-out mean logits (NaN: cannot tell) and distances, per condition one of each picture."""

    pictures: tuple[Picture, ...]
    folds: np.ndarray
    scores: Mapping[str, np.ndarray]
    far: Mapping[str, np.ndarray]
    limit: float

    @cached_property
    def labels(self) -> np.ndarray:
        return np.array([picture.generated for picture in self.pictures])

    @cached_property
    def groups(self) -> np.ndarray:
        return np.array([picture.group for picture in self.pictures])

    @cached_property
    def generators(self) -> np.ndarray:
        """As the list names them, without the names of single files."""
        return np.array([(picture.generator or "unknown").split(" [")[0] for picture in self.pictures])

    @cached_property
    def figures(self) -> Mapping[str, Figures]:
        return {name: figures(self.scores[name], self.labels, self.groups, self.folds) for name in CONDITIONS}

    def bins(self) -> list[tuple[float, float, float]]:
        """Reliability of the equalised conditions together, each fold by the curve of the others."""
        scores = np.concatenate([self.scores[name] for name in EQUALISED])
        labels, folds = np.tile(self.labels, len(EQUALISED)), np.tile(self.folds, len(EQUALISED))
        return reliability(crossed(scores, labels, folds), labels)


def summary(judged: Judged) -> dict[str, float | str]:
    """What the manifest says was measured."""
    head = judged.figures[HEADLINE]
    return {
        "note": "On sources no head had seen, ten folds by source, short side 512, JPEG 75-95; see README.md.",
        "auc": head.auc.value,
        "auc_low": head.auc.low,
        "auc_high": head.auc.high,
        "false_alarms_at_1": head.met_alarms,
        "found_at_1": head.met_found,
        "found_at_1_low": head.found_at_1.low,
        "found_at_1_high": head.found_at_1.high,
        "found_at_01": head.found_at_01.value,
        "calibration_error": calibration_error(judged.bins()),
    }


def limits(decision: Decision) -> dict[str, float]:
    """The thresholds as mean logits."""
    return {
        rate: (float(np.log(chance / (1 - chance))) - decision.offset) / decision.slope
        for rate, chance in decision.thresholds.items()
    }


def conditions_table(judged: Judged, decision: Decision) -> str:
    at = limits(decision)
    lines = [
        '| pictures | AUC | found at 1 % | found at 0.1 % | found / false alarms at the "1%" threshold | at "0.1%" '
        "| abstained, generated / human |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, f in judged.figures.items():
        own, labels = judged.scores[name], judged.labels
        pairs = [
            f"{share_above(own[labels], at[rate]):.3f} / {share_above(own[~labels], at[rate]):.4f}"
            for rate in ("1%", "0.1%")
        ]
        lines.append(
            f"| {name} | {f.auc} | {f.found_at_1} | {f.found_at_01} | {pairs[0]} | {pairs[1]} "
            f"| {f.abstained_generated} / {f.abstained_human} |"
        )
    return "\n".join(lines)


def sources_table(judged: Judged, decision: Decision, *, generated: bool) -> str:
    """Per source: what reaches the two thresholds in the headline condition."""
    at, own = limits(decision), judged.scores[HEADLINE]
    low = by_group(own, judged.labels, judged.groups, at["1%"])
    high = by_group(own, judged.labels, judged.groups, at["0.1%"])
    lines = ['| source | pictures | reach "1%" | reach "0.1%" | cannot tell |', "|---|---|---|---|---|"]
    for name, (label, hits, count) in low.items():
        if label is generated:
            missing = int((~np.isfinite(own[judged.groups == name])).sum())
            lines.append(f"| {name} | {count} | {hits} | {high[name][1]} | {missing} |")
    return "\n".join(lines)


def generators_table(judged: Judged, decision: Decision) -> str:
    at, labels = limits(decision), judged.labels
    own = judged.scores[HEADLINE][labels]
    rows = by_group(own, labels[labels], judged.generators[labels], at["1%"])
    lines = ['| generator | pictures | found at "1%" | share |', "|---|---|---|---|"]
    for name, (_, hits, count) in sorted(rows.items(), key=lambda row: -row[1][2]):
        lines.append(f"| {name} | {count} | {hits} | {hits / count:.0%} |")
    return "\n".join(lines)


def _gallery(judged: Judged, generated: bool) -> str:
    own = judged.scores[HEADLINE]
    place = np.flatnonzero((judged.labels == generated) & np.isfinite(own))
    ranked = place[np.argsort(own[place] if generated else -own[place], kind="stable")][:25]
    lines = ["| sha256 | source | mean logit |", "|---|---|---|"]
    lines += [f"| `{judged.pictures[i].sha256}` | {judged.groups[i]} | {own[i]:.2f} |" for i in ranked]
    return "\n".join(lines)


def write_results(docs: Path, judged: Judged, decision: Decision) -> None:
    """detector-results.md, detector-roc.png and detector-reliability.png in `docs`."""
    bins = judged.bins()
    error = calibration_error(bins)
    draw_reliability(docs / "detector-reliability.png", f"{NAME} {VERSION}: calibration error {error:.3f}", bins)
    title = f"{NAME} {VERSION}: AUC {judged.figures[HEADLINE].auc.value:.3f}"
    draw_roc(docs / "detector-roc.png", title, _roc(judged))
    (docs / "detector-results.md").write_text(_page(judged, decision, bins, error))


def _roc(judged: Judged) -> list[tuple[float, float]]:
    """Share of human and of generated pictures at or above each score, an abstention below all of them."""
    own, labels = judged.scores[HEADLINE], judged.labels
    cuts = np.unique(own[np.isfinite(own)])[::-1]
    reached = [(share_above(own[~labels], cut), share_above(own[labels], cut)) for cut in cuts]
    return [(0.0, 0.0), *reached, (1.0, 1.0)]


def _page(judged: Judged, decision: Decision, bins: list[tuple[float, float, float]], error: float) -> str:
    head, labels, groups = judged.figures[HEADLINE], judged.labels, judged.groups
    return f"""# What the detector `{NAME} {VERSION}` gets right and wrong

Written by `make detector`; nothing here is typed by hand. Every score is of a picture whose **whole source** the head
that gave it never saw (ten folds by source). Intervals are 95 %, from drawing whole sources anew a thousand times.
{len(labels)} pictures: {int(labels.sum())} generated of {len(set(groups[labels]))} sources, {int((~labels).sum())}
human of {len(set(groups[~labels]))}. A picture about which the detector cannot tell counts as not found, and as no
false alarm; AUC is over the others.

## In every condition

"Found at 1 %" uses the threshold that 1 % of the human pictures of the same condition reach; the columns after it use
the two thresholds in the manifest, which are one for all conditions, set on the first three together.

{conditions_table(judged, decision)}

![ROC, short side 512](detector-roc.png)

With the threshold of the other nine folds, which is what a new source meets: {head.met_found:.1%} found at
{head.met_alarms:.2%} false alarms (short side 512).

{_calibration(bins, error)}

{_lists(judged, decision)}
"""


def _calibration(bins: list[tuple[float, float, float]], error: float) -> str:
    rows = "\n".join(f"| {mean:.3f} | {share:.3f} | {weight:.3f} |" for mean, share, weight in bins)
    return f"""## Calibration

Expected calibration error {error:.3f}, first three conditions together, each fold by the curve of the others, both
labels weighted alike.

| mean probability | share generated | weight |
|---|---|---|
{rows}

![Reliability](detector-reliability.png)"""


def _lists(judged: Judged, decision: Decision) -> str:
    return f"""## Generators (short side 512)

{generators_table(judged, decision)}

## Generated sources (short side 512)

{sources_table(judged, decision, generated=True)}

## Human sources (short side 512)

{sources_table(judged, decision, generated=False)}

## Worst false alarms

The pictures themselves are not shown; whoever has the set finds them by hash.

{_gallery(judged, generated=False)}

## Worst misses

{_gallery(judged, generated=True)}"""
