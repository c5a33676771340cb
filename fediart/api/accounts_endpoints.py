"""Addresses about people, lists, filters and tags (docs.joinmastodon.org/methods/accounts and those beside it)."""

from __future__ import annotations

from fediart.api import (
    filters,
    filters_v1,
    own_lists,
    own_profile,
    people,
    reports,
    suggestions,
    tags,
    ties,
)
from fediart.api.endpoint import ANYBODY, Endpoint, delete, get, patch, post, put

_PROFILE = (
    get("/api/v1/accounts/verify_credentials", own_profile.verify_credentials, "profile", "read:accounts"),
    patch("/api/v1/accounts/update_credentials", own_profile.update_credentials, "write:accounts"),
    get("/api/v1/profile", own_profile.show, "profile", "read:accounts"),
    patch("/api/v1/profile", own_profile.save, "write:accounts"),
    delete("/api/v1/profile/avatar", own_profile.remove_avatar, "write:accounts"),
    delete("/api/v1/profile/header", own_profile.remove_header, "write:accounts"),
    get("/api/v1/preferences", own_profile.preferences, "read:accounts"),
)
_PEOPLE = (
    get("/api/v1/accounts", people.many, "read:accounts", need=ANYBODY),
    get("/api/v1/accounts/lookup", people.lookup, "read:accounts", need=ANYBODY),
    get("/api/v1/accounts/search", people.search, "read:accounts"),
    get("/api/v1/accounts/relationships", people.relationships, "read:follows"),
    get("/api/v1/accounts/familiar_followers", people.familiar_followers, "read:follows"),
    get("/api/v1/accounts/{id}", people.show, "read:accounts", need=ANYBODY),
    get("/api/v1/accounts/{id}/followers", people.followers, "read:accounts", need=ANYBODY),
    get("/api/v1/accounts/{id}/following", people.following, "read:accounts", need=ANYBODY),
    get("/api/v1/accounts/{id}/endorsements", people.recommended, "read:accounts", need=ANYBODY),
    get("/api/v1/accounts/{id}/featured_tags", tags.featured_of, "read:accounts", need=ANYBODY),
    get("/api/v1/accounts/{id}/lists", people.in_lists, "read:lists"),
    get("/api/v1/accounts/{id}/identity_proofs", people.identity_proofs, "read:accounts"),
    get("/api/v1/accounts/{id}/collections", people.collections, "read:collections", need=ANYBODY),
    get("/api/v1/accounts/{id}/in_collections", people.collections, "read:collections"),
)
_TIES = (
    post("/api/v1/accounts/{id}/follow", ties.follow, "write:follows"),
    post("/api/v1/accounts/{id}/unfollow", ties.unfollow, "write:follows"),
    post("/api/v1/accounts/{id}/remove_from_followers", ties.remove_from_followers, "write:follows"),
    post("/api/v1/accounts/{id}/block", ties.block, "write:blocks"),
    post("/api/v1/accounts/{id}/unblock", ties.unblock, "write:blocks"),
    post("/api/v1/accounts/{id}/mute", ties.mute, "write:mutes"),
    post("/api/v1/accounts/{id}/unmute", ties.unmute, "write:mutes"),
    post("/api/v1/accounts/{id}/note", ties.note, "write:accounts"),
    post("/api/v1/accounts/{id}/endorse", ties.endorse, "write:accounts"),
    post("/api/v1/accounts/{id}/unendorse", ties.unendorse, "write:accounts"),
    post("/api/v1/accounts/{id}/pin", ties.endorse, "write:accounts"),
    post("/api/v1/accounts/{id}/unpin", ties.unendorse, "write:accounts"),
)
_OWN = (
    get("/api/v1/blocks", own_lists.blocked, "read:blocks"),
    get("/api/v1/mutes", own_lists.muted, "read:mutes"),
    get("/api/v1/domain_blocks", own_lists.domains, "read:blocks"),
    post("/api/v1/domain_blocks", own_lists.block_domain, "write:blocks"),
    delete("/api/v1/domain_blocks", own_lists.unblock_domain, "write:blocks"),
    get("/api/v1/follow_requests", own_lists.asking, "read:follows"),
    post("/api/v1/follow_requests/{id}/authorize", ties.authorize, "write:follows"),
    post("/api/v1/follow_requests/{id}/reject", ties.reject, "write:follows"),
    get("/api/v1/endorsements", own_lists.recommended, "read:accounts"),
    get("/api/v1/lists", own_lists.all_lists, "read:lists"),
    post("/api/v1/lists", own_lists.make_list, "write:lists"),
    get("/api/v1/lists/{id}", own_lists.show_list, "read:lists"),
    put("/api/v1/lists/{id}", own_lists.change_list, "write:lists"),
    delete("/api/v1/lists/{id}", own_lists.delete_list, "write:lists"),
    get("/api/v1/lists/{id}/accounts", own_lists.members, "read:lists"),
    post("/api/v1/lists/{id}/accounts", own_lists.add_members, "write:lists"),
    delete("/api/v1/lists/{id}/accounts", own_lists.remove_members, "write:lists"),
)
_FILTERS = (
    get("/api/v2/filters", filters.listed, "read:filters"),
    post("/api/v2/filters", filters.make, "write:filters"),
    get("/api/v2/filters/keywords/{id}", filters.show_word, "read:filters"),
    put("/api/v2/filters/keywords/{id}", filters.change_word, "write:filters"),
    delete("/api/v2/filters/keywords/{id}", filters.remove_word, "write:filters"),
    get("/api/v2/filters/statuses/{id}", filters.show_post, "read:filters"),
    delete("/api/v2/filters/statuses/{id}", filters.remove_post, "write:filters"),
    get("/api/v2/filters/{id}", filters.show, "read:filters"),
    put("/api/v2/filters/{id}", filters.change, "write:filters"),
    delete("/api/v2/filters/{id}", filters.remove, "write:filters"),
    get("/api/v2/filters/{filter_id}/keywords", filters.words, "read:filters"),
    post("/api/v2/filters/{filter_id}/keywords", filters.add_word, "write:filters"),
    get("/api/v2/filters/{filter_id}/statuses", filters.posts, "read:filters"),
    post("/api/v2/filters/{filter_id}/statuses", filters.add_post, "write:filters"),
    get("/api/v1/filters", filters_v1.listed, "read:filters"),
    post("/api/v1/filters", filters_v1.make, "write:filters"),
    get("/api/v1/filters/{id}", filters_v1.show, "read:filters"),
    put("/api/v1/filters/{id}", filters_v1.change, "write:filters"),
    delete("/api/v1/filters/{id}", filters_v1.remove, "write:filters"),
)
_TAGS = (
    get("/api/v1/followed_tags", tags.followed, "read:follows"),
    get("/api/v1/tags/{name}", tags.show, "read", need=ANYBODY),
    post("/api/v1/tags/{name}/follow", tags.follow, "write:follows"),
    post("/api/v1/tags/{name}/unfollow", tags.unfollow, "write:follows"),
    post("/api/v1/tags/{name}/feature", tags.feature, "write:accounts"),
    post("/api/v1/tags/{name}/unfeature", tags.unfeature, "write:accounts"),
    get("/api/v1/featured_tags", tags.own_featured, "read:accounts"),
    post("/api/v1/featured_tags", tags.add_featured, "write:accounts"),
    get("/api/v1/featured_tags/suggestions", tags.suggested, "read:accounts"),
    delete("/api/v1/featured_tags/{id}", tags.remove_featured, "write:accounts"),
)
_FINDING = (
    get("/api/v1/suggestions", suggestions.people, "read:accounts"),
    get("/api/v2/suggestions", suggestions.listed, "read:accounts"),
    delete("/api/v1/suggestions/{account_id}", suggestions.decline, "write:accounts"),
    get("/api/v1/directory", suggestions.in_directory, "read:accounts", need=ANYBODY),
    post("/api/v1/reports", reports.send, "write:reports"),
)
_NO_COLLECTIONS = (
    post("/api/v1/collections", people.no_new_collection, "write:collections"),
    get("/api/v1/collections/{id}", people.no_collection, "read:collections", need=ANYBODY),
    patch("/api/v1/collections/{id}", people.no_collection, "write:collections"),
    delete("/api/v1/collections/{id}", people.no_collection, "write:collections"),
    post("/api/v1/collections/{id}/items", people.no_collection, "write:collections"),
    delete("/api/v1/collections/{id}/items/{item_id}", people.no_collection, "write:collections"),
    post("/api/v1/collections/{id}/items/{item_id}/revoke", people.no_collection, "write:collections"),
)

ACCOUNTS: tuple[Endpoint, ...] = (
    *_PROFILE,
    *_PEOPLE,
    *_TIES,
    *_OWN,
    *_FILTERS,
    *_TAGS,
    *_FINDING,
    *_NO_COLLECTIONS,
)
