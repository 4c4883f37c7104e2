"""Passkeys: keys of a person's devices, with which they sign in without a password (WebAuthn, level 3).

They lie in the user's document; a device says whose its key is. A device asks for a finger, a face or a PIN each time,
so a passkey is two factors in one.
"""

import hashlib
import secrets
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from core.identity import account_mails, accounts, sealed
from core.platform.clock import now_ms, rfc3339
from core.platform.problems import Problem, ProblemKind, not_found
from core.platform.settings import settings
from core.schemas.stored import StoredUser
from core.schemas.stored_accounts import AccountMailKind, StoredPasskey
from core.servers.mongo import Document, collection, transact
from core.servers.redis import journal, key
from core.servers.sharding.filters import by_id

PASSKEYS_MAX = 20
# As long as a browser waits for a device at most, by the advice of the standard (WebAuthn, level 3, 15.1).
CHALLENGE_TTL_S = 300
# A challenge, by what it is for.
ADD, USE = "add", "use"


def host() -> str:
    """The host that passkeys are for. A browser takes no address in numbers for one, so on the own machine it is
    `localhost`."""
    name = urlsplit(settings().site_url).hostname or ""
    return "localhost" if name == "127.0.0.1" else name


def _origin() -> str:
    return settings().site_url.replace("//127.0.0.1", "//localhost")


def _challenge(purpose: str) -> bytes:
    # It says itself what it is for, and since when: nothing is stored for somebody who only asks.
    return sealed.seal(f"{purpose}:{secrets.token_hex(16)}").encode()


def options_to_add(user: StoredUser) -> dict[str, Any]:
    """What a browser needs to make a passkey: PublicKeyCredentialCreationOptions as JSON.

    Raises Problem 409 when passkeys are not offered here, or the user has PASSKEYS_MAX.
    """
    known = user.get("passkeys", [])
    if len(known) >= PASSKEYS_MAX:
        raise Problem(ProblemKind.TOO_MANY_PASSKEYS, f"You have {len(known)}; remove one first.")
    options = webauthn.generate_registration_options(
        rp_id=host(),
        rp_name=host(),
        user_id=user["_id"].encode(),
        user_name=user["email"],
        user_display_name=user["name"],
        challenge=_challenge(f"{ADD}:{user['_id']}"),
        timeout=CHALLENGE_TTL_S * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(each["id"])) for each in known],
    )
    return options_to_json_dict(options)


def options_to_use() -> dict[str, Any]:
    """What a browser needs to use one: PublicKeyCredentialRequestOptions as JSON. They are the same for everybody, so
    they tell nobody who has an account. Raises Problem 409 when passkeys are not offered here."""
    options = webauthn.generate_authentication_options(
        rp_id=host(),
        challenge=_challenge(USE),
        timeout=CHALLENGE_TTL_S * 1000,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def add(user: StoredUser, name: str, credential: dict[str, Any]) -> StoredPasskey:
    """Add the passkey that a browser has made by `options_to_add`; a mail tells the user.

    Raises Problem 403 for one that was not made by these, or too long ago, 409 when they have PASSKEYS_MAX.
    """
    challenge = _challenge_in(credential, f"{ADD}:{user['_id']}")
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=host(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise _wrong() from None
    _spend(challenge)
    passkey: StoredPasskey = {
        "id": bytes_to_base64url(made.credential_id),
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "name": name,
        "created_ms": now_ms(),
        "used_ms": None,
    }
    # So many and no more, also when several are added at once.
    room: Document = {f"passkeys.{PASSKEYS_MAX - 1}": {"$exists": False}, "passkeys.id": {"$ne": passkey["id"]}}
    if not _change(user, room, {"$push": {"passkeys": passkey}}, "passkey_added"):
        raise Problem(ProblemKind.TOO_MANY_PASSKEYS, "You have as many as are allowed, or have this one.")
    return passkey


def shown(passkey: StoredPasskey) -> dict[str, Any]:
    """What its owner sees of a passkey."""
    used_ms = passkey["used_ms"]
    times = {"created_at": rfc3339(passkey["created_ms"]), "last_used_at": rfc3339(used_ms) if used_ms else None}
    return {"id": passkey["id"], "name": passkey["name"]} | times


def remove(user: StoredUser, passkey_id: str) -> None:
    """Remove one of the user's passkeys; a mail tells them. Raises Problem 404 when they have no such passkey."""
    gone: Document = {"$pull": {"passkeys": {"id": passkey_id}}}
    if not _change(user, {"passkeys.id": passkey_id}, gone, "passkey_removed"):
        raise not_found("passkey")


def _change(user: StoredUser, as_it_was: Document, change: Document, mail: AccountMailKind) -> bool:
    def transaction(session: Any) -> bool:
        match = {**by_id(user["_id"]), **as_it_was}
        if not collection("users").update_one(match, change, session=session).matched_count:
            return False
        account_mails.request(mail, user["email"], {"user_id": user["_id"]}, session)
        return True

    return transact(transaction)


def user_of(credential: dict[str, Any]) -> StoredUser:
    """The user who has just used this passkey, by `options_to_use`; each answer of a device works once.

    Raises Problem 403 when it is not known, or not a good answer to a challenge of the last five minutes; 403 when the
    user is banned.
    """
    challenge = _challenge_in(credential, USE)
    user, passkey = _found(credential)
    try:
        used = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=host(),
            expected_origin=_origin(),
            credential_public_key=passkey["public_key"],
            credential_current_sign_count=passkey["sign_count"],
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise _wrong() from None
    _spend(challenge)
    _note_use(user, passkey, used.new_sign_count)
    if user.get("banned"):
        raise accounts.is_banned()
    return user


def _found(credential: dict[str, Any]) -> tuple[StoredUser, StoredPasskey]:
    """Whose the passkey is that the device names, and the passkey."""
    try:
        user_id = base64url_to_bytes(credential["response"]["userHandle"]).decode("ascii")
        user = collection("users").find_one(by_id(user_id))
    except (KeyError, TypeError, ValueError):
        raise _wrong() from None
    for passkey in user.get("passkeys", []) if user and not accounts.is_closed(user) else []:
        if user and passkey["id"] == credential["id"]:
            return user, passkey
    raise _wrong()


def _note_use(user: StoredUser, passkey: StoredPasskey, sign_count: int) -> None:
    own = {**by_id(user["_id"]), "passkeys.id": passkey["id"]}
    values: Document = {"passkeys.$.sign_count": sign_count, "passkeys.$.used_ms": now_ms()}
    # A device that counts counts up: one that was copied is behind (WebAuthn, level 3, 6.1.1).
    as_it_was = {"passkeys": {"$elemMatch": {"id": passkey["id"], "sign_count": passkey["sign_count"]}}}
    if not collection("users").update_one(own | as_it_was, {"$set": values}).matched_count:
        raise _wrong()


def _challenge_in(credential: dict[str, Any], purpose: str) -> bytes:
    """The challenge that the browser answers. Raises Problem 403 unless it is ours, for this, and not too old."""
    try:
        data = webauthn.helpers.parse_client_data_json(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        text = sealed.opened(data.challenge.decode("ascii"), CHALLENGE_TTL_S)
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise _wrong() from None
    if not (text or "").startswith(f"{purpose}:"):
        raise _wrong()
    return data.challenge


def _spend(challenge: bytes) -> None:
    """Raises Problem 403 when this challenge was answered before."""
    name = key("answered", hashlib.sha256(challenge).hexdigest())
    if not journal().set(name, 1, nx=True, ex=2 * CHALLENGE_TTL_S):
        raise _wrong()


def _wrong() -> Problem:
    return Problem(ProblemKind.WRONG_PASSKEY, "This passkey is not known here, or its answer came too late. Try again.")
