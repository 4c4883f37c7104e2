"""Acts on an account that a session alone is not enough for: who asks has proven who they are a moment ago.

Signing in is such a proof, and so is giving the password and the second factor again, or a passkey.
"""

from core.identity import accounts, second_factor, sessions
from core.platform.clock import now_ms
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.schemas.stored import StoredUser


def is_fresh(user: StoredUser, session_id: str, ttl_s: int | None = None) -> bool:
    """Whether this session of the user has a proof that still counts: for PROOF_TTL_S, or for `ttl_s`.

    One from before a second factor was turned on does not: it was without that.
    """
    since_ms = now_ms() - (settings().proof_ttl_s if ttl_s is None else ttl_s) * 1000
    return sessions.proven_ms(session_id) >= max(since_ms, second_factor.since_ms(user), 1)


def require_of_moderator(user_id: str, session_id: str) -> None:
    """Raises Problem 403 unless this moderator has a second factor and this session a proof with it that still counts,
    if MODERATOR_PROOF_S asks for that."""
    if not (ttl_s := settings().moderator_proof_s):
        return
    user = accounts.get(user_id)
    if not second_factor.is_on(user):
        raise Problem(ProblemKind.FACTOR_WANTED, "Moderators here have a second factor. Turn yours on first.")
    require(user, session_id, ttl_s)


def require(user: StoredUser, session_id: str, ttl_s: int | None = None) -> None:
    """Raises Problem 403 unless this session has a proof that still counts (`is_fresh`)."""
    if not is_fresh(user, session_id, ttl_s):
        raise Problem(ProblemKind.PROOF_NEEDED, "Prove that it is you (POST /auth/prove), and ask again.")
