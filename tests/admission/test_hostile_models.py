"""Models and archives that mean harm: they are refused or given up, and nothing of them stays or leaves its place."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from fediart.admission import unpacking
from fediart.admission.detector import load_detector
from fediart.admission.entries import ModelError
from fediart.admission.unpacking import unpack
from fediart.media.errors import WorkFailed
from fediart.media.pool import Pool
from tests.admission import onnx_models
from tests.admission.onnx_models import graph, numbers, put

TRY = "fediart.admission.measuring:try_out"


def external() -> bytes:
    tensor = numpy_helper.from_array(np.zeros(4, np.float32), "w")
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../../../etc/passwd")
    return graph([helper.make_node("Add", ["crops", "w"], ["logits"])], [("logits", 1)], constants=[tensor])


def external_in_a_branch() -> bytes:
    """The same, hidden in the constant of a subgraph."""
    inner = onnx.load_from_string(external()).graph
    del inner.input[:]
    node = helper.make_node("If", ["yes"], ["logits"], then_branch=inner, else_branch=inner)
    yes = helper.make_tensor("yes", TensorProto.BOOL, [1], [True])
    return graph([node], [("logits", 1)], constants=[yes])


def own_operators() -> bytes:
    node = helper.make_node("RunShell", ["crops"], ["logits"], domain="evil.ops")
    return graph([node], [("logits", 1)], domains=["evil.ops"])


def nested() -> bytes:
    """A message in a message in a message: a reader that calls itself must stop."""
    data = b""
    for _ in range(3000):
        data = b"\x32" + _varint(len(data)) + data  # attribute.g = graph
        data = b"\x2a" + _varint(len(data)) + data  # node.attribute
        data = b"\x0a" + _varint(len(data)) + data  # graph.node
    return b"\x3a" + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes((*out, value))


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (external(), "weights in other files"),
        (external_in_a_branch(), "weights in other files"),
        (own_operators(), "evil.ops.RunShell"),
        (nested(), "cannot be read"),
        (onnx_models.brightness()[:-7], "no usable ONNX model"),
        (b"\x3a\xff\xff\xff\xff\x0f", "cannot be read"),
        (b"", "is empty"),
        (b"\x08\x08", "holds no graph"),
    ],
    ids=["external", "hidden", "operators", "nested", "cut", "lying", "empty", "nothing"],
)
def test_it_is_refused_before_anything_loads_it(tmp_path: Path, weights: bytes, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        load_detector(put(tmp_path, weights))


def endless() -> bytes:
    """A loop of as many rounds as a whole number can count."""
    body = helper.make_graph(
        [helper.make_node("Identity", ["going"], ["on"]), helper.make_node("Add", ["sum", "sum"], ["more"])],
        "body",
        [helper.make_tensor_value_info("round", TensorProto.INT64, []),
         helper.make_tensor_value_info("going", TensorProto.BOOL, []),
         helper.make_tensor_value_info("sum", TensorProto.FLOAT, ["n"])],
        [helper.make_tensor_value_info("on", TensorProto.BOOL, []),
         helper.make_tensor_value_info("more", TensorProto.FLOAT, ["n"])],
    )  # fmt: skip
    nodes = [
        helper.make_node("ReduceMean", ["crops"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Loop", ["rounds", "", "mean"], ["logits"], body=body),
    ]
    rounds = helper.make_tensor("rounds", TensorProto.INT64, [], [2**62])
    return graph(nodes, [("logits", 1)], constants=[rounds])


def huge() -> bytes:
    """A tensor of a hundred terabytes, made of four numbers."""
    nodes = [
        helper.make_node("ConstantOfShape", ["sides"], ["sky"]),
        helper.make_node("ReduceSum", ["sky"], ["all"], keepdims=0),
        helper.make_node("ReduceMean", ["crops"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Add", ["mean", "all"], ["logits"]),
    ]
    return graph(nodes, [("logits", 1)], constants=[numbers("sides", [30000, 30000, 30000])])


async def test_one_that_never_ends_is_given_up_and_the_next_picture_is_judged(tmp_path: Path) -> None:
    async with Pool(1, time_limit=6.0) as pool:
        with pytest.raises(WorkFailed, match="took longer"):
            await pool.call(TRY, put(tmp_path / "endless", endless()))
        await pool.call(TRY, put(tmp_path / "kind", onnx_models.brightness()))


async def test_one_that_eats_memory_is_given_up_and_the_next_picture_is_judged(tmp_path: Path) -> None:
    async with Pool(1, memory_limit=2 << 30) as pool:
        with pytest.raises((WorkFailed, ModelError)):
            await pool.call(TRY, put(tmp_path / "huge", huge()))
        await pool.call(TRY, put(tmp_path / "kind", onnx_models.brightness()))


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in files.items():
            pack.writestr(name, data)
    return out.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as pack:
        for member, data in members:
            member.size = len(data)
            pack.addfile(member, io.BytesIO(data))
    return out.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


@pytest.mark.parametrize(
    "name",
    ["../model.onnx", "/tmp/model.onnx", "a/../../model.onnx", "..\\model.onnx", "C:model.onnx", "a/" * 20 + "b.md"],
)
@pytest.mark.parametrize("pack", [lambda name: zipped(**{name: b"x"}), lambda name: tarred((member(name), b"x"))])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str, pack: Callable[[str], bytes]) -> None:
    (tmp_path / "archive").write_bytes(pack(name))
    with pytest.raises(ModelError, match="leads out"):
        unpack(tmp_path / "archive", tmp_path / "in" / "deep")
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["archive"]


def test_links_and_devices_are_passed_over(tmp_path: Path) -> None:
    data = tarred(
        (member("manifest.toml"), b"a = 1"), (member("model.onnx", tarfile.SYMTYPE, "/etc/passwd"), b""),
        (member("hard.onnx", tarfile.LNKTYPE, "manifest.toml"), b""), (member("pipe.onnx", tarfile.FIFOTYPE), b""),
        (member("setup.py"), b"import os"),
    )  # fmt: skip
    (tmp_path / "archive").write_bytes(data)
    root = unpack(tmp_path / "archive", tmp_path / "in")
    assert [path.name for path in root.iterdir()] == ["manifest.toml"]


def test_a_zip_link_is_passed_over(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        link = zipfile.ZipInfo("model.onnx")
        link.external_attr = 0o120777 << 16
        pack.writestr(link, "/etc/passwd")
        pack.writestr("config.json", "{}")
    (tmp_path / "archive").write_bytes(out.getvalue())
    assert [path.name for path in unpack(tmp_path / "archive", tmp_path / "in").iterdir()] == ["config.json"]


@pytest.mark.parametrize("pack", ["zip", "tar"])
def test_a_bomb_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: str) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 5 << 20)
    zeros = bytes(9 << 20)
    bomb = zipped(**{"model.onnx": zeros}) if pack == "zip" else tarred((member("model.onnx"), zeros))
    assert len(bomb) < 20_000
    (tmp_path / "archive").write_bytes(bomb)
    with pytest.raises(ModelError, match="more than"):
        unpack(tmp_path / "archive", tmp_path / "in")


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 nothing", zipped(a=b"x")[:-30], tarred((member("a.md"), b"x"))[:-9]],
    ids=["empty", "only its sign", "cut zip", "cut tar"],
)
def test_what_is_no_archive_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "archive").write_bytes(data)
    with pytest.raises(ModelError):
        unpack(tmp_path / "archive", tmp_path / "in")


def test_the_model_may_lie_in_a_folder_of_the_archive(tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(zipped(**{"repo-main/config.json": b"{}", "repo-main/onnx/config.json": b"{}"}))
    assert unpack(tmp_path / "archive", tmp_path / "in") == tmp_path / "in" / "repo-main"
