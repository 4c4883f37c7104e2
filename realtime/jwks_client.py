"""The keys that verify tokens, as the API publishes them: the realtime processes never see a private one."""

import threading
import time

import jwt
import structlog

from core.platform.problems import unavailable
from core.platform.settings import settings

FRESH_S = 300.0
PAUSE_S = 1.0
ANSWER_S = 2.0
_log = structlog.get_logger()


class PublicKeys:
    """The API's keys by kid: asked for when they are old or a kid is unknown, at most once a second.

    While the API is unavailable, the keys that are known go on to verify.
    """

    def __init__(self, url: str) -> None:
        self._client = jwt.PyJWKClient(url, cache_jwk_set=False, timeout=ANSWER_S)
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_s = self._tried_s = float("-inf")
        self._lock = threading.Lock()

    def of(self, kid: str) -> jwt.PyJWK:
        """The key with this kid; it may wait for the API. Raises jwt.InvalidKeyError when there is no such key, and
        Problem 503 when the API, asked for its keys, never answered."""
        with self._lock:
            if kid not in self._keys or time.monotonic() - self._fetched_s > FRESH_S:
                self._fetch()
        if self._fetched_s == float("-inf"):
            raise unavailable("The API")
        if kid not in self._keys:
            raise jwt.InvalidKeyError("unknown kid")
        return self._keys[kid]

    def _fetch(self) -> None:
        if time.monotonic() - self._tried_s < PAUSE_S:
            return
        self._tried_s = time.monotonic()
        try:
            keys = self._client.get_signing_keys()
        except (jwt.PyJWKClientError, jwt.PyJWKSetError, ValueError) as error:
            _log.warning("public_keys_unavailable", error=type(error).__name__)
            return
        self._keys = {str(each.key_id): each for each in keys}
        self._fetched_s = time.monotonic()


_known: dict[str, PublicKeys] = {}


def public_keys() -> PublicKeys:
    """The keys from JWKS_URL."""
    url = settings().jwks_url
    return _known.setdefault(url, PublicKeys(url))
