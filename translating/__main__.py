"""`make languages`: brings all catalogues up to date; `make languages NEW=pt-BR` begins one."""

from __future__ import annotations

import sys
from pathlib import Path

from fediart.catalogues import OFFERED_FROM, codes, read_catalogue
from translating.files import update
from translating.sentences import every

ROOT = Path(__file__).resolve().parents[1]


def main(new: list[str]) -> None:
    folder = ROOT / "fediart" / "languages"
    folder.mkdir(exist_ok=True)
    sentences = every(ROOT)
    known = sorted({*codes(folder), *new})
    update(folder, sentences, known)
    print(f"{len(sentences)} sentences")
    for code in known:
        share = read_catalogue(folder / f"{code}.po").share
        print(f"{code}: {share:.0%} translated{'' if share >= OFFERED_FROM else ', not offered yet'}")


if __name__ == "__main__":
    main(sys.argv[1:])
