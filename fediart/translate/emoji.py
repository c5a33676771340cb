"""The emoji of a reaction: a sign, or a custom one by its name; anything else is no reaction."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from federation.activities import Activity
from federation.objects import Emoji
from federation.tags import emojis_of, tags_of

LONGEST = 32  # code points: families and flags of regions are long
_NAME = re.compile(r":?([A-Za-z0-9_+-]{1,64})(?:@[A-Za-z0-9.:-]{1,253})?:?")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f\u20e3")
# Of what `_is_sign` lets by: a flag, a key, or a pictograph with its colour of skin and what is joined to it.
_SKIN, _TAGS = "\U0001f3fb-\U0001f3ff", "\U000e0020-\U000e007e"
_PART = f"[^\u200d\ufe0e\ufe0f\u20e3#*0-9{_SKIN}{_TAGS}\U000e007f]\ufe0e?\ufe0f?[{_SKIN}]?(?:[{_TAGS}]+\U000e007f)?"
_ONE = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|[#*0-9]\ufe0f?\u20e3|{_PART}(?:\u200d{_PART})*")
_HEARTS = frozenset({"\u2764", "\u2764\ufe0f", "\u2665", "\u2665\ufe0f"})


@dataclass(frozen=True, slots=True)
class Sign:
    """`sign` is what is kept: the emoji itself, or `:name:`; `custom` is what the activity says of a custom one."""

    sign: str
    custom: Emoji | None = None


def emoji_of(activity: Activity) -> Sign | None:
    """What an EmojiReact, or a Like with `content` as Misskey sends it, reacts with; None where it is no emoji."""
    text = (activity.content or "").strip()
    named = _NAME.fullmatch(text)
    if named and text.startswith(":"):
        tagged = {one.name.strip(":"): one for one in emojis_of(tags_of(activity.raw))}
        found = tagged.get(text.strip(":"), tagged.get(named[1]))
        return Sign(f":{named[1]}:", replace(found, name=f":{named[1]}:") if found else None)
    return Sign(text) if _is_sign(text) else None


def one_sign(text: str) -> str | None:
    """What a member reacts with: exactly one emoji, or None."""
    text = text.strip()
    return text if _is_sign(text) and _ONE.fullmatch(text) else None


def is_plain_like(emoji: Sign) -> bool:
    """Misskey's like without a choice is a red heart."""
    return emoji.sign in _HEARTS


def _is_sign(text: str) -> bool:
    """One pictograph with what may be joined to it; letters, blanks and marks of writing direction are none."""
    if not 0 < len(text) <= LONGEST:
        return False
    return any(_is_picture(mark) or mark == "\u20e3" for mark in text) and all(map(_may_stand, text))


def _is_picture(mark: str) -> bool:
    return unicodedata.category(mark) == "So" or mark in "\u203c\u2049\u2194\u2934\u3030\u303d"


def _may_stand(mark: str) -> bool:
    tag_letter = "\U000e0020" <= mark <= "\U000e007f"
    return mark in _JOINERS or tag_letter or mark in "#*0123456789" or _is_picture(mark) or _is_modifier(mark)


def _is_modifier(mark: str) -> bool:
    return "\U0001f3fb" <= mark <= "\U0001f3ff"
