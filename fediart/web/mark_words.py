"""A wish for marks in the picture in a line of words."""

from __future__ import annotations

from fediart.store.marks import Wish


def words_of(wish: Wish) -> str:
    """Such as: “© Jane” and an invisible identifier."""
    visible = {"text": f"“{wish.text}”", "image": "Your own signature"}.get(wish.visible, "")
    hidden = "an invisible identifier" if wish.hidden else ""
    found = " and ".join(one for one in (visible, hidden) if one)
    return f"{found[:1].upper()}{found[1:]}." if found else "No marks."
