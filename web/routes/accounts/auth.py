"""Signing up, in and out over HTTP."""

from typing import Any

from flask import Blueprint, Response

from core.erasure import leaving
from core.identity import accounts, registrations, second_factor, sessions, suspensions
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.reads.serializers import serialize_user
from core.schemas.account_inputs import Credentials
from core.schemas.account_outputs import Me
from core.schemas.inputs import Registration
from core.schemas.outputs import User
from web.http import mail_requests, password_guesses, sign_ins, tokens
from web.http.guard import LEAVING, OPEN, REFRESH, caller_id, claims, leaving_ids, session_id
from web.http.route import json_answer, route

bp = Blueprint("auth", __name__)


@route(
    bp,
    "POST",
    "/auth/register",
    body=Registration,
    answers={201: User, 202: None},
    guard=OPEN,
    rate="sign_up",
    also=(409,),
)
def register(body: Registration) -> Response:
    """Make an account.

    After 201 it is stored, and a mail asks to confirm the address, where mails are sent. After 202 the address was sent
    a mail whose link makes the account (REGISTRATION=by_mail).
    """
    chosen = (body.name, body.email, body.password, body.handle)
    if settings().registration == "by_mail":
        mail_requests.spend(body.email)
        registrations.register_by_mail(*chosen)
        mail_requests.hurry()
        return Response(status=202)
    user = registrations.register(*chosen)
    mail_requests.hurry()
    return json_answer(serialize_user(user), 201)


@route(
    bp,
    "POST",
    "/auth/login",
    body=Credentials,
    answers={200: User},
    guard=OPEN,
    rate="sign_in_address",
    also=(401, 403),
)
def login(body: Credentials) -> Response:
    """Start a session: sets the access and refresh cookies and their CSRF cookies.

    Where a second factor is on, it is refused with 401 (second factor needed) until it comes with a `code`.
    """
    with password_guesses.counted(body.email):
        user = accounts.sign_in(body.email, body.password)
    with password_guesses.counted_code(body.email, body.code):
        second_factor.check(user, body.code)
    return sign_ins.begin(user, user["password"])


@route(bp, "POST", "/auth/refresh", answers={200: User}, guard=REFRESH, rate="sign_in_address")
def refresh() -> Response:
    """Spend the refresh token (send csrf_refresh_token as X-CSRF-TOKEN): new cookies for the same session."""
    successor = sessions.rotate(session_id(), claims()["jti"])
    if successor is None:
        raise Problem(
            ProblemKind.NOT_SIGNED_IN,
            "This refresh token was spent before, or its session is too old, so it has been ended.",
        )
    answer = json_answer(serialize_user(accounts.admit(successor.user_id, successor.session_id)))
    tokens.set_cookies(answer, successor)
    return answer


@route(bp, "POST", "/auth/logout", answers={204: None}, guard=LEAVING)
def logout() -> Response:
    """End this session. Either token will do, with its CSRF value; after 204 nobody is signed in here."""
    for ended_id in leaving_ids():
        sessions.end(ended_id)
    answer = Response(status=204)
    tokens.clear_cookies(answer)
    return answer


@route(bp, "GET", "/auth/me", answers={200: Me})
def get_me() -> tuple[dict[str, Any], int]:
    """The caller, with what only they may see."""
    user = accounts.get(caller_id())
    return serialize_user(user) | {
        "email": user["email"],
        "is_confirmed": not user.get("unconfirmed", False),
        "roles": user["roles"],
        "leaving": leaving.shown(user["leaving"]) if "leaving" in user else None,
        "suspension": suspensions.serialize(user),
    }, 200
