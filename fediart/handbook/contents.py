"""The documents in their order, by who reads them: each is named here exactly once, which a test holds us to.

The documents are in English, and so is what is said of them here; pages mark both as English.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Readers:
    """A part of the documentation. `documents` are paths from the root of a checkout, in the order of reading."""

    key: str
    title: str
    lead: str
    documents: tuple[str, ...]


def _docs(*names: str) -> tuple[str, ...]:
    return tuple(f"docs/{name}.md" for name in names)


PARTS: tuple[Readers, ...] = (
    Readers(
        "artists",
        "Artists",
        "Publishing, a portfolio of your own, what the filter does, how your works are protected, coming and leaving.",
        _docs(
            "artists",
            "making",
            "portfolios",
            "showing-how-you-made-it",
            "copies",
            "marks",
            "content-credentials",
            "work",
            "conversation",
            "account-safety",
            "moving-in",
            "moving",
            "leaving",
        ),
    ),
    Readers(
        "followers",
        "Followers",
        "Looking at works here, following artists from Mastodon and other apps, and choosing what you see.",
        _docs("followers", "finding", "feeds"),
    ),
    Readers(
        "moderators",
        "Moderators",
        "A moderator’s day, in chapters: reviews, people, words, other servers.",
        _docs("moderators", "review", "sign-ups", "words-and-links", "other-servers", "from-elsewhere"),
    ),
    Readers(
        "ai-policy",
        "AI policy handbook",
        "How to word a policy, what the filter can and cannot do, how to answer appeals, and what machines are told.",
        _docs("ai-policy-handbook", "admission-policy", "ai-policy", "crawlers", "evidence", "detector"),
    ),
    Readers(
        "admins",
        "Admins",
        "Install, upgrade, back up, watch over an instance, and hand it on.",
        _docs("running", "backup", "storage", "several-machines", "surges"),
    ),
    Readers(
        "developers",
        "Developers",
        "The API, how fediart is built and federates, what was measured, and why things are as they are.",
        (
            *_docs("apps", "api"),
            "ARCHITECTURE.md",
            "FEDERATION.md",
            "CONTRIBUTING.md",
            "SECURITY.md",
            *_docs(
                "what-we-show",
                "design",
                "pictures",
                "languages",
                "performance",
                "benchmarks",
                "detector-results",
                "detector-lab-book",
                "security-tests",
            ),
            "docs/decisions/0001-plain-sql-on-two-engines.md",
            "docs/decisions/0002-dependencies.md",
            "docs/decisions/0003-who-is-believed.md",
            "docs/decisions/0004-new-hosts-of-one-domain.md",
            "docs/decisions/0005-a-pretrained-eye.md",
            "docs/decisions/0006-the-second-moderator-chooses-unseen.md",
            "docs/decisions/0007-our-own-invisible-identifier.md",
            "docs/decisions/0008-languages-are-files.md",
            "docs/decisions/0009-one-file-of-tiles.md",
            "docs/decisions/0010-lines-in-robots-txt.md",
            "docs/decisions/0011-backups-of-our-own.md",
            "docs/decisions/0012-figures-of-our-own.md",
        ),
    ),
)


def slug_of(document: str) -> str:
    """The last part of a document's address: `docs/backup.md` is `backup`, a decision `decision-0001-...`."""
    name = document.removesuffix(".md").rpartition("/")[2].lower()
    return f"decision-{name}" if "/decisions/" in document else name
