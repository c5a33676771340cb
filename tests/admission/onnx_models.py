"""Small ONNX models that tests build: their answers can be worked out by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MEAN = ("ReduceMean", {"axes": [1, 2, 3], "keepdims": 0})


def graph(
    nodes: Sequence[onnx.NodeProto],
    outputs: Sequence[tuple[str, int]],
    *,
    shape: Sequence[str | int] = ("n", 3, 64, 64),
    kind: int = TensorProto.FLOAT,
    constants: Sequence[onnx.TensorProto] = (),
    domains: Sequence[str] = (),
) -> bytes:
    """A model of `nodes` that reads `crops`; outputs are names with their rank. Not checked: it may be hostile."""
    made = helper.make_graph(
        nodes, "made",
        [helper.make_tensor_value_info("crops", kind, list(shape))],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None] * rank) for name, rank in outputs],
        list(constants),
    )  # fmt: skip
    opsets = [helper.make_opsetid("", 13), *(helper.make_opsetid(domain, 1) for domain in domains)]
    model = helper.make_model(made, opset_imports=opsets)
    model.ir_version = 8
    data: bytes = model.SerializeToString()
    return data


def brightness(kind: int = TensorProto.FLOAT, shape: Sequence[str | int] = ("n", 3, 64, 64)) -> bytes:
    """The mean of what is fed, as a logit."""
    nodes = [
        helper.make_node("Cast", ["crops"], ["values"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["values"], ["logits"], axes=[1, 2, 3], keepdims=0),
    ]
    return graph(nodes, [("logits", 1)], kind=kind, shape=shape)


def pair(shape: Sequence[str | int] = ("n", 3, "h", "w"), kind: int = TensorProto.FLOAT) -> bytes:
    """Two logits, as published classifiers answer: the mean of what is fed, and its opposite."""
    nodes = [
        helper.make_node("ReduceMean", ["crops"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Unsqueeze", ["mean", "one"], ["first"]),
        helper.make_node("Neg", ["first"], ["second"]),
        helper.make_node("Concat", ["first", "second"], ["logits"], axis=1),
    ]
    return graph(nodes, [("logits", 2)], shape=shape, kind=kind, constants=[numbers("one", [1])])


def with_heads(offsets: Sequence[float], distance: float) -> bytes:
    """The mean as a logit; one head per fold that adds its offset; everything equally far from the training data."""
    nodes = [
        helper.make_node("ReduceMean", ["crops"], ["logits"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Unsqueeze", ["logits", "one"], ["column"]),
        helper.make_node("Add", ["column", "offsets"], ["folds"]),
        helper.make_node("Mul", ["logits", "nothing"], ["zero"]),
        helper.make_node("Add", ["zero", "far"], ["distance"]),
    ]
    constants = [
        numbers("one", [1]),
        numpy_helper.from_array(np.array([offsets], np.float32), "offsets"),
        numpy_helper.from_array(np.array(0, np.float32), "nothing"),
        numpy_helper.from_array(np.array(distance, np.float32), "far"),
    ]
    return graph(nodes, [("logits", 1), ("folds", 2), ("distance", 1)], constants=constants)


def numbers(name: str, values: Sequence[int]) -> onnx.TensorProto:
    return helper.make_tensor(name, TensorProto.INT64, [len(values)], list(values))


def put(folder: Path, weights: bytes, *, name: str = "made", size: int = 64, rest: str = "", head: str = "") -> Path:
    """A model's folder with a manifest. `rest` is further TOML; without thresholds in it the model is unmeasured."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(weights)
    crops = "" if "[crops]" in rest else "[crops]\ncount = 5\nbatch = 2\n"
    output = "" if "[output]" in rest else '[output]\nmeaning = "logit"\n'
    (folder / "manifest.toml").write_text(
        f'name = "{name}"\nversion = "1"\nfile = "model.onnx"\nlicence = "CC0-1.0"\n'
        f'sha256 = "{hashlib.sha256(weights).hexdigest()}"\n{head}'
        f"[input]\nsize = {size}\nmean = [0.5, 0.5, 0.5]\ndeviation = [0.25, 0.25, 0.25]\n{crops}{output}{rest}"
    )
    return folder


MEASURED = '[thresholds]\n"1%" = 0.5\n"0.1%" = 0.9\n'
