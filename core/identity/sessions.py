"""Sessions: one per sign-in, in the journal Redis. A token is worth nothing without its session."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from core.identity import mqtt_credentials, mqtt_tokens, session_memory
from core.identity.mqtt_credentials import Credentials
from core.platform.clock import now_ms
from core.platform.ids import new_id
from core.platform.settings import settings
from core.servers.redis import in_batches, key
from core.servers.redis import journal as store
from core.servers.scripts import script

# A sign-in beyond this many ends the user's oldest one, so that signing in cannot fill the journal's memory.
SESSIONS_MAX = 50
# A process that has not asked while so many ended forgets all that it remembers.
ENDED_KEPT = 1000


@dataclass(frozen=True)
class Refresh:
    """The claims of a session's refresh token; `issued_s` is in epoch seconds. The same claims make the same token."""

    session_id: str
    user_id: str
    jti: str
    csrf: str
    issued_s: int


@dataclass(frozen=True)
class Session:
    """One sign-in, as its owner sees it."""

    id: str
    created_ms: int
    last_seen_ms: int
    user_agent: str
    address: str


def start(user_id: str, user_agent: str, address: str) -> Refresh:
    """Start a session and return the claims of its first refresh token."""
    now = now_ms()
    first = Refresh(new_id(), user_id, uuid.uuid4().hex, uuid.uuid4().hex, now // 1000)
    about = {"user": user_id, "created_ms": now, "seen_ms": now, "user_agent": user_agent[:200], "address": address}
    # Signing in proves who one is.
    about |= {"jti": first.jti, "proven_ms": now}
    stored, all_of_user = key("session", first.session_id), key("sessions", user_id)
    with store().pipeline() as pipe:
        pipe.hset(stored, mapping=about).expire(stored, settings().refresh_ttl_s)
        pipe.sadd(all_of_user, first.session_id).expire(all_of_user, settings().refresh_ttl_s)
        count = pipe.scard(all_of_user).execute()[-1]
    if count > SESSIONS_MAX:
        _end_oldest(user_id)
    return first


def _end_oldest(user_id: str) -> None:
    for each in script(store(), "oldest_sessions")(user_id, SESSIONS_MAX):
        if not end(each.decode()):
            # It was over, and only its name was left.
            store().srem(key("sessions", user_id), each)


def user_of(session_id: str) -> str | None:
    """The user of a live session, None when it has ended, as the journal says."""
    return session_memory.ask(session_id)


def live(session_ids: Iterable[str]) -> set[str]:
    """Those of these sessions that have not ended. One round trip for every BATCH of them."""
    found: set[str] = set()
    for batch in in_batches(list(session_ids)):
        exist = script(store(), "live_sessions")(*batch)
        found |= {each for each, exists in zip(batch, exist, strict=True) if exists}
    return found


def request_mqtt_credentials(user_id: str, session_id: str) -> Credentials | None:
    """MQTT credentials of this session, of the kind that MQTT_AUTH says; None when the session has ended, also just
    then."""
    if settings().mqtt_auth == "jwt":
        return mqtt_tokens.issue(user_id, session_id) if user_of(session_id) == user_id else None
    credentials = mqtt_credentials.request(user_id, session_id)
    if user_of(session_id) == user_id:
        return credentials
    # What ended the session may have looked for its credentials before these were noted.
    mqtt_credentials.end_session(session_id)
    return None


def rotate(session_id: str, presented_jti: str) -> Refresh | None:
    """Spend a refresh token: the claims of its one successor, or None: the session has ended.

    The spent token presented again within `refresh_grace_s` gets the same successor (a second tab, a lost answer);
    later it looks stolen, and ends the session (RFC 9700, 4.14.2). So does the end of `session_max_s`.
    """
    fresh = [uuid.uuid4().hex, uuid.uuid4().hex]
    limits = [settings().refresh_grace_s * 1000, settings().refresh_ttl_s, settings().session_max_s * 1000]
    answer = script(store(), "rotate_session")(session_id, presented_jti, *fresh, *limits)
    if not answer:
        end(session_id)
        return None
    user_id, jti, csrf, issued_s = (part.decode() for part in answer)
    return Refresh(session_id, user_id, jti, csrf, int(issued_s))


def prove(session_id: str) -> None:
    """Note that the person behind this session has just proven who they are (core/identity/proofs.py)."""
    script(store(), "prove_session")(session_id, now_ms())


def proven_ms(session_id: str) -> int:
    """When they have last done so; 0 for a session that has ended, or began before that was noted."""
    return int(store().hget(key("session", session_id), "proven_ms") or 0)


def listed(user_id: str) -> list[Session]:
    """The live sessions of a user, the newest first."""
    ids = list(store().smembers(key("sessions", user_id)))
    with store().pipeline(transaction=False) as pipe:
        for each in ids:
            pipe.hgetall(key("session", each.decode()))
        stored = pipe.execute()
    found = []
    for each, about in zip(ids, stored, strict=True):
        if not about:
            store().srem(key("sessions", user_id), each)
            continue
        texts = [about[name].decode() for name in (b"user_agent", b"address")]
        found.append(Session(each.decode(), int(about[b"created_ms"]), int(about[b"seen_ms"]), *texts))
    return sorted(found, key=lambda session: session.created_ms, reverse=True)


def end(session_id: str) -> bool:
    """End a session: its tokens are dead from now on, and so are its MQTT credentials within seconds. False: it was."""
    user_id = script(store(), "end_session")(session_id, ENDED_KEPT)
    session_memory.forget(session_id)
    mqtt_credentials.end_session(session_id)
    return bool(user_id)
