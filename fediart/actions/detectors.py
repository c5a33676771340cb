"""The detectors of an instance: which there are, which judge, and how an admin changes that."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fediart.actions.judging import models_in_use
from fediart.admission.judgement import INSTALLED, MODELS, model_folder
from fediart.admission.manifest import MANIFEST, Manifest, ModelError, check_weights, load_manifest
from fediart.config import Config
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store import detectors
from fediart.store.admin_log import log
from fediart.store.database import Reading


@dataclass(frozen=True, slots=True)
class Known:
    """A model on this machine. `manifest` is None where it cannot be read; `problem` then says why."""

    name: str
    folder: Path
    built_in: bool
    used: bool
    manifest: Manifest | None
    problem: str

    @property
    def bytes(self) -> int:
        """The size of its weights, 0 where they are missing."""
        try:
            return self.manifest.weights.stat().st_size if self.manifest else 0
        except OSError:
            return 0


def installed_in(config: Config) -> Path:
    return config.folder / INSTALLED


def known_models(config: Config, used: Sequence[Path]) -> list[Known]:
    """Every built-in and installed model, and those in use that lie elsewhere. Reads files."""
    folders = [*_models_below(MODELS), *_models_below(installed_in(config))]
    folders += [folder for folder in used if folder not in folders]
    return [_known(folder, folder in used) for folder in folders]


def _models_below(folder: Path) -> list[Path]:
    return sorted(
        path.parent.resolve() for path in folder.glob(f"*/{MANIFEST}") if not path.parent.name.startswith(".")
    )


def _known(folder: Path, used: bool) -> Known:
    built_in = folder.parent == MODELS
    try:
        manifest = load_manifest(folder)
    except ModelError as error:
        return Known(folder.name, folder, built_in, used, None, error.message)
    return Known(folder.name, folder, built_in, used, manifest, "")


async def in_words(tx: Reading, config: Config) -> str:
    """What judges now, as a list of names: for people."""
    return ", ".join(folder.name for folder in await models_in_use(tx, config)) or "none"


async def use(site: Site, names: Sequence[str] | None, *, account_id: int | None = None) -> tuple[Path, ...]:
    """From now on these models judge, several by voting; 'none' for no detector, None for what the config says.

    A running server follows at the next picture. ModelError where one of them cannot be used.
    """
    wanted = None if names is None else tuple(dict.fromkeys(name for name in names if name.lower() != "none"))
    for name in wanted or ():
        folder = model_folder(name, site.config.folder)
        if folder is not None:
            check_weights(load_manifest(folder))
    now = site.clock.now()
    async with site.db.writing() as tx:
        before = await in_words(tx, site.config)
        if wanted is None:
            await detectors.forget(tx)
        else:
            await detectors.choose(tx, wanted, now=now)
        after = await in_words(tx, site.config)
        await log(
            tx, site.ids, account_id=account_id, action="choose detectors", subject=after, detail=f"before: {before}",
            now=now,
        )  # fmt: skip
        folders = await models_in_use(tx, site.config)
    site.pages.changed()
    return folders


async def remove(site: Site, name: str) -> None:
    """Delete an installed model. Problem for one that judges, is built in, or is not there."""
    folder = installed_in(site.config) / name
    if Path(name).name != name or name.startswith(".") or not (folder / MANIFEST).is_file():
        raise Problem(_("There is no installed model %(name)s; `fediart model list` shows them.", name=f"{name!r}"))
    async with site.db.reading() as tx:
        used = await models_in_use(tx, site.config)
    if folder.resolve() in used:
        raise Problem(_("%(name)s is in use; choose another with `fediart model use NAME` first.", name=f"{name!r}"))
    shutil.rmtree(folder)
