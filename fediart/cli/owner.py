"""Commands that write files of the instance do so as its owner, even when root gives them."""

from __future__ import annotations

import os

from fediart.config import Config


def as_owner(config: Config) -> None:
    """Whoever is root goes on as the user whose folder it is: what is written can then be read by `fediart serve`."""
    owner = config.folder.stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        return
    os.setgroups([])
    os.setgid(owner.st_gid)
    os.setuid(owner.st_uid)
