"""What a process remembers of sessions and tokens is right within a second, and never outlives what it stands for."""

from collections.abc import Callable

import jwt
import pytest
from flask_jwt_extended import decode_token

from core.identity import session_memory, sessions
from core.identity.session_memory import SessionMemory
from core.identity.signing_keys import KeyRing, key_ring
from core.platform.settings import Settings
from core.servers.redis import journal as store
from core.servers.scripts import script
from tests.support.keys import keys_like
from tests.support.users import SignedIn
from tests.support.waiting import eventually
from web.http import token_memory

SignUp = Callable[[], SignedIn]


def ended_elsewhere(session_id: str) -> None:
    """Another process ends this session: this one learns of it from the journal alone."""
    script(store(), "end_session")(session_id, sessions.ENDED_KEPT)


def session_of(who: SignedIn) -> str:
    return str(who.get("/auth/sessions").get_json()["items"][0]["id"])


@pytest.fixture
def memory(system: Settings) -> SessionMemory:
    """A memory that asks the journal when the test says so."""
    made = SessionMemory()
    made.subscribe(store())
    return made


def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sessions that the journal is asked for from now on, one by one."""
    asked: list[str] = []
    real = session_memory.ask
    monkeypatch.setattr(session_memory, "ask", lambda session_id: asked.append(session_id) or real(session_id))
    return asked


def test_an_ended_session_stops_working_in_every_process_by_itself(sign_up: SignUp) -> None:
    ada = sign_up()
    mine = session_of(ada)
    assert ada.get("/auth/me").status_code == 200
    ended_elsewhere(mine)
    eventually(lambda: ada.get("/auth/me").status_code == 401)


def test_a_session_that_lives_is_asked_for_once(memory: SessionMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    live = sessions.start("a" * 24, "", "").session_id
    asked = asked_for(monkeypatch)
    for _ in range(3):
        assert memory.user_of(live) == "a" * 24
        memory.subscribe(store())
    assert asked == [live]
    assert [memory.user_of("f" * 24) for _ in range(2)] == [None, None]
    assert asked == [live, "f" * 24, "f" * 24]


def test_nothing_is_remembered_while_the_journal_does_not_answer(
    memory: SessionMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = sessions.start("a" * 24, "", "").session_id
    memory.user_of(live)
    asked = asked_for(monkeypatch)
    monkeypatch.setattr(session_memory, "FRESH_S", 0)
    assert memory.user_of(live) and asked == [live]


def test_a_session_that_ends_while_it_is_asked_for_is_not_remembered(
    memory: SessionMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = sessions.start("a" * 24, "", "").session_id
    real = session_memory.ask

    def slow(session_id: str) -> str | None:
        user_id = real(session_id)
        ended_elsewhere(session_id)
        memory.subscribe(store())
        return user_id

    with monkeypatch.context() as patched:
        patched.setattr(session_memory, "ask", slow)
        assert memory.user_of(live) == "a" * 24
    assert memory.user_of(live) is None


@pytest.mark.parametrize("lost", ["emptied", "many"])
def test_whoever_cannot_know_what_has_ended_forgets_everything(
    memory: SessionMemory, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    live = sessions.start("a" * 24, "", "").session_id
    memory.user_of(live)
    if lost == "emptied":
        store().delete(*keys_like(store()))
    else:
        monkeypatch.setattr(sessions, "ENDED_KEPT", 2)
        for each in [live, *(sessions.start("b" * 24, "", "").session_id for _ in range(3))]:
            ended_elsewhere(each)
    memory.subscribe(store())
    assert memory.user_of(live) is None


def test_a_token_is_verified_once_and_again_when_the_keys_change(
    sign_up: SignUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    real = decode_token
    monkeypatch.setattr(token_memory, "decode_token", lambda token: verified.append(token) or real(token))
    ada = sign_up()
    for _ in range(3):
        assert ada.get("/auth/me").status_code == 200
    assert len(verified) == 1
    # As it is read again when the folder has changed.
    other = KeyRing(key_ring().private)
    monkeypatch.setattr(token_memory, "key_ring", lambda: other)
    assert ada.get("/auth/me").status_code == 200
    assert len(verified) == 2


def test_a_remembered_token_runs_out(sign_up: SignUp, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = sign_up()
    assert ada.get("/auth/me").status_code == 200
    (known,) = [each for each in token_memory._known.values() if each.claims["sub"] == ada.id]

    def expired(_: str) -> None:
        raise jwt.ExpiredSignatureError

    monkeypatch.setattr(token_memory, "decode_token", expired)
    assert ada.get("/auth/me").status_code == 200
    monkeypatch.setattr("web.http.token_memory.time", lambda: known.until_s)
    assert ada.get("/auth/me").status_code == 401
