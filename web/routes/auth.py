"""Signing up, in and out over HTTP."""

from typing import Any

from flask import Blueprint, Response, request

from core.identity import accounts, sessions
from core.platform.problems import Problem, ProblemKind
from core.reads.serializers import serialize_user
from core.schemas.inputs import Credentials, Registration
from core.schemas.outputs import Me, User
from web.http import password_guesses, tokens
from web.http.guard import LEAVING, OPEN, REFRESH, caller_id, claims, leaving_ids, session_id
from web.http.route import json_answer, route

bp = Blueprint("auth", __name__)


def _address() -> str:
    return request.remote_addr or "unknown"


@route(bp, "POST", "/auth/register", body=Registration, answers={201: User}, guard=OPEN, rate="sign_up", also=(409,))
def register(body: Registration) -> tuple[dict[str, Any], int]:
    """Make an account. It is stored when this answers."""
    user = accounts.register(body.name, body.email, body.password, body.handle)
    return serialize_user(user), 201


@route(
    bp, "POST", "/auth/login", body=Credentials, answers={200: User}, guard=OPEN, rate="sign_in_address", also=(401,)
)
def login(body: Credentials) -> Response:
    """Start a session: sets the access and refresh cookies and their CSRF cookies."""
    with password_guesses.counted(body.email):
        user_id = accounts.sign_in(body.email, body.password)["_id"]
    first = sessions.start(user_id, request.user_agent.string, _address())
    answer = json_answer(serialize_user(accounts.admit(user_id, first.session_id)))
    tokens.set_cookies(answer, first)
    password_guesses.remember_device(answer, body.email)
    return answer


@route(bp, "POST", "/auth/refresh", answers={200: User}, guard=REFRESH, rate="sign_in_address")
def refresh() -> Response:
    """Spend the refresh token (send csrf_refresh_token as X-CSRF-TOKEN): new cookies for the same session."""
    successor = sessions.rotate(session_id(), claims()["jti"])
    if successor is None:
        raise Problem(ProblemKind.NOT_SIGNED_IN, "This refresh token was spent before, so its session has been ended.")
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
    return serialize_user(user) | {"email": user["email"], "roles": user["roles"]}, 200
