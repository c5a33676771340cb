"""axe-core looks at pages: each in light on a wide screen and in dark on a phone, with what is folded away unfolded.

`python -m tests.screens --axe [PAGE ...]` prints what it finds and fails if there is anything. Needs Node and the
packages of tests/foreign.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fediart.site import Site
from fediart.web.cookies import cookie_name
from tests.chromium import PROGRAM
from tests.screens.pages import Shot, session

FOREIGN = Path(__file__).resolve().parents[1] / "foreign"


async def everywhere(site: Site, shots: Mapping[str, Shot]) -> int:
    """Says what is wrong, page by page; the number of complaints."""
    tokens = {who: await session(site, who) if who else "" for who in {shot.who for shot in shots.values()}}
    pages = [
        {"name": f"{name} {'dark' if dark else 'light'}", "url": site.config.origin + shot.path,
         "token": tokens[shot.who], "dark": dark, "width": 390 if dark else 1440, "open": True}
        for name, shot in shots.items() for dark in (False, True)
    ]  # fmt: skip
    found = await looked_at(pages, cookie_name(site.config, "session"))
    wrong = [one for one in found if "id" in one]
    for one in wrong:
        print(f"{one['page']}: {one['impact']}: {one['id']}: {one['help']}", *one["where"], sep="\n    ")
    print(f"{sum('status' in one for one in found)} looks at {len(shots)} pages, {len(wrong)} complaints")
    return len(wrong)


async def looked_at(pages: list[dict[str, Any]], cookie: str) -> list[dict[str, Any]]:
    """One entry with a `status` for each page, and one with an `id` for each complaint."""
    command = ("node", str(FOREIGN / "axe.mjs"))
    pipe = asyncio.subprocess.PIPE
    node = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=FOREIGN)
    said, wrong = await node.communicate(json.dumps({"cookie": cookie, "chromium": PROGRAM, "pages": pages}).encode())
    assert node.returncode == 0, wrong.decode()
    return [json.loads(line) for line in said.decode().splitlines()]
