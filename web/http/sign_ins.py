"""Beginning a session for somebody who has proven who they are."""

import structlog
from flask import Response, request

from core.identity import accounts, credentials, sessions
from core.platform.networks import network_of
from core.reads.serializers import serialize_user
from core.schemas.stored import StoredUser
from web.http import password_guesses, tokens
from web.http.route import json_answer

_log = structlog.get_logger()


def begin(user: StoredUser, password_hash: str | None = None) -> Response:
    """Start a session, and answer the user with its cookies; a mail tells them where their device is a new one.

    Raises Problem 401 when the password that was proven (`password_hash`) has been changed meanwhile, 403 when the user
    is banned.
    """
    device, address = request.user_agent.string, request.remote_addr or "unknown"
    first = sessions.start(user["_id"], device, address)
    answer = json_answer(serialize_user(accounts.admit(user["_id"], first.session_id, password_hash)))
    if not password_guesses.is_on_known_device(user["email"]):
        credentials.tell_of_sign_in(user, device, network_of(address))
    _log.info("signed_in", user=user["_id"], network=network_of(address))
    tokens.set_cookies(answer, first)
    password_guesses.remember_device(answer, user["email"])
    return answer
