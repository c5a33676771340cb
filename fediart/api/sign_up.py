"""`POST /api/v1/accounts` and what apps ask until the new account's address is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fediart.actions.accounts import SignUp, Taken
from fediart.actions.app_sign_up import confirm_again, sign_up_in_app
from fediart.actions.names import SHORTEST_PASSWORD
from fediart.api.call import Answered, Call
from fediart.api.entities.apps import Token
from fediart.api.entities.common import Empty
from fediart.api.given import asked
from fediart.api.oauth import PRIVATE, shown
from fediart.api.refusals import NOT_ALLOWED, Refused, of_problem
from fediart.catalogues import offered
from fediart.errors import Problem, Problems
from fediart.language import _, speak
from fediart.store import apps
from fediart.web.request import address_of

_NAMES: Final = {"name": "username", "invitation": "invite_code"}  # our fields, as apps call them
_NOT_YOURS: Final = "This method is only available to the application the user originally signed-up with"
_CONFIRMED: Final = "This method is only available while the e-mail is awaiting confirmation"


@dataclass(frozen=True, slots=True)
class NewAccount:
    username: str = asked("The name, which can never change.", default="", most=200)
    email: str = asked("Where mail goes.", default="", most=300)
    password: str = asked("To log in with.", default="", most=1_000)
    agreement: bool = asked("Whether the person agrees to the instance's rules.", default=False)
    locale: str = asked("The language of mails.", default="", most=50)
    reason: str = asked("What moderators read where they approve sign-ups.", default="", most=5_000)
    invite_code: str = asked("An invitation, where one is needed.", default="", most=100)
    date_of_birth: str = asked("Not asked for here, and not kept.", default="", most=50)


@dataclass(frozen=True, slots=True)
class NewAddress:
    email: str = asked("Another address, if the first one was wrong.", default="", most=300)


async def sign_up(call: Call, given: NewAccount) -> Answered[Token]:
    """Makes an account, and gives the app its token."""
    app_id = call.bearer.app_id if call.bearer else None
    async with call.site.db.reading() as tx:
        app = await apps.by_id(tx, app_id) if app_id is not None else None
    if app is None:
        raise Refused(403, NOT_ALLOWED)
    if given.locale in offered():
        speak(offered()[given.locale])
    form = SignUp(given.username, given.email.strip(), given.password, given.reason.strip(), given.invite_code)
    try:
        if not given.agreement:
            raise Problem(_("must be accepted"), field="agreement")
        issued = await sign_up_in_app(call.site, app, form, address=address_of(call.request))
    except Problem as problem:
        raise _refused(problem, given) from None
    return Answered(shown(issued), headers=PRIVATE)


def _refused(problem: Problem, given: NewAccount) -> Exception:
    """By field, with the words of Mastodon's ERR_ codes (docs.joinmastodon.org/methods/accounts/#create)."""
    if not problem.field and not isinstance(problem, Problems):
        return problem
    found = problem.found if isinstance(problem, Problems) else (problem,)
    details: dict[str, list[dict[str, str]]] = {}
    for one in found:
        name = _NAMES.get(one.field, one.field or "base")
        details.setdefault(name, []).append({"error": _code(one, given), "description": one.message})
    return Refused(422, str(of_problem(problem).body["error"]), details=details)


def _code(one: Problem, given: NewAccount) -> str:
    if isinstance(one, Taken):
        return "ERR_TAKEN"
    if one.field == "agreement":
        return "ERR_ACCEPTED"
    if not getattr(given, _NAMES.get(one.field, one.field), "?"):
        return "ERR_BLANK"
    if one.field == "password" and len(given.password) < SHORTEST_PASSWORD:
        return "ERR_TOO_SHORT"
    return "ERR_INVALID"


async def send_again(call: Call, given: NewAddress) -> Empty:
    """Sends the mail with the link once more, while the address is unconfirmed."""
    bearer = call.bearer
    if bearer is None or not (bearer.account or bearer.waiting):
        raise Refused(403, _NOT_YOURS)
    if bearer.account or (bearer.behind and bearer.behind.confirmed):
        raise Refused(403, _CONFIRMED)
    await confirm_again(call.site, bearer, given.email.strip())
    return {}


async def is_confirmed(call: Call) -> bool:
    """Tells whether the address has been confirmed."""
    bearer = call.bearer
    if bearer is None or not (bearer.account or bearer.waiting):
        raise Refused(403, _NOT_YOURS)
    return bool(bearer.account or (bearer.behind and bearer.behind.confirmed))
