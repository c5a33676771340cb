"""What Lighthouse says of a gallery, a portfolio, an artwork and a member's home, on its phone with a slow line.

usage: python -m benchmarks.lighthouse [--folder var/lighthouse] [--runs 3] [--desktop] [--fresh] [PAGE ...]

A real `fediart serve` on loopback with pictures of 6 to 12 megapixels, kept in the folder between runs beside the
reports (HTML). Needs Node and `npm ci` in benchmarks/foreign, and Debian's chromium. The figures are the median of
the runs. Fails where a category is below 95 or the layout shifts by 0.05.

Lighthouse knows no lines in robots.txt but those of search engines, and takes our terms for machines (Content-Usage,
RSL's License) for mistakes; and search engines are to stay away from a member's home. SEO is told with these audits and
without them, and judged without (docs/decisions/0010-lines-in-robots-txt.md). All audits that fail are named.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from benchmarks import pages
from demo.art import draw
from fediart.actions.accounts import create_account
from fediart.actions.publish import submit
from fediart.actions.submission import Details, Submission, Upload
from fediart.app import open_site
from fediart.config import load
from fediart.ids import secret_token
from fediart.jobs.publishing import publish_now
from fediart.site import Site
from fediart.store import accounts, actors, sessions
from fediart.store.actors import Actor
from fediart.store.settings import InstanceSettings, save_settings
from fediart.web.cookies import cookie_name

ROOT = Path(__file__).resolve().parents[1]
FOREIGN = ROOT / "benchmarks" / "foreign"
PORT = 8963
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TIMES = {"first-contentful-paint": "FCP", "largest-contentful-paint": "LCP", "total-blocking-time": "TBT"}
ASIDE = ("robots-txt",)
PRIVATE = ("robots-txt", "is-crawlable", "meta-description")
LEAST, MOST_SHIFT = 95, 0.05
STYLES = ("landscape", "still life", "woodcut", "rooms")
SIZES = ((4000, 3000), (3000, 2000), (2400, 3600), (3600, 2400), (3000, 3000), (4200, 1800))
WORKS = 24


@dataclass(frozen=True, slots=True)
class Figures:
    """`scores` are of 100, `times` in milliseconds, `weight` in KiB. `failed` are the audits that were not passed."""

    scores: Mapping[str, float]
    seo_aside: float
    times: Mapping[str, float]
    shift: float
    weight: float
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A page to look at; `cookie` is a member's, or empty."""

    path: str
    report: Path
    desktop: bool
    cookie: str


def main() -> int:
    given = _parser().parse_args()
    if not (FOREIGN / "node_modules/lighthouse").is_dir():
        print(f"Lighthouse is not there: cd {FOREIGN} && npm ci --ignore-scripts", file=sys.stderr)
        return 2
    if given.fresh:
        shutil.rmtree(given.folder, ignore_errors=True)
    home, config = given.folder / "instance", given.folder / "instance" / "config.toml"
    given.folder.mkdir(parents=True, exist_ok=True)
    if not config.exists():
        pages._fediart("init", str(home), "--host", f"localhost:{PORT}", "--development")
        config.write_text(re.sub(r"(?m)^model = .*$", 'model = "none"', config.read_text(encoding="utf-8")), "utf-8")
    newest, cookie = asyncio.run(_furnished(config))
    paths = {"gallery": "/", "portfolio": "/@mara", "artwork": f"/@mara/{newest}", "home": "/home"}
    wanted = {name: path for name, path in paths.items() if not given.pages or name in given.pages}
    worst = 0
    with pages._served(config):
        for name, path in wanted.items():
            page = Looked(path, given.folder / f"{name}.html", given.desktop, cookie if name == "home" else "")
            urlopen(f"http://localhost:{PORT}/").close()  # the first reader after a start waits for the templates
            worst |= _tell(name, [_look(page) for _ in range(given.runs)])
    return worst


def _look(page: Looked) -> Figures:
    """One run; the report of the last one stays."""
    out, member = page.report.with_suffix(""), f"--extra-headers={json.dumps({'Cookie': page.cookie})}"
    subprocess.run(
        ["node", "node_modules/lighthouse/cli/index.js", f"http://localhost:{PORT}{page.path}", "--quiet",
         "--output=json", "--output=html", f"--output-path={out.resolve()}", "--no-enable-error-reporting",
         "--chrome-flags=--headless=new --no-sandbox --disable-gpu", *([member] if page.cookie else []),
         *(["--preset=desktop"] if page.desktop else [])],
        check=True, cwd=FOREIGN, env=os.environ | {"CHROME_PATH": "/usr/bin/chromium"},
    )  # fmt: skip
    found = json.loads(Path(f"{out}.report.json").read_text(encoding="utf-8"))
    Path(f"{out}.report.html").replace(page.report)
    return _figures(found, PRIVATE if page.cookie else ASIDE)


def _figures(found: Mapping[str, Any], aside: Sequence[str]) -> Figures:
    audits, seo = found["audits"], found["categories"]["seo"]["auditRefs"]
    rest = [(one["weight"], audits[one["id"]]["score"]) for one in seo if one["weight"] and one["id"] not in aside]
    told = [(weight, score) for weight, score in rest if score is not None]
    failed = {one["id"] for each in CATEGORIES for one in found["categories"][each]["auditRefs"] if one["weight"]}
    return Figures(
        scores={each: 100 * (found["categories"][each]["score"] or 0) for each in CATEGORIES},
        seo_aside=100 * sum(weight * score for weight, score in told) / sum(weight for weight, _score in told),
        times={short: audits[name]["numericValue"] for name, short in TIMES.items()},
        shift=audits["cumulative-layout-shift"]["numericValue"],
        weight=audits["total-byte-weight"]["numericValue"] / 1024,
        failed=tuple(sorted(one for one in failed if (audits[one]["score"] or 0) < 0.9 and _counts(audits[one]))),
    )


def _counts(audit: Mapping[str, Any]) -> bool:
    return audit["scoreDisplayMode"] not in ("notApplicable", "manual", "informative", "error")


def _tell(name: str, runs: Sequence[Figures]) -> int:
    """A line of a table; 1 where it is not good enough."""
    scores = {each: statistics.median(one.scores[each] for one in runs) for each in CATEGORIES}
    judged = scores | {"seo": statistics.median(one.seo_aside for one in runs)}
    shift = max(one.shift for one in runs)
    times = ", ".join(
        f"{short} {statistics.median(one.times[short] for one in runs):.0f} ms" for short in runs[0].times
    )
    told = ", ".join(f"{each} {score:.0f}" for each, score in scores.items())
    print(f"{name}: {told} ({judged['seo']:.0f} as it is judged); {times}, CLS {shift:.3f}, {runs[-1].weight:.0f} KiB")
    for one in sorted({audit for each in runs for audit in each.failed}):
        print(f"    {one}")
    return int(min(judged.values()) < LEAST or shift >= MOST_SHIFT)


async def _furnished(config: Path) -> tuple[int, str]:
    """The newest artwork's id, and a cookie of its artist; the pictures are drawn the first time."""
    token = secret_token()
    async with open_site(load(config)) as site:
        async with site.db.reading() as tx:
            artist = await actors.by_handle(tx, "mara")
        if artist is None:
            await _furnish(site)
        async with site.db.writing() as tx:
            account = await accounts.by_name(tx, "mara")
            assert account is not None
            await sessions.insert(tx, token, account.id, agent="lighthouse", now=site.clock.now())
            newest = int(await tx.value("select max(id) from artworks where state = 'published'"))
        return newest, f"{cookie_name(site.config, 'session')}={token}"


async def _furnish(site: Site) -> None:
    settings = InstanceSettings(
        name="Kiln", tagline="A small house for painting and printmaking", set_up=True,
        description="Twelve of us share this server.", contact_email="hello@kiln.example",
    )  # fmt: skip
    async with site.db.writing() as tx:
        await save_settings(tx, settings, now=site.clock.now())
    account = await create_account(site, "mara", "mara@kiln.example", "paper and ink", role="owner")
    async with site.db.reading() as tx:
        artist = await actors.by_id(tx, account.actor_id)
    assert artist is not None
    for number in range(WORKS):
        await _hang(site, artist, number)


async def _hang(site: Site, artist: Actor, number: int) -> None:
    folder = site.storage.incoming()
    style, size = STYLES[number % len(STYLES)], SIZES[number % len(SIZES)]
    path = await asyncio.to_thread(draw, style, size, number, folder / "work.jpg")
    words = Details(title=f"Study {number + 1}", description="Painted after rain, from the window.", tags=("hills",))
    work = await submit(site, artist, Submission(words, (Upload(path, "work.jpg", "Hills, and a low sun."),)))
    await publish_now(site, work)
    site.storage.discard(folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lighthouse", description=__doc__)
    parser.add_argument("pages", nargs="*", help="gallery, portfolio, artwork, home; all of them where none is named")
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "lighthouse")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--desktop", action="store_true", help="a fast computer instead of a phone")
    parser.add_argument("--fresh", action="store_true", help="draw the pictures anew")
    return parser


if __name__ == "__main__":
    sys.exit(main())
