"""Small things that areas leave to each other: nothing is said in no language, and every wall is one."""

from __future__ import annotations

import re

from fediart.catalogues import offered
from fediart.language import _, speaking
from fediart.resources import resource


def test_nothing_said_is_nothing_in_every_language() -> None:
    """A gettext catalogue has its own head under the empty sentence, which nobody must ever read."""
    for language in offered().values():
        with speaking(language):
            assert _("") == ""


def test_every_wall_is_one() -> None:
    """A list of works knows how it hangs, and hangs in a wall: else it has neither rows nor a measure."""
    lists = [
        (path.name, found)
        for path in resource("templates").rglob("*.html")
        for found in re.findall(r'(.{0,18})<ul class="gallery\b([^"]*)"', path.read_text())
    ]
    assert len(lists) >= 3
    assert not [one for one in lists if not one[1][0].endswith('<div class="wall">') or "{{" not in one[1][1]]
