"""The marks that image generators leave in a file's texts, one small rule per program.

Texts named like everyday words ("prompt", "workflow", "parameters") count only if their content is what that
program writes. All patterns are linear-time on capped input.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from fediart.admission.findings import Claim, Finding, Grade, finding
from fediart.admission.places import Place

Rule = Callable[[Sequence[Place]], Iterator[Finding]]

_STEPS: Final = re.compile(r"\bSteps: \d{1,6}\b")
_SETTINGS: Final = (
    re.compile(r"\bSampler: \S"),
    re.compile(r"\bCFG scale: [\d.]"),
    re.compile(r"\bSeed: -?\d"),
    re.compile(r"\bSize: \d{1,6}x\d"),
)
_SETTINGS_REACH: Final = 1000
_TEXT_REACH: Final = 20_000
_CLASS_TYPE: Final = re.compile(r'"class_type"\s{0,9}:\s{0,9}"')
_NODES: Final = re.compile(r'"nodes"\s{0,9}:\s{0,9}\[')
_LINKS: Final = re.compile(r'"links"\s{0,9}:\s{0,9}\[')
_LITEGRAPH: Final = re.compile(r'"(?:last_node_id|lastNodeId|widgets_values)"\s{0,9}:')
_EXIF_GRAPH: Final = re.compile(r"\s{0,9}(prompt|workflow)\s{0,9}:\s{0,9}(?=\{)", re.IGNORECASE)
_JOB: Final = re.compile(r"\bJob ID: ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\s{0,99}\Z")
_JOB_LENGTH: Final = 200
_FLAG: Final = re.compile(r"(?:^|\s)--[a-z]+\b")
_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z", re.IGNORECASE)
_GROK: Final = re.compile(r"Signature: [A-Za-z0-9+/=]{64,4096}")
_INVOKE_KEYS: Final = ("invokeai_metadata", "invokeai_graph", "invokeai_workflow")
_DREAM: Final = re.compile(r"\s-s\s?\d+\b.{0,400}\s-[WHCAS]\s?[\w.]+")
_SD_METADATA: Final = re.compile(r'"(?:model_weights|model_hash|app_id|model|image)"\s{0,9}:')
_SWARM: Final = re.compile(r'"sui_image_params"\s{0,9}:\s{0,9}\{')
_NOVELAI_TITLES: Final = ("NovelAI generated image", "AI generated image")
_NOVELAI_SOURCE: Final = re.compile(r"(?:NovelAI|Stable) Diffusion (?:\S+ ){0,5}[0-9A-F]{8}\Z")
_NOVELAI_COMMENT: Final = ("prompt", "uc", "steps", "scale", "sampler", "seed")
_DRAW_THINGS: Final = ("c", "uc", "model", "sampler", "seed", "scale", "steps", "size")
_MAKERS: Final = {
    ("Make", "Ideogram AI"): "ideogram",
    ("Software", "reve.com"): "reve",
    ("CreatorTool", "reve.com"): "reve",
    ("Make", "Aphrodite AI"): "aphrodite",
    ("Software", "Aphrodite AI"): "aphrodite",
    ("CreatorTool", "Draw Things"): "draw-things",
}
_GOOGLE: Final = {"Made with Google AI": Claim.GENERATED, "Edited with Google AI": Claim.ASSISTED}
_ANYWHERE: Final = ("parameters", "UserComment", "comment", "Comment", "Description", "ImageDescription", "XPComment")


def generator_findings(places: Sequence[Place]) -> Iterator[Finding]:
    """Everything the rules recognise, in the order of the rules."""
    for rule in RULES:
        yield from rule(places)


def _declared(code: str, place: Place, quote: str | None = None, claim: Claim = Claim.GENERATED) -> Finding:
    said = place.value if quote is None else quote
    return finding(Grade.DECLARED, claim, code, place.where, said, place.span)


def _keyed(places: Sequence[Place], *keys: str) -> list[Place]:
    return [place for place in places if place.key in keys]


def settings_line(text: str) -> str:
    """The line of generation settings Automatic1111 and its kin write (steps, sampler, CFG scale, seed, size)."""
    if not all(pattern.search(text) for pattern in _SETTINGS):
        return ""
    end = 0
    for start in _STEPS.finditer(text):
        if start.start() < end:
            continue
        end = start.start() + _SETTINGS_REACH
        line = text[start.start() : end].partition("\n")[0]
        if all(pattern.search(line) for pattern in _SETTINGS):
            return line
    return ""


def _a1111(places: Sequence[Place]) -> Iterator[Finding]:
    for place in _keyed(places, *_ANYWHERE):
        line = settings_line(place.value)
        if line:
            yield _declared("a1111-parameters", place, line)


def _comfyui(places: Sequence[Place]) -> Iterator[Finding]:
    for place in _keyed(places, "prompt", "workflow", "Make", "Model", "ImageDescription", "UserComment"):
        graph, kind = place.value.lstrip(), place.key
        mark = _EXIF_GRAPH.match(graph)
        if mark:
            graph, kind = graph[mark.end() :], mark.group(1).lower()
        if not graph.startswith("{"):
            continue
        if kind != "workflow" and (match := _CLASS_TYPE.search(graph)):
            yield _declared("comfyui-prompt", place, graph[max(0, match.start() - 60) :])
        elif kind == "workflow" and all(mark.search(graph) for mark in (_NODES, _LINKS, _LITEGRAPH)):
            yield _declared("comfyui-workflow", place, graph)


def _invokeai(places: Sequence[Place]) -> Iterator[Finding]:
    """Its own keys are like no word of any language; those of its first versions are, and count by what they hold."""
    for place in _keyed(places, *_INVOKE_KEYS):
        yield _declared("invokeai", place)
    for place in _keyed(places, "sd-metadata"):
        if place.value.startswith("{") and _SD_METADATA.search(place.value):
            yield _declared("invokeai", place)
    for place in _keyed(places, "Dream"):
        if _DREAM.search(place.value[:_TEXT_REACH]):
            yield _declared("invokeai", place)


def _fooocus(places: Sequence[Place]) -> Iterator[Finding]:
    schemes = [p for p in _keyed(places, "fooocus_scheme", "MakerNote") if p.value in ("fooocus", "a1111")]
    settings = _keyed(places, "parameters", "UserComment")
    for scheme in schemes[:1]:
        if scheme.key == "fooocus_scheme" or settings:
            yield _declared("fooocus", scheme)
    for place in settings:
        if place.value.startswith("{") and '"base_model"' in place.value and '"performance"' in place.value:
            yield _declared("fooocus-parameters", place)


def _swarmui(places: Sequence[Place]) -> Iterator[Finding]:
    for place in _keyed(places, "parameters", "UserComment"):
        if _SWARM.search(place.value):
            yield _declared("swarmui", place)


def _easy_diffusion(places: Sequence[Place]) -> Iterator[Finding]:
    keys = {place.key: place for place in places}
    model = keys.get("use_stable_diffusion_model")
    if model and ("negative_prompt" in keys or "Negative Prompt" in keys):
        yield _declared("easy-diffusion", model)
    for place in _keyed(places, "UserComment"):
        if '"use_stable_diffusion_model"' in place.value and '"negative_prompt"' in place.value:
            yield _declared("easy-diffusion", place)


def _draw_things(places: Sequence[Place]) -> Iterator[Finding]:
    for place in _keyed(places, "UserComment"):
        if place.value.startswith("{") and all(f'"{key}"' in place.value for key in _DRAW_THINGS):
            yield _declared("draw-things", place)


def _novelai(places: Sequence[Place]) -> Iterator[Finding]:
    for place in _keyed(places, "Software", "Title", "Source", "Comment", "UserComment"):
        if _is_novelai(place.key, place.value):
            yield _declared("novelai", place)


def _is_novelai(key: str, value: str) -> bool:
    match key:
        case "Software":
            return value == "NovelAI"
        case "Title":
            return value in _NOVELAI_TITLES
        case "Source":
            return _NOVELAI_SOURCE.match(value) is not None
        case _:
            return value.startswith("{") and all(f'"{name}"' in value for name in _NOVELAI_COMMENT)


def _midjourney(places: Sequence[Place]) -> Iterator[Finding]:
    """A description that ends in a job id. Print shops have jobs, too, so something else must be Midjourney's: its
    flags (--v 6), an author's name beside it, or the same id as the picture's own."""
    ids = {place.value for place in _keyed(places, "DigImageGUID")}
    author = bool(_keyed(places, "Author"))
    for place in _keyed(places, "Description", "ImageDescription", "Comment", "comment", "Caption"):
        job = _JOB.search(place.value[-_JOB_LENGTH:])
        if job and (author or job.group(1) in ids or _FLAG.search(place.value)):
            yield _declared("midjourney-job", place, job.group(0))


def _google(places: Sequence[Place]) -> Iterator[Finding]:
    for place in _keyed(places, "Credit"):
        if place.value in _GOOGLE:
            yield _declared("google-ai-credit", place, claim=_GOOGLE[place.value])


def _grok(places: Sequence[Place]) -> Iterator[Finding]:
    artist = [p for p in _keyed(places, "Artist") if _UUID.match(p.value)]
    signed = [p for p in _keyed(places, "ImageDescription") if _GROK.match(p.value)]
    if artist and signed:
        yield _declared("grok-signature", signed[0])


def _makers(places: Sequence[Place]) -> Iterator[Finding]:
    for place in places:
        code = _MAKERS.get((place.key, place.value))
        if code:
            yield _declared(code, place)


def _flux(places: Sequence[Place]) -> Iterator[Finding]:
    for place in _keyed(places, "Software"):
        if place.value.startswith("AI generated;"):
            yield _declared("flux", place)
    for place in _keyed(places, "Make"):
        if place.value == "Black Forest Labs":
            yield _declared("flux", place)


def _weak(places: Sequence[Place]) -> Iterator[Finding]:
    """Worth a moderator's look, no ground for anything: where a file was hosted, or that it was upscaled."""
    for place in _keyed(places, "hf-job-id", "postprocessing"):
        yield finding(Grade.NONE, Claim.UNKNOWN, place.key, place.where, place.value, place.span)


RULES: Final[tuple[Rule, ...]] = (
    _a1111, _comfyui, _invokeai, _fooocus, _swarmui, _easy_diffusion, _draw_things, _novelai, _midjourney,
    _google, _grok, _makers, _flux, _weak,
)  # fmt: skip
