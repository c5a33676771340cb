"""How the pictures of a work hang on its page: one below another, what was before beside what came after, and the steps
of the making by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fediart.store.work_words import UNSAID, PictureWords
from fediart.web.showing import ShownPicture
from fediart.web.tiles import ShownTiles


@dataclass(frozen=True, slots=True)
class Hung:
    """A picture with its place from 1 and the words below it."""

    picture: ShownPicture
    place: int
    caption: str
    tiles: ShownTiles | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """One picture; or with `after`, two of the same thing, to be compared."""

    first: Hung
    after: Hung | None = None

    @property
    def sizes(self) -> str:
        """How wide the style sheet lets each become: as high as the window but for the bar, half of it where there are
        two, and never larger than the picture itself."""
        shown = self.first.picture
        ratio = shown.width / shown.height if shown.height else 1.0
        bounds = ["50vw" if self.after else "100vw", f"{ratio:.3f} * max(100vh - 6rem, 20rem)"]
        return f"min({', '.join([*bounds, f'{shown.width}px'] if shown.width else bounds)})"


@dataclass(frozen=True, slots=True)
class Stage:
    """`works` is never empty where there are pictures: a work of process shots alone shows them as it."""

    works: tuple[Staged, ...] = ()
    process: tuple[Hung, ...] = ()


NO_STAGE = Stage()


def staged(
    pictures: Sequence[ShownPicture],
    words: Mapping[int, PictureWords],
    tiles: Mapping[int, ShownTiles],
) -> Stage:
    """In the artist's order. A picture marked `before` is paired with the next one if that is marked `after`."""
    said = [words.get(one.id, UNSAID) for one in pictures]
    hung = [Hung(one, place, said[place - 1].caption, tiles.get(one.id)) for place, one in enumerate(pictures, 1)]
    steps = tuple(one for one, word in zip(hung, said, strict=True) if word.role == "process")
    if len(steps) == len(hung):
        return Stage(tuple(Staged(one) for one in hung))
    rest = [(one, word.role) for one, word in zip(hung, said, strict=True) if word.role != "process"]
    return Stage(tuple(_paired(rest)), steps)


def _paired(rest: Sequence[tuple[Hung, str]]) -> list[Staged]:
    found: list[Staged] = []
    waiting = list(reversed(rest))
    while waiting:
        one, role = waiting.pop()
        pair = role == "before" and waiting and waiting[-1][1] == "after"
        found.append(Staged(one, waiting.pop()[0] if pair else None))
    return found
