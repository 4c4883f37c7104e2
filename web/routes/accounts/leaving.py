"""Deleting one's account over HTTP."""

from typing import Any

from flask import Blueprint, Response

from core.erasure import leaving
from core.identity import accounts
from core.schemas.account_inputs import Leaving
from core.schemas.account_outputs import LeavingAt
from web.http import mail_requests
from web.http.guard import caller_id
from web.http.route import route
from web.routes.accounts.factors import proven_user

bp = Blueprint("leaving", __name__)


@route(bp, "PUT", "/users/me/leaving", body=Leaving, answers={202: LeavingAt}, rate="writes")
def leave(body: Leaving) -> tuple[dict[str, Any], int]:
    """Have your account deleted, after LEAVE_AFTER_S in which you may keep it. Needs a fresh proof.

    With `erase` all that you wrote goes; with `anonymise` posts, comments and messages stay without your name. A mail
    says so, and in the end another one has a signed receipt of what was removed.
    """
    asked = leaving.ask(proven_user(), body.content)
    mail_requests.hurry()
    return leaving.shown(asked), 202


@route(bp, "DELETE", "/users/me/leaving", answers={204: None}, rate="writes", also=(404,))
def stay() -> Response:
    """Keep your account after all."""
    leaving.stay(accounts.get(caller_id()))
    return Response(status=204)
