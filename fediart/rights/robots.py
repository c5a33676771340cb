"""robots.txt: who may crawl what (RFC 9309), and on which terms (AIPREF, Content Signals, RSL).

A group of its own replaces the `*` group for the agents it names, so every group repeats the terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fediart.rights.crawlers import Crawlers
from fediart.rights.model import Override, Policy
from fediart.rights.paths import written
from fediart.rights.values import Values, values

LIMIT = 500 * 1024  # bytes; crawlers need not read further (RFC 9309, section 2.5)

# Whoever is kept out may still read on which terms.
_TERMS = ("/.well-known/", "/license.xml", "/policies/")

_PREAMBLE = """\
# What may be done with what is published here.
#
# Content-Usage (IETF AIPREF): train-ai is training of generative AI models, search is indexing that leads
# people to this site; y permits, n refuses. A line with a path holds for that path.
# Content-Signal (definitions: https://contentsignals.org/): search, ai-input and ai-train; yes permits,
# no refuses.
# License points to the same terms in RSL (https://rslstandard.org/rsl).
#
# Every refusal in this file is an express reservation of rights within the meaning of Article 4(3) of
# Directive (EU) 2019/790 on copyright in the Digital Single Market.
"""


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What the file is made from.

    `tokens` are further User-agent names that stand for training in general, for when such names are agreed
    on; `private` are paths nobody should crawl; `overrides` come most important first.
    """

    policy: Policy
    origin: str
    crawlers: Crawlers
    overrides: Sequence[Override] = ()
    tokens: Sequence[str] = ()
    private: Sequence[str] = ("/auth/",)
    sitemap: str | None = None


def robots_txt(site: RobotsFile) -> str:
    """The file, never longer than `LIMIT`.

    When there are too many overrides, those that permit more are dropped first and then the last given; what
    is dropped falls back to the site's own terms here, and keeps its own in headers and metadata.
    """
    ordered = sorted(site.overrides, key=lambda o: _openness(o.policy))

    def render(count: int) -> str:
        return _render(site, ordered[:count], len(ordered) - count)

    return render(_most_that_fit(len(ordered), lambda count: len(render(count).encode())))


def _most_that_fit(most: int, size: Callable[[int], int]) -> int:
    if size(most) <= LIMIT:
        return most
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if size(middle) <= LIMIT else (low, middle)
    return low


def _openness(policy: Policy) -> int:
    return policy.train_gen + policy.train_other + policy.ai_input + policy.search


def _render(site: RobotsFile, overrides: Sequence[Override], dropped: int) -> str:
    lines = [_PREAMBLE]
    if dropped:
        lines.append(f"# {dropped} exceptions did not fit here: the headers of those pages hold.\n")
    lines.append(f"License: {site.origin}/license.xml\n")
    terms = list(_terms(site.policy, overrides))
    for access, agents in _ai_groups(site, overrides).items():
        lines += [f"User-agent: {agent}" for agent in agents]
        lines += [*terms, *access, ""]
    everyone = [*(f"Disallow: {written(path)}" for path in site.private), "Allow: /"]
    lines += ["User-agent: *", *terms, *everyone, ""]
    if site.sitemap is not None:
        lines.append(f"Sitemap: {site.sitemap}\n")
    return "\n".join(lines)


def _terms(policy: Policy, overrides: Sequence[Override]) -> Iterator[str]:
    said = values(policy)
    yield f"Content-Signal: {said.content_signal}"
    yield from _scoped("Content-Signal", said, overrides, lambda v: v.content_signal)
    yield f"Content-Usage: {said.content_usage}"
    yield from _scoped("Content-Usage", said, overrides, lambda v: v.content_usage)


def _scoped(name: str, site: Values, overrides: Sequence[Override], value: Callable[[Values], str]) -> Iterator[str]:
    """Lines for single paths: all of them as soon as one differs, since a shorter path may cover a longer."""
    if all(value(values(o.policy)) == value(site) for o in overrides):
        return
    for override in overrides:
        for path in override.paths:
            yield f"{name}: {written(path)} {value(values(override.policy))}"


May = Callable[[Policy], bool]


def _ai_groups(site: RobotsFile, overrides: Sequence[Override]) -> dict[tuple[str, ...], list[str]]:
    """Access rules and the agents they hold for; agents with the same rules share a group."""
    groups: dict[tuple[str, ...], list[str]] = {}
    kinds: tuple[tuple[Sequence[str], May], ...] = (
        ((*site.crawlers.training, *map(_one_line, site.tokens)), _may_train),
        (site.crawlers.retrieval, _may_read),
        (site.crawlers.undeclared, _may_both),
    )
    for agents, may in kinds:
        if agents and not (may(site.policy) and all(may(o.policy) for o in overrides)):
            groups.setdefault(tuple(_access(site, overrides, may)), []).extend(agents)
    return groups


def _one_line(token: str) -> str:
    if not token.isprintable() or "#" in token:
        raise ValueError(f"a policy token is one word or name, and {token!r} is not: mend policy_tokens")
    return token


def _may_train(policy: Policy) -> bool:
    return policy.train_gen and policy.train_other


def _may_read(policy: Policy) -> bool:
    return policy.ai_input


def _may_both(policy: Policy) -> bool:
    return _may_train(policy) and _may_read(policy)


def _access(site: RobotsFile, overrides: Sequence[Override], may: May) -> Iterator[str]:
    """Longest path first, so that readers who stop at the first match agree with those who take the longest."""
    open_site = may(site.policy)
    rules = [(path, True) for path in _TERMS] + [(path, False) for path in site.private]
    if any(may(o.policy) is not open_site for o in overrides):
        rules += [(path, may(o.policy)) for o in overrides for path in o.paths]
    for path, allowed in sorted(rules, key=lambda rule: -len(rule[0])):
        yield f"{'Allow' if allowed else 'Disallow'}: {written(path)}"
    yield "Allow: /" if open_site else "Disallow: /"
