"""From torch to the ONNX file a server loads: plain operations, weights kept in half precision."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from training.data import CROP

_OPSET = 17
_WORTH_HALVING = 4096


def export(module: nn.Module, path: Path, outputs: Sequence[str]) -> None:
    """The module as ONNX with any number of crops at once."""
    axes = {name: {0: "n"} for name in ("crops", *outputs)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module, (torch.rand(2, 3, CROP, CROP),), str(path), dynamo=False, opset_version=_OPSET,
            input_names=["crops"], output_names=list(outputs), dynamic_axes=axes,
        )  # fmt: skip
    onnx.checker.check_model(str(path), full_check=True)


def halve(path: Path, keep: Sequence[str] = ()) -> None:
    """Large weights stored as float16 and widened when the model is loaded: half the size, the same arithmetic.

    Weights whose name contains one of `keep` stay as they are.
    """
    model = onnx.load(str(path))
    nodes = []
    for weight in list(model.graph.initializer):
        values = numpy_helper.to_array(weight)
        if weight.data_type != TensorProto.FLOAT or values.size < _WORTH_HALVING or any(k in weight.name for k in keep):
            continue
        model.graph.initializer.remove(weight)
        model.graph.initializer.append(numpy_helper.from_array(values.astype(np.float16), weight.name + ".half"))
        nodes.append(helper.make_node("Cast", [weight.name + ".half"], [weight.name], to=TensorProto.FLOAT))
    for node in reversed(nodes):
        model.graph.node.insert(0, node)
    onnx.save(model, str(path))
    onnx.checker.check_model(str(path), full_check=True)
