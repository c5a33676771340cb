"""Writes the model card, README.md of the model folder: what it is for, what it learnt from, how it errs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from training.data import COUNT, CROP, NEVER_TRAINED, SHORT_SIDE, Picture
from training.evaluate import calibration_error
from training.export import NAME, VERSION, Decision
from training.pretrained import FILE, PACKAGE, SHA256
from training.pretrained import VERSION as PACKAGE_VERSION
from training.results import HEADLINE, Judged, conditions_table, generators_table, sources_table


def write_card(out: Path, judged: Judged, decision: Decision, pictures: Sequence[Picture]) -> None:
    size = (out / "model.onnx").stat().st_size / 1e6
    parts = [_opening(judged, size), _results(judged, decision), _data(pictures), _LIMITS]
    (out / "README.md").write_text("\n\n".join(part.strip() for part in parts) + "\n")


def _opening(judged: Judged, size: float) -> str:
    head = judged.figures[HEADLINE]
    innocent = 0.99 * head.met_alarms / (0.99 * head.met_alarms + 0.01 * head.met_found)
    return f"""
# {NAME} {VERSION}: does the texture of this picture look generated?

**For**: sending a picture to a person who decides. **Not for**: refusing a picture, proving anything, judging people.
On sources it never saw it finds {head.met_found:.0%} of generated pictures while {head.met_alarms:.1%} of human
ones are flagged by mistake. Where one upload in a hundred is generated, {innocent:.0%} of the pictures it flags are
innocent: look.

It sees up to {COUNT} squares of {CROP} px, the most textured ones, of the picture at short side {SHORT_SIDE} px at
most. A frozen network (EfficientNet-Lite2 without its classifying end) turns each square into 3,788 statistics:
mean and deviation of each channel at the end of seven stages, and how channels go together (Gram matrices of 40
fixed random projections at the first four). On those sit ten linear heads, one for each fold of sources; the answer
is their mean. One ONNX graph of {size:.1f} MB, the network's weights kept in half precision. Further outputs:
`folds`, each head's own logit, with which `fediart model test FOLDER --leave-one-source-out` judges every source by
the head that never saw it; `distance`, how far a square is from everything in training.

## Where the network comes from

`{PACKAGE}` {PACKAGE_VERSION} from PyPI, file `{FILE}`, sha256
`{SHA256}`, Apache-2.0, a port of
Google's EfficientNet-Lite2 trained on ImageNet: 1.3 million photographs labelled with what is on them, gathered from
the web in 2009 to 2012 without asking those who took them. It is used as it is, not trained further; it was never shown
generated pictures nor taught anything about style. Why we accept that:
[docs/decisions](../../../docs/decisions/0005-a-pretrained-eye.md)."""


def _results(judged: Judged, decision: Decision) -> str:
    error = calibration_error(judged.bins())
    return f"""
## Results

Ten folds **by source**; 95 % intervals from drawing whole sources anew. Every figure, the ROC, the reliability diagram
and the worst errors by hash: [docs/detector-results.md](../../../docs/detector-results.md). What was tried and gave
less: [docs/detector-lab-book.md](../../../docs/detector-lab-book.md).

{conditions_table(judged, decision)}

"Found at" columns use the condition's own threshold; then the two thresholds of the manifest, set on the first three
conditions together. The "0.1%" threshold lies above every held-out human picture of those three; with
{int((~judged.labels).sum())} pictures that bounds its rate at about 0.3 % (95 %), not at 0.1 %. "I cannot tell"
counts as not found. Expected calibration error {error:.3f}.

### Generators (short side 512)

{generators_table(judged, decision)}

### Human sources (short side 512)

{sources_table(judged, decision, generated=False)}"""


def _data(pictures: Sequence[Picture]) -> str:
    learnt = [picture for picture in pictures if picture.group not in NEVER_TRAINED]
    counted = Counter((p.generated, p.repository, p.licence or "none stated") for p in pictures)
    rows = "\n".join(
        f"| {'generated' if generated else 'human'} | {repository} | {number} | {licence} |"
        for (generated, repository, licence), number in sorted(counted.items())
    )
    return f"""
## Data

{sum(p.generated for p in learnt)} generated pictures of {len({p.group for p in learnt if p.generated})} sources and
{sum(not p.generated for p in learnt)} human ones of {len({p.group for p in learnt if not p.generated})}. Judged but
never learnt from, for its non-commercial licence: {", ".join(sorted(NEVER_TRAINED))}. The pictures by sha256:
[training/data.csv](../../../training/data.csv); none of them is in this project. Labels carry an estimated 1 to 3 % of
noise. Both labels get the same random cut, scale (0.35 to 1.5), sharpening, blur, noise, tone and lossy format.

Generators range from DALL-E 2, Disco Diffusion and Stable Diffusion 1.x to SDXL, SD 3, Flux, PixArt, Kandinsky,
Infinity, Z-Image, Qwen, gpt-4o, gpt-image-2 and nano-banana-pro; human pictures from woodcuts and children's books to
game art, vector art, comics, wallpapers and photographs.

| label | source | pictures | licence as stated |
|---|---|---|---|
{rows}"""


_LIMITS = """
## What it was never shown

Midjourney v6 and later, Adobe Firefly, Imagen, NovelAI; next to no modern polished digital painting, which is what
artists upload most: expect more false alarms there than the figures say. Nothing after an AI upscaler, no Glaze or
Nightshade, no photographs of paintings on a wall.

## Limits

- The network knows kinds of pictures, not only traces of decoders: part of what separates the sources is what
  generated pictures of today look like (polish, lighting, smooth detail). An artist who paints that way is closer to
  the line than one who does not, and has done nothing wrong.
- Expect false alarms with photographs, wallpapers, smooth gradients and polished digital painting; misses with flat
  product shots, vector-like pictures and anything strongly reduced.
- It says nothing about partly generated pictures.
- "I cannot tell" (under 128 px, flat, pixel art, unlike all training pictures) is an answer: a person looks. The
  distance is coarse: it catches gradients, patterns, screenshots of text and flat vector drawings unlike those in
  training; noise and fractals pass as ordinary (and score low).
- A determined person can get around it.
- The score is no proof. No preset of the policy lets it refuse a picture.

## Make it again

`make detector`, seeded; see docs/detector.md.
"""
