"""robots.txt: who may crawl what (RFC 9309), and on which terms (AIPREF, Content Signals, RSL).

A group of its own replaces the `*` group for the agents it names, so every group repeats the terms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

from fediart.rights.addresses import page_folder
from fediart.rights.crawlers import Crawlers
from fediart.rights.exceptions import Chosen, Form, Line, SiteTerms, chosen, fixed
from fediart.rights.model import AXES, POLICIES, Policy, Preset
from fediart.rights.paths import written
from fediart.rights.values import Values, values

LIMIT = 500 * 1024  # bytes; crawlers need not read further (RFC 9309, section 2.5)
_REMARKS = 1024  # bytes kept for what the file says of what it leaves out

# Whoever is kept out may still read on which terms.
_TERMS = ("/.well-known/", "/ai.txt", "/license.xml", "/policies/", "/trust.txt")

_PREAMBLE = """\
# What may be done with what is published here.
#
# Content-Usage (IETF AIPREF): train-ai is training of generative AI models, search is indexing that leads
# people to this site; y permits, n refuses. A line with a path holds for that path.
# Content-Signal (definitions: https://contentsignals.org/): search, ai-input and ai-train; yes permits,
# no refuses. A line with a path holds for that path.
# License points to the same terms in RSL (https://rslstandard.org/rsl).
#
# Every refusal in this file is an express reservation of rights within the meaning of Article 4(3) of
# Directive (EU) 2019/790 on copyright in the Digital Single Market.
"""


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """What the file is made from.

    `tokens` are further User-agent names that stand for training in general, for when such names are agreed
    on; `private` are paths nobody should crawl.
    """

    terms: SiteTerms
    origin: str
    crawlers: Crawlers
    tokens: Sequence[str] = ()
    private: Sequence[str] = ("/auth/",)
    sitemap: str | None = None


May = Callable[[Policy], bool]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Agents that are kept out of the same works."""

    agents: tuple[str, ...]
    may: May


def robots_txt(site: RobotsFile) -> str:
    """The file, never longer than `LIMIT`; see exceptions.py for what is left out then, and what never is."""
    kinds = _kinds(site)
    bare = len(_render(site, kinds, Chosen(())).encode())
    pairs = product(POLICIES.values(), repeat=2)
    weights = {(policy.preset, cover.preset): _weight(kinds, policy, cover) for policy, cover in pairs}
    form = Form(_openness, partial(_cost, weights), LIMIT - bare - _REMARKS)
    return _render(site, kinds, chosen(site.terms, form))


def _openness(policy: Policy) -> int:
    return sum(getattr(policy, axis) for axis in AXES)


def _cost(weights: Mapping[tuple[Preset, Preset], tuple[int, int]], line: Line) -> int:
    """The bytes of a line in all groups, with their ends."""
    fixed, times = weights[line.policy.preset, line.cover.preset]
    return fixed + times * len(line.path)


def _weight(kinds: Sequence[_Kind], policy: Policy, cover: Policy) -> tuple[int, int]:
    if policy is cover:
        return 0, 0
    said, before = values(policy), values(cover)
    each = [len(f"{name}:  {value(said)}\n") for name, value in _SCOPED if value(said) != value(before)]
    access = [len("Disallow: \n") for kind in kinds if kind.may(policy) != kind.may(cover)]
    groups = len(kinds) + 1
    return sum(each) * groups + sum(access), len(each) * groups + len(access)


def _render(site: RobotsFile, kinds: Sequence[_Kind], found: Chosen) -> str:
    lines = [_PREAMBLE, *_remarks(site, found), f"License: {site.origin}/license.xml\n"]
    terms = list(_terms(site.terms.policy, found.lines))
    for kind in kinds:
        lines += [f"User-agent: {agent}" for agent in kind.agents]
        lines += [*terms, *_access(site, found.lines, kind.may), ""]
    everyone = [*(f"Disallow: {written(path)}" for path in site.private), "Allow: /"]
    lines += ["User-agent: *", *terms, *everyone, ""]
    if site.sitemap is not None:
        # Whoever is kept out of all else finds what is open by these.
        opened = [one for one in site.terms.used if _openness(one) > _openness(site.terms.policy)]
        also = [f"{site.origin}{page_folder(one.preset)}sitemap.xml" for one in opened]
        lines += [*(f"Sitemap: {address}" for address in [site.sitemap, *also]), ""]
    return "\n".join(lines)


def _remarks(site: RobotsFile, found: Chosen) -> Iterator[str]:
    if found.left_out:
        yield (
            f"# {found.left_out} exceptions that permit more did not fit here. Their files are below /media/ with the\n"
            "# name of their policy and follow its line; so do their pages at /POLICY/@NAME/NUMBER.\n"
        )
    if found.together:
        who = "All artists" if found.all_together else f"{found.together} artists"
        yield f"# {who} with works that permit less are told together: the strictest of their works holds here.\n"


def _terms(policy: Policy, lines: Sequence[Line]) -> Iterator[str]:
    for name, value in _SCOPED:
        yield f"{name}: {value(values(policy))}"
        for line in lines:
            if (said := value(values(line.policy))) != value(values(line.cover)):
                yield f"{name}: {line.path} {said}"


def _signal(said: Values) -> str:
    return said.content_signal


def _usage(said: Values) -> str:
    return said.content_usage


_SCOPED: tuple[tuple[str, Callable[[Values], str]], ...] = (("Content-Signal", _signal), ("Content-Usage", _usage))


def _kinds(site: RobotsFile) -> tuple[_Kind, ...]:
    """Agents with the same rules share a group; who may do everything here needs none of its own."""
    groups: dict[tuple[bool, ...], _Kind] = {}
    wanted: tuple[tuple[Sequence[str], May], ...] = (
        ((*site.crawlers.training, *map(_one_line, site.tokens)), _may_train),
        (site.crawlers.retrieval, _may_read),
        (site.crawlers.undeclared, _may_both),
    )
    policies = (*site.terms.used, *(line.policy for line in fixed(site.terms)))
    for agents, may in wanted:
        rules = tuple(may(policy) for policy in policies)
        if agents and not all(rules):
            known = groups.get(rules, _Kind((), may))
            groups[rules] = _Kind((*known.agents, *agents), may)
    return tuple(groups.values())


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


def _access(site: RobotsFile, lines: Sequence[Line], may: May) -> Iterator[str]:
    """Longest path first, so that readers who stop at the first match agree with those who take the longest."""
    rules = [(path, True) for path in _TERMS] + [(written(path), False) for path in site.private]
    rules += [(line.path, may(line.policy)) for line in lines if may(line.policy) != may(line.cover)]
    for path, allowed in sorted(rules, key=lambda rule: -len(rule[0])):
        yield f"{'Allow' if allowed else 'Disallow'}: {path}"
    yield "Allow: /" if may(site.terms.policy) else "Disallow: /"
