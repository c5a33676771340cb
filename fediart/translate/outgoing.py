"""Our rows as ActivityPub: actors, artworks and replies as the rest of the fediverse reads them best."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from federation import exif, write
from federation.approvals import REPLY_AUTHORIZATION
from federation.audience import PUBLIC, Visibility, audience
from federation.context import MASTODON, context
from federation.keys import PublicKey
from federation.objects import Actor as ActorDocument
from federation.objects import (
    Attachment,
    Field,
    Hashtag,
    InteractionPolicy,
    Mention,
    Note,
    Permission,
)
from fediart.config import Config
from fediart.rights import jsonld
from fediart.rights.model import Rights
from fediart.store import profile_choices
from fediart.store.actor_keys import ActorKey
from fediart.store.actors import Actor
from fediart.store.artworks import Artwork
from fediart.store.contexts import named_by
from fediart.store.pictures import Picture
from fediart.store.profile_choices import ProfileChoice
from fediart.store.renditions import Rendition
from fediart.store.settings import InstanceSettings
from fediart.translate.artwork_words import artwork_words, tags_with
from fediart.translate.consent import policy_of
from fediart.translate.labels import labelled, with_source
from fediart.translate.loading import Told
from fediart.translate.polls import poll_document
from fediart.translate.rights import artist_rights, artwork_rights
from fediart.translate.words import tag_url

Json = dict[str, Any]

UPLOADS = "/api/activitypub/media"
PROXY = "/api/activitypub/proxy"
_LINK = re.compile(r"https?://[^\s<>\"']+")


def actor_document(
    config: Config,
    settings: InstanceSettings,
    actor: Actor,
    keys: Sequence[ActorKey] = (),
    choice: ProfileChoice = profile_choices.USUAL,
) -> Json:
    """A local actor as others fetch it, with the AI policy as the default of all its works.

    `keys` are its Ed25519 keys, `choice` is what its member chose of the profile.
    """
    rights = artist_rights(actor, settings, config.origin)
    terms = findable(jsonld.actor_terms(rights), actor)
    found = bool(actor.discoverable)
    terms |= {"indexable": found and choice.indexable and bool(terms["indexable"]), "discoverable": found}
    if not choice.indexable:
        terms["searchableBy"] = actor.uri
    whole = replace(
        _actor(config, actor, rights), multikeys=multikeys(actor, keys), attribution_domains=choice.credited_by
    )
    document = write.actor(whole, extra=terms, context_extra=[jsonld.context(config.origin)])
    document["attachment"].append(jsonld.profile_field(rights.policy))
    if actor.kind != "Application":
        document["streams"] = [f"{actor.uri}/collections"]
        document["featuredTags"] = featured_tags_uri(actor)
    return document


def featured_tags_uri(actor: Actor) -> str:
    """Where others read which tags somebody here shows on their profile."""
    return f"{actor.uri}/featured-tags"


def featured_tags(config: Config, actor: Actor, names: Sequence[str]) -> Json:
    """Those tags as others read them: a Collection of Hashtags (Mastodon's `featuredTags`)."""
    url = featured_tags_uri(actor)
    items = [{"type": "Hashtag", "name": f"#{one}", "href": tag_url(one, config.origin)} for one in names]
    return write.collection(url, len(items), items=items) | {"@context": context(MASTODON)}


def multikeys(actor: Actor, keys: Sequence[ActorKey]) -> tuple[PublicKey, ...]:
    """The Ed25519 keys of an actor of ours, as its document names them."""
    return tuple(PublicKey(key.id, actor.uri, key.public_key) for key in keys)


def bare_actor_document(config: Config, actor: Actor, keys: Sequence[ActorKey]) -> Json:
    """What secure mode tells anyone of an actor: how to write to it and to verify what it signs, as Mastodon does."""
    return write.bare_actor(
        ActorDocument(
            id=actor.uri,
            inbox=actor.inbox,
            type=actor.kind,
            username=actor.name,
            shared_inbox=f"{config.origin}/inbox",
            keys=(PublicKey(actor.public_key_id, actor.uri, actor.public_key),),
            multikeys=multikeys(actor, keys),
        )
    )


def _actor(config: Config, actor: Actor, rights: Rights) -> ActorDocument:
    person = actor.kind != "Application"
    return ActorDocument(
        id=actor.uri,
        inbox=actor.inbox,
        type=actor.kind,
        username=actor.name,
        name=actor.shown_name,
        summary=actor.bio_html,
        url=actor.url,
        outbox=actor.outbox or None,
        followers=actor.followers_uri or None,
        following=actor.following_uri or None,
        featured=actor.featured_uri or None,
        shared_inbox=f"{config.origin}/inbox",
        icon=file_url(config, actor.avatar),
        icon_alt=actor.avatar_alt,
        image=file_url(config, actor.header),
        image_alt=actor.header_alt,
        manually_approves_followers=bool(actor.approves_follows) or not person,
        published=actor.created,
        moved_to=actor.moved_to or None,
        also_known_as=actor.also_known_as,
        fields=tuple(Field(one.name, _field_html(one.value)) for one in actor.fields),
        webfinger=f"{actor.name}@{config.instance.host}",
        keys=(PublicKey(actor.public_key_id, actor.uri, actor.public_key),),
        policy=InteractionPolicy(can_feature=Permission((PUBLIC,))) if person else None,
        endpoints=client_endpoints(config.origin) if person else {},
    )


def client_endpoints(origin: str) -> dict[str, str]:
    """Where clients of a member sign in, send pictures in and have things fetched (ActivityPub, section 4.1)."""
    return {
        "oauthAuthorizationEndpoint": f"{origin}/oauth/authorize",
        "oauthTokenEndpoint": f"{origin}/oauth/token",
        "uploadMedia": f"{origin}{UPLOADS}",
        "proxyUrl": f"{origin}{PROXY}",
    }


def file_url(config: Config, key: str) -> str | None:
    """Where an avatar or header of ours is served, by its storage key."""
    return f"{config.origin}/avatars/{PurePosixPath(key).name}" if key else None


def _field_html(value: str) -> str:
    if not _LINK.fullmatch(value):
        return html.escape(value)
    address = html.escape(value)
    return f'<a href="{address}" rel="me nofollow noopener" target="_blank">{address}</a>'


def artwork_note(config: Config, settings: InstanceSettings, told: Told) -> Json:
    """An artwork's post as the Note that every server shows best. `told.artwork` is there."""
    if told.artwork is None:
        raise ValueError(f"post {told.post.id} is no artwork's")
    told, artwork = labelled(told, told.artwork, settings)
    rights = work_rights(config, settings, told.author, artwork)
    return write.note(
        replace(
            _note(config, told),
            content=artwork_content(config, told, artwork),
            attachments=tuple(attachment(config, picture, file) for picture, file in told.pictures),
        ),
        **_replies(told),
        attachment_extras=[
            jsonld.terms(rights) | _camera(told, picture) | _below(told, picture) for picture, _ in told.pictures
        ],
        extra=findable(jsonld.object_terms(rights, public=told.post.visibility == "public"), told.author)
        | _facts(told),
        context_extra=[jsonld.context(config.origin), *([exif.CONTEXT] if told.camera else [])],
    )


def findable(terms: Mapping[str, object], author: Actor) -> Json:
    """FEP-268d: who wants to be found by nobody names themselves, since an empty list says nothing at all."""
    return {**terms, "searchableBy": terms["searchableBy"] or author.uri}


def _camera(told: Told, picture: Picture) -> Json:
    """Only what the artist chose to publish (FEP-ee3a)."""
    said = told.camera.get(picture.id)
    return {"exifData": exif.exif_data(said)} if said else {}


def reply_note(config: Config, settings: InstanceSettings, told: Told) -> Json:
    """A reply written here, as a Note."""
    rights = replace(artist_rights(told.author, settings, config.origin), work_url=told.post.url)
    return write.note(
        replace(_note(config, told), content=told.post.content + quote_line(told)),
        **_replies(told),
        extra=findable(jsonld.object_terms(rights, public=told.post.visibility == "public"), told.author)
        | ({"replyAuthorization": told.reply_approval} if told.reply_approval else {}),
        context_extra=[jsonld.context(config.origin), *([REPLY_AUTHORIZATION] if told.reply_approval else [])],
    )


def quote_line(told: Told) -> str:
    """For servers that do not show quotes; those that do leave out what has this class."""
    if told.quote is None:
        return ""
    page = html.escape(told.quote.page)
    return f'<p class="quote-inline">RE: <a href="{page}">{page}</a></p>'


def note(config: Config, settings: InstanceSettings, told: Told) -> Json:
    """Any post of ours."""
    return (artwork_note if told.artwork else reply_note)(config, settings, told)


def activity_terms(config: Config, settings: InstanceSettings, told: Told) -> Json:
    """The policy once more on the Create or Update itself, whose @context has the terms already."""
    if told.artwork is None:
        return jsonld.terms(artist_rights(told.author, settings, config.origin))
    return jsonld.terms(work_rights(config, settings, told.author, told.artwork))


def profile_terms(config: Config, settings: InstanceSettings, actor: Actor) -> Json:
    """The policy once more on the Update of an actor."""
    return jsonld.terms(artist_rights(actor, settings, config.origin))


def work_rights(config: Config, settings: InstanceSettings, author: Actor, artwork: Artwork) -> Rights:
    """What every surface says of the work, with its AI label as its source type."""
    return with_source(artwork_rights(artwork, author, settings, config.origin), artwork)


def artwork_content(config: Config, told: Told, artwork: Artwork) -> str:
    """What Mastodon displays of it."""
    return artwork_words(
        config,
        artwork,
        url=told.post.url,
        people=told.mentioned,
        facts=told.facts,
        pictures=[picture.id for picture, _ in told.pictures],
        words=told.words,
        asked=told.critique,
    )


def _below(told: Told, picture: Picture) -> Json:
    """The caption by itself, for whoever keeps captions and alternative texts apart."""
    words = told.words.get(picture.id)
    return {"sdo:caption": words.caption} if words and words.caption else {}


def _facts(told: Told) -> Json:
    found = {"sdo:dateCreated": told.facts.year, "sdo:size": told.facts.size}
    return {name: words for name, words in found.items() if words}


def attachment(config: Config, picture: Picture, file: Rendition) -> Attachment:
    """The federated rendition: its real size, and the alternative text in both places that are read."""
    return Attachment(
        url=f"{config.origin}{file.path}",
        type="Image",
        media_type=file.media_type,
        alt=picture.alt,
        width=file.width,
        height=file.height,
        blurhash=picture.blurhash or None,
        focal_point=(picture.focal_x, picture.focal_y),
    )


def _note(config: Config, told: Told) -> Note:
    """What artworks and replies have in common; the content is still to come."""
    post, author = told.post, told.author
    thread = named_by(post)
    to, cc = audience(Visibility(post.visibility), author.followers_uri, [one.uri for one in told.mentioned])
    return Note(
        id=post.uri,
        attributed_to=author.uri,
        type="Question" if told.poll else "Note",
        poll=poll_document(told.poll) if told.poll else None,
        language=post.language or None,
        summary=post.warning or None,
        sensitive=bool(post.sensitive),
        published=post.published,
        updated=post.edited or None,
        url=post.url,
        in_reply_to=post.reply_to_uri or None,
        conversation=thread.conversation or None,
        context=thread.context or None,
        to=tuple(to),
        cc=tuple(cc),
        mentions=tuple(Mention(one.uri, mention_name(config, one)) for one in told.mentioned),
        hashtags=tuple(Hashtag(tag, tag_url(tag, config.origin)) for tag in tags_with(told.tags, told.critique)),
        replies=f"{post.uri}/replies",
        likes_count=post.like_count,
        shares_count=post.boost_count,
        policy=policy_of(author, post),
        quote=told.quote.uri if told.quote else None,
        quote_authorization=told.quote.approval if told.quote else None,
    )


def mention_name(config: Config, actor: Actor) -> str:
    """`@name@host` also for our own: others need the host."""
    return f"@{actor.name}@{actor.host or config.instance.host}"


def _replies(told: Told) -> Json:
    return {"reply_ids": told.reply_uris, "replies_total": max(told.post.reply_count, len(told.reply_uris))}
