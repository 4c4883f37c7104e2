"""The second factor over HTTP, and proving anew who one is before what one signs in with is changed."""

from typing import Any

from flask import Blueprint, Response

from core.identity import accounts, credentials, passkeys, proofs, sealed, second_factor, sessions
from core.platform.clock import rfc3339
from core.platform.problems import Problem, ProblemKind
from core.schemas.account_inputs import FirstCode, PasskeyProof, Proof
from core.schemas.account_outputs import AppSecret, Factors, RecoveryCodes
from core.schemas.stored import StoredUser
from web.http import mail_requests, password_guesses
from web.http.guard import caller_id, session_id
from web.http.route import route

bp = Blueprint("factors", __name__)


def proven_user() -> StoredUser:
    """The caller, who has just proven who they are. Raises Problem 403 otherwise."""
    user = accounts.get(caller_id())
    proofs.require(user, session_id())
    return user


@route(bp, "GET", "/auth/factors", answers={200: Factors})
def get_factors() -> tuple[dict[str, Any], int]:
    """What the caller proves who they are with, beside the password."""
    user = accounts.get(caller_id())
    left, since_ms = second_factor.recovery_codes_left(user), second_factor.since_ms(user)
    return {
        "is_offered": sealed.is_on(),
        "is_proven": proofs.is_fresh(user, session_id()),
        "second_factor": {"since": rfc3339(since_ms), "recovery_codes_left": left} if since_ms else None,
        "passkeys": [passkeys.shown(each) for each in user.get("passkeys", [])],
        "passkey_host": passkeys.host(),
    }, 200


@route(bp, "POST", "/auth/prove", body=Proof, answers={204: None}, rate="writes", also=(401,))
def prove(body: Proof) -> Response:
    """Prove again that it is you, with the password and, where it is on, the second factor.

    It counts for PROOF_TTL_S; signing in counts as well.
    """
    user = accounts.get(caller_id())
    with password_guesses.counted(user["email"]):
        credentials.prove(user, body.password)
    with password_guesses.counted_code(user["email"], body.code):
        second_factor.check(user, body.code)
    sessions.prove(session_id())
    return Response(status=204)


@route(bp, "POST", "/auth/prove/passkey", body=PasskeyProof, answers={204: None}, rate="writes", also=(409,))
def prove_by_passkey(body: PasskeyProof) -> Response:
    """Prove the same with a passkey; `/auth/passkey/challenge` has the options for the browser."""
    if passkeys.user_of(body.credential.model_dump())["_id"] != caller_id():
        raise Problem(ProblemKind.WRONG_PASSKEY, "This passkey is another account's.")
    sessions.prove(session_id())
    return Response(status=204)


@route(bp, "POST", "/auth/totp", answers={201: AppSecret}, rate="writes", also=(409,))
def begin_totp() -> tuple[dict[str, Any], int]:
    """Make a secret for an app that shows codes (TOTP). It counts once `/auth/totp/confirm` had a code of it.

    Needs a fresh proof.
    """
    secret, uri = second_factor.begin(proven_user())
    return {"secret": secret, "uri": uri}, 201


@route(bp, "POST", "/auth/totp/confirm", body=FirstCode, answers={200: RecoveryCodes}, rate="writes", also=(409,))
def confirm_totp(body: FirstCode) -> tuple[dict[str, Any], int]:
    """Turn the second factor on, with the first code of the app. Answers the recovery codes, this once.

    Needs a fresh proof, and is one.
    """
    user = proven_user()
    with password_guesses.counted_code(user["email"], body.code):
        codes = second_factor.confirm(user, body.code)
    sessions.prove(session_id())
    mail_requests.hurry()
    return {"recovery_codes": codes}, 200


@route(bp, "DELETE", "/auth/totp", answers={204: None}, rate="writes", also=(409,))
def end_totp() -> Response:
    """Turn the second factor off. Needs a fresh proof."""
    second_factor.end(proven_user())
    mail_requests.hurry()
    return Response(status=204)


@route(bp, "POST", "/auth/recovery-codes", answers={200: RecoveryCodes}, rate="writes", also=(409,))
def renew_recovery_codes() -> tuple[dict[str, Any], int]:
    """Make new recovery codes; the former ones work no more. Needs a fresh proof."""
    codes = second_factor.renew_recovery_codes(proven_user())
    mail_requests.hurry()
    return {"recovery_codes": codes}, 200
