"""`fediart model`: a detector is put in, measured, chosen, votes, and goes again; all of it from the shell."""

from __future__ import annotations

import asyncio
import hashlib
import http.server
import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fediart.actions.judging import models_in_use
from fediart.app import open_site
from fediart.cli import main
from fediart.config import load
from fediart.store.admin_log import latest
from tests.admission import onnx_models
from tests.admission.onnx_models import MEASURED, put
from tests.admission.test_huggingface import VIT, labels, published

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    assert main(["init", str(tmp_path / "var"), "--host", "localhost:8000", "--development"]) == 0
    return tmp_path / "var" / "config.toml"


@pytest.fixture
def model(config: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    capsys.readouterr()

    def run(*words: object) -> tuple[int, str, str]:
        status = main(["model", *map(str, words), "-c", str(config)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def drawn(folder: Path, generated: int, human: int) -> Path:
    """Bright ones are generated, dark ones human; each kind from six sources; one file is broken."""
    dice = np.random.default_rng(7)
    for label, level, count in (("ai", 150, generated), ("human", 105, human)):
        for number in range(count):
            path = folder / label / f"source-{number % 6}" / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            pixels = dice.normal(level + dice.normal(0, 12), 40, (128, 128, 3))
            Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(path, compress_level=1)
    (folder / "ai" / "source-1" / "broken.png").write_bytes(b"no picture")
    return folder


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """As many as thresholds need."""
    return drawn(tmp_path / "pictures", 40, 120)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    return drawn(tmp_path / "few", 12, 12)


def used(config: Path) -> list[str]:
    async def ask() -> list[str]:
        async with open_site(load(config)) as site, site.db.reading() as tx:
            return [folder.name for folder in await models_in_use(tx, site.config)]

    return asyncio.run(ask())


def test_a_published_detector_is_put_in_measured_and_chosen(
    model: Command, config: Path, tmp_path: Path, pictures: Path
) -> None:
    # Given a folder as Hugging Face publishes it
    source = published(tmp_path / "some-detector", labels("ai", "human"), VIT, "onnx/model.onnx")

    # When it is installed, it is there, and says that nobody has measured it
    status, out, _ = model("install", source)
    assert status == 0 and "uncalibrated: thresholds must be measured with `fediart model test`" in out
    status, out, _ = model("list", "--json")
    listed = {line["name"]: line for line in map(json.loads, out.splitlines())}
    assert listed["texture"]["in_use"] and listed["texture"]["built_in"]
    assert not listed["some-detector"]["in_use"] and listed["some-detector"]["thresholds"] == {}

    # When it is measured on the admin's own pictures, the broken one does not stop it
    words = ("test", pictures, "--model", "some-detector", "--write-thresholds", "--out", tmp_path / "drawn", "--json")
    status, out, err = model(*words)
    assert status == 0, err
    found = json.loads(out)
    assert (found["generated"], found["human"], found["broken"]) == (40, 120, 1)
    assert found["auc"]["value"] > 0.95
    assert {one["group"] for one in found["sources"]} >= {"ai/source-0", "human/source-5"}
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == ["reliability.png", "roc.png"]

    # Then its thresholds are kept, its probabilities are true, and it can be chosen beside another
    _, out, _ = model("test", pictures, "--model", "some-detector", "--out", tmp_path / "drawn", "--json")
    again = json.loads(out)
    assert again["error"] < found["error"] < 0.5
    assert again["alarms"]["1%"]["value"] <= 0.01 + 1 / 120
    assert again["found"]["1%"]["value"] == pytest.approx(found["at_1"]["value"], abs=0.03)
    status, out, _ = model("use", "some-detector", "texture")
    assert status == 0 and "uncalibrated" not in out
    assert used(config) == ["some-detector", "texture"]

    # And one that judges cannot be removed before another was chosen
    status, _, err = model("remove", "some-detector")
    assert status == 1 and "is in use" in err
    assert model("use", "--config-default")[0] == 0 and used(config) == ["texture"]
    assert model("remove", "some-detector")[0] == 0
    assert not (config.parent / "models" / "some-detector").exists()


def test_what_an_admin_chose_is_in_the_log(model: Command, config: Path, tmp_path: Path) -> None:
    model("install", put(tmp_path / "mine", onnx_models.brightness(), rest=MEASURED))
    model("use", "mine")
    model("use", "none")
    assert used(config) == []

    async def ask() -> list[tuple[str, str, str]]:
        async with open_site(load(config)) as site, site.db.reading() as tx:
            return [(one.action, one.subject, one.detail) for one in await latest(tx)]

    assert asyncio.run(ask())[:2] == [
        ("choose detectors", "none", "before: mine"),
        ("choose detectors", "mine", "before: texture"),
    ]


def test_sources_are_judged_by_heads_that_never_saw_them(model: Command, tmp_path: Path, few: Path) -> None:
    """Head 0 finds everything human, head 1 everything generated: which is heard shows in the table."""
    folds = "".join(f'"ai/source-{n}" = 0\n"human/source-{n}" = 1\n' for n in range(6))
    source = put(tmp_path / "heads", onnx_models.with_heads([-20.0, 20.0], 0.0), rest=f"{MEASURED}[folds]\n{folds}")
    model("install", source)
    test = ("test", few, "--model", "heads", "--out", tmp_path, "--json")
    plain, held_out = (json.loads(model(*test, *more)[1]) for more in ((), ("--leave-one-source-out",)))
    assert plain["auc"]["value"] > 0.9 and held_out["auc"]["value"] < 0.05
    assert all(one["at_01"] == (0.0 if one["generated"] else 1.0) for one in held_out["sources"])
    model("install", put(tmp_path / "plain", onnx_models.brightness(), rest=MEASURED))
    status, _, err = model("test", few, "--model", "plain", "--leave-one-source-out")
    assert status == 1 and "[folds]" in err


def test_a_table_is_printed_for_people(model: Command, tmp_path: Path, few: Path) -> None:
    model("install", put(tmp_path / "mine", onnx_models.brightness(), rest=MEASURED))
    _, out, _ = model("test", few, "--model", "mine", "--model", "texture", "--equalise", "--out", tmp_path)
    assert "made 1 + texture" in out
    assert "ROC AUC" in out and "expected calibration error" in out and "human/source-3" in out
    status, _, err = model("test", few, "--model", "texture", "--write-thresholds")
    assert status == 1 and "built-in" in err
    (tmp_path / "empty").mkdir()
    status, _, err = model("test", tmp_path / "empty", "--model", "mine")
    assert status == 1 and "manifest.csv" in err


def test_a_list_of_pictures_may_not_lead_out_of_its_folder(model: Command, tmp_path: Path) -> None:
    folder = tmp_path / "listed"
    folder.mkdir()
    (folder / "manifest.csv").write_text("path,label,group\n../../etc/passwd,human,x\n")
    status, _, err = model("test", folder, "--model", "texture")
    assert status == 1 and "below" in err


class _Server(http.server.SimpleHTTPRequestHandler):
    """Serves one folder, and sends whoever asks for /away somewhere else."""

    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://10.0.0.7/model.zip")
            self.end_headers()
            return
        super().do_GET()

    def log_message(self, *_: object) -> None:
        """Nothing is said in tests."""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Address and hash of a model's archive on a server of its own."""
    folder = put(tmp_path / "packed" / "wary", onnx_models.brightness(), name="wary", rest=MEASURED)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for path in folder.iterdir():
            pack.write(path, f"wary-main/{path.name}")
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "wary.zip").write_bytes(out.getvalue())
    handler = lambda *given: _Server(*given, directory=str(tmp_path / "served"))  # noqa: E731
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", hashlib.sha256(out.getvalue()).hexdigest()
        server.shutdown()
        thread.join()


def test_an_address_is_fetched_only_with_the_hash_it_must_have(
    model: Command, config: Path, archive: tuple[str, str]
) -> None:
    host, sha256 = archive
    status, _, err = model("install", f"{host}/wary.zip")
    assert status == 1 and "needs --sha256" in err
    status, _, err = model("install", f"{host}/wary.zip", "--sha256", "0" * 64)
    assert status == 1 and "not the one given" in err
    assert list((config.parent / "models").iterdir()) == []
    status, _out, err = model("install", f"{host}/wary.zip", "--sha256", sha256.upper())
    assert status == 0, err
    assert [path.name for path in (config.parent / "models").iterdir()] == ["wary"]
    status, _, err = model("install", f"{host}/wary.zip", "--sha256", sha256)
    assert status == 1 and "--replace" in err
    assert model("install", f"{host}/wary.zip", "--sha256", sha256, "--replace")[0] == 0


def test_addresses_inside_are_never_asked(model: Command, config: Path, archive: tuple[str, str]) -> None:
    host, sha256 = archive
    for url in (
        f"{host}/away",
        "http://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/m.zip",
        "file:///etc/passwd",
    ):
        status, _, err = model("install", url, "--sha256", sha256, "--name", "x")
        assert status == 1 and "could not be fetched" in err, url
    config.write_text(config.read_text().replace("development = true", "development = false"))
    status, _, err = model("install", f"{host}/wary.zip", "--sha256", sha256)
    assert status == 1 and "could not be fetched" in err


@pytest.mark.parametrize("name", ["../evil", "texture", "none", "Big", ".hidden"])
def test_names_stay_in_their_folder(model: Command, tmp_path: Path, name: str) -> None:
    source = put(tmp_path / "mine", onnx_models.brightness(), rest=MEASURED)
    status, _, err = model("install", source, "--name", name)
    assert status == 1 and "--name" in err
    assert model("remove", name)[0] == 1
    assert source.exists()


def test_a_model_that_cannot_judge_is_not_kept(model: Command, config: Path, tmp_path: Path) -> None:
    source = put(tmp_path / "wrong", onnx_models.brightness(), size=32, rest=MEASURED)
    status, _, err = model("install", source)
    assert status == 1 and "cannot take crops" in err
    link = tmp_path / "linked"
    link.mkdir()
    (link / "manifest.toml").write_text(
        (put(tmp_path / "fine", onnx_models.brightness()) / "manifest.toml").read_text()
    )
    (link / "model.onnx").symlink_to(tmp_path / "fine" / "model.onnx")
    status, _, err = model("install", link)
    assert status == 1 and "is a link" in err
    assert list((config.parent / "models").iterdir()) == []


def test_the_doctor_says_what_is_wrong_with_a_detector(
    model: Command, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def found() -> list[dict[str, str]]:
        main(["doctor", "--json", "-c", str(config)])
        lines = map(json.loads, capsys.readouterr().out.splitlines())
        return [line for line in lines if line["part"] == "detector"]

    model("install", put(tmp_path / "mine", onnx_models.brightness()))
    model("use", "mine", "texture")
    unmeasured, well = found()
    assert unmeasured["state"] == "warning" and "model test" in unmeasured["do"] and well["state"] == "ok"
    weights = config.parent / "models" / "mine" / "model.onnx"
    weights.write_bytes(weights.read_bytes() + b"\0")
    changed = found()[0]
    assert changed["state"] == "error" and "is not the file its manifest describes" in changed["seen"]
    assert "fediart model use" in changed["do"]
    weights.unlink()
    assert "is missing" in found()[0]["seen"]
    model("use", "none")
    assert found()[0]["state"] == "warning"
