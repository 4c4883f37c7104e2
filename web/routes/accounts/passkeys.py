"""Passkeys over HTTP: adding and removing one's own, and signing in with one."""

from typing import Any

from flask import Blueprint, Response

from core.identity import passkeys
from core.schemas.account_inputs import NewPasskey, PasskeyProof
from core.schemas.account_outputs import Passkey, PasskeyOptions
from core.schemas.outputs import User
from web.http import mail_requests, sign_ins
from web.http.guard import OPEN
from web.http.route import route
from web.routes.accounts.factors import proven_user

bp = Blueprint("passkeys", __name__)


@route(bp, "POST", "/auth/passkey/options", answers={200: PasskeyOptions}, rate="writes", also=(409,))
def get_options_to_add() -> tuple[dict[str, Any], int]:
    """What a browser needs to make a passkey for the caller. Needs a fresh proof."""
    return {"options": passkeys.options_to_add(proven_user())}, 200


@route(bp, "POST", "/auth/passkeys", body=NewPasskey, answers={201: Passkey}, rate="writes", also=(409,))
def add_passkey(body: NewPasskey) -> tuple[dict[str, Any], int]:
    """Add the passkey that a browser has made. Needs a fresh proof."""
    made = passkeys.add(proven_user(), body.name, body.credential.model_dump())
    mail_requests.hurry()
    return passkeys.shown(made), 201


@route(bp, "DELETE", "/auth/passkeys/<credential:passkey_id>", answers={204: None}, rate="writes")
def remove_passkey(passkey_id: str) -> Response:
    """Remove one of the caller's passkeys. Needs a fresh proof."""
    passkeys.remove(proven_user(), passkey_id)
    mail_requests.hurry()
    return Response(status=204)


@route(
    bp,
    "POST",
    "/auth/passkey/challenge",
    answers={200: PasskeyOptions},
    guard=OPEN,
    rate="sign_in_address",
    also=(409,),
)
def get_options_to_use() -> tuple[dict[str, Any], int]:
    """What a browser needs to use a passkey. It is the same for everybody, and works for five minutes."""
    return {"options": passkeys.options_to_use()}, 200


@route(bp, "POST", "/auth/passkey/login", body=PasskeyProof, answers={200: User}, guard=OPEN, rate="sign_in_address")
def login_by_passkey(body: PasskeyProof) -> Response:
    """Start a session with a passkey alone: sets the same cookies as `/auth/login`."""
    return sign_ins.begin(passkeys.user_of(body.credential.model_dump()))
