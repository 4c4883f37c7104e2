"""The second factor of an account: codes of an app (TOTP, RFC 6238), and recovery codes for who has lost the app.

It lies in the user's document. The app's secret is encrypted (core/identity/sealed.py), recovery codes are hashed, and
each code works once.
"""

import hashlib
import secrets
import time
from base64 import b32encode
from collections.abc import Iterable
from hmac import compare_digest

import pyotp
from pymongo.client_session import ClientSession

from core.identity import account_mails, accounts, audit, sealed
from core.identity.audit import OPERATOR, Act, By
from core.platform.clock import now_ms
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.schemas.stored import StoredUser
from core.schemas.stored_accounts import AccountMailKind
from core.servers.mongo import Document, collection, transact
from core.servers.sharding.filters import by_id

# RFC 6238, 5.2: 30 seconds a step, and one step to each side for clocks that differ.
STEP_S = 30
DRIFT_STEPS = 1
RECOVERY_CODES = 10
# 80 bits: nothing to be guessed, so a fast hash will do.
RECOVERY_BYTES = 10
# The secret that an app was shown is forgotten unless a code of it comes so soon.
PENDING_TTL_S = 3600


def is_on(user: StoredUser) -> bool:
    """Whether signing in needs a code beside the password."""
    return "second_factor" in user


def since_ms(user: StoredUser) -> int:
    """When it was turned on; 0 while it is off."""
    return user["second_factor"]["since_ms"] if is_on(user) else 0


def recovery_codes_left(user: StoredUser) -> int:
    """How many of the recovery codes were not used yet."""
    return len(user["second_factor"]["recovery"]) if is_on(user) else 0


def begin(user: StoredUser) -> tuple[str, str]:
    """A new secret for an app, as text and as an `otpauth:` address; it counts for nothing before `confirm`.

    Raises Problem 409 when it is on already, or cannot be offered here.
    """
    sealed.require_key()
    if is_on(user):
        raise Problem(ProblemKind.FACTOR_IS_ON, "Turn the second factor off first.")
    secret = pyotp.random_base32()
    change: Document = {"$set": {"factor_pending": sealed.seal(secret)}}
    collection("users").update_one(by_id(user["_id"]), change)
    host = settings().site_url.partition("://")[2]
    return secret, pyotp.TOTP(secret).provisioning_uri(name=user["email"], issuer_name=host)


def confirm(user: StoredUser, code: str) -> list[str]:
    """Turn it on with the first code of the app that was shown the secret; return the recovery codes, which are shown
    this once. A mail tells the user. Raises Problem 403 for a wrong code, 409 when nothing was begun."""
    secret = sealed.opened(user.get("factor_pending", ""), PENDING_TTL_S)
    if secret is None or is_on(user):
        raise Problem(ProblemKind.FACTOR_NOT_BEGUN, "Ask for a secret for your app first.")
    if (step := _step_of(secret, code)) is None:
        raise wrong_code()
    codes = _new_codes()
    factor = {
        "sealed": user["factor_pending"],
        "since_ms": now_ms(),
        "last_step": step,
        "recovery": _hashes(codes),
    }
    # Of two who confirm at once one has the codes that count.
    as_it_was = {"factor_pending": user["factor_pending"], "second_factor": {"$exists": False}}
    change: Document = {"$set": {"second_factor": factor}, "$unset": {"factor_pending": ""}}
    _change(user, as_it_was, change, "factor_on")
    return codes


def end(user: StoredUser) -> None:
    """Turn it off. A mail tells the user. Raises Problem 409 when it is off."""
    _change(user, {"second_factor": {"$exists": True}}, {"$unset": {"second_factor": ""}}, "factor_off")


def renew_recovery_codes(user: StoredUser) -> list[str]:
    """Ten new recovery codes; the former ones work no more. Raises Problem 409 when the factor is off."""
    codes = _new_codes()
    change: Document = {"$set": {"second_factor.recovery": _hashes(codes)}}
    _change(user, {"second_factor": {"$exists": True}}, change, "recovery_codes")
    return codes


def _change(user: StoredUser, as_it_was: Document, change: Document, mail: AccountMailKind) -> None:
    def transaction(session: ClientSession) -> None:
        match = {**by_id(user["_id"]), **as_it_was}
        if not collection("users").update_one(match, change, session=session).matched_count:
            raise Problem(ProblemKind.FACTOR_NOT_BEGUN, "The second factor is not as it was. Look again.")
        account_mails.request(mail, user["email"], {"user_id": user["_id"]}, session)

    transact(transaction)


def reset(user: StoredUser, by: By = OPERATOR) -> StoredUser:
    """Take both the second factor and all passkeys off the account, for somebody who has lost them; an operator does
    that. A mail tells the user. Return them as they are now."""
    change: Document = {"$unset": dict.fromkeys(("second_factor", "factor_pending", "passkeys"), "")}

    def transaction(session: ClientSession) -> None:
        collection("users").update_one(by_id(user["_id"]), change, session=session)
        before = {"second_factor": is_on(user), "passkeys": len(user.get("passkeys", []))}
        audit.note(by, Act("user.reset_factors", user["_id"], before), session)
        account_mails.request("factor_off", user["email"], {"user_id": user["_id"]}, session)

    transact(transaction)
    return accounts.get(user["_id"])


def check(user: StoredUser, code: str | None) -> None:
    """Use up this code of the app, or recovery code, if the user has to give one.

    Raises Problem 403 for one that is wrong, or was used before; 401 (second factor needed) without one.
    """
    if not is_on(user):
        return
    if not code:
        raise Problem(ProblemKind.SECOND_FACTOR, "Send the code of your app, or a recovery code, as `code`.")
    plain = code.replace(" ", "").replace("-", "").upper()
    if not (_spend_totp(user, plain) if plain.isdecimal() else _spend_recovery(user, plain)):
        raise wrong_code()


def _spend_totp(user: StoredUser, code: str) -> bool:
    factor = user["second_factor"]
    secret = sealed.opened(factor["sealed"])
    step = _step_of(secret, code) if secret else None
    # RFC 6238, 5.2: a code that was accepted is not accepted again.
    as_it_was: Document = {"second_factor.sealed": factor["sealed"], "second_factor.last_step": {"$lt": step}}
    change: Document = {"$set": {"second_factor.last_step": step}}
    return step is not None and _update(user, as_it_was, change)


def _spend_recovery(user: StoredUser, code: str) -> bool:
    spent: Document = {"second_factor.recovery": _hash(code)}
    return _update(user, spent, {"$pull": spent})


def _update(user: StoredUser, as_it_was: Document, change: Document) -> bool:
    return bool(collection("users").update_one({**by_id(user["_id"]), **as_it_was}, change).modified_count)


def _step_of(secret: str, code: str) -> int | None:
    """The time step that this code is of, None if it is of none that counts now."""
    totp, now = pyotp.TOTP(secret, interval=STEP_S), int(time.time()) // STEP_S
    plain = code.replace(" ", "").encode()
    steps = range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1)
    return next((step for step in steps if compare_digest(totp.generate_otp(step).encode(), plain)), None)


def _new_codes() -> list[str]:
    texts = (b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES))
    return ["-".join(text[at : at + 4] for at in range(0, len(text), 4)) for text in texts]


def _hashes(codes: Iterable[str]) -> list[str]:
    return [_hash(code.replace("-", "")) for code in codes]


def _hash(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()


def wrong_code() -> Problem:
    """The refusal of a code that does not count now."""
    return Problem(ProblemKind.WRONG_CODE, "This code is wrong, too old, or was used before.")
