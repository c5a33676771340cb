"""The contact sheet: all photographs of a folder on one page, a row for each page and a column for each look.

`python -m tests.screens.sheet [FOLDER]` makes it anew from what is there.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from html import escape
from pathlib import Path

from tests.screens.looks import LOOKS

_STYLE = """
body { margin: 0; font: 14px/1.4 system-ui, sans-serif; background: #8a8a8a; }
header { position: sticky; top: 0; z-index: 1; padding: .5rem 1rem; background: #111; color: #fff; }
header a { color: inherit; margin-inline-end: .75rem; }
section { padding: 1rem; border-block-end: 1px solid #666; }
h2 { margin: 0 0 .5rem; font-size: 1rem; }
.row { display: flex; gap: 1rem; overflow-x: auto; align-items: flex-start; }
figure { flex: none; margin: 0; }
figcaption { color: #222; }
.frame { display: block; max-height: 46rem; overflow-y: auto; background: #fff; }
img { display: block; }
"""
_SHOWN = {"1440-zoom": 420, "820": 340, "1440": 560, "390": 260}


def write(folder: Path) -> Path:
    """`index.html` in the folder; nothing in it comes from anywhere else."""
    pages = _pages(path.stem for path in folder.glob("*.png"))
    rows = "\n".join(_row(folder, name, looks) for name, looks in sorted(pages.items()))
    out = folder / "index.html"
    out.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Every page</title><style>{_STYLE}</style>"
        f"<header>{len(pages)} pages and states, {sum(map(len, pages.values()))} photographs</header>\n{rows}\n",
        encoding="utf-8",
    )
    return out


def _pages(stems: Iterable[str]) -> dict[str, list[str]]:
    """Looks by page: a file is called PAGE-LOOK."""
    found: dict[str, list[str]] = {}
    for stem in stems:
        look = max((one.name for one in LOOKS if stem.endswith(f"-{one.name}")), key=len, default="")
        if look:
            found.setdefault(stem.removesuffix(f"-{look}"), []).append(look)
    return found


def _row(folder: Path, name: str, looks: list[str]) -> str:
    order = [look.name for look in LOOKS if look.name in looks]
    figures = "".join(_figure(name, one) for one in order)
    return f'<section id="{escape(name)}"><h2>{escape(name)}</h2><div class="row">{figures}</div></section>'


def _figure(name: str, look: str) -> str:
    wide = next(width for start, width in _SHOWN.items() if look.startswith(start))
    file = escape(f"{name}-{look}.png")
    image = f'<img src="{file}" width="{wide}" loading="lazy" alt="{escape(name)}, {look}">'
    return f'<figure><a class="frame" href="{file}">{image}</a><figcaption>{look}</figcaption></figure>'


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2] / "var" / "screens"
    print(write(where))
