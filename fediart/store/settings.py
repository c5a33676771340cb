"""What an admin decides in the browser: the instance's name, words, doors and AI policy. One JSON row."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from fediart.store.database import Reading, Writing

ELSEWHERE = ("label", "blur", "keep-out", "off")
REGISTRATIONS = ("open", "approval", "invitation", "closed")


@dataclass(frozen=True, slots=True)
class InstanceSettings:
    """`ai_policy` is a preset of fediart.rights.model; `ai_policy_choices` are those artists may choose.

    Nobody may permit what the preset `ai_policy_floor` refuses; `open` refuses nothing.

    `authorized_fetch` is secure mode: ActivityPub documents are given to signed requests only. `elsewhere` is what
    happens with AI pictures of other servers; at most `elsewhere_per_day` of them are judged a day, and for
    `elsewhere_cpu` seconds an hour. `label_hashtag` and `label_warning`: how our own labels are written for servers
    that know no label. `content_credentials`: public files are sealed (actions/sealing.py), where that can be.

    `avif`: pages get AVIF files beside WebP, where they are smaller.

    `review_jobs`: a moderator looks at every job before it is on the board, not only at a member's first.

    `own_domains`: artists may show their portfolios under domains of their own.

    `staff_two_factors`: who moderates or administrates must have a second step to log in.

    `refused_crawlers` are the categories of robots that get 403 for works; what robots ask for is published where
    `crawlers_public` says so and kept for `crawlers_kept` days. `media_per_minute` and `media_per_network` are the
    pictures that visitors from one address and from one network may fetch in a minute, 0 for any number. `language` is
    the code of the one for visitors whose browsers ask for none that there is.
    """

    name: str = "fediart"
    tagline: str = "A home for artists"
    description: str = ""
    rules: tuple[str, ...] = (
        "Share what you made yourself, and credit those whose work you build on.",
        "No images made by AI generators.",
        "Be kind. Critique the work, never the person.",
        "Mark mature or disturbing works as such.",
    )
    contact_email: str = ""
    registrations: str = "approval"
    ai_policy: str = "no-ai"
    ai_policy_choices: tuple[str, ...] = ("no-ai", "no-ai-no-search", "no-training", "ask-first", "open")
    require_alt: bool = False
    set_up: bool = False
    authorized_fetch: bool = False
    elsewhere: str = "label"
    elsewhere_per_day: int = 1000
    elsewhere_cpu: int = 300
    label_hashtag: bool = True
    label_warning: bool = False
    content_credentials: bool = True
    ai_policy_floor: str = "open"
    refused_crawlers: tuple[str, ...] = ("training",)
    crawlers_public: bool = False
    crawlers_kept: int = 365
    media_per_minute: int = 600
    media_per_network: int = 3000
    language: str = "en"
    review_jobs: bool = False
    own_domains: bool = False
    avif: bool = True
    staff_two_factors: bool = False


async def read_settings(tx: Reading) -> InstanceSettings:
    text = await tx.value("select value from settings where key = 'instance'")
    return settings_from(json.loads(text)) if text else InstanceSettings()


async def save_settings(tx: Writing, settings: InstanceSettings, *, now: int) -> None:
    await tx.run(
        """insert into settings (key, value, changed) values ('instance', :value, :now)
        on conflict (key) do update set value = excluded.value, changed = excluded.changed""",
        value=json.dumps(asdict(settings)),
        now=now,
    )


def settings_from(raw: dict[str, Any]) -> InstanceSettings:
    """Keys of older versions are dropped; missing ones take their defaults."""
    known = {item.name for item in fields(InstanceSettings)}
    kept: dict[str, Any] = {}
    for key, value in raw.items():
        if key in known:
            kept[key] = tuple(value) if isinstance(value, list) else value
    return InstanceSettings(**kept)
