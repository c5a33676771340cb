"""The policy of a page that shows what several people have made: it permits only what all of it permits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aiohttp import web

from fediart.rights.model import Policy, strictest
from fediart.rights.wishes import held_to
from fediart.store import artworks, wishes
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.database import Reading
from fediart.store.posts import Post
from fediart.store.settings import InstanceSettings
from fediart.store.threads import Spoken
from fediart.store.wishes import Told
from fediart.translate.remote_rights import wishes_for, wishes_of_post
from fediart.translate.rights import artist_policy, artwork_policy, instance_policy
from fediart.web.request import set_rights, settings_of


async def say_strictest(tx: Reading, request: web.Request, artist: Actor, shown: Sequence[Spoken]) -> None:
    """For an artist's page with their own works and posts of others: whoever fetches it has all of them at once."""
    settings, own = settings_of(request), artist_policy(artist, settings_of(request))
    said = [*shown, *(one.quoted for one in shown if one.quoted is not None)]
    works = await artworks.by_ids(tx, (one.post.id for one in said if one.author.local and one.post.kind == "artwork"))
    with_pictures = [one.post.id for one in said if one.images and not one.author.local]
    pictures = await wishes.of_posts(tx, with_pictures) if with_pictures else []
    policies = [own]
    for one in said:
        if one.author.local:
            policies.append(_ours(one, works.get(one.post.id), settings))
        else:
            its = [picture for picture in pictures if picture.media.post_id == one.post.id]
            policies += _theirs(one, its, instance_policy(settings))
    _say(request, artist, own, policies)


async def say_strictest_of_works(tx: Reading, request: web.Request, artist: Actor, found: Sequence[Post]) -> None:
    """For a document that holds several of an artist's own posts whole."""
    settings = settings_of(request)
    works = await artworks.by_ids(tx, (post.id for post in found if post.kind == "artwork"))
    own = artist_policy(artist, settings)
    _say(request, artist, own, [own, *(artwork_policy(work, artist, settings) for work in works.values())])


def _say(request: web.Request, artist: Actor, own: Policy, policies: Sequence[Policy]) -> None:
    whole = strictest(policies, own)
    set_rights(request, whole, page=artist.url if whole is own else "")


def _ours(said: Spoken, work: Artwork | None, settings: InstanceSettings) -> Policy:
    return artwork_policy(work, said.author, settings) if work else artist_policy(said.author, settings)


def _theirs(said: Spoken, pictures: Sequence[Told], local: Policy) -> Iterator[Policy]:
    """Of the post, and of each of its pictures with what its file says."""
    yield held_to(wishes_of_post(said.author.remote_rights, said.post.remote_rights, pictures).all, local)
    for one in pictures:
        yield held_to(wishes_for(one).all, local)
