"""The receipt of an erasure: what was removed from which store, signed, so that it can be shown to somebody else."""

import jwt

from core.identity.signing_keys import key_ring
from core.platform.clock import now_ms, rfc3339
from core.platform.settings import settings
from core.schemas.stored import StoredUser

# RFC 8725, 3.11: what it is, so that nothing takes it for a token of another kind.
TYPE = "erasure-receipt+jwt"


def signed(user: StoredUser) -> str:
    """The receipt as a JWT that `/.well-known/jwks.json` verifies; it opens nothing.

    It names the account by its id alone. `removed` has how much of what by where it was; what has no count is not kept
    anywhere, or ends by itself, as `kept` says.
    """
    leaving, ring = user["leaving"], key_ring(is_latest=True)
    at_ms = now_ms()
    claims = {
        "iss": settings().jwt_issuer,
        "aud": f"{settings().jwt_audience}:erasure",
        "sub": user["_id"],
        "iat": at_ms // 1000,
        "site": settings().site_url,
        "asked_at": rfc3339(leaving["asked_ms"]),
        "begun_at": rfc3339(leaving["begun_ms"]),
        "done_at": rfc3339(at_ms),
        "content": leaving["content"],
        "removed": leaving.get("removed", {}),
        "kept": {
            "journal receipts": f"without content, {settings().receipt_ttl_s} s",
            "audit log": "what moderators and operators did, by the id of the account",
        },
    }
    key = ring.private[ring.signing_kid]
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": ring.signing_kid, "typ": TYPE})
