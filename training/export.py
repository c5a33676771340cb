"""Writes the trained model as fediart loads it: one ONNX graph, its manifest, and a model card with every figure."""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from training.data import COUNT, CROP, NEVER_TRAINED, SHORT_SIDE, Picture
from training.evaluate import Figures
from training.features import Texture
from training.head import Head

VERSION = "1"


@dataclass(frozen=True, slots=True)
class Results:
    """Everything the manifest and the card tell. `alarms` is human source -> (false alarms, pictures)."""

    figures: Mapping[str, Figures]
    slope: float
    offset: float
    thresholds: Mapping[str, float]
    alarms: Mapping[str, tuple[int, int]]
    caught: Mapping[str, tuple[int, int]]
    abstained: Mapping[str, float]
    folds: int


class Whole(nn.Module):
    """RGB crops in 0..1 to the mean logit of all heads."""

    def __init__(self, heads: Sequence[Head]) -> None:
        super().__init__()
        self.texture = Texture()
        self.heads = nn.ModuleList(heads)

    def forward(self, crops: Tensor) -> Tensor:
        rows = self.texture(crops)
        return torch.stack([head(rows) for head in self.heads]).mean(0).unsqueeze(1)


def write_model(out: Path, heads: Sequence[Head], results: Results, pictures: Sequence[Picture]) -> None:
    """model.onnx, manifest.toml and README.md in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    weights = out / "model.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Whole(heads).eval(), (torch.rand(2, 3, CROP, CROP),), str(weights), dynamo=False, opset_version=17,
            input_names=["crops"], output_names=["logit"], dynamic_axes={"crops": {0: "n"}, "logit": {0: "n"}},
        )  # fmt: skip
    onnx.checker.check_model(str(weights), full_check=True)
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    (out / "manifest.toml").write_text(_manifest(digest, results))
    (out / "README.md").write_text(_card(results, pictures, weights.stat().st_size))


def _manifest(digest: str, results: Results) -> str:
    worst = results.figures["0.6x, JPEG 85"]
    clean = results.figures["as found"]
    return f"""# Written by training/train.py; docs/detector.md explains every entry.
name = "baseline"
version = "{VERSION}"
file = "model.onnx"
sha256 = "{digest}"
licence = "AGPL-3.0-or-later"

[input]
size = {CROP}
layout = "NCHW"
channels = "RGB"
divisor = 255.0
mean = [0.0, 0.0, 0.0]
deviation = [1.0, 1.0, 1.0]

[crops]
count = {COUNT}
short_side = {SHORT_SIDE}
selection = "texture"
batch = 2

[output]
meaning = "logit"

[calibration]
kind = "platt"
slope = {results.slope:.6f}
offset = {results.offset:.6f}

[thresholds]
"1%" = {results.thresholds["1%"]:.6f}
"0.1%" = {results.thresholds["0.1%"]:.6f}

[measured]
note = "On sources no head had seen, {results.folds} folds by source; see README.md."
auc = {clean.auc:.3f}
auc_reduced = {worst.auc:.3f}
false_alarms_at_1 = {clean.reached_fpr:.4f}
found_at_1 = {clean.reached_tpr:.3f}
found_at_1_reduced = {worst.reached_tpr:.3f}
"""


def _card(results: Results, pictures: Sequence[Picture], size: int) -> str:
    rows = "\n".join(
        f"| {name} | {f.auc:.3f} | {f.tpr_at_1:.3f} | {f.reached_tpr:.3f} | {f.reached_fpr:.4f} | {f.pictures} |"
        for name, f in results.figures.items()
    )
    return f"""# baseline {VERSION}: a small, honest first detector

A **baseline**: good enough to send a picture to a moderator, never good enough to refuse one. It measures the fine
texture of up to {COUNT} squares of {CROP} px (short side {SHORT_SIDE} px at most, the most textured first): residuals
of high-pass filters, how they repeat and go together, spectra. On those 685 fixed measurements sit small
learnt heads (a linear model and 48 hidden units each; two per fold), whose mean is the answer: one ONNX graph of
{size / 1e6:.1f} MB.

## Results

Cross-validated over {results.folds} folds **by source**: no head ever saw a picture of a source it is judged on.
Both labels get the same random reduction (0.35 to 1) and JPEG (quality 70 to 96) in training.
"Found" is the share of generated pictures above the threshold that 1 % of human pictures reach. In the last columns
each fold is judged by the threshold that the *other* folds give, which is what a new source meets.

| pictures | AUC | found at 1 % | found, threshold of other folds | false alarms, threshold of other folds | judged |
|---|---|---|---|---|---|
{rows}

The model shipped is the mean of the heads of all {results.folds} folds. Its calibration (Platt) and thresholds come
from the held-out scores of each fold's own heads, as found and reduced together. The 0.1 %
threshold rests on about one human picture in a thousand and is rough.

Abstained (under 128 px, flat, pixel art): {results.abstained["ai"]:.1%} of generated and
{results.abstained["human"]:.1%} of human pictures.

### Human sources with false alarms at the 1 % threshold (held out, as found)

{_table(results.alarms)}

### Generated sources, found at the 1 % threshold (held out, as found)

{_table(results.caught)}

## Data

{_data(pictures)}

No picture of it is in this project. Generators range from DALL-E 2, Disco Diffusion and Stable Diffusion 1.x to SDXL,
SD 3, Flux, PixArt, Kandinsky, Infinity, Z-Image, Qwen, gpt-4o, gpt-image-2 and nano-banana-pro; human pictures from
woodcuts and children's books to game art, vector art, comics, wallpapers and photographs. Labels carry an estimated
1 to 3 % of noise.

## What it was never shown

Midjourney v6 and later, Adobe Firefly, Imagen, NovelAI; next to no modern polished digital painting, which is what
artists upload most: expect more false alarms there than the figures say. Nothing after an AI upscaler, no Glaze or
Nightshade, no photographs of paintings on a wall.

## Limits

- Expect false alarms with smooth gradients, polished digital painting, photographs and some scanned paintings.
- Expect misses with flat product shots, vector-like pictures and anything strongly reduced.
- It says nothing about partly generated pictures.
- A determined person can get around it: it looks at texture, and texture can be changed.
- The score is no proof. The default policy lets it hold a picture for a person, never refuse one.

## Make it again

`python -m training.train --data FOLDER --out fediart/models/baseline`, seeded; see docs/detector.md.
"""


def _table(found: Mapping[str, tuple[int, int]]) -> str:
    lines = [f"{name} {hits}/{total}" for name, (hits, total) in sorted(found.items()) if hits or len(found) < 60]
    return ", ".join(lines) + "."


def _data(pictures: Sequence[Picture]) -> str:
    learnt = [picture for picture in pictures if picture.group not in NEVER_TRAINED]
    lines = [
        f"{sum(p.generated for p in learnt)} generated pictures of {len({p.group for p in learnt if p.generated})} "
        f"sources and {sum(not p.generated for p in learnt)} human ones of "
        f"{len({p.group for p in learnt if not p.generated})}. Judged but never learnt from, for its non-commercial "
        f"licence: {', '.join(sorted(NEVER_TRAINED))}.",
        "",
        "| label | source | pictures | licence as stated |",
        "|---|---|---|---|",
    ]
    counted = Counter((p.generated, p.repository, p.licence or "none stated") for p in pictures)
    for (generated, repository, licence), number in sorted(counted.items()):
        lines.append(f"| {'generated' if generated else 'human'} | {repository} | {number} | {licence} |")
    return "\n".join(lines)
