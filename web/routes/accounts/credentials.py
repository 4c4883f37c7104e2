"""What one signs in with over HTTP: changing it, and getting back in by a link in a mail."""

from typing import Any

from flask import Blueprint, Response

from core.identity import accounts, credentials, proofs, second_factor
from core.reads.serializers import serialize_user
from core.schemas.account_inputs import AddressChange, Confirmation, ForgottenPassword, PasswordChange, PasswordReset
from core.schemas.outputs import User
from core.schemas.stored import StoredUser
from web.http import mail_requests, password_guesses, tokens
from web.http.guard import OPEN, caller_id, session_id
from web.http.route import route

bp = Blueprint("credentials", __name__)


@route(bp, "POST", "/auth/password", body=PasswordChange, answers={204: None}, rate="writes", also=(403,))
def change_password(body: PasswordChange) -> Response:
    """Choose another password. All other sessions of the caller end, and a mail says that it was changed."""
    credentials.change_password(_proven(body.password), body.new_password, session_id())
    return Response(status=204)


@route(bp, "POST", "/auth/address", body=AddressChange, answers={202: None}, rate="writes", also=(403, 409))
def change_address(body: AddressChange) -> Response:
    """Choose another address, which gets a mail; it is the caller's once the link in that is opened.

    The answer does not tell whether another account has it.
    """
    user = _proven(body.password)
    mail_requests.spend(body.email)
    credentials.ask_for_address(user, body.email)
    mail_requests.hurry()
    return Response(status=202)


def _proven(password: str) -> StoredUser:
    user = accounts.get(caller_id())
    with password_guesses.counted(user["email"]):
        credentials.prove(user, password)
    if second_factor.is_on(user):
        proofs.require(user, session_id())
    return user


@route(bp, "POST", "/auth/confirmation", answers={202: None}, rate="writes", also=(409,))
def ask_to_confirm() -> Response:
    """Send the caller's address another mail to confirm it by, if it is not confirmed."""
    user = accounts.get(caller_id())
    mail_requests.spend(user["email"])
    credentials.ask_to_confirm(user)
    mail_requests.hurry()
    return Response(status=202)


@route(
    bp,
    "POST",
    "/auth/confirm",
    body=Confirmation,
    answers={200: User},
    guard=OPEN,
    rate="sign_in_address",
    also=(409, 410),
)
def confirm(body: Confirmation) -> tuple[dict[str, Any], int]:
    """Open the link of a mail: it finishes a registration, or confirms an address. The user whose address it is."""
    return serialize_user(credentials.open_link(body.token)), 200


@route(
    bp,
    "POST",
    "/auth/forgotten",
    body=ForgottenPassword,
    answers={202: None},
    guard=OPEN,
    rate="sign_in_address",
    also=(409,),
)
def ask_for_reset(body: ForgottenPassword) -> Response:
    """Send a mail by which to choose another password. The answer is the same whether there is such an account."""
    mail_requests.spend(body.email)
    credentials.ask_for_reset(body.email)
    mail_requests.hurry()
    return Response(status=202)


@route(
    bp,
    "POST",
    "/auth/reset",
    body=PasswordReset,
    answers={204: None},
    guard=OPEN,
    rate="sign_in_address",
    also=(410,),
)
def reset_password(body: PasswordReset) -> Response:
    """Choose another password by the link of a mail, which works once. All sessions end; sign in again."""
    credentials.reset_password(body.token, body.new_password)
    answer = Response(status=204)
    tokens.clear_cookies(answer)
    return answer
