"""What a page asks a browser's passkeys, and the answer read back: challenges are ours, this browser's, short-lived.

A challenge is made without a row: it carries its end and a mark over what it is bound to. The answered ones are kept.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Final

from aiohttp import web

from fediart.actions.passkeys import Answer, handle_of, here
from fediart.clock import MINUTE
from fediart.errors import Problem
from fediart.language import _
from fediart.passkeys.keys import ALGORITHMS
from fediart.passkeys.messages import BadPasskey, challenge_in, sent, words_of
from fediart.store.passkeys import Passkey
from fediart.web import csrf
from fediart.web.request import Viewer, settings_of, site_of
from fediart.web.signed import is_mark, mark

LASTS: Final = 30 * MINUTE
LOG_IN, SECOND, SURE, NEW = "log-in", "second", "sure", "new"
_NONCE: Final = 16


def ask(request: web.Request, purpose: str, known: Sequence[Passkey] = (), *, verified: bool = False) -> str:
    """PublicKeyCredentialRequestOptions as JSON; with `known` for one of these, else for whichever is in the device."""
    options = {
        "challenge": words_of(_challenge(request, purpose)),
        "rpId": here(site_of(request)).host,
        "timeout": 5 * MINUTE,
        "userVerification": "required" if verified else "preferred",
        "allowCredentials": [_named(one) for one in known],
    }
    return json.dumps(options)


def ask_new(request: web.Request, who: Viewer, known: Sequence[Passkey]) -> str:
    """PublicKeyCredentialCreationOptions as JSON. We ask nothing about the device (attestation)."""
    options = {
        "challenge": words_of(_challenge(request, NEW)),
        "rp": {"id": here(site_of(request)).host, "name": settings_of(request).name},
        "user": {
            "id": words_of(handle_of(who.account)),
            "name": who.actor.name,
            "displayName": who.actor.shown_name,
        },
        "pubKeyCredParams": [{"type": "public-key", "alg": number} for number in ALGORITHMS],
        "timeout": 5 * MINUTE,
        "excludeCredentials": [_named(one) for one in known],
        "authenticatorSelection": {"residentKey": "preferred", "userVerification": "preferred"},
        "attestation": "none",
    }
    return json.dumps(options)


def answer(request: web.Request, purpose: str, given: str) -> Answer:
    """What the browser answered to a challenge of such a page. Raises Problem for another one's or an old one."""
    try:
        read = sent(given)
        challenge = challenge_in(read.client_data)
    except BadPasskey:
        raise Problem(_("Your browser sent something that is no passkey. Try again.")) from None
    words, _dot, given_mark = challenge.decode("ascii", "replace").rpartition(".")
    end = words.rpartition(".")[2]
    expires = int(end) if end.isascii() and end.isdigit() and len(end) < 16 else 0
    whose = f"{purpose} {csrf.bound_to(request)} {words}"
    if not is_mark(site_of(request).config, "passkey", whose, given_mark) or expires <= site_of(request).clock.now():
        raise Problem(_("This page is out of date. Load it again, then try once more."))
    return Answer(read, challenge, expires)


def _challenge(request: web.Request, purpose: str) -> bytes:
    words = f"{secrets.token_urlsafe(_NONCE)}.{site_of(request).clock.now() + LASTS}"
    made = mark(site_of(request).config, "passkey", f"{purpose} {csrf.bound_to(request)} {words}")
    return f"{words}.{made}".encode()


def _named(one: Passkey) -> dict[str, object]:
    return {"type": "public-key", "id": one.credential, "transports": one.transports.split()}
