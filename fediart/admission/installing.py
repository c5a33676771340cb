"""Puts a model's folder among the installed ones: with a manifest, its weights beside it, and nothing else."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Final

from fediart.admission.entries import ModelError
from fediart.admission.huggingface import is_published_folder, manifest_from, weights_of
from fediart.admission.judgement import MODELS
from fediart.admission.manifest import MANIFEST, Manifest, check_weights, load_manifest
from fediart.admission.manifest_writing import manifest_text

NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
_PAPERS: Final = ("README.md", "LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE")
_PAPER_LIMIT: Final = 1 << 20


def name_for(source: str) -> str:
    """A folder's or an archive's name as the name of a model."""
    plain = re.sub(r"\.(zip|tgz|tar\.gz|tar)$", "", source.rstrip("/").rpartition("/")[2].lower())
    return re.sub(r"[^a-z0-9._-]+", "-", plain).strip("-._")[:60]


def checked_name(name: str) -> str:
    """ModelError unless it can be the name of an installed model and is not that of a built-in one."""
    if not NAME.fullmatch(name) or name == "none":
        raise ModelError(f"{name!r} cannot be the name of a model: use a-z, 0-9, '.', '_' and '-' (--name).")
    if (MODELS / name).is_dir():
        raise ModelError(f"{name!r} is a built-in model; give this one another name with --name.")
    return name


def prepare(source: Path, into: Path, *, name: str, file: str = "", generated_label: str = "") -> Manifest:
    """Copy what a model needs from `source` to `into` and write its manifest where it has none. Raises ModelError."""
    if (source / MANIFEST).is_file():
        found = load_manifest(source)
        check_weights(found)
        weights, manifest = found.weights, replace(found, folder=into)
        _copy(source / MANIFEST, into / MANIFEST)
    elif is_published_folder(source):
        weights = weights_of(source, file)
        digest = _sha256(weights)
        read = manifest_from(source, name=name, file="model.onnx", sha256=digest, generated_label=generated_label)
        manifest = replace(read, folder=into)
        write_manifest(manifest)
    else:
        raise ModelError(f"{source} holds neither a {MANIFEST} nor a Hugging Face config.json; see docs/detector.md.")
    _copy(weights, manifest.weights)
    for paper in _PAPERS:
        if (source / paper).is_file() and (source / paper).stat().st_size <= _PAPER_LIMIT:
            _copy(source / paper, into / paper)
    return load_manifest(into)


def _copy(source: Path, target: Path) -> None:
    """A link could stand for any file of this machine."""
    if source.is_symlink():
        raise ModelError(f"{source} is a link; put the file itself there (`--local-dir` where it is downloaded).")
    shutil.copyfile(source, target)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(manifest: Manifest) -> None:
    """Replace the manifest in its folder, whole or not at all."""
    path = manifest.folder / MANIFEST
    partial = path.with_suffix(".partial")
    partial.write_text(manifest_text(manifest), encoding="utf-8")
    partial.replace(path)


def put_in_place(prepared: Path, models: Path, name: str, *, replacing: bool) -> Path:
    """Give a prepared folder its name; an older model of that name goes only if `replacing`, and last of all."""
    target, older = models / name, models / f".{name}.older"
    if target.exists():
        if not replacing:
            raise ModelError(f"A model {name!r} is installed already; give another --name, or --replace it.")
        shutil.rmtree(older, ignore_errors=True)
        target.rename(older)
    prepared.rename(target)
    shutil.rmtree(older, ignore_errors=True)
    return target
