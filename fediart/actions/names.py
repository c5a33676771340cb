"""What may be chosen at sign-up: names, addresses, passwords. Each check raises a Problem for its form field."""

from __future__ import annotations

import re

from fediart.actions.actors import instance_actor_name
from fediart.config import Config
from fediart.errors import Problem
from fediart.language import _

LONGEST_NAME = 30
LONGEST_EMAIL = 254
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256

_NAME = re.compile(r"[A-Za-z0-9_]{1,30}")
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){0,10}[\w-]{1,63}")
# Names that sound like the instance speaking, or that programs take for something else.
RESERVED = frozenset(
    [
        "abuse",
        "about",
        "account",
        "accounts",
        "actor",
        "admin",
        "administrator",
        "admins",
        "all",
        "anonymous",
        "api",
        "deleted",
        "everyone",
        "fediart",
        "follow",
        "followers",
        "following",
        "guest",
        "help",
        "here",
        "home",
        "hostmaster",
        "info",
        "instance",
        "local",
        "mail",
        "me",
        "mod",
        "moderation",
        "moderator",
        "moderators",
        "mods",
        "nobody",
        "noreply",
        "no_reply",
        "none",
        "null",
        "official",
        "operator",
        "owner",
        "policy",
        "postmaster",
        "privacy",
        "public",
        "relay",
        "root",
        "rules",
        "security",
        "server",
        "settings",
        "staff",
        "support",
        "system",
        "team",
        "undefined",
        "unknown",
        "user",
        "users",
        "webmaster",
        "welcome",
        "www",
    ]
)
_TOO_COMMON = ("password", "passwort", "1234567890", "qwertyuiop", "letmein", "iloveyou", "artist")


def checked_name(config: Config, name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Problem(
            _("Use letters, digits and _ only, at most %(longest_name)s of them.", longest_name=LONGEST_NAME),
            field="name",
        )
    if name.lower() in RESERVED or name.lower() == instance_actor_name(config).lower():
        raise Problem(_("This name is kept for the instance. Choose another one."), field="name")
    return name


def checked_email(email: str) -> str:
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        raise Problem(_("Give an e-mail address such as jane@example.org."), field="email")
    return email


def checked_password(password: str, *, name: str = "", email: str = "", field: str = "password") -> str:
    """Length is what counts; only what a guesser tries first is refused beside that."""
    if len(password) < SHORTEST_PASSWORD:
        words = _(
            "Use at least %(shortest)s characters; a few words are easy to keep in mind.", shortest=SHORTEST_PASSWORD
        )
        raise Problem(words, field=field)
    if len(password) > LONGEST_PASSWORD:
        raise Problem(_("Use at most %(longest_password)s characters.", longest_password=LONGEST_PASSWORD), field=field)
    plain = password.lower()
    common = any(plain.replace(word, "").strip("0123456789!.-_ ") == "" for word in _TOO_COMMON if word in plain)
    if common or len(set(plain)) < 4 or plain in {name.lower(), email.lower(), email.lower().partition("@")[0]}:
        raise Problem(_("This password is among the first that are tried. Choose another one."), field=field)
    return password
