"""Addresses of what fediart has beside Mastodon's API: artworks, portfolios, series, commissions, admission, rights."""

from __future__ import annotations

from typing import Any, Final

from fediart.api.endpoint import ANYBODY, DELETIONS, MEDIA, Endpoint, delete, get, patch, post, put
from fediart.api.ours import (
    admission,
    artworks,
    choices,
    commissions,
    moving,
    offers,
    portfolios,
    publishing,
    rights,
    series,
)

_ROOT: Final = "/api/fediart/v1"
_OPEN: Final[dict[str, Any]] = {"need": ANYBODY}
_SENDING: Final[dict[str, Any]] = {"deed": "publish", "idempotent": True, "tally": MEDIA}

OURS: Final[tuple[Endpoint, ...]] = (
    get(f"{_ROOT}/choices", choices.show, "read:statuses", **_OPEN),
    get(f"{_ROOT}/artworks", artworks.own, "read:statuses"),
    post(f"{_ROOT}/artworks", publishing.write, "write:statuses", **_SENDING),
    get(f"{_ROOT}/artworks/{{id}}", artworks.show, "read:statuses", **_OPEN),
    patch(f"{_ROOT}/artworks/{{id}}", publishing.change, "write:statuses"),
    put(f"{_ROOT}/artworks/{{id}}", publishing.change, "write:statuses"),
    delete(f"{_ROOT}/artworks/{{id}}", publishing.delete, "write:statuses", tally=DELETIONS),
    post(f"{_ROOT}/artworks/{{id}}/publish", publishing.go_on, "write:statuses"),
    get(f"{_ROOT}/accounts/{{id}}/artworks", artworks.of_account, "read:statuses", **_OPEN),
    get(f"{_ROOT}/portfolio", portfolios.own, "read:accounts"),
    patch(f"{_ROOT}/portfolio", portfolios.change, "write:accounts"),
    post(f"{_ROOT}/portfolio/publish", portfolios.publish, "write:accounts"),
    post(f"{_ROOT}/portfolio/discard", portfolios.discard, "write:accounts"),
    post(f"{_ROOT}/portfolio/undo", portfolios.undo, "write:accounts"),
    get(f"{_ROOT}/portfolios/{{id}}", portfolios.show, "read:accounts", **_OPEN),
    get(f"{_ROOT}/accounts/{{id}}/series", series.of_account, "read:statuses", **_OPEN),
    post(f"{_ROOT}/series", series.create, "write:statuses"),
    get(f"{_ROOT}/series/{{id}}", series.show, "read:statuses", **_OPEN),
    patch(f"{_ROOT}/series/{{id}}", series.change, "write:statuses"),
    delete(f"{_ROOT}/series/{{id}}", series.delete, "write:statuses", tally=DELETIONS),
    get(f"{_ROOT}/admission/policy", admission.policy, "read:statuses", **_OPEN),
    get(f"{_ROOT}/artworks/{{id}}/admission", admission.show, "read:statuses"),
    post(f"{_ROOT}/artworks/{{id}}/appeal", admission.appeal, "write:statuses"),
    post(f"{_ROOT}/artworks/{{id}}/answer", admission.answer, "write:statuses"),
    get(f"{_ROOT}/rights", rights.of_instance, "read:statuses", **_OPEN),
    put(f"{_ROOT}/rights", rights.choose, "write:accounts"),
    get(f"{_ROOT}/accounts/{{id}}/rights", rights.of_account, "read:accounts", **_OPEN),
    get(f"{_ROOT}/artworks/{{id}}/rights", rights.show, "read:statuses", **_OPEN),
    put(f"{_ROOT}/artworks/{{id}}/rights", rights.choose_of_work, "write:statuses"),
    get(f"{_ROOT}/aliases", moving.aliases, "read:accounts"),
    post(f"{_ROOT}/aliases", moving.add_alias, "write:accounts"),
    delete(f"{_ROOT}/aliases", moving.remove_alias, "write:accounts"),
    get(f"{_ROOT}/migration", moving.show, "read:accounts"),
    post(f"{_ROOT}/migration", moving.move, "write:accounts"),
    delete(f"{_ROOT}/migration", moving.cancel, "write:accounts"),
    get(f"{_ROOT}/accounts/{{id}}/commissions", offers.of_account, "read:accounts", **_OPEN),
    post(f"{_ROOT}/commissions/offers", offers.create, "write:accounts"),
    patch(f"{_ROOT}/commissions/offers/{{id}}", offers.change, "write:accounts"),
    post(f"{_ROOT}/commissions/offers/{{id}}/move", offers.move, "write:accounts"),
    delete(f"{_ROOT}/commissions/offers/{{id}}", offers.remove, "write:accounts", tally=DELETIONS),
    get(f"{_ROOT}/commissions", commissions.own, "read:statuses"),
    post(f"{_ROOT}/commissions", commissions.ask, "write:statuses"),
    get(f"{_ROOT}/commissions/{{id}}", commissions.show, "read:statuses"),
    post(f"{_ROOT}/commissions/{{id}}/messages", commissions.say, "write:statuses"),
    post(f"{_ROOT}/commissions/{{id}}/step", commissions.step, "write:statuses"),
    post(f"{_ROOT}/commissions/{{id}}/agree", commissions.agree, "write:statuses"),
    post(f"{_ROOT}/commissions/{{id}}/put_away", commissions.put_away, "write:statuses"),
    get(f"{_ROOT}/commissions/{{id}}/files/{{file}}", commissions.file, "read:statuses"),
    get(f"{_ROOT}/commissions/{{id}}/files/{{file}}/preview", commissions.preview, "read:statuses"),
)
