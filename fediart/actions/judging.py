"""Judging with all that an instance has set: its detectors, trusted certificates and limits."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fediart.actions.submission import limits_of
from fediart.admission.judgement import Judgement, judge, model_folders, trust_anchors
from fediart.admission.policy import ArtistState, Policy
from fediart.config import Config
from fediart.site import Site
from fediart.store import detectors
from fediart.store.database import Reading


async def judge_here(site: Site, path: Path, policy: Policy, state: ArtistState = ArtistState.NEW) -> Judgement:
    """Measure a file in a worker process and decide by `policy` for an artist in this state. Raises WorkFailed."""
    async with site.db.reading() as tx:
        models = await models_in_use(tx, site.config)
    anchors = await asyncio.to_thread(trust_anchors, site.config.admission.trust_anchors, site.config.folder)
    return await judge(site.pool, path, policy, models, anchors, limits_of(site.config), state)


async def models_in_use(tx: Reading, config: Config) -> tuple[Path, ...]:
    """The folders of the detectors that judge: an admin's choice, else the config's. None at all: no detector."""
    names = await detectors.chosen(tx)
    return model_folders(config.admission.models if names is None else names, config.folder)
