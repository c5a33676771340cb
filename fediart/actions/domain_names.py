"""Domains as people write them, and as they are compared: one spelling for each (advisories 20, 28, 30)."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from yarl import URL

from federation.rules import Forbidden, host_of
from fediart.errors import Problem
from fediart.language import _
from fediart.site import Site
from fediart.store.domain_rules import covering

LONGEST = 253


def domain_of(text: str) -> str:
    """`Bücher.EXAMPLE.`, `https://example.com/about` or `@name@example.com` as the domain meant.

    NFKC, lower case, A-labels (IDNA 2008), no trailing dot; a port stays. Raises Problem.
    """
    bare = unicodedata.normalize("NFKC", text.strip()).lower()
    for dot in "。．｡":
        bare = bare.replace(dot, ".")
    if "://" in bare:
        bare = urlsplit(bare).netloc
    bare = bare.rpartition("@")[2].partition("/")[0].removeprefix("*.").rstrip(".")
    try:
        domain = host_of(f"https://{bare}")
    except Forbidden as problem:
        raise Problem(_("Write a domain such as example.com."), field="domain") from problem
    if "." not in domain and not domain.startswith(("localhost", "[")):
        raise Problem(
            _("Write a whole domain such as example.com: a rule for a top-level name would hit far too many."),
            field="domain",
        )
    if len(domain) > LONGEST:
        raise Problem(_("This is too long for a domain."), field="domain")
    return domain


def foreign_domain(site: Site, text: str) -> str:
    """As `domain_of`, for rules: this instance itself cannot be meant. Raises Problem."""
    domain = domain_of(text)
    own = site.config.instance.host
    if domain in covering(own) or own == domain.rpartition(":")[0]:
        raise Problem(_("This server cannot have a rule for itself."), field="domain")
    return domain


def shown_domain(domain: str) -> str:
    """With the letters of its own script, where that is something else: `bücher.example (xn--bcher-kva.example)`."""
    if "xn--" not in domain:
        return domain
    try:
        words = URL(f"https://{domain}").host or domain
    except (ValueError, UnicodeError):
        return domain
    return f"{words} ({domain})" if words != domain else domain


def obfuscated(domain: str) -> str:
    """As Mastodon shows it in public: the middle of each label but the last is starred out, `ex****e.com`."""
    head, _, last = domain.rpartition(".")
    return ".".join([*(_starred(label) for label in head.split(".") if label), last])


def _starred(label: str) -> str:
    if len(label) < 3:
        return "*" * len(label)
    kept = max(1, len(label) // 4)
    return label[:kept] + "*" * (len(label) - 2 * kept) + label[-kept:]
