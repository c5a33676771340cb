"""A wish for marks in the picture in a line of words."""

from __future__ import annotations

from fediart.language import _, listed
from fediart.store.marks import Wish


def words_of(wish: Wish) -> str:
    """Such as: “© Jane” and an invisible identifier."""
    visible = {"text": f"“{wish.text}”", "image": _("Your own signature")}.get(wish.visible, "")
    hidden = _("an invisible identifier") if wish.hidden else ""
    found = listed(one for one in (visible, hidden) if one)
    return f"{found[:1].upper()}{found[1:]}." if found else _("No marks.")
