"""Acts on an account that a session alone is not enough for: who asks has proven who they are a moment ago.

Signing in is such a proof, and so is giving the password and the second factor again, or a passkey.
"""

from core.identity import second_factor, sessions
from core.platform.clock import now_ms
from core.platform.problems import Problem, ProblemKind
from core.platform.settings import settings
from core.schemas.stored import StoredUser


def is_fresh(user: StoredUser, session_id: str) -> bool:
    """Whether this session of the user has a proof that still counts.

    One from before a second factor was turned on does not: it was without that.
    """
    proven_ms = sessions.proven_ms(session_id)
    return proven_ms >= max(now_ms() - settings().proof_ttl_s * 1000, second_factor.since_ms(user), 1)


def require(user: StoredUser, session_id: str) -> None:
    """Raises Problem 403 unless this session has a fresh proof."""
    if not is_fresh(user, session_id):
        raise Problem(ProblemKind.PROOF_NEEDED, "Prove that it is you (POST /auth/prove), and ask again.")
