"""One file, one judgement: from the bytes to the verdict, in this process and in a worker, whatever the file is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from fediart.admission.judge import judge_file
from fediart.admission.judgement import MODELS, TARGETS, Judgement, decided, judge, model_folder
from fediart.admission.policy import BALANCED, PRESETS
from fediart.admission.verdict import Decision
from fediart.media.pool import Pool
from fediart.media.worker import resolve
from tests.admission import made

TEXTURE = MODELS / "texture"
KEYS = ["path", "sha256", "probability", "abstained", "evidence", "verdict", "model", "error", "band", "votes"]


def judged(path: Path, *models: Path) -> Judgement:
    return decided(BALANCED, judge_file(path, models))


def test_a_generated_picture_is_refused_with_its_evidence(tmp_path: Path) -> None:
    path = made.png(tmp_path / "a.png", {"parameters": made.A1111})
    judgement = judged(path, TEXTURE)
    row = json.loads(json.dumps(judgement.as_json()))
    assert list(row) == KEYS
    assert row["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert row["verdict"] == "refuse"
    assert row["evidence"][0]["code"] == "a1111-parameters"
    assert row["model"].startswith("texture ")
    assert 0 <= row["probability"] <= 1
    assert row["error"] is None


def test_an_unmarked_drawing_is_published(tmp_path: Path) -> None:
    judgement = judged(made.png(tmp_path / "a.png"))
    assert judgement.verdict is not None
    assert judgement.verdict.decision is Decision.PUBLISH
    assert (judgement.probability, judgement.abstained, judgement.model) == (None, True, None)


def test_hidden_bits_are_looked_for_in_the_pixels_as_stored(tmp_path: Path) -> None:
    path = made.png(tmp_path / "a.png", image=made.stealth(made.drawing(), "NovelAI"))
    judgement = judged(path)
    assert [item.code for item in judgement.evidence] == ["stealth-pnginfo"]
    assert judgement.as_json()["verdict"] == "refuse"


async def test_a_policy_without_detector_asks_none(tmp_path: Path) -> None:
    async with Pool(1) as pool:
        judgement = await judge(pool, made.png(tmp_path / "a.png"), PRESETS["off"], [tmp_path / "no model"])
    assert (judgement.model, judgement.error, judgement.as_json()["verdict"]) == (None, None, "publish")


BROKEN = {
    "empty": b"",
    "text": b"I am a picture",
    "cut PNG": made.encoded(made.drawing(), "PNG")[:3000],
    "cut JPEG": made.encoded(made.drawing(), "JPEG")[:900],
    "damaged PNG": made.encoded(made.drawing(), "PNG").replace(b"IDAT", b"IDAX"),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_an_error_in_words(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(data)
    judgement = judged(path, TEXTURE)
    assert judgement.verdict is None
    assert judgement.error is not None and judgement.error.endswith(".")
    assert judgement.sha256 == hashlib.sha256(data).hexdigest()


def test_an_absent_file_is_an_error_in_words(tmp_path: Path) -> None:
    judgement = judged(tmp_path / "gone.png")
    assert judgement.error is not None and "check its path" in judgement.error
    assert judgement.sha256 == ""


def test_a_broken_model_holds_pictures_and_says_why(tmp_path: Path) -> None:
    judgement = judged(made.png(tmp_path / "a.png"), tmp_path)
    assert judgement.verdict is not None
    assert judgement.verdict.decision is Decision.HOLD
    assert judgement.error is not None and "manifest.toml is missing" in judgement.error
    marked = judged(made.png(tmp_path / "b.png", {"parameters": made.A1111}), tmp_path)
    assert marked.as_json()["verdict"] == "refuse"


async def test_judging_in_a_worker_process_gives_the_same(tmp_path: Path) -> None:
    path = made.png(tmp_path / "a.png", {"parameters": made.A1111})
    async with Pool(1) as pool:
        elsewhere = await judge(pool, path, BALANCED, [TEXTURE])
    assert elsewhere == judged(path, TEXTURE)


def test_the_worker_targets_exist() -> None:
    assert all(callable(resolve(target)) for target in TARGETS)


def test_the_setting_names_a_built_in_model_a_folder_or_none(tmp_path: Path) -> None:
    assert model_folder("texture", tmp_path) == TEXTURE
    assert model_folder("none", tmp_path) is None
    assert model_folder("models/mine", tmp_path) == tmp_path / "models" / "mine"
