"""Changes one key of a config file and leaves everything else, comments too, as it stands."""

from __future__ import annotations

import os
import re
from pathlib import Path


def with_key(text: str, section: str, key: str, value: str) -> str:
    """The text of a config with `key = "value"` in `[section]`, whether it was there before or not."""
    line = f'{key} = "{_quoted(value)}"'
    head = re.search(rf"^\[{re.escape(section)}\][ \t]*(?:#.*)?$", text, re.MULTILINE)
    if head is None:
        return f"{text.rstrip()}\n\n[{section}]\n{line}\n"
    ends = re.search(r"^\[", text[head.end() :], re.MULTILINE)
    end = head.end() + ends.start() if ends else len(text)
    body = text[head.end() : end]
    changed, found = re.subn(rf"^[ \t]*{re.escape(key)}[ \t]*=.*$", lambda _: line, body, count=1, flags=re.MULTILINE)
    return text[: head.end()] + (changed if found else f"\n{line}{body}") + text[end:]


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def write_config(path: Path, text: str) -> None:
    """The whole file or none of it, readable by its owner alone."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    if path.exists() and os.geteuid() == 0:
        os.chown(part, path.stat().st_uid, path.stat().st_gid)
    part.replace(path)
