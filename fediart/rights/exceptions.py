"""What differs from the site's own policy, and which of it a site-wide file of bounded size names.

Works and artists that permit more than the site may stay unnamed: then the file is stricter than they are. What is
stricter than the site is never left out: where single works do not fit, their artist's pages are told together under
the strictest policy of them all, and where artists do not fit, all pages are. Two kinds of addresses name their policy
themselves and cost one line each, however many works there are: `/media/PRESET/` and `/PRESET/` (see addresses.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from fediart.rights import addresses
from fediart.rights.model import POLICIES, Policy, Preset, strictest

Rank = Callable[[Policy], int]


@dataclass(frozen=True, slots=True)
class ArtistTerms:
    """An artist with something that differs from the site: `policy` holds for the artist's pages by default.

    `works` are public works whose policy is not `policy`, the newest first; `series` the same for series, by their
    word in addresses. `unnamed` are the policies of further works that are too many to be known one by one.
    """

    name: str
    policy: Policy
    works: tuple[tuple[int, Policy], ...] = ()
    series: tuple[tuple[str, Policy], ...] = ()
    unnamed: tuple[tuple[Policy, int], ...] = ()
    shown_name: str = ""

    @property
    def policies(self) -> set[Preset]:
        """Every policy that something of the artist's has."""
        found = {self.policy.preset}
        found.update(policy.preset for _, policy in self.works)
        found.update(policy.preset for _, policy in self.series)
        found.update(policy.preset for policy, _ in self.unnamed)
        return found

    @property
    def strictest(self) -> Policy:
        """What holds for the artist's pages when they are told together."""
        return strictest((POLICIES[preset] for preset in self.policies), self.policy)


@dataclass(frozen=True, slots=True)
class SiteTerms:
    """The site's own policy, and everybody with something that differs from it; `places` are paths that differ, on the
    site of a single artist, which has no others."""

    policy: Policy
    artists: tuple[ArtistTerms, ...] = ()
    places: tuple[tuple[str, Policy], ...] = ()

    @property
    def used(self) -> tuple[Policy, ...]:
        """Each policy that something here has, the most open first."""
        found = {self.policy.preset}.union(*(artist.policies for artist in self.artists))
        found.update(policy.preset for _, policy in self.places)
        return tuple(POLICIES[preset] for preset in reversed(Preset) if preset in found)


@dataclass(frozen=True, slots=True)
class Line:
    """`policy` holds for the paths that match `path` (a pattern of RFC 9309), where `cover` would hold without it.

    `artist` and `work` are whose it is, where it is somebody's.
    """

    path: str
    policy: Policy
    cover: Policy
    artist: ArtistTerms | None = None
    work: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """How a file speaks. A policy of a larger `rank` permits more in it, as far as the file can say so.

    `cost` is how many bytes a line takes, nothing where both of its policies read alike; `room` is for all of them.
    """

    rank: Rank
    cost: Callable[[Line], int]
    room: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """The lines, longest path first. `left_out` exceptions permit more than the file says; `together` artists, or all
    where `all_together`, are told under the strictest policy of their works."""

    lines: tuple[Line, ...]
    left_out: int = 0
    together: int = 0
    all_together: bool = False


def chosen(terms: SiteTerms, form: Form) -> Chosen:
    """What a file names, as much as there is room for."""
    found = _chosen(terms, form, short=False)
    return _chosen(terms, form, short=True) if found.left_out else found


def fixed(terms: SiteTerms) -> tuple[Line, ...]:
    """The lines that are always there: addresses that name their policy, and what is not for us to open.

    Addresses of media without a policy, and what other servers and their people have made, are never more open than
    `no-ai` in these files; headers tell what holds for each.
    """
    site, closed = terms.policy, strictest([POLICIES[Preset.NO_AI], terms.policy], terms.policy)
    lines = [Line(path, closed, site) for path in (addresses.MEDIA, *addresses.OF_OTHERS)]
    for policy in terms.used:
        lines.append(Line(addresses.media_folder(policy.preset), policy, closed))
        lines.append(Line(addresses.page_folder(policy.preset), policy, site))
    lines += [Line(path, policy, site) for path, policy in terms.places]
    return tuple(lines)


def _chosen(terms: SiteTerms, form: Form, *, short: bool) -> Chosen:
    always = _said(fixed(terms), form)
    room = form.room - _sum(always, form)
    told, together = _sound(terms, form, room)
    if told is None:
        everyone = strictest([one.strictest for one in terms.artists], terms.policy)
        lines = [Line(path, everyone, terms.policy) for path in addresses.ALL_PAGES]
        return Chosen(_sorted(always, lines), _left_out(terms, form, ()), len(terms.artists), all_together=True)
    room -= sum(_sum(lines, form) for lines in told)
    for place in sorted(range(len(told)), key=lambda at: len(terms.artists[at].works)):
        if place not in together:
            told[place], room = _opened(terms, place, form, told[place], room, short=short)
    lines = [line for found in told for line in found]
    return Chosen(_sorted(always, lines), _left_out(terms, form, lines), len(together))


def _sorted(*groups: Sequence[Line]) -> tuple[Line, ...]:
    """Longest path first, so that readers who stop at the first match agree with those who take the longest."""
    return tuple(sorted((line for group in groups for line in group), key=lambda line: -len(line.path)))


def _said(lines: Iterable[Line], form: Form) -> list[Line]:
    return [line for line in lines if form.cost(line)]


def _sum(lines: Iterable[Line], form: Form) -> int:
    return sum(map(form.cost, lines))


def _sound(terms: SiteTerms, form: Form, room: int) -> tuple[list[list[Line]] | None, set[int]]:
    """For each artist the lines that refusals need, and which artists are told together; None where even that is too
    long."""
    told: list[list[Line]] = []
    together: set[int] = set()
    for place, artist in enumerate(terms.artists):
        needed = _needed(artist, terms.policy, form)
        if needed is None:
            together.add(place)
        told.append(_together(artist, terms.policy, form) if needed is None else needed)
    sizes = [_sum(lines, form) for lines in told]
    excess = sum(sizes) - room
    for place in sorted(range(len(told)), key=lambda at: -sizes[at]):
        if excess <= 0:
            break
        as_one = _together(terms.artists[place], terms.policy, form)
        if (saved := sizes[place] - _sum(as_one, form)) > 0:
            told[place], excess = as_one, excess - saved
            together.add(place)
    return (told if excess <= 0 else None), together


def _needed(artist: ArtistTerms, site: Policy, form: Form) -> list[Line] | None:
    """The lines without which something refused would be permitted; None where not all such works are known."""
    if form.rank(artist.policy) < form.rank(site):
        own, cover = _of_artist(artist, artist.policy, site), artist.policy
    else:
        own, cover = [], site
    if any(form.rank(policy) < form.rank(cover) for policy, _ in artist.unnamed):
        return None
    return _said([*own, *_stricter(artist, cover, form)], form)


def _together(artist: ArtistTerms, site: Policy, form: Form) -> list[Line]:
    lowest = artist.strictest
    return _said(_of_artist(artist, lowest, site), form) if form.rank(lowest) < form.rank(site) else []


def _of_artist(artist: ArtistTerms, policy: Policy, cover: Policy) -> list[Line]:
    return [Line(path, policy, cover, artist) for path in addresses.of_artist(artist.name)]


def _stricter(artist: ArtistTerms, cover: Policy, form: Form) -> list[Line]:
    """Of works and series that refuse what the artist's own line, or the site's, permits."""
    lowest = form.rank(cover)
    return [line for group in _each(artist, cover, lambda one: form.rank(one) < lowest) for line in group]


def _each(
    artist: ArtistTerms, cover: Policy, wanted: Callable[[Policy], bool], *, short: bool = False
) -> Iterator[list[Line]]:
    """The lines of each series and work, one after the other."""
    for slug, policy in artist.series:
        if wanted(policy):
            yield [Line(path, policy, cover, artist) for path in addresses.of_series(artist.name, slug)]
    paths = addresses.of_works_anywhere if short else addresses.of_works
    found = [(work, policy) for work, policy in artist.works if wanted(policy)]
    for (work, policy), places in zip(found, paths(artist.name, (work for work, _ in found)), strict=True):
        yield [Line(path, policy, cover, artist, work) for path in places]


def _opened(
    terms: SiteTerms, place: int, form: Form, told: list[Line], room: int, *, short: bool
) -> tuple[list[Line], int]:
    """The artist's lines with what permits more, as far as there is room, and what room is left then."""
    artist, site = terms.artists[place], terms.policy
    own = _said(_of_artist(artist, artist.policy, site), form)
    cover = artist.policy if own else site
    base, least = [*own, *_said(_stricter(artist, cover, form), form)], form.rank(cover)
    unsound = any(form.rank(policy) < least for policy, _ in artist.unnamed)
    more = _sum(base, form) - _sum(told, form)
    if unsound or more > room:
        return told, room
    room -= more
    # A pattern for any place would be shorter than the artist's own line, and would lose against it.
    for group in _each(artist, cover, lambda one: form.rank(one) >= least, short=short and not own):
        cost = _sum(group, form)
        if cost > room:
            break
        if cost:
            base += group
            room -= cost
    return base, room


def _left_out(terms: SiteTerms, form: Form, lines: Sequence[Line]) -> int:
    """How many artists and works permit more than these lines say."""
    named = {line.work for line in lines if line.work}
    covers = {line.artist.name: line.policy for line in reversed(lines) if line.artist and _is_own(line)}
    count = 0
    for artist in terms.artists:
        cover = form.rank(covers.get(artist.name, terms.policy))
        count += form.rank(artist.policy) > cover
        count += sum(work not in named and form.rank(policy) > cover for work, policy in artist.works)
        count += sum(many for policy, many in artist.unnamed if form.rank(policy) > cover)
    return count


def _is_own(line: Line) -> bool:
    """Whether it is about an artist's pages as a whole."""
    return line.artist is not None and line.path == addresses.of_artist(line.artist.name)[0]
