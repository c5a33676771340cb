"""Measures every picture once in every view it is trained and judged at, and keeps the figures.

The frozen eye runs in onnxruntime, one thread a process, as it will on a server. What an earlier run left in the
cache is not measured again, view by view, so that an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from training.data import CONDITIONS, COUNT, Picture, crops_of, load, view
from training.eye import Eye
from training.graph import export
from training.pretrained import pretrained

TRAINING_VIEWS = tuple(f"train {number}" for number in range(6))
TRAINING_CROPS = 3
_EVERY = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """Rows of measurements, one a crop; `picture` is the number of the picture each belongs to."""

    rows: np.ndarray
    picture: np.ndarray


def measure(pictures: Sequence[Picture], cache: Path, processes: int) -> dict[str, Measured]:
    """All views of all pictures; read from `cache` where an earlier run with the same pictures left them."""
    folder = cache / _fingerprint(pictures)
    folder.mkdir(parents=True, exist_ok=True)
    graph = folder / "eye.onnx"
    if not graph.exists():
        export(Eye(pretrained()).eval(), graph, ["measurements"])
    names = [*TRAINING_VIEWS, *CONDITIONS]
    missing = [name for name in names if not _file(folder, name).exists()]
    with ProcessPoolExecutor(processes) as pool:
        for done in [pool.submit(_measure_view, pictures, name, graph) for name in missing]:
            done.result()
    return {name: _read(_file(folder, name)) for name in names}


def _measure_view(pictures: Sequence[Picture], name: str, graph: Path) -> None:
    session = _session(graph)
    rows: list[np.ndarray] = []
    owners: list[int] = []
    begun = time.monotonic()
    for index, picture in enumerate(pictures):
        crops = _chosen(crops_of(view(picture, load(picture.path), name)), index, name)
        rows += [_ask(session, crop) for crop in crops]
        owners += [index] * len(crops)
        if index % _EVERY == 0:
            print(f"{name}: {index} of {len(pictures)}, {time.monotonic() - begun:.0f} s", flush=True)
    part = _file(graph.parent, name).with_suffix(".part.npz")
    np.savez(part, rows=np.stack(rows).astype(np.float16), picture=np.array(owners))
    part.replace(_file(graph.parent, name))


def _chosen(crops: np.ndarray, index: int, name: str) -> np.ndarray:
    """Conditions are judged on all crops; a training view takes a few of them at random."""
    if name not in TRAINING_VIEWS or len(crops) <= TRAINING_CROPS:
        return crops
    rng = np.random.default_rng([index, len(name), ord(name[-1])])
    return crops[rng.permutation(len(crops))[:TRAINING_CROPS]]


def _session(graph: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def _ask(session: onnxruntime.InferenceSession, crop: np.ndarray) -> np.ndarray:
    fed = crop.transpose(2, 0, 1)[None].astype(np.float32) / np.float32(255)
    return np.asarray(session.run(None, {"crops": fed})[0])[0]


def _fingerprint(pictures: Sequence[Picture]) -> str:
    """Changes with the pictures, the crops and everything that measures them."""
    digest = hashlib.sha256(f"{COUNT} {TRAINING_CROPS} {torch.__version__}".encode())
    for module in ("data.py", "eye.py", "backbone.py", "pretrained.py", "../fediart/admission/crops.py"):
        digest.update((Path(__file__).parent / module).read_bytes())
    for picture in pictures:
        digest.update(picture.sha256.encode())
    return digest.hexdigest()[:16]


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name.replace(' ', '-').replace('%', 'percent')}.npz"


def _read(path: Path) -> Measured:
    with np.load(path) as kept:
        return Measured(kept["rows"], kept["picture"])
